/**
 * What somebody wrote into policies and a generated role must not lose: denials, and the conditions of the template around
 * what is allowed.
 */
import { findAction } from '../../catalog/index.js'
import type { Json } from '../yaml.js'
import { onlyIf } from './document.js'
import { referencesIn } from './references.js'
import { isList, isMap, listOf } from './template.js'

/** Statements that deny, each under the conditions that stand around it. */
export function denialsIn(value: Json | undefined, conditions: readonly string[] = []): readonly Json[] {
  if (isList(value)) return value.flatMap((item) => denialsIn(item, conditions))
  if (!isMap(value)) return []
  const branches = branchesOf(value)
  if (branches !== null) return branches.flatMap(({ name, inner }) => denialsIn(inner, [...conditions, name]))
  if (value.Effect === 'Deny') return [onlyIf(conditions, value)]
  return [...denialsIn(value.PolicyDocument, conditions), ...denialsIn(listOf(value.Statement), conditions)]
}

function branchesOf(value: Json): readonly { readonly name: string; readonly inner: Json }[] | null {
  const argument = isMap(value) && Object.keys(value).length === 1 ? value['Fn::If'] : undefined
  if (!isList(argument) || typeof argument[0] !== 'string') return null
  const [name, yes = null, no = null] = argument
  return [
    { name, inner: yes },
    { name: `!${name}`, inner: no },
  ]
}

/**
 * The condition under which alone a resource was spoken of so far, by its logical ID. Where a policy speaks of everything
 * whatever holds, nothing is under a condition.
 */
export function conditionsBefore(policies: readonly Json[]): ReadonlyMap<string, string> {
  const seen = new Map<string, Set<string>>()
  let everything = false
  const walk = (value: Json | undefined, conditions: readonly string[]): void => {
    if (isList(value)) for (const item of value) walk(item, conditions)
    if (!isMap(value)) return
    const branches = branchesOf(value)
    if (branches !== null) {
      for (const { name, inner } of branches) walk(inner, [...conditions, name])
      return
    }
    const own = Object.keys(value).length === 1 ? referencesIn(value) : []
    if (own.length > 0 && isReference(value)) {
      for (const { id } of own) {
        const set = seen.get(id) ?? new Set<string>()
        seen.set(id, set.add(conditions.join('&')))
      }
      return
    }
    if (value.Effect !== 'Deny' && conditions.length === 0 && listOf(value.Resource).includes('*') && limitsNothing(value.Action))
      everything = true
    for (const inner of Object.values(value)) walk(inner, conditions)
  }
  for (const policy of policies) {
    if (typeof policy === 'string') everything = true
    walk(policy, [])
  }
  if (everything) return new Map()
  return new Map(
    [...seen].flatMap(([id, conditions]) => {
      const [only] = conditions
      return conditions.size === 1 && only !== undefined && only !== '' && !only.includes('&') ? [[id, only] as const] : []
    }),
  )
}

/** An action that can be limited to no resource stands on `*` whatever else is spoken of. */
const limitsNothing = (actions: Json | undefined): boolean =>
  listOf(actions).some((action) => typeof action !== 'string' || findAction(action)?.resourceTypes.length !== 0)

const isReference = (value: Json): boolean => isMap(value) && ['Ref', 'Fn::GetAtt', 'Fn::Sub'].includes(Object.keys(value)[0] ?? '')
