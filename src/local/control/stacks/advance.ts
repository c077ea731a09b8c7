/**
 * A stack under change goes on, one operation each time one is due: what is new in the order of references, then what is
 * left over; where one is refused, all that was done is taken back.
 *
 * Source: CloudFormation User Guide, "Stack status codes", "Understand update behaviors of stack resources", "Stack failure options".
 */
import { fault, isFault } from '../../reply.js'
import type { Caller, Fault, StoreWorld } from '../../types.js'
import { evaluateMap } from './evaluate.js'
import { noted, stackEvent } from './events.js'
import type { Handler, HandlerWorld, Made, Outcome } from './handler-types.js'
import { callsAs, handlerOf } from './handlers.js'
import { attributesOf, carriedId, madeName } from './names.js'
import { withOutputs } from './outputs.js'
import { scopeOf, standing } from './scope.js'
import { resourcesOf } from './template.js'
import type { Done, JsonMap, Op, ResourceRecord, StackRecord, Work } from './types.js'
import { mapOf, same, textOf } from './values.js'

/** A call to IAM or Lambda takes its time; what is only recorded takes none. */
const STEP_MS = 400

export interface Engine {
  readonly world: StoreWorld
  readonly imported: (name: string) => string | null
}

/** @param now milliseconds since 1970 @returns the stack as it is then */
export async function advance(stack: StackRecord, now: number, engine: Engine): Promise<StackRecord> {
  let at = stack
  for (let work = at.work; work !== null && work.dueAt <= now; work = at.work) at = await step(at, work, engine)
  return at
}

async function step(stack: StackRecord, work: Work, engine: Engine): Promise<StackRecord> {
  const [op, ...ops] = work.ops
  if (op === undefined) return finish(stack, work, engine)
  const rest: Work = { ...work, ops }
  if (work.phase === 'back') return undo(stack, rest, op, engine)
  if (op.act === 'delete') return remove(stack, rest, op, engine)
  const before = stack.resources[op.id] ?? null
  const { outcome, properties, made } = await put(stack, work, op, before, engine)
  const verb = op.act === 'update' ? 'UPDATE' : 'CREATE'
  const due = work.dueAt + (handlerOf(op.type) === null ? 0 : STEP_MS)
  if (!outcome.ok) {
    const reason = reasonOf(outcome.fault)
    const tried = op.act === 'update' && before !== null ? { ...stack.resources, [op.id]: { ...before, properties } } : stack.resources
    const failed = noted({ ...stack, made, resources: tried }, work.dueAt, {
      resource: op.id,
      physicalId: before?.physicalId ?? '',
      type: op.type,
      status: `${verb}_FAILED`,
      reason,
    })
    // A change that was refused half way is taken back as well.
    const done = op.act === 'update' ? [...work.done, { op, before }] : work.done
    return fallBack(failed, { ...work, done }, op, reason)
  }
  const definition = resourcesOf(work.target.template.processed).get(op.id) ?? {}
  const record = recordOf({ op, definition, properties, status: `${verb}_COMPLETE`, at: work.dueAt }, outcome.value)
  const left = op.act === 'replace' && before !== null ? [...rest.left, before] : rest.left
  const started = noted(stack, work.dueAt, {
    resource: op.id,
    physicalId: record.physicalId,
    type: op.type,
    status: `${verb}_IN_PROGRESS`,
    reason: null,
  })
  return noted(
    {
      ...started,
      made,
      resources: { ...stack.resources, [op.id]: record },
      work: { ...rest, left, done: [...work.done, { op, before }], dueAt: due },
    },
    work.dueAt,
    { resource: op.id, physicalId: record.physicalId, type: op.type, status: record.status, reason: null },
  )
}

interface Recorded {
  readonly op: Op
  readonly definition: JsonMap
  readonly properties: JsonMap
  readonly status: string
  readonly at: number
}

const recordOf = ({ op, definition, properties, status, at }: Recorded, { physicalId, attributes }: Made): ResourceRecord => ({
  id: op.id,
  type: op.type,
  physicalId,
  properties,
  attributes,
  status,
  reason: null,
  at,
  drift: 'NOT_CHECKED',
  deletionPolicy: textOf(definition.DeletionPolicy),
  replacePolicy: textOf(definition.UpdateReplacePolicy),
  asFound: null,
  beside: false,
})

/** The words of the service that refused, as CloudFormation hands them on. */
const reasonOf = ({ code, message, status }: Fault): string =>
  `Resource handler returned message: "${message} (Status Code: ${status})" (HandlerErrorCode: ${HANDLER_CODES.find(([pattern]) => pattern.test(code))?.[1] ?? 'GeneralServiceException'})`

const HANDLER_CODES: readonly (readonly [RegExp, string])[] = [
  [/^AccessDenied/, 'AccessDenied'],
  [/AlreadyExists|ResourceConflict/, 'AlreadyExists'],
  [/^LimitExceeded/, 'ServiceLimitExceeded'],
  [/^(NoSuchEntity|ResourceNotFound)/, 'NotFound'],
  [/^(MalformedPolicyDocument|ValidationError|InvalidInput|InvalidParameter)/, 'InvalidRequest'],
]

