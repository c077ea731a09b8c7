/** Facts → usage of each role. */
import type { DenyingPolicyType } from '../events/index.js'
import { compareTexts } from './group-order.js'
import { Patterns } from './patterns.js'
import { isVaryingSession, VARYING_SESSIONS_LISTED } from './read/identity.js'
import { printTime } from './read/texts.js'
import type { Denial, Fact, UsedAction } from './types.js'

/** What one role did. */
export interface Usage {
  readonly arn: string
  readonly id: string | null
  readonly sessions: readonly string[]
  readonly used: readonly UsedAction[]
  /** By action: the patterns of what was allowed. */
  readonly allowed: ReadonlyMap<string, readonly string[]>
  readonly denials: readonly Denial[]
  /** Actions whose events no row of the catalog knows. */
  readonly unmapped: readonly string[]
}

/** @returns by key of the answer (`ARN`, or `ARN#AROA…` where several roles had it), sorted */
export function usageOf(facts: readonly Fact[]): ReadonlyMap<string, Usage> {
  const byRole = new Map<string, Map<string, Fact[]>>()
  for (const fact of facts) {
    const ids = byRole.get(fact.role) ?? new Map<string, Fact[]>()
    byRole.set(fact.role, ids)
    const own = ids.get(fact.roleId)
    if (own === undefined) ids.set(fact.roleId, [fact])
    else own.push(fact)
  }
  const out: [string, Usage][] = []
  for (const [arn, ids] of byRole) {
    // Records that do not say the ID are of the one role that is known by that name.
    const unnamed = ids.get('')
    if (unnamed !== undefined && ids.size === 2) {
      ids.delete('')
      for (const [id, own] of ids) ids.set(id, [...own, ...unnamed])
    }
    for (const [id, own] of ids) out.push([ids.size > 1 ? `${arn}#${id}` : arn, usage(arn, id, own)])
  }
  return new Map(out.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function usage(arn: string, id: string, facts: readonly Fact[]): Usage {
  const sessionOf = sessionNames(facts)
  const actions = new Map<string, ActionTally>()
  const denials = new Map<
    string,
    {
      readonly action: string
      readonly resource: string
      readonly by: DenyingPolicyType | null
      readonly explicit: boolean | null
      count: number
    }
  >()
  for (const fact of facts) {
    // One call may ask for an action on several resources.
    const counted: string[] = []
    for (const { action, resource } of fact.checks) {
      const tally = actions.get(action) ?? actionTally()
      if (tally.count === 0) actions.set(action, tally)
      tally.all.add(resource)
      if (!fact.denied) tally.allowed.add(resource)
      if (counted.includes(action)) continue
      counted.push(action)
      count(tally, fact, sessionOf(fact.session))
    }
  }
  for (const fact of facts) {
    if (!fact.denied) continue
    for (const check of fact.checks) {
      const resource = actions.get(check.action)?.all.of(check.resource) ?? check.resource
      const key = `${check.action}\n${resource}\n${fact.by}\n${fact.explicit}`
      const denial = denials.get(key) ?? { action: check.action, resource, by: fact.by, explicit: fact.explicit, count: 0 }
      denial.count += fact.count
      denials.set(key, denial)
    }
  }
  const sorted = [...actions].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    arn,
    id: id === '' ? null : id,
    sessions: [...new Set(facts.map(({ session }) => sessionOf(session)))].filter((session) => session !== '').sort(),
    used: sorted.map(([action, tally]) => usedAction(action, tally)),
    allowed: new Map(sorted.filter(([, { count, denied }]) => count > denied).map(([action, { allowed }]) => [action, allowed.list()])),
    denials: sortedDenials([...denials.values()]),
    unmapped: [...new Set(facts.filter(({ known }) => !known).flatMap(({ checks }) => checks.map(({ action }) => action)))].sort(),
  }
}

const sortedDenials = (denials: readonly Denial[]): readonly Denial[] =>
  denials.toSorted(
    (a, b) =>
      compareTexts(a.action, b.action) ||
      compareTexts(a.resource, b.resource) ||
      compareTexts(String(a.by), String(b.by)) ||
      compareTexts(String(a.explicit), String(b.explicit)),
  )

interface ActionTally {
  readonly all: Patterns
  readonly allowed: Patterns
  readonly sessions: Map<string, number>
  readonly via: Set<string>
  count: number
  denied: number
  first: number
  last: number
  sample: string
}

const actionTally = (): ActionTally => ({
  all: new Patterns(),
  allowed: new Patterns(),
  sessions: new Map(),
  via: new Set(),
  count: 0,
  denied: 0,
  first: Number.POSITIVE_INFINITY,
  last: 0,
  sample: '',
})

function count(tally: ActionTally, fact: Fact, session: string): void {
  tally.count += fact.count
  if (fact.denied) tally.denied += fact.count
  if (session !== '') tally.sessions.set(session, (tally.sessions.get(session) ?? 0) + fact.count)
  if (fact.via !== '') tally.via.add(fact.via)
  if (fact.last > tally.last) tally.last = fact.last
  if (fact.first < tally.first || (fact.first === tally.first && fact.sample < tally.sample)) {
    tally.first = fact.first
    tally.sample = fact.sample
  }
}

function usedAction(action: string, tally: ActionTally): UsedAction {
  const resources = tally.all.list()
  const allowed = new Set(tally.denied === 0 ? resources : tally.allowed.list().map((resource) => tally.all.of(resource)))
  const onlyDenied = resources.filter((resource) => !allowed.has(resource))
  return {
    action,
    resources,
    ...(onlyDenied.length === 0 ? {} : { onlyDenied }),
    count: tally.count,
    denied: tally.denied,
    sessions: Object.fromEntries([...tally.sessions].sort(([a], [b]) => (a < b ? -1 : 1))),
    ...(tally.via.size === 0 ? {} : { via: [...tally.via].sort() }),
    first: printTime(tally.first),
    last: printTime(tally.last),
    sampleEventId: tally.sample,
  }
}

/** Sessions whose names are made anew each time are listed while they are few. */
function sessionNames(facts: readonly Fact[]): (session: string) => string {
  const varying = new Set([...new Set(facts.map(({ session }) => session))].filter(isVaryingSession))
  const all = varying.has('*') || varying.size > VARYING_SESSIONS_LISTED
  return (session) => (all && varying.has(session) ? '*' : session)
}
