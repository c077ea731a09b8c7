/** What a client's configuration says of region, endpoint and whose credentials it uses. Both SDKs name these alike. */
import type { Traced, TracePiece } from '../types.js'
import { type Brand, type Machine, optionsOf, type Value } from '../values.js'

export interface ClientSettings {
  readonly region: Traced | null
  readonly endpoint: Traced | null
  readonly assumedRole: Traced | null
  /** What STS is asked for that role with; null: not by a provider. */
  readonly assumes: Traced | null
  /** As in `Call.accessKey`. */
  readonly accessKey: Traced | null
}

export function clientSettings(machine: Machine, config: Value): ClientSettings {
  return {
    region: set(machine, machine.get(config, 'region')),
    endpoint: set(machine, machine.get(config, 'endpoint')),
    assumedRole: roleOf(machine, machine.get(config, 'credentials')) ?? roleOf(machine, config),
    assumes: machine.brands(machine.get(config, 'credentials'), 'credentials').find((brand) => brand.role !== null)?.assumes ?? null,
    accessKey: accessKeyOf(machine, config),
  }
}

function set(machine: Machine, value: Value): Traced | null {
  const traced = value.kind === 'undefined' || value.kind === 'unknown' || value.kind === 'never' ? null : machine.traced(value)
  return traced === null || traced.kind === 'nothing' || traced.kind === 'unknown' ? null : traced
}

/** The role behind credentials: a provider that assumes one, or keys that came with an answer of STS. */
export function roleOf(machine: Machine, credentials: Value): Traced | null {
  if (credentials.kind === 'undefined' || credentials.kind === 'unknown') return null
  const branded = machine.brands(credentials, 'credentials').find((brand) => brand.role !== null)
  if (branded !== undefined) return branded.role
  for (const name of ['accessKeyId', 'AccessKeyId', 'secretAccessKey', 'sessionToken']) {
    const key = machine.get(credentials, name)
    const found = key.kind === 'undefined' || key.kind === 'unknown' ? null : roleOfKey(machine.traced(key))
    if (found !== null) return found
  }
  return null
}

function roleOfKey(key: Traced): Traced | null {
  if (key.kind === 'union') return key.options.map(roleOfKey).find((role) => role !== null) ?? null
  if (key.kind !== 'text') return null
  const answer = key.pieces.find(isAssumed)
  return answer?.kind === 'response' && answer.input?.kind === 'object' ? (answer.input.entries.get('RoleArn') ?? null) : null
}

/** Keys of a user, or that another service gave out: calls that they sign are no calls of the function's role. */
function accessKeyOf(machine: Machine, config: Value): Traced | null {
  const credentials = machine.get(config, 'credentials')
  const holder = credentials.kind === 'undefined' ? config : credentials
  // What is not written here may say nothing of credentials at all.
  if (!optionsOf(config).every(isPlain) || !optionsOf(holder).every((option) => option.kind === 'given' || isPlain(option))) return null
  const key = set(machine, machine.get(holder, 'accessKeyId'))
  return key !== null && isForeign(key) ? key : null
}

const isPlain = (value: Value): boolean => value.kind === 'object' && value.brand === null && value.code === null

function isForeign(key: Traced): boolean {
  if (key.kind === 'union') return key.options.every(isForeign)
  return key.kind === 'text' && key.pieces.length > 0 && key.pieces.every(isForeignPiece)
}

function isForeignPiece(piece: TracePiece): boolean {
  if (piece.kind === 'env') return piece.name !== OWN_KEY && (piece.fallback === null || isForeign(piece.fallback))
  // STS gives out keys of roles, which are followed, and others of who asks.
  return piece.kind === 'literal' || piece.kind === 'event' || (piece.kind === 'response' && piece.service !== 'sts')
}

/** Source: AWS Lambda Developer Guide, "Working with Lambda environment variables", "Defined runtime environment variables". */
const OWN_KEY = 'AWS_ACCESS_KEY_ID'

const isAssumed = (piece: TracePiece): boolean =>
  piece.kind === 'response' && piece.service === 'sts' && piece.operation.startsWith('AssumeRole')

export const credentialsOf = (role: Traced | null, assumes: Traced | null = null): Brand => ({ kind: 'credentials', role, assumes })
