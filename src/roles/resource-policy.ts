/** Grants on resources → resource-based policies, one document a resource. */
import type { ResourceGrant } from '../needs/index.js'
import { parseSym, printSym } from '../policy/index.js'
import { lower } from './lower.js'
import { conditionOf } from './statement.js'
import type { ResourcePolicy, ResourcePolicyStatement } from './types.js'

export function resourcePoliciesOf(grants: readonly ResourceGrant[]): readonly ResourcePolicy[] {
  const byResource = new Map<string, ResourceGrant[]>()
  for (const grant of grants) {
    const key = JSON.stringify([printSym(grant.resource), grant.kind])
    byResource.set(key, [...(byResource.get(key) ?? []), grant])
  }
  return [...byResource]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, list]) => {
      const [first] = list
      if (first === undefined) return []
      return [{ resource: first.resource, kind: first.kind, document: { Version: '2012-10-17', Statement: statements(list) } }]
    })
}

function statements(grants: readonly ResourceGrant[]): readonly ResourcePolicyStatement[] {
  const ordered = [...grants].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const taken = new Set<string>()
  return ordered.map((grant) => {
    const sid = unique(`Allow${nameOf(grant)}`, taken)
    return {
      Sid: sid,
      Effect: 'Allow',
      Principal: principalOf(grant),
      Action: [...grant.actions].sort(),
      Resource: grant.resources.map(lower),
      ...(grant.conditions.length === 0 ? {} : { Condition: conditionOf(grant.conditions) }),
    }
  })
}

const keyOf = (grant: ResourceGrant): string =>
  JSON.stringify([grant.principal, grant.actions, grant.conditions.map((c) => [c.key, c.values.map(printSym)])])

function unique(wanted: string, taken: Set<string>): string {
  let sid = wanted
  for (let i = 2; taken.has(sid); i++) sid = `${wanted}${i}`
  taken.add(sid)
  return sid
}

/** `s3.amazonaws.com` → `S3`. */
function nameOf({ principal }: ResourceGrant): string {
  if (principal.kind === 'everyone') return 'Everyone'
  if (principal.kind === 'account') return 'Account'
  return (principal.name.split('.')[0] ?? '').replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase())
}

function principalOf({ principal }: ResourceGrant): unknown {
  switch (principal.kind) {
    case 'service':
      return { Service: lower(parseSym(principal.name)) }
    case 'account':
      return { AWS: principal.name }
    case 'everyone':
      return '*'
  }
}
