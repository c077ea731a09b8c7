/**
 * `AWS::Lambda::Function`: its role, runtime and handler; the rest is carried. `AWS::Lambda::Permission`: a statement of the
 * function's policy. `AWS::ApiGateway::Account`: the role that API Gateway logs with.
 * Source: CloudFormation Template Reference, "AWS::Lambda::Function", "AWS::Lambda::Permission", "AWS::ApiGateway::Account".
 */
import type { Fault } from '../../types.js'
import type { Handler } from './handler-types.js'
import { each } from './role-handler.js'
import type { Json, JsonMap } from './types.js'
import { listOf, mapOf, same, textOf } from './values.js'

const isMissing = ({ code }: Fault): boolean => /^ResourceNotFound/.test(code)

const functionArn = (name: string, { region, account }: { readonly region: string; readonly account: string }): string =>
  `arn:aws:lambda:${region}:${account}:function:${name}`

export const functionHandler: Handler = {
  async create(properties, world) {
    const FunctionName = textOf(properties.FunctionName) ?? world.newName(64)
    const made = await world.call('lambda', 'CreateFunction', {
      FunctionName,
      Role: properties.Role,
      Runtime: properties.Runtime ?? 'nodejs22.x',
      Handler: properties.Handler ?? 'index.handler',
      Code: {},
    })
    return made.ok ? { ok: true, value: { physicalId: FunctionName, attributes: { Arn: functionArn(FunctionName, world) } } } : made
  },
  async update(FunctionName, before, after, world) {
    const differs = ['Role', 'Runtime', 'Handler'].filter((name) => !same(before[name], after[name]))
    const input = {
      FunctionName,
      ...Object.fromEntries(differs.flatMap((name) => (after[name] === undefined ? [] : [[name, after[name]]]))),
    }
    const refused = differs.length === 0 ? null : await each(world, [['lambda', 'UpdateFunctionConfiguration', input]])
    return refused === null
      ? { ok: true, value: { physicalId: FunctionName, attributes: { Arn: functionArn(FunctionName, world) } } }
      : { ok: false, fault: refused }
  },
  remove: (FunctionName, _, world) => each(world, [['lambda', 'DeleteFunction', { FunctionName }]], isMissing),
  async read(FunctionName, _, __, world) {
    const found = await world.call('lambda', 'GetFunctionConfiguration', { FunctionName })
    return found.ok ? { Role: (found.value.Role ?? null) as Json } : isMissing(found.fault) ? null : found.fault
  },
}

export const permissionHandler: Handler = {
  async create(properties, world) {
    const StatementId = world.newName(100)
    const { Action, FunctionName, Principal, SourceArn, SourceAccount, EventSourceToken, FunctionUrlAuthType, PrincipalOrgID } = properties
    const given = { Action, FunctionName, Principal, SourceArn, SourceAccount, EventSourceToken, FunctionUrlAuthType, PrincipalOrgID }
    const input = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    const refused = await each(world, [['lambda', 'AddPermission', { ...input, StatementId }]])
    return refused === null
      ? { ok: true, value: { physicalId: StatementId, attributes: { Id: StatementId } } }
      : { ok: false, fault: refused }
  },
  // Every change of a permission makes a new one, so that nothing is left to change in place.
  update: async (physicalId) => ({ ok: true, value: { physicalId, attributes: { Id: physicalId } } }),
  remove: (StatementId, { FunctionName }, world) => each(world, [['lambda', 'RemovePermission', { FunctionName, StatementId }]], isMissing),
  async read(StatementId, { FunctionName, Action }, _, world) {
    const policy = await world.call('lambda', 'GetPolicy', { FunctionName })
    if (!policy.ok) return isMissing(policy.fault) ? null : policy.fault
    const document = JSON.parse(String(policy.value.Policy ?? '{}')) as JsonMap
    const statement = listOf(document.Statement).find((it) => mapOf(it).Sid === StatementId)
    return statement === undefined ? null : { Action: mapOf(statement).Action ?? Action ?? null }
  },
}

const PATH = '/cloudwatchRoleArn'
const logging = (role: Json | undefined): readonly ['api-gateway', 'UpdateAccount', Readonly<Record<string, unknown>>] => [
  'api-gateway',
  'UpdateAccount',
  { patchOperations: [{ op: 'replace', path: PATH, value: role ?? '' }] },
]

export const apiAccountHandler: Handler = {
  async create({ CloudWatchRoleArn }, world) {
    const refused = await each(world, [logging(CloudWatchRoleArn)])
    return refused === null ? { ok: true, value: { physicalId: world.newName(40), attributes: {} } } : { ok: false, fault: refused }
  },
  async update(physicalId, _, { CloudWatchRoleArn }, world) {
    const refused = await each(world, [logging(CloudWatchRoleArn)])
    return refused === null ? { ok: true, value: { physicalId, attributes: {} } } : { ok: false, fault: refused }
  },
  // The setting is the account's: a stack that goes leaves it as it is.
  remove: async () => null,
  async read(_, properties, __, world) {
    const account = await world.call('api-gateway', 'GetAccount', {})
    if (!account.ok) return account.fault
    return properties.CloudWatchRoleArn === undefined ? {} : { CloudWatchRoleArn: (account.value.cloudwatchRoleArn ?? null) as Json }
  },
}
