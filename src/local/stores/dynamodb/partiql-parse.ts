/**
 * Reads a PartiQL statement into the expressions of DynamoDB's own operations. Names and values get placeholders, so that
 * any name may stand in a statement.
 */
import { fail, ok, type Result } from '../../../outcome/index.js'
import type { AttributeValue, Item } from './dynalite.js'
import type { Conjunct, Statement } from './partiql-statement.js'
import { type Token, TokenCursor, tokens, Unreadable } from './partiql-tokens.js'

/** @errors a sentence as AWS's `ValidationException` has it */
export function parseStatement(text: string, parameters: readonly AttributeValue[]): Result<Statement, string> {
  try {
    return ok(new Reader(tokens(text), parameters).statement())
  } catch (thrown) {
    if (thrown instanceof Unreadable) return fail(thrown.message)
    throw thrown
  }
}

class Reader extends TokenCursor {
  readonly #parameters: readonly AttributeValue[]
  #parameter = 0
  readonly #names = new Map<string, string>()
  readonly #values: Record<string, AttributeValue> = {}

  constructor(all: readonly Token[], parameters: readonly AttributeValue[]) {
    super(all)
    this.#parameters = parameters
  }

  statement(): Statement {
    const verb = this.next().text.toUpperCase()
    const parts = this.#body(verb)
    if (!this.isAtEnd()) this.refuse()
    if (this.#parameter !== this.#parameters.length)
      throw new Unreadable('Number of parameters in request and statement don’t match.'.replace('’', "'"))
    return {
      index: null,
      projection: null,
      conjuncts: [],
      descending: false,
      item: {},
      update: '',
      returning: null,
      ...parts,
      names: Object.fromEntries([...this.#names].map(([name, mark]) => [mark, name])),
      values: this.#values,
    }
  }

  #body(verb: string): Pick<Statement, 'kind' | 'table'> & Partial<Statement> {
    switch (verb) {
      case 'SELECT': {
        const projection = this.#projection()
        this.word('FROM')
        const { table, index } = this.#source()
        const conjuncts = this.#where()
        return { kind: 'select', table, index, projection, conjuncts, descending: this.#order() }
      }
      case 'INSERT': {
        this.word('INTO')
        const { table } = this.#source()
        this.word('VALUE')
        const item = this.#value().M as Item | undefined
        return item === undefined ? this.refuse() : { kind: 'insert', table, item }
      }
      case 'UPDATE': {
        const { table } = this.#source()
        const update = this.#changes()
        const conjuncts = this.#where()
        return { kind: 'update', table, update, conjuncts, returning: this.#returning() }
      }
      case 'DELETE': {
        this.word('FROM')
        const { table } = this.#source()
        const conjuncts = this.#where()
        return { kind: 'delete', table, conjuncts, returning: this.#returning() }
      }
      default:
        return this.refuse()
    }
  }

  #projection(): string | null {
    if (!this.isSign('*')) return this.list(() => this.#path().text)
    this.next()
    return null
  }

  #source(): { readonly table: string; readonly index: string | null } {
    const table = this.name()
    if (!this.isSign('.')) return { table, index: null }
    this.next()
    return { table, index: this.name() }
  }

  #order(): boolean {
    if (!this.isWord('ORDER')) return false
    this.next()
    this.word('BY')
    this.#path()
    if (this.isWord('DESC')) {
      this.next()
      return true
    }
    if (this.isWord('ASC')) this.next()
    return false
  }

  #returning(): string | null {
    if (!this.isWord('RETURNING')) return null
    this.next()
    const words: string[] = []
    while (this.peek()?.kind === 'word') words.push(this.next().text.toUpperCase())
    if (this.isSign('*')) this.next()
    return words.join(' ')
  }

  /** `SET a = 1 SET b = 2 REMOVE c` → an update expression. */
  #changes(): string {
    const sets: string[] = []
    const removes: string[] = []
    for (;;) {
      if (this.isWord('SET')) {
        this.next()
        sets.push(...this.commas(() => this.#assignment()))
      } else if (this.isWord('REMOVE')) {
        this.next()
        removes.push(...this.commas(() => this.#path().text))
      } else break
    }
    if (sets.length + removes.length === 0) this.refuse()
    return [...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []), ...(removes.length > 0 ? [`REMOVE ${removes.join(', ')}`] : [])].join(
      ' ',
    )
  }

  #assignment(): string {
    const path = this.#path().text
    this.sign('=')
    const first = this.#operand()
    if (!this.isSign('+') && !this.isSign('-')) {
      // `a = a -1` reads the sign as part of the number.
      const token = this.peek()
      if (token?.kind === 'number' && token.text.startsWith('-')) {
        this.next()
        return `${path} = ${first} - ${this.#place({ N: token.text.slice(1) })}`
      }
      return `${path} = ${first}`
    }
    const sign = this.next().text
    return `${path} = ${first} ${sign} ${this.#operand()}`
  }

  #operand(): string {
    const token = this.peek()
    const isPath = token !== undefined && (token.kind === 'name' || (token.kind === 'word' && !LITERALS.has(token.text.toLowerCase())))
    if (!isPath) return this.#place(this.#value())
    const call = token.kind === 'word' ? FUNCTIONS.get(token.text.toLowerCase()) : undefined
    if (call === undefined) return this.#path().text
    this.next()
    this.sign('(')
    const args = this.commas(() => this.#operand())
    this.sign(')')
    return `${call}(${args.join(', ')})`
  }

  #where(): readonly Conjunct[] {
    if (!this.isWord('WHERE')) return []
    this.next()
    const all = this.#or()
    return all
  }

  /** Parts joined by AND stay apart; with an OR they are one. */
  #or(): readonly Conjunct[] {
    const first = this.#and()
    if (!this.isWord('OR')) return first
    const either = [joined(first)]
    while (this.isWord('OR')) {
      this.next()
      either.push(joined(this.#and()))
    }
    return [{ text: `(${either.join(' OR ')})`, name: null, simple: null, values: [] }]
  }

  #and(): readonly Conjunct[] {
    const parts = [...this.#not()]
    while (this.isWord('AND')) {
      this.next()
      parts.push(...this.#not())
    }
    return parts
  }

  #not(): readonly Conjunct[] {
    if (this.isWord('NOT')) {
      this.next()
      return [{ text: `NOT (${joined(this.#not())})`, name: null, simple: null, values: [] }]
    }
    if (this.isSign('(')) {
      this.next()
      const inner = this.#or()
      this.sign(')')
      return inner
    }
    return [this.#comparison()]
  }

  #comparison(): Conjunct {
    const token = this.peek()
    const call = token?.kind === 'word' ? TESTS.get(token.text.toLowerCase()) : undefined
    if (call !== undefined && this.isCall()) return this.#test(call)
    const path = this.#operandPath()
    const operator = this.next().text.toUpperCase()
    const plain = (simple: string | null, text: string, values: readonly AttributeValue[] = []): Conjunct => ({
      text,
      name: path.name,
      simple,
      values,
    })
    switch (operator) {
      case '=':
      case '<':
      case '<=':
      case '>':
      case '>=': {
        const value = this.#valueOrPath()
        return plain(
          value.value === null ? null : operator,
          `${path.text} ${operator} ${value.text}`,
          value.value === null ? [] : [value.value],
        )
      }
      case '<>':
      case '!=':
        return plain(null, `${path.text} <> ${this.#valueOrPath().text}`)
      case 'BETWEEN': {
        const low = this.#place(this.#value())
        this.word('AND')
        return plain('between', `${path.text} BETWEEN ${low} AND ${this.#place(this.#value())}`)
      }
      case 'IN': {
        const open = this.next().text
        const all = this.commas(() => this.#value())
        this.sign(open === '[' ? ']' : ')')
        return plain('in', `${path.text} IN (${all.map((it) => this.#place(it)).join(', ')})`, all)
      }
      case 'IS': {
        const negated = this.isWord('NOT')
        if (negated) this.next()
        const what = this.next().text.toUpperCase()
        if (what === 'MISSING') return plain(null, `${negated ? 'attribute_exists' : 'attribute_not_exists'}(${path.text})`)
        if (what !== 'NULL') return this.refuse()
        const test = `attribute_type(${path.text}, ${this.#place({ S: 'NULL' })})`
        return plain(null, negated ? `NOT ${test}` : test)
      }
      default:
        return this.refuse()
    }
  }

  #test(name: string): Conjunct {
    this.next()
    this.sign('(')
    const path = this.#operandPath()
    const args = [path.text]
    while (this.isSign(',')) {
      this.next()
      args.push(this.#place(this.#value()))
    }
    this.sign(')')
    return { text: `${name}(${args.join(', ')})`, name: path.name, simple: name === 'begins_with' ? name : null, values: [] }
  }

  #operandPath(): { readonly text: string; readonly name: string | null } {
    if (this.isWord('SIZE') && this.isCall()) {
      this.next()
      this.next()
      const inner = this.#path()
      this.sign(')')
      return { text: `size(${inner.text})`, name: null }
    }
    return this.#path()
  }

  #valueOrPath(): { readonly text: string; readonly value: AttributeValue | null } {
    const token = this.peek()
    if (token?.kind === 'name' || (token?.kind === 'word' && !LITERALS.has(token.text.toLowerCase())))
      return { text: this.#path().text, value: null }
    const value = this.#value()
    return { text: this.#place(value), value }
  }

  /** `a.b[0]` with a placeholder for each name. */
  #path(): { readonly text: string; readonly name: string | null } {
    const first = this.name()
    let text = this.#mark(first)
    let deep = false
    for (;;) {
      if (this.isSign('.')) {
        this.next()
        text += `.${this.#mark(this.name())}`
      } else if (this.isSign('[')) {
        this.next()
        const inner = this.next()
        text += inner.kind === 'text' ? `.${this.#mark(inner.text)}` : `[${inner.text}]`
        this.sign(']')
      } else return { text, name: deep ? null : first }
      deep = true
    }
  }

  #mark(name: string): string {
    const known = this.#names.get(name)
    if (known !== undefined) return known
    const mark = `#n${this.#names.size}`
    this.#names.set(name, mark)
    return mark
  }

  #place(value: AttributeValue): string {
    const mark = `:v${Object.keys(this.#values).length}`
    this.#values[mark] = value
    return mark
  }

  #value(): AttributeValue {
    const token = this.next()
    if (token.kind === 'text') return { S: token.text }
    if (token.kind === 'number') return { N: token.text }
    if (token.kind === 'word') {
      const word = token.text.toLowerCase()
      if (word === 'true' || word === 'false') return { BOOL: word === 'true' }
      if (word === 'null') return { NULL: true }
      return this.refuse()
    }
    switch (token.text) {
      case '?': {
        const value = this.#parameters[this.#parameter++]
        if (value === undefined) throw new Unreadable("Number of parameters in request and statement don't match.")
        return value
      }
      case '{':
        return { M: this.#map() }
      case '[': {
        const items = this.isSign(']') ? [] : this.commas(() => this.#value())
        this.sign(']')
        return { L: items }
      }
      case '<<': {
        const items = this.commas(() => this.#value())
        this.sign('>>')
        const type = Object.keys(items[0] ?? {})[0] ?? 'S'
        return { [`${type}S`]: items.map((it) => it[type]) }
      }
      default:
        return this.refuse()
    }
  }

  #map(): Item {
    const out: Record<string, AttributeValue> = {}
    while (!this.isSign('}')) {
      const name = this.next().text
      this.sign(':')
      out[name] = this.#value()
      if (this.isSign(',')) this.next()
    }
    this.sign('}')
    return out
  }
}

const joined = (parts: readonly Conjunct[]): string =>
  parts.length === 1 ? (parts[0]?.text ?? '') : `(${parts.map(({ text }) => text).join(' AND ')})`

const LITERALS = new Set(['true', 'false', 'null'])
const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['list_append', 'list_append'],
  ['if_not_exists', 'if_not_exists'],
])
const TESTS: ReadonlyMap<string, string> = new Map([
  ['begins_with', 'begins_with'],
  ['contains', 'contains'],
  ['attribute_type', 'attribute_type'],
  ['attribute_exists', 'attribute_exists'],
  ['attribute_not_exists', 'attribute_not_exists'],
])
