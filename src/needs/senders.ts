/** Messages that functions of the app send, and paths into what they are built of. */
import { valueOfJsonText } from '../app/index.js'
import { printSym, symbol, symText } from '../policy/index.js'
import type { Call, Traced } from '../trace/index.js'
import { bind } from './bind.js'
import { type Bound, unknown } from './bound.js'
import { named } from './declared.js'
import { literalText, member, optionsOf } from './input.js'
import { functionScope, type Scope } from './scope.js'
import { readValue } from './value-path.js'

interface Sending {
  readonly service: string
  readonly operation: string
  /** Members of the input: where it goes, and what is sent. */
  readonly to: string
  readonly body: string
}

const SENDINGS: readonly Sending[] = [
  { service: 'sqs', operation: 'SendMessage', to: 'QueueUrl', body: 'MessageBody' },
  { service: 'sqs', operation: 'SendMessageBatch', to: 'QueueUrl', body: 'Entries[].MessageBody' },
  { service: 'sns', operation: 'Publish', to: 'TopicArn', body: 'Message' },
  { service: 'sns', operation: 'PublishBatch', to: 'TopicArn', body: 'PublishBatchRequestEntries[].Message' },
  { service: 'eventbridge', operation: 'PutEvents', to: 'Entries[].EventBusName', body: 'Entries[].Detail' },
  { service: 'cloudwatch-events', operation: 'PutEvents', to: 'Entries[].EventBusName', body: 'Entries[].Detail' },
  { service: 'lambda', operation: 'Invoke', to: 'FunctionName', body: 'Payload' },
  { service: 'lambda', operation: 'InvokeAsync', to: 'FunctionName', body: 'InvokeArgs' },
  { service: 'sfn', operation: 'StartExecution', to: 'stateMachineArn', body: 'input' },
  { service: 'sfn', operation: 'StartSyncExecution', to: 'stateMachineArn', body: 'input' },
]

export interface Sent {
  readonly body: Traced
  readonly sender: Scope
  readonly call: Call
}

/** Every message that a function of the app sends to the resource, with the function that sends it. */
export function sendersTo(id: string, scope: Scope): readonly Sent[] {
  const out: Sent[] = []
  for (const [fnId, trace] of scope.world.traces) {
    const fn = scope.world.app.functions.get(fnId)
    if (fn === undefined) continue
    const sender = functionScope(scope.world, fn, scope.depth + 1)
    for (const call of trace.calls) {
      const row = SENDINGS.find((s) => s.service === call.service && s.operation === call.operation)
      if (row === undefined || !goesTo(call.input, row, id, sender)) continue
      for (const body of member(call.input, row.body).values) out.push({ body, sender, call })
    }
  }
  return out
}

function goesTo(input: Traced, row: Sending, id: string, sender: Scope): boolean {
  const { declared } = sender.world
  const target = declared.byId.get(id)
  return member(input, row.to).values.some((to) =>
    bind(to, sender).some(({ text }) => {
      if (named(text, declared)?.declared.id === id) return true
      const written = printSym(text)
      if (written.includes(printSym(symText(symbol(id))))) return true
      return target?.names.some((name) => written === printSym(name) || written.endsWith(`:${printSym(name)}`)) ?? false
    }),
  )
}

/** Follows a path into a value that a function's source builds. */
export function readTraced(value: Traced, path: readonly string[], scope: Scope): readonly Bound[] {
  const [step, ...rest] = path
  if (step === undefined) return bind(value, scope)
  return optionsOf(value).flatMap((option) => readStep(option, step, rest, scope))
}

function readStep(value: Traced, step: string, rest: readonly string[], scope: Scope): readonly Bound[] {
  switch (value.kind) {
    case 'text':
      return readTextStep(value, step, rest, scope)
    case 'object': {
      // What was parsed already: a payload given as an object.
      if (step === '()json') return readTraced(value, rest, scope)
      const entry = value.entries.get(step)
      if (entry !== undefined) return readTraced(entry, rest, scope)
      const all = step === '*' ? [...value.entries.values()] : []
      const computed = value.computed === null ? [] : [value.computed.value]
      return [...all, ...computed].flatMap((v) => readTraced(v, rest, scope))
    }
    case 'list': {
      const item = value.items !== null && /^\d+$/.test(step) ? value.items[Number(step)] : undefined
      const items = item !== undefined ? [item] : (value.items ?? (value.element === null ? [] : [value.element]))
      return items.flatMap((v) => readTraced(v, rest, scope))
    }
    case 'unknown':
      return [unknown(value.why)]
    default:
      return []
  }
}

function readTextStep(value: Extract<Traced, { kind: 'text' }>, step: string, rest: readonly string[], scope: Scope): readonly Bound[] {
  const [piece] = value.pieces
  const alone = value.pieces.length === 1
  if (alone && piece?.kind === 'json' && step === '()json') return readTraced(piece.value, rest, scope)
  if (alone && piece?.kind === 'event') return scope.event([...piece.path, step, ...rest], scope)
  const constant = literalText(value)
  if (constant !== null && step === '()json') {
    const at = { file: '', line: 1, column: 1 }
    const parsed = valueOfJsonText([{ kind: 'text', text: constant }], at)
    return parsed === null ? [] : readValue(parsed, rest)
  }
  return [unknown('a message whose text was not followed')]
}
