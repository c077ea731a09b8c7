/** Rules, schedules and pipes that reach their targets with a role of their own. */
import type { Resource, Value } from '../../app/index.js'
import { literalOf, printSym, type SymText, symbol, symText } from '../../policy/index.js'
import { arnFields, arnHere, canonicalArn, publishedAlias } from '../arn.js'
import { isAtom, type Need, platform } from '../atom.js'
import { keyArnOf } from '../encryption.js'
import type { World } from '../scope.js'
import { ANY, readSecret, unknownTarget, withKey } from '../target.js'
import { entriesOf, firstAt, itemsOf, textsAt, valuesAt } from '../value.js'
import type { Part } from './part.js'
import { reach } from './reach.js'

/** Targets without a role are let in by a policy of their own: Lambda, SQS, SNS and log groups. */
export function ruleParts(rule: Resource, world: World): readonly Part[] {
  return valuesAt(rule.properties, ['Targets'])
    .flatMap((v) => itemsOf(v))
    .flatMap((target) => {
      const role = firstAt(target, ['RoleArn'])
      if (role === null) return []
      const needs = textsAt(target, ['Arn']).flatMap((arn) => reach({ arn, settings: target, asks: 'Targets', at: target.at }, world))
      return [{ id: rule.id, service: 'events.amazonaws.com', role, needs, at: rule.at }]
    })
}

export function scheduleParts(schedule: Resource, world: World): readonly Part[] {
  return valuesAt(schedule.properties, ['Target']).map((target) => ({
    id: schedule.id,
    service: 'scheduler.amazonaws.com',
    role: firstAt(target, ['RoleArn']),
    needs: [
      ...textsAt(target, ['Arn']).flatMap((arn) => reach({ arn, settings: target, asks: 'Target', at: target.at }, world)),
      ...deadLetters(target, 'Target.DeadLetterConfig', world),
      ...scheduleKey(schedule, world),
    ],
    at: schedule.at,
  }))
}

/**
 * What a schedule hands over lies encrypted, and is decrypted with the schedule's own role.
 * Source: EventBridge Scheduler User Guide, "Encryption at rest in EventBridge Scheduler".
 */
function scheduleKey({ properties, at }: Resource, world: World): readonly Need[] {
  const [name] = textsAt(properties, ['Name'])
  const [group] = textsAt(properties, ['GroupName'])
  const own = arnHere('scheduler', 'schedule/', group ?? 'default', '/', name ?? ANY)
  // Named as a pattern: a role that names the schedule would wait for what waits for the role.
  const condition = { operator: 'ArnLike', key: 'kms:EncryptionContext:aws:scheduler:schedule:arn', values: [own] }
  return textsAt(properties, ['KmsKeyArn']).flatMap((text) => {
    const key = keyArnOf(text, world)
    return key === null ? [] : platform(['kms:Decrypt'], key, 'KmsKeyArn', at, [condition])
  })
}

/** What a schedule could not deliver goes to a queue with the schedule's own role. */
const deadLetters = (value: Value, asks: string, world: World): readonly Need[] =>
  textsAt(value, ['DeadLetterConfig', 'Arn']).flatMap((arn) => reach({ arn, settings: null, asks, at: value.at }, world))

/** The queue that SAM makes where an event asks for one. Source: AWS SAM Developer Guide, "DeadLetterConfig", `QueueLogicalId`. */
function madeDeadLetters(settings: Value, event: string, asks: string, world: World): readonly Need[] {
  if (!textsAt(settings, ['DeadLetterConfig', 'Type']).some((type) => literalOf(type) === 'SQS')) return []
  const [given] = textsAt(settings, ['DeadLetterConfig', 'QueueLogicalId'])
  const id = given === undefined ? `${event}Queue` : event.slice(0, event.lastIndexOf('/') + 1) + printSym(given)
  return world.declared.byId.has(id) ? reach({ arn: symText(symbol(`${id}.Arn`)), settings: null, asks, at: settings.at }, world) : []
}

/** SAM's events of functions and state machines that SAM gives a role: `ScheduleV2` always, others for state machines. */
export function samEventParts(resource: Resource, world: World): readonly Part[] {
  const isMachine = resource.type === 'AWS::Serverless::StateMachine'
  const own = world.declared.byId.get(resource.id)?.arn
  if (own == null || (!isMachine && resource.type !== 'AWS::Serverless::Function')) return []
  return entriesOf(firstAt(resource.properties, ['Events'])).flatMap(([name, event]) => {
    const [type] = textsAt(event, ['Type'])
    const kind = type?.[0]?.kind === 'text' ? type[0].text : ''
    const service = kind === 'ScheduleV2' ? 'scheduler.amazonaws.com' : isMachine ? MACHINE_EVENTS.get(kind) : undefined
    if (service === undefined) return []
    const settings = firstAt(event, ['Properties']) ?? event
    const asks = `Events.${name}`
    const asksFailed = `${asks}.DeadLetterConfig`
    const needs = [
      ...reach({ arn: symText(own, isMachine ? [] : publishedAlias(resource)), settings: null, asks, at: event.at }, world),
      ...(kind === 'ScheduleV2' ? deadLetters(settings, asksFailed, world) : []),
      ...(kind === 'ScheduleV2' ? madeDeadLetters(settings, `${resource.id}${name}`, asksFailed, world) : []),
    ]
    return [{ id: `${resource.id}${name}`, service, role: firstAt(settings, ['RoleArn']), needs, at: event.at }]
  })
}

