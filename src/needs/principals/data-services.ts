/** AppSync data sources, delivery streams, log subscriptions and IoT rules: services that act with a role the template gives. */
import type { Resource, Value } from '../../app/index.js'
import { type SymText, symbol, symText } from '../../policy/index.js'
import { arnHere, canonicalArn } from '../arn.js'
import { type Atom, isAtom, type Need, platform } from '../atom.js'
import { definitionScope, needsOfDefinedCall } from '../made-call.js'
import type { World } from '../scope.js'
import { ANY } from '../target.js'
import { tracedValue } from '../traced-value.js'
import { firstAt, itemsOf, textsAt, valuesAt } from '../value.js'
import { type Asking, indexesIn, operationsIn } from './graphql-code.js'
import { askedOf, database, models, notSeen, searches, signedRequests } from './graphql-sources.js'
import type { Part } from './part.js'
import { reach } from './reach.js'

/** What a role of a data source must allow, by its type. */
export function dataSourceParts(source: Resource, world: World): readonly Part[] {
  const role = firstAt(source.properties, ['ServiceRoleArn'])
  if (role === null) return []
  const { properties } = source
  const to = (path: readonly string[]): readonly Need[] =>
    textsAt(properties, path).flatMap((arn) => reach({ arn, settings: null, asks: 'DataSource', at: source.at }, world))
  const needs = [
    ...to(['LambdaConfig', 'LambdaFunctionArn']),
    ...to(['EventBridgeConfig', 'EventBusArn']),
    ...valuesAt(properties, ['DynamoDBConfig']).flatMap((config) => tables(source, config, world)),
    ...valuesAt(properties, ['RelationalDatabaseConfig', 'RdsHttpEndpointConfig']).flatMap((config) => database(source, config, world)),
    ...searches(source, world),
    ...models(source, world),
    ...signedRequests(source, world),
  ]
  return [{ id: source.id, service: 'appsync.amazonaws.com', role, needs, at: source.at }]
}

/** What AppSync asks DynamoDB for, by the operation of a request. Batches and transactions have no action of their own names. */
const REQUESTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['GetItem', ['GetItem']],
  ['PutItem', ['PutItem']],
  ['UpdateItem', ['UpdateItem']],
  ['DeleteItem', ['DeleteItem']],
  ['Query', ['Query']],
  ['Scan', ['Scan']],
  ['Sync', ['Query', 'Scan']],
  ['BatchGetItem', ['BatchGetItem']],
  ['BatchPutItem', ['BatchWriteItem']],
  ['BatchDeleteItem', ['BatchWriteItem']],
  ['TransactGetItems', ['GetItem']],
  ['TransactWriteItems', ['ConditionCheckItem', 'DeleteItem', 'PutItem', 'UpdateItem']],
  ['ConditionCheck', ['ConditionCheckItem']],
])

/** What a resolver can ask for whose code is not seen. */
const ANY_REQUEST = ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem']

/** The operations that the resolvers of the source make; every one of the single-item ones where their code is not seen. */
function tables(source: Resource, config: Value, world: World): readonly Need[] {
  const read = tracedValue(config, { text: () => null, key: (key) => key })
  const scope = definitionScope(world, source.id, read.environment)
  const call = { service: 'dynamodb', operation: 'GetItem', input: read.traced, at: source.at, asks: 'DataSource' }
  const probe = needsOfDefinedCall(call, scope)
  const onTable = probe.filter(isAtom).filter(({ action }) => action.startsWith('dynamodb:'))
  const asked = askedOf(source, world).flatMap((one): readonly Need[] => {
    const operations = one.code === null ? [] : operationsIn(one.code).filter((operation) => REQUESTS.has(operation))
    const atoms = onTable.flatMap((table) =>
      requestsOf(one.code, operations).flatMap((request) => requestAtoms(table, request, one, world)),
    )
    return operations.length > 0 ? atoms : [...atoms.map((atom): Atom => ({ ...atom, certainty: 'assumed' })), notSeen(source, one)]
  })
  return [...asked, ...probe.filter((need) => !isAtom(need) || !onTable.includes(need))]
}

interface TableRequest {
  readonly action: string
  readonly index: string | null
}

