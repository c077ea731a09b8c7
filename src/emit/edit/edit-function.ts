/** One function: its role is tightened where it has it alone, else it gets a role of its own. */
import type { AppFunction } from '../../app/index.js'
import type { Role } from '../../roles/index.js'
import type { Json } from '../yaml.js'
import { commonCondition, leave, localId, placeFor, policiesOf, prefixOf, type State } from './editing.js'
import { putRole, type RolePut } from './put-role.js'
import { type RoleUsers, roleUsers } from './role-users.js'
import { frameOfImplicit, putSamPolicies } from './sam-policies.js'
import { type JsonMap, listOf, mapAt, propertiesOf, resourceIn, soleFunction, takesProperties, typeIn } from './template.js'
import { denialsIn } from './written.js'

/** What is not known because the code was not read: the role is left alone. */
const UNREAD: ReadonlySet<string> = new Set([
  'trace/language',
  'trace/code-absent',
  'trace/no-handler',
  'trace/unreadable',
  'trace/syntax',
  'trace/opaque-handler',
  'app/code-not-here',
  'app/handler-missing',
  'app/handler-unreadable',
])

/** Says why where not, and keeps others from touching its role. */
export function isEditable(fn: AppFunction, state: State): boolean {
  const { input, template } = state
  const role = generatedRole(fn, state)
  const freeze = (): false => {
    if (fn.role.kind === 'resource') state.frozen.add(fn.role.id)
    return false
  }
  const unresolved = input.needs.functions.get(fn.id)?.unresolved ?? []
  const unread = unresolved.find((problem) => UNREAD.has(problem.code))
  if (unread !== undefined || fn.code.kind === 'absent') {
    const why = unread?.message ?? (fn.code.kind === 'absent' ? fn.code.problem.message : '')
    leave(
      state,
      {
        code: 'emit/code-not-read',
        severity: 'warning',
        subject: fn.id,
        message: `what \`${fn.id}\` needs is not known, and its role stays as it is: ${why}`,
        hint: unread?.hint ?? 'build the app, so that its code is there',
        at: fn.at,
      },
      null,
    )
    return freeze()
  }
  const resource = resourceIn(template, localId(fn.id))
  const type = typeIn(template, localId(fn.id)) ?? ''
  if (resource === null || !/^AWS::(Serverless|Lambda)::Function$/.test(type) || !takesProperties(resource)) {
    leave(
      state,
      {
        code: 'emit/not-in-place',
        severity: 'warning',
        subject: fn.id,
        message: `\`${fn.id}\` does not stand in \`${template.file}\` by itself: a loop, a macro or a function of CloudFormation makes it`,
        hint: 'put the statements into what makes it',
        at: fn.at,
      },
      role,
    )
    return freeze()
  }
  if (role === null) return freeze()
  const unknown = state.names.unknown([...role.policies.map((policy) => policy.document as unknown as Json)])
  if (unknown.length > 0) {
    leave(
      state,
      {
        code: 'emit/outside-stack',
        severity: 'warning',
        subject: fn.id,
        message: `the role of \`${fn.id}\` speaks of \`${unknown[0]}\`, which \`${template.file}\` has no name for`,
        hint: 'hand it to the stack as a parameter, and run this again',
        at: fn.at,
      },
      role,
    )
    return freeze()
  }
  if (fn.role.kind === 'external') {
    leave(
      state,
      {
        code: 'emit/external-role',
        severity: 'warning',
        subject: fn.id,
        message: `\`${fn.id}\` has a role that is not of this template, and keeps it`,
        hint: 'remove its Role and run this again for a role of its own, or put the statements into that role',
        at: fn.role.arn.at,
      },
      role,
    )
    return false
  }
  const written = mapAt(resource.Properties)?.Role
  if (fn.role.kind === 'resource' && soleFunction(written) === 'Fn::If') {
    leave(
      state,
      {
        code: 'emit/conditional-role',
        severity: 'warning',
        subject: fn.id,
        message: `which role \`${fn.id}\` has depends on a condition, and both stay as they are`,
        hint: 'put the statements into the role that is meant',
        at: fn.at,
      },
      role,
    )
    return freeze()
  }
  return true
}

const generatedRole = (fn: AppFunction, { input }: State): Role | null => {
  const id = input.roles.assignments.find((a) => a.subject === fn.id)?.roles[0]
  return input.roles.roles.find((role) => role.id === id) ?? null
}

export function editFunction(fn: AppFunction, state: State): void {
  const role = generatedRole(fn, state)
  if (role === null) return
  warnOfGaps(fn, state)
  if (state.input.layout === 'five-roles') giveRole(fn, role, localId(role.id), role.usedBy.map(localId), state)
  else if (fn.role.kind === 'implicit' && state.input.implicitRoles === 'policies') editPolicies(fn, role, state)
  else editOwnRole(fn, role, state)
}

