/**
 * The layout of five roles that guides write, tightened to what the app needs. A function has one execution role, so it gets
 * the narrowest of the five that covers its needs; what is no function and no API keeps a role of its own.
 */
import type { Grant } from '../needs/index.js'
import type { Finding } from '../outcome/index.js'
import { printSym } from '../policy/index.js'
import { droppedGrants } from './dropped.js'
import { type MadeRole, makeRole, roleOf } from './make-role.js'
import { fill } from './pack.js'
import { perFunction } from './per-function.js'
import { type SymbolSize, sizeOf } from './size.js'
import { documentOf, statementsOf } from './statement.js'
import type { Assignment, Role, RoleOptions, RolePolicy } from './types.js'
import type { RoleUser } from './users.js'

const LOGS = 'CloudWatchLoggingPolicy'
const TABLE = 'DynamoDBAccessPolicy'
const BUCKET = 'S3AccessPolicy'
const OTHER = 'LambdaExecutionPolicy'
const API = 'ApiGatewayExecutionPolicy'
/** What API Gateway's account logging needs beyond a function's own logs stays apart from the policy that functions share. */
const API_LOGS = 'ApiGatewayLoggingPolicy'

/** Role → its policies, and who it is given to. In the order in which a function tries them: the narrowest first. */
const FIVE = [
  { id: 'CloudWatchLoggingRole', policies: [LOGS, API_LOGS], why: 'needs logs alone' },
  { id: 'DynamoDBAccessRole', policies: [TABLE, LOGS], why: 'needs tables and logs' },
  { id: 'S3AccessRole', policies: [BUCKET, LOGS], why: 'needs buckets and logs' },
  { id: 'LambdaExecutionRole', policies: [LOGS, TABLE, BUCKET, OTHER], why: 'needs more than tables or buckets and logs' },
  { id: 'ApiGatewayExecutionRole', policies: [API], why: 'invokes the functions behind the API' },
] as const

const APIGATEWAY = 'apigateway.amazonaws.com'

/**
 * The policy of the five that a grant of a function belongs to. What a function keeps because its code is not read is for
 * such functions alone, so that those whose code is read do not get it as well.
 */
function policyOf(action: string, { kind }: Grant): string {
  if (kind === 'declared') return OTHER
  if (action.startsWith('logs:')) return LOGS
  if (action.startsWith('dynamodb:')) return TABLE
  return action.startsWith('s3:') ? BUCKET : OTHER
}

interface Given {
  readonly user: RoleUser
  readonly roles: readonly string[]
  readonly why: string
}

export interface FiveRoles {
  readonly made: readonly MadeRole[]
  /** Which broad grants the tightened roles leave out. */
  readonly dropped: readonly Finding[]
  readonly assignments: readonly Assignment[]
}

export function fiveRoles(users: readonly RoleUser[], options: RoleOptions, sizes: SymbolSize): FiveRoles {
  const ofFive = users.filter((u) => u.isFunction || u.service === APIGATEWAY)
  const others = perFunction(users.filter((u) => !ofFive.includes(u)))
  const given = ofFive.map(choose)
  const policies = policiesOf(ofFive)
  const five = FIVE.map((row) => makeOne(row, given, policies, options, sizes)).filter((made) => made !== null)
  const names = new Map(five.flatMap(({ role }) => role.policies.map((policy) => [policy.name, policy])))
  return {
    dropped: droppedGrants([...names.values()], ofFive[0]?.at ?? null),
    made: [...five, ...others.wanted.map((wanted) => makeRole(wanted, options, sizes))],
    assignments: [...given.map(({ user, roles, why }) => ({ subject: user.id, service: user.service, roles, why })), ...others.assignments],
  }
}

function choose(user: RoleUser): Given {
  const needed = new Set(user.grants.flatMap((g) => g.actions.map((action) => policyOf(action, g))))
  if (!user.isFunction) return chooseForApi(user, needed)
  if (user.managedPolicies.length > 0) return { user, roles: ['LambdaExecutionRole'], why: 'keeps policies that are not of this app' }
  for (const row of FIVE) {
    const has: readonly string[] = row.policies
    if ([...needed].every((policy) => has.includes(policy))) return { user, roles: [row.id], why: row.why }
  }
  return { user, roles: ['LambdaExecutionRole'], why: FIVE[3].why }
}

