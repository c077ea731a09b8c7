/** The generated roles as subjects of proofs, and requests of the configuration as subjects that allow them. */
import type { App, Resource, Value } from '../app/index.js'
import { managedPolicy } from '../catalog/index.js'
import { canonicalArn, type DeclaredIndex } from '../needs/index.js'
import { conditionBlock, type Policy, parsePolicyValue, parseSym } from '../policy/index.js'
import { type Counterexample, disjoint, type Subject, type Verdict } from '../prove/index.js'
import type { Role, Roles } from '../roles/index.js'
import { jsonOf, memberAt } from './declared-json.js'
import type { GuardedRequests } from './guardrails-types.js'
import type { Instance } from './instance.js'
import { rolesIn } from './role-uses.js'

/** What every check asks with: symbols as text, and the resources that the template declares. */
export interface World {
  readonly app: App
  readonly instance: Instance
  readonly index: DeclaredIndex
}

export type IdentitySubject = Subject & { readonly kind: 'identity' }

export interface GuardedRole {
  readonly id: string
  readonly arn: string
  /** What its policies allow; see `boundary`. */
  readonly allows: IdentitySubject
  /** Of what its policies allow it may do what this allows too; null: it has no boundary whose text is known. */
  readonly boundary: IdentitySubject | null
  readonly trust: Subject | null
  /** A policy of the role that is not of this app and not one of AWS's: what it says is not known. */
  readonly unseen: string | null
  /** The same of its permissions boundary, which can only take away. */
  readonly unseenBoundary: string | null
}

/** Whether the role may do none of it: `proved` if and only if its policies and its boundary together allow no such request. */
export const mayNot = (role: GuardedRole, requests: Subject): Verdict =>
  disjoint(role.allows, role.boundary === null ? requests : [role.boundary, requests])

interface Documents {
  readonly policies: { name: string; policy: Policy }[]
  unseen: string | null
}

/** Null where a document of the role cannot be read. */
export function guardedRole(role: Role, world: World): GuardedRole | null {
  const { instance } = world
  const found: Documents = { policies: [], unseen: null }
  for (const { name, document } of role.policies) {
    const parsed = parsePolicyValue(instance.document(document), 'identity')
    if (!parsed.ok) return null
    found.policies.push({ name, policy: parsed.value })
  }
  for (const arn of role.managedPolicyArns) addManaged(found, String(instance.document(arn)), world)
  const trust = parsePolicyValue(instance.document(role.trustPolicy), 'trust')
  const boundary = role.permissionsBoundary === null ? null : instance.text(role.permissionsBoundary)
  return guarded(role.id, found, boundary, trust.ok ? trust.value : null, world)
}

