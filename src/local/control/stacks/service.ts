/**
 * CloudFormation as a service of local AWS: stacks, change sets and drift. A change goes on by itself as time passes, and is
 * as far as it should be whenever somebody looks.
 *
 * Source: CloudFormation API Reference, the pages of the operations and "Common errors".
 */
import type { AdoptedStack, Caller, LocalService, Operation, PlannedCheck, ServiceCall, StoreWorld } from '../../types.js'
import { adopted } from './adopt.js'
import { changeSetOperations } from './change-set-operations.js'
import { driftOperations } from './drift-operations.js'
import { stackOperations } from './stack-operations.js'
import { stackStore } from './store.js'
import { templateOperations } from './template-operations.js'

export interface CloudFormation {
  readonly service: LocalService
  /** Changes that are under way go on. */
  readonly tick: () => void
  /** A running app's stack, as it would be on AWS. */
  readonly adopt: (stack: AdoptedStack, caller: Caller) => Promise<void>
}

export function cloudFormation(world: StoreWorld): CloudFormation {
  const store = stackStore(world)
  const { stacks, goOn, find } = store
  /** Whoever looks sees the stack as it is now. */
  const upToDate =
    (operation: Operation): Operation =>
    async (call) => {
      await goOn(call.now)
      return operation(call)
    }
  /** Requests name a stack, and its ARN has an ID. */
  const withId = ({ resource }: PlannedCheck, call: ServiceCall): string => {
    const name = /:stack\/([^/]+)\/\*$/.exec(resource)?.[1]
    return (name === undefined ? null : find(call, name)?.id) ?? resource
  }
  const all = [...stackOperations(store), ...changeSetOperations(store), ...templateOperations(store), ...driftOperations(store)]
  return {
    service: {
      suffix: 'cloudformation',
      operations: new Map(all.map(([name, operation]) => [name, upToDate(operation)])),
      resolve: (check, call) => ({ ...check, resource: withId(check, call) }),
    },
    tick: () => {
      const now = world.clock.now()
      if ([...stacks.values()].some(({ work }) => work !== null && work.dueAt <= now)) void goOn(now)
    },
    adopt: async (stack, caller) => {
      const isSame = (it: { readonly name: string; readonly account: string; readonly deletedAt: number | null }): boolean =>
        it.name === stack.name && it.account === stack.account && it.deletedAt === null
      const before = [...stacks.values()].find(isSame) ?? null
      const record = await adopted({ stack, before, now: world.clock.now() }, caller, world)
      if (record !== null) stacks.set(record.id, record)
    },
  }
}
