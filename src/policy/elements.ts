/** Reading the members of a JSON object as elements of the policy language: known once each, one or many, and text. */
import { type Parsing, quoted, report } from './errors.js'
import type { JsonMember, JsonNode } from './json.js'

export type Elements = ReadonlyMap<string, JsonMember>

/**
 * The members by name, each once.
 *
 * @param known the elements that may stand here; others are reported
 */
export function readElements(
  parsing: Parsing,
  node: Extract<JsonNode, { kind: 'object' }>,
  known: ReadonlySet<string>,
  where: string,
): Elements {
  const elements = new Map<string, JsonMember>()
  for (const member of node.members) {
    if (elements.has(member.key)) {
      report(
        parsing,
        member.at,
        'policy/duplicate-key',
        `the key ${quoted(member.key)} is written twice in ${where}`,
        'keep one of the two',
      )
    } else if (!known.has(member.key)) {
      report(
        parsing,
        member.at,
        'policy/unknown-element',
        `${where} has no element named ${quoted(member.key)}`,
        nearestHint(member.key, known),
      )
    }
    elements.set(member.key, member)
  }
  return elements
}

function nearestHint(written: string, known: ReadonlySet<string>): string {
  const sameLetters = [...known].find((name) => name.toLowerCase() === written.toLowerCase())
  return sameLetters === undefined
    ? `elements here: ${[...known].join(', ')}`
    : `write \`${sameLetters}\`; element names are case-sensitive`
}

export interface TextItem {
  readonly text: string
  readonly at: number
}

/** A string or a list of strings. */
export function readTexts(parsing: Parsing, node: JsonNode, name: string): readonly TextItem[] {
  const out: TextItem[] = []
  for (const item of readScalars(parsing, node, name)) {
    if (item.kind === 'string') out.push({ text: item.value, at: item.at })
    else report(parsing, item.at, 'policy/bad-type', `${quoted(name)} takes text, not a ${item.kind}`, 'put the value in double quotes')
  }
  return out
}

export type Scalar = Extract<JsonNode, { kind: 'string' | 'number' | 'boolean' }>

/** One value or a list of values, none of them an object, a list or null; never an empty list. */
export function readScalars(parsing: Parsing, node: JsonNode, name: string): readonly Scalar[] {
  const out: Scalar[] = []
  if (node.kind !== 'array') readScalar(parsing, node, name, out)
  else if (node.items.length > 0) for (const item of node.items) readScalar(parsing, item, name, out)
  else
    report(parsing, node.at, 'policy/empty-list', `${quoted(name)} is an empty list`, 'name at least one value, or leave the statement out')
  return out
}

function readScalar(parsing: Parsing, item: JsonNode, name: string, out: Scalar[]): void {
  if (item.kind === 'string') checkCharacters(parsing, item.value, item.at, name)
  if (item.kind === 'string' || item.kind === 'number' || item.kind === 'boolean') out.push(item)
  else
    report(
      parsing,
      item.at,
      'policy/bad-type',
      `${quoted(name)} cannot hold ${item.kind === 'null' ? 'null' : `an ${item.kind}`}`,
      'write text or a list of texts',
    )
}

// Source: IAM User Guide, "IAM and AWS STS quotas", "IAM name requirements": policy documents hold tab, line feed,
// carriage return and U+0020 to U+00FF.
const FOREIGN = /[^\t\n\r\u0020-\u00ff]/

function checkCharacters(parsing: Parsing, text: string, at: number, name: string): void {
  const found = FOREIGN.exec(text)?.[0]
  if (found === undefined) return
  const code = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  report(
    parsing,
    at,
    'policy/bad-character',
    `${quoted(name)} holds the character U+${code}, which no policy may hold`,
    'use `?` or `*` in its place',
  )
}
