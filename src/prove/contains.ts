/**
 * Containment: a search for a request that the narrow subject allows and the wide one does not, over all classes of
 * requests. See `docs/proofs.md` for what is proved and what is assumed.
 */

import { catalogDate } from '../catalog/index.js'
import type { RequestInput } from '../decide/index.js'
import type { Statement } from '../policy/index.js'
import { type ChoiceCache, newChoiceCache, type Outline, searchActions } from './action-search.js'
import { type Place, places, type VariableMode } from './arenas.js'
import { DEFAULT_LIMITS, newBudget } from './budget.js'
import { type Caller, isDerived } from './callers.js'
import { allowsNothing, withoutCommonPart } from './common-part.js'
import { type Confirmed, confirm } from './counterexample.js'
import { asksEmpty, type Empties, readings } from './empty-values.js'
import { prepare } from './prepared.js'
import { NOT_SOLE, type SoleVariables, soleVariables } from './sole-variables.js'
import { sourcesOf } from './sources.js'
import type { ProofOptions, Subject, Verdict } from './types.js'
import { variableCases, withConditions } from './variable-cases.js'
import type { Chosen } from './variable-modes.js'
import { choicesOf, facingCallers } from './variable-values.js'

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

interface Question extends SeparateQuestion {
  readonly choices: ChoiceCache
  /** The sides as they were given: what was found is asked of these. */
  readonly asked: readonly Subject[]
}

export function separate(given: SeparateQuestion): Verdict {
  const sides = given.want === 'separate' ? withoutCommonPart(given) : given
  if (allowsNothing(sides.narrow)) return { verdict: 'proved', assumptions: [] }
  const question: Question = {
    ...{ ...given, narrow: sides.narrow, wides: sides.wides },
    choices: newChoiceCache(),
    asked: [given.narrow, ...given.wides],
  }
  const subjects = [question.narrow, ...question.wides]
  const sources = subjects.flatMap((subject, side) => sourcesOf(side, subject))
  const withVariables = sources.flatMap(({ side, policy: { policy } }) =>
    policy.version === '2012-10-17'
      ? policy.statements.flatMap((statement) => {
          const { variables } = prepare(statement)
          return variables.length === 0 ? [] : [{ side, statement, keys: variables.map((key) => key.toLowerCase()) }]
        })
      : [],
  )
  const keys = [...new Set(withVariables.flatMap((it) => it.keys))].sort()
  if (keys.length === 0) return run(question, { kind: 'values', chosen: NOTHING }, subjects)
  // A proof with the values left open holds for each; else values are tried, and a request is found or not.
  const open = run(question, OPEN, subjects)
  if (open.verdict === 'proved') return open
  const needed = new Set(withVariables.filter((it) => it.side === 0 && it.statement.effect === 'allow').flatMap((it) => it.keys))
  const free = keys.filter((key) => !isDerived(key))
  const statements = sources.flatMap((source) => source.policy.policy.statements)
  const tryValues = (chosen: Chosen, moreCallers: readonly Caller[]): Verdict =>
    run(question, { kind: 'values', chosen }, subjects, moreCallers)
  const choices = choicesOf({ keys: free, needed, statements })
  // The first choice alone tells most apart, whoever calls.
  const first: Chosen = choices.next().value ?? NOTHING
  const simple = tryValues(first, [])
  if (simple.verdict === 'refuted') return simple
  const sole = soleVariables(sources.map((source) => source.policy))
  if (isSole(sole)) {
    const again = run(question, { ...OPEN, sole }, subjects)
    if (again.verdict === 'proved') return again
  }
  const facing = facingCallers(keys, statements)
  for (const chosen of facing.length === 0 ? choices : [first, ...choices]) {
    const tried = tryValues(chosen, facing)
    if (tried.verdict === 'refuted') return tried
  }
  const byCase = proveByCase(question, [...free, ...keys.filter(isDerived)], statements, sole)
  if (byCase !== null) return byCase
  return { verdict: 'unknown', reason: `no proof holds for every value of \`\${${keys.join('}`, `${')}}\``, assumptions: [] }
}

const NOTHING: Chosen = new Map()
const OPEN: VariableMode & { kind: 'open' } = { kind: 'open', chosen: NOTHING, present: new Set(), sole: NOT_SOLE, accounts: new Map() }
const isSole = ({ resources, keys }: SoleVariables): boolean => resources || keys.size > 0

/**
 * A proof for each case of what the keys hold: nothing, a value that conditions on the key name, or another. Null where
 * a case has none.
 */
function proveByCase(question: Question, keys: readonly string[], statements: readonly Statement[], sole: SoleVariables): Verdict | null {
  const assumptions = new Set<string>()
  const cases = variableCases(keys, statements)
  if (cases.length < 2) return null
  for (const { chosen, present, others, accounts } of cases) {
    const narrow = withConditions(question.narrow, others)
    const within = [narrow, ...question.wides]
    const mode = { ...OPEN, chosen, present, accounts }
    const open = run({ ...question, narrow }, mode, within)
    const found = open.verdict === 'proved' || !isSole(sole) ? open : run({ ...question, narrow }, { ...mode, sole }, within)
    if (found.verdict !== 'proved') return null
    for (const one of found.assumptions) assumptions.add(one)
  }
  return { verdict: 'proved', assumptions: [...assumptions].sort() }
}

