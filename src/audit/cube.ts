/** Three ways of looking at one role: what code needs, what logs show, what policies grant. */
import type { Usage } from './fold.js'
import type { GrantCell, Need, RoleGrants } from './grants.js'
import { mayHavePath, withoutPath } from './iam-names.js'
import { notObservable, type Recorded } from './observable.js'
import { sentenceOf } from './sentences.js'
import type { Cell, Denial, NotObservableCode, RoleUsage } from './types.js'

export interface Compared extends Pick<RoleUsage, 'unused' | 'notObservable'> {
  readonly cells: readonly Cell[]
  /** The cells that nothing used although it would have been seen, and that no code needs. */
  readonly removableCells: readonly GrantCell[]
}

const cellKey = ({ action, resource }: GrantCell): string => `${action} ${resource}`
const byKey = (a: GrantCell, b: GrantCell): number => (cellKey(a) < cellKey(b) ? -1 : cellKey(a) > cellKey(b) ? 1 : 0)
const unique = (cells: readonly GrantCell[]): readonly GrantCell[] =>
  [...new Map(cells.map((cell) => [cellKey(cell), cell])).values()].sort(byKey)

/** @param usage null: the role is in no log */
export function compare(usage: Usage | null, grants: RoleGrants, recorded: Recorded, days: number): Compared {
  const granted = unique(grants.granted)
  const needed = unique(grants.needed)
  const seen = usedCells(usage, unique([...granted, ...needed]), grants)
  const denials = usage?.denials ?? []
  const refused = refusedCells(denials, unique([...granted, ...needed]), grants)
  const refusedElsewhere = refusedCells(denials.filter(isElsewhere), unique([...granted, ...needed]), grants)
  const cells: Cell[] = []
  const unusedCells: GrantCell[] = []
  const removableCells: GrantCell[] = []
  const hidden = new Map<string, NotObservableCode>()
  // Names that no action is known for are listed by themselves: no grant can be told to be theirs.
  const unmapped = new Set(usage?.unmapped ?? [])
  const elsewhere = [...seen.elsewhere, ...refused.elsewhere].filter(({ action }) => !unmapped.has(action))
  for (const cell of unique([...granted, ...needed, ...elsewhere])) {
    const key = cellKey(cell)
    const used = holds(seen, key)
    const isGranted = granted.some((one) => covers(one, cell))
    const need = needOf(grants.needed.filter((one) => covers(one, cell) || covers(cell, one) || mayMean(one, cell, grants)))
    const why = used ? null : whyNotSeen(cell, recorded, grants)
    if (isGranted && !used && why !== null) hidden.set(cell.action, why)
    if (isGranted && !used && why === null && granted.some((one) => cellKey(one) === key)) {
      unusedCells.push(cell)
      if (need === null) removableCells.push(cell)
    }
    const denied = holds(refused, key) ? (holds(refusedElsewhere, key) ? 'elsewhere' : 'role') : null
    const sentence = sentenceOf({
      need,
      used,
      granted: isGranted,
      codeKnown: grants.codeKnown,
      denied,
      notObservable: why,
      isStated: recorded.isStated,
      days,
    })
    cells.push({ action: cell.action, resource: cell.resource, needed: need !== null, used, granted: isGranted, sentence })
  }
  const unusedByAction = new Map<string, string[]>()
  for (const { action, resource } of unusedCells) unusedByAction.set(action, [...(unusedByAction.get(action) ?? []), resource])
  return {
    cells,
    removableCells,
    unused: [...unusedByAction].map(([action, resources]) => ({ action, resources })),
    notObservable: [...hidden].sort(([a], [b]) => (a < b ? -1 : 1)).map(([action, code]) => ({ action, code })),
  }
}

/** Whoever may do everything would have been seen to do something that is no data event. */
function whyNotSeen({ action, resource }: GrantCell, recorded: Recorded, { likeness }: RoleGrants): NotObservableCode | null {
  if (action !== '*') return notObservable(action, resource, recorded, likeness)
  return recorded.records('Management', action, resource, likeness) ? null : 'audit/not-selected'
}

