/**
 * The roles of a service's functions: one that is shared, one of the function's own, or one that the service names.
 * Source: Serverless Framework documentation, "IAM Permissions For Functions"; serverless-iam-roles-per-function, README.
 */
import type { Place } from '../../../outcome/index.js'
import { itemsOf, member, type Node, sourceOf } from '../../document/node.js'
import { FRAMEWORK_POLICY, ownRoleId, SHARED_ROLE } from '../names.js'
import { allow, arnOf, join, list, record, resource, sub, unknown } from '../nodes.js'
import { hasPlugin, isCall, isTrue, type Service, type ServiceFunction, unreadPart } from '../service.js'
import { logGroupOf, vpcOf } from './functions.js'
import type { Made } from './made.js'

export interface FunctionRoles {
  /** The ARN of a function's role. */
  readonly roleOf: (fn: ServiceFunction) => Node
  /** The roles that the framework makes, once it is known what the functions' parts ask of them. */
  readonly make: (asked: Made) => Made['resources']
}

type Holder = { readonly kind: 'named'; readonly arn: Node } | { readonly kind: 'shared' } | { readonly kind: 'own' }

export function functionRoles(service: Service): FunctionRoles {
  const holders = new Map(service.functions.map((fn) => [fn.key, holderOf(fn, service)]))
  const holding = (kind: Holder['kind']): readonly ServiceFunction[] => service.functions.filter((fn) => holders.get(fn.key)?.kind === kind)
  return {
    roleOf: (fn) => {
      const holder = holders.get(fn.key)
      if (holder?.kind === 'named') return holder.arn
      return arnOf(fn.at, holder?.kind === 'own' ? ownRoleId(fn.key) : SHARED_ROLE)
    },
    make: (asked) => {
      return [
        ...(hasSharedRole(service) ? [[SHARED_ROLE, sharedRole(asked, service)] as const] : []),
        ...holding('own').map((fn) => [ownRoleId(fn.key), ownRole(fn, asked, service)] as const),
      ]
    },
  }
}

/** A role that the function names, one of its own, one that the provider names, the shared one: the first of these. */
function holderOf(fn: ServiceFunction, service: Service): Holder {
  const own = member(fn.node, 'role')
  if (own !== undefined) return { kind: 'named', arn: roleArn(own) }
  const asksForOwn = ownStatements(fn, service) !== null || hasOwnPolicies(fn)
  const named = namedByProvider(service)
  // The plugin gives its roles whatever the provider names; the framework does not.
  if (asksForOwn && (named === null || hasPlugin(service, PLUGIN))) return { kind: 'own' }
  if (named !== null) return { kind: 'named', arn: roleArn(named) }
  if (asksForOwn || isPerFunction(service)) return { kind: 'own' }
  return { kind: 'shared' }
}

const PLUGIN = 'serverless-iam-roles-per-function'

const ownSettings = (fn: ServiceFunction): Node | undefined => member(member(fn.node, 'iam'), 'role')
const hasOwnPolicies = (fn: ServiceFunction): boolean => member(ownSettings(fn), 'managedPolicies') !== undefined
const isPerFunction = (service: Service): boolean => sourceOf(member(sharedSettings(service), 'mode')) === 'perFunction'

/** It is made as soon as one function names no role, and has what the events of all functions ask for, whoever holds it. */
const hasSharedRole = (service: Service): boolean =>
  namedByProvider(service) === null && !isPerFunction(service) && service.functions.some((fn) => member(fn.node, 'role') === undefined)

/** Settings of the shared role: `provider.iam.role` where it is a map of them. */
function sharedSettings(service: Service): Node | undefined {
  const role = member(member(service.provider, 'iam'), 'role')
  return role?.kind === 'map' && !isCall(role) ? role : undefined
}

function namedByProvider(service: Service): Node | null {
  const role = member(member(service.provider, 'iam'), 'role')
  if (role !== undefined && (role.kind === 'scalar' ? role.value !== null : isCall(role))) return role
  return member(service.provider, 'role') ?? null
}

/** An ARN, or the logical ID of a role of the service. */
function roleArn(written: Node): Node {
  const text = sourceOf(written)
  return text === null || text.startsWith('arn:') ? written : arnOf(written.at, text)
}

/** Older files have the function's statements beside its other settings, as the plugin wants them. */
function ownStatements(fn: ServiceFunction, service: Service): Node | null {
  const built = member(ownSettings(fn), 'statements')
  if (built !== undefined) return built
  const plugin = member(fn.node, 'iamRoleStatements')
  if (plugin === undefined) return null
  if (!hasPlugin(service, PLUGIN) && !hasOwnRoles(service)) return null
  return plugin
}

