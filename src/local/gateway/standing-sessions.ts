/**
 * Sessions that services keep of the roles they act with: a poller, an API or a rule does not assume its role for each call.
 * One is made anew before it ends, and when anything of IAM changed, so that a trust policy is always asked as it stands.
 */
import type { Directory } from '../identity/directory.js'
import { isFault } from '../reply.js'
import type { Clock, Credentials, LocalAws, ServicePrincipal } from '../types.js'

/** A session that has less than this left is not begun with. */
const MARGIN_MS = 60_000

export function standingSessions(
  { sessionFor, callerOf }: Pick<LocalAws, 'sessionFor' | 'callerOf'>,
  directory: Directory,
  clock: Clock,
): LocalAws['standingSession'] {
  let kept = new Map<string, Credentials>()
  let keptAt = -1
  const isGood = (it: Credentials): boolean => (it.expiresAt === null || it.expiresAt - clock.now() > MARGIN_MS) && callerOf(it) !== null
  return (roleArn, sessionName, by) => {
    if (directory.version() !== keptAt) kept = new Map()
    const key = keyOf(roleArn, sessionName, by)
    const known = kept.get(key)
    if (known !== undefined && isGood(known)) return known
    const made = sessionFor(roleArn, sessionName, by)
    if (!isFault(made)) kept.set(key, made)
    // The use of a role is noted in the directory.
    keptAt = directory.version()
    return made
  }
}

const keyOf = (roleArn: string, sessionName: string, { service, sourceArn, sourceAccount }: ServicePrincipal): string =>
  JSON.stringify([roleArn, sessionName, service, sourceArn, sourceAccount])
