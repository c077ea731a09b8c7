/**
 * `s3` and `sns` events: buckets and topics that the framework makes by their names, and those that are there already.
 * Source: Serverless Framework documentation, "S3", "SNS".
 */
import type { Place } from '../../../outcome/index.js'
import { itemsOf, member, type Node, sourceOf } from '../../document/node.js'
import { functionId, plainName } from '../names.js'
import { arnOf, join, list, record, ref, resource, sub } from '../nodes.js'
import { eventsOf, isCall, isTrue, of, type Service, type ServiceFunction } from '../service.js'
import { type Made, nothing, resourcesOnly, together } from '../template/made.js'
import type { MakeEvent } from './event.js'
import { nameOfArn } from './pollers.js'
import { permission } from './rest-api.js'

interface Notification {
  readonly fn: ServiceFunction
  readonly bucket: Node
  /** As part of a logical ID. */
  readonly name: string
  readonly at: Place
  readonly settings: Node
}

/** All `s3` events together: a bucket has one list of notifications. */
export function makeBuckets(service: Service): Made {
  const all = service.functions.flatMap((fn) =>
    eventsOf(fn, service).flatMap((event): readonly Notification[] => {
      const bucket = of(event, 'bucket') ?? (event.settings.kind === 'scalar' ? event.settings : undefined)
      if (event.type !== 's3' || bucket === undefined) return []
      return [{ fn, bucket, name: service.text(bucket) ?? '', at: event.at, settings: event.settings }]
    }),
  )
  const fresh = all.filter(({ settings }) => !isTrue(member(settings, 'existing')))
  const existing = all.filter((each) => !fresh.includes(each))
  const names = [...new Set(fresh.map(({ name }) => name))]
  return together([
    resourcesOnly(
      names.map((name) =>
        bucketOf(
          fresh.filter((each) => each.name === name),
          service,
        ),
      ),
    ),
    resourcesOnly(fresh.map(bucketPermission)),
    resourcesOnly(existing.length === 0 ? [] : customHandler(existing[0]?.at ?? service.at)),
    resourcesOnly(existing.map(existingBucket)),
    resourcesOnly(existing.map(bucketPermission)),
  ])
}

/** A bucket that `provider.s3` describes under a key has that key in its logical ID. */
function bucketOf(notifications: readonly Notification[], service: Service): readonly [string, Node] {
  const [first] = notifications
  const name = first?.name ?? ''
  const at = first?.at ?? service.at
  const settings = member(member(service.provider, 's3'), name)
  return [
    `S3Bucket${plainName(name)}`,
    resource(
      at,
      'AWS::S3::Bucket',
      {
        BucketName: member(settings, 'name') ?? first?.bucket,
        NotificationConfiguration: record(at, {
          LambdaConfigurations: list(
            at,
            notifications.map((each) =>
              record(each.at, { Event: eventOf(each), Function: arnOf(each.at, each.fn.id), Filter: filterOf(each) }),
            ),
          ),
        }),
      },
      { DependsOn: list(at, [...new Set(notifications.map(({ fn }) => `${fn.normal}LambdaPermission${plainName(name)}S3`))]) },
    ),
  ]
}

const eventOf = ({ settings }: Notification): Node | string => member(settings, 'event') ?? 's3:ObjectCreated:*'

function filterOf({ settings, at }: Notification): Node | undefined {
  const rules = itemsOf(member(settings, 'rules')).flatMap((rule) =>
    rule.kind === 'map' ? [...rule.entries].map(([name, value]) => record(value.at, { Name: name, Value: value })) : [],
  )
  return rules.length === 0 ? undefined : record(at, { S3Key: record(at, { Rules: list(at, rules) }) })
}

function bucketPermission({ fn, bucket, name, at }: Notification): readonly [string, Node] {
  return [
    `${fn.normal}LambdaPermission${plainName(name)}S3`,
    permission(at, fn.id, 's3.amazonaws.com', {
      SourceArn: join(at, [sub(at, 'arn:${AWS::Partition}:s3:::'), bucket]),
      SourceAccount: ref(at, 'AWS::AccountId'),
    }),
  ]
}

/** A function of the framework's own sets the notifications of a bucket that is there already. */
function existingBucket({ fn, bucket, at, settings }: Notification): readonly [string, Node] {
  return [
    `${fn.normal}CustomS31`,
    resource(at, 'Custom::S3', {
      ServiceToken: arnOf(at, CUSTOM),
      FunctionName: fn.name,
      BucketName: bucket,
      BucketConfigs: list(at, [record(at, { Event: member(settings, 'event') ?? 's3:ObjectCreated:*', Rules: member(settings, 'rules') })]),
    }),
  ]
}

const CUSTOM = functionId('custom-resource-existing-s3')

/** Whose code is the framework's: it is no function of the service, and only its name is here. */
const customHandler = (at: Place): Made['resources'] => [
  [CUSTOM, resource(at, 'Custom::ServerlessFrameworkHandler', { Description: 'sets notifications of buckets that are there already' })],
]

/** A topic's name alone, an ARN alone, or a map. Source: "SNS", "Using a pre-existing topic". */
export const topic: MakeEvent = (event, fn, service) => {
  const { at, settings } = event
  const named = of(event, 'topicName')
  const isArn =
    named === undefined && (service.text(settings)?.startsWith('arn:') === true || (isCall(settings) && service.text(settings) === null))
  const known = of(event, 'arn') ?? (isArn ? settings : undefined)
  const name = named ?? (known === undefined ? settings : undefined)
  if (known === undefined && name?.kind === 'list') return nothing
  const text = service.text(name) ?? (known === undefined ? '' : nameOfArn(known, service))
  const id = `SNSTopic${plainName(text)}`
  const topicArn = known ?? ref(at, id)
  const own: Made['resources'] =
    known === undefined ? [[id, resource(at, 'AWS::SNS::Topic', { TopicName: name, DisplayName: of(event, 'displayName') })]] : []
  const failures = failureQueue(of(event, 'redrivePolicy'))
  return resourcesOnly([
    ...own,
    [
      `${fn.normal}SnsSubscription${plainName(text)}`,
      resource(at, 'AWS::SNS::Subscription', {
        TopicArn: topicArn,
        Protocol: 'lambda',
        Endpoint: arnOf(at, fn.id),
        FilterPolicy: of(event, 'filterPolicy'),
        RedrivePolicy: failures === null ? undefined : record(failures.at, { deadLetterTargetArn: failures }),
      }),
    ],
    [`${fn.normal}LambdaPermission${plainName(text)}SNS`, permission(at, fn.id, 'sns.amazonaws.com', { SourceArn: topicArn })],
  ])
}

function failureQueue(policy: Node | undefined): Node | null {
  const named = sourceOf(member(policy, 'deadLetterTargetRef'))
  if (policy !== undefined && named !== null) return arnOf(policy.at, named)
  const imported = member(member(policy, 'deadLetterTargetImport'), 'arn')
  if (imported !== undefined) return record(imported.at, { 'Fn::ImportValue': imported })
  return member(policy, 'deadLetterTargetArn') ?? null
}
