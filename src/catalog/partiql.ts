/** PartiQL statements of DynamoDB: what they do, and the table and index that they name. */
import { any, type Piece, type SymText, symText } from '../policy/index.js'

/** What a PartiQL statement does, and the table and index that it names. */
export interface PartiqlStatement {
  readonly verb: 'select' | 'insert' | 'update' | 'delete'
  /** `TABLE` or `TABLE/index/INDEX`, as it stands after `table/` in an ARN. */
  readonly resource: SymText
}

const VERBS = ['select', 'insert', 'update', 'delete'] as const

// A quoted name may hold anything but a quote; a plain one ends at a space, dot, comma, quote or parenthesis.
const NAME = '(?:"([^"]*)"?|([^\\s.,;()"]+))'
const STATEMENT = new RegExp(
  `^\\s*(?:exists\\s*\\(\\s*)?(?:(select)\\b.*?\\bfrom|(insert)\\s+into|(update)|(delete)\\s+from)\\s+${NAME}(?:\\.${NAME})?`,
  'is',
)

/**
 * Source: DynamoDB Developer Guide, "PartiQL language reference"; names may be in double quotes, an index follows its table
 * after a dot.
 *
 * @returns null where the text before the table's name is not known
 */
export function readPartiql(statement: SymText): PartiqlStatement | null {
  const match = STATEMENT.exec(marked(statement))
  if (match === null) return null
  const verb = VERBS[match.slice(1, 5).findIndex((group) => group !== undefined)]
  const table = match[5] ?? match[6]
  const index = match[7] ?? match[8]
  if (verb === undefined || table === undefined) return null
  const name = unmarked(table, statement)
  return { verb, resource: index === undefined ? name : symText(name, '/index/', unmarked(index, statement)) }
}

// Symbols become one character each, so that the statement can be read as text; `*` stands for what is not known, and for
// the star of `SELECT *`, which symbolic text does not tell apart.
const FIRST_MARK = 0xe000

const marked = (value: SymText): string =>
  value.map((piece, i) => (piece.kind === 'text' ? piece.text : piece.kind === 'any' ? '*' : String.fromCharCode(FIRST_MARK + i))).join('')

const unmarked = (text: string, source: SymText): SymText =>
  symText(
    ...[...text].map((char): string | Piece => {
      if (char === '*') return any
      const piece = source[char.charCodeAt(0) - FIRST_MARK]
      return piece?.kind === 'symbol' ? piece : char
    }),
  )
