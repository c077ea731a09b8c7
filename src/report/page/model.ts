/** What is looked at: a selection and filters, and which parts of the report they leave. Pure. */
import type { Generated, GeneratedGrant } from '../../generate/index.js'
import type { Finding, Severity } from '../../outcome/index.js'
import type { Access, Effect, Report } from '../types.js'

/** The member of a table keyed by names of others: `__proto__` is just a name. */
export const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

export const nameOf = (report: Report, resource: string): string => own(report.names, resource) ?? resource

/** The node of the picture that stands for a resource; what has no resource of its own is of its action's service. */
export const thingOf = (report: Report, resource: string, action: string): string => {
  const [service = '*'] = action.split(':')
  return resource === '*' && /^[a-z0-9-]+$/.test(service) ? `anything of ${service}` : (own(report.things, resource) ?? resource)
}

const thingsOn = (report: Report, { actions, resources }: Access): readonly string[] => [
  ...new Set(resources.flatMap((resource) => actions.map((action) => thingOf(report, resource, action)))),
]

/** `f:` a function or principal, `r:` a role, `x:` a thing that roles reach; the ID stands behind it. */
export type NodeKey = `${'f' | 'r' | 'x'}:${string}`

export interface View {
  readonly selected: NodeKey | null
  readonly query: string
  /** Only what may do this. */
  readonly effect: Effect | null
  readonly severities: readonly Severity[]
}

/** The gravest first. */
export const EFFECTS: readonly Effect[] = ['Permissions', 'Delete', 'Write', 'Tagging', 'Read', 'List']
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']
export const EVERYTHING: View = { selected: null, query: '', effect: null, severities: SEVERITIES }

export const effectOf = (report: Report, action: string): Effect | null => own(report.effects, action) ?? null

export const strongest = (effects: readonly (Effect | null)[]): Effect | null => EFFECTS.find((effect) => effects.includes(effect)) ?? null

/** A function or another principal, with what it needs. */
export interface Part {
  readonly id: string
  readonly role: string
  /** Null: it is a function. */
  readonly service: string | null
  readonly handler: Generated['functions'][string]['handler']
  readonly runtime: string | null
  readonly grants: readonly GeneratedGrant[]
  readonly unresolved: Generated['functions'][string]['unresolved']
}

/** A part, and those of its grants that a view leaves; they are `part.grants` itself where it leaves them all. */
export interface Shown {
  readonly part: Part
  readonly grants: readonly GeneratedGrant[]
}

/** What is asked of a report again and again, found once. */
export interface Index {
  readonly report: Report
  readonly parts: readonly Part[]
  /** In small letters: what a search looks at. */
  readonly textOf: ReadonlyMap<Part | GeneratedGrant | Finding, string>
  /** None of what a function writes to its own log. */
  readonly effectsOf: ReadonlyMap<GeneratedGrant, readonly (Effect | null)[]>
  /** By part: what the template grants it. */
  readonly declaredThings: ReadonlyMap<Part, ReadonlySet<string>>
  /** By the subject of findings. */
  readonly findingsOf: ReadonlyMap<string, readonly Finding[]>
}

export function indexOf(report: Report): Index {
  const { functions, principals, findings } = report.generated
  const parts: readonly Part[] = [
    ...Object.entries(functions).map(([id, fn]) => ({ id, service: null, ...fn })),
    ...Object.entries(principals).map(([id, it]) => ({ id, handler: null, runtime: null, unresolved: [], ...it })),
  ]
  const textOf = new Map<Part | GeneratedGrant | Finding, string>()
  const effectsOf = new Map<GeneratedGrant, readonly (Effect | null)[]>()
  const declaredThings = new Map<Part, ReadonlySet<string>>()
  for (const part of parts) {
    textOf.set(part, [part.id, part.role, part.handler?.file ?? ''].join('\n').toLowerCase())
    const declared = part.service === null ? (own(report.declared, part.id) ?? []) : []
    declaredThings.set(part, new Set(declared.flatMap((it) => thingsOn(report, it))))
    for (const grant of part.grants) {
      const words = [...grant.actions, ...grant.resources, ...grant.resources.map((it) => nameOf(report, it))]
      textOf.set(grant, [...words, ...grant.evidence.map(({ file }) => file)].join('\n').toLowerCase())
      effectsOf.set(grant, isOwnLogs(grant) ? [] : grant.actions.map((action) => effectOf(report, action)))
    }
  }
  const findingsOf = new Map<string, Finding[]>()
  for (const finding of findings) {
    const { subject, message, code, hint, at } = finding
    textOf.set(finding, [subject, message, code, hint, at?.file ?? ''].join('\n').toLowerCase())
    const before = findingsOf.get(subject)
    if (before === undefined) findingsOf.set(subject, [finding])
    else before.push(finding)
  }
  return { report, parts, textOf, effectsOf, declaredThings, findingsOf }
}

