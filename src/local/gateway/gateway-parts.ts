/** What a gateway is made of. */
import type { Sessions } from '../identity/sessions.js'
import type { Clock, HttpRequest, LocalService, Mode, RecordedCall, Reply, ServiceCall } from '../types.js'
import type { Judge } from './authorize.js'
import type { Coverage } from './coverage.js'

export interface GatewayParts {
  readonly services: ReadonlyMap<string, LocalService>
  readonly sessions: Sessions
  readonly judge: Judge
  readonly coverage: Coverage
  readonly mode: Mode
  readonly clock: Clock
  readonly region: string
  readonly secureTransport: boolean
  readonly endpoint: () => string
  /** The account whose buckets and queues a caller without an identity speaks of. */
  readonly account: string
  readonly commit: () => void
  /** @param isData a data event, which CloudTrail's history does not hold */
  readonly record: (make: () => RecordedCall, isData: boolean) => void
  /** Answers in place of the service, after the check; null where none is set. */
  readonly forward: ((call: ServiceCall, http: HttpRequest) => Promise<Reply>) | null
  readonly forwarded: ReadonlySet<string>
}
