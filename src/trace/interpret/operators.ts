/** Operators on values: exact on constants, else what kind of value comes out. */
import {
  type AbstractObject,
  ANY_BOOLEAN,
  ANY_NUMBER,
  booleanValue,
  FALSE,
  literalText,
  NEVER,
  numberValue,
  optionsOf,
  type Said,
  type Says,
  TRUE,
  textValue,
  UNDEFINED,
  type Value,
} from '../values.js'
import { current, join, joinAll, same } from './lattice.js'
import { concat } from './texts.js'

/** Whether a value counts as true; null where that depends on the run. */
export function truth(value: Value): boolean | null {
  let out: boolean | null = null
  let first = true
  for (const option of optionsOf(value)) {
    const one = truthOf(option)
    if (one === null) return null
    if (!first && one !== out) return null
    out = one
    first = false
  }
  return out
}

function truthOf(value: Value): boolean | null {
  switch (value.kind) {
    case 'text':
      if (value.pieces.length === 0) return false
      return value.pieces.some((each) => each.kind === 'literal' && each.text !== '') ? true : null
    case 'number':
      return value.number === null ? null : value.number !== 0 && !Number.isNaN(value.number)
    case 'boolean':
      return value.boolean
    case 'undefined':
    case 'null':
      return false
    case 'object':
      return true
    case 'given': {
      const text = literalText(value)
      return text === null ? null : text !== ''
    }
    default:
      return null
  }
}

/** `yes`: null or undefined; `no`: neither; null: it depends. */
export function nullish(value: Value): boolean | null {
  let out: boolean | null = null
  let first = true
  for (const option of optionsOf(value)) {
    const one =
      option.kind === 'undefined' || option.kind === 'null'
        ? true
        : (option.kind === 'given' && literalText(option) === null) || option.kind === 'unknown'
          ? null
          : false
    if (one === null || (!first && one !== out)) return null
    out = one
    first = false
  }
  return out
}

const keepOptions = (value: Value, keep: (option: Value) => Value | null): Value => {
  const options = optionsOf(value)
  const kept = options.map(keep)
  if (kept.every((each, i) => each === options[i])) return value
  return joinAll(kept.filter((each) => each !== null))
}

export const withoutNullish = (value: Value): Value =>
  keepOptions(value, (each) => (each.kind === 'undefined' || each.kind === 'null' ? null : each))

/** What is left of a value where it counts as true. */
export const truthyPart = (value: Value): Value =>
  keepOptions(value, (each) => (truthOf(each) === false ? null : each.kind === 'boolean' ? TRUE : each))

/** What is left of a value where it counts as false. Of an unknown that is nothing that an input could hold. */
export const falsyPart = (value: Value): Value =>
  keepOptions(value, (each) => {
    if (truthOf(each) === true) return null
    if (each.kind === 'given' || each.kind === 'unknown') return UNDEFINED
    if (each.kind === 'text') return textValue('')
    return each.kind === 'number' ? numberValue(0) : each.kind === 'boolean' ? FALSE : each
  })

export function binary(operator: string, left: Value, right: Value): Value {
  if (left.kind === 'never' || right.kind === 'never') return NEVER
  switch (operator) {
    case '+':
      return plus(left, right)
    case '===':
    case '==':
      return equality(left, right, operator === '==')
    case '!==':
    case '!=':
      return not(equality(left, right, operator === '!='))
    case '<':
    case '>':
    case '<=':
    case '>=':
      return compare(operator, left, right)
    case 'instanceof':
      return ANY_BOOLEAN
    case 'in':
      return ANY_BOOLEAN
    default:
      return arithmetic(operator, left, right)
  }
}

export function plus(left: Value, right: Value): Value {
  let out: Value = NEVER
  let asText = false
  for (const a of optionsOf(left)) {
    for (const b of optionsOf(right)) {
      if (a.kind === 'number' && b.kind === 'number')
        out = join(out, a.number === null || b.number === null ? counted(a, b, 1) : numberValue(a.number + b.number))
      else if (isNumeric(a) && isNumeric(b)) out = join(out, ANY_NUMBER)
      else asText = true
    }
  }
  return asText ? join(out, concat([left, right])) : out
}

