/**
 * What S3 tells of changes to objects, and whom: functions, queues, topics, EventBridge.
 *
 * Source: S3 User Guide, "Amazon S3 Event Notifications" and "Event message structure".
 */
import { randomBytes } from 'node:crypto'
import { childOf, childrenOf, ownText, parseXml, textIn, type XmlNode } from '../../gateway/protocols/xml.js'
import { encode } from '../../gateway/sigv4.js'
import { fault, isFault } from '../../reply.js'
import type { Fault, ServiceCall, ServicePrincipal } from '../../types.js'
import { type Bucket, canonicalId } from './model.js'
import type { ObjectEvent, S3Store } from './store.js'

interface Target {
  readonly id: string
  readonly kind: 'queue' | 'topic' | 'function'
  readonly arn: string
  readonly events: readonly string[]
  readonly prefix: string
  readonly suffix: string
}

interface Configuration {
  readonly targets: readonly Target[]
  readonly eventBridge: boolean
}

const KINDS: readonly (readonly [element: string, member: string, kind: Target['kind']])[] = [
  ['QueueConfiguration', 'Queue', 'queue'],
  ['TopicConfiguration', 'Topic', 'topic'],
  ['CloudFunctionConfiguration', 'CloudFunction', 'function'],
  ['LambdaFunctionConfiguration', 'LambdaFunctionArn', 'function'],
]

function readConfiguration(xml: string | undefined): Configuration {
  const root = xml === undefined ? null : parseXml(xml)
  if (root === null || !root.ok) return { targets: [], eventBridge: false }
  return {
    targets: KINDS.flatMap(([name, member, kind]) => childrenOf(root.value, name).map((node) => readTarget(node, member, kind))),
    eventBridge: childOf(root.value, 'EventBridgeConfiguration') !== undefined,
  }
}

function readTarget(node: XmlNode, member: string, kind: Target['kind']): Target {
  const rules = childrenOf(childOf(childOf(node, 'Filter'), 'S3Key'), 'FilterRule')
  const rule = (name: string): string => {
    const found = rules.find((it) => textIn(it, 'Name')?.toLowerCase() === name)
    return found === undefined ? '' : (textIn(found, 'Value') ?? '')
  }
  return {
    id: textIn(node, 'Id') ?? randomBytes(16).toString('hex'),
    kind,
    arn: textIn(node, member) ?? '',
    events: childrenOf(node, 'Event').map(ownText),
    prefix: rule('prefix'),
    suffix: rule('suffix'),
  }
}

const principalOf = ({ name, account }: Bucket): ServicePrincipal => ({
  service: 's3.amazonaws.com',
  sourceArn: `arn:aws:s3:::${name}`,
  sourceAccount: account,
})

/** A configuration is taken when S3 may reach its queues and topics, which get a test message. */
export async function checkNotification(store: S3Store, bucket: Bucket, xml: string, call: ServiceCall): Promise<Fault | null> {
  for (const { kind, arn } of readConfiguration(xml).targets) {
    if (!arn.startsWith('arn:'))
      return fault('InvalidArgument', 'The ARN could not be parsed', 400, { ArgumentName: 'arn', ArgumentValue: arn })
    if (kind === 'function') continue
    const test = JSON.stringify({
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: new Date(call.now).toISOString(),
      Bucket: bucket.name,
      RequestId: call.requestId,
      HostId: call.requestId,
    })
    const sent = await send(store, bucket, kind, arn, test)
    if (sent !== null)
      return fault('InvalidArgument', 'Unable to validate the following destination configurations', 400, {
        ArgumentName1: arn,
        ArgumentValue1: 'Permissions on the destination do not allow S3 to publish notifications from this bucket',
      })
  }
  return null
}

async function send(store: S3Store, bucket: Bucket, kind: 'queue' | 'topic', arn: string, body: string): Promise<Fault | null> {
  const [, , , region = '', account = '', name = ''] = arn.split(':')
  const as = principalOf(bucket)
  const reply =
    kind === 'queue'
      ? await store.world.call({
          as,
          service: 'sqs',
          operation: 'SendMessage',
          region,
          input: { QueueUrl: `${store.world.endpoint()}/${account}/${name}`, MessageBody: body },
        })
      : await store.world.call({
          as,
          service: 'sns',
          operation: 'Publish',
          region,
          input: { TopicArn: arn, Subject: 'Amazon S3 Notification', Message: body },
        })
  return isFault(reply) ? reply : null
}

