/** What IAM checks when an operation is called: hand-written rows first, then what can be derived, then a reason. */
import { clientFacts, type OperationModel, operationModel, operationName } from './clients.js'
import { deriveChecks } from './derive.js'
import { ALL_ROWS } from './operations/all.js'
import type { OperationRow, ServiceRows } from './operations/rows.js'
import { UNMAPPED_REASONS } from './operations/unmapped.js'
import { memoised } from './read-table.js'
import type { OperationCheck, OperationFacts } from './types.js'

interface ClientRows {
  readonly own: readonly ServiceRows[]
  readonly rows: ReadonlyMap<string, OperationRow>
  /** Operation → why it needs nothing. */
  readonly nothing: ReadonlyMap<string, string>
  readonly members: NonNullable<ServiceRows['members']>
}

const rowsOf = memoised((suffix): ClientRows => {
  const own = ALL_ROWS.filter((service) => service.clients.includes(suffix))
  return {
    own,
    rows: new Map(own.flatMap((s) => s.rows).flatMap((r) => r.operations.map((name) => [name, r] as const))),
    nothing: new Map(own.flatMap((s) => (s.nothing ?? []).flatMap(([reason, names]) => names.map((name) => [name, reason] as const)))),
    members: own.flatMap((s) => s.members ?? []),
  }
})

/**
 * The checks of an operation, what a call with any input may need. Each check says by `when` for which inputs it is made.
 *
 * @param suffix client package's suffix, e.g. `cognito-identity-provider`
 * @param operation the operation's name, without regard to case
 */
export function operationFacts(suffix: string, operation: string): OperationFacts {
  const name = operationName(suffix, operation) ?? operation
  return factsOf(`${suffix} ${name}`)
}

const factsOf = memoised((key): OperationFacts => {
  const [suffix = '', name = ''] = key.split(' ')
  const rows = rowsOf(suffix)
  const row = rows.rows.get(name)
  if (row !== undefined) return { kind: 'checks', checks: row.checks }
  const nothing = rows.nothing.get(name)
  if (nothing !== undefined) return { kind: 'nothing', reason: nothing }
  const client = clientFacts(suffix)
  if (client === null) return { kind: 'unknown', reason: `no client of the AWS SDK is named \`${suffix}\`` }
  if (client.prefix === null)
    return { kind: 'unknown', reason: UNMAPPED_REASONS.get(key) ?? `IAM has no actions for the client \`${suffix}\`` }
  // An operation newer than the model that is known: its input is not known either.
  const model = operationModel(suffix, name) ?? { name, input: new Map(), http: null }
  const checks = derivedChecks(client.prefix, model, rows)
  if (checks.length > 0) return { kind: 'checks', checks, derived: true }
  const reason = UNMAPPED_REASONS.get(key) ?? `\`${client.prefix}\` has no action named \`${name}\`, and no row says which it is`
  return { kind: 'unknown', reason }
})

function derivedChecks(prefix: string, model: OperationModel, { own, members }: ClientRows): readonly OperationCheck[] {
  const byName = deriveChecks(prefix, model, members)
  const checks = byName.length > 0 ? byName : own.flatMap((s) => s.otherwise?.(model) ?? [])
  return [...checks, ...own.flatMap((s) => s.also?.get(model.name) ?? [])]
}

/** Operations with a hand-written row, by client suffix, for coverage counts and for tests that hold rows against the models. */
export const handWritten = (suffix: string): readonly string[] => [...rowsOf(suffix).rows.keys(), ...rowsOf(suffix).nothing.keys()].sort()
