/**
 * Where the members of a line's object stand, without parsing their values: policies that were seen before are known by
 * their text, and need not be parsed again.
 */

export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * @returns the text of each member's value by its name, the last of a name that is written twice; null where the line
 * is no object that this quick look understands. What it finds is not checked to be JSON.
 * @param isKnown whether a text that was read before stands there: where it is the rest of the line, its end needs no search
 */
export function membersOf(line: string, isKnown: (span: Span) => boolean = () => false): ReadonlyMap<string, Span> | null {
  let at = skipSpace(line, 0)
  if (line.charCodeAt(at) !== OPEN) return null
  const members = new Map<string, Span>()
  at = skipSpace(line, at + 1)
  if (line.charCodeAt(at) === CLOSE) return skipSpace(line, at + 1) === line.length ? members : null
  for (;;) {
    if (line.charCodeAt(at) !== QUOTE) return null
    const keyEnd = endOfString(line, at)
    if (keyEnd < 0) return null
    const key = line.slice(at + 1, keyEnd - 1)
    // An escape in a name: leave it to the parser.
    if (key.includes('\\')) return null
    at = skipSpace(line, keyEnd)
    if (line.charCodeAt(at) !== COLON) return null
    const from = skipSpace(line, at + 1)
    const last = endOfLastValue(line)
    const to = last > from && line.charCodeAt(from) === OPEN && isKnown({ from, to: last }) ? last : endOfValue(line, from)
    if (to <= from) return null
    members.set(key, { from, to })
    at = skipSpace(line, to)
    const code = line.charCodeAt(at)
    if (code === CLOSE) return skipSpace(line, at + 1) === line.length ? members : null
    if (code !== COMMA) return null
    at = skipSpace(line, at + 1)
  }
}

/** Where the last member's value ends, if it is an object: before the line's own brace. */
function endOfLastValue(line: string): number {
  let at = line.length - 1
  while (line.charCodeAt(at) <= 32) at--
  at--
  while (line.charCodeAt(at) <= 32) at--
  return at + 1
}

const QUOTE = 34
const COMMA = 44
const COLON = 58
const BACKSLASH = 92
const OPEN = 123
const CLOSE = 125
const OPEN_LIST = 91
const CLOSE_LIST = 93

function skipSpace(text: string, from: number): number {
  let at = from
  for (;;) {
    const code = text.charCodeAt(at)
    if (code !== 32 && code !== 9 && code !== 13 && code !== 10) return at
    at++
  }
}

/** @returns the place behind the closing quote, -1 where there is none */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++
    if (slashes % 2 === 0) return at + 1
  }
  return -1
}

function endOfValue(text: string, from: number): number {
  const first = text.charCodeAt(from)
  if (first === QUOTE) return endOfString(text, from)
  if (first !== OPEN && first !== OPEN_LIST) return endOfWord(text, from)
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      at = endOfString(text, at) - 1
      if (at < 0) return -1
    } else if (code === OPEN || code === OPEN_LIST) depth++
    else if ((code === CLOSE || code === CLOSE_LIST) && --depth === 0) return at + 1
  }
  return -1
}

function endOfWord(text: string, from: number): number {
  let at = from
  while (at < text.length && !',}] \t\r\n'.includes(text.charAt(at))) at++
  return at
}
