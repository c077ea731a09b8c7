/** Trust policies of declared roles that let a service act for anyone: the confused deputy. */
import type { App, Resource, Value } from '../app/index.js'
import type { Finding } from '../outcome/index.js'
import { literalOf, type SymText } from '../policy/index.js'
import { takesSourceConditions } from '../roles/index.js'

export function trustFindings(app: App): readonly Finding[] {
  const roles = [...app.resources.values()].filter((r) => r.type === 'AWS::IAM::Role' && r.madeBy === null)
  return roles.sort((a, b) => (a.id < b.id ? -1 : 1)).flatMap(ofRole)
}

function ofRole(role: Resource): readonly Finding[] {
  const document = role.properties.entries.get('AssumeRolePolicyDocument')
  const statements = listOf(entry(document, 'Statement'))
  return statements.flatMap((statement) => {
    if (literalAt(entry(statement, 'Effect')) === 'Deny') return []
    const principal = entry(statement, 'Principal')
    const guarded = hasSourceCondition(entry(statement, 'Condition'))
    return [...ofServices(role, principal, statement, guarded), ...ofEveryone(role, principal, statement)]
  })
}

function ofServices(role: Resource, principal: Value | null, statement: Value, guarded: boolean): readonly Finding[] {
  const services = listOf(entry(principal, 'Service')).flatMap((v) => literalAt(v) ?? [])
  const open = guarded ? [] : services.filter(takesSourceConditions).sort()
  return open.map((service) => ({
    code: 'role/trust-without-source',
    severity: 'warning',
    subject: role.id,
    message: `\`${service}\` may assume \`${role.id}\` for any account: its trust policy has no source condition`,
    hint: 'add `aws:SourceAccount` and `aws:SourceArn`, as the generated role has them',
    at: statement.at,
  }))
}

function ofEveryone(role: Resource, principal: Value | null, statement: Value): readonly Finding[] {
  const everyone = [...listOf(principal), ...listOf(entry(principal, 'AWS'))].some((v) => v.kind === 'text' && isStar(v.text))
  if (!everyone || entry(statement, 'Condition') !== null) return []
  return [
    {
      code: 'role/trust-everyone',
      severity: 'error',
      subject: role.id,
      message: `anyone may assume \`${role.id}\``,
      hint: 'name the services or accounts that it is for',
      at: statement.at,
    },
  ]
}

const SOURCE_KEYS = new Set(['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceorgid', 'aws:sourceorgpaths', 'sts:externalid'])

function hasSourceCondition(condition: Value | null): boolean {
  if (condition?.kind !== 'map') return false
  return [...condition.entries.values()].some(
    (block) => block.kind === 'map' && [...block.entries.keys()].some((key) => SOURCE_KEYS.has(key.toLowerCase())),
  )
}

const isStar = (text: SymText): boolean => text.length === 1 && text[0]?.kind === 'any'

const entry = (value: Value | null | undefined, key: string): Value | null =>
  value?.kind === 'map' ? (value.entries.get(key) ?? null) : null

const listOf = (value: Value | null): readonly Value[] => (value === null ? [] : value.kind === 'list' ? value.items : [value])

const literalAt = (value: Value | null): string | null => (value?.kind === 'text' ? literalOf(value.text) : null)
