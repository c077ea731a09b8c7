/**
 * Rules of IoT Core: each of their actions has a role of its own.
 * Source: AWS IoT Core Developer Guide, "AWS IoT rule actions", the requirements of each.
 */
import type { Resource, Value } from '../../app/index.js'
import { literalOf, parseSym, printSym, type SymText, symText } from '../../policy/index.js'
import { arnHere, canonicalArn } from '../arn.js'
import { type Need, platform } from '../atom.js'
import { definitionScope, needsOfDefinedCall, unknownCall } from '../made-call.js'
import { logGroupArn } from '../platform.js'
import type { World } from '../scope.js'
import { ANY, withKey } from '../target.js'
import { tracedValue } from '../traced-value.js'
import { entriesOf, firstAt, textsAt, valuesAt } from '../value.js'
import type { Part } from './part.js'

interface Call {
  readonly call: readonly [service: string, operation: string]
  /** Members of the action by the members of the call's input. */
  readonly members: Readonly<Record<string, string>>
}

const CALLS = new Map<string, Call>([
  ['DynamoDB', { call: ['dynamodb', 'PutItem'], members: { TableName: 'TableName' } }],
  ['DynamoDBv2', { call: ['dynamodb', 'PutItem'], members: { TableName: 'PutItem.TableName' } }],
  ['Sqs', { call: ['sqs', 'SendMessage'], members: { QueueUrl: 'QueueUrl' } }],
  ['Sns', { call: ['sns', 'Publish'], members: { TopicArn: 'TargetArn' } }],
  ['S3', { call: ['s3', 'PutObject'], members: { Bucket: 'BucketName', ACL: 'CannedAcl' } }],
  ['Kinesis', { call: ['kinesis', 'PutRecord'], members: { StreamName: 'StreamName' } }],
  ['Firehose', { call: ['firehose', 'PutRecord'], members: { DeliveryStreamName: 'DeliveryStreamName' } }],
  ['StepFunctions', { call: ['sfn', 'StartExecution'], members: { stateMachineArn: 'StateMachineName' } }],
  ['Timestream', { call: ['timestream-write', 'WriteRecords'], members: { DatabaseName: 'DatabaseName', TableName: 'TableName' } }],
  ['CloudwatchMetric', { call: ['cloudwatch', 'PutMetricData'], members: { Namespace: 'MetricNamespace' } }],
  ['OpenSearch', { call: ['es', 'PUT'], members: { url: 'Endpoint' } }],
  ['Elasticsearch', { call: ['es', 'PUT'], members: { url: 'Endpoint' } }],
  ['CloudwatchAlarm', { call: ['cloudwatch', 'SetAlarmState'], members: { AlarmName: 'AlarmName' } }],
])

type Needed = (settings: Value) => readonly (readonly [actions: readonly string[], resource: SymText])[]

/** Actions that no operation of a client stands for. */
const OTHERS = new Map<string, Needed>([
  // What the rule puts in is known when a message comes.
  ['Republish', (settings) => oneOf(settings, 'Topic').map((topic) => [['iot:Publish'], arnHere('iot', 'topic/', substituted(topic))])],
  [
    'CloudwatchLogs',
    (settings) => {
      const actions = ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents']
      return oneOf(settings, 'LogGroupName').map((group) => [actions, logGroupArn(group)])
    },
  ],
  [
    'IotAnalytics',
    (settings) =>
      oneOf(settings, 'ChannelName').map((name) => [['iotanalytics:BatchPutMessage'], arnHere('iotanalytics', 'channel/', name)]),
  ],
  [
    'IotEvents',
    (settings) => oneOf(settings, 'InputName').map((name) => [['iotevents:BatchPutMessage'], arnHere('iotevents', 'input/', name)]),
  ],
  ['IotSiteWise', () => [[['iotsitewise:BatchPutAssetPropertyValue'], ANY]]],
  [
    'Location',
    (settings) => oneOf(settings, 'TrackerName').map((name) => [['geo:BatchUpdateDevicePosition'], arnHere('geo', 'tracker/', name)]),
  ],
])