function editOwnRole(fn: AppFunction, role: Role, state: State): void {
  const present = fn.role.kind === 'resource' && prefixOf(fn.role.id) === state.template.prefix ? localId(fn.role.id) : null
  const users = present === null ? null : usersOf(present, state)
  if (present === null && fn.role.kind === 'resource' && state.input.layout === 'as-declared') sayElsewhere(fn, role, fn.role.id, state)
  else if (present === null || users === null) giveOwn(fn, role, null, state)
  else if (state.input.layout === 'as-declared') tightenShared(fn, role, present, users, state)
  else if (hasAlone(fn, role, present, users, state)) put(fn, role, inPlace(present, [localId(fn.id)], state), state)
  else giveOwn(fn, role, present, state)
}

function sayElsewhere(fn: AppFunction, role: Role, id: string, state: State): void {
  leave(
    state,
    {
      code: 'emit/role-elsewhere',
      severity: 'warning',
      subject: fn.id,
      message: `\`${fn.id}\` has the role \`${id}\` of another stack, which cannot speak of what is in this one`,
      hint: 'the layout `per-function` gives it a role in its own stack',
      at: fn.at,
    },
    role,
  )
}

/** Now, or once all others have left: of several, the one that the role is named after keeps it. */
function hasAlone(fn: AppFunction, role: Role, present: string, users: RoleUsers, state: State): boolean {
  if (users.principals.length > 0 || users.others.length > 0) return false
  const isNamesake = localId(role.id) === present && !state.frozen.has(state.template.prefix + present)
  return isNamesake || users.functions.every((id) => id === localId(fn.id))
}

const usersOf = (roleId: string, { template, input, included }: State): RoleUsers => roleUsers(template, roleId, input.needs, included)

/** The layout keeps roles shared: one is tightened to what its users need together, where all of them are known. */
function tightenShared(fn: AppFunction, role: Role, present: string, users: RoleUsers, state: State): void {
  if (state.frozen.has(state.template.prefix + present)) return
  if (users.others.length > 0) sayOthers(fn, present, users, role, state)
  else if (users.functions[0] === localId(fn.id)) put(fn, role, inPlace(present, users.functions, state), state)
}

function sayOthers(fn: AppFunction, present: string, users: RoleUsers, role: Role, state: State): void {
  leave(
    state,
    {
      code: 'emit/foreign-users',
      severity: 'warning',
      subject: state.template.prefix + present,
      message: `\`${present}\` stays as it is: ${users.others.join(', ')} uses it as well, and what that needs is not known`,
      hint: 'give it a role of its own',
      at: fn.at,
    },
    role,
  )
}

/** A role of its own, with what the one before had beside its policies. */
function giveOwn(fn: AppFunction, role: Role, from: string | null, state: State): void {
  const id = localId(role.id)
  const { template } = state
  if (resourceIn(template, id) !== null && !isOwnAlready(fn, id, state)) {
    leave(
      state,
      {
        code: 'emit/name-taken',
        severity: 'warning',
        subject: fn.id,
        message: `\`${fn.id}\` would get the role \`${id}\`, and \`${template.file}\` has another resource of that name`,
        hint: 'rename that resource, and run this again',
        at: fn.at,
      },
      role,
    )
    if (from !== null) state.frozen.add(template.prefix + from)
    return
  }
  const frame = from === null ? frameOf(fn, state) : mapAt(resourceIn(template, from)?.Properties)
  const written = from === null ? policiesIn(fn, state) : policiesOf(template, from)
  put(fn, role, { id, users: [localId(fn.id)], frame, written }, state)
  setRole(fn, id, state)
  if (from !== null && from !== id) state.left.add(from)
}

const isOwnAlready = (fn: AppFunction, id: string, state: State): boolean => {
  const users = typeIn(state.template, id) === 'AWS::IAM::Role' ? usersOf(id, state) : null
  return (
    users !== null && users.others.length === 0 && users.principals.length === 0 && users.functions.every((user) => user === localId(fn.id))
  )
}

const inPlace = (id: string, users: readonly string[], { template }: State): Target => ({
  id,
  users,
  frame: null,
  written: policiesOf(template, id),
})

const policiesIn = (fn: AppFunction, { template }: State): readonly Json[] =>
  listOf(mapAt(resourceIn(template, localId(fn.id))?.Properties)?.Policies)

function frameOf(fn: AppFunction, { template }: State): JsonMap {
  const globals = mapAt(mapAt(template.wanted.Globals)?.Function) ?? {}
  return frameOfImplicit(mapAt(resourceIn(template, localId(fn.id))?.Properties) ?? {}, globals)
}

