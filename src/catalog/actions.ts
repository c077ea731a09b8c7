/**
 * Actions and resource types of all services. Names are asked without regard to case and answered in AWS's spelling.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS services".
 */
import { matchGlob, parseActionPattern } from '../policy/index.js'
import { matchesGlob } from './glob.js'
import { nearestOf } from './nearest.js'
import { lazyTable, memoised } from './read-table.js'
import type { AccessLevel, ActionFacts, ResourceTypeFacts } from './types.js'

const LEVELS: readonly AccessLevel[] = ['List', 'Read', 'Write', 'Tagging', 'Permissions management']

/** `[level, types, keys, required types, dependent actions, permission only]`, empty tails left out. */
type PackedAction = readonly [number, (readonly number[])?, (readonly number[])?, (readonly number[])?, (readonly string[])?, number?]

interface PackedService {
  readonly t: readonly (readonly [name: string, arns: readonly string[], keys: readonly number[]])[]
  readonly k: readonly (readonly [name: string, type: string])[]
  readonly a: readonly PackedAction[]
}

const nameTable = lazyTable('action-names.json')
const serviceTable = lazyTable('services.json')

const namesOf = memoised((service): readonly string[] => {
  const text = nameTable().get(service) as string | undefined
  return text === undefined || text === '' ? [] : text.split(' ')
})

const lowerNamesOf = memoised((service): ReadonlyMap<string, number> => new Map(namesOf(service).map((name, i) => [name.toLowerCase(), i])))

/** @returns the packed facts of a service, for the files of this room; null where no service has that prefix */
export const packedService = memoised((service): PackedService | null => (serviceTable().get(service) as PackedService | undefined) ?? null)

/** IAM prefixes of all services, sorted. */
export const services = (): readonly string[] => nameTable().keys

export const isService = (prefix: string): boolean => lowerNamesOf(prefix.toLowerCase()).size > 0

/** @returns the service's actions with their prefix, sorted; empty where no service has that prefix */
export const actionsOf = memoised((service): readonly string[] => {
  const prefix = service.toLowerCase()
  return namesOf(prefix).map((name) => `${prefix}:${name}`)
})

interface Universe {
  readonly all: readonly string[]
  /** Where each service's actions begin. */
  readonly begin: ReadonlyMap<string, number>
}

let universe: Universe | null = null

function everyAction(): Universe {
  if (universe !== null) return universe
  const all: string[] = []
  const begin = new Map<string, number>()
  // `s3-outposts:` comes before `s3:`, as it does in the sorted list.
  for (const service of [...services()].sort((a, b) => (`${a}:` < `${b}:` ? -1 : 1))) {
    begin.set(service, all.length)
    all.push(...actionsOf(service))
  }
  universe = { all, begin }
  return universe
}

/** Every action of every service, sorted by code unit. Their numbers are what `actionIndex` answers. */
export const allActions = (): readonly string[] => everyAction().all

/** @returns the action's place in `allActions`, or null where no service has it */
export function actionIndex(action: string): number | null {
  const lower = action.toLowerCase()
  const colon = lower.indexOf(':')
  const begin = everyAction().begin.get(lower.slice(0, colon))
  const place = lowerNamesOf(lower.slice(0, colon)).get(lower.slice(colon + 1))
  return begin === undefined || place === undefined ? null : begin + place
}

const factsByName = memoised((key): ActionFacts | null => {
  const colon = key.indexOf(':')
  const service = key.slice(0, colon)
  const packed = packedService(service)
  const place = packed === null ? undefined : lowerNamesOf(service).get(key.slice(colon + 1))
  const row = place === undefined ? undefined : packed?.a[place]
  if (packed === null || place === undefined || row === undefined) return null
  const [level, types, keys, required, dependent, only] = row
  const type = (i: number): string => packed.t[i]?.[0] ?? ''
  return {
    action: `${service}:${namesOf(service)[place]}`,
    level: LEVELS[level] ?? 'Write',
    resourceTypes: (types ?? []).map(type),
    requiredTypes: (required ?? []).map(type),
    conditionKeys: (keys ?? []).map((i) => packed.k[i]?.[0] ?? ''),
    dependentActions: dependent ?? [],
    permissionOnly: only === 1,
  }
})

/** @returns what is known of an action, e.g. `dynamodb:putitem`; null where no service has it */
export const findAction = (action: string): ActionFacts | null => (action.includes(':') ? factsByName(action.toLowerCase()) : null)

/** @returns the action that was probably meant, or null; for messages about one that does not exist */
export function nearestAction(action: string): string | null {
  const colon = action.indexOf(':')
  if (colon < 0) return null
  const prefix = action.slice(0, colon).toLowerCase()
  const service = isService(prefix) ? prefix : nearestOf(prefix, services())
  if (service === null) return null
  const near = nearestOf(action.slice(colon + 1), namesOf(service))
  return near === null ? null : `${service}:${near}`
}

let lowered: readonly string[] | null = null

function loweredActions(): readonly string[] {
  lowered ??= allActions().map((action) => action.toLowerCase())
  return lowered
}

/**
 * The actions that a pattern of a policy means, sorted.
 *
 * @param pattern `*`, `s3:*`, `s3:Get*`, `s3:GetObject`; an action that no service has gives an empty list
 */
export const expandActions = memoised((pattern): readonly string[] => {
  if (pattern === '*') return allActions()
  const colon = pattern.indexOf(':')
  if (colon < 0) return []
  const prefix = pattern.slice(0, colon)
  const name = pattern.slice(colon + 1)
  if (/[*?]/.test(prefix)) {
    const glob = parseActionPattern(pattern)
    const names = loweredActions()
    return allActions().filter((_, i) => matchGlob(glob, names[i] ?? ''))
  }
  if (name === '*') return actionsOf(prefix)
  if (!/[*?]/.test(name)) {
    const facts = findAction(pattern)
    return facts === null ? [] : [facts.action]
  }
  return actionsOf(prefix).filter((action) => matchesGlob(name, action.slice(prefix.length + 1)))
})

/** @returns the service's resource types, sorted by name */
export const resourceTypesOf = memoised((service): readonly ResourceTypeFacts[] => {
  const prefix = service.toLowerCase()
  const packed = packedService(prefix)
  if (packed === null) return []
  return packed.t.map(([name, arns, keys]) => ({
    service: prefix,
    name,
    arns,
    conditionKeys: keys.map((i) => packed.k[i]?.[0] ?? ''),
  }))
})

/** @returns a resource type by the name that actions give it, e.g. `dynamodb`, `table` */
export const resourceType = (service: string, name: string): ResourceTypeFacts | null =>
  resourceTypesOf(service).find((type) => type.name === name) ?? null
