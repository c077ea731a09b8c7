/**
 * Operations that name what an earlier call started by an ID or a token alone, which stands in no ARN: they are about what the
 * app starts.
 */
import { operationFacts, type ResourceRule } from '../catalog/index.js'
import type { Traced } from '../trace/index.js'
import { allHold } from './input.js'
import { functionScope, type Scope } from './scope.js'

interface Started {
  readonly service: string
  readonly operation: string
  /** The check of it whose resource is meant. */
  readonly action: string
}

const query: Omit<Started, 'action'> = { service: 'athena', operation: 'StartQueryExecution' }
const ofQuery: Started = { ...query, action: 'athena:StartQueryExecution' }

/**
 * By operation and action. Sources: Athena API Reference, "GetQueryResults": who reads results needs to read the objects;
 * AppConfig API Reference, "GetLatestConfiguration": the token is of a session; CloudWatch Logs API Reference, "GetQueryResults".
 */
const STARTED: ReadonlyMap<string, Started> = new Map([
  [
    'appconfig:GetLatestConfiguration appconfig:GetLatestConfiguration',
    { service: 'appconfigdata', operation: 'StartConfigurationSession', action: 'appconfig:StartConfigurationSession' },
  ],
  ...['BatchGetQueryExecution', 'GetQueryExecution', 'GetQueryResults', 'GetQueryRuntimeStatistics', 'StopQueryExecution'].map(
    (name) => [`athena:${name} athena:${name}`, ofQuery] as const,
  ),
  ['athena:GetQueryResults s3:GetObject', { ...query, action: 's3:PutObject' }],
  ['logs:GetQueryResults logs:GetQueryResults', { service: 'cloudwatch-logs', operation: 'StartQuery', action: 'logs:StartQuery' }],
])

/** A check that an earlier call made. */
export interface Made {
  readonly action: string
  readonly rule: ResourceRule
  readonly input: Traced
  readonly scope: Scope
}

/**
 * @param locate on what a check is made
 * @returns null where the app starts nothing of the kind: in this function, else in any
 */
export function startedResources<T>(
  asked: { readonly operation: string; readonly action: string; readonly scope: Scope },
  locate: (made: Made) => readonly T[],
): readonly T[] | null {
  const started = STARTED.get(`${asked.operation} ${asked.action}`)
  if (started === undefined) return null
  const own = callsOf(started, asked.scope)
  const calls = own.length > 0 ? own : others(started, asked.scope)
  const facts = operationFacts(started.service, started.operation)
  const checks = facts.kind === 'checks' ? facts.checks.filter((check) => check.action === started.action) : []
  const found = calls.flatMap(({ input, scope }) =>
    checks
      .filter((check) => allHold(input, check.when ?? []) !== 'no')
      .flatMap((check) => locate({ action: started.action, rule: check.resource, input, scope })),
  )
  return found.length > 0 ? found : null
}

interface Calls {
  readonly input: Traced
  readonly scope: Scope
}

const callsOf = (started: Started, scope: Scope): readonly Calls[] =>
  (scope.world.traces.get(scope.id)?.calls ?? [])
    .filter((call) => call.service === started.service && call.operation === started.operation)
    .map((call) => ({ input: call.input, scope }))

const others = (started: Started, { world, depth }: Scope): readonly Calls[] =>
  [...world.app.functions.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((fn) => callsOf(started, functionScope(world, fn, depth)))
