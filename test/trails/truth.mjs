// What an audit must find, counted while the records are made.
import { iso } from './random.mjs'

export const emptyTruth = () => ({
  events: 0,
  duplicates: 0,
  copies: 0,
  skipped: 0,
  quarantined: [],
  files: 0,
  from: Number.POSITIVE_INFINITY,
  to: 0,
  roles: new Map(),
})

/** A call that a role made. */
export function learn(truth, { role, id, session, via, time, eventID, checks, denied, by, explicit }) {
  const key = role.ids.length > 1 ? `${role.arn}#${id}` : role.arn
  if (!truth.roles.has(key)) truth.roles.set(key, { id, sessions: new Set(), used: new Map(), denials: new Map() })
  const own = truth.roles.get(key)
  own.sessions.add(session)
  for (const [action, resource] of checks) {
    if (!own.used.has(action)) {
      own.used.set(action, {
        resources: new Set(),
        allowed: new Set(),
        count: 0,
        denied: 0,
        sessions: new Map(),
        via: new Set(),
        first: Number.POSITIVE_INFINITY,
        last: 0,
        sample: '',
      })
    }
    const used = own.used.get(action)
    used.resources.add(resource)
    used.count++
    if (denied) used.denied++
    else used.allowed.add(resource)
    used.sessions.set(session, (used.sessions.get(session) ?? 0) + 1)
    if (via !== null) used.via.add(via)
    used.last = Math.max(used.last, time)
    if (time < used.first || (time === used.first && eventID < used.sample)) {
      used.first = time
      used.sample = eventID
    }
    if (!denied) continue
    const denial = JSON.stringify([action, resource, by, explicit])
    own.denials.set(denial, (own.denials.get(denial) ?? 0) + 1)
  }
}

const sorted = (map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))

/** Names that are made anew each time are listed up to fifty of a role. */
function sessionNames(sessions) {
  const varying = [...sessions].filter((session) => session.startsWith('run-'))
  return (session) => (varying.length > 50 && session.startsWith('run-') ? '*' : session)
}

function countsOf(sessions, nameOf) {
  const counts = new Map()
  for (const [session, count] of sessions) counts.set(nameOf(session), (counts.get(nameOf(session)) ?? 0) + count)
  return Object.fromEntries(sorted(counts))
}

function onlyDenied({ resources, allowed }) {
  const refused = [...resources].filter((resource) => !allowed.has(resource)).sort()
  return refused.length === 0 ? {} : { onlyDenied: refused }
}

/** The truth in the shape of the answer. */
export function finished({ roles, from, to, quarantined, ...counts }) {
  return {
    read: { ...counts, quarantined: quarantined.sort((a, b) => (a.file < b.file ? -1 : 1)), from: iso(from), to: iso(to) },
    roles: Object.fromEntries(
      sorted(roles).map(([key, { id, sessions, used, denials }]) => [
        key,
        {
          id,
          sessions: [...new Set([...sessions].map(sessionNames(sessions)))].sort(),
          used: sorted(used).map(([action, it]) => ({
            action,
            resources: [...it.resources].sort(),
            ...onlyDenied(it),
            count: it.count,
            denied: it.denied,
            sessions: countsOf(it.sessions, sessionNames(sessions)),
            ...(it.via.size === 0 ? {} : { via: [...it.via].sort() }),
            first: iso(it.first),
            last: iso(it.last),
            sampleEventId: it.sample,
          })),
          denials: sorted(denials).map(([key, count]) => {
            const [action, resource, by, explicit] = JSON.parse(key)
            return { action, resource, by, explicit, count }
          }),
        },
      ]),
    ),
  }
}
