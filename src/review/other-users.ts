/** Declared roles that the generated ones replace, and that something uses whose needs nobody works out: it would lose access. */
import type { App, Resource, Value } from '../app/index.js'
import type { DeclaredIndex, Needs } from '../needs/index.js'
import type { Finding } from '../outcome/index.js'
import { printSym, type SymText } from '../policy/index.js'
import type { Role, Roles } from '../roles/index.js'
import { type OpenUse, openUses } from './role-uses.js'
import { quoted } from './unneeded.js'

export function otherUserFindings(app: App, needs: Needs, roles: Roles, index: DeclaredIndex): readonly Finding[] {
  const replaced = new Set(roles.roles.map(({ id }) => id).filter((id) => app.resources.get(id)?.type === 'AWS::IAM::Role'))
  if (replaced.size === 0) return []
  const trusts = roles.roles.filter(({ id }) => replaced.has(id)).flatMap((role) => lostTrust(role, app.resources.get(role.id)))
  const users = openUses(app, needs, index).filter(({ role }) => replaced.has(role))
  return [...users.map(finding), ...trusts]
}

/** Whoever the present role trusts beside those who use it here: another account, a person, a service of elsewhere. */
function lostTrust({ id, trustPolicy }: Role, declared: Resource | undefined): readonly Finding[] {
  const kept = JSON.stringify(trustPolicy)
  const statements = valuesAt(declared?.properties, ['AssumeRolePolicyDocument', 'Statement', '*'])
  return statements.flatMap((statement) => {
    const named = valuesAt(statement, ['Principal', '*']).flatMap(textsIn).map(printSym)
    const lost = named.filter((principal) => !kept.includes(`"${principal}"`))
    if (lost.length === 0) return []
    return [
      {
        code: 'role/other-trust',
        severity: 'warning',
        subject: id,
        message: `\`${id}\` also trusts ${quoted(lost)}, and the generated role does not`,
        hint: 'nothing to do where nobody assumes it so; else give them a role of their own',
        at: statement.at,
      },
    ]
  })
}

const finding = ({ role, by: { id, type }, at }: OpenUse): Finding => ({
  code: 'role/other-users',
  severity: 'warning',
  subject: role,
  message: `\`${role}\` is also the role of \`${id}\` (${type}), whose needs are not worked out: the generated role lacks them`,
  hint: 'give it a role of its own, or keep the present policies beside the generated ones',
  at,
})

/** What stands at a path of keys; `*` is every item or member. */
function valuesAt(value: Value | undefined, path: readonly string[]): readonly Value[] {
  const [key, ...rest] = path
  if (value === undefined) return []
  if (value.kind === 'options') return value.options.flatMap((option) => valuesAt(option, path))
  if (key === undefined) return [value]
  if (value.kind === 'list') return key === '*' ? value.items.flatMap((item) => valuesAt(item, rest)) : []
  if (value.kind !== 'map') return key === '*' && rest.length === 0 ? [value] : []
  return key === '*' && rest.length === 0 ? [...value.entries.values()] : valuesAt(value.entries.get(key), rest)
}

function textsIn(value: Value): readonly SymText[] {
  if (value.kind === 'text') return [value.text]
  if (value.kind === 'list') return value.items.flatMap(textsIn)
  return value.kind === 'options' ? value.options.flatMap(textsIn) : []
}
