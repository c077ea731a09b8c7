/**
 * Queues and topics that a service sends to by their own policies, and the keys that encrypt them.
 * Source: SQS Developer Guide, "Basic examples of Amazon SQS policies"; EventBridge User Guide, "Using resource-based policies";
 * S3 User Guide, "Granting permissions to publish event notification messages to a destination".
 */
import type { AppFunction, Resource } from '../../app/index.js'
import { type SymText, symbol, symText } from '../../policy/index.js'
import { canonicalArn } from '../arn.js'
import { named } from '../declared.js'
import { allDeliveries, type Delivery } from '../delivery.js'
import type { World } from '../scope.js'
import type { GrantCondition, ResourceGrant } from '../types.js'
import { entriesOf, firstAt, itemsOf, textsAt, valuesAt } from '../value.js'
import { ruleArn } from './functions.js'
import { sourceAccount, sourceArn } from './receiver.js'
import { sendTo } from './send-to.js'

const SENDERS: Readonly<Record<Delivery['kind'], string>> = {
  subscription: 'sns.amazonaws.com',
  notification: 's3.amazonaws.com',
  rule: 'events.amazonaws.com',
}

export function queueReceivers(world: World): readonly ResourceGrant[] {
  const sent = allDeliveries(world)
    .filter((d) => !(d.kind === 'rule' && firstAt(d.properties, ['RoleArn']) !== null))
    .flatMap((d) => sendTo({ id: d.to, service: SENDERS[d.kind], conditions: conditionsOf(d, world), asks: d.kind, at: d.at }, world))
  const machines = world.declared.byType.get('AWS::StepFunctions::StateMachine') ?? []
  return [
    ...sent,
    ...deadLetters(world),
    ...[...world.app.functions.values()].flatMap((fn) => ofEvents(fn, world)),
    ...machines.flatMap(({ resource }) => ofMachineEvents(resource, world)),
  ]
}

function conditionsOf(delivery: Delivery, world: World): readonly GrantCondition[] {
  const arn = arnOf(delivery.from, world)
  return delivery.kind === 'notification' ? [sourceArn(arn), sourceAccount] : [sourceArn(arn)]
}

const arnOf = (resource: Resource, world: World): SymText =>
  world.declared.byId.get(resource.id)?.arn ?? symText(symbol(`${resource.id}.Arn`))

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
    sendTo({ id, service, conditions: [sourceArn(arnOf(from, world))], asks: 'DeadLetterConfig', at }, world),
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
        ? sendTo(
            {
              id: failed,
              service: 'events.amazonaws.com',
              conditions: [sourceArn(ruleArn(wire, fn, world))],
              asks: 'DeadLetterConfig',
              at: wire.at,
            },
            world,
          )
        : []),
      ...topic.flatMap((arn) => [
        ...(failed === null
          ? []
          : sendTo({ id: failed, service: 'sns.amazonaws.com', conditions: [sourceArn(arn)], asks: 'RedrivePolicy', at: wire.at }, world)),
        ...(between === null
          ? []
          : sendTo(
              { id: between, service: 'sns.amazonaws.com', conditions: [sourceArn(arn)], asks: 'SqsSubscription', at: wire.at },
              world,
            )),
      ]),
    ]
  })
}

/** Rules that SAM makes of a state machine's events leave what they cannot deliver in the queue that the event names. */
const ofMachineEvents = (machine: Resource, world: World): readonly ResourceGrant[] =>
  entriesOf(firstAt(machine.properties, ['Events'])).flatMap(([name, event]) => {
    const rule = world.declared.byId.get(`${machine.id}${name}`)
    if (rule?.type !== 'AWS::Events::Rule') return []
    const conditions = [sourceArn(arnOf(rule.resource, world))]
    return queuesAt(textsAt(event, ['Properties', 'DeadLetterConfig', 'Arn']), world).flatMap((id) =>
      sendTo({ id, service: 'events.amazonaws.com', conditions, asks: 'DeadLetterConfig', at: event.at }, world),
    )
  })

const queuesAt = (arns: readonly SymText[], world: World): readonly string[] =>
  arns.flatMap((arn) => named(arn, world.declared)?.declared.id ?? [])
