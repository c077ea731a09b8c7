/**
 * Which members of `requestParameters` count for an event: those that the checks of its operation speak of. The others differ
 * from call to call (keys of items, encryption contexts) and would make every event one of its own.
 */
import { type OperationCheck, operationFacts, pathsOf } from '../../catalog/index.js'
import { operationsOfEvent, recordedMembers, S3_MEMBER_NAMES } from '../../events/index.js'

export interface Plan {
  /** Names of members in lower case, as bytes, sorted; null: all count. */
  readonly members: readonly Uint8Array[] | null
  /** Members of which the calls are told no further apart, in lower case: each call has its own. */
  readonly dropped: ReadonlySet<string>
  /** The member that is an object's key, whose text ends the resource; null where there is none. */
  readonly key: Uint8Array | null
  /** Whether `resources` say what the members may not. */
  readonly resources: boolean
}

/** A plan with the number that all readers of a run know it by. */
export interface NumberedPlan extends Plan {
  readonly number: number
}
export type PlanOf = (source: string, name: string) => NumberedPlan

/** All that a reader is told of AWS: what it is made with is data, so that its thread need not load the catalog. */
export interface ReaderFacts {
  readonly planOf: PlanOf
  /** Codes of errors that say a call was refused. */
  readonly denialCodes: RegExp
}

const NONE: ReadonlySet<string> = new Set()
const EVERYTHING: Plan = { members: null, dropped: NONE, key: null, resources: true }
/** Nobody limits a role to one stream of a log group. */
const DROPPED: ReadonlyMap<string, ReadonlySet<string>> = new Map([['cloudwatch-logs', new Set(['logstreamname'])]])
const bytesOf = (name: string): Uint8Array => new TextEncoder().encode(name.toLowerCase())

/** Forms that may leave a part of the resource open. */
const UNSURE_FORMS: ReadonlySet<string> = new Set(['key', 'secret', 'model'])

/** @param withContext whether the values of condition keys count, as they do in a replay */
export function planOf(source: string, name: string, withContext: boolean): Plan {
  const calls = operationsOfEvent(source, name)
  const [call] = calls
  if (call === undefined) return { members: [], dropped: NONE, key: null, resources: true }
  if (calls.length > 1) return EVERYTHING
  const facts = operationFacts(call.client, call.operation)
  if (facts.kind !== 'checks') return { members: [], dropped: NONE, key: null, resources: true }
  const names = new Set(
    facts.checks.flatMap((check) => pathsOf(withContext ? check : withoutContext(check))).map((path) => /^[^.[{]+/.exec(path)?.[0] ?? path),
  )
  const written = [...names].map((member) => (call.client === 's3' ? (S3_MEMBER_NAMES.get(member) ?? member) : member).toLowerCase())
  // Operations that are recorded in another shape than the API's have their own members.
  if (names.size > 0) written.push(...recordedMembers(call, [...names]))
  if (call.client === 'dynamodb-streams') written.push('sharditerator')
  // It tells whether an access point was called.
  if (call.client === 's3' && names.size > 0) written.push('host')
  const isObject =
    call.client === 's3' && facts.checks.every(({ resource }) => resource.kind === 'arn' && resource.template.endsWith('/{Key}'))
  const unsure = facts.checks.some(
    ({ resource }) =>
      resource.kind !== 'arn' ||
      resource.template.includes('*') ||
      Object.values(resource.forms ?? {}).some((form) => UNSURE_FORMS.has(form)),
  )
  const dropped = DROPPED.get(call.client) ?? NONE
  const counted = [...new Set(written)].filter((member) => !(isObject && member === 'key') && !dropped.has(member))
  return {
    members: counted.sort().map(bytesOf),
    dropped,
    key: isObject ? bytesOf('key') : null,
    resources: unsure,
  }
}

/** Condition keys do not change what was asked for. */
const withoutContext = ({ context: _, ...check }: OperationCheck): OperationCheck => check
