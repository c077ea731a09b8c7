/**
 * Queues and topics that a service sends to by their own policies, and the keys that encrypt them.
 * Source: SQS Developer Guide, "Basic examples of Amazon SQS policies"; EventBridge User Guide, "Using resource-based policies";
 * S3 User Guide, "Granting permissions to publish event notification messages to a destination".
 */
import type { AppFunction, Resource } from '../../app/index.js'
import { type SymText, symbol, symText } from '../../policy/index.js'
import { canonicalArn } from '../arn.js'
import { type Declared, named } from '../declared.js'
import { allDeliveries, type Delivery } from '../delivery.js'
import { customerKeys } from '../encryption.js'
import type { World } from '../scope.js'
import type { GrantCondition, ResourceGrant } from '../types.js'
import { firstAt, itemsOf, textsAt, valuesAt } from '../value.js'
import { ruleArn } from './functions.js'
import { receiving, sourceAccount, sourceArn } from './receiver.js'

const SENDERS: Readonly<Record<Delivery['kind'], string>> = {
  subscription: 'sns.amazonaws.com',
  notification: 's3.amazonaws.com',
  rule: 'events.amazonaws.com',
}

const RECEIVERS = new Map<string, { readonly kind: ResourceGrant['kind']; readonly action: string }>([
  ['AWS::SQS::Queue', { kind: 'queue-policy', action: 'sqs:SendMessage' }],
  ['AWS::SNS::Topic', { kind: 'topic-policy', action: 'sns:Publish' }],
])

export function queueReceivers(world: World): readonly ResourceGrant[] {
  const sent = allDeliveries(world)
    .filter((d) => !(d.kind === 'rule' && firstAt(d.properties, ['RoleArn']) !== null))
    .flatMap((d) => sendTo(d.to, SENDERS[d.kind], conditionsOf(d, world), d.kind, d.at, world))
  return [...sent, ...deadLetters(world), ...[...world.app.functions.values()].flatMap((fn) => ofEvents(fn, world))]
}

function conditionsOf(delivery: Delivery, world: World): readonly GrantCondition[] {
  const arn = arnOf(delivery.from, world)
  return delivery.kind === 'notification' ? [sourceArn(arn), sourceAccount] : [sourceArn(arn)]
}

const arnOf = (resource: Resource, world: World): SymText =>
  world.declared.byId.get(resource.id)?.arn ?? symText(symbol(`${resource.id}.Arn`))

function sendTo(
  id: string,
  service: string,
  conditions: readonly GrantCondition[],
  asks: string,
  at: Delivery['at'],
  world: World,
): readonly ResourceGrant[] {
  const declared = world.declared.byId.get(id)
  const row = declared === undefined ? undefined : RECEIVERS.get(declared.type)
  if (declared === undefined || row === undefined || declared.arn === null) return []
  const resource = symText(symbol(id))
  return [
    receiving({ resource, arn: declared.arn, kind: row.kind, service, actions: [row.action], conditions, asks, at }),
    ...keys(declared, service, conditions, asks, at, world),
  ]
}

/** The service encrypts what it sends with the receiver's key, which its key policy must allow. */
function keys(
  declared: Declared,
  service: string,
  conditions: readonly GrantCondition[],
  asks: string,
  at: Delivery['at'],
  world: World,
): readonly ResourceGrant[] {
  return customerKeys(declared, world).flatMap(({ arn }) => {
    const key = canonicalArn(arn, world.declared).declared
    if (key === null) return []
    const actions = ['kms:Decrypt', 'kms:GenerateDataKey']
    // Of a key policy the key itself is the only resource.
    return [receiving({ resource: symText(symbol(key.id)), arn: symText('*'), kind: 'key-policy', service, actions, conditions, asks, at })]
  })
}

/** Dead-letter queues of rules' targets and of subscriptions: the service sends there itself. */
function deadLetters(world: World): readonly ResourceGrant[] {
  const ofRules = (world.declared.byType.get('AWS::Events::Rule') ?? []).flatMap(({ resource }) =>
    valuesAt(resource.properties, ['Targets'])
      .flatMap((v) => itemsOf(v))
      .flatMap((target) =>
        queuesAt(textsAt(target, ['DeadLetterConfig', 'Arn']), world).map((id) => ({
          id,
          from: resource,
          at: target.at,
          service: 'events.amazonaws.com',
        })),
      ),
  )
  const ofSubscriptions = (world.declared.byType.get('AWS::SNS::Subscription') ?? []).flatMap(({ resource }) => {
    const topics = textsAt(resource.properties, ['TopicArn']).flatMap((t) => named(t, world.declared)?.declared.resource ?? [])
    const queues = queuesAt(textsAt(resource.properties, ['RedrivePolicy', 'deadLetterTargetArn']), world)
    return topics.flatMap((topic) => queues.map((id) => ({ id, from: topic, at: resource.at, service: 'sns.amazonaws.com' })))
  })
  return [...ofRules, ...ofSubscriptions].flatMap(({ id, from, at, service }) =>
    sendTo(id, service, [sourceArn(arnOf(from, world))], 'DeadLetterConfig', at, world),
  )
}

/** What SAM's events leave to queues of the app: failed deliveries of rules and topics, and the queue between topic and function. */
function ofEvents(fn: AppFunction, world: World): readonly ResourceGrant[] {
  return fn.wires.flatMap((wire) => {
    const topic = textsAt(wire.properties, ['Topic']).map((text) => canonicalArn(text, world.declared).arn)
    const isRule = wire.kind === 'rule' || wire.kind === 'schedule-rule'
    const failed = wire.onFailure?.resource ?? null
    const between = wire.kind === 'sqs' ? (wire.source?.resource ?? null) : null
    return [
      ...(isRule && failed !== null
        ? sendTo(failed, 'events.amazonaws.com', [sourceArn(ruleArn(wire, fn, world))], 'DeadLetterConfig', wire.at, world)
        : []),
      ...topic.flatMap((arn) => [
        ...(failed === null ? [] : sendTo(failed, 'sns.amazonaws.com', [sourceArn(arn)], 'RedrivePolicy', wire.at, world)),
        ...(between === null ? [] : sendTo(between, 'sns.amazonaws.com', [sourceArn(arn)], 'SqsSubscription', wire.at, world)),
      ]),
    ]
  })
}

const queuesAt = (arns: readonly SymText[], world: World): readonly string[] =>
  arns.flatMap((arn) => named(arn, world.declared)?.declared.id ?? [])
