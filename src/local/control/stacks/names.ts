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
  if (given !== null) return referenceTo(type, given, properties, place)
  const random = letters(`${place.id} ${id} ${count}`, 20).toLowerCase()
  if (/^AWS::(ApiGateway|ApiGatewayV2|AppSync)::/.test(type)) return referenceTo(type, random.slice(0, 10), properties, place)
  const name = madeName(place, id, count, type === 'AWS::S3::Bucket' ? 63 : 80)
  return referenceTo(type, type === 'AWS::S3::Bucket' ? name.toLowerCase() : name, properties, place)
}

/** What `Ref` gives for a resource of that name. */
function referenceTo(type: string, name: string, properties: JsonMap, place: Place): string {
  if (type === 'AWS::SQS::Queue') return `https://sqs.${place.region}.amazonaws.com/${place.account}/${name}`
  const shape = cfnType(type)?.arn ?? null
  return cfnType(type)?.ref === 'arn' && shape !== null ? arnFrom(shape, name, properties, place) : name
}

/** An ARN of a type's shape; a property that it names and that is not known is `*`. */
export function arnFrom(shape: string, name: string, properties: JsonMap, place: Place): string {
  return (
    shape
      .replaceAll('{P}', 'aws')
      .replaceAll('{R}', place.region)
      .replaceAll('{A}', place.account)
      .replaceAll('{ref}', name)
      .replace(
        /\{([^}|]*)\|?([^}]*)\}/g,
        (_, property: string, fallback: string) => textOf(properties[property]) ?? (fallback === '' ? '*' : fallback),
      )
      .replace(':parameter//', ':parameter/')
      // The six characters that end a secret's ARN are nobody's choice.
      .replace('-??????', `-${letters(`${place.id} ${name}`, 6)}`)
  )
}

/** What `Fn::GetAtt` answers for a resource that nothing here runs, as far as its type's shape says it. */
export function attributesOf(type: string, physicalId: string, properties: JsonMap, place: Place): Readonly<Record<string, string>> {
  const facts = cfnType(type)
  if (facts === null) return {}
  const name = /^(arn:|https:)/.test(physicalId) ? (physicalId.split(/[:/]/).at(-1) ?? physicalId) : physicalId
  const arn = physicalId.startsWith('arn:') ? physicalId : facts.arn === null ? null : arnFrom(facts.arn, name, properties, place)
  return Object.fromEntries(
    [...facts.attributes].flatMap(([attribute, what]): [string, string][] => {
      if (what === 'name') return [[attribute, name]]
      if (what === 'url') return [[attribute, physicalId]]
      if (what === 'arn') return arn === null ? [] : [[attribute, arn]]
      return [[attribute, arnFrom(what.arn, name, properties, place)]]
    }),
  )
}

/** A name-based UUID: the last part of a stack's ARN, and tokens. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