/** Tells everyone who wants to know, after the answer of the request. */
export function notify(store: S3Store, event: ObjectEvent): void {
  const bucket = store.buckets.get(event.bucket.name)
  if (bucket === undefined) return
  const { targets, eventBridge } = readConfiguration(bucket.configs.notification)
  for (const target of targets) {
    if (!wants(target, event)) continue
    const payload = { Records: [record(event, bucket, target.id)] }
    if (target.kind === 'function') setImmediate(() => store.world.deliver({ functionArn: target.arn, from: principalOf(bucket), payload }))
    else {
      const { kind, arn } = target
      setImmediate(() => void send(store, bucket, kind, arn, JSON.stringify(payload)))
    }
  }
  if (eventBridge) setImmediate(() => void toEventBridge(store, event, bucket))
}

function wants({ events, prefix, suffix }: Target, { name, key }: ObjectEvent): boolean {
  const matches = events.some((wanted) => {
    const pattern = wanted.replace(/^s3:/, '')
    return pattern === name || (pattern.endsWith(':*') && name.startsWith(pattern.slice(0, -1)))
  })
  return matches && key.startsWith(prefix) && key.endsWith(suffix)
}

/** Keys are encoded as in a form. */
const formEncoded = (key: string): string => key.split('/').map(encode).join('/').replaceAll('%20', '+')

let sequence = 0
const sequencer = (now: number): string =>
  `00${now.toString(16).toUpperCase()}${(sequence++ & 0xffff).toString(16).toUpperCase().padStart(4, '0')}`

function record({ name, key, version, call }: ObjectEvent, bucket: Bucket, configurationId: string): Readonly<Record<string, unknown>> {
  const removed = name.startsWith('ObjectRemoved')
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: bucket.region,
    eventTime: new Date(call.now).toISOString(),
    eventName: name,
    userIdentity: { principalId: `AWS:${call.caller.identity.principalId ?? 'Anonymous'}` },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': call.requestId, 'x-amz-id-2': call.requestId },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId,
      bucket: { name: bucket.name, ownerIdentity: { principalId: canonicalId(bucket.account) }, arn: `arn:aws:s3:::${bucket.name}` },
      object: {
        key: formEncoded(key),
        ...(removed ? {} : { size: version.body.size, eTag: version.etag }),
        ...(version.versionId === 'null' ? {} : { versionId: version.versionId }),
        sequencer: sequencer(call.now),
      },
    },
  }
}

const DETAIL_TYPES: readonly (readonly [prefix: string, type: string])[] = [
  ['ObjectCreated', 'Object Created'],
  ['ObjectRemoved', 'Object Deleted'],
  ['ObjectTagging:Put', 'Object Tags Added'],
  ['ObjectTagging:Delete', 'Object Tags Deleted'],
]

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ObjectCreated:Put', 'PutObject'],
  ['ObjectCreated:Post', 'POST Object'],
  ['ObjectCreated:Copy', 'CopyObject'],
  ['ObjectCreated:CompleteMultipartUpload', 'CompleteMultipartUpload'],
  ['ObjectRemoved:Delete', 'DeleteObject'],
  ['ObjectRemoved:DeleteMarkerCreated', 'DeleteObject'],
])

/** Source: S3 User Guide, "EventBridge event message structure". */
async function toEventBridge(store: S3Store, { name, key, version, call }: ObjectEvent, bucket: Bucket): Promise<void> {
  const type = DETAIL_TYPES.find(([prefix]) => name.startsWith(prefix))?.[1]
  if (type === undefined) return
  const detail = {
    version: '0',
    bucket: { name: bucket.name },
    object: {
      key,
      size: version.body.size,
      etag: version.etag,
      ...(version.versionId === 'null' ? {} : { 'version-id': version.versionId }),
      sequencer: sequencer(call.now),
    },
    'request-id': call.requestId,
    requester: call.caller.account,
    'source-ip-address': '127.0.0.1',
    ...(REASONS.has(name) ? { reason: REASONS.get(name) } : {}),
    ...(name.startsWith('ObjectRemoved')
      ? { 'deletion-type': name === 'ObjectRemoved:Delete' ? 'Permanently Deleted' : 'Delete Marker Created' }
      : {}),
  }
  await store.world.call({
    as: { service: 's3.amazonaws.com', sourceArn: `arn:aws:s3:::${bucket.name}`, sourceAccount: bucket.account },
    service: 'eventbridge',
    operation: 'PutEvents',
    region: bucket.region,
    input: {
      Entries: [
        {
          Source: 'aws.s3',
          DetailType: type,
          Detail: JSON.stringify(detail),
          Resources: [`arn:aws:s3:::${bucket.name}`],
          Time: call.now / 1000,
        },
      ],
    },
  })
}
