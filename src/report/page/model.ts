/** What is looked at: a selection and filters, and which parts of the report they leave. Pure. */
import type { Generated, GeneratedGrant } from '../../generate/index.js'
import type { Finding, Severity } from '../../outcome/index.js'
import type { Report } from '../types.js'

/** The member of a table keyed by names of others: `__proto__` is just a name. */
export const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

export const nameOf = (report: Report, resource: string): string => own(report.names, resource) ?? resource

/** `f:` a function or principal, `r:` a role, `x:` a resource; the ID stands behind it. */
export type NodeKey = `${'f' | 'r' | 'x'}:${string}`

export interface View {
  readonly selected: NodeKey | null
  readonly query: string
  readonly severities: readonly Severity[]
}

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']
export const EVERYTHING: View = { selected: null, query: '', severities: SEVERITIES }

/** A function or another principal, with what it needs. */
export interface Subject {
  readonly id: string
  readonly role: string
  readonly service: string | null
  readonly grants: readonly GeneratedGrant[]
  readonly unresolved: Generated['functions'][string]['unresolved']
}

export function subjectsOf({ generated }: Report): readonly Subject[] {
  const functions = Object.entries(generated.functions).map(([id, fn]) => ({
    id,
    role: fn.role,
    service: null,
    grants: fn.grants,
    unresolved: fn.unresolved,
  }))
  const principals = Object.entries(generated.principals).map(([id, it]) => ({
    id,
    role: it.role,
    service: it.service,
    grants: it.grants,
    unresolved: [],
  }))
  return [...functions, ...principals]
}

/** Every function writes to a log group of its own: in the picture they are one. */
export const OWN_LOGS = 'own log group'

export const isOwnLogs = (grant: GeneratedGrant): boolean =>
  grant.kind === 'platform' && grant.evidence.length > 0 && grant.evidence.every((e) => e.operation === 'Logs')

export const nodesOf = (grant: GeneratedGrant): readonly string[] => (isOwnLogs(grant) ? [OWN_LOGS] : grant.resources)

const has = (text: string, query: string): boolean => text.toLowerCase().includes(query.toLowerCase())

function matchesGrant(grant: GeneratedGrant, report: Report, query: string): boolean {
  return (
    grant.actions.some((action) => has(action, query)) ||
    grant.resources.some((resource) => has(resource, query) || has(nameOf(report, resource), query)) ||
    grant.evidence.some((e) => has(e.file, query))
  )
}

/** The subjects that a view leaves, each with the grants that it leaves. */
export function visibleSubjects(report: Report, { selected, query }: View): readonly Subject[] {
  const kind = selected?.slice(0, 1)
  const id = selected?.slice(2)
  return subjectsOf(report).flatMap((subject) => {
    if (kind === 'f' && subject.id !== id) return []
    if (kind === 'r' && subject.role !== id) return []
    const onNode = kind === 'x' ? subject.grants.filter((grant) => nodesOf(grant).includes(id ?? '')) : subject.grants
    if (kind === 'x' && onNode.length === 0) return []
    if (query === '' || has(subject.id, query) || has(subject.role, query)) return [{ ...subject, grants: onNode }]
    const grants = onNode.filter((grant) => matchesGrant(grant, report, query))
    return grants.length === 0 ? [] : [{ ...subject, grants }]
  })
}

export function visibleFindings(report: Report, view: View): readonly Finding[] {
  const of = [...new Set(visibleSubjects(report, { ...view, query: '' }).flatMap(({ id, role }) => [id, role]))]
  return report.generated.findings.filter(
    ({ severity, subject, message, code, hint, at }) =>
      view.severities.includes(severity) &&
      (view.selected === null || of.some((id) => subject === id || message.includes(`\`${id}\``))) &&
      (view.query === '' || [subject, message, code, hint, at?.file ?? ''].some((text) => has(text, view.query))),
  )
}

export function visibleProofs(report: Report, view: View): Generated['proofs'] {
  const of = new Set(visibleSubjects(report, view).flatMap(({ id, role }) => [id, role]))
  return report.generated.proofs.filter(({ subject }) => (view.selected === null && view.query === '') || of.has(subject))
}

/** A view as the fragment of the page's address, so that it can be linked. */
export function printView({ selected, query, severities }: View): string {
  const parts = new URLSearchParams()
  if (selected !== null) parts.set('select', selected)
  if (query !== '') parts.set('q', query)
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
    severities: show === null ? SEVERITIES : SEVERITIES.filter((severity) => show.split(',').includes(severity)),
  }
}
