/**
 * An event on its way to a target of a rule: as EventBridge itself, under the target's policy, or with the target's role.
 *
 * Source: EventBridge User Guide, "Amazon EventBridge targets", "Using resource-based policies", "Input transformation".
 */
import { isRecord } from '../../input.js'
import { isFault } from '../../reply.js'
import type { Caller, InProcessCall, ServicePrincipal, StoreWorld } from '../../types.js'
import type { BusEvent, Rule, Target } from './model.js'

export async function sendToTarget(world: StoreWorld, rule: Rule, target: Target, event: BusEvent): Promise<void> {
  const from: ServicePrincipal = { service: 'events.amazonaws.com', sourceArn: rule.arn, sourceAccount: rule.account }
  const payload = payloadOf(rule, target, event)
  const [, , service = '', region = '', account = '', ...rest] = target.Arn.split(':')
  const name = rest.join(':')
  if (service === 'lambda') {
    world.deliver({ functionArn: target.Arn, from, payload: parsed(payload) })
    return
  }
  const role = target.RoleArn ?? rule.roleArn ?? null
  const as: Caller | ServicePrincipal | null = role === null ? from : asRole(world, role, rule, from)
  const call = as === null ? null : callTo(world, target, { service, region, account, name, payload, as, rule })
  const reply = call === null ? null : await world.call(call)
  if (reply === null || isFault(reply)) await toDeadLetters(world, target, rule, payload)
}

function asRole(world: StoreWorld, role: string, { name }: Rule, from: ServicePrincipal): Caller | null {
  const caller = world.callerFor(role, `events-${name}`.slice(0, 64), from)
  return isFault(caller) ? null : caller
}

interface Sending {
  readonly service: string
  readonly region: string
  readonly account: string
  readonly name: string
  readonly payload: string
  readonly as: Caller | ServicePrincipal
  readonly rule: Rule
}

/** The call that each kind of target means; null for kinds that local AWS does not have. */
function callTo(world: StoreWorld, target: Target, { service, region, account, name, payload, as, rule }: Sending): InProcessCall | null {
  switch (service) {
    case 'sqs': {
      const group = target.SqsParameters?.MessageGroupId
      return {
        as,
        service: 'sqs',
        operation: 'SendMessage',
        region,
        input: {
          QueueUrl: `${world.endpoint()}/${account}/${name}`,
          MessageBody: payload,
          ...(group === undefined ? {} : { MessageGroupId: group }),
        },
      }
    }
    case 'sns':
      return { as, service: 'sns', operation: 'Publish', region, input: { TopicArn: target.Arn, Message: payload } }
    case 'states':
      return { as, service: 'sfn', operation: 'StartExecution', region, input: { stateMachineArn: target.Arn, input: payload } }
    case 'logs':
      return null
    case 'events':
      return {
        as: 'principal' in as ? { ...as, via: { service: 'events.amazonaws.com', sourceArn: rule.arn } } : as,
        service: 'eventbridge',
        operation: 'PutEvents',
        region,
        input: { Entries: [entryOf(payload, target.Arn)] },
      }
    default:
      return null
  }
}

function entryOf(payload: string, bus: string): Readonly<Record<string, unknown>> {
  const event = parsed(payload)
  const { source, detail, resources } = isRecord(event) ? event : { source: '', detail: {}, resources: [] }
  return {
    EventBusName: bus,
    Source: source,
    DetailType: isRecord(event) ? event['detail-type'] : '',
    Detail: JSON.stringify(detail),
    Resources: resources,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

async function toDeadLetters(world: StoreWorld, { DeadLetterConfig }: Target, rule: Rule, payload: string): Promise<void> {
  const arn = DeadLetterConfig?.Arn
  if (arn === undefined) return
  const [, , , region = '', account = '', name = ''] = arn.split(':')
  await world.call({
    as: { service: 'events.amazonaws.com', sourceArn: rule.arn, sourceAccount: rule.account },
    service: 'sqs',
    operation: 'SendMessage',
    region,
    input: { QueueUrl: `${world.endpoint()}/${account}/${name}`, MessageBody: payload },
  })
}

function payloadOf(rule: Rule, { Input, InputPath, InputTransformer }: Target, event: BusEvent): string {
  if (Input !== undefined) return Input
  if (InputPath !== undefined) return JSON.stringify(at(event, InputPath) ?? {})
  if (InputTransformer !== undefined) return transformed(rule, InputTransformer, event)
  return JSON.stringify(event)
}

/** `$.detail.name`, `$.resources[0]` */
function at(event: unknown, path: string): unknown {
  return path
    .replace(/^\$\.?/, '')
    .split(/[.[\]]+/)
    .filter((it) => it !== '')
    .reduce<unknown>(
      (held, name) => (typeof held === 'object' && held !== null ? (held as Readonly<Record<string, unknown>>)[name] : undefined),
      event,
    )
}

function transformed(rule: Rule, { InputPathsMap = {}, InputTemplate }: NonNullable<Target['InputTransformer']>, event: BusEvent): string {
  const reserved: Readonly<Record<string, unknown>> = {
    'aws.events.rule-arn': rule.arn,
    'aws.events.rule-name': rule.name,
    'aws.events.event.ingestion-time': event.time,
    'aws.events.event': event,
    'aws.events.event.json': event,
  }
  return InputTemplate.replaceAll(/<([\w.-]+)>/g, (whole, name: string, offset: number) => {
    const value = Object.hasOwn(reserved, name)
      ? reserved[name]
      : InputPathsMap[name] === undefined
        ? undefined
        : at(event, InputPathsMap[name])
    if (value === undefined) return Object.hasOwn(InputPathsMap, name) ? '' : whole
    // Inside of quotes a text stands as it is; elsewhere it is a JSON value.
    const quoted = (InputTemplate.slice(0, offset).match(/(?<!\\)"/g) ?? []).length % 2 === 1
    if (typeof value !== 'string') return quoted ? JSON.stringify(value).replaceAll('"', '\\"') : JSON.stringify(value)
    return quoted ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value)
  })
}