type NumberValue = Extract<Value, { kind: 'number' }>

/** What is counted, and a known number that is added to it. */
const counted = (a: NumberValue, b: NumberValue, sign: 1 | -1): Value =>
  a.counts === undefined || b.number === null
    ? ANY_NUMBER
    : { kind: 'number', number: null, counts: { ...a.counts, plus: a.counts.plus + sign * b.number } }

const isNumeric = (value: Value): boolean =>
  value.kind === 'number' || value.kind === 'boolean' || value.kind === 'undefined' || value.kind === 'null'

export function not(value: Value): Value {
  const known = truth(value)
  if (known !== null) return booleanValue(!known)
  const says = saysOf(value)
  return says === null ? ANY_BOOLEAN : { kind: 'boolean', boolean: null, says: { ifTrue: says.ifFalse, ifFalse: says.ifTrue } }
}

/** What holds where a value counts as true or as false; null: nothing is known to. */
export function saysOf(value: Value): Says | null {
  const options = optionsOf(value)
  const [own, ...others] = options.flatMap((each) => (each.kind === 'boolean' && each.says !== undefined ? [each.says] : []))
  if (own === undefined || others.length > 0) return null
  if (options.length === 1) return own
  // What always counts as false beside it says nothing where the test fails.
  return options.every((each) => (each.kind === 'boolean' && each.says !== undefined) || truthOf(each) === false)
    ? { ifTrue: own.ifTrue, ifFalse: [] }
    : null
}

/** `a && b` and `a || b` of Booleans of which one says something. */
export function bothSay(operator: '&&' | '||', left: Value, right: Value): Value | null {
  const [a, b] = [saysOf(left), saysOf(right)]
  if (a === null && b === null) return null
  const all = (side: keyof Says): readonly Said[] => [...(a?.[side] ?? []), ...(b?.[side] ?? [])]
  const says = operator === '&&' ? { ifTrue: all('ifTrue'), ifFalse: [] } : { ifTrue: [], ifFalse: all('ifFalse') }
  return { kind: 'boolean', boolean: null, says }
}

export function equality(left: Value, right: Value, loose: boolean): Value {
  let out: boolean | null = null
  let first = true
  for (const a of optionsOf(left)) {
    for (const b of optionsOf(right)) {
      const one = equal(a, b, loose)
      if (one === null || (!first && one !== out)) return ANY_BOOLEAN
      out = one
      first = false
    }
  }
  return out === null ? ANY_BOOLEAN : booleanValue(out)
}

/** Objects that a model gives may be made anew each time; functions and classes of the source are made once. */
function sameObject(a: AbstractObject, b: AbstractObject): boolean | null {
  if (a.many || b.many) return null
  if (a === b) return true
  return a.code?.kind === 'closure' && b.code?.kind === 'closure' ? false : null
}

/** An environment variable that is known in full is compared as its text. */
function inFull(value: Value): Value {
  const text = value.kind === 'given' ? literalText(value) : null
  return text === null ? value : textValue(text)
}

function equal(a: Value, b: Value, loose: boolean): boolean | null {
  const [one, other] = [inFull(a), inFull(b)]
  return isNeverAmong(one, other) || isNeverAmong(other, one) ? false : equalPlain(one, other, loose)
}

/** A text that is none of those which a variable can have. */
function isNeverAmong(variable: Value, value: Value): boolean {
  const sets = variable.kind === 'given' && variable.piece.kind === 'env' ? variable.piece.sets : undefined
  const text = value.kind === 'given' ? null : literalText(value)
  return sets !== undefined && text !== null && !sets.includes(text)
}

