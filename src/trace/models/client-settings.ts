/** What a client's configuration says of region, endpoint and whose credentials it uses. Both SDKs name these alike. */
import type { Traced, TracePiece } from '../types.js'
import type { Brand, Machine, Value } from '../values.js'

export interface ClientSettings {
  readonly region: Traced | null
  readonly endpoint: Traced | null
  readonly assumedRole: Traced | null
  /** What STS is asked for that role with; null: not by a provider. */
  readonly assumes: Traced | null
}

export function clientSettings(machine: Machine, config: Value): ClientSettings {
  return {
    region: set(machine, machine.get(config, 'region')),
    endpoint: set(machine, machine.get(config, 'endpoint')),
    assumedRole: roleOf(machine, machine.get(config, 'credentials')) ?? roleOf(machine, config),
    assumes: machine.brands(machine.get(config, 'credentials'), 'credentials').find((brand) => brand.role !== null)?.assumes ?? null,
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

const isAssumed = (piece: TracePiece): boolean =>
  piece.kind === 'response' && piece.service === 'sts' && piece.operation.startsWith('AssumeRole')

export const credentialsOf = (role: Traced | null, assumes: Traced | null = null): Brand => ({ kind: 'credentials', role, assumes })
