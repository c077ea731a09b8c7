/** What EventBridge keeps, and the names of buses and rules. */
import { textOf } from '../../input.js'
import { fault } from '../../reply.js'
import type { Fault, Input, ServiceCall, StoreWorld } from '../../types.js'
import type { Table } from '../tables.js'
import type { Rule } from './model.js'

export interface Bus {
  readonly name: string
  readonly arn: string
  readonly account: string
  readonly region: string
  readonly createdAt: number
  readonly policy: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly description: string | null
}

export interface EventStore {
  readonly world: StoreWorld
  readonly buses: Table<Bus>
  readonly rules: Table<Rule>
}

export const busName = (input: Input): string => {
  const given = textOf(input, 'EventBusName') ?? 'default'
  return given.slice(given.lastIndexOf('/') + 1)
}

export const busArn = ({ account, region }: Pick<ServiceCall, 'account' | 'region'>, name: string): string =>
  name.startsWith('arn:') ? name : `arn:aws:events:${region}:${account}:event-bus/${name}`

export const ruleArn = ({ account, region }: Pick<ServiceCall, 'account' | 'region'>, bus: string, name: string): string =>
  `arn:aws:events:${region}:${account}:rule/${bus === 'default' ? '' : `${bus}/`}${name}`

/** Each account has a default bus without having made it. */
export function findBus(store: EventStore, call: Pick<ServiceCall, 'account' | 'region'>, name: string): Bus | Fault {
  const arn = busArn(call, name)
  const bus = store.buses.get(arn)
  if (bus !== undefined) return bus
  const [, , , region = '', account = ''] = arn.split(':')
  if (arn.endsWith(':event-bus/default'))
    return { name: 'default', arn, account, region, createdAt: 0, policy: null, tags: {}, description: null }
  return fault('ResourceNotFoundException', `Event bus ${arn.slice(arn.lastIndexOf('/') + 1)} does not exist.`, 400)
}
