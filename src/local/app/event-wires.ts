/**
 * What feeds the functions of an app: pollers, notifications, subscriptions, rules and schedules, out of SAM's events and
 * out of resources alike.
 * Source: AWS SAM Developer Guide, "EventSource", and the pages of each kind; CloudFormation Template Reference.
 */
import { at, flagOf, isPlain, listOf, mapOf, type Plain, type PlainResource, textOf, textsOf } from '../api/index.js'
import type { Notifications } from './bucket-xml.js'
import { aliasOf } from './function-specs.js'
import { type Mapping, mapping } from './mappings.js'
import type { Names } from './names.js'

/** Of EventBridge Scheduler, which calls with a role of its own. */
export interface Schedule {
  readonly id: string
  readonly name: string
  readonly group: string
  /** `rate(5 minutes)`, `cron(0 5 * * ? *)`, `at(2026-11-26T21:00:00)` */
  readonly expression: string
  readonly functionArn: string
  /** JSON text. */
  readonly input: string | null
  readonly roleArn: string | null
}

export interface Rule {
  readonly id: string
  readonly properties: Plain
  readonly targets: readonly Plain[]
}

export interface Wiring {
  readonly mappings: readonly Mapping[]
  /** By the bucket's logical ID. */
  readonly notifications: ReadonlyMap<string, Notifications>
  readonly subscriptions: readonly { readonly id: string; readonly input: Plain }[]
  readonly rules: readonly Rule[]
  readonly schedules: readonly Schedule[]
  /** Subscription filters of log groups, as `PutSubscriptionFilter` takes them. */
  readonly logFilters: readonly { readonly id: string; readonly input: Plain }[]
  /** Sources that nothing here feeds. */
  readonly unfed: readonly string[]
}

export interface WiringInput {
  readonly resources: ReadonlyMap<string, PlainResource>
  readonly names: Names
  readonly roleFor: (subject: string, written: string | null) => string | null
}

export function wiringOf(input: WiringInput): Wiring {
  const mappings: Mapping[] = []
  const subscriptions: { id: string; input: Plain }[] = []
  const rules: Rule[] = []
  const schedules: Schedule[] = []
  const logFilters: { id: string; input: Plain }[] = []
  const unfed: string[] = []
  const buckets = new Map<string, NotificationParts>()
  for (const { id, type, properties } of input.resources.values()) {
    if (type === 'AWS::S3::Bucket') declaredNotifications(id, properties, buckets)
    if (type === 'Custom::S3BucketNotifications') synthesisedNotifications(properties, input.names, buckets)
    // What SAM makes of an event has no properties here: the event itself says all.
    if (type === 'AWS::Lambda::EventSourceMapping' && properties.FunctionName !== undefined) {
      const functionId = input.names.idOf(textOf(properties.FunctionName) ?? '')
      const made =
        functionId === null
          ? null
          : mapping(id, { id: functionId, arn: textOf(properties.FunctionName) ?? '' }, textOf(properties.EventSourceArn), properties)
      if (made !== null) mappings.push(made)
      else if (flagOf(properties.Enabled) !== false) unfed.push(`${functionId ?? 'a function'}: ${sourceOf(properties)} (${id})`)
    }
    if (type === 'AWS::Logs::SubscriptionFilter') logFilters.push(...declaredFilter(id, properties, input))
    if (type === 'AWS::Scheduler::Schedule') schedules.push(...declaredScheduler(id, properties, input))
    if (type === 'AWS::Serverless::Function') {
      const base = input.names.arn(id) ?? ''
      const alias = aliasOf(properties)
      const functionArn = alias === null ? base : `${base}:${alias}`
      for (const [name, event] of Object.entries(mapOf(properties.Events))) {
        const { Type: kind, Properties: settings = {} } = mapOf(event)
        samEvent({ name, kind: textOf(kind) ?? '', settings: mapOf(settings), functionId: id, functionArn }, input, {
          mappings,
          subscriptions,
          rules,
          schedules,
          logFilters,
          buckets,
          unfed,
        })
      }
    }
  }
  const notifications = new Map([...buckets].filter(([, parts]) => hasAny(parts)))
  return { mappings, notifications, subscriptions, rules, schedules, logFilters, unfed: unfed.sort() }
}

/** `kinesis`, `kafka` */
const sourceOf = (properties: Plain): string => textOf(properties.EventSourceArn)?.split(':')[2] ?? 'an event source mapping'

