/** What polls a source for a function. */
import type { FunctionHost } from '../../functions/index.js'
import type { Caller, LocalAws, Reply } from '../../types.js'
import { isFault } from '../client.js'
import type { Mapping } from '../mappings.js'

export interface PollerOptions {
  readonly aws: LocalAws
  readonly host: FunctionHost
  /** Whether a record fits a filter. */
  readonly matches: (pattern: unknown, record: unknown) => boolean
  readonly onProblem: (message: string) => void
}

export interface Poller {
  readonly mapping: Mapping
  /** Looks at the source once; resolves when what was found is worked off. */
  readonly poll: () => Promise<void>
  readonly stop: () => void
}

/** The caller that polls: a session of the function's role. */
export function callerOf({ aws, host, onProblem }: PollerOptions, mapping: Mapping): Caller | null {
  const found = host.find(mapping.functionArn)
  if (isFault(found as Reply) || !('spec' in found)) return null
  const { spec } = found
  const session = aws.standingSession(spec.roleArn, spec.name, {
    service: 'lambda.amazonaws.com',
    sourceArn: spec.arn,
    sourceAccount: spec.account,
  })
  if ('fault' in session) {
    onProblem(`${mapping.id}: the role of ${spec.id} cannot be assumed: ${session.message}`)
    return null
  }
  return aws.callerOf(session)
}

/** Runs one round at a time; a wake-up during a round makes another. */
export function rounds(
  round: () => Promise<void>,
  onProblem: (message: string) => void,
): { readonly poll: () => Promise<void>; readonly stop: () => void } {
  let running: Promise<void> | null = null
  let isAgain = false
  let isStopped = false
  const poll = (): Promise<void> => {
    if (isStopped) return Promise.resolve()
    if (running !== null) {
      isAgain = true
      return running
    }
    const run = async (): Promise<void> => {
      do {
        isAgain = false
        await round().catch((error: unknown) => onProblem(String(error)))
      } while (isAgain && !isStopped)
      running = null
    }
    running = run()
    return running
  }
  return {
    poll,
    stop() {
      isStopped = true
    },
  }
}
