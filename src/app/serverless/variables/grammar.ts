/**
 * Variables of the Serverless Framework in a text: `${type(params):address, fallback, …}`. What CloudFormation writes the same
 * way (`${AWS::Region}`, `${Table.Arn}`, `${!Literal}`) is text here.
 * Source: Serverless Framework documentation, "Variables".
 */

export type TextPart = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'variable'; readonly sources: readonly Source[] }

/** What a variable names, and then its fallbacks in their order. */
export type Source =
  | { readonly kind: 'source'; readonly type: string; readonly params: string | null; readonly address: string | null }
  /** A quoted text, which may hold variables of its own, or a whole variable as a fallback. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: number | boolean | null }

/** A source's type with `(` or one `:` behind it. Two colons are CloudFormation's. */
const VARIABLE = /^\s*[A-Za-z][\w.-]*\s*(?:\(|:(?!:))/

/** @returns the text alone where it holds no variable; a `${` that nothing closes is text */
export function partsOf(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let done = 0
  for (let at = text.indexOf('${'); at >= 0; at = text.indexOf('${', at + 2)) {
    const end = closing(text, at + 2)
    if (end < 0) break
    const inside = text.slice(at + 2, end)
    if (!VARIABLE.test(inside)) continue
    if (at > done) parts.push({ kind: 'text', text: text.slice(done, at) })
    parts.push({ kind: 'variable', sources: split(inside, ',').map(sourceOf) })
    done = end + 1
    at = end - 1
  }
  if (done < text.length || parts.length === 0) parts.push({ kind: 'text', text: text.slice(done) })
  return parts
}

export const hasVariable = (text: string): boolean => text.includes('${') && partsOf(text).some(({ kind }) => kind === 'variable')

function sourceOf(written: string): Source {
  const text = written.trim()
  const quoted = /^(['"])([\s\S]*)\1$/.exec(text)
  if (quoted !== null) return { kind: 'text', text: quoted[2] ?? '' }
  if (text.startsWith('${')) return { kind: 'text', text }
  if (/^(true|false|null)$/.test(text)) return { kind: 'value', value: text === 'null' ? null : text === 'true' }
  if (/^-?\d+(\.\d+)?$/.test(text)) return { kind: 'value', value: Number(text) }
  return named(text) ?? { kind: 'text', text }
}

/** `file(./a.yml):key`, `ssm(eu-west-1):/path`, `self:custom.table`, `strToBool(…)`. */
function named(text: string): Source | null {
  const [, type, rest = ''] = /^([A-Za-z][\w.-]*)\s*([(:][\s\S]*)$/.exec(text) ?? []
  if (type === undefined) return null
  if (rest.startsWith(':')) return { kind: 'source', type, params: null, address: rest.slice(1).trim() }
  const end = closing(rest, 1, '(', ')')
  if (end < 0) return null
  const behind = rest.slice(end + 1).trim()
  return { kind: 'source', type, params: rest.slice(1, end).trim(), address: behind.startsWith(':') ? behind.slice(1).trim() : null }
}

/** Where what is open at `from` closes; -1 where it does not. */
function closing(text: string, from: number, open = '{', close = '}'): number {
  let depth = 1
  for (let i = from; i < text.length; i++) {
    if (text[i] === open) depth++
    if (text[i] === close && --depth === 0) return i
  }
  return -1
}

/** At separators that stand neither in quotes nor in brackets. */
function split(text: string, separator: string): readonly string[] {
  const found: string[] = []
  let depth = 0
  let quote: string | null = null
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? ''
    if (quote !== null) {
      if (char === quote) quote = null
    } else if ((char === "'" || char === '"') && depth === 0) quote = char
    else if (char === '{' || char === '(') depth++
    else if (char === '}' || char === ')') depth--
    else if (char === separator && depth === 0) {
      found.push(text.slice(start, i))
      start = i + 1
    }
  }
  return [...found, text.slice(start)]
}
