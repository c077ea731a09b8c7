/** Names and IDs as CloudFormation makes them, the same for the same stack and count. */
import { createHash } from 'node:crypto'
import { cfnType } from '../../../catalog/index.js'
import type { Place } from './scope.js'
import type { JsonMap } from './types.js'
import { textOf } from './values.js'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

function letters(text: string, count: number): string {
  const hash = createHash('sha256').update(text).digest()
  return [...hash.subarray(0, count)].map((byte) => ALPHABET[byte % ALPHABET.length] ?? 'A').join('')
}

const SUFFIX_CHARS = 12

/** `stack-LogicalId-ABCDEFGHIJKL`, the front cut where it would be too long. */
export function madeName({ id: stackId, name }: Place, id: string, count: number, maxChars: number): string {
  return `${`${name}-${id}`.slice(0, maxChars - SUFFIX_CHARS - 1)}-${letters(`${stackId} ${id} ${count}`, SUFFIX_CHARS)}`
}

/** The physical ID of a resource that nothing here runs: its own name where it has one, else one of the type's kind. */
export function carriedId(type: string, id: string, properties: JsonMap, place: Place, count: number): string {
  const property = cfnType(type)?.nameProperty ?? null
  const given = property === null || /::(RestApi|Api)$/.test(type) ? null : textOf(properties[property])
  if (given !== null) return given
  const random = letters(`${place.id} ${id} ${count}`, 20).toLowerCase()
  if (/^AWS::(ApiGateway|ApiGatewayV2|AppSync)::/.test(type)) return random.slice(0, 10)
  const name = madeName(place, id, count, type === 'AWS::S3::Bucket' ? 63 : 80)
  const written = type === 'AWS::S3::Bucket' ? name.toLowerCase() : name
  return cfnType(type)?.ref === 'arn' ? (arnWith(type, written, place) ?? written) : written
}

function arnWith(type: string, name: string, { region, account }: Place): string | null {
  const shape = cfnType(type)?.arn ?? null
  return shape === null
    ? null
    : shape
        .replaceAll('{P}', 'aws')
        .replaceAll('{R}', region)
        .replaceAll('{A}', account)
        .replaceAll('{ref}', name)
        .replace(/\{[^}|]*\|([^}]*)\}/g, '$1')
}

/** A name-based UUID: the last part of a stack's ARN, and tokens. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
