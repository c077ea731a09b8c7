/** Strings: exact on literals, by pieces else. */
import {
  ANY_BOOLEAN,
  ANY_NUMBER,
  booleanValue,
  literalText,
  type NativeCall,
  NEVER,
  numberValue,
  optionsOf,
  textValue,
  UNDEFINED,
  type Value,
} from '../../values.js'
import { isCallable } from '../closures.js'
import { canBeCut, countOf, cutUp, replacedIn, sliced } from '../cuts.js'
import { current, join, joinAll } from '../lattice.js'
import type { Run } from '../run.js'
import { concat, literalsOf, mapLiterals, mapTexts, piecesOf, textOf } from '../texts.js'
import { anyTextOf, arg, type Builtin, type Builtins, callSometime, listOf } from './builtin.js'

/** Methods that change letters: literals exactly, what is given no longer is what it was. */
const letters =
  (change: (text: string) => string): Builtin =>
  (_, c) =>
    mapTexts(
      c.self,
      (text) => textValue(change(text)),
      (pieces) =>
        pieces.every((each) => each.kind === 'literal' || each.kind === 'any') ? mapLiterals(pieces, change) : changed(pieces, change),
    )

const changed = (pieces: ReturnType<typeof piecesOf>, change: (text: string) => string): Value =>
  textOf(
    pieces.map((each) =>
      each.kind === 'literal' ? { kind: 'literal', text: change(each.text) } : { kind: 'any', why: 'a text that was changed' },
    ),
  )

/** Methods that leave the text what it is, as far as anybody cares. */
const keeps =
  (change: (text: string) => string): Builtin =>
  (_, c) => {
    if (c.self.kind === 'given') return c.self
    return mapTexts(
      c.self,
      (text) => textValue(change(text)),
      (pieces) => givenOf(textOf(pieces)),
    )
  }

const givenOf = (value: Value): Value => {
  if (value.kind !== 'text' || value.pieces.length !== 1) return value
  const [only] = value.pieces
  return only?.kind === 'env' || only?.kind === 'event' || only?.kind === 'context' || only?.kind === 'response'
    ? { kind: 'given', piece: only }
    : value
}

/** Methods with constant arguments on constant texts. */
const exactly =
  (
    does: (text: string, args: readonly (string | number | undefined)[]) => string | number | boolean | undefined,
    otherwise: Value,
  ): Builtin =>
  (_, c) => {
    const args = c.args.map(constant)
    return mapTexts(
      c.self,
      (text) => (args.every((each) => each !== null) ? asValue(does(text, args as (string | number | undefined)[])) : otherwise),
      () => otherwise,
    )
  }

const constant = (value: Value): string | number | undefined | null =>
  value.kind === 'undefined' ? undefined : value.kind === 'number' ? value.number : literalText(value)

const asValue = (value: string | number | boolean | undefined): Value =>
  typeof value === 'string'
    ? textValue(value)
    : typeof value === 'number'
      ? numberValue(value)
      : typeof value === 'boolean'
        ? booleanValue(value)
        : UNDEFINED

const part = anyTextOf('a part of a text')

export const STRING_METHODS: Builtins = {
  toString: keeps((text) => text),
  valueOf: keeps((text) => text),
  trim: keeps((text) => text.trim()),
  trimStart: keeps((text) => text.trimStart()),
  trimEnd: keeps((text) => text.trimEnd()),
  normalize: keeps((text) => text.normalize()),
  toLowerCase: letters((text) => text.toLowerCase()),
  toUpperCase: letters((text) => text.toUpperCase()),
  toLocaleLowerCase: letters((text) => text.toLowerCase()),
  toLocaleUpperCase: letters((text) => text.toUpperCase()),
  concat: (_, c) => concat([c.self, ...c.args]),
  slice: (run, c) => substring(run, c.self, c.args, (text, from, to) => text.slice(from, to)),
  substring: (run, c) => substring(run, c.self, c.args, (text, from, to) => text.substring(from ?? 0, to)),
  substr: (run, c) => substring(run, c.self, c.args, (text, from, to) => text.slice(from, to === undefined ? undefined : (from ?? 0) + to)),
  startsWith: (_, c) => beginsWith(c.self, arg(c, 0)),
  endsWith: (_, c) => ends(c.self, arg(c, 0)),
  includes: exactly((text, [inner]) => text.includes(String(inner)), ANY_BOOLEAN),
  indexOf: (run, c) => indexIn(run, c, 'first'),
  lastIndexOf: (run, c) => indexIn(run, c, 'last'),
  charAt: exactly((text, [i]) => text.charAt(Number(i)), part),
  charCodeAt: exactly((text, [i]) => text.charCodeAt(Number(i)), ANY_NUMBER),
  codePointAt: () => ANY_NUMBER,
  at: exactly((text, [i]) => text.at(Number(i)), part),
  padStart: exactly(
    (text, [length, fill]) => text.padStart(Number(length), fill === undefined ? ' ' : String(fill)),
    anyTextOf('a padded text'),
  ),
  padEnd: exactly(
    (text, [length, fill]) => text.padEnd(Number(length), fill === undefined ? ' ' : String(fill)),
    anyTextOf('a padded text'),
  ),
  repeat: exactly(
    (text, [n]) => (Number(n) * text.length < 4_096 && Number(n) >= 0 ? text.repeat(Number(n)) : undefined),
    anyTextOf('a repeated text'),
  ),
  localeCompare: () => ANY_NUMBER,
  search: () => ANY_NUMBER,
  split: (run, c) => split(run, c.self, arg(c, 0)),
  match: (run) => join(listOf(run, { element: part }), { kind: 'null' }),
  matchAll: (run) => listOf(run, { element: listOf(run, { element: part }) }),
  replace: (run, c) => replace(run, c.self, arg(c, 0), arg(c, 1), false),
  replaceAll: (run, c) => replace(run, c.self, arg(c, 0), arg(c, 1), true),
}

