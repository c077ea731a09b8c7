/** Patterns as tests of a text from an offset on, the cheapest that their form allows. */
import { type Glob, hasVariables, matchGlob, resolveGlob, type Token } from '../../policy/index.js'
import { type Frame, keyOf, valueOfKey } from './frame.js'

export type TextTest = (text: string, from: number, frame: Frame) => boolean

const textOf = (token: Token | undefined): string | null => (token?.kind === 'text' ? token.text : null)

/** The text of a pattern that is nothing else, null of others. */
export const literalOf = (glob: Glob): string | null => (glob.length === 0 ? '' : glob.length === 1 ? textOf(glob[0]) : null)

/** The text before the final `*` of a pattern that is nothing else; empty for `*` itself. */
export function prefixOf(glob: Glob): string | null {
  if (glob.at(-1)?.kind !== 'any') return null
  return glob.length === 1 ? '' : glob.length === 2 ? textOf(glob[0]) : null
}

export function compileGlob(glob: Glob): TextTest {
  if (hasVariables(glob)) return withVariables(glob)
  const literal = literalOf(glob)
  if (literal !== null) return (text, from) => text.length - from === literal.length && text.startsWith(literal, from)
  const prefix = prefixOf(glob)
  if (prefix === '') return () => true
  if (prefix !== null) return (text, from) => text.startsWith(prefix, from)
  return stars(glob) ?? ((text, from) => matchGlob(glob, text, from))
}

/** `*x`, `*x*` and `x*y`. */
function stars(glob: Glob): TextTest | null {
  const [first, second, third] = glob
  if (first?.kind === 'any' && second?.kind === 'text') {
    const { text: inner } = second
    if (glob.length === 2) return (text, from) => text.length - from >= inner.length && text.endsWith(inner)
    return glob.length === 3 && third?.kind === 'any' ? (text, from) => text.indexOf(inner, from) >= 0 : null
  }
  if (glob.length !== 3 || first?.kind !== 'text' || second?.kind !== 'any' || third?.kind !== 'text') return null
  const head = first.text
  const tail = third.text
  return (text, from) => text.length - from >= head.length + tail.length && text.startsWith(head, from) && text.endsWith(tail)
}

type Step = (text: string, at: number, frame: Frame) => number

/** Texts and variables in a row, with a `*` at most at the end, need no list for the request; other forms are resolved. */
function withVariables(glob: Glob): TextTest {
  const open = glob.at(-1)?.kind === 'any'
  const body = open ? glob.slice(0, -1) : glob
  if (body.every((token) => token.kind === 'text' || token.kind === 'variable')) {
    const steps = body.map(stepOf)
    return (text, from, frame) => {
      let at = from
      for (const step of steps) {
        at = step(text, at, frame)
        if (at < 0) return false
      }
      return open || at === text.length
    }
  }
  const keys = new Map(glob.flatMap((token) => (token.kind === 'variable' ? [[token.key, keyOf(token.key)] as const] : [])))
  return (text, from, frame) => {
    const resolved = resolveGlob(glob, (name) => {
      const key = keys.get(name)
      return key === undefined ? null : valueOfKey(frame, key)
    })
    return resolved !== null && matchGlob(resolved, text, from)
  }
}

function stepOf(token: Token): Step {
  if (token.kind === 'variable') {
    const key = keyOf(token.key)
    const { fallback } = token
    return (text, at, frame) => {
      const value = valueOfKey(frame, key) ?? fallback
      return value !== null && text.startsWith(value, at) ? at + value.length : -1
    }
  }
  const literal = textOf(token) ?? ''
  return (text, at) => (text.startsWith(literal, at) ? at + literal.length : -1)
}
