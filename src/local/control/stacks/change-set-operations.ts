/** Change sets: made, shown, executed, deleted. Source: CloudFormation API Reference, the pages of the operations. */
import { flagOf, textOf } from '../../input.js'
import { fault, isFault, nothing } from '../../reply.js'
import type { Fault, Operation, Reply, ServiceCall } from '../../types.js'
import { describedChangeSet, shownChange, shownChangeSet } from './answers.js'
import { changesOf } from './changes.js'
import { stackEvent } from './events.js'
import { uuidOf } from './names.js'
import { checkName, isSam, newStack, onStack, paged, targetOf } from './requests.js'
import { missing, notNow, PREPARE_MS, type StackStore } from './store.js'
import { unacknowledged, validation } from './template.js'
import type { StackRecord } from './types.js'

const NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."

export function changeSetOperations(store: StackStore): ReadonlyMap<string, Operation> {
  const { sets, findSet } = store
  return new Map<string, Operation>([
    ['CreateChangeSet', (call) => createChangeSet(store, call)],
    ['ExecuteChangeSet', (call) => executeChangeSet(store, call)],
    [
      'DescribeChangeSet',
      (call) => {
        const set = findSet(call)
        if (isFault(set)) return set
        const page = paged(set.dueAt === null ? set.changes : [], call)
        const withValues = flagOf(call.input, 'IncludePropertyValues') === true
        return { ...describedChangeSet(set), Changes: page.items.map((it) => shownChange(it, withValues)), ...page.more }
      },
    ],
    [
      'DeleteChangeSet',
      (call) => {
        const set = findSet(call)
        // Deleting twice is no error. Source: CloudFormation API Reference, "DeleteChangeSet".
        if (isFault(set)) return set.code === 'ChangeSetNotFound' ? nothing : set
        if (set.executionStatus === 'EXECUTE_IN_PROGRESS') return badStatus(set.id, 'deleted', 'execution status', set.executionStatus)
        sets.delete(set.id)
        return nothing
      },
    ],
    [
      'ListChangeSets',
      onStack(store, (stack, call) => {
        const own = [...sets.values()].filter((it) => it.stackId === stack.id && it.executionStatus !== 'EXECUTE_COMPLETE')
        const page = paged(own, call)
        return { Summaries: page.items.map(shownChangeSet), ...page.more }
      }),
    ],
  ])
}

const badStatus = (id: string, what: string, which: string, status: string): Fault =>
  fault('InvalidChangeSetStatus', `ChangeSet [${id}] cannot be ${what} in its current ${which} of [${status}]`, 400)

/** What stands against a change set of this kind on a stack of this name. */
function refusalOf(kind: string, there: StackRecord | null, name: string, call: ServiceCall): Fault | null {
  const stackName = textOf(call.input, 'StackName')
  if (kind === 'UPDATE') return there === null ? validation(`Stack [${stackName ?? ''}] does not exist`) : notNow(there)
  if (kind !== 'CREATE') return validation(`change sets of type ${kind} are not made by local AWS`)
  if (there === null || there.status === 'REVIEW_IN_PROGRESS') return checkName(stackName, 'stackName')
  return validation(`Stack [${there.name}] already exists and cannot be created again with the changeSet [${name}].`)
}

async function createChangeSet(store: StackStore, call: ServiceCall): Promise<Reply> {
  const { input, now } = call
  const { sets, stacks } = store
  const name = textOf(input, 'ChangeSetName') ?? ''
  const kind = textOf(input, 'ChangeSetType') ?? 'UPDATE'
  const there = store.find(call, textOf(input, 'StackName'))
  const wrong = checkName(name, 'changeSetName') ?? refusalOf(kind, there, name, call)
  if (wrong !== null) return wrong
  const clash = [...sets.values()].find((it) => it.stackId === there?.id && it.name === name && it.executionStatus !== 'EXECUTE_COMPLETE')
  if (clash !== undefined) return fault('AlreadyExistsException', `ChangeSet ${name} cannot be created due to a name conflict`, 400)
  const target = await targetOf(call, kind === 'UPDATE' ? there : null, store.world)
  if (isFault(target)) return target
  const unsaid = unacknowledged(target.template.processed, target.capabilities, false)
  // What a transform makes is seen while the change set is made, and not when it is asked for.
  if (unsaid !== null && !isSam(target.template)) return fault('InsufficientCapabilitiesException', unsaid, 400)
  const count = [...stacks.values()].filter((it) => it.name === textOf(input, 'StackName')).length
  const stack = there ?? stackEvent(newStack(call, target, count), 'REVIEW_IN_PROGRESS', now, 'User Initiated')
  const { changes, problems } = changesOf({ ...store.comparing(stack, target), before: kind === 'CREATE' ? null : stack.target })
  if (problems[0] !== undefined) return validation(problems[0])
  stacks.set(stack.id, stack)
  const id = `arn:aws:cloudformation:${call.region}:${call.account}:changeSet/${name}/${uuidOf(`${stack.id} ${name} ${now}`)}`
  sets.set(id, {
    id,
    name,
    stackId: stack.id,
    stackName: stack.name,
    kind: kind === 'CREATE' ? 'CREATE' : 'UPDATE',
    description: textOf(input, 'Description'),
    createdAt: now,
    status: 'CREATE_IN_PROGRESS',
    executionStatus: 'UNAVAILABLE',
    reason: unsaid ?? (changes.length === 0 ? NO_CHANGES : null),
    target,
    changes,
    dueAt: now + PREPARE_MS,
  })
  return { Id: id, StackId: stack.id }
}

function executeChangeSet({ sets, stacks, findSet, begin }: StackStore, call: ServiceCall): Reply {
  const set = findSet(call)
  if (isFault(set)) return set
  const stack = stacks.get(set.stackId)
  if (stack === undefined) return missing(set.stackName)
  if (set.status !== 'CREATE_COMPLETE') return badStatus(set.id, 'executed', 'status', set.status)
  if (set.executionStatus !== 'AVAILABLE') return badStatus(set.id, 'executed', 'execution status', set.executionStatus)
  const busy = set.kind === 'UPDATE' ? notNow(stack) : null
  if (busy !== null) return busy
  sets.set(set.id, { ...set, executionStatus: 'EXECUTE_IN_PROGRESS' })
  begin(stack, { kind: set.kind, target: set.target, caller: call.caller, changeSet: set.id, now: call.now })
  return nothing
}