/** From version 4 the framework itself takes what the plugin takes. */
const hasOwnRoles = (service: Service): boolean => Number(/\d+/.exec(sourceOf(service.section('frameworkVersion')) ?? '')?.[0] ?? 4) >= 4

/** What older files have beside `iam` counts where `iam` does not say it. */
function sharedStatements(service: Service): readonly Node[] {
  const statements = itemsOf(member(sharedSettings(service), 'statements') ?? member(service.provider, 'iamRoleStatements'))
  for (const statement of statements) if (isCall(statement)) service.report(unreadPart('statements', statement.at))
  return statements
}

function inherits(fn: ServiceFunction, service: Service): boolean {
  const built = member(member(fn.node, 'iam'), 'inheritStatements')
  if (built !== undefined) return isTrue(built)
  if (isPerFunction(service)) return true
  const own = member(fn.node, 'iamRoleStatementsInherit')
  return isTrue(own ?? member(service.section('custom', PLUGIN), 'defaultInherit'))
}

function sharedRole(asked: Made, service: Service): Node {
  const settings = sharedSettings(service)
  const at = settings?.at ?? service.provider?.at ?? service.at
  return roleResource({
    at,
    trusted: asked.trusted.map((each) => each.service),
    implied: [...sharedLogs(service, at), ...asked.statements.map(({ statement }) => statement)],
    statements: sharedStatements(service),
    managed: [...managedOf(service), ...networkPolicy(service.functions, service, at)],
    boundary:
      member(settings, 'permissionsBoundary') ??
      member(settings, 'permissionBoundary') ??
      member(service.provider, 'rolePermissionsBoundary'),
    path: member(settings, 'path'),
    name: member(settings, 'name') ?? join(at, [service.prefix, '-', sub(at, '${AWS::Region}'), '-lambdaRole']),
    policy: join(at, [service.prefix, '-lambda']),
    tags: member(settings, 'tags'),
  })
}

function ownRole(fn: ServiceFunction, asked: Made, service: Service): Node {
  const settings = ownSettings(fn)
  const statements = ownStatements(fn, service)
  const at = statements?.at ?? settings?.at ?? fn.at
  const shared = sharedSettings(service)
  const inherited = isPerFunction(service) ? managedOf(service) : hasPlugin(service, PLUGIN) ? managedOf(service) : []
  return roleResource({
    at,
    trusted: asked.trusted.filter((each) => each.of === fn.key).map((each) => each.service),
    implied: [...ownLogs(fn, service), ...asked.statements.filter((each) => each.of === fn.key).map(({ statement }) => statement)],
    statements: [...(inherits(fn, service) ? sharedStatements(service) : []), ...itemsOf(statements ?? undefined)],
    managed: [...inherited, ...itemsOf(member(settings, 'managedPolicies')), ...networkPolicy([fn], service, at)],
    boundary:
      member(settings, 'permissionsBoundary') ??
      member(fn.node, 'iamPermissionsBoundary') ??
      member(shared, 'permissionsBoundary') ??
      member(service.provider, 'rolePermissionsBoundary'),
    path: member(settings, 'path') ?? member(shared, 'path'),
    name:
      member(settings, 'name') ??
      member(fn.node, 'iamRoleStatementsName') ??
      join(at, [service.prefix, `-${fn.key}-`, sub(at, '${AWS::Region}'), '-lambdaRole']),
    policy: join(at, [service.prefix, `-${fn.key}`]),
    tags: member(settings, 'tags'),
  })
}

interface RoleParts {
  readonly at: Place
  readonly trusted: readonly string[]
  /** What the framework adds by itself. */
  readonly implied: readonly Node[]
  readonly statements: readonly Node[]
  readonly managed: readonly Node[]
  readonly boundary: Node | undefined
  readonly path: Node | undefined
  readonly name: Node
  readonly policy: Node
  readonly tags: Node | undefined
}

