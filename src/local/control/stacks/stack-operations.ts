/** Stacks: made, updated, deleted, shown. Source: CloudFormation API Reference, the pages of the operations. */
import { textOf, textsOf } from '../../input.js'
import { fault, isFault, nothing } from '../../reply.js'
import type { Operation, Reply, ServiceCall } from '../../types.js'
import { shownDetail, shownEvent, shownResource, shownStack, shownSummary } from './answers.js'
import { changesOf } from './changes.js'
import { stackEvent } from './events.js'
import { checkName, isSam, newStack, onStack, paged, targetOf } from './requests.js'
import { notNow, type StackStore } from './store.js'
import { resourcesOf, unacknowledged, validation } from './template.js'
import type { ResourceRecord, StackRecord } from './types.js'

export function stackOperations(store: StackStore): ReadonlyMap<string, Operation> {
  const { stacks, named } = store
  const ofCaller = (call: ServiceCall): readonly StackRecord[] =>
    [...stacks.values()].filter((it) => it.account === call.account && it.region === call.region).sort((a, b) => (a.name < b.name ? -1 : 1))
  return new Map<string, Operation>([
    ['CreateStack', (call) => createStack(store, call)],
    ['UpdateStack', onStack(store, (stack, call) => updateStack(store, stack, call))],
    ['DeleteStack', (call) => deleteStack(store, call)],
    [
      'DescribeStacks',
      (call) => {
        if (textOf(call.input, 'StackName') !== null) {
          const stack = named(call)
          return isFault(stack) ? stack : { Stacks: [shownStack(stack)] }
        }
        const page = paged(
          ofCaller(call).filter(({ deletedAt }) => deletedAt === null),
          call,
        )
        return { Stacks: page.items.map(shownStack), ...page.more }
      },
    ],
    [
      'ListStacks',
      (call) => {
        const wanted = textsOf(call.input, 'StackStatusFilter')
        const page = paged(
          ofCaller(call).filter(({ status }) => wanted.length === 0 || wanted.includes(status)),
          call,
        )
        return {
          StackSummaries: page.items.map(({ id, name, status, createdAt, reason }) => ({
            StackId: id,
            StackName: name,
            CreationTime: new Date(createdAt),
            StackStatus: status,
            ...(reason !== null && { StackStatusReason: reason }),
          })),
          ...page.more,
        }
      },
    ],
    [
      'ListStackResources',
      onStack(store, (stack, call) => {
        const page = paged(sorted(stack), call)
        return { StackResourceSummaries: page.items.map(shownSummary), ...page.more }
      }),
    ],
    [
      'DescribeStackResources',
      (call) => {
        const physical = textOf(call.input, 'PhysicalResourceId')
        const owner = ofCaller(call).find((it) => it.deletedAt === null && sorted(it).some(({ physicalId }) => physicalId === physical))
        const stack = physical === null ? named(call) : (owner ?? validation(`Stack for ${physical} does not exist`))
        if (isFault(stack)) return stack
        const one = textOf(call.input, 'LogicalResourceId')
        const found = sorted(stack).filter(({ id }) => one === null || id === one)
        return { StackResources: found.map((it) => shownResource(stack, it)) }
      },
    ],
    [
      'DescribeStackResource',
      onStack(store, (stack, call) => {
        const id = textOf(call.input, 'LogicalResourceId') ?? ''
        const record = sorted(stack).find((it) => it.id === id)
        return record === undefined
          ? validation(`Resource ${id} does not exist for stack ${stack.name}`)
          : { StackResourceDetail: shownDetail(stack, record) }
      }),
    ],
    [
      'DescribeStackEvents',
      onStack(store, (stack, call) => {
        const page = paged([...stack.events].reverse(), call)
        return { StackEvents: page.items.map((it) => shownEvent(stack, it)), ...page.more }
      }),
    ],
  ])
}

const sorted = (stack: StackRecord): readonly ResourceRecord[] => Object.values(stack.resources).sort((a, b) => (a.id < b.id ? -1 : 1))

async function createStack(store: StackStore, call: ServiceCall): Promise<Reply> {
  const name = textOf(call.input, 'StackName')
  const wrong = checkName(name, 'stackName')
  if (wrong !== null) return wrong
  const there = store.find(call, name)
  if (there !== null) return fault('AlreadyExistsException', `Stack [${there.name}] already exists`, 400)
  const target = await targetOf(call, null, store.world)
  if (isFault(target)) return target
  const unsaid = unacknowledged(target.template.processed, target.capabilities, isSam(target.template))
  if (unsaid !== null) return fault('InsufficientCapabilitiesException', unsaid, 400)
  const stack = newStack(call, target, [...store.stacks.values()].filter((it) => it.name === name).length)
  const { problems } = changesOf({ ...store.comparing(stack, target), before: null })
  if (problems[0] !== undefined) return validation(problems[0])
  store.begin(stack, { kind: 'CREATE', target, caller: call.caller, changeSet: null, now: call.now })
  return { StackId: stack.id }
}

async function updateStack(store: StackStore, stack: StackRecord, call: ServiceCall): Promise<Reply> {
  const busy = notNow(stack)
  if (busy !== null) return busy
  const target = await targetOf(call, stack, store.world)
  if (isFault(target)) return target
  const unsaid = unacknowledged(target.template.processed, target.capabilities, isSam(target.template))
  if (unsaid !== null) return fault('InsufficientCapabilitiesException', unsaid, 400)
  const { changes, problems } = changesOf({ ...store.comparing(stack, target), before: stack.target })
  if (problems[0] !== undefined) return validation(problems[0])
  if (changes.length === 0) return validation('No updates are to be performed.')
  store.begin(stack, { kind: 'UPDATE', target, caller: call.caller, changeSet: null, now: call.now })
  return { StackId: stack.id }
}

/** What is not there is deleted. Users go before the roles that they run with. */
function deleteStack({ stacks, sets, find }: StackStore, call: ServiceCall): Reply {
  const stack = find(call, textOf(call.input, 'StackName'))
  if (stack === null || stack.deletedAt !== null) return nothing
  if (stack.work !== null) return notNow(stack) ?? nothing
  const rank = new Map([...resourcesOf(stack.target.template.processed).keys()].map((id, i) => [id, i]))
  const isRole = ({ type }: ResourceRecord): number => Number(type === 'AWS::IAM::Role')
  const ops = [...Object.values(stack.resources)]
    .sort((a, b) => isRole(a) - isRole(b) || (rank.get(b.id) ?? 0) - (rank.get(a.id) ?? 0))
    .map(({ id, type }) => ({ act: 'delete' as const, id, type }))
  const role = textOf(call.input, 'RoleARN')
  const target = role === null ? stack.target : { ...stack.target, roleArn: role }
  const work = {
    kind: 'DELETE' as const,
    phase: 'forward' as const,
    target,
    ops,
    done: [],
    left: [],
    dueAt: call.now,
    caller: call.caller,
    changeSet: null,
  }
  stacks.set(stack.id, stackEvent({ ...stack, reason: null, work }, 'DELETE_IN_PROGRESS', call.now, 'User Initiated'))
  for (const set of [...sets.values()]) if (set.stackId === stack.id) sets.delete(set.id)
  return nothing
}
