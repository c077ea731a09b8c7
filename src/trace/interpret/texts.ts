/** Text as it is built: concatenation, templates, and what strings keep of their pieces through methods. */
import type { TracePiece } from '../types.js'
import { type AbstractObject, literalText, optionsOf, type Value } from '../values.js'
import { commonEnds, current, join, MAX_TEXTS, normalised } from './lattice.js'

export type Pieces = readonly TracePiece[]

const anyPiece = (why: string): TracePiece => ({ kind: 'any', why })

/** The texts that a value is when it is used as text. */
export function textsOf(value: Value): readonly Pieces[] {
  return optionsOf(value).map(piecesOf)
}

export function piecesOf(value: Value): Pieces {
  switch (value.kind) {
    case 'text':
      return value.pieces
    case 'given':
      return [value.piece]
    case 'number':
      return [value.number === null ? anyPiece('a number') : { kind: 'literal', text: String(value.number) }]
    case 'boolean':
      return [value.boolean === null ? anyPiece('true or false') : { kind: 'literal', text: String(value.boolean) }]
    case 'undefined':
    case 'null':
      return [{ kind: 'literal', text: value.kind }]
    case 'object':
      return objectPieces(current(value))
    case 'unknown':
      return [anyPiece(value.why)]
    case 'union':
      return commonEnds(textsOf(value))
    case 'never':
      return []
  }
}

function objectPieces(object: AbstractObject): Pieces {
  if (object.list !== null && 'items' in object.list) {
    const out: TracePiece[] = []
    object.list.items.forEach((each, i) => {
      if (i > 0) out.push({ kind: 'literal', text: ',' })
      out.push(...piecesOf(each))
    })
    return out
  }
  // An instance of `URL` is its own text.
  if (object.brand?.kind === 'library' && object.brand.parts.has('text')) return piecesOf(object.brand.parts.get('text') as Value)
  return [anyPiece('an object as text')]
}

export function textOf(pieces: Pieces): Value {
  return { kind: 'text', pieces: normalised(pieces) }
}

/** Concatenates; where parts have alternatives, every combination up to the bound. */
export function concat(values: readonly Value[]): Value {
  let texts: Pieces[] = [[]]
  for (const value of values) {
    const options = textsOf(present(value))
    if (options.length === 0) return { kind: 'never' }
    if (texts.length * options.length > MAX_TEXTS) {
      const joined = commonEnds(options)
      texts = texts.map((each) => [...each, ...joined])
    } else texts = texts.flatMap((each) => options.map((option) => [...each, ...option]))
  }
  return texts.map(textOf).reduce(join)
}

/** Nobody means a name with `undefined` inside: that alternative is left out where there are others. */
function present(value: Value): Value {
  const options = optionsOf(value)
  const meant = options.filter(({ kind }) => kind !== 'undefined' && kind !== 'null')
  return meant.length === 0 || meant.length === options.length ? value : meant.reduce(join)
}

/** Applies a function of strings to each alternative: exactly where it is one literal, else by `otherwise`. */
export function mapTexts(value: Value, exact: (text: string) => Value, otherwise: (pieces: Pieces) => Value): Value {
  let out: Value = { kind: 'never' }
  for (const option of optionsOf(value)) {
    const literal = literalText(option)
    out = join(out, literal === null ? otherwise(piecesOf(option)) : exact(literal))
  }
  return out
}

/** The literal texts that a value can be, null where it can be another. */
export function literalsOf(value: Value): readonly string[] | null {
  const out: string[] = []
  for (const option of optionsOf(value)) {
    const texts = textsKnown(option)
    if (texts !== null) out.push(...texts)
    else if (option.kind === 'number' && option.number !== null) out.push(String(option.number))
    else if (option.kind === 'object' && current(option).brand?.kind === 'library') {
      // A symbol as key.
      const brand = current(option).brand
      if (brand?.kind !== 'library' || brand.name !== 'symbol') return null
      const key = literalText(brand.parts.get('key') ?? { kind: 'never' })
      if (key === null) return null
      out.push(key)
    } else return null
  }
  return out.length === 0 ? null : out
}

/** More texts than this are no longer told apart. */
const MAX_KNOWN = 64

/** The texts that one alternative can be: each combination of those of its variables. */
function textsKnown(option: Value): readonly string[] | null {
  if (option.kind !== 'text' && option.kind !== 'given') return null
  let out: readonly string[] = ['']
  for (const piece of piecesOf(option)) {
    const next = piece.kind === 'literal' ? [piece.text] : piece.kind === 'env' ? piece.sets : undefined
    if (next === undefined || out.length * next.length > MAX_KNOWN) return null
    out = out.flatMap((head) => next.map((tail) => head + tail))
  }
  return out
}

/** Replaces in literal pieces; what stands across pieces is not found. */
export const mapLiterals = (pieces: Pieces, change: (text: string) => string): Value =>
  textOf(pieces.map((piece) => (piece.kind === 'literal' ? { kind: 'literal', text: change(piece.text) } : piece)))
