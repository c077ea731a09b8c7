/** What code or platform needs and the template does not give: it fails in production. */
import type { DeclaredIndex } from '../needs/index.js'
import type { Finding } from '../outcome/index.js'
import { printSym } from '../policy/index.js'
import { canOverlap, isEverything } from './overlap.js'
import type { NeededCell, Subject } from './subject.js'

export function missingFindings(subject: Subject, index: DeclaredIndex): readonly Finding[] {
  if (!subject.known) return []
  const denied = subject.needed.filter((cell) => cell.grant.kind !== 'declared' && !isGiven(cell, subject, index))
  const groups = new Map<string, NeededCell[]>()
  for (const cell of denied) {
    const at = cell.grant.evidence[0]?.at
    const key = JSON.stringify([cell.user, at, cell.grant.kind])
    groups.set(key, [...(groups.get(key) ?? []), cell])
  }
  return [...groups.values()].map((cells) => finding(cells, subject))
}

/** Given as far as can be seen: a pattern that may cover the need counts, since symbols are not known here. */
const isGiven = (cell: NeededCell, subject: Subject, index: DeclaredIndex): boolean =>
  subject.access.some(
    ({ actions, resources }) =>
      actions.includes(cell.action) &&
      resources.some((r) => (isEverything(cell.resource) ? isEverything(r) || hasAny(r) : canOverlap(r, cell.resource, index))),
  )

const hasAny = (value: NeededCell['resource']): boolean => value.some((p) => p.kind === 'any')

/** What fails without anybody noticing: a log, a trace, the clearing up after a broken upload. */
const QUIET = /^(logs|xray):|^s3:AbortMultipartUpload$/

function finding(cells: readonly NeededCell[], subject: Subject): Finding {
  const actions = [...new Set(cells.map((c) => c.action))]
  const [first] = cells
  const certain = cells.every((c) => c.grant.certainty === 'resolved')
  const quiet = actions.every((a) => QUIET.test(a))
  return {
    code: 'access/missing',
    severity: certain && !quiet ? 'error' : 'warning',
    subject: first?.user ?? subject.id,
    message: `${saidOf(cells)} is needed, and the template does not give it`,
    hint: `the generated role has it`,
    at: first?.grant.evidence[0]?.at ?? subject.at,
  }
}

/** Actions on the same resources in one breath: `s3:PutObject` on `…`, `kms:GenerateDataKey` on `…`. */
function saidOf(cells: readonly NeededCell[]): string {
  const byAction = new Map<string, Set<string>>()
  for (const { action, resource } of cells) byAction.set(action, (byAction.get(action) ?? new Set()).add(printSym(resource)))
  const byResources = new Map<string, { readonly actions: string[]; readonly resources: readonly string[] }>()
  for (const action of [...byAction.keys()].sort()) {
    const resources = [...(byAction.get(action) ?? [])].sort()
    const part = byResources.get(resources.join('\n')) ?? { actions: [], resources }
    part.actions.push(action)
    byResources.set(resources.join('\n'), part)
  }
  return [...byResources.values()]
    .map(
      ({ actions, resources }) => `${actions.map((a) => `\`${a}\``).join(', ')} on \`${resources[0] ?? '*'}\`${more(resources.length - 1)}`,
    )
    .join('; ')
}

const more = (count: number): string => (count > 0 ? ` and ${count} more` : '')
