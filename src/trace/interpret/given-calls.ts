/**
 * Methods of values of no known type: parts of the event or of an answer, and unknowns. The name says what they may be:
 * `map` is a list's, `then` a promise's, `split` a text's.
 */
import { ANY_NUMBER, UNDEFINED, unknownValue, type Value } from '../values.js'
import { isCallable } from './closures.js'
import { current } from './lattice.js'
import type { Activation, PrototypeName, Run } from './run.js'
import { saySeemingCall } from './seeming-calls.js'
import { literalsOf } from './texts.js'

const KINDS: readonly PrototypeName[] = ['promise', 'string', 'array']

/** Taken as a list's or promise's method only with a function to call. */
const NEEDS_FUNCTION = new Set([
  'then',
  'catch',
  'finally',
  'map',
  'forEach',
  'filter',
  'find',
  'some',
  'every',
  'flatMap',
  'reduce',
  'reduceRight',
  'sort',
  'findIndex',
  'findLast',
])

export function callGiven(
  run: Run,
  self: Extract<Value, { kind: 'given' | 'unknown' }>,
  key: Value,
  args: readonly Value[],
  act: Activation,
  at: number,
): Value {
  const names = literalsOf(key)
  const name = names?.length === 1 ? names[0] : undefined
  if (name !== undefined && (self.kind === 'unknown' || self.piece.kind === 'context')) saySeemingCall(run, name, args, act, at)
  const sent = name === 'send' ? run.sent(self, args, act, at) : null
  if (sent !== null) return sent
  const method = name === undefined ? null : methodFor(run, self, name, args)
  if (method !== null) return run.call(method, self, args, act, at)
  if (self.kind === 'given' && name !== undefined) {
    if (/^get.*(Time|Length|Size|InMillis)/.test(name)) return ANY_NUMBER
    run.escape(args, `the method \`${name}\` of a value that is given`, act, at)
    // What an answer's stream or body is read to is still that answer's.
    if (self.piece.kind === 'response') return READS.test(name) ? run.machine.promise(self) : self
    return unknownValue(`what \`${name}\` gives`)
  }
  return run.escape(args, self.kind === 'unknown' ? self.why : 'a method of a value that is given', act, at)
}

const READS = /^(transformTo|json$|text$|arrayBuffer$|buffer$|promise$|blob$)/

function methodFor(run: Run, self: Value, name: string, args: readonly Value[]): Value | null {
  const [first = UNDEFINED] = args
  if (NEEDS_FUNCTION.has(name) && !isCallable(first))
    return self.kind === 'given' && name === 'then' ? null : name === 'sort' && self.kind === 'given' ? methodIn(run, 'array', name) : null
  if (self.kind === 'unknown' && !NEEDS_FUNCTION.has(name)) return null
  for (const kind of KINDS) {
    const found = methodIn(run, kind, name)
    if (found !== null) return found
  }
  return null
}

function methodIn(run: Run, kind: PrototypeName, name: string): Value | null {
  const found = run.realm.prototypes[kind].props.get(name)
  return found?.kind === 'object' && current(found).code !== null ? found : null
}
