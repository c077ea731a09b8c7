/**
 * What one subject allows and another does not, as patterns: each Allow is taken apart by resource and action until a part
 * is all covered, or all alike. What is left is checked as a whole: nothing may be gained outside of it.
 */
import { expandActions } from '../catalog/index.js'
import { type Matcher, type Policy, parseGlob, type Statement } from '../policy/index.js'
import { namesAction } from './action-lists.js'
import { contains } from './contains.js'
import { includesWildcards } from './inclusion.js'
import { prepare } from './prepared.js'
import { type Cell, regionsOf, shortest, within, without } from './regions.js'
import { sourcesOf } from './sources.js'
import type { ProofOptions, Subject, Summary, Verdict } from './types.js'

/**
 * Lists what was gained and lost from `before` to `after`.
 *
 * `complete` is `proved` if and only if every request that one allows and the other does not lies in a region of the list
 * that it belongs to; a region stands in a list if and only if it holds such a request, or one could not be ruled out
 * within the limits.
 */
export function summarize(before: Subject, after: Subject, options: ProofOptions = {}): Summary {
  const patterns = [before, after].flatMap((subject) => allowsOf(subject).flatMap(({ statement }) => textsOf(statement.actions)))
  const gained = beyond(after, before, options, patterns)
  const lost = beyond(before, after, options, patterns)
  const complete = gained.complete.verdict === 'proved' ? lost.complete : gained.complete
  return {
    gained: regionsOf(gained.cells, patterns),
    lost: regionsOf(lost.cells, patterns),
    complete,
    assumptions: [...new Set([...gained.complete.assumptions, ...lost.complete.assumptions])].sort(),
  }
}

interface Beyond {
  readonly cells: readonly Cell[]
  readonly complete: Verdict
}

function beyond(subject: Subject, other: Subject, options: ProofOptions, patterns: readonly string[]): Beyond {
  const allows = (part: Subject): boolean => contains(other, part, options).verdict === 'proved'
  const nothing = contains(other, subject, options)
  if (nothing.verdict === 'proved') return { cells: [], complete: nothing }
  const search: Search = { subject, other, allows, options, patterns }
  const cells = allowsOf(subject).flatMap((allow) => cellsBeyond(search, allow))
  const rest = contains(other, without(subject, cells), options)
  if (rest.verdict !== 'refuted') return { cells, complete: rest }
  // What the catalog cannot take apart is listed as it is written.
  const whole = allowsOf(subject).map(wholeCell)
  return { cells: whole, complete: contains(other, without(subject, whole), options) }
}

interface Search {
  readonly subject: Subject
  readonly other: Subject
  readonly allows: (part: Subject) => boolean
  readonly options: ProofOptions
  /** Patterns of actions that either side writes. */
  readonly patterns: readonly string[]
}

interface Allow {
  readonly version: Policy['version']
  readonly statement: Statement
}

function statementsOf(subject: Subject, effect: Statement['effect']): readonly Allow[] {
  return sourcesOf(0, subject).flatMap(({ policy: { policy } }) =>
    policy.statements.filter((it) => it.effect === effect).map((statement) => ({ version: policy.version, statement })),
  )
}

/** Of a set the Allows that grant: those of the others limit. */
const allowsOf = (subject: Subject): readonly Allow[] =>
  subject.kind === 'set'
    ? sourcesOf(0, subject).flatMap(({ type, policy: { policy } }) =>
        type === 'identity' || type === 'resource'
          ? policy.statements.filter((it) => it.effect === 'allow').map((statement) => ({ version: policy.version, statement }))
          : [],
      )
    : statementsOf(subject, 'allow')

const textsOf = (matcher: Matcher<string>): readonly string[] => ('only' in matcher ? matcher.only : matcher.except)

const wholeCell = ({ version, statement }: Allow): Cell => ({
  version,
  statement,
  actions: statement.actions,
  resources: statement.resources,
  conditions: statement.conditions,
})

function cellsBeyond(search: Search, allow: Allow): readonly Cell[] {
  const whole = wholeCell(allow)
  if (search.allows(within(search.subject, whole))) return []
  const { resources } = allow.statement
  const parts = resources !== null && 'only' in resources ? resources.only.map((one) => ({ only: [one] })) : [resources]
  return parts.flatMap((part) => {
    const cell: Cell = { ...whole, resources: part }
    if (parts.length > 1 && search.allows(within(search.subject, cell))) return []
    return byAction(search, cell)
  })
}

/** The cell's actions, those together that all lists take alike. */
function byAction(search: Search, cell: Cell): readonly Cell[] {
  const members = 'only' in cell.actions ? cell.actions.only : ['*']
  const lists = [search.subject, search.other].flatMap((subject) =>
    [...statementsOf(subject, 'allow'), ...statementsOf(subject, 'deny')].map(({ statement }) => prepare(statement).actions),
  )
  const classes = new Map<string, Set<string>>()
  for (const member of members) {
    const expanded = search.options.openActions === true || !/[*?]/.test(member) ? [] : expandActions(member)
    if (expanded.length === 0) classes.set(member, new Set([member]))
    for (const action of expanded) {
      const lower = action.toLowerCase()
      if ('except' in cell.actions && cell.actions.except.some((text) => takes(text, lower))) continue
      const key = lists.map((list) => (namesAction(list, lower) !== list.negated ? '1' : '0')).join('')
      const same = classes.get(key) ?? new Set()
      classes.set(key, same.add(action))
    }
  }
  return [...classes.values()].flatMap((actions) => {
    // One of them speaks for all: the lists take them alike, and the whole is checked in the end.
    const [sample = '*'] = actions
    if (search.allows(within(search.subject, { ...cell, actions: { only: [sample] } }))) return []
    return narrowed(search, { ...cell, actions: { only: shortest([...actions], search.patterns) } }, sample)
  })
}

const takes = (text: string, action: string): boolean => includesWildcards(text.toLowerCase(), action)

/** Where the other side's Denies are all that takes the cell away, it is what they deny of it. */
function narrowed(search: Search, cell: Cell, sample: string): readonly Cell[] {
  const part = (one: Cell): Cell => ({ ...one, actions: { only: [sample] } })
  const denied = statementsOf(search.other, 'deny').flatMap(({ version, statement }): readonly Cell[] => {
    const { actions: list } = prepare(statement)
    if (namesAction(list, sample.toLowerCase()) === list.negated) return []
    const conditions = [...cell.conditions, ...statement.conditions]
    return commonResources(cell.resources, statement.resources).map((resources) => ({ ...cell, version, resources, conditions }))
  })
  if (denied.length === 0 || !search.allows(without(within(search.subject, part(cell)), denied.map(part)))) return [cell]
  return denied.filter((one) => !search.allows(within(search.subject, part(one))))
}

/** Lists of which together the common part is made up; the first as it is where that cannot be written. */
function commonResources(own: Statement['resources'], denied: Statement['resources']): readonly Statement['resources'][] {
  if (own === null || denied === null || !('only' in own) || !('only' in denied)) return [own]
  const [pattern = '*'] = own.only
  if (denied.only.some((text) => text === '*' || text === pattern)) return [own]
  const inside =
    pattern === '*' ? denied.only : denied.only.filter((text) => isPlain(text) && isPlain(pattern) && includesWildcards(pattern, text))
  return inside.length === denied.only.length ? inside.map((text) => ({ only: [text] })) : [own]
}

const isPlain = (text: string): boolean => parseGlob(text, { wildcards: true, variables: true }).every((token) => token.kind !== 'variable')