interface SamEvent {
  readonly name: string
  readonly kind: string
  readonly settings: Plain
  readonly functionId: string
  readonly functionArn: string
}

interface Found {
  readonly mappings: Mapping[]
  readonly subscriptions: { id: string; input: Plain }[]
  readonly rules: Rule[]
  readonly schedules: Schedule[]
  readonly logFilters: { id: string; input: Plain }[]
  readonly buckets: Map<string, NotificationParts>
  readonly unfed: string[]
}

/** Kinds that other parts serve, or that need no feeding. */
const ELSEWHERE: ReadonlySet<string> = new Set(['Api', 'HttpApi'])

function samEvent(event: SamEvent, input: WiringInput, found: Found): void {
  const { name, kind, settings, functionId, functionArn } = event
  const { names } = input
  const id = functionId + name
  switch (kind) {
    case 'SQS':
    case 'Kinesis':
    case 'DynamoDB': {
      const made = mapping(id, { id: functionId, arn: functionArn }, textOf(settings.Queue ?? settings.Stream), settings)
      if (made !== null) found.mappings.push(made)
      return
    }
    case 'SNS':
      snsEvent(event, input, found)
      return
    case 'S3': {
      const bucketId = names.idOf(textOf(settings.Bucket) ?? '')
      if (bucketId === null) return
      const parts = partsOf(found.buckets, bucketId)
      parts.functions.push({ Arn: functionArn, Events: textsOf(settings.Events), Rules: rulesOf(settings.Filter) })
      return
    }
    case 'CloudWatchEvent':
    case 'EventBridgeRule': {
      const target = { Id: `${id}LambdaTarget`, Arn: functionArn, ...pick(settings, ['Input', 'InputPath', 'InputTransformer']) }
      found.rules.push({
        id,
        properties: { EventPattern: settings.Pattern, ...pick(settings, ['EventBusName', 'State']) },
        targets: [target],
      })
      return
    }
    case 'Schedule': {
      if (flagOf(settings.Enabled) === false) return
      const target = { Id: `${id}LambdaTarget`, Arn: functionArn, ...pick(settings, ['Input']) }
      found.rules.push({ id, properties: { ScheduleExpression: settings.Schedule, ...pick(settings, ['State']) }, targets: [target] })
      return
    }
    case 'ScheduleV2': {
      if (textOf(settings.State) === 'DISABLED') return
      const expression = textOf(settings.ScheduleExpression) ?? ''
      const roleArn = input.roleFor(id, textOf(settings.RoleArn))
      const named = { name: textOf(settings.Name) ?? id, group: textOf(settings.GroupName) ?? 'default' }
      found.schedules.push({ id, ...named, expression, functionArn, input: inputText(settings.Input), roleArn })
      return
    }
    case 'CloudWatchLogs':
      found.logFilters.push({
        id,
        input: {
          logGroupName: textOf(settings.LogGroupName) ?? '',
          filterName: id,
          filterPattern: textOf(settings.FilterPattern) ?? '',
          destinationArn: functionArn,
        },
      })
      return
    default:
      if (!ELSEWHERE.has(kind)) found.unfed.push(`${functionId}: ${kind} (${name})`)
  }
}

function snsEvent({ name, settings, functionId, functionArn }: SamEvent, { names }: WiringInput, found: Found): void {
  const id = functionId + name
  const Attributes = {
    ...(settings.FilterPolicy !== undefined && { FilterPolicy: JSON.stringify(settings.FilterPolicy) }),
    ...(settings.FilterPolicyScope !== undefined && { FilterPolicyScope: String(settings.FilterPolicyScope) }),
    ...(settings.RedrivePolicy !== undefined && { RedrivePolicy: JSON.stringify(settings.RedrivePolicy) }),
  }
  const through = settings.SqsSubscription
  if (through === undefined || flagOf(through) === false) {
    found.subscriptions.push({ id, input: { TopicArn: settings.Topic, Protocol: 'lambda', Endpoint: functionArn, Attributes } })
    return
  }
  const queueArn = textOf(at(through, 'QueueArn')) ?? names.arn(`${id}Queue`)
  if (queueArn === null) return
  found.subscriptions.push({ id, input: { TopicArn: settings.Topic, Protocol: 'sqs', Endpoint: queueArn, Attributes } })
  const made = mapping(`${id}EventSourceMapping`, { id: functionId, arn: functionArn }, queueArn, mapOf(through))
  if (made !== null) found.mappings.push(made)
}

