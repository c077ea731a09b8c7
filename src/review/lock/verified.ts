/**
 * What `verify` found out stands among the evidence of the lock: `verify dynamodb:PutItem necessary`, so that a review sees
 * which grants a run of the app could not do without. It is no access, and no change of access.
 */
import type { Lock, LockGrant } from './types.js'

/** One action on one resource of a subject, and what a run of the app said of it. Resources are symbolic text. */
export interface VerifiedCell {
  readonly subject: string
  readonly action: string
  readonly resource: string
  readonly verdict: string
}

const MARK = 'verify '
const LINE = /^verify (\S+) (\S+)(?: on (.+))?$/

const isVerified = (evidence: string): boolean => evidence.startsWith(MARK)

/** The lock with these results in place of those that it held. */
export function withVerified(lock: Lock, cells: readonly VerifiedCell[]): Lock {
  const verdicts = new Map(cells.map(({ subject, action, resource, verdict }) => [keyOf(subject, action, resource), verdict]))
  const subjects = [...lock.subjects].map(
    ([subject, grants]) => [subject, grants.map((grant) => ({ ...grant, evidence: evidenceOf(subject, grant, verdicts) }))] as const,
  )
  return { ...lock, subjects: new Map(subjects) }
}

function evidenceOf(
  subject: string,
  { actions, resources, evidence }: LockGrant,
  verdicts: ReadonlyMap<string, string>,
): readonly string[] {
  const lines = actions.flatMap((action): readonly string[] => {
    const found = resources.map((resource) => ({ resource, verdict: verdicts.get(keyOf(subject, action, resource)) }))
    const [first] = found
    if (first?.verdict !== undefined && found.every(({ verdict }) => verdict === first.verdict))
      return [`${MARK}${action} ${first.verdict}`]
    return found.flatMap(({ resource, verdict }) => (verdict === undefined ? [] : [`${MARK}${action} ${verdict} on ${resource}`]))
  })
  return [...evidence.filter((text) => !isVerified(text)), ...lines.sort()]
}

/** The results that a lock holds. */
export const verifiedIn = ({ subjects }: Lock): readonly VerifiedCell[] =>
  [...subjects].flatMap(([subject, grants]) =>
    grants.flatMap((grant) =>
      grant.evidence.flatMap((text) => {
        const [, action, verdict, resource] = LINE.exec(text) ?? []
        if (action === undefined || verdict === undefined) return []
        return (resource === undefined ? grant.resources : [resource]).map((one) => ({ subject, action, resource: one, verdict }))
      }),
    ),
  )

const keyOf = (subject: string, action: string, resource: string): string => JSON.stringify([subject, action, resource])