const FIRST = exactly((text, [inner]) => text.indexOf(String(inner)), ANY_NUMBER)
const LAST = exactly((text, [inner]) => text.lastIndexOf(String(inner)), ANY_NUMBER)

function indexIn(run: Run, c: NativeCall, which: 'first' | 'last'): Value {
  const by = literalText(arg(c, 0))
  if (by !== null && by !== '' && c.args.length === 1 && literalText(c.self) === null && optionsOf(c.self).length === 1)
    return countOf(which, piecesOf(c.self), by)
  return (which === 'first' ? FIRST : LAST)(run, c)
}

function substring(
  _run: Run,
  value: Value,
  args: readonly Value[],
  does: (text: string, from: number | undefined, to: number | undefined) => string,
): Value {
  const [from, to] = args.map((each) => (each.kind === 'number' ? each.number : each.kind === 'undefined' ? undefined : null))
  return mapTexts(
    value,
    (text) => (from === null || to === null ? part : textValue(does(text, from, to))),
    (pieces) => {
      const cut = sliced(pieces, args[0], args[1])
      if (cut !== null) return cut
      // The beginning of a text of which the beginning is known.
      const [first] = pieces
      if (first?.kind === 'literal' && from === 0 && typeof to === 'number' && to >= 0 && to <= first.text.length)
        return textValue(does(first.text, 0, to))
      if (first?.kind === 'literal' && typeof from === 'number' && from >= 0 && to === undefined && from <= first.text.length) {
        return givenOf(textOf([{ kind: 'literal', text: first.text.slice(from) }, ...pieces.slice(1)]))
      }
      return part
    },
  )
}

const beginsWith = (value: Value, start: Value): Value => atEdge(value, start, 'startsWith')
const ends = (value: Value, end: Value): Value => atEdge(value, end, 'endsWith')

/** Whether a text begins or ends so, as far as that edge of it is known. */
function atEdge(value: Value, edge: Value, how: 'startsWith' | 'endsWith'): Value {
  const wanted = literalText(edge)
  if (wanted === null) return ANY_BOOLEAN
  let out: Value = NEVER
  for (const option of optionsOf(value)) {
    const whole = literalText(option)
    if (whole !== null) {
      out = join(out, booleanValue(whole[how](wanted)))
      continue
    }
    const pieces = piecesOf(option)
    const piece = pieces.at(how === 'startsWith' ? 0 : -1)
    const known = piece?.kind === 'literal' ? piece.text : pieces.length === 0 ? '' : null
    if (known === null) return ANY_BOOLEAN
    if (known.length >= wanted.length || pieces.length <= 1) out = join(out, booleanValue(known[how](wanted)))
    else if (!wanted[how](known)) out = join(out, booleanValue(false))
    else return ANY_BOOLEAN
  }
  return out
}

function split(run: Run, value: Value, separator: Value): Value {
  const by = literalText(separator)
  const texts = literalsOf(value)
  if (by !== null && texts?.length === 1) return listOf(run, { items: (texts[0] ?? '').split(by).map(textValue) })
  if (by === null || by === '' || optionsOf(value).length > 1) return listOf(run, { element: part })
  const pieces = piecesOf(value)
  // Cut where literal text has the separator; what is given may have more of them.
  const heads: Value[] = []
  let head: ReturnType<typeof piecesOf> = []
  for (const piece of pieces) {
    if (piece.kind !== 'literal') return listOf(run, canBeCut(pieces) ? cutUp(pieces, by) : { element: joinAll([part, ...heads]) })
    const cuts = piece.text.split(by)
    cuts.forEach((cut, i) => {
      if (i > 0) {
        heads.push(textOf(head))
        head = []
      }
      head = [...head, { kind: 'literal', text: cut }]
    })
  }
  return listOf(run, { items: [...heads, textOf(head)] })
}

