/** What a trail shows of each part of the app: roles and sessions have other names there than in a template. */
import { partiesOf } from '../explain/index.js'
import type { Generation } from '../generate/index.js'
import type { AuditedRole, AuditResult, SeenUse } from './types.js'

/** Sessions that could be of several parts are of none. */
export function seenIn(audit: AuditResult, generation: Generation): Readonly<Record<string, SeenUse>> {
  const found = new Map<string, { readonly used: Map<string, number>; readonly notObservable: Set<string> }>()
  for (const [key, role] of Object.entries(audit.roles)) {
    for (const session of role.sessions) {
      const subject = subjectOf(key, session, generation)
      if (subject === null) continue
      const own = found.get(subject) ?? { used: new Map<string, number>(), notObservable: new Set<string>() }
      found.set(subject, own)
      for (const { action } of role.notObservable) own.notObservable.add(action)
      for (const use of role.used) own.used.set(use.action, (own.used.get(use.action) ?? 0) + countOf(use, session, role))
    }
  }
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    sorted.map(([subject, { used, notObservable }]) => [
      subject,
      { used: Object.fromEntries([...used].filter(([, count]) => count > 0).sort()), notObservable: [...notObservable].sort() },
    ]),
  )
}

const countOf = (use: AuditedRole['used'][number], session: string, { sessions }: AuditedRole): number =>
  Object.hasOwn(use.sessions, session) ? (use.sessions[session] ?? 0) : sessions.length === 1 ? use.count : 0

/** A role that was deleted and made again is `ARN#ID`. */
function subjectOf(key: string, session: string, generation: Generation): string | null {
  const [arn = key] = key.split('#')
  const role = arn.split('/').at(-1)
  const principal = `${arn.replace(/:iam:/, ':sts:').replace(/:role\/.*$/, '')}:assumed-role/${role}/${session}`
  const bySession = partiesOf(principal, generation)
  const parties = bySession.likeness === 'yes' && bySession.subjects.length === 1 ? bySession : partiesOf(arn, generation)
  return parties.likeness === 'yes' && parties.subjects.length === 1 ? (parties.subjects[0] ?? null) : null
}
