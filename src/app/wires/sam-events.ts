/**
 * A SAM function's `Events`, one row a kind: what the source is, where failures go, whether SAM adds the permission.
 * Source: AWS SAM Developer Guide, "EventSource", and the page of each kind.
 */
import { type SymText, symbol } from '../../policy/index.js'
import type { World } from '../functions/world.js'
import { targetOf, targetsOf } from '../resolve.js'
import type { Resource, Target, Value, Wire, WireKind } from '../types.js'
import { alternatives, entriesOf, entry, flag, literal, textValue } from '../values.js'

interface Row {
  readonly kind: WireKind
  /** The property that names the source; several where a newer spelling exists. */
  readonly source: readonly string[]
  readonly onFailure?: string
  /** The source calls the function itself, so SAM adds a permission; pollers need none. */
  readonly permitted: boolean
  /** The resource that SAM makes where the event names no source. */
  readonly implied?: string
}

const ROWS: ReadonlyMap<string, Row> = new Map<string, Row>([
  ['AlexaSkill', { kind: 'alexa', source: [], permitted: true }],
  ['Api', { kind: 'api', source: ['RestApiId'], permitted: true, implied: 'ServerlessRestApi' }],
  ['CloudWatchEvent', { kind: 'rule', source: ['EventBusName'], onFailure: 'DeadLetterConfig.Arn', permitted: true }],
  ['CloudWatchLogs', { kind: 'logs', source: ['LogGroupName'], permitted: true }],
  ['Cognito', { kind: 'cognito', source: ['UserPool'], permitted: true }],
  ['DocumentDB', { kind: 'documentdb', source: ['Cluster'], permitted: false }],
  ['DynamoDB', { kind: 'dynamodb', source: ['Stream'], onFailure: 'DestinationConfig.OnFailure.Destination', permitted: false }],
  ['EventBridgeRule', { kind: 'rule', source: ['EventBusName'], onFailure: 'DeadLetterConfig.Arn', permitted: true }],
  ['HttpApi', { kind: 'http-api', source: ['ApiId'], permitted: true, implied: 'ServerlessHttpApi' }],
  ['IoTRule', { kind: 'iot', source: [], permitted: true }],
  ['Kinesis', { kind: 'kinesis', source: ['Stream'], onFailure: 'DestinationConfig.OnFailure.Destination', permitted: false }],
  ['MQ', { kind: 'mq', source: ['Broker'], permitted: false }],
  ['MSK', { kind: 'msk', source: ['Stream'], onFailure: 'DestinationConfig.OnFailure.Destination', permitted: false }],
  ['S3', { kind: 's3', source: ['Bucket'], permitted: true }],
  ['SNS', { kind: 'sns', source: ['Topic'], onFailure: 'RedrivePolicy.deadLetterTargetArn', permitted: true }],
  ['SQS', { kind: 'sqs', source: ['Queue'], permitted: false }],
  ['Schedule', { kind: 'schedule-rule', source: [], onFailure: 'DeadLetterConfig.Arn', permitted: true }],
  ['ScheduleV2', { kind: 'scheduler', source: [], onFailure: 'DeadLetterConfig.Arn', permitted: false }],
  ['SelfManagedKafka', { kind: 'kafka', source: [], onFailure: 'DestinationConfig.OnFailure.Destination', permitted: false }],
])

/** The wires of a function or state machine as its `Events` give them. */
export function samEvents(resource: Resource, world: World): readonly Wire[] {
  return entriesOf(entry(resource.properties, 'Events')).flatMap(([name, written]) =>
    alternatives(written).flatMap((event) => {
      const type = literal(entry(event, 'Type'))
      const row = type === null ? undefined : ROWS.get(type)
      if (row === undefined) {
        if (event.kind === 'map')
          world.report({
            code: 'app/unknown-event',
            message: `\`${type ?? 'an event without a type'}\` is not an event source that SAM has`,
            hint: 'correct the type of the event, what it needs is not counted',
            at: event.at,
          })
        return []
      }
      return [readEvent(name, event, row, resource, world)]
    }),
  )
}

function readEvent(name: string, event: Value, row: Row, resource: Resource, world: World): Wire {
  const properties = entry(event, 'Properties') ?? { kind: 'map', entries: new Map<string, Value>(), at: event.at }
  const queue = row.kind === 'sns' ? subscribedQueue(name, properties, resource, world) : null
  return {
    kind: queue === null ? row.kind : 'sqs',
    id: name,
    at: event.at,
    source: queue ?? sourceOf(row, properties, resource, world),
    onFailure: onFailure(name, row, properties, resource, world),
    properties,
    names: null,
    permitted: queue === null && row.permitted,
  }
}

function sourceOf(row: Row, properties: Value, resource: Resource, world: World): Target | null {
  for (const path of row.source) {
    const [target] = targetsOf(world, entry(properties, path))
    if (target !== undefined) return target
  }
  return row.implied === undefined ? null : madeTarget(prefixOf(resource) + row.implied, properties, world)
}

/** `SqsSubscription`: the topic feeds a queue, and the function polls the queue. */
function subscribedQueue(name: string, properties: Value, resource: Resource, world: World): Target | null {
  const subscription = entry(properties, 'SqsSubscription')
  if (subscription === null || flag(subscription) === false) return null
  const [own] = targetsOf(world, entry(subscription, 'QueueArn'))
  return own ?? madeTarget(`${resource.id}${name}Queue`, properties, world)
}

function onFailure(name: string, row: Row, properties: Value, resource: Resource, world: World): Target | null {
  const [written] = row.onFailure === undefined ? [] : targetsOf(world, entry(properties, row.onFailure))
  if (written !== undefined) return written
  const deadLetter = entry(properties, 'DeadLetterConfig')
  if (row.onFailure !== 'DeadLetterConfig.Arn' || literal(entry(deadLetter, 'Type')) !== 'SQS') return null
  const id = literal(entry(deadLetter, 'QueueLogicalId'))
  return madeTarget(id === null ? `${resource.id}${name}Queue` : prefixOf(resource) + id, properties, world)
}

/** A resource that SAM makes, named by its symbol at the place that implies it. */
export function madeTarget(id: string, by: Value, world: World): Target {
  const text: SymText = [symbol(world.resources.get(id)?.type === 'AWS::SQS::Queue' ? `${id}.Arn` : id)]
  return targetOf(world, textValue(text, by.at))
}

/** `Stack/` of a resource in a nested stack. */
export const prefixOf = (resource: Resource): string => resource.id.slice(0, resource.id.lastIndexOf('/') + 1)
