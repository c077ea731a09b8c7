/**
 * Patterns as tokens. Three readings of one text: a glob (`*`, `?`), literal text, and either of them with policy
 * variables, which count only where the caller says so (documents of `2012-10-17`).
 *
 * Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */

/** The value of a condition key that a variable names (in lower case), null where it has none or several. */
export type ValueOf = (key: string) => string | null

export type Token =
  | { readonly kind: 'text'; readonly text: string }
  /** `?`: exactly one character. */
  | { readonly kind: 'one' }
  /** `*`: any run of characters, the empty one included. */
  | { readonly kind: 'any' }
  /** `${key}` or `${key, 'fallback'}`; `key` is in lower case, since key names ignore case. */
  | { readonly kind: 'variable'; readonly key: string; readonly fallback: string | null; readonly written: string }

/** Neighbouring texts are joined, no text is empty, no two `any` are neighbours. */
export type Glob = readonly Token[]

export interface Reading {
  readonly wildcards: boolean
  readonly variables: boolean
}

const ANY: Token = { kind: 'any' }
const ONE: Token = { kind: 'one' }
const EVERYTHING: Glob = [ANY]
export const anyGlob = (): Glob => EVERYTHING

const SPECIAL = /[*?$]/g

export function parseGlob(pattern: string, reading: Reading): Glob {
  const out: Token[] = []
  let text = ''
  let from = 0
  const push = (token: Token, end: number): void => {
    if (text !== '') out.push({ kind: 'text', text })
    text = ''
    from = end
    if (token.kind !== 'any' || out.at(-1)?.kind !== 'any') out.push(token)
  }
  let close = -1
  SPECIAL.lastIndex = 0
  for (let found = SPECIAL.exec(pattern); found !== null; found = SPECIAL.exec(pattern)) {
    const at = found.index
    if (reading.variables && close < at && pattern.startsWith('${', at)) close = closingAt(pattern, at)
    const token = specialAt(pattern, at, close, reading)
    if (token === null) continue
    text += pattern.slice(from, at)
    const end = token.kind === 'any' || token.kind === 'one' ? at + 1 : close + 1
    if (token.kind === 'text') {
      text += token.text
      from = end
    } else push(token, end)
    SPECIAL.lastIndex = end
  }
  text += pattern.slice(from)
  if (text !== '') out.push({ kind: 'text', text })
  return out
}

/** Where the next brace closes; behind the text where none does, so that it is looked for once. */
function closingAt(pattern: string, at: number): number {
  const close = pattern.indexOf('}', at)
  return close < 0 ? pattern.length : close
}

/**
 * What stands there, if the reading makes it more than a character.
 *
 * @param close where the brace that opens there closes
 */
function specialAt(pattern: string, at: number, close: number, { wildcards, variables }: Reading): Token | null {
  const char = pattern.charAt(at)
  if (char === '*') return wildcards ? ANY : null
  if (char === '?') return wildcards ? ONE : null
  if (!variables || pattern.charAt(at + 1) !== '{') return null
  return close >= pattern.length ? null : parseVariable(pattern.slice(at, close + 1))
}

const ESCAPED = /^\$\{([*?$])\}$/
const VARIABLE = /^\$\{([^{},'$]+?)(?:, '([^']*)')?\}$/

/**
 * One `${…}`. `${*}`, `${?}` and `${$}` stand for the character itself.
 *
 * @returns null where it is not the form of a variable
 */
export function parseVariable(written: string): Extract<Token, { kind: 'text' | 'variable' }> | null {
  const escaped = ESCAPED.exec(written)?.[1]
  if (escaped !== undefined) return { kind: 'text', text: escaped }
  const match = VARIABLE.exec(written)
  const key = match?.[1]
  if (key === undefined) return null
  return { kind: 'variable', key: key.toLowerCase(), fallback: match?.[2] ?? null, written }
}

/** Each `${…}` of a text as written, up to the first `}`; an unclosed one is the rest of the text, and the last. */
export function variablesIn(text: string): readonly string[] {
  const out: string[] = []
  let close = -1
  for (let at = text.indexOf('${'); at >= 0; at = text.indexOf('${', at + 2)) {
    // Looked for once: several may open before one closes.
    if (close < at) close = text.indexOf('}', at)
    if (close < 0) {
      out.push(text.slice(at))
      break
    }
    out.push(text.slice(at, close + 1))
  }
  return out
}

export const hasVariables = (glob: Glob): boolean => glob.some((token) => token.kind === 'variable')

/**
 * Puts values for variables. A value is literal text: a `*` in it is no wildcard.
 *
 * @returns null where a variable has neither a value nor a fallback; such a pattern matches nothing
 */
export function resolveGlob(glob: Glob, lookup: ValueOf): Glob | null {
  if (!hasVariables(glob)) return glob
  const out: Token[] = []
  for (const token of glob) {
    const text = token.kind === 'variable' ? (lookup(token.key) ?? token.fallback) : token.kind === 'text' ? token.text : undefined
    if (text === null) return null
    const last = out.at(-1)
    if (text === undefined) out.push(token)
    else if (last?.kind === 'text') out[out.length - 1] = { kind: 'text', text: last.text + text }
    else if (text !== '') out.push({ kind: 'text', text })
  }
  return out
}

/**
 * Whether a pattern without variables matches the whole text from an offset on. After a mismatch it goes back to the last `*` alone, and
 * jumps to the next place where the text behind it stands: the time grows with the text, never with a power of the stars.
 */
export function matchGlob(glob: Glob, text: string, from = 0): boolean {
  let token = 0
  let at = from
  let star = -1
  let retry = 0
  for (;;) {
    const current = glob[token]
    if (current === undefined) {
      if (at === text.length) return true
    } else if (current.kind === 'any') {
      star = token++
      retry = at
      if (token === glob.length) return true
      continue
    } else {
      const end = step(current, text, at)
      if (end >= 0) {
        token++
        at = end
        continue
      }
    }
    if (star < 0) return false
    const next = glob[star + 1]
    retry = next?.kind === 'text' ? text.indexOf(next.text, retry + 1) : retry + 1
    if (retry < 0 || retry > text.length) return false
    at = retry
    token = star + 1
  }
}

function step(token: Token, text: string, at: number): number {
  if (token.kind === 'text') return text.startsWith(token.text, at) ? at + token.text.length : -1
  return token.kind === 'one' && at < text.length ? at + 1 : -1
}
