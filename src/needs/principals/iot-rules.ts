/**
 * Rules of IoT Core: each of their actions has a role of its own.
 * Source: AWS IoT Core Developer Guide, "AWS IoT rule actions", the requirements of each.
 */
import type { Resource, Value } from '../../app/index.js'
import { type SymText, symText } from '../../policy/index.js'
import { arnHere } from '../arn.js'
import { type Need, platform } from '../atom.js'
import { definitionScope, needsOfDefinedCall } from '../made-call.js'
import { logGroupArn } from '../platform.js'
import type { World } from '../scope.js'
import { ANY, domainOf } from '../target.js'
import { tracedValue } from '../traced-value.js'
import { firstAt, textsAt, valuesAt } from '../value.js'
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
  ['S3', { call: ['s3', 'PutObject'], members: { Bucket: 'BucketName' } }],
  ['Kinesis', { call: ['kinesis', 'PutRecord'], members: { StreamName: 'StreamName' } }],
  ['Firehose', { call: ['firehose', 'PutRecord'], members: { DeliveryStreamName: 'DeliveryStreamName' } }],
  ['StepFunctions', { call: ['sfn', 'StartExecution'], members: { stateMachineArn: 'StateMachineName' } }],
  ['Timestream', { call: ['timestream-write', 'WriteRecords'], members: { DatabaseName: 'DatabaseName', TableName: 'TableName' } }],
  ['CloudwatchMetric', { call: ['cloudwatch', 'PutMetricData'], members: { Namespace: 'MetricNamespace' } }],
  ['CloudwatchAlarm', { call: ['cloudwatch', 'SetAlarmState'], members: { AlarmName: 'AlarmName' } }],
])

type Needed = (settings: Value, world: World) => readonly (readonly [actions: readonly string[], resource: SymText])[]

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
  ['OpenSearch', (settings, world) => [[['es:ESHttpPut'], domainOf(symText(...oneOf(settings, 'Endpoint')), world)]]],
  ['Elasticsearch', (settings, world) => [[['es:ESHttpPut'], domainOf(symText(...oneOf(settings, 'Endpoint')), world)]]],
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
    ...[...CALLS].flatMap(([kind, row]) => parts(rule, action, kind, (settings) => called(rule, settings, row, world))),
    ...[...OTHERS].flatMap(([kind, needed]) =>
      parts(rule, action, kind, (settings) =>
        needed(settings, world).flatMap(([actions, resource]) => platform(actions, resource, 'Actions', settings.at)),
      ),
    ),
  ])
}

function parts(rule: Resource, action: Value, kind: string, needsOf: (settings: Value) => readonly Need[]): readonly Part[] {
  return valuesAt(action, [kind]).flatMap((settings): readonly Part[] => {
    const role = firstAt(settings, ['RoleArn'])
    return role === null ? [] : [{ id: rule.id, service: 'iot.amazonaws.com', role, needs: needsOf(settings), at: rule.at }]
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