async function put(
  stack: StackRecord,
  work: Work,
  op: Op,
  before: ResourceRecord | null,
  { world, imported }: Engine,
): Promise<{ readonly outcome: Outcome; readonly properties: JsonMap; readonly made: number }> {
  const { target } = work
  const scope = scopeOf({ place: stack, target, resources: stack.resources, imported })
  const properties = evaluateMap(mapOf(resourcesOf(target.template.processed).get(op.id)?.Properties), scope)
  const [problem] = scope.problems
  if (problem !== undefined) return { outcome: { ok: false, fault: fault('ValidationError', problem, 400) }, properties, made: stack.made }
  const handler = handlerOf(op.type)
  const isNew = op.act !== 'update' || before === null
  const count = stack.made + 1
  if (handler === null) {
    const physicalId = isNew ? carriedId(op.type, op.id, properties, stack, count) : before.physicalId
    const attributes = isNew ? attributesOf(op.type, physicalId, properties, stack) : before.attributes
    return { outcome: { ok: true, value: { physicalId, attributes } }, properties, made: count }
  }
  const handlers = await handlerWorld(stack, work, op.id, count, world)
  if (isFault(handlers)) return { outcome: { ok: false, fault: handlers }, properties, made: count }
  const outcome = isNew
    ? await handler.create(properties, handlers)
    : await handler.update(before.physicalId, before.properties, properties, handlers)
  return { outcome, properties, made: count }
}

/** As the service role where the stack has one, else as who asked. */
export async function handlerWorld(
  stack: StackRecord,
  { target, caller }: Pick<Work, 'target' | 'caller'>,
  id: string,
  count: number,
  world: StoreWorld,
): Promise<HandlerWorld | Fault> {
  const by =
    target.roleArn === null ? caller : world.callerFor(target.roleArn, 'AWSCloudFormation', { service: 'cloudformation.amazonaws.com' })
  if (isFault(by)) return by
  return {
    call: callsAs(world, onBehalf(by), stack.region),
    account: stack.account,
    region: stack.region,
    newName: (maxChars) => madeName(stack, id, count, maxChars),
  }
}

const SERVICE = 'cloudformation.amazonaws.com'

/** Source: IAM User Guide, "AWS global condition context keys", aws:CalledVia. */
const onBehalf = (caller: Caller): Caller => ({
  ...caller,
  context: { ...caller.context, 'aws:CalledVia': [SERVICE], 'aws:CalledViaFirst': [SERVICE], 'aws:CalledViaLast': [SERVICE] },
})

async function remove(stack: StackRecord, work: Work, op: Op, { world }: Engine): Promise<StackRecord> {
  const inCleanup = work.phase === 'cleanup'
  // What an update replaced stands among the left; what it drops still is a resource of the stack.
  const replaced = inCleanup ? work.left.find((it) => it.id === op.id) : undefined
  const record = replaced ?? stack.resources[op.id]
  if (record === undefined) return { ...stack, work }
  const policy = replaced === undefined ? record.deletionPolicy : record.replacePolicy
  const keeps = policy === 'Retain' || policy === 'RetainExceptOnCreate'
  const handler = keeps ? null : handlerOf(op.type)
  const handlers = handler === null ? null : await handlerWorld(stack, work, op.id, stack.made, world)
  const refused =
    handlers === null || handler === null
      ? null
      : isFault(handlers)
        ? handlers
        : await handler.remove(record.physicalId, record.properties, handlers)
  const event = {
    resource: op.id,
    physicalId: record.physicalId,
    type: op.type,
    status: keeps ? 'DELETE_SKIPPED' : refused === null ? 'DELETE_COMPLETE' : 'DELETE_FAILED',
    reason: refused === null ? null : reasonOf(refused),
  }
  const due = work.dueAt + (handler === null ? 0 : STEP_MS)
  if (refused !== null && work.kind === 'DELETE') {
    const reason = `The following resource(s) failed to delete: [${op.id}].`
    return noted({ ...stack, status: 'DELETE_FAILED', reason, work: null }, work.dueAt, event)
  }
  const { [op.id]: _, ...others } = stack.resources
  return noted(
    {
      ...stack,
      resources: replaced === undefined ? others : stack.resources,
      work: { ...work, left: work.left.filter((it) => it !== replaced), dueAt: due },
    },
    work.dueAt,
    event,
  )
}

/** All that was done, the last first. */
function fallBack(stack: StackRecord, work: Work, failed: Op, reason: string): StackRecord {
  const status = work.kind === 'CREATE' ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS'
  const said = `The following resource(s) failed to ${failed.act === 'update' ? 'update' : 'create'}: [${failed.id}].`
  return stackEvent(
    {
      ...stack,
      reason: `${said} ${reason}`,
      work: { ...work, phase: 'back', ops: [...work.done].reverse().map(({ op }) => op), dueAt: work.dueAt + STEP_MS },
    },
    status,
    work.dueAt,
    said,
  )
}

