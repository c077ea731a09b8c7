/** What the template grants and nothing needs: wildcards, actions, managed policies. */
import { findAction } from '../catalog/index.js'
import type { DeclaredIndex } from '../needs/index.js'
import type { Finding } from '../outcome/index.js'
import type { DeclaredAccess } from './declared-cells.js'
import { canOverlap, isEverything } from './overlap.js'
import type { NeededCell, Subject } from './subject.js'

export function unneededFindings(subject: Subject, index: DeclaredIndex): readonly Finding[] {
  if (!subject.isRead) return []
  const own = subject.access.filter((access) => !isManaged(access))
  return [
    ...own.flatMap((access) => {
      const used = usedActions(access, subject.needed, index)
      return [
        ...wildcardActions(subject, access, used),
        ...wildcardResources(subject, access, used),
        ...spareActions(subject, access, used),
      ]
    }),
    ...managedPolicies(subject, index),
  ]
}

const isManaged = ({ statement }: DeclaredAccess): boolean => statement.origin.kind === 'managed' || statement.origin.kind === 'implicit'

/** Actions of the statement that something needs on a resource which the statement may speak of. */
function usedActions(access: DeclaredAccess, needed: readonly NeededCell[], index: DeclaredIndex): ReadonlySet<string> {
  const granted = new Set(access.actions)
  const used = new Set<string>()
  for (const cell of needed) {
    if (!granted.has(cell.action) || used.has(cell.action)) continue
    if (access.resources.some((resource) => canOverlap(resource, cell.resource, index))) used.add(cell.action)
  }
  return used
}

const hasWildcard = (action: string): boolean => /[*?]/.test(action)

function wildcardActions(subject: Subject, { statement, actions }: DeclaredAccess, used: ReadonlySet<string>): readonly Finding[] {
  const wild = statement.notActions.length > 0 ? ['NotAction'] : statement.actions.filter(hasWildcard)
  const spare = actions.length - used.size
  if (wild.length === 0 || spare === 0) return []
  return [
    {
      code: 'access/wildcard-action',
      severity: 'warning',
      subject: subject.id,
      message: `${quoted(wild)} gives ${actions.length} actions, of which ${used.size === 0 ? 'none is' : used.size === 1 ? 'one is' : `${used.size} are`} needed`,
      hint: used.size === 0 ? 'remove the statement' : `name ${quoted([...used].sort())}`,
      at: statement.at,
    },
  ]
}

function wildcardResources(subject: Subject, access: DeclaredAccess, used: ReadonlySet<string>): readonly Finding[] {
  if (!access.resources.some(isEverything) || access.statement.notResources.length > 0) return []
  const narrow = [...used].filter(
    (action) => isLimitable(action) && !subject.needed.some((c) => c.action === action && isEverything(c.resource)),
  )
  if (narrow.length === 0) return []
  return [
    {
      code: 'access/wildcard-resource',
      severity: 'warning',
      subject: subject.id,
      message: `${quoted(narrow.sort())} on every resource, and what is needed has names`,
      hint: `limit the statement to the resources of the generated role`,
      at: access.statement.at,
    },
  ]
}

const isLimitable = (action: string): boolean => (findAction(action)?.resourceTypes.length ?? 0) > 0

function spareActions(subject: Subject, { statement, actions }: DeclaredAccess, used: ReadonlySet<string>): readonly Finding[] {
  if (statement.notActions.length > 0) return []
  const named = new Set(statement.actions.filter((a) => !hasWildcard(a)).map((a) => a.toLowerCase()))
  const spare = actions.filter((a) => named.has(a.toLowerCase()) && !used.has(a)).sort()
  if (spare.length === 0) return []
  return [
    {
      code: 'access/unneeded-action',
      severity: 'warning',
      subject: subject.id,
      message: `${quoted(spare)} ${spare.length === 1 ? 'is' : 'are'} granted, and nothing needs ${spare.length === 1 ? 'it' : 'them'}`,
      hint: 'remove them, unless code that is not seen here uses them',
      at: statement.at,
    },
  ]
}

/** One finding a policy, however many statements it has. */
function managedPolicies(subject: Subject, index: DeclaredIndex): readonly Finding[] {
  const byName = new Map<string, DeclaredAccess[]>()
  for (const access of subject.access.filter(isManaged)) {
    const { name } = access.statement.origin
    byName.set(name, [...(byName.get(name) ?? []), access])
  }
  return [...byName].flatMap(([name, list]) => {
    const actions = new Set(list.flatMap((a) => a.actions))
    const used = new Set(list.flatMap((a) => [...usedActions(a, subject.needed, index)]))
    // What SAM writes for one queue or topic names it, as a generated role does.
    if (used.size === actions.size && list.every((a) => a.resources.every((r) => !r.some((p) => p.kind === 'any')))) return []
    return {
      code: 'access/managed-policy',
      severity: 'info',
      subject: subject.id,
      message: `\`${name}\` gives ${actions.size} ${actions.size === 1 ? 'action' : 'actions'} on every resource that it can; ${used.size === 0 ? 'none is' : used.size === 1 ? 'one is' : `${used.size} are`} needed`,
      hint: 'the generated role names the same actions on the resources of this app',
      at: list[0]?.statement.at ?? subject.at,
    }
  })
}

const MAX_NAMED = 6

export function quoted(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMED).map((n) => `\`${n}\``)
  const more = names.length - shown.length
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
