/** Why one statement does not apply to a request: which of its parts do not match, with what it wants and what it saw. */
import {
  type Condition,
  type Matcher,
  type Policy,
  type PrincipalPattern,
  printOperator,
  printPrincipal,
  type Statement,
} from '../../policy/index.js'
import { actionMatches } from '../reference/action.js'
import { conditionHolds } from '../reference/condition.js'
import { valuesOf } from '../reference/context.js'
import { hasVariables, principalApplies, type Question, resourceApplies } from '../reference/statement.js'

export interface Mismatch {
  readonly part: 'principal' | 'action' | 'resource' | 'condition'
  /** The operator and key of a condition, e.g. `StringEquals aws:PrincipalTag/team`; else null. */
  readonly condition: string | null
  /** What the statement has there, as written. */
  readonly wanted: readonly string[]
  /** What the request has; null: it has no such key. */
  readonly seen: readonly string[] | null
}

/** Every part that does not match; empty where the statement applies. */
export function mismatchesOf(statement: Statement, policy: Policy, question: Question): readonly Mismatch[] {
  const { request } = question
  const out: Mismatch[] = []
  if (!actionMatches(statement.actions, question.action))
    out.push({ part: 'action', condition: null, wanted: written(statement.actions), seen: [request.action] })
  if (!resourceApplies(statement, policy, question))
    out.push({ part: 'resource', condition: null, wanted: written(statement.resources), seen: [request.resource] })
  if (!principalApplies(statement, question))
    out.push({ part: 'principal', condition: null, wanted: principals(statement.principals), seen: [request.principal.text] })
  for (const condition of statement.conditions) {
    if (conditionHolds(condition, request.context, hasVariables(policy), statement.effect)) continue
    out.push({ part: 'condition', condition: name(condition), wanted: condition.values, seen: valuesOf(request.context, condition.key) })
  }
  return out
}

const written = (matcher: Matcher<string> | null): readonly string[] =>
  matcher === null ? [] : 'only' in matcher ? matcher.only : matcher.except.map((pattern) => `all but ${pattern}`)

const name = (condition: Condition): string => `${printOperator(condition)} ${condition.key}`

function principals(matcher: Matcher<PrincipalPattern> | null): readonly string[] {
  if (matcher === null) return []
  return 'only' in matcher ? matcher.only.map(printPrincipal) : matcher.except.map((pattern) => `all but ${printPrincipal(pattern)}`)
}

/** One clause, e.g. `its resource is arn:aws:s3:::b/*, and the request's is arn:aws:s3:::c/x`. */
export function explainMismatch({ part, condition, wanted, seen }: Mismatch): string {
  if (part === 'resource' && wanted.length === 0) return 'it has no `Resource`'
  const wants = listed(wanted)
  if (part !== 'condition') return `its ${part} is ${wants}, and the request's is ${listed(seen ?? [])}`
  const has = seen === null ? 'the request has no such key' : `the request has ${listed(seen)}`
  return `${condition} wants ${wants}, and ${has}`
}

const SHOWN = 4

function listed(values: readonly string[]): string {
  const shown = values.slice(0, SHOWN).map((value) => `\`${value}\``)
  const more = values.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(' or ')
}
