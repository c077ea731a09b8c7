/**
 * What was agreed and what is asked for now → what was gained and what was lost. Only access counts: that code moved, that
 * another line needs the same, or that a resource became certain is no change.
 */
import type { Place } from '../../outcome/index.js'
import type { AccessChange, EvidencePlaces, Lock, LockComparison, LockGrant } from './types.js'

export interface Sides {
  readonly agreed: Lock
  readonly agreedAt: (grant: LockGrant) => Place | null
  readonly asked: Lock
  readonly askedAt: EvidencePlaces
}

export function compareLocks({ agreed, agreedAt, asked, askedAt }: Sides): LockComparison {
  const placeNow = ({ evidence }: LockGrant): Place | null => evidence.flatMap((text) => askedAt.get(text) ?? [])[0] ?? null
  return { gained: beyond(asked, agreed, placeNow), lost: beyond(agreed, asked, agreedAt) }
}

export const isEqual = ({ gained, lost }: LockComparison): boolean => gained.length === 0 && lost.length === 0

/** What `more` gives and `less` does not, in the order of subjects and grants. */
function beyond(more: Lock, less: Lock, placeOf: (grant: LockGrant) => Place | null): readonly AccessChange[] {
  return [...more.subjects]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([subject, grants]) => {
      const others = less.subjects.get(subject) ?? []
      return grants.flatMap((grant) => {
        const cells = grant.actions.map((action) => ({
          action,
          resources: grant.resources.filter((resource) => !others.some((other) => gives(other, action, resource, grant))),
        }))
        return groupByResources(cells).map(({ actions, resources }) => ({
          subject,
          actions,
          resources,
          conditions: grant.conditions,
          evidence: grant.evidence,
          at: placeOf(grant),
        }))
      })
    })
}

/** Whether `grant` holds the cell: the action, a pattern that covers the resource, and no condition beyond the other's. */
function gives(grant: LockGrant, action: string, resource: string, { conditions }: LockGrant): boolean {
  return (
    grant.actions.includes(action) &&
    grant.resources.some((pattern) => pattern === resource || covers(pattern, resource)) &&
    grant.conditions.every((own) => conditions.some((other) => sameCondition(own, other)))
  )
}

/** Symbols are names of their own, and letter case counts in ARNs: only `*` stands for anything. */
function covers(pattern: string, resource: string): boolean {
  const [head = '', ...rest] = pattern.split('*')
  const tail = rest.pop()
  if (tail === undefined || !resource.startsWith(head)) return false
  let from = head.length
  for (const part of rest) {
    const found = resource.indexOf(part, from)
    if (found < 0) return false
    from = found + part.length
  }
  return resource.length - tail.length >= from && resource.endsWith(tail)
}

const sameCondition = (a: LockGrant['conditions'][number], b: LockGrant['conditions'][number]): boolean =>
  JSON.stringify([a.operator, a.key, a.values]) === JSON.stringify([b.operator, b.key, b.values])

interface Cells {
  readonly action: string
  readonly resources: readonly string[]
}

/** Actions that go beyond on the same resources are said together. */
function groupByResources(cells: readonly Cells[]): { readonly actions: readonly string[]; readonly resources: readonly string[] }[] {
  const groups = new Map<string, { actions: string[]; resources: readonly string[] }>()
  for (const { action, resources } of cells) {
    if (resources.length === 0) continue
    const key = JSON.stringify(resources)
    const group = groups.get(key) ?? { actions: [], resources }
    group.actions.push(action)
    groups.set(key, group)
  }
  return [...groups.values()]
}
