/** What is no function: roles of APIs, state machines, rules and the like, tightened where the template gives them one. */
import { unknownNeeds } from '../../needs/index.js'
import type { Finding, Place, Problem } from '../../outcome/index.js'
import { type Role, type Roles, rolesOf } from '../../roles/index.js'
import type { Json } from '../yaml.js'
import { commonCondition, leave, localId, placeFor, policiesOf, prefixOf, type State } from './editing.js'
import { LOG_ROLE } from './monitoring/trail.js'
import { putRole, type RolePut } from './put-role.js'
import { roleUsers } from './role-users.js'
import { putSamPolicies } from './sam-policies.js'
import { listOf, mapAt, resourceIn, typeIn } from './template.js'
import { denialsIn } from './written.js'

export function editPrincipals(state: State): void {
  const { input, template } = state
  // Functions have theirs already: what a role's other users need is the role's.
  const own = rolesOf(input.app, { ...input.needs, functions: new Map() }, { ...input.roleOptions, layout: 'as-declared' })
  const roles = input.layout === 'as-declared' ? input.roles : own
  const done = new Set<string>()
  for (const [id, principal] of [...input.needs.principals].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (prefixOf(id) !== template.prefix) continue
    for (const { role } of principal.byRole) {
      if (role === null) editImplicit(id, own, state)
      else if (!done.has(role) && prefixOf(role) === template.prefix) tighten(role, roles, state)
      if (role !== null) done.add(role)
    }
  }
}

function tighten(full: string, roles: Roles, state: State): void {
  const { template, input, included } = state
  const id = localId(full)
  const role = roles.roles.find((one) => one.id === full)
  if (role === undefined || typeIn(template, id) !== 'AWS::IAM::Role' || state.frozen.has(full)) return
  // The trail that monitoring adds has its role written with it.
  if (id === LOG_ROLE || isGivenByLayout(full, state)) return
  const users = roleUsers(template, id, input.needs, included)
  const at = input.app.resources.get(full)?.at ?? null
  if (users.others.length > 0) {
    leave(
      state,
      {
        code: 'emit/foreign-users',
        severity: 'warning',
        subject: full,
        message: `\`${id}\` stays as it is: ${users.others.join(', ')} uses it as well, and what that needs is not known`,
        hint: 'give it a role of its own',
        at,
      },
      role,
    )
    return
  }
  const lack = users.principals.flatMap((user) => lackOf(user, state))[0]
  if (lack !== undefined) {
    leave(state, staysAsItIs(full, `\`${id}\``, lack, at), role)
    return
  }
  const names = users.principals.map(localId).filter((user) => resourceIn(template, user) !== null)
  // Functions that stay with the role by the layout were counted in with them.
  if (input.layout === 'as-declared' && users.functions.length > 0) return
  const unknown = state.names.unknown(role.policies.map((policy) => policy.document as unknown as Json))
  if (unknown.length > 0) {
    leave(
      state,
      {
        code: 'emit/outside-stack',
        severity: 'warning',
        subject: full,
        message: `\`${id}\` speaks of \`${unknown[0]}\`, which \`${template.file}\` has no name for`,
        hint: 'hand it to the stack as a parameter, and run this again',
        at,
      },
      role,
    )
    return
  }
  const { kept } = putRole(template, putOf(role, id, names, state))
  if (kept.length > 0)
    state.findings.push({
      code: 'emit/policy-kept',
      severity: 'warning',
      subject: full,
      message: `\`${id}\` keeps ${kept.map((arn) => `\`${arn}\``).join(', ')}: what it gives is not seen here`,
      hint: 'remove it where nothing needs it',
      at,
    })
}

/** In the layout of five roles the role of that name is made for all its users together. */
const isGivenByLayout = (full: string, { input, template }: State): boolean =>
  input.layout === 'five-roles' &&
  template.prefix === '' &&
  input.roles.roles.some((role) => role.id === full && role.usedBy.some((user) => input.app.functions.has(user)))

/** SAM makes the role of a state machine without one, from its `Policies`. */
function editImplicit(id: string, own: Roles, state: State): void {
  const user = localId(id)
  const role = own.roles.find((one) => one.id === `${id}Role`)
  if (role === undefined || typeIn(state.template, user) !== 'AWS::Serverless::StateMachine') return
  if (mapAt(resourceIn(state.template, user)?.Properties)?.Role !== undefined) return
  const principal = state.input.needs.principals.get(id)
  const [lack] = lackOf(id, state)
  if (lack !== undefined) {
    leave(state, staysAsItIs(id, `the role of \`${id}\``, lack, principal?.at ?? null), role)
    return
  }
  const grants = principal?.byRole.find((one) => one.role === null)?.grants ?? []
  putSamPolicies(state.template, {
    ...putOf(role, `${user}Role`, [user], state),
    user,
    isFunction: false,
    declared: state.input.app.given.get(id)?.declared ?? [],
    grants,
    index: state.index,
    unknown: state.names.unknown,
  })
}

const lackOf = (id: string, { input }: State): readonly Problem[] => {
  const own = input.needs.principals.get(id)
  return own === undefined ? [] : unknownNeeds(own)
}

const staysAsItIs = (subject: string, role: string, lack: Problem, at: Place | null): Finding => ({
  code: 'emit/may-lack',
  severity: 'warning',
  subject,
  message: `${role} stays as it is: ${lack.message}`,
  hint: lack.hint,
  at: lack.at ?? at,
})

function putOf(role: Role, id: string, users: readonly string[], state: State): RolePut {
  const { template } = state
  const policies = users.flatMap((user) => listOf(mapAt(resourceIn(template, user)?.Properties)?.Policies))
  const written = [...policies, ...policiesOf(template, id)]
  return {
    id,
    role,
    after: users[0] ?? id,
    condition: commonCondition(template, users),
    frame: null,
    place: placeFor(state, id, users, written),
    denials: denialsIn(written),
    local: state.names.write,
  }
}