const oneOf = (settings: Value, key: string): readonly SymText[] => textsAt(settings, [key])

const substituted = (text: SymText): SymText =>
  symText(...text.map((piece) => (piece.kind === 'text' ? piece.text.replace(/\$\{[^}]*\}/g, '*') : [piece])))

export function iotRuleParts(rule: Resource, world: World): readonly Part[] {
  const actions = [
    ...valuesAt(rule.properties, ['TopicRulePayload', 'Actions', '*']),
    ...valuesAt(rule.properties, ['TopicRulePayload', 'ErrorAction']),
  ]
  return actions.flatMap((action) => [
    ...entriesOf(action).flatMap(([kind, settings]) => parts(rule, settings, needsOf(rule, kind, settings, world))),
    ...valuesAt(action, ['Http', 'Auth', 'Sigv4']).flatMap((signing) => parts(rule, signing, signed(rule, action, signing, world))),
    ...valuesAt(action, ['Kafka', 'ClientProperties', '*']).flatMap((property) => secretParts(rule, property, world)),
  ])
}

function needsOf(rule: Resource, kind: string, settings: Value, world: World): readonly Need[] {
  const row = CALLS.get(kind)
  if (row !== undefined) return called(rule, settings, row, world)
  const other = OTHERS.get(kind)
  if (other === undefined) return [unknownCall(`the rule action ${kind}`, settings.at)]
  return other(settings).flatMap(([actions, resource]) => platform(actions, resource, 'Actions', settings.at))
}

function parts(rule: Resource, settings: Value, needs: readonly Need[]): readonly Part[] {
  const role = firstAt(settings, ['RoleArn'])
  return role === null ? [] : [{ id: rule.id, service: SERVICE, role, needs, at: rule.at }]
}

const SERVICE = 'iot.amazonaws.com'

/** Source: AWS IoT Core Developer Guide, "HTTP", Sigv4 authorization: the request is signed for the service that it names. */
function signed(rule: Resource, action: Value, signing: Value, world: World): readonly Need[] {
  const [service] = textsAt(signing, ['ServiceName'])
  const name = service === undefined ? null : literalOf(service)
  if (name !== 'execute-api' && name !== 'es')
    return [unknownCall(`HTTP requests signed for ${name ?? 'a service that is not known'}`, signing.at)]
  return valuesAt(action, ['Http']).flatMap((http) => called(rule, http, { call: [name, 'POST'], members: { url: 'Url' } }, world))
}

/**
 * A property of a Kafka client that is read from a secret, with the role that it names itself.
 * Source: AWS IoT Core Developer Guide, "Apache Kafka", `get_secret`.
 */
function secretParts(rule: Resource, property: Value, world: World): readonly Part[] {
  return textsAt(property).flatMap((text) => {
    const [, secret, role] = /get_secret\(\s*'([^']*)'\s*,.*'([^']*)'\s*\)/.exec(printSym(text)) ?? []
    if (secret === undefined || role === undefined) return []
    const { arn, declared } = canonicalArn(parseSym(secret), world.declared)
    const needs = [
      ...platform(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], arn, 'ClientProperties', property.at),
      ...withKey(declared, ['kms:Decrypt'], 'ClientProperties', property.at, world),
    ]
    return [{ id: rule.id, service: SERVICE, role: { kind: 'text', text: parseSym(role), at: property.at }, needs, at: rule.at }]
  })
}

function called(rule: Resource, settings: Value, row: Call, world: World): readonly Need[] {
  const entries = Object.entries(row.members).flatMap(([member, path]) => {
    const value = firstAt(settings, path.split('.'))
    return value === null ? [] : [[member, value] as const]
  })
  const read = tracedValue({ kind: 'map', entries: new Map(entries), at: settings.at }, { text: () => null, key: (key) => key })
  const scope = definitionScope(world, rule.id, read.environment)
  const [service, operation] = row.call
  return needsOfDefinedCall({ service, operation, input: read.traced, at: settings.at, asks: 'Actions' }, scope)
}