function guarded(id: string, { policies, unseen }: Documents, boundary: string | null, trust: Policy | null, world: World): GuardedRole {
  const limit: Documents = { policies: [], unseen: null }
  if (boundary !== null) addManaged(limit, boundary, world)
  return {
    id,
    arn: world.instance.text(parseSym(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/\${${id}}`)),
    allows: { kind: 'identity', policies },
    boundary: limit.policies.length === 0 ? null : { kind: 'identity', policies: limit.policies },
    trust: trust === null ? null : { kind: 'trust', policies: [{ name: 'trust', policy: trust }] },
    unseen,
    unseenBoundary: limit.unseen,
  }
}

/** @param arn of one of AWS's own, or a managed policy of the template, by the text of its symbol */
function addManaged(to: Documents, arn: string, { app, instance }: World): void {
  const symbolic = instance.symbolic(arn)
  const declared = app.resources.get(/^\$\{([^}]+)\}$/.exec(symbolic)?.[1] ?? '')
  const text = declared?.type === 'AWS::IAM::ManagedPolicy' ? memberAt(declared.properties, 'PolicyDocument') : null
  const document = text === null ? managedPolicy(arn)?.document : jsonOf(text, instance)
  const parsed = document === undefined || document === null ? null : parsePolicyValue(document, 'identity')
  if (parsed?.ok === true) to.policies.push({ name: symbolic, policy: parsed.value })
  else to.unseen = symbolic
}

/** Roles that the template declares and that stay as they are: what has a generated role had another one before. */
export function declaredRoles({ roles, assignments }: Roles, world: World): readonly GuardedRole[] {
  const { app, index } = world
  const gone = new Set(roles.map(({ id }) => id))
  for (const { role } of app.functions.values()) if (role.kind === 'resource') gone.add(role.id)
  for (const { subject } of assignments) {
    const properties = app.functions.has(subject) ? undefined : app.resources.get(subject)?.properties
    if (properties !== undefined) for (const { role } of rolesIn(properties, index)) gone.add(role)
  }
  return [...app.resources.values()]
    .filter(({ id, type, madeBy }) => type === 'AWS::IAM::Role' && madeBy === null && !gone.has(id))
    .map((resource) => declaredRole(resource, world))
}

const PART_NOT_KNOWN = 'a policy whose text is not known'

function declaredRole({ id, properties }: Resource, world: World): GuardedRole {
  const { app, instance } = world
  const found: Documents = { policies: [], unseen: null }
  const add = (name: string, value: Value | null): void => {
    const parsed = value === null ? null : parsePolicyValue(jsonOf(value, instance), 'identity')
    if (parsed?.ok === true) found.policies.push({ name, policy: parsed.value })
    else found.unseen = PART_NOT_KNOWN
  }
  for (const policy of itemsOf(memberAt(properties, 'Policies'), found)) add('inline', memberAt(policy, 'PolicyDocument'))
  for (const arn of itemsOf(memberAt(properties, 'ManagedPolicyArns'), found)) {
    if (arn.kind === 'text') addManaged(found, instance.text(arn.text), world)
    else found.unseen = PART_NOT_KNOWN
  }
  const own = instance.text(parseSym(`\${${id}}`))
  for (const other of app.resources.values()) {
    if (!ATTACHED.has(other.type)) continue
    const holders = ['Roles', 'RoleName'].flatMap((name) => textsOf(memberAt(other.properties, name), instance))
    if (holders.includes(own)) add(other.id, memberAt(other.properties, 'PolicyDocument'))
  }
  const boundary = textsOf(memberAt(properties, 'PermissionsBoundary'), instance)[0] ?? null
  const trust = memberAt(properties, 'AssumeRolePolicyDocument')
  const parsed = trust === null ? null : parsePolicyValue(jsonOf(trust, instance), 'trust')
  return guarded(id, found, boundary, parsed?.ok === true ? parsed.value : null, world)
}

/** Policies that name the roles which have them. */
const ATTACHED: ReadonlySet<string> = new Set(['AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy'])

function itemsOf(value: Value | null, found: Documents): readonly Value[] {
  if (value === null) return []
  if (value.kind === 'list') return value.items
  found.unseen = PART_NOT_KNOWN
  return []
}

const textsOf = (value: Value | null, instance: Instance): readonly string[] =>
  value === null
    ? []
    : value.kind === 'list'
      ? value.items.flatMap((item) => textsOf(item, instance))
      : value.kind === 'text'
        ? [instance.text(value.text)]
        : []

/** A subject that allows the requests and no others; null where they cannot be read as a policy. */
export function allowing(requests: readonly GuardedRequests[], instance: Instance, index: DeclaredIndex): Subject | null {
  const named = (texts: readonly string[]): readonly string[] => texts.map((text) => instance.text(canonicalArn(parseSym(text), index).arn))
  const statements = requests.map(({ actions, resources, notResources, conditions }) => ({
    Effect: 'Allow',
    Action: actions,
    ...(notResources.length > 0 ? { NotResource: named(notResources) } : { Resource: named(resources) }),
    ...conditionBlock(conditions, (value) => instance.text(parseSym(value))),
  }))
  const parsed = parsePolicyValue({ Version: '2012-10-17', Statement: statements }, 'identity')
  return parsed.ok ? { kind: 'identity', policies: [{ name: 'guardrail', policy: parsed.value }] } : null
}

/** The counterexample with the app's symbols, by the role itself. */
export function inSymbols({ request, allowedBy }: Counterexample, instance: Instance, caller: string | null): Counterexample {
  const context = Object.entries(request.context ?? {}).map(([key, values]) => [key, values.map(instance.symbolic)] as const)
  return {
    request: {
      principal: instance.symbolic(caller ?? request.principal),
      action: request.action,
      resource: instance.symbolic(request.resource),
      ...(request.resourceAccount === undefined ? {} : { resourceAccount: instance.symbolic(request.resourceAccount) }),
      context: Object.fromEntries(context),
    },
    allowedBy,
  }
}