function roleResource({
  at,
  trusted,
  implied,
  statements: written,
  managed: attached,
  boundary,
  path,
  name,
  policy,
  tags,
}: RoleParts): Node {
  const statements = written.filter((statement) => !isCall(statement))
  // Statements that are not known give a role more than is seen, as a policy of somebody else does.
  const unread = written.filter(isCall).map((statement) => unknown(statement.at, 'statements of the role are not known before deployment'))
  const managed = [...attached, ...unread]
  const services = [...new Set(['lambda.amazonaws.com', ...trusted])]
  return resource(at, 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: record(at, {
      Version: '2012-10-17',
      Statement: list(at, [
        record(at, { Effect: 'Allow', Principal: record(at, { Service: list(at, services) }), Action: list(at, ['sts:AssumeRole']) }),
      ]),
    }),
    Policies: list(at, [
      ...(implied.length === 0 ? [] : [policyOf(FRAMEWORK_POLICY, once(implied), at)]),
      ...(statements.length === 0 ? [] : [policyOf(policy, statements, at)]),
    ]),
    ManagedPolicyArns: managed.length === 0 ? undefined : list(at, managed),
    PermissionsBoundary: boundary,
    Path: path,
    RoleName: name,
    Tags:
      tags?.kind === 'map'
        ? list(
            tags.at,
            [...tags.entries].map(([key, value]) => record(value.at, { Key: key, Value: value })),
          )
        : undefined,
  })
}

/** What several functions ask for alike is there once, at the place of the last. */
const once = (statements: readonly Node[]): readonly Node[] => [
  ...new Map(statements.map((statement) => [JSON.stringify(plainNode(statement)), statement])).values(),
]

const plainNode = (node: Node): unknown =>
  node.kind === 'scalar'
    ? node.value
    : node.kind === 'list'
      ? node.items.map(plainNode)
      : [...node.entries].map(([key, value]) => [key, plainNode(value)])

const policyOf = (name: Node | string, statements: readonly Node[], at: Place): Node =>
  record(at, { PolicyName: name, PolicyDocument: record(at, { Version: '2012-10-17', Statement: list(at, statements) }) })

const managedOf = (service: Service): readonly Node[] =>
  itemsOf(member(sharedSettings(service), 'managedPolicies') ?? member(service.provider, 'iamManagedPolicies'))

function networkPolicy(users: readonly ServiceFunction[], service: Service, at: Place): readonly Node[] {
  return users.some((fn) => vpcOf(fn, service) !== undefined)
    ? [sub(at, 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole')]
    : []
}

const CREATING = ['logs:CreateLogStream', 'logs:CreateLogGroup', 'logs:TagResource']

/**
 * The shared role writes every group whose name begins with `/aws/lambda/service-stage`, and the groups of functions that are
 * called otherwise; a function that is not to log is denied. Source: Serverless Framework documentation, "The Default IAM Role".
 */
function sharedLogs(service: Service, at: Place): readonly Node[] {
  const logged = service.functions.filter(isLogged)
  const custom = logged.filter((fn) => logGroupOf(fn, service).custom !== null || !isCalledAsOthers(fn, service))
  const names = [
    ...(custom.length < logged.length ? [join(at, ['/aws/lambda/', service.prefix, '*'])] : []),
    ...custom.map((fn) => groupName(fn, service)),
  ]
  return [...writing(names, at), ...service.functions.filter((fn) => !isLogged(fn)).map((fn) => notWriting(fn, service))]
}

const ownLogs = (fn: ServiceFunction, service: Service): readonly Node[] =>
  isLogged(fn) ? writing([groupName(fn, service)], fn.at) : [notWriting(fn, service)]

const isLogged = (fn: ServiceFunction): boolean => !isTrue(member(fn.node, 'disableLogs'))

const isCalledAsOthers = (fn: ServiceFunction, service: Service): boolean =>
  (service.text(fn.name) ?? '').startsWith(service.text(service.prefix) ?? ' ')

const groupName = (fn: ServiceFunction, service: Service): Node => logGroupOf(fn, service).custom ?? join(fn.at, ['/aws/lambda/', fn.name])

/** The framework writes `:*:*` for events of a stream; `:*` holds the same streams, and is what a group's ARN ends with elsewhere. */
const groupArn = (name: Node, at: Place): Node =>
  join(at, [sub(at, 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:'), name, ':*'])

function writing(names: readonly Node[], at: Place): readonly Node[] {
  if (names.length === 0) return []
  const groups = names.map((name) => groupArn(name, at))
  return [allow(at, CREATING, groups), allow(at, ['logs:PutLogEvents'], groups)]
}

const notWriting = (fn: ServiceFunction, service: Service): Node =>
  record(fn.at, { Effect: 'Deny', Action: 'logs:PutLogEvents', Resource: groupArn(groupName(fn, service), fn.at) })
