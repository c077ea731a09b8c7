/** The fields that a GraphQL request asks for at its top: IAM is asked for each. Source: GraphQL specification, "Document Syntax". */
import type { Traced } from '../types.js'

/** Strings and comments say nothing of fields. */
const TOKEN = /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*|\.\.\.|[A-Za-z_]\w*|[^\s,\w]/g

const TYPES: ReadonlyMap<string, string> = new Map([
  ['query', 'Query'],
  ['mutation', 'Mutation'],
  ['subscription', 'Subscription'],
])

/** @returns `Mutation/fields/publish` for each; null where the text is not known, or is no plain document */
export function graphqlFields(body: Traced): readonly string[] | null {
  const text = documentOf(body)
  if (text === null) return null
  const tokens = (text.match(TOKEN) ?? []).filter((token) => !/^["#]/.test(token))
  const fields: string[] = []
  for (let at = 0; at < tokens.length; ) {
    const type = tokens[at] === '{' ? 'Query' : TYPES.get(tokens[at] ?? '')
    const open = tokens[at] === 'fragment' || type !== undefined ? beginOfBlock(tokens, at) : -1
    if (open < 0) return null
    const close = endOf(tokens, open)
    if (type !== undefined) {
      const found = fieldsIn(tokens.slice(open + 1, close))
      if (found === null) return null
      fields.push(...found.map((field) => `${type}/fields/${field}`))
    }
    at = close + 1
  }
  return fields.length === 0 ? null : [...new Set(fields)].sort()
}

/** The member `query` of the JSON that is sent. */
function documentOf(body: Traced): string | null {
  const [only] = body.kind === 'text' && body.pieces.length === 1 ? body.pieces : []
  const query = only?.kind === 'json' && only.value.kind === 'object' ? only.value.entries.get('query') : undefined
  if (query?.kind !== 'text') return null
  const parts = query.pieces.map((piece) => (piece.kind === 'literal' ? piece.text : null))
  return parts.includes(null) ? null : parts.join('')
}

/** Variables stand in parentheses before it, with braces of their own. */
function beginOfBlock(tokens: readonly string[], from: number): number {
  for (let at = from; at < tokens.length; at++) {
    if (tokens[at] === '(') at = endOf(tokens, at)
    else if (tokens[at] === '{') return at
  }
  return -1
}

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['{', '}'],
  ['(', ')'],
])

function endOf(tokens: readonly string[], open: number): number {
  const [begin = '', end] = [tokens[open], CLOSING.get(tokens[open] ?? '')]
  let depth = 0
  for (let at = open; at < tokens.length; at++) {
    if (tokens[at] === begin) depth++
    else if (tokens[at] === end && --depth === 0) return at
  }
  return tokens.length
}

/** @returns null where a fragment stands among them, whose fields are elsewhere */
function fieldsIn(tokens: readonly string[]): readonly string[] | null {
  const fields: string[] = []
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? ''
    if (token === '...') return null
    if (token === '{' || token === '(') at = endOf(tokens, at)
    else if (token === '@') at++
    else if (/^[A-Za-z_]/.test(token)) {
      // An alias comes before the name.
      if (tokens[at + 1] === ':') continue
      if (token !== '__typename') fields.push(token)
    }
  }
  return fields
}
