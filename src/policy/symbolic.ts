/**
 * Symbolic text: names and ARNs of which parts are known only after deployment, as the contract writes them.
 * `arn:${AWS::Partition}:s3:::${Bucket}/*` has text, symbols, and `any` (a part that nobody could determine, written `*`).
 * A `*` that stands in literal text is `any` as well: in results both mean "anything".
 */

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  /** What stands between `${` and `}`: a logical ID, `Id.Attr`, `AWS::Region`, `import:NAME`, `ssm:NAME`, `stack:Id.Output`. */
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'any' }

/** Normalised by `symText`: neighbouring texts are joined, neighbouring `any` are one, no text is empty. */
export type SymText = readonly Piece[]

export const text = (value: string): Piece => ({ kind: 'text', text: value })
export const symbol = (name: string): Piece => ({ kind: 'symbol', name })
export const any: Piece = { kind: 'any' }

/** Joins pieces and texts to one normalised symbolic text. A plain string is taken literally, its `*` as `any`. */
export function symText(...parts: readonly (string | Piece | SymText)[]): SymText {
  const out: Piece[] = []
  const push = (piece: Piece): void => {
    const last = out.at(-1)
    if (piece.kind === 'any') {
      if (last?.kind !== 'any') out.push(piece)
    } else if (piece.kind === 'symbol') out.push(piece)
    else if (piece.text !== '') {
      if (last?.kind === 'text') out[out.length - 1] = text(last.text + piece.text)
      else out.push(piece)
    }
  }
  const pushText = (value: string): void => {
    value.split('*').forEach((part, i) => {
      if (i > 0) push(any)
      push(text(part))
    })
  }
  for (const part of parts) {
    if (typeof part === 'string') pushText(part)
    else if (Array.isArray(part)) for (const piece of part as SymText) push(piece)
    else push(part as Piece)
  }
  return out
}

/** @returns the written form, e.g. `arn:${AWS::Partition}:s3:::${Bucket}/*` */
export const printSym = (value: SymText): string =>
  value.map((p) => (p.kind === 'text' ? p.text : p.kind === 'symbol' ? `\${${p.name}}` : '*')).join('')

/** The inverse of `printSym`. Braces may nest inside a symbol; an unclosed `${` is literal text. */
export function parseSym(written: string): SymText {
  const parts: (string | Piece)[] = []
  let at = 0
  while (at < written.length) {
    const open = written.indexOf('${', at)
    const close = open < 0 ? -1 : closingBrace(written, open + 2)
    if (close < 0) {
      parts.push(written.slice(at))
      break
    }
    parts.push(written.slice(at, open), symbol(written.slice(open + 2, close)))
    at = close + 1
  }
  return symText(...parts)
}

function closingBrace(written: string, from: number): number {
  let depth = 1
  for (let i = from; i < written.length; i++) {
    if (written[i] === '{') depth++
    if (written[i] === '}' && --depth === 0) return i
  }
  return -1
}

/** The text where it holds no symbol and no `any`, else null. */
export const literalOf = (value: SymText): string | null =>
  value.length === 0 ? '' : value.length === 1 && value[0]?.kind === 'text' ? value[0].text : null

export const equalSym = (a: SymText, b: SymText): boolean => printSym(a) === printSym(b)

/**
 * Splits at a separator that stands in literal text, never inside a symbol.
 *
 * @param limit at most this many parts; the last holds the rest
 */
export function splitSym(value: SymText, separator: string, limit = Number.POSITIVE_INFINITY): SymText[] {
  const out: (string | Piece)[][] = [[]]
  for (const piece of value) {
    if (piece.kind !== 'text') {
      out.at(-1)?.push(piece)
      continue
    }
    let rest = piece.text
    for (let at = rest.indexOf(separator); at >= 0 && out.length < limit; at = rest.indexOf(separator)) {
      out.at(-1)?.push(rest.slice(0, at))
      out.push([])
      rest = rest.slice(at + separator.length)
    }
    out.at(-1)?.push(rest)
  }
  return out.map((parts) => symText(...parts))
}
