/** Recorded calls against proposed roles: what would have been refused, and how often. */
import type { Judge } from './judge.js'
import { Patterns } from './patterns.js'
import type { Fact, Refusal, Replay } from './types.js'

/** @param judge where the facts were not judged while they were read: those of a facts file or of a query engine */
export function replayOf(facts: readonly Fact[], judge: Judge | null = null): Replay {
  const judged = facts.map((fact) => (judge === null ? fact : { ...fact, refused: refusalsOf(fact, judge) })).filter(isJudged)
  const patterns = new Map<string, Patterns>()
  const placeOf = (fact: Fact, action: string): string => `${fact.role} ${fact.roleId} ${action}`
  for (const fact of judged) {
    for (const { action, resource } of fact.refused) {
      const own = patterns.get(placeOf(fact, action)) ?? new Patterns()
      patterns.set(placeOf(fact, action), own)
      own.add(resource)
    }
  }
  const rows = new Map<
    string,
    { role: string; action: string; resource: string; because: string; count: number; first: number; sampleEventId: string }
  >()
  for (const fact of judged) {
    for (const { action, resource, because } of fact.refused) {
      const pattern = patterns.get(placeOf(fact, action))?.of(resource) ?? resource
      const key = JSON.stringify([fact.role, action, pattern, because])
      const row = rows.get(key) ?? {
        role: fact.role,
        action,
        resource: pattern,
        because,
        count: 0,
        first: Number.POSITIVE_INFINITY,
        sampleEventId: '',
      }
      row.count += fact.count
      if (fact.first < row.first || (fact.first === row.first && fact.sample < row.sampleEventId)) {
        row.first = fact.first
        row.sampleEventId = fact.sample
      }
      rows.set(key, row)
    }
  }
  return {
    requests: judged.reduce((sum, { count }) => sum + count, 0),
    refused: [...rows]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { role, action, resource, count, because, sampleEventId }]) => ({ role, action, resource, count, because, sampleEventId })),
  }
}

/** @returns how many recorded calls would be refused, each once however much of it would be */
export const refusedCalls = (facts: readonly Fact[], judge: Judge | null = null): number =>
  facts.reduce((sum, fact) => sum + ((judge === null ? fact.refused : refusalsOf(fact, judge))?.length ? fact.count : 0), 0)

type Judged = Fact & { readonly refused: readonly Refusal[] }

const isJudged = (fact: Fact): fact is Judged => fact.refused !== null && fact.checks.length > 0

function refusalsOf(fact: Fact, judge: Judge): readonly Refusal[] | null {
  if (fact.denied || !judge.knows(fact.role, fact.session)) return null
  return fact.checks.flatMap((check) => {
    const because = judge.refusal(fact.role, fact.session, check)
    return because === null ? [] : [{ ...check, because }]
  })
}
