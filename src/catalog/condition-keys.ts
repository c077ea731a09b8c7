/** Condition keys: global ones and those of services, with type and whether they can have several values. */
import { packedService, services } from './actions.js'
import { GLOBAL_KEYS } from './global-keys.js'
import { memoised } from './read-table.js'
import type { ConditionKeyFacts } from './types.js'

const TYPES: ReadonlyMap<string, ConditionKeyFacts['type']> = new Map([
  ['s', 'String'],
  ['a', 'ARN'],
  ['b', 'Bool'],
  ['d', 'Date'],
  ['n', 'Numeric'],
  ['i', 'IPAddress'],
  ['y', 'Binary'],
])

/** A key of a family: `aws:RequestTag/${TagKey}` answers for `aws:RequestTag/Team`. */
interface Family {
  readonly pattern: RegExp
  readonly facts: ConditionKeyFacts
}

interface Keys {
  readonly exact: ReadonlyMap<string, ConditionKeyFacts>
  readonly families: readonly Family[]
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function keysOf(list: readonly ConditionKeyFacts[]): Keys {
  const families = list.filter((facts) => facts.key.includes('${'))
  return {
    exact: new Map(list.map((facts) => [facts.key.toLowerCase(), facts])),
    families: families.map((facts) => ({
      pattern: new RegExp(
        `^${facts.key
          .split(/\$\{[^}]*\}/)
          .map(escaped)
          .join('.+')}$`,
        'i',
      ),
      facts,
    })),
  }
}

const serviceKeys = memoised((service): Keys => {
  const declared = (packedService(service)?.k ?? []).filter(([, type]) => type !== '')
  return keysOf(
    declared.map(([key, type]) => ({
      key,
      type: TYPES.get(type.toLowerCase()) ?? 'String',
      multiValued: type !== type.toLowerCase(),
    })),
  )
})

let globals: Keys | null = null
const globalKeys = (): Keys => {
  globals ??= keysOf(GLOBAL_KEYS)
  return globals
}

const find = (keys: Keys, key: string): ConditionKeyFacts | null =>
  keys.exact.get(key.toLowerCase()) ?? keys.families.find((family) => family.pattern.test(key))?.facts ?? null

/** Keys that IAM has for all services, sorted, families with `${TagKey}`. */
export const globalConditionKeys = (): readonly ConditionKeyFacts[] => GLOBAL_KEYS

/**
 * What is known of a condition key, without regard to case. A key of a family is found by any of its members.
 *
 * @param service IAM prefix of the service whose key it is; left out: the key's own prefix
 */
export function conditionKey(key: string, service?: string): ConditionKeyFacts | null {
  const global = find(globalKeys(), key)
  if (global !== null) return global
  const colon = key.indexOf(':')
  const own = service ?? (colon < 0 ? '' : key.slice(0, colon).toLowerCase())
  return find(serviceKeys(own), key) ?? (service === undefined ? foreignKey(key.toLowerCase()) : null)
}

/** Keys under another prefix than their service's, e.g. `saml:aud` and `accounts.google.com:aud` of `sts`. */
const foreignKey = memoised((key): ConditionKeyFacts | null => {
  for (const service of services()) {
    const found = find(serviceKeys(service), key)
    if (found !== null) return found
  }
  return null
})

/** Keys that a service declares, its own and those that it takes over, families with `${TagKey}`. */
export const conditionKeysOf = (service: string): readonly ConditionKeyFacts[] => [...serviceKeys(service.toLowerCase()).exact.values()]