function requestsOf(code: string | null, known: readonly string[]): readonly TableRequest[] {
  // A transaction says what its members are.
  const members = known.filter((name) => /^(PutItem|UpdateItem|DeleteItem|ConditionCheck)$/.test(name))
  const counted = members.length > 0 ? known.filter((name) => name !== 'TransactWriteItems') : known
  const actions = counted.length === 0 ? ANY_REQUEST : [...new Set(counted.flatMap((name) => REQUESTS.get(name) ?? []))]
  const indexes = code === null ? null : indexesIn(code)
  return actions.flatMap((action): readonly TableRequest[] => {
    if (action !== 'Query' && action !== 'Scan') return [{ action, index: null }]
    if (code === null || counted.length === 0)
      return [
        { action, index: null },
        { action, index: '*' },
      ]
    const onIndexes = (indexes ?? []).map((index) => ({ action, index }))
    // With several requests in one code it is not seen which of them is on the index.
    const onTable = indexes === null || counted.length > 1 ? [{ action, index: null }] : []
    return [...onTable, ...onIndexes]
  })
}

function requestAtoms(table: Atom, { action, index }: TableRequest, { asks, at }: Asking, world: World): readonly Atom[] {
  const on = (resource: SymText): Atom => ({
    ...table,
    action: `dynamodb:${action}`,
    resource,
    evidence: { at, operation: asks, via: [], chain: [] },
  })
  if (index === null) return [on(table.resource)]
  const names = index === '*' ? indexesOf(table.resource, world) : [symText(index)]
  return names.map((name) => on(symText(table.resource, '/index/', name)))
}

/** The indexes that a table of the app has; any, of a table of elsewhere. */
function indexesOf(table: SymText, world: World): readonly SymText[] {
  const { declared } = canonicalArn(table, world.declared)
  if (declared === null) return [ANY]
  return ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].flatMap((key) =>
    valuesAt(declared.resource.properties, [key])
      .flatMap((list) => itemsOf(list))
      .flatMap((one) => textsAt(one, ['IndexName'])),
  )
}

/** Source: AppSync Developer Guide, "Monitoring and logging", AWSAppSyncPushToCloudWatchLogs. */
export function graphqlLogParts(api: Resource, world: World): readonly Part[] {
  const written = [['LogConfig'], ['Logging'], ['EventConfig', 'LogConfig']]
    .flatMap((path) => valuesAt(api.properties, path))
    .flatMap((config) => {
      const role = firstAt(config, ['CloudWatchLogsRoleArn'])
      return role === null ? [] : [{ role, at: config.at }]
    })
  const made = `${api.id}CloudWatchRole`
  const bySam: Value = { kind: 'text', text: symText(symbol(`${made}.Arn`)), at: api.at }
  const roles = world.app.resources.get(made)?.madeBy === api.id ? [...written, { role: bySam, at: api.at }] : written
  const groups = arnHere('logs', 'log-group:/aws/appsync/apis/*')
  return roles.map(({ role, at }) => ({
    id: api.id,
    service: 'appsync.amazonaws.com',
    role,
    needs: platform(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], groups, 'LogConfig', at),
    at: api.at,
  }))
}

/** Source: CloudWatch Logs User Guide, "Log group-level subscription filters". */
export function subscriptionParts(filter: Resource, world: World): readonly Part[] {
  const role = firstAt(filter.properties, ['RoleArn'])
  if (role === null) return []
  const needs = textsAt(filter.properties, ['DestinationArn']).flatMap((arn) =>
    reach({ arn, settings: null, asks: 'Destination', at: filter.at }, world),
  )
  return [{ id: filter.id, service: 'logs.amazonaws.com', role, needs, at: filter.at }]
}

/** Source: Amazon SNS Developer Guide, "Fanout to Firehose delivery streams", prerequisites. */
export function topicSubscriptionParts(subscription: Resource, world: World): readonly Part[] {
  const role = firstAt(subscription.properties, ['SubscriptionRoleArn'])
  if (role === null) return []
  const actions = ['DescribeDeliveryStream', 'ListDeliveryStreams', 'ListTagsForDeliveryStream', 'PutRecord', 'PutRecordBatch']
  const needs = textsAt(subscription.properties, ['Endpoint']).flatMap((arn) =>
    platform(
      actions.map((action) => `firehose:${action}`),
      canonicalArn(arn, world.declared).arn,
      'SubscriptionRoleArn',
      subscription.at,
    ),
  )
  return [{ id: subscription.id, service: 'sns.amazonaws.com', role, needs, at: subscription.at }]
}
