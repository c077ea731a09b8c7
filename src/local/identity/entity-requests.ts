/** What requests to IAM have in common: names and paths in their form, pages, entities by name, and the errors of each. */

import { numberOf, tagsOf, textOf } from '../input.js'
import { fault, isFault } from '../reply.js'
import type { Fault, Input, Operation, ServiceCall } from '../types.js'
import type { Directory } from './directory.js'
import type { Entity } from './model.js'

/** Operations of IAM by their names. */
export type Rows = readonly (readonly [string, Operation])[]

export const NO_ENTITY = 'NoSuchEntity'

const NAME = /^[\w+=,.@-]+$/
const PATH = /^(\/|\/[\u0021-\u007e]+\/)$/
const MAX_CHARS: Readonly<Record<string, number>> = {
  UserName: 64,
  RoleName: 64,
  GroupName: 128,
  PolicyName: 128,
  InstanceProfileName: 128,
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

export const invalid = (message: string): Fault => fault('ValidationError', `1 validation error detected: ${message}`, 400)

/** A name in the form that IAM takes. */
export function readName(input: Input, member: string): string | Fault {
  const name = textOf(input, member)
  const at = lowerFirst(member)
  if (name === null) return invalid(`Value null at '${at}' failed to satisfy constraint: Member must not be null`)
  const max = MAX_CHARS[member] ?? 128
  if (name.length < 1)
    return invalid(`Value '' at '${at}' failed to satisfy constraint: Member must have length greater than or equal to 1`)
  if (name.length > max)
    return invalid(`Value '${name}' at '${at}' failed to satisfy constraint: Member must have length less than or equal to ${max}`)
  if (!NAME.test(name))
    return invalid(`Value '${name}' at '${at}' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+`)
  return name
}

export function readPath(input: Input): string | Fault {
  const path = textOf(input, 'Path') ?? '/'
  if (path.length <= 512 && PATH.test(path)) return path
  return fault(
    'ValidationError',
    'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    400,
  )
}

export const MAX_TAGS = 50

/** Tags of an entity after some were added. */
export function withTags(had: Readonly<Record<string, string>>, value: unknown): Readonly<Record<string, string>> | Fault {
  const given = tagsOf(value)
  for (const key of given.keys()) {
    if (key.length < 1 || key.length > 128)
      return invalid(`Value '${key}' at 'tags' failed to satisfy constraint: Member must have length less than or equal to 128`)
    if (key.toLowerCase().startsWith('aws:')) return fault('InvalidInput', 'Tag keys beginning with aws: are reserved for system use.', 400)
  }
  // Keys of tags are compared without regard to case.
  const lower = new Set([...given.keys()].map((key) => key.toLowerCase()))
  if (lower.size < given.size)
    return fault('InvalidInput', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.', 400)
  const kept = Object.entries(had).filter(([key]) => !lower.has(key.toLowerCase()))
  const all = [...kept, ...given]
  if (all.length > MAX_TAGS) return fault('LimitExceeded', `The number of tags has reached the maximum limit: ${MAX_TAGS}.`, 409)
  return Object.fromEntries(all)
}

export const tagList = (tags: Readonly<Record<string, string>>): readonly { readonly Key: string; readonly Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** One page, its end marked as IAM does. A marker is the number of the first item, which `MaxItems` of any size may follow. */
export function paged<T>(
  input: Input,
  items: readonly T[],
): { readonly items: readonly T[]; readonly more: Readonly<Record<string, unknown>> } | Fault {
  const max = numberOf(input, 'MaxItems') ?? 100
  if (!Number.isInteger(max) || max < 1 || max > 1000)
    return invalid(`Value '${max}' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 1000`)
  const marker = textOf(input, 'Marker')
  const start = marker === null ? 0 : Number(Buffer.from(marker, 'base64url').toString())
  if (!Number.isInteger(start) || start < 0) return fault('ValidationError', 'Invalid Marker.', 400)
  const end = start + max
  const isTruncated = end < items.length
  return {
    items: items.slice(start, end),
    more: { IsTruncated: isTruncated, ...(isTruncated ? { Marker: Buffer.from(String(end)).toString('base64url') } : {}) },
  }
}

export interface Kind {
  readonly kind: Entity['kind']
  /** `Role` */
  readonly noun: string
  /** `RoleName` */
  readonly nameMember: string
}

export const KINDS: Readonly<Record<Entity['kind'], Kind>> = {
  role: { kind: 'role', noun: 'Role', nameMember: 'RoleName' },
  user: { kind: 'user', noun: 'User', nameMember: 'UserName' },
  group: { kind: 'group', noun: 'Group', nameMember: 'GroupName' },
}

/** The entity that a request names. A user may be left out where the caller is one. */
export function entityOf(directory: Directory, { kind, nameMember }: Kind, call: ServiceCall): Entity | Fault {
  const own =
    kind === 'user' && textOf(call.input, nameMember) === null && call.caller.subject?.kind === 'user' ? call.caller.subject.name : null
  const name = own ?? readName(call.input, nameMember)
  if (isFault(name)) return name
  return directory.find(kind, call.account, name) ?? noSuch(kind, name)
}

export const noSuch = (kind: string, name: string): Fault => fault(NO_ENTITY, `The ${kind} with name ${name} cannot be found.`, 404)