/** A request that does not hang on how empty texts are read is looked for first. */
function run(question: Question, variables: VariableMode, subjects: readonly Subject[], moreCallers: readonly Caller[] = []): Verdict {
  const asked =
    variables.kind === 'values' &&
    subjects.some((subject, side) =>
      sourcesOf(side, subject).some(({ policy }) => policy.policy.statements.some(({ conditions }) => conditions.some(asksEmpty))),
    )
  const settled = asked ? search(question, variables, subjects, moreCallers, 'without') : null
  return settled?.verdict === 'refuted' ? settled : search(question, variables, subjects, moreCallers, 'both')
}

function search(
  question: Question,
  variables: VariableMode,
  subjects: readonly Subject[],
  moreCallers: readonly Caller[],
  empties: Empties,
): Verdict {
  const { options, want } = question
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const budget = newBudget(limits)
  const found = places({
    subjects,
    want,
    variables,
    openActions: options.openActions ?? false,
    empties,
    maxStates: limits.states,
    moreCallers,
    choices: question.choices,
  })
  if (found === null) return { verdict: 'unknown', reason: 'conditions on the caller fall into too many classes', assumptions: [] }
  let confirmed: Confirmed | null = null
  const accept = (place: Place, outline: Outline): boolean => {
    if (variables.kind === 'open') return refuteOpen(budget.gaps)
    const { asked } = question
    confirmed = confirm({ place, outline, chosen: variables.chosen, subjects, asked, want, spelling: spellingOf(subjects) })
    if (confirmed === null) budget.gaps.add(doubtOf(outline))
    return confirmed !== null
  }
  const doubts = budget.gaps
  let isDerivedAsked = false
  for (const place of found) {
    isDerivedAsked ||= !place.plain || place.owner !== null
    // With a doubt no proof for all values will come of it, and a request is not looked for here.
    if (variables.kind === 'open' && place.shop.doubts.size > 0) {
      for (const doubt of place.shop.doubts) doubts.add(doubt)
      break
    }
    const ended = searchActions(place.arena, budget, (outline) => accept(place, outline))
    for (const doubt of place.shop.doubts) doubts.add(doubt)
    if (ended) break
  }
  const derived = [...(isDerivedAsked ? [DERIVED] : []), ...(subjects.some(isOfOrganization) ? [REACHED] : [])]
  const done = confirmed as Confirmed | null
  if (done !== null) {
    const { counterexample, real, byPolicies } = done
    const { request } = counterexample
    const assumptions = [...derived, ...(real ? [] : [notReal(request)]), ...(byPolicies ? [] : [notByPolicies(request)])]
    return { verdict: 'refuted', counterexample, assumptions }
  }
  const [doubt] = [...doubts].sort()
  if (doubt !== undefined) return { verdict: 'unknown', reason: doubt, assumptions: [] }
  return { verdict: 'proved', assumptions: [...derived, ...(budget.onCatalog ? [onCatalog()] : [])] }
}

function doubtOf({ action, resource, keys }: Outline): string {
  const empty = [...keys].filter(([, values]) => readings(values).length > 1).map(([key]) => key)
  return empty.length > 0
    ? `it hangs on whether an empty value of \`${empty.join('`, `')}\` counts as none`
    : `the evaluator does not agree about ${action} on ${resource}`
}

const DERIVED = 'condition keys that follow from the principal or from the owner of the resource agree with them'
const REACHED = 'SCPs and RCPs reach the caller: it is no service-linked role, and not of the management account'
const isOfOrganization = (subject: Subject): boolean => subject.kind === 'set' && (subject.set.scps !== null || subject.set.rcps !== null)
const onCatalog = (): string =>
  `AWS has no actions but those of the catalog of ${catalogDate()}; with open actions every name is asked about`
const notReal = ({ action, resource }: RequestInput): string =>
  `the catalog does not know that AWS asks about \`${action}\` on \`${resource}\``
const notByPolicies = ({ action }: RequestInput): string =>
  `AWS does not decide on \`${action}\` by such a policy alone; it is compared by what the documents say`

/** With values left open what was found is a shape of requests, not a request: there is no proof, and no more to learn. */
function refuteOpen(gaps: Set<string>): boolean {
  gaps.add('a proof for every value of the policy variables was not found')
  return true
}

/** Condition keys as the policies write them, and as their variables do. */
function spellingOf(subjects: readonly Subject[]): ReadonlyMap<string, string> {
  const out = new Map<string, string>()
  for (const [side, subject] of subjects.entries()) {
    for (const source of sourcesOf(side, subject)) {
      for (const statement of source.policy.policy.statements) {
        const written = [...statement.conditions.map((condition) => condition.key), ...prepare(statement).variables]
        for (const key of written) if (!out.has(key.toLowerCase())) out.set(key.toLowerCase(), key)
      }
    }
  }
  return out
}
