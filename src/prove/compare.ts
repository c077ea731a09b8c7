/** Both directions of containment, and what they come to. */
import { contains, separate } from './contains.js'
import type { Comparison, ProofOptions, Relation, SideVerdict, Subject, Verdict } from './types.js'

/**
 * Compares what two subjects allow.
 *
 * `equal` if and only if they allow the same requests; `narrower` if and only if every request that `a` allows `b` allows,
 * and not the other way round; `wider` if and only if `b` is narrower; `disjoint` if and only if each allows a request and
 * none is allowed by both; `overlapping` if and only if some request is allowed by both and each allows one that the other
 * does not. `unknown` where a search that the answer depends on met a limit: it counts as no.
 *
 * @source IAM User Guide, "Policy evaluation logic"
 */
export function compare(a: Subject, b: Subject, options: ProofOptions = {}): Comparison {
  const aInB = contains(b, a, options)
  const bInA = contains(a, b, options)
  const both = aInB.verdict === 'refuted' && bInA.verdict === 'refuted'
  const common = both ? disjoint(a, b, options) : null
  const searches = [aInB, bInA, ...(common === null ? [] : [common])]
  return {
    relation: relationOf(aInB, bInA, common),
    aInB: sideOf(aInB),
    bInA: sideOf(bInA),
    assumptions: [...new Set(searches.flatMap((search) => search.assumptions))].sort(),
  }
}

/**
 * Whether two subjects allow the same requests: `proved` if and only if each allows all that the other does, `refuted` if
 * and only if one of them allows a request that the other does not, which is the counterexample.
 */
export function equivalent(a: Subject, b: Subject, options: ProofOptions = {}): Verdict {
  const there = contains(b, a, options)
  if (there.verdict === 'refuted') return there
  const back = contains(a, b, options)
  if (back.verdict === 'refuted' || there.verdict === 'proved') {
    return { ...back, assumptions: [...new Set([...there.assumptions, ...back.assumptions])].sort() }
  }
  return there
}

/**
 * Whether no request is allowed by both: `proved` if and only if there is none; `refuted` if and only if there is one,
 * which is the counterexample, with the Allows of `a` that let it through.
 *
 * @param b several are one side, which allows what all of them allow, such as a policy inside a permissions boundary
 */
export const disjoint = (a: Subject, b: Subject | readonly Subject[], options: ProofOptions = {}): Verdict =>
  separate({ narrow: a, wides: 'kind' in b ? [b] : b, want: 'meet', options })

function sideOf(found: Verdict): SideVerdict {
  const { assumptions: _, ...side } = found
  return side
}

function relationOf(aInB: Verdict, bInA: Verdict, common: Verdict | null): Relation {
  if (aInB.verdict === 'unknown' || bInA.verdict === 'unknown') return 'unknown'
  if (aInB.verdict === 'proved') return bInA.verdict === 'proved' ? 'equal' : 'narrower'
  if (bInA.verdict === 'proved') return 'wider'
  // A request that both allow is found, or proved not to be there.
  if (common === null || common.verdict === 'unknown') return 'unknown'
  return common.verdict === 'refuted' ? 'overlapping' : 'disjoint'
}