const MACHINE_EVENTS = new Map([
  ['EventBridgeRule', 'events.amazonaws.com'],
  ['CloudWatchEvent', 'events.amazonaws.com'],
  ['Schedule', 'events.amazonaws.com'],
  ['Api', 'apigateway.amazonaws.com'],
])

interface Polled {
  readonly actions: readonly string[]
  readonly any?: readonly string[]
  readonly kms?: readonly string[]
  readonly behind?: string
}

/** Clusters and brokers are reached through network interfaces that the pipe makes. */
const NETWORK = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
]

/** Source: EventBridge User Guide, "Permissions for Amazon EventBridge Pipes", source permissions. */
const POLLED = new Map<string, Polled>([
  ['sqs', { actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], kms: ['kms:Decrypt'] }],
  [
    'kinesis',
    {
      actions: [
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
      ],
      kms: ['kms:Decrypt'],
    },
  ],
  [
    'dynamodb',
    {
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      any: ['dynamodb:ListStreams'],
      kms: ['kms:Decrypt'],
    },
  ],
  ['mq', { actions: ['mq:DescribeBroker'], any: NETWORK }],
  ['kafka', { actions: ['kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'], any: NETWORK }],
])

export function pipeParts(pipe: Resource, world: World): readonly Part[] {
  const { properties } = pipe
  const to = (key: string): readonly Need[] =>
    textsAt(properties, [key]).flatMap((arn) =>
      reach({ arn, settings: firstAt(properties, [`${key}Parameters`]), asks: key, at: pipe.at }, world),
    )
  const waits = textsAt(properties, ['TargetParameters', 'StepFunctionStateMachineParameters', 'InvocationType']).some(
    (type) => literalOf(type) === 'REQUEST_RESPONSE',
  )
  const failed = ['KinesisStreamParameters', 'DynamoDBStreamParameters'].flatMap((kind) =>
    textsAt(properties, ['SourceParameters', kind, 'DeadLetterConfig', 'Arn']).flatMap((arn) =>
      reach({ arn, settings: null, asks: 'SourceParameters.DeadLetterConfig', at: pipe.at }, world),
    ),
  )
  const needs = [
    ...textsAt(properties, ['Source']).flatMap((arn) => polled(arn, pipe, world)),
    ...credentials(pipe, world),
    ...(valuesAt(properties, ['SourceParameters', 'SelfManagedKafkaParameters', 'Vpc']).length === 0
      ? []
      : platform(NETWORK, symText('*'), 'SourceParameters.Vpc', pipe.at)),
    ...to('Enrichment').map(waitedFor),
    ...(waits ? to('Target').map(waitedFor) : to('Target')),
    ...failed,
  ]
  return [{ id: pipe.id, service: 'pipes.amazonaws.com', role: firstAt(properties, ['RoleArn']), needs, at: pipe.at }]
}

/** An express machine whose answer is waited for: as an enrichment, and as a target that is called in step. */
const waitedFor = (need: Need): Need =>
  isAtom(need) && need.action === 'states:StartExecution' ? { ...need, action: 'states:StartSyncExecution' } : need

/** Secrets by which a pipe knows itself to a broker or cluster. */
function credentials({ properties, at }: Resource, world: World): readonly Need[] {
  return valuesAt(properties, ['SourceParameters', '*', 'Credentials', '*'])
    .flatMap((value) => textsAt(value))
    .flatMap((secret) => readSecret(secret, 'SourceParameters.Credentials', at, world))
}

/** A cluster of one's own knows its callers by a secret or not at all. */
const isOwnCluster = (source: SymText): boolean => source[0]?.kind === 'text' && source[0].text.startsWith('smk://')

function polled(source: SymText, pipe: Resource, world: World): readonly Need[] {
  if (isOwnCluster(source)) return []
  const canonical = canonicalArn(source, world.declared)
  const fields = arnFields(canonical.arn)
  const row = POLLED.get(canonical.declared?.facts?.service ?? (fields === null ? null : literalOf(fields.service)) ?? '')
  if (row === undefined) return [unknownTarget(source, 'Source', pipe.at)]
  return [
    ...platform(row.actions, canonical.arn, 'Source', pipe.at),
    ...platform(row.any ?? [], symText('*'), 'Source', pipe.at),
    ...withKey(canonical.declared, row.kms ?? [], 'Source', pipe.at, world),
  ]
}