/** Every function writes to a log group of its own: no picture needs that, and no list of what is touched. */
export const isOwnLogs = (grant: GeneratedGrant): boolean =>
  grant.kind === 'platform' && grant.evidence.length > 0 && grant.evidence.every((e) => e.operation === 'Logs')

export const thingsOf = (report: Report, grant: GeneratedGrant): readonly string[] => (isOwnLogs(grant) ? [] : thingsOn(report, grant))

export const isFiltered = ({ selected, query, effect }: View): boolean => selected !== null || query !== '' || effect !== null

/** The parts that a view leaves, each with the grants that it leaves. */
export function shownParts(index: Index, { selected, query, effect }: View): readonly Shown[] {
  const kind = selected?.slice(0, 1)
  const id = selected?.slice(2) ?? ''
  const word = query.trim().toLowerCase()
  return index.parts.flatMap((part): readonly Shown[] => {
    if (kind === 'f' && part.id !== id) return []
    if (kind === 'r' && part.role !== id) return []
    const byName = word === '' || index.textOf.get(part)?.includes(word) === true
    const grants = part.grants.filter(
      (grant) =>
        (kind !== 'x' || thingsOf(index.report, grant).includes(id)) &&
        (effect === null || index.effectsOf.get(grant)?.includes(effect) === true) &&
        (byName || index.textOf.get(grant)?.includes(word) === true),
    )
    if (grants.length === part.grants.length) return byName || grants.length > 0 ? [{ part, grants: part.grants }] : []
    if (grants.length > 0) return [{ part, grants }]
    // What is granted and not needed has no grant to show, and is an answer as well.
    const isGranted = kind === 'x' && effect === null && byName && index.declaredThings.get(part)?.has(id) === true
    return isGranted ? [{ part, grants: [] }] : []
  })
}

export function shownFindings(index: Index, view: View, shown: readonly Shown[]): readonly Finding[] {
  const { findings } = index.report.generated
  const word = view.query.trim().toLowerCase()
  const ids = view.selected === null ? [] : [...new Set(shown.flatMap(({ part }) => [part.id, part.role]))]
  return findings.filter(
    (finding) =>
      view.severities.includes(finding.severity) &&
      (view.selected === null || ids.some((id) => finding.subject === id || finding.message.includes(`\`${id}\``))) &&
      (word === '' || index.textOf.get(finding)?.includes(word) === true),
  )
}

export function shownProofs({ report }: Index, view: View, shown: readonly Shown[]): Generated['proofs'] {
  if (!isFiltered(view)) return report.generated.proofs
  const ids = new Set(shown.flatMap(({ part }) => [part.id, part.role]))
  return report.generated.proofs.filter(({ subject }) => ids.has(subject))
}

/** A view as the fragment of the page's address, so that it can be linked. */
export function printView({ selected, query, effect, severities }: View): string {
  const parts = new URLSearchParams()
  if (selected !== null) parts.set('select', selected)
  if (query !== '') parts.set('q', query)
  if (effect !== null) parts.set('may', effect)
  if (severities.length !== SEVERITIES.length) parts.set('show', severities.join(','))
  return parts.toString()
}

export function parseView(fragment: string): View {
  const parts = new URLSearchParams(fragment.replace(/^#/, ''))
  const selected = parts.get('select')
  const show = parts.get('show')
  return {
    selected: selected !== null && /^[frx]:/s.test(selected) ? (selected as NodeKey) : null,
    query: parts.get('q') ?? '',
    effect: EFFECTS.find((effect) => effect === parts.get('may')) ?? null,
    severities: show === null ? SEVERITIES : SEVERITIES.filter((severity) => show.split(',').includes(severity)),
  }
}
