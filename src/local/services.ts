/** Every service that local AWS answers by itself. */
import { apiAccount, functionRecords } from './control/functions.js'
import { dynamoServices } from './stores/dynamodb/service.js'
import type { LocalService, StoreWorld } from './types.js'

export interface BuiltIn {
  readonly services: readonly LocalService[]
  /** What time does by itself: items that expire, messages that become visible, rules with a schedule. */
  readonly tick: () => void
}

export function builtInServices(world: StoreWorld): BuiltIn {
  const dynamo = dynamoServices(world)
  return { services: [...dynamo.services, functionRecords(world), apiAccount(world)], tick: () => dynamo.expire() }
}
