/** The tokens of a PartiQL statement, and a place among them. */

export type Token = { readonly kind: 'word' | 'name' | 'text' | 'number' | 'sign'; readonly text: string }

const TOKEN =
  /\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_][\w-]*)|(<<|>>|<>|!=|<=|>=|[=<>(){}[\],.:?*+-]))/y

/** A sentence as AWS's `ValidationException` has it. */
export class Unreadable extends Error {}

export function tokens(text: string): readonly Token[] {
  const out: Token[] = []
  const trimmed = text.trim().replace(/;$/, '').trim()
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < trimmed.length) {
    const match = TOKEN.exec(trimmed)
    if (match === null) throw new Unreadable("Statement wasn't well formed, can't be processed: Unexpected token")
    const [, name, string, number, word, sign] = match
    if (name !== undefined) out.push({ kind: 'name', text: name.replaceAll('""', '"') })
    else if (string !== undefined) out.push({ kind: 'text', text: string.replaceAll("''", "'") })
    else if (number !== undefined) out.push({ kind: 'number', text: number })
    else if (word !== undefined) out.push({ kind: 'word', text: word })
    else out.push({ kind: 'sign', text: sign ?? '' })
  }
  return out
}

export class TokenCursor {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(all: readonly Token[]) {
    this.#tokens = all
  }

  isAtEnd(): boolean {
    return this.#at >= this.#tokens.length
  }

  commas<T>(read: () => T): readonly T[] {
    const out = [read()]
    while (this.isSign(',')) {
      this.next()
      out.push(read())
    }
    return out
  }

  list(read: () => string): string {
    return this.commas(read).join(', ')
  }

  peek(): Token | undefined {
    return this.#tokens[this.#at]
  }

  next(): Token {
    return this.#tokens[this.#at++] ?? this.refuse()
  }

  name(): string {
    const token = this.next()
    return token.kind === 'name' || token.kind === 'word' || token.kind === 'text' ? token.text : this.refuse()
  }

  /** Whether the next token is followed by an opening bracket. */
  isCall(): boolean {
    return this.#tokens[this.#at + 1]?.text === '('
  }

  isSign(text: string): boolean {
    const token = this.peek()
    return token?.kind === 'sign' && token.text === text
  }

  isWord(text: string): boolean {
    const token = this.peek()
    return token?.kind === 'word' && token.text.toUpperCase() === text
  }

  sign(text: string): void {
    if (!this.isSign(text)) this.refuse()
    this.#at++
  }

  word(text: string): void {
    if (!this.isWord(text)) this.refuse()
    this.#at++
  }

  refuse(): never {
    const token = this.#tokens[Math.min(this.#at, this.#tokens.length - 1)]
    throw new Unreadable(
      `Statement wasn't well formed, can't be processed: Unexpected token${token === undefined ? '' : `: ${token.text}`}`,
    )
  }
}
