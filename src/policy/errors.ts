/** What can be wrong with a policy document: the codes, and how an error is collected with its place. */
import type { Place, Problem } from '../outcome/index.js'
import type { PolicyKind } from './types.js'

export type PolicyErrorCode =
  | 'policy/not-json'
  | 'policy/not-an-object'
  | 'policy/duplicate-key'
  | 'policy/unknown-element'
  | 'policy/prohibited-element'
  | 'policy/missing-element'
  | 'policy/both-elements'
  | 'policy/bad-type'
  | 'policy/empty-list'
  | 'policy/bad-character'
  | 'policy/bad-version'
  | 'policy/bad-effect'
  | 'policy/bad-sid'
  | 'policy/duplicate-sid'
  | 'policy/bad-action'
  | 'policy/bad-resource'
  | 'policy/bad-principal'
  | 'policy/not-principal-with-allow'
  | 'policy/unknown-operator'
  | 'policy/bad-condition-key'
  | 'policy/bad-condition-value'
  | 'policy/bad-variable'
  | 'policy/unresolved-symbol'

/** A reason why IAM would not store the document, or why it cannot be judged. */
export interface PolicyError extends Problem {
  readonly code: PolicyErrorCode
}

/** What the parsers of the elements share: the kind of document, where offsets stand, and the errors so far. */
export interface Parsing {
  readonly kind: PolicyKind
  readonly placeOf: (at: number) => Place | null
  readonly errors: PolicyError[]
}

export function report(parsing: Parsing, at: number, code: PolicyErrorCode, message: string, hint: string): void {
  parsing.errors.push({ code, message, hint, at: parsing.placeOf(at) })
}

const LONGEST = 1_000

/** Outside text in a message: in backticks, on one line, and short. */
export function quoted(text: string): string {
  const line = text.slice(0, LONGEST).replace(/[\s`]+/g, ' ')
  return `\`${line.length > 80 ? `${line.slice(0, 77)}...` : line}\``
}