async function undo(stack: StackRecord, work: Work, op: Op, { world }: Engine): Promise<StackRecord> {
  const done = work.done.find((it: Done) => it.op.id === op.id && it.op.act === op.act)
  const now = stack.resources[op.id]
  const handler = handlerOf(op.type)
  const due = { ...work, dueAt: work.dueAt + (handler === null ? 0 : STEP_MS) }
  if (done === undefined || now === undefined) return { ...stack, work: due }
  const handlers = handler === null ? null : await handlerWorld(stack, work, op.id, stack.made, world)
  const { before } = done
  let refused: Fault | null = null
  if (handler !== null && handlers !== null) {
    if (isFault(handlers)) refused = handlers
    else if (op.act === 'update' && before !== null) {
      if (await isAs(before, handler, handlers)) return backTo(stack, due, before, work.dueAt)
      const back = await handler.update(before.physicalId, now.properties, before.properties, handlers)
      refused = back.ok ? null : back.fault
    } else refused = await handler.remove(now.physicalId, now.properties, handlers)
  }
  const verb = before === null ? 'DELETE' : 'UPDATE'
  const event = {
    resource: op.id,
    physicalId: now.physicalId,
    type: op.type,
    status: refused === null ? `${verb}_COMPLETE` : `${verb}_FAILED`,
    reason: refused === null ? null : reasonOf(refused),
  }
  if (refused !== null) {
    const failed = noted({ ...stack, work: null }, work.dueAt, event)
    const status = work.kind === 'CREATE' ? 'ROLLBACK_FAILED' : 'UPDATE_ROLLBACK_FAILED'
    return stackEvent({ ...failed, reason: `The following resource(s) failed to update: [${op.id}].` }, status, work.dueAt, null)
  }
  const { [op.id]: _, ...others } = stack.resources
  return noted({ ...stack, resources: before === null ? others : { ...others, [op.id]: before }, work: due }, work.dueAt, event)
}

/** Whether a resource is as it was: then nothing has to be put back, and nothing can be refused. */
async function isAs({ physicalId, properties }: ResourceRecord, handler: Handler, handlers: HandlerWorld): Promise<boolean> {
  const actual = await handler.read(physicalId, properties, new Set(), handlers)
  return actual !== null && !isFault(actual) && Object.entries(actual).every(([name, value]) => same(value, properties[name]))
}

const backTo = (stack: StackRecord, work: Work, before: ResourceRecord, at: number): StackRecord =>
  noted({ ...stack, resources: { ...stack.resources, [before.id]: before }, work }, at, {
    resource: before.id,
    physicalId: before.physicalId,
    type: before.type,
    status: 'UPDATE_COMPLETE',
    reason: null,
  })

function finish(stack: StackRecord, work: Work, engine: Engine): StackRecord {
  const { dueAt } = work
  if (work.phase === 'back')
    return stackEvent(
      { ...stack, work: null, updatedAt: dueAt },
      work.kind === 'CREATE' ? 'ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE',
      dueAt,
      null,
    )
  if (work.kind === 'DELETE') return stackEvent({ ...stack, work: null, deletedAt: dueAt }, 'DELETE_COMPLETE', dueAt, null)
  if (work.phase === 'forward') {
    const settled: StackRecord = { ...stack, target: work.target, changeSet: work.changeSet ?? stack.changeSet }
    if (work.kind === 'CREATE') return stackEvent({ ...withOutputs(settled, engine.imported), work: null }, 'CREATE_COMPLETE', dueAt, null)
    const gone = goneFrom(settled, work, engine)
    return stackEvent(
      { ...withOutputs(settled, engine.imported), work: { ...work, phase: 'cleanup', ops: gone } },
      'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      dueAt,
      null,
    )
  }
  return stackEvent({ ...stack, work: null, updatedAt: dueAt, reason: null }, 'UPDATE_COMPLETE', dueAt, null)
}

/** What the update leaves behind: replaced resources, and those that the template does not have any more, users first. */
function goneFrom(stack: StackRecord, work: Work, { imported }: Engine): readonly Op[] {
  const scope = scopeOf({ place: stack, target: stack.target, resources: stack.resources, imported })
  const wanted = standing(stack.target.template.processed, scope)
  const dropped = Object.values(stack.resources).filter(({ id, beside }) => !wanted.has(id) && !beside)
  const asOp = ({ id, type }: ResourceRecord): Op => ({ act: 'delete', id, type })
  // Policies go before the roles that they are on, and functions before their roles.
  const rank = ({ type }: ResourceRecord): number => (type === 'AWS::IAM::Role' ? 1 : 0)
  return [...work.left.map(asOp), ...[...dropped].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1)).map(asOp)]
}
