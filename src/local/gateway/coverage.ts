/** Operations that were called and have no mapping to checks: what `enforce` denies for want of knowledge is named. */
import { clientFacts } from '../../catalog/index.js'
import { fault } from '../reply.js'
import type { Fault, ServiceCall, Uncovered } from '../types.js'

export interface Coverage {
  /** @returns the denial of the call */
  readonly note: (call: Pick<ServiceCall, 'service' | 'operation'>, reason: string) => Fault
  /** Sorted by service and operation. */
  readonly list: () => readonly Uncovered[]
}

export function coverage(): Coverage {
  const seen = new Map<string, Uncovered>()
  return {
    note: ({ service, operation }, reason) => {
      const key = `${service} ${operation}`
      seen.set(key, { service, operation, reason, count: (seen.get(key)?.count ?? 0) + 1 })
      const protocol = clientFacts(service)?.protocol
      const message = `Rolewright doesn't know what AWS checks for ${service}:${operation}, so it refuses the call: ${reason}`
      if (protocol === 'rest-xml' || protocol === 'query') return fault('AccessDenied', message, 403)
      return fault('AccessDeniedException', message, protocol === 'rest-json' ? 403 : 400)
    },
    list: () => [...seen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it),
  }
}
