/**
 * The JSON that a mapping template makes, as far as its text says it. What the template language puts in is unknown, its
 * directives are left out, and of what stands under a condition all is taken: a template is a program that only the service runs.
 * Source: API Gateway Developer Guide, "Mapping template transformations"; Apache Velocity Engine, "VTL Reference".
 */
import type { Value } from '../../app/index.js'
import type { Place } from '../../outcome/index.js'
import type { SymText } from '../../policy/index.js'
import { ANY } from '../target.js'

const DIRECTIVE = /^#\{?(set|if|elseif|foreach|define|macro|include|parse|evaluate|stop|break)\}?/
const PLAIN_DIRECTIVE = /^#\{?(else|end)\}?/

/** @param constant the text of a string's inside @returns null where the template makes no object */
export function readTemplateJson(written: string, at: Place, constant: (inside: string) => SymText): Value | null {
  const text = withoutDirectives(written)
  let i = 0
  const unknown = (): Value => ({ kind: 'text', text: ANY, at })
  const skipSpace = (): void => {
    while (i < text.length && /\s/.test(text[i] as string)) i++
  }

  /** What is no JSON, up to where the next value can begin. */
  function skipRest(): boolean {
    const from = i
    let depth = 0
    for (; i < text.length; i++) {
      const c = text[i] as string
      if (c === '"') readString()
      if (c === '(' || c === '{' || c === '[') depth++
      else if ((c === '}' || c === ']' || c === ',') && depth === 0) break
      else if (c === ')' || c === '}' || c === ']') depth--
    }
    return text.slice(from, i).trim() !== ''
  }

  /** Leaves the place at the closing quote. */
  function readString(): string {
    const from = ++i
    while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1
    return text.slice(from, i)
  }

  function readValue(): Value {
    skipSpace()
    const value = begun()
    // Two values behind each other: which it is depends on a condition.
    return skipRest() ? unknown() : value
  }

  function begun(): Value {
    const c = text[i]
    if (c === '{') return readObject()
    if (c === '[') return readList()
    if (c === '"') {
      const inside = readString()
      i++
      return { kind: 'text', text: constant(inside), at }
    }
    const word = /^(?:true|false|null|-?\d+(?:\.\d+)?)(?=\s*(?:[,}\]]|$))/.exec(text.slice(i, i + 40))?.[0]
    if (word === undefined) return unknown()
    i += word.length
    if (word === 'null') return { kind: 'null', at }
    return word === 'true' || word === 'false'
      ? { kind: 'boolean', boolean: word === 'true', at }
      : { kind: 'number', number: Number(word), at }
  }

  function readObject(): Value {
    const entries = new Map<string, Value>()
    i++
    for (;;) {
      skipSpace()
      const c = text[i]
      if (c === undefined || c === '}') break
      if (c === ',') i++
      else if (c === '"') {
        const key = readString()
        i++
        skipSpace()
        if (text[i] !== ':') {
          skipRest()
          continue
        }
        i++
        const value = readValue()
        if (!entries.has(key)) entries.set(key, value)
      } else if (!skipRest()) i++
    }
    i++
    return { kind: 'map', entries, at }
  }

  function readList(): Value {
    const items: Value[] = []
    i++
    for (;;) {
      skipSpace()
      const c = text[i]
      if (c === undefined || c === ']') break
      if (c === ',') i++
      else {
        const before = i
        items.push(readValue())
        if (i === before) i++
      }
    }
    i++
    return { kind: 'list', items, at }
  }

  skipSpace()
  return text[i] === '{' ? readObject() : null
}

/** Comments, and directives with what stands in their parentheses. */
function withoutDirectives(written: string): string {
  let out = ''
  let quoted = false
  for (let i = 0; i < written.length; i++) {
    const c = written[i] as string
    if (c === '\\' && quoted) {
      out += c + (written[i + 1] ?? '')
      i++
      continue
    }
    if (c === '"') quoted = !quoted
    const rest = c === '#' ? written.slice(i) : ''
    const directive = DIRECTIVE.exec(rest)
    const plain = PLAIN_DIRECTIVE.exec(rest)
    if (directive !== null) i = endOfParentheses(written, i + directive[0].length) - 1
    else if (plain !== null) i += plain[0].length - 1
    else if (!quoted && rest.startsWith('##')) i = endOf(written, '\n', i) - 1
    else if (!quoted && rest.startsWith('#*')) i = endOf(written, '*#', i) + 1
    else out += c
  }
  return out
}

function endOf(written: string, mark: string, from: number): number {
  const at = written.indexOf(mark, from)
  return at < 0 ? written.length : at
}

function endOfParentheses(written: string, from: number): number {
  const open = /^\s*\(/.exec(written.slice(from))
  if (open === null) return from
  let depth = 0
  let quote = ''
  for (let i = from + open[0].length - 1; i < written.length; i++) {
    const c = written[i] as string
    if (quote !== '') {
      if (c === quote) quote = ''
    } else if (c === '"' || c === "'") quote = c
    else if (c === '(') depth++
    else if (c === ')' && --depth === 0) return i + 1
  }
  return written.length
}