const holds = ({ cells, elsewhere }: Seen, key: string): boolean => cells.has(key) || elsewhere.some((one) => cellKey(one) === key)

/** Denials that no grant of the role's own policies would end. A denial that gives no reason may be one that it would. */
const isElsewhere = ({ by, explicit }: Denial): boolean => by !== null && (explicit === true || by !== 'identity-based policy')

/** Of several reasons the one that a person would look for first. */
const NEEDS: readonly Need[] = ['call', 'added', 'declared', 'platform']
const needOf = (cells: readonly GrantCell[]): Need | null =>
  cells.length === 0 ? null : (NEEDS.find((need) => cells.some((cell) => cell.need === need)) ?? 'call')

/** Whether a resource that is needed by its symbol can be the one that a policy names: then it is not said to be needed by nobody. */
const mayMean = (needed: GrantCell, cell: GrantCell, { likeness }: RoleGrants): boolean =>
  needed.action === cell.action &&
  needed.resource.includes('${') &&
  !cell.resource.includes('${') &&
  likeness(needed.resource, cell.resource) !== 'no'

/** Whether all that `b` means is within `a`, text by text; what only a symbol tells apart is not. */
function covers(a: GrantCell, b: GrantCell): boolean {
  return (a.action === b.action || a.action === '*') && coversText(a.resource, b.resource)
}

function coversText(pattern: string, text: string): boolean {
  if (pattern === text || pattern === '*') return true
  if (!/[*?]/.test(pattern)) return false
  return wildcard(pattern).test(text)
}

const wildcards = new Map<string, RegExp>()
function wildcard(pattern: string): RegExp {
  const known = wildcards.get(pattern)
  if (known !== undefined) return known
  const source = pattern
    .replaceAll(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const made = new RegExp(`^${source}$`, 's')
  wildcards.set(pattern, made)
  return made
}

interface Seen {
  /** Keys of cells that were used. */
  readonly cells: ReadonlySet<string>
  /** What was used and is of no cell. */
  readonly elsewhere: readonly GrantCell[]
}

const usedCells = (usage: Usage | null, cells: readonly GrantCell[], grants: RoleGrants): Seen =>
  matched(
    [...(usage?.allowed ?? [])].flatMap(([action, resources]) => resources.map((resource) => ({ action, resource }))),
    cells,
    grants,
  )

const refusedCells = (denials: readonly Denial[], cells: readonly GrantCell[], grants: RoleGrants): Seen =>
  matched(
    denials.map(({ action, resource }) => ({ action, resource })),
    cells,
    grants,
  )

/** Of the cells that a call can be of, those that are likest its resource. */
function matched(calls: readonly GrantCell[], cells: readonly GrantCell[], { likeness }: RoleGrants): Seen {
  const byAction = new Map<string, GrantCell[]>()
  for (const cell of cells) byAction.set(cell.action, [...(byAction.get(cell.action) ?? []), cell])
  const everything = byAction.get('*') ?? []
  const keys = new Set<string>()
  const elsewhere: GrantCell[] = []
  for (const call of calls) {
    const candidates = [...(byAction.get(call.action) ?? []), ...everything]
    const liked = candidates.map((cell) => ({
      cell,
      like: call.resource === '*' ? 'maybe' : alike(cell.resource, call.resource, likeness),
    }))
    const sure = liked.filter(({ like }) => like === 'yes')
    const which = sure.length > 0 ? sure : liked.filter(({ like }) => like === 'maybe')
    for (const { cell } of which) keys.add(cellKey(cell))
    if (which.length === 0) elsewhere.push(call)
  }
  return { cells: keys, elsewhere }
}

/** A pattern of the logs may also be the wider one: then a call may have been of the cell. */
function alike(pattern: string, resource: string, likeness: RoleGrants['likeness']): 'yes' | 'maybe' | 'no' {
  const straight = likeness(pattern, resource)
  if (straight !== 'no') return straight
  if (mayHavePath(resource) && likeness(withoutPath(pattern), resource) !== 'no') return 'maybe'
  return coversText(resource, pattern.replaceAll(/\$\{[^}]*\}/g, 'x')) ? 'maybe' : 'no'
}
