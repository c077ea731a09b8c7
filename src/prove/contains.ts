/**
 * Containment: a search for a request that the narrow subject allows and the wide one does not, over all classes of
 * requests. See `docs/proofs.md` for what is proved and what is assumed.
 */

import { type Outline, searchActions } from './action-search.js'
import { type Place, places, type VariableMode, variableKeys } from './arenas.js'
import { DEFAULT_LIMITS, newBudget } from './budget.js'
import { type Confirmed, confirm } from './counterexample.js'
import { sourcesOf } from './sources.js'
import type { ProofOptions, Subject, Verdict } from './types.js'

/**
 * Whether `wide` allows every request that `narrow` allows.
 *
 * `proved` if and only if there is no request that `narrow` allows and `wide` does not, and the search came to its end;
 * `refuted` if and only if there is one, which the evaluator was asked again about; `unknown` with its reason where the
 * search met a limit or what it cannot decide.
 *
 * @source IAM User Guide, "Policy evaluation logic"
 */
export function contains(wide: Subject, narrow: Subject, options: ProofOptions = {}): Verdict {
  return separate({ narrow, wides: [wide], want: 'separate', options })
}

export interface SeparateQuestion {
  readonly narrow: Subject
  /** Together they are the wide side: what one of them allows is allowed. */
  readonly wides: readonly Subject[]
  readonly want: 'separate' | 'meet'
  readonly options: ProofOptions
}

export function separate(question: SeparateQuestion): Verdict {
  const { narrow, wides, want, options } = question
  const subjects = [narrow, ...wides]
  const statements = subjects
    .flatMap((subject, side) => sourcesOf(side, subject))
    .flatMap((source) => (source.policy.policy.version === '2012-10-17' ? source.policy.policy.statements : []))
  const variables = statements.some((statement) => variableKeys(statement).length > 0)
  const first = run(question, variables ? { kind: 'open' } : { kind: 'values', chosen: new Map() }, subjects)
  void want
  void options
  return first
}

function run(question: SeparateQuestion, variables: VariableMode, subjects: readonly Subject[]): Verdict {
  const { options, want } = question
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const budget = newBudget(limits)
  const found = places({ subjects, want, variables, openActions: options.openActions ?? false, maxStates: limits.states, moreCallers: [] })
  if (found === null) return { verdict: 'unknown', reason: 'conditions on the caller fall into too many classes', assumptions: [] }
  const spelling = spellingOf(subjects)
  let confirmed: Confirmed | null = null
  const accept = (place: Place, outline: Outline): boolean => {
    confirmed = confirm({ place, outline, chosen: variables.kind === 'values' ? variables.chosen : new Map(), subjects, want, spelling })
    if (confirmed === null) budget.gaps.add(`the evaluator does not agree about ${outline.action} on ${outline.resource}`)
    return confirmed !== null
  }
  for (const place of found) {
    if (searchActions(place.arena, budget, (outline) => accept(place, outline))) break
  }
  const done = confirmed as Confirmed | null
  if (done !== null) return { verdict: 'refuted', counterexample: done.counterexample, assumptions: [] }
  const doubts = [...budget.gaps, ...new Set(found.flatMap((place) => [...place.shop.doubts]))].sort()
  if (doubts[0] !== undefined) return { verdict: 'unknown', reason: doubts[0], assumptions: [] }
  return { verdict: 'proved', assumptions: [] }
}

/** Condition keys as the policies write them. */
function spellingOf(subjects: readonly Subject[]): ReadonlyMap<string, string> {
  const out = new Map<string, string>()
  for (const [side, subject] of subjects.entries()) {
    for (const source of sourcesOf(side, subject)) {
      for (const statement of source.policy.policy.statements) {
        for (const { key } of statement.conditions) if (!out.has(key.toLowerCase())) out.set(key.toLowerCase(), key)
      }
    }
  }
  return out
}