function replace(run: Run, value: Value, what: Value, by: Value, all: boolean): Value {
  if (isCallable(by)) {
    callSometime(run, by, [part, part, part])
    return anyTextOf('a text in which something was replaced')
  }
  const search = literalText(what)
  const regex =
    what.kind === 'object' && current(what).brand?.kind === 'library'
      ? (current(what).brand as { parts: ReadonlyMap<string, Value> }).parts.get('source')
      : undefined
  const source = regex === undefined ? null : literalText(regex)
  const place = source === null ? null : edgeOf(what, source)
  const replacement = literalText(by)
  return mapTexts(
    value,
    (text) => {
      if (replacement !== null && search !== null)
        return textValue(all ? text.replaceAll(search, () => replacement) : text.replace(search, () => replacement))
      if (search !== null && text.includes(search)) {
        const [before = '', ...after] = all ? text.split(search) : splitOnce(text, search)
        return concat([textValue(before), ...after.flatMap((each) => [by, textValue(each)])])
      }
      if (source !== null && replacement !== null) return textValue(replaceByRegex(text, source, replacement))
      return anyTextOf('a text in which something was replaced')
    },
    (pieces) => {
      // Keys of S3 events are URL-encoded; undoing that leaves the same key.
      const decodes = replacement === ' ' && (source === '\\+' || source === '[+]' || search === '+')
      if (decodes || (search !== null && onlyLiteralsHave(pieces, search))) {
        if (decodes) return givenOf(textOf(pieces))
        return replacement === null
          ? replaceInPieces(pieces, search ?? '', by)
          : givenOf(mapLiterals(pieces, (text) => text.replaceAll(search ?? '', () => replacement)))
      }
      if (replacement !== null && search !== null) return replacedIn(pieces, search, replacement, all ? 'all' : 'first')
      if (replacement !== null && place !== null && !replacement.includes('$'))
        return replacedIn(pieces, place.text, replacement, place.where)
      return anyTextOf('a text in which something was replaced')
    },
  )
}

/** What a regular expression of plain letters stands for that is bound to the beginning or the end of a text. */
function edgeOf(what: Value, source: string): { readonly text: string; readonly where: 'start' | 'end' } | null {
  const flags = what.kind === 'object' ? literalText(brandPart(what, 'flags')) : null
  if (flags === null || /[im]/.test(flags)) return null
  const [, begins = '', body = '', ends = ''] = /^(\^?)((?:[\w/:@ -]|\\[./-])+)(\$?)$/.exec(source) ?? []
  if ((begins === '') === (ends === '')) return null
  return { text: body.replaceAll('\\', ''), where: begins === '' ? 'end' : 'start' }
}

const brandPart = (value: Extract<Value, { kind: 'object' }>, name: string): Value => {
  const { brand } = current(value)
  return (brand?.kind === 'library' ? brand.parts.get(name) : undefined) ?? UNDEFINED
}

const splitOnce = (text: string, by: string): string[] => {
  const at = text.indexOf(by)
  return [text.slice(0, at), text.slice(at + by.length)]
}

/** A template's placeholder: what is given at run time does not hold it. */
const onlyLiteralsHave = (pieces: ReturnType<typeof piecesOf>, search: string): boolean =>
  pieces.some((each) => each.kind === 'literal' && each.text.includes(search))

const replaceInPieces = (pieces: ReturnType<typeof piecesOf>, search: string, by: Value): Value =>
  concat(
    pieces.flatMap((piece): Value[] => {
      if (piece.kind !== 'literal') return [textOf([piece])]
      return piece.text.split(search).flatMap((each, i) => (i === 0 ? [textValue(each)] : [by, textValue(each)]))
    }),
  )

const REGEX_MAX = 512

function replaceByRegex(text: string, source: string, replacement: string): string {
  if (text.length > REGEX_MAX || source.length > 64 || /[+*]\)?[+*{]|\)[+*{]/.test(source)) return text
  try {
    return text.replace(new RegExp(source, 'g'), replacement)
  } catch {
    return text
  }
}

export const toText: Builtin = (_, c) => {
  const value = arg(c, 0)
  if (value.kind === 'given') return value
  return givenOf(concat([value]))
}

/** Encoding and decoding of URLs leave what is given what it was. */
export const decoded: Builtin = (_, c) => {
  const value = arg(c, 0)
  if (value.kind === 'given') return value
  return mapTexts(
    value,
    (text) => textValue(decode(text)),
    (pieces) => givenOf(textOf(pieces)),
  )
}

export const encoded: Builtin = (_, c) => {
  const value = arg(c, 0)
  return value.kind === 'given' ? value : givenOf(concat([value]))
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const raw: Builtin = (run, c) => {
  const texts = run.iterate(arg(c, 0), run.here.act)
  if (!('items' in texts)) return anyTextOf('a tagged text')
  return concat(texts.items.flatMap((each, i) => (i < c.args.length - 1 ? [each, arg(c, i + 1)] : [each])))
}