function equalPlain(a: Value, b: Value, loose: boolean): boolean | null {
  if (a.kind === 'given' || b.kind === 'given' || a.kind === 'unknown' || b.kind === 'unknown') return null
  const aNothing = a.kind === 'undefined' || a.kind === 'null'
  const bNothing = b.kind === 'undefined' || b.kind === 'null'
  if (aNothing || bNothing) return loose ? aNothing && bNothing : a.kind === b.kind
  if (a.kind === 'object' && b.kind === 'object') return sameObject(current(a), current(b))
  if (a.kind !== b.kind) return loose ? null : false
  const left = literalText(a)
  const right = literalText(b)
  if (a.kind === 'text' && b.kind === 'text') return left !== null && right !== null ? left === right : same(a, b) ? null : null
  if (a.kind === 'number' && b.kind === 'number') return a.number === null || b.number === null ? null : a.number === b.number
  if (a.kind === 'boolean' && b.kind === 'boolean') return a.boolean === null || b.boolean === null ? null : a.boolean === b.boolean
  return null
}

function compare(operator: string, left: Value, right: Value): Value {
  if (left.kind !== 'number' || right.kind !== 'number' || left.number === null || right.number === null) return ANY_BOOLEAN
  const a = left.number
  const b = right.number
  return booleanValue(operator === '<' ? a < b : operator === '>' ? a > b : operator === '<=' ? a <= b : a >= b)
}

const ARITHMETIC: ReadonlyMap<string, (a: number, b: number) => number> = new Map([
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['/', (a, b) => a / b],
  ['%', (a, b) => a % b],
  ['**', (a, b) => a ** b],
  ['|', (a, b) => a | b],
  ['&', (a, b) => a & b],
  ['^', (a, b) => a ^ b],
  ['<<', (a, b) => a << b],
  ['>>', (a, b) => a >> b],
  ['>>>', (a, b) => a >>> b],
])

function arithmetic(operator: string, left: Value, right: Value): Value {
  if (operator === '-' && left.kind === 'number' && right.kind === 'number' && left.number === null) return counted(left, right, -1)
  const does = ARITHMETIC.get(operator)
  if (does === undefined || left.kind !== 'number' || right.kind !== 'number' || left.number === null || right.number === null)
    return ANY_NUMBER
  return numberValue(does(left.number, right.number))
}

export function unary(operator: string, value: Value): Value {
  switch (operator) {
    case '!':
      return not(value)
    case 'typeof':
      return typeOf(value)
    case 'void':
      return UNDEFINED
    case '-':
      return value.kind === 'number' && value.number !== null ? numberValue(-value.number) : ANY_NUMBER
    case '+':
      return value.kind === 'number' ? value : numberFrom(value)
    case '~':
      return value.kind === 'number' && value.number !== null ? numberValue(~value.number) : ANY_NUMBER
    default:
      return UNDEFINED
  }
}

export function numberFrom(value: Value): Value {
  const text = literalText(value)
  if (text === null) return ANY_NUMBER
  const read = Number(text)
  return Number.isNaN(read) ? ANY_NUMBER : numberValue(read)
}

export function typeOf(value: Value): Value {
  let out: Value = NEVER
  for (const option of optionsOf(value)) out = join(out, typeOfOne(option))
  return out
}

const JSON_TYPES = ['string', 'number', 'boolean', 'object', 'undefined'].map(textValue).reduce<Value>(join, NEVER)

function typeOfOne(value: Value): Value {
  switch (value.kind) {
    case 'text':
      return textValue('string')
    case 'number':
    case 'boolean':
    case 'undefined':
      return textValue(value.kind)
    case 'null':
      return textValue('object')
    case 'object':
      return textValue(isSymbol(current(value)) ? 'symbol' : current(value).code === null ? 'object' : 'function')
    case 'given':
      if (literalText(value) !== null) return textValue('string')
      if (value.piece.kind === 'env') return join(textValue('string'), textValue('undefined'))
      // What came as JSON is no function.
      if (value.piece.kind === 'event') return JSON_TYPES
      break
    default:
  }
  return { kind: 'text', pieces: [{ kind: 'any', why: 'the type of a value that is not known' }] }
}

export const isSymbol = ({ brand }: AbstractObject): boolean => brand?.kind === 'library' && brand.name === 'symbol'
