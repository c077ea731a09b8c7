/**
 * Which members of `requestParameters` count for an event: those that the checks of its operation speak of. The others differ
 * from call to call (keys of items, encryption contexts) and would make every event one of its own.
 */
import { operationFacts, pathsOf } from '../../catalog/index.js'
import { operationsOfEvent, S3_MEMBER_NAMES } from '../../events/index.js'

export interface Plan {
  /** Names of members in lower case, as bytes, sorted; null: all count. */
  readonly members: readonly Uint8Array[] | null
  /** The member that is an object's key, whose text ends the resource; null where there is none. */
  readonly key: Uint8Array | null
  /** Whether `resources` say what the members may not. */
  readonly resources: boolean
}

const EVERYTHING: Plan = { members: null, key: null, resources: true }
const bytesOf = (name: string): Uint8Array => new TextEncoder().encode(name.toLowerCase())

/** Operations that are recorded in another shape than the API's have their own members. */
const RESHAPED = ['requestitems']

/** Forms that may leave a part of the resource open. */
const UNSURE_FORMS: ReadonlySet<string> = new Set(['key', 'secret', 'model'])

export function planOf(source: string, name: string): Plan {
  const calls = operationsOfEvent(source, name)
  const [call] = calls
  if (call === undefined) return { members: [], key: null, resources: true }
  if (calls.length > 1) return EVERYTHING
  const facts = operationFacts(call.client, call.operation)
  if (facts.kind !== 'checks') return { members: [], key: null, resources: true }
  const names = new Set(facts.checks.flatMap(pathsOf).map((path) => /^[^.[{]+/.exec(path)?.[0] ?? path))
  const written = [...names].map((member) => (call.client === 's3' ? (S3_MEMBER_NAMES.get(member) ?? member) : member).toLowerCase())
  if (call.client === 'dynamodb') written.push(...RESHAPED)
  if (call.client === 'dynamodb-streams') written.push('sharditerator')
  const isObject =
    call.client === 's3' && facts.checks.every(({ resource }) => resource.kind === 'arn' && resource.template.endsWith('/{Key}'))
  const unsure = facts.checks.some(
    ({ resource }) =>
      resource.kind !== 'arn' ||
      resource.template.includes('*') ||
      Object.values(resource.forms ?? {}).some((form) => UNSURE_FORMS.has(form)),
  )
  return {
    members: [...new Set(written)]
      .filter((member) => !(isObject && member === 'key'))
      .sort()
      .map(bytesOf),
    key: isObject ? bytesOf('key') : null,
    resources: unsure,
  }
}