function declaredScheduler(id: string, properties: Plain, { names, roleFor }: WiringInput): readonly Schedule[] {
  const target = mapOf(properties.Target)
  const functionArn = textOf(target.Arn) ?? ''
  const expression = textOf(properties.ScheduleExpression)
  if (expression === null || !functionArn.includes(':lambda:') || textOf(properties.State) === 'DISABLED') return []
  const roleArn = roleFor(id, textOf(target.RoleArn))
  const named = { name: textOf(properties.Name) ?? names.name(id), group: textOf(properties.GroupName) ?? 'default' }
  return [{ id, ...named, expression, functionArn, input: inputText(target.Input), roleArn }]
}

/** SAM's own filter has no members of its own: it comes with its event. */
function declaredFilter(id: string, properties: Plain, { names, roleFor }: WiringInput): readonly { id: string; input: Plain }[] {
  const logGroupName = textOf(properties.LogGroupName)
  const destinationArn = textOf(properties.DestinationArn)
  if (logGroupName === null || destinationArn === null) return []
  const roleArn = properties.RoleArn === undefined ? null : roleFor(id, textOf(properties.RoleArn))
  const input = {
    logGroupName,
    filterName: textOf(properties.FilterName) ?? names.name(id),
    filterPattern: textOf(properties.FilterPattern) ?? '',
    destinationArn,
    ...(roleArn !== null && { roleArn }),
  }
  return [{ id, input }]
}

interface NotificationParts {
  readonly functions: Plain[]
  readonly queues: Plain[]
  readonly topics: Plain[]
  toBus: boolean
}

function partsOf(buckets: Map<string, NotificationParts>, id: string): NotificationParts {
  const found = buckets.get(id) ?? { functions: [], queues: [], topics: [], toBus: false }
  buckets.set(id, found)
  return found
}

function declaredNotifications(id: string, properties: Plain, buckets: Map<string, NotificationParts>): void {
  const written = properties.NotificationConfiguration
  if (!isPlain(written)) return
  const parts = partsOf(buckets, id)
  const read = (list: unknown, target: string): readonly Plain[] =>
    listOf(list)
      .map(mapOf)
      .map((each) => ({ Arn: each[target], Events: textsOf(each.Event), Rules: rulesOf(each.Filter) }))
  parts.functions.push(...read(written.LambdaConfigurations, 'Function'))
  parts.queues.push(...read(written.QueueConfigurations, 'Queue'))
  parts.topics.push(...read(written.TopicConfigurations, 'Topic'))
  parts.toBus ||=
    written.EventBridgeConfiguration !== undefined && flagOf(at(written, 'EventBridgeConfiguration.EventBridgeEnabled')) !== false
}

/** The CDK sets notifications through a custom resource, in the words of S3's own API. Source: S3 API Reference, "PutBucketNotificationConfiguration". */
function synthesisedNotifications(properties: Plain, names: Names, buckets: Map<string, NotificationParts>): void {
  const bucketId = names.idOf(textOf(properties.BucketName) ?? '')
  const written = properties.NotificationConfiguration
  if (bucketId === null || !isPlain(written)) return
  const parts = partsOf(buckets, bucketId)
  const read = (list: unknown, target: string): readonly Plain[] =>
    listOf(list)
      .map(mapOf)
      .map((each) => ({ Arn: each[target], Events: textsOf(each.Events), Rules: listOf(at(each.Filter, 'Key.FilterRules')) }))
  parts.functions.push(...read(written.LambdaFunctionConfigurations, 'LambdaFunctionArn'))
  parts.queues.push(...read(written.QueueConfigurations, 'QueueArn'))
  parts.topics.push(...read(written.TopicConfigurations, 'TopicArn'))
  parts.toBus ||= written.EventBridgeConfiguration !== undefined
}

const hasAny = ({ functions, queues, topics, toBus }: NotificationParts): boolean =>
  functions.length + queues.length + topics.length > 0 || toBus

const rulesOf = (written: unknown): readonly unknown[] => listOf(at(written, 'S3Key.Rules'))

const inputText = (written: unknown): string | null =>
  written === undefined ? null : typeof written === 'string' ? written : JSON.stringify(written)

const pick = (settings: Plain, members: readonly string[]): Plain =>
  Object.fromEntries(members.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]])))
