/**
 * Where policy variables stand in one way alone: on the resource, or on a condition key, all lists that hold variables hold
 * the same ones. Then a request can be written so that each list says of it what it says of its value: what a pattern with
 * variables takes is written as an instance of that pattern, and everything else as it is. Such patterns are read exactly,
 * under negation too, and it does not matter which Allow lets the request through.
 */
import type { NamedPolicy } from '../decide/index.js'
import { operatorFacts, parseGlob } from '../policy/index.js'
import { prepare } from './prepared.js'

export interface SoleVariables {
  readonly resources: boolean
  /** Condition keys, in lower case. */
  readonly keys: ReadonlySet<string>
}

export const NOT_SOLE: SoleVariables = { resources: false, keys: new Set() }

export function soleVariables(policies: readonly NamedPolicy[]): SoleVariables {
  const onResources = new Set<string>()
  const onKeys = new Map<string, Set<string>>()
  for (const { policy } of policies) {
    if (policy.version !== '2012-10-17') continue
    for (const statement of policy.statements) {
      const { resources, conditions } = prepare(statement)
      if (resources?.hasVariables === true) onResources.add(variablePatterns(resources.texts))
      for (const { key, hasVariables, condition } of conditions) {
        if (!hasVariables) continue
        const { family, relation } = operatorFacts(condition.operator)
        const ways = onKeys.get(key) ?? new Set()
        onKeys.set(key, ways.add(`${family} ${relation} ${variablePatterns(condition.values)}`))
      }
    }
  }
  return { resources: onResources.size === 1, keys: new Set([...onKeys].flatMap(([key, ways]) => (ways.size === 1 ? [key] : []))) }
}

/** The patterns that hold variables, the same text for the same patterns: names of keys ignore case. */
const variablePatterns = (texts: readonly string[]): string =>
  texts
    .map((text) => parseGlob(text, { wildcards: true, variables: true }))
    .filter((glob) => glob.some((token) => token.kind === 'variable'))
    .map((glob) => JSON.stringify(glob.map((token) => (token.kind === 'variable' ? [token.key, token.fallback] : token))))
    .sort()
    .join()
