/**
 * What a subscription filter of a log group sends on, and to whom: functions, and streams of Kinesis with the filter's role.
 *
 * Source: CloudWatch Logs User Guide, "Real-time processing of log data with subscriptions"; AWS Lambda Developer Guide, "Using
 * Lambda with CloudWatch Logs".
 */
import { gzipSync } from 'node:zlib'
import { textOf } from '../../input.js'
import { isFault } from '../../reply.js'
import type { Input, ServicePrincipal, StoreWorld } from '../../types.js'
import { filterMatches } from './filter.js'
import type { Group } from './store.js'

export interface PutEvents {
  readonly stream: string
  /** The number of the first in its stream. */
  readonly first: number
  readonly events: readonly { readonly timestamp: number; readonly message: string }[]
}

export function tellSubscribers(world: StoreWorld, group: Group, put: PutEvents): void {
  for (const filter of group.filters) {
    const pattern = textOf(filter, 'filterPattern') ?? ''
    const logEvents = put.events.flatMap(({ timestamp, message }, i) =>
      filterMatches(pattern, message) ? [{ id: eventId(timestamp, put.first + i), timestamp, message }] : [],
    )
    if (logEvents.length > 0) setImmediate(() => void send(world, group, filter, messageOf(group, put.stream, filter, logEvents)))
  }
}

/** 56 digits, in the order in which events came. */
const eventId = (timestamp: number, number: number): string => `${timestamp}${String(number).padStart(20, '0')}`.padStart(56, '3')

const messageOf = (group: Group, logStream: string, filter: Input, logEvents: readonly unknown[]): Buffer =>
  gzipSync(
    JSON.stringify({
      messageType: 'DATA_MESSAGE',
      owner: group.arn.split(':')[4],
      logGroup: group.name,
      logStream,
      subscriptionFilters: [textOf(filter, 'filterName')],
      logEvents,
    }),
  )

async function send(world: StoreWorld, group: Group, filter: Input, message: Buffer): Promise<void> {
  const target = textOf(filter, 'destinationArn') ?? ''
  const [, , service, region = '', account = '', name = ''] = target.split(':')
  const from: ServicePrincipal = {
    service: 'logs.amazonaws.com',
    sourceArn: `${group.arn}:*`,
    sourceAccount: group.arn.split(':')[4] ?? '',
  }
  if (service === 'lambda') {
    world.deliver({ functionArn: target, from, payload: { awslogs: { data: message.toString('base64') } } })
    return
  }
  if (service !== 'kinesis') return
  const as = world.callerFor(textOf(filter, 'roleArn') ?? '', 'CloudWatchLogs', from)
  if (isFault(as)) return
  const input = { StreamARN: target, StreamName: name.replace(/^stream\//, ''), PartitionKey: account, Data: message }
  await world.call({ as, service: 'kinesis', operation: 'PutRecord', region, input })
}
