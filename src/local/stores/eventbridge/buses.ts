/** Buses, and who may send to them. Source: EventBridge API Reference, "CreateEventBus", "PutPermission". */
import { recordOf, tagsOf, textOf } from '../../input.js'
import { fault, isFault, nothing } from '../../reply.js'
import type { Fault, Output, ServiceCall } from '../../types.js'
import { type Bus, busArn, type EventStore, findBus } from './store.js'

export function busesOf(store: EventStore, call: ServiceCall): readonly Bus[] {
  const own = [...store.buses.values()].filter((it) => it.account === call.account && it.region === call.region && it.name !== 'default')
  const standard = findBus(store, call, 'default')
  return isFault(standard) ? own : [standard, ...own]
}

export const showBus = (it: Bus): Output => ({
  Name: it.name,
  Arn: it.arn,
  ...(it.policy === null ? {} : { Policy: it.policy }),
  ...(it.description === null ? {} : { Description: it.description }),
})

export function createBus(store: EventStore, call: ServiceCall): Output | Fault {
  const name = textOf(call.input, 'Name') ?? ''
  if (!/^[/.\-_A-Za-z0-9]{1,256}$/.test(name) || name === 'default')
    return fault('ValidationException', `EventBus name ${name} is not valid.`, 400)
  const arn = busArn(call, name)
  if (store.buses.has(arn)) return fault('ResourceAlreadyExistsException', `Event bus ${name} already exists.`, 400)
  store.buses.set(arn, {
    name,
    arn,
    account: call.account,
    region: call.region,
    createdAt: call.now,
    policy: null,
    tags: Object.fromEntries(tagsOf(call.input.Tags)),
    description: textOf(call.input, 'Description'),
  })
  return { EventBusArn: arn }
}

export function deleteBus(store: EventStore, call: ServiceCall): Output | Fault {
  const name = textOf(call.input, 'Name') ?? ''
  if (name === 'default') return fault('ValidationException', 'Cannot delete event bus default.', 400)
  const arn = busArn(call, name)
  if ([...store.rules.values()].some((it) => busArn(it, it.bus) === arn))
    return fault('ValidationException', `Event bus ${name} cannot be deleted since it contains rules.`, 400)
  store.buses.delete(arn)
  return nothing
}

export function describeBus(store: EventStore, call: ServiceCall): Output | Fault {
  const bus = findBus(store, call, textOf(call.input, 'Name') ?? 'default')
  return isFault(bus) ? bus : showBus(bus)
}

type Policy = { readonly Statement: readonly { readonly Sid?: string }[] } & Readonly<Record<string, unknown>>

export function putPermission(store: EventStore, call: ServiceCall): Output | Fault {
  const { input } = call
  const bus = findBus(store, call, textOf(input, 'EventBusName') ?? 'default')
  if (isFault(bus)) return bus
  const whole = textOf(input, 'Policy')
  if (whole !== null) {
    store.buses.set(bus.arn, { ...bus, policy: whole })
    return nothing
  }
  const Sid = textOf(input, 'StatementId') ?? ''
  const principal = textOf(input, 'Principal') ?? ''
  const condition = recordOf(input, 'Condition')
  const statement = {
    Sid,
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { AWS: `arn:aws:iam::${principal}:root` },
    Action: textOf(input, 'Action') ?? 'events:PutEvents',
    Resource: bus.arn,
    ...(condition === null ? {} : { Condition: { [String(condition.Type)]: { [String(condition.Key)]: condition.Value } } }),
  }
  const before = bus.policy === null ? { Version: '2012-10-17', Statement: [] } : (JSON.parse(bus.policy) as Policy)
  store.buses.set(bus.arn, {
    ...bus,
    policy: JSON.stringify({ ...before, Statement: [...before.Statement.filter((it) => it.Sid !== Sid), statement] }),
  })
  return nothing
}

export function removePermission(store: EventStore, call: ServiceCall): Output | Fault {
  const bus = findBus(store, call, textOf(call.input, 'EventBusName') ?? 'default')
  if (isFault(bus)) return bus
  const before = bus.policy === null ? { Statement: [] } : (JSON.parse(bus.policy) as Policy)
  const left = call.input.RemoveAllPermissions === true ? [] : before.Statement.filter((it) => it.Sid !== textOf(call.input, 'StatementId'))
  store.buses.set(bus.arn, { ...bus, policy: left.length === 0 ? null : JSON.stringify({ ...before, Statement: left }) })
  return nothing
}
