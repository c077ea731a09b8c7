/** JSON: what is read from a given text is a part of it, and what the app wrote as text it can read again. */
import { literalText, NEVER, optionsOf, unknownValue, type Value } from '../../values.js'
import { isCallable } from '../closures.js'
import { current, join } from '../lattice.js'
import type { Run } from '../run.js'
import { textOf } from '../texts.js'
import { traced, untraced } from '../traced.js'
import { arg, type Builtin, type Builtins, call, listOf, plainObject } from './builtin.js'

export const JSON_STEP = '()json'

/** What stands before the name of an environment variable whose text was parsed, in the path of a part of it. */
const ENV_STEP = '()env'

const parse: Builtin = (run, c) => {
  let out: Value = NEVER
  for (const option of optionsOf(arg(c, 0))) out = join(out, parseOne(run, option))
  if (isCallable(arg(c, 1))) call(run, arg(c, 1), [unknownValue('a key of a parsed text'), unknownValue('a part of a parsed text')])
  return out
}

export function parseOne(run: Run, value: Value): Value {
  if (value.kind === 'given') return parsedGiven(run, value)
  if (value.kind === 'text') {
    const [only] = value.pieces
    if (value.pieces.length === 1 && only?.kind === 'json') return untraced(run.world, run.realm, only.value, only)
    if (
      value.pieces.length === 1 &&
      only !== undefined &&
      (only.kind === 'event' || only.kind === 'response' || only.kind === 'env' || only.kind === 'context')
    ) {
      return parsedGiven(run, { kind: 'given', piece: only })
    }
    const text = literalText(value)
    return text === null ? unknownValue('a text that was parsed') : fromText(run, text)
  }
  // A response's body that was read by a helper, or a value that is parsed already.
  return value.kind === 'object' || value.kind === 'unknown' ? value : unknownValue('a text that was parsed')
}

function parsedGiven(run: Run, value: Extract<Value, { kind: 'given' }>): Value {
  const { piece } = value
  if (piece.kind === 'env') {
    const known = literalText(value)
    if (known !== null) return fromText(run, known)
    const set: Value = { kind: 'given', piece: { kind: 'event', path: [ENV_STEP, piece.name, JSON_STEP] } }
    const otherwise = piece.fallback === null ? null : untraced(run.world, run.realm, piece.fallback, piece)
    // An empty object or list says that there may be nothing, and of what is there it says nothing.
    const isEmpty = otherwise?.kind === 'text' && /^\s*(\{\s*\}|\[\s*\])?\s*$/.test(literalText(otherwise) ?? '-')
    return otherwise === null || isEmpty ? set : join(set, parseOne(run, otherwise))
  }
  if (piece.path.at(-1) === JSON_STEP) return value
  return { kind: 'given', piece: { ...piece, path: [...piece.path, JSON_STEP] } }
}

function fromText(run: Run, text: string): Value {
  try {
    return fromData(run, JSON.parse(text))
  } catch {
    return unknownValue('a text that is no JSON')
  }
}

export function fromData(run: Run, data: unknown): Value {
  if (data === null) return { kind: 'null' }
  if (typeof data === 'string') return { kind: 'text', pieces: data === '' ? [] : [{ kind: 'literal', text: data }] }
  if (typeof data === 'number') return { kind: 'number', number: data }
  if (typeof data === 'boolean') return { kind: 'boolean', boolean: data }
  if (Array.isArray(data))
    return listOf(
      run,
      data.length <= 1_024
        ? { items: data.map((each) => fromData(run, each)) }
        : {
            element: data
              .slice(0, 64)
              .map((each) => fromData(run, each))
              .reduce(join, NEVER),
          },
    )
  const made = plainObject(run)
  for (const [key, value] of Object.entries(data as Record<string, unknown>)) made.props.set(key, fromData(run, value))
  return made
}

const stringify: Builtin = (run, c) => {
  const value = arg(c, 0)
  if (value.kind === 'undefined') return value
  // `toJSON` is called as the language does.
  if (value.kind === 'object') {
    const own = run.get(current(value), 'toJSON', run.here.act)
    if (isCallable(own)) return textOf([{ kind: 'json', value: traced(call(run, own, [], value)) }])
  }
  if (value.kind === 'text' && literalText(value) !== null) return textOf([{ kind: 'literal', text: JSON.stringify(literalText(value)) }])
  return textOf([{ kind: 'json', value: traced(value) }])
}

export const JSON_STATICS: Builtins = { parse, stringify }