/** An API takes a role for each integration: tables by one, functions and buckets by another, its logs by a third. */
function chooseForApi(user: RoleUser, needed: ReadonlySet<string>): Given {
  const roles: string[] = []
  if (needed.has(OTHER) || needed.has(BUCKET)) roles.push('ApiGatewayExecutionRole')
  if (needed.has(TABLE)) roles.push('DynamoDBAccessRole')
  if (needed.has(LOGS)) roles.push('CloudWatchLoggingRole')
  const why = roles.length > 1 ? 'a role for each kind of integration' : 'the role for its integrations'
  return { user, roles: roles.length === 0 ? ['ApiGatewayExecutionRole'] : roles, why }
}

/** What each of the five policies must allow. */
function policiesOf(users: readonly RoleUser[]): ReadonlyMap<string, readonly Grant[]> {
  const out = new Map<string, Grant[]>()
  for (const user of users) {
    for (const grant of user.grants) {
      for (const action of grant.actions) {
        const own = policyOf(action, grant)
        const policy = user.isFunction ? own : own === LOGS ? API_LOGS : own === OTHER || own === BUCKET ? API : own
        out.set(policy, [...(out.get(policy) ?? []), { ...grant, actions: [action] }])
      }
    }
  }
  return out
}

type Row = (typeof FIVE)[number]

function makeOne(
  row: Row,
  given: readonly Given[],
  grants: ReadonlyMap<string, readonly Grant[]>,
  options: RoleOptions,
  sizes: SymbolSize,
): MadeRole | null {
  const users = given.filter((g) => g.roles.includes(row.id)).map((g) => g.user)
  if (users.length === 0) return null
  const policies = row.policies.flatMap((name) => policyDocuments(name, grants.get(name) ?? [], sizes))
  const services = [...new Set(users.flatMap((u) => u.services))]
  const managedPolicies = users.flatMap((u) => u.managedPolicies)
  const frame = {
    boundary: users.find((u) => u.frame.boundary !== null)?.frame.boundary ?? null,
    path: users.find((u) => u.frame.path !== null)?.frame.path ?? null,
  }
  const wanted = { id: row.id, usedBy: users.map((u) => u.id), services, managedPolicies, frame, at: users[0]?.at ?? null }
  const role: Role = {
    ...roleOf(wanted, policies, options),
    sizeChars: policies.reduce((sum, policy) => sum + sizeOf(policy.document, sizes), 0),
  }
  return { role, findings: [...sharedWider(row.id, users), ...wideLogs(row.id, users)] }
}

/** A policy that outgrows its quota goes on in a second one under the same name with a number. */
function policyDocuments(name: string, grants: readonly Grant[], sizes: SymbolSize): readonly RolePolicy[] {
  const statements = statementsOf(grants)
  if (statements.length === 0) return []
  return fill(statements, sizes).map((part, i) => ({
    name: i === 0 ? name : `${name}${i + 1}`,
    kind: 'managed',
    document: documentOf(part),
  }))
}

/** What sharing costs: how many cells of the role each user does not need. */
function sharedWider(id: string, users: readonly RoleUser[]): readonly Finding[] {
  if (users.length < 2) return []
  const cells = (user: RoleUser): readonly string[] =>
    user.grants.flatMap((g) => g.actions.flatMap((a) => g.resources.map((r) => `${a} ${printSym(r)}`)))
  const all = new Set(users.flatMap(cells))
  const [first] = users
  const spare = users.reduce((sum, user) => sum + all.size - new Set(cells(user)).size, 0)
  if (spare === 0 || first === undefined) return []
  return [
    {
      code: 'role/shared',
      severity: 'warning',
      subject: id,
      message: `${users.length} users share \`${id}\`, and have ${spare} cells between them that they do not need`,
      hint: 'the layout `per-function` gives each its own role',
      at: first.at,
    },
  ]
}

/** Source: API Gateway Developer Guide, "Set up CloudWatch logging for REST APIs": seven actions, on every log group. */
function wideLogs(id: string, users: readonly RoleUser[]): readonly Finding[] {
  const api = users.find((u) => u.service === APIGATEWAY)
  if (id !== 'CloudWatchLoggingRole' || api === undefined) return []
  return [
    {
      code: 'role/wider-than-written',
      severity: 'info',
      subject: id,
      message: `API Gateway wants more log actions than guides give: \`${id}\` is wider than the broad policy on that point, by \`${API_LOGS}\``,
      hint: 'give API Gateway a logging role of its own with the layout `per-function`',
      at: api.at,
    },
  ]
}
