/** Needs → the lock that agrees to them. How grants were grouped and where they stand does not show in it. */
import { conditionsKey, type Evidence, type GrantCondition, type Needs, type ResourceGrant } from '../../needs/index.js'
import { comparePlaces, type Place } from '../../outcome/index.js'
import { printSym } from '../../policy/index.js'
import { type EvidencePlaces, LOCK_VERSION, type Lock, type LockGrant } from './types.js'

export interface BuiltLock {
  readonly lock: Lock
  readonly places: EvidencePlaces
}

/** A grant of a function or principal, or one of a resource-based policy. */
interface Granted {
  readonly actions: readonly string[]
  readonly resources: Needs['resourceGrants'][number]['resources']
  readonly conditions: readonly GrantCondition[]
  readonly kind: LockGrant['kind']
  readonly certainty: LockGrant['certainty']
  readonly reason: string | null
  readonly evidence: readonly Evidence[]
}

export function buildLock(needs: Needs): BuiltLock {
  const grants = new Map<string, Granted[]>()
  const put = (subject: string, more: readonly Granted[]): void => {
    grants.set(subject, [...(grants.get(subject) ?? []), ...more])
  }
  for (const [id, own] of needs.functions) put(id, own.grants)
  for (const [id, own] of needs.principals) put(id, own.grants)
  for (const grant of needs.resourceGrants) put(subjectOfResource(grant), [asGranted(grant)])
  const places = new Map<string, Place>()
  for (const { evidence } of [...grants.values()].flat())
    for (const one of evidence) {
      const text = evidenceText(one)
      const before = places.get(text)
      if (before === undefined || comparePlaces(one.at, before) < 0) places.set(text, one.at)
    }
  const sorted = [...grants].sort(([a], [b]) => (a < b ? -1 : 1))
  return { lock: { lockVersion: LOCK_VERSION, subjects: new Map(sorted.map(([id, list]) => [id, grantsOf(list)])) }, places }
}

const asGranted = (grant: ResourceGrant): Granted => ({ ...grant, kind: 'platform', certainty: 'resolved', reason: null })

const subjectOfResource = ({ resource, principal }: ResourceGrant): string =>
  `${printSym(resource).replace(/^\$\{([^}]+)\}$/, '$1')} <- ${principal.kind === 'everyone' ? 'everyone' : principal.name}`

/** Evidence as it stands in the lock: no line, no column. */
export function evidenceText({ at, operation, via }: Evidence): string {
  const head = `${at.file} ${operation}`
  return via.length === 0 ? head : `${head} via ${via.join(', ')}`
}

interface Cell {
  readonly action: string
  readonly resource: string
  readonly grant: Granted
  readonly evidence: Set<string>
}

/** One entry for the actions on one resource, and one for the resources that the same lines ask for. */
function grantsOf(granted: readonly Granted[]): readonly LockGrant[] {
  const cells = new Map<string, Cell>()
  for (const grant of granted) {
    const evidence = [...grant.evidence.map(evidenceText), ...(grant.reason === null ? [] : [`added: ${grant.reason}`])]
    for (const action of grant.actions)
      for (const resource of grant.resources.map(printSym)) {
        const key = JSON.stringify([frameOf(grant), action, resource])
        const cell = cells.get(key) ?? { action, resource, grant, evidence: new Set<string>() }
        for (const text of evidence) cell.evidence.add(text)
        cells.set(key, cell)
      }
  }
  const byResource = merge([...cells.values()].map(entryOf), (e) => [serviceOf(e), e.resources])
  return merge(byResource, (e) => [serviceOf(e), e.actions, e.evidence]).sort((a, b) => compareTexts(orderOf(a), orderOf(b)))
}

const frameOf = ({ kind, certainty, conditions }: Granted): string => JSON.stringify([kind, certainty, conditionsKey(conditions)])

const entryOf = ({ action, resource, grant, evidence }: Cell): LockGrant => ({
  actions: [action],
  resources: [resource],
  conditions: grant.conditions.map((c) => ({ operator: c.operator, key: c.key, values: c.values.map(printSym) })),
  kind: grant.kind,
  certainty: grant.certainty,
  evidence: [...evidence].sort(),
})

const serviceOf = ({ actions }: LockGrant): string => actions[0]?.split(':')[0] ?? ''

function merge(entries: readonly LockGrant[], by: (entry: LockGrant) => unknown): LockGrant[] {
  const groups = new Map<string, LockGrant>()
  for (const entry of entries) {
    const key = JSON.stringify([entry.kind, entry.certainty, entry.conditions, by(entry)])
    const before = groups.get(key)
    groups.set(key, before === undefined ? entry : joined(before, entry))
  }
  return [...groups.values()]
}

const joined = (a: LockGrant, b: LockGrant): LockGrant => ({
  ...a,
  actions: sortedTexts([...a.actions, ...b.actions]),
  resources: sortedTexts([...a.resources, ...b.resources]),
  evidence: sortedTexts([...a.evidence, ...b.evidence]),
})

const sortedTexts = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort()

const orderOf = (entry: LockGrant): string =>
  JSON.stringify([serviceOf(entry), entry.resources, entry.actions, entry.conditions, entry.kind, entry.certainty])

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
