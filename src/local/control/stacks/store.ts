/** Where stacks, change sets and looks at drift are kept, found, and brought forward as time passes. */
import { textOf } from '../../input.js'
import { fault } from '../../reply.js'
import type { Caller, Fault, ServiceCall, StoreWorld } from '../../types.js'
import { advance, type Engine } from './advance.js'
import { type Comparing, changesOf } from './changes.js'
import { stackEvent } from './events.js'
import { opsOf } from './ops.js'
import { exportsOf } from './outputs.js'
import { validation } from './template.js'
import type { ChangeSetRecord, Detection, StackRecord, Target } from './types.js'

/** What a change set and a look at drift take. */
export const PREPARE_MS = 500

export interface Begun {
  readonly kind: 'CREATE' | 'UPDATE'
  readonly target: Target
  readonly caller: Caller
  readonly changeSet: string | null
  readonly now: number
}

export interface StackStore {
  readonly world: StoreWorld
  readonly stacks: Map<string, StackRecord>
  readonly sets: Map<string, ChangeSetRecord>
  readonly detections: Map<string, Detection>
  /** Everything is as far as it should be at that moment. */
  readonly goOn: (now: number) => Promise<void>
  /** By name, or by ID, which deleted stacks are found by as well. */
  readonly find: (call: ServiceCall, name: string | null) => StackRecord | null
  readonly named: (call: ServiceCall) => StackRecord | Fault
  readonly findSet: (call: ServiceCall) => ChangeSetRecord | Fault
  /** A stack and what it should be, to be compared. */
  readonly comparing: (stack: StackRecord, after: Target) => Omit<Comparing, 'before'>
  /** An update begins. */
  readonly begin: (stack: StackRecord, begun: Begun) => void
}

export const missing = (name: string | null): Fault => validation(`Stack with id ${name ?? ''} does not exist`)

export function stackStore(world: StoreWorld): StackStore {
  const stacks = world.tables.table<StackRecord>('cloudformation/stacks')
  const sets = world.tables.table<ChangeSetRecord>('cloudformation/change-sets')
  const detections = world.tables.table<Detection>('cloudformation/detections')

  const imported =
    ({ account, region }: StackRecord): Engine['imported'] =>
    (name) => {
      for (const other of stacks.values())
        if (other.account === account && other.region === region && other.deletedAt === null) {
          const value = exportsOf(other).get(name)
          if (value !== undefined) return value
        }
      return null
    }

  // One change at a time goes on, whoever asks for it.
  let queue: Promise<void> = Promise.resolve()
  const goOn = (now: number): Promise<void> => {
    queue = queue.then(() => advanceAll(now))
    return queue
  }
  const advanceAll = async (now: number): Promise<void> => {
    for (const stack of [...stacks.values()]) {
      if (stack.work === null || stack.work.dueAt > now) continue
      const next = await advance(stack, now, { world, imported: imported(stack) })
      stacks.set(stack.id, next)
      if (next.work === null) settleSets(next, stack.work.changeSet)
    }
    for (const set of [...sets.values()]) if (set.dueAt !== null && set.dueAt <= now) sets.set(set.id, settledSet(set))
    for (const detection of [...detections.values()])
      if (detection.status === 'DETECTION_IN_PROGRESS' && detection.dueAt <= now)
        detections.set(detection.id, { ...detection, status: 'DETECTION_COMPLETE' })
  }

  /** What was executed says how it went; the stack's other change sets are not of this stack any more. */
  const settleSets = (stack: StackRecord, executed: string | null): void => {
    const succeeded = /^(CREATE|UPDATE)_COMPLETE$/.test(stack.status)
    for (const set of [...sets.values()]) {
      if (set.stackId !== stack.id) continue
      if (set.id === executed) sets.set(set.id, { ...set, executionStatus: succeeded ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED' })
      else if (succeeded) sets.delete(set.id)
    }
  }

  const find: StackStore['find'] = (call, name) => {
    if (name === null) return null
    const own = [...stacks.values()].filter(({ account, region }) => account === call.account && region === call.region)
    return own.find(({ id }) => id === name) ?? own.find((it) => it.name === name && it.deletedAt === null) ?? null
  }

  const findSet: StackStore['findSet'] = (call) => {
    const name = textOf(call.input, 'ChangeSetName') ?? ''
    const found = sets.get(name)
    if (found !== undefined) return found
    const stackName = textOf(call.input, 'StackName')
    const absent = fault('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404)
    if (name.startsWith('arn:')) return absent
    if (stackName === null) return validation('StackName must be specified if ChangeSetName is not specified as an ARN.')
    const stack = find(call, stackName)
    if (stack === null) return validation(`Stack [${stackName}] does not exist`)
    // By its name an executed change set is not found any more; by its ARN it is.
    return (
      [...sets.values()].find((it) => it.stackId === stack.id && it.name === name && it.executionStatus !== 'EXECUTE_COMPLETE') ?? absent
    )
  }

  const comparing: StackStore['comparing'] = (stack, after) => ({
    place: stack,
    resources: stack.resources,
    after,
    imported: imported(stack),
  })

  return {
    world,
    stacks,
    sets,
    detections,
    goOn,
    find,
    named: (call) => {
      const name = textOf(call.input, 'StackName')
      return find(call, name) ?? missing(name)
    },
    findSet,
    comparing,
    begin: (stack, { kind, target, caller, changeSet, now }) => {
      const { changes } = changesOf({ ...comparing(stack, target), before: kind === 'CREATE' ? null : stack.target })
      const work = {
        kind,
        phase: 'forward' as const,
        target,
        ops: opsOf(target, changes),
        done: [],
        left: [],
        dueAt: now,
        caller,
        changeSet,
      }
      const begun = { ...stack, reason: null, target: kind === 'CREATE' ? target : stack.target, work }
      stacks.set(stack.id, stackEvent(begun, `${kind}_IN_PROGRESS`, now, 'User Initiated'))
    },
  }
}

function settledSet(set: ChangeSetRecord): ChangeSetRecord {
  if (set.reason !== null) return { ...set, dueAt: null, status: 'FAILED', executionStatus: 'UNAVAILABLE' }
  return { ...set, dueAt: null, status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE' }
}

/** Stacks that can be changed. Source: CloudFormation User Guide, "Stack status codes". */
const CHANGEABLE = /^(CREATE_COMPLETE|UPDATE_COMPLETE|UPDATE_ROLLBACK_COMPLETE|IMPORT_COMPLETE|IMPORT_ROLLBACK_COMPLETE)$/

/** @returns why the stack cannot be changed now; null: it can */
export const notNow = (stack: StackRecord): Fault | null =>
  CHANGEABLE.test(stack.status) ? null : validation(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`)