/** One of the roles that several functions share by the layout. */
function giveRole(fn: AppFunction, role: Role, id: string, users: readonly string[], state: State): void {
  const { template } = state
  const taken = resourceIn(template, id) !== null && typeIn(template, id) !== 'AWS::IAM::Role'
  const others = taken ? [] : usersOf(id, state).others
  if (template.prefix !== '' || taken || others.length > 0 || state.frozen.has(id)) {
    const why =
      template.prefix !== ''
        ? 'it is in a nested stack'
        : taken
          ? 'another resource has that name'
          : 'somebody else uses it whose needs are not known'
    leave(
      state,
      {
        code: 'emit/role-not-given',
        severity: 'warning',
        subject: fn.id,
        message: `\`${fn.id}\` keeps the role that it has, and does not get \`${id}\`: ${why}`,
        hint: 'the layout `per-function` has no such limits',
        at: fn.at,
      },
      role,
    )
    return
  }
  const present = fn.role.kind === 'resource' ? localId(fn.role.id) : null
  const left = present === null ? policiesIn(fn, state) : present === id ? [] : policiesOf(template, present)
  if (denialsIn(left).length > 0) sayDenialLeft(fn, id, state)
  put(fn, role, { id, users, frame: null, written: policiesOf(template, id) }, state)
  if (present !== id) setRole(fn, id, state)
  if (present !== null && present !== id) state.left.add(present)
}

/** A role that several share cannot deny what one of them may not. */
function sayDenialLeft(fn: AppFunction, id: string, state: State): void {
  state.findings.push({
    code: 'emit/denial-left',
    severity: 'warning',
    subject: fn.id,
    message: `what was denied to \`${fn.id}\` is not denied by \`${id}\`, which others share`,
    hint: 'use the layout `per-function`, or add the denial where it holds for all',
    at: fn.at,
  })
}

function setRole(fn: AppFunction, id: string, { template }: State): void {
  const resource = resourceIn(template, localId(fn.id))
  const properties = resource === null ? null : propertiesOf(resource)
  if (properties === null) return
  properties.Role = { 'Fn::GetAtt': [id, 'Arn'] }
  delete properties.Policies
}

/** The role of the template that a generated one goes to. */
interface Target {
  readonly id: string
  readonly users: readonly string[]
  /** Properties to take over. */
  readonly frame: JsonMap | null
  /** The policies so far. */
  readonly written: readonly Json[]
}

function put(fn: AppFunction, role: Role, target: Target, state: State): void {
  const { id } = target
  const { kept, othersTrusted } = putRole(state.template, rolePut(fn, role, target, state))
  sayKept(fn, id, kept, state)
  if (othersTrusted) {
    state.findings.push({
      code: 'emit/trust-kept',
      severity: 'info',
      subject: id,
      message: `somebody beside AWS services may assume \`${id}\`, and still may`,
      hint: 'remove them from its trust policy where they need not',
      at: fn.at,
    })
  }
}

function rolePut(fn: AppFunction, role: Role, { id, users, frame, written }: Target, state: State): RolePut {
  const there = users.filter((user) => resourceIn(state.template, user) !== null)
  const place = placeFor(state, id, there, written)
  return {
    id,
    role,
    after: localId(fn.id),
    condition: commonCondition(state.template, users),
    frame,
    place,
    denials: denialsIn(written),
    local: state.names.write,
  }
}

function sayKept(fn: AppFunction, id: string, kept: readonly string[], state: State): void {
  if (kept.length === 0) return
  state.findings.push({
    code: 'emit/policy-kept',
    severity: 'warning',
    subject: fn.id,
    message: `\`${id}\` keeps ${kept.map((arn) => `\`${arn}\``).join(', ')}: what it gives is not seen here`,
    hint: 'remove it where no function needs it',
    at: fn.at,
  })
}

/** `Policies` of a function whose role SAM makes. */
function editPolicies(fn: AppFunction, role: Role, state: State): void {
  const id = `${localId(fn.id)}Role`
  const user = localId(fn.id)
  const grants = state.input.needs.functions.get(fn.id)?.grants ?? []
  const target = { id, users: [user], frame: null, written: [...policiesIn(fn, state), ...policiesOf(state.template, id)] }
  const kept = putSamPolicies(state.template, {
    ...rolePut(fn, role, target, state),
    user,
    isFunction: true,
    declared: fn.declared,
    grants,
    index: state.index,
    unknown: state.names.unknown,
  })
  if (kept !== null) sayKept(fn, id, kept, state)
}

/** Calls that could not be followed may need more than the role has. */
function warnOfGaps(fn: AppFunction, state: State): void {
  const gaps = (state.input.needs.functions.get(fn.id)?.unresolved ?? []).filter(
    ({ code }) => !code.startsWith('needs/') || code === 'needs/unknown-operation' || code === 'needs/unknown-target',
  )
  const [first] = gaps
  if (first === undefined) return
  state.findings.push({
    code: 'emit/may-lack',
    severity: 'warning',
    subject: fn.id,
    message: `the new role of \`${fn.id}\` may lack something: ${first.message}${gaps.length > 1 ? `, and ${gaps.length - 1} more` : ''}`,
    hint: first.hint,
    at: first.at ?? fn.at,
  })
}
