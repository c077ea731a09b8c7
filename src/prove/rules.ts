/**
 * Statements made ready for the search. A rule keeps what its statement asks of action, resource and keys as numbers of
 * interned lists, so that rules which ask the same are seen to.
 */
import type { Condition, Effect, Matcher, PrincipalPattern, Statement } from '../policy/index.js'
import { operatorFacts, variablesIn } from '../policy/index.js'
import { type ActionList, actionList } from './action-lists.js'
import { type ArnRule, arnRule } from './arn-classes.js'
import { type KeyTest, keyTest, type VariableText } from './key-tests.js'
import { symbolAt } from './text-pattern.js'

export interface ResourceList {
  readonly id: number
  readonly negated: boolean
  readonly rules: readonly ArnRule[]
  /** Matches every resource. */
  readonly everything: boolean
}

export interface Rule {
  readonly side: number
  /** Number of the layer of the side that it is part of. */
  readonly layer: number
  readonly effect: Effect
  readonly principals: Matcher<PrincipalPattern> | null
  readonly actions: ActionList
  /** Null: the document hangs on the resource that it speaks of. */
  readonly resources: ResourceList | null
  /** Numbers of tests, ascending. */
  readonly tests: readonly number[]
  /** What they ask as it is written, ascending. */
  readonly asks: readonly number[]
  readonly statement: Statement
  /** The policy, as a decision names it. */
  readonly policy: string
}

/** How policy variables are read while rules are made. */
export type Variables =
  /** Each key has the value that the function gives, or none. */
  | { readonly kind: 'values'; readonly valueOf: (key: string) => string | null }
  /** Values are left open: a proof then holds for all of them. */
  | { readonly kind: 'open' }

/** What all rules of one question share. */
export interface Shop {
  readonly variables: Variables
  readonly tests: KeyTest[]
  readonly testIds: Map<string, number>
  readonly asks: Map<string, number>
  readonly lists: ResourceList[]
  readonly listIds: Map<string, number>
  readonly arns: Map<string, ArnRule | null>
  /** Symbols of the variables that the narrow side's Allows read exactly, by `key` or `key,fallback`. */
  readonly symbols: Map<string, string>
  /** Why a proof cannot be given although no request was found. */
  readonly doubts: Set<string>
}

export const openShop = (variables: Variables): Shop => ({
  variables,
  tests: [],
  testIds: new Map(),
  asks: new Map(),
  lists: [],
  listIds: new Map(),
  arns: new Map(),
  symbols: new Map(),
  doubts: new Set(),
})

export interface RuleOrigin {
  readonly side: number
  readonly layer: number
  readonly policy: string
  /** Whether the document's version has policy variables. */
  readonly variables: boolean
  /** Whether an Allow of this layer must be read as it is written, and not as what it may be: see `readingOf`. */
  readonly lead: boolean
}

const actionLists = new WeakMap<Matcher<string>, ActionList>()

/** Lists are made once a statement: versions of a policy and both directions of a comparison share them. */
export function actionsOf(statement: Statement): ActionList {
  const known = actionLists.get(statement.actions)
  if (known !== undefined) return known
  const made = actionList(statement.actions)
  actionLists.set(statement.actions, made)
  return made
}

export function makeRule(shop: Shop, statement: Statement, origin: RuleOrigin): Rule {
  const { side, layer, policy } = origin
  const exactKeys = new Set<string>()
  const tests = statement.conditions.map((condition) => testId(shop, condition, statement.effect, origin, exactKeys))
  return {
    side,
    layer,
    effect: statement.effect,
    principals: statement.principals,
    actions: actionsOf(statement),
    resources: statement.resources === null ? null : resourceList(shop, statement.resources, statement.effect, origin),
    tests: ascending(tests),
    asks: ascending(tests.map((id) => shop.tests[id]?.asks ?? id)),
    statement,
    policy,
  }
}

export const ascending = (ids: readonly number[]): readonly number[] => [...new Set(ids)].sort((a, b) => a - b)

/**
 * With values left open a predicate is read in one of two ways: exactly, as a pattern with symbols, which may find less
 * than a value would; or loosely, where a symbol may be any text, which may find more. The narrow side's Allows must
 * find no less than they do, and so on, or a proof would not hold for every value:
 *
 * | | of the narrow side | of the wide side |
 * | Allow | exact: the request is the pattern's own instance | exact, and loose where negated |
 * | Deny | exact, and loose where negated | loose, and exact where negated |
 */
function isLoose(effect: Effect, origin: RuleOrigin, negated: boolean, instance: boolean): boolean {
  if (origin.side === 0) return effect === 'allow' ? !negated && !instance : negated
  return effect === 'allow' ? negated : !negated
}

function variableText(shop: Shop, loose: boolean, names: boolean): VariableText {
  const { variables } = shop
  if (variables.kind === 'values') {
    return (key, fallback) => {
      const text = variables.valueOf(key) ?? fallback
      return text === null ? null : { text }
    }
  }
  if (loose) return () => 'any'
  return (key, fallback) => ({ symbol: symbolOf(shop, key, fallback, names) })
}

/**
 * One symbol a variable. A variable with a fallback has one of its own; where it is read by the wide side it also is
 * the plain variable's, which stands only where the key has a value.
 */
function symbolOf(shop: Shop, key: string, fallback: string | null, names: boolean): string {
  const name = fallback === null ? key : `${key},${fallback}`
  const known = shop.symbols.get(name)
  if (known !== undefined) return known
  if (!names) return NOBODY
  const made = symbolAt(shop.symbols.size + 1)
  shop.symbols.set(name, made)
  return made
}

/** A symbol that no text holds. */
const NOBODY = symbolAt(0)

function testId(shop: Shop, condition: Condition, effect: Effect, origin: RuleOrigin, exactKeys: Set<string>): number {
  const { negated } = operatorFacts(condition.operator)
  const hasVariables = origin.variables && condition.values.some((value) => variablesIn(value).length > 0)
  const open = shop.variables.kind === 'open'
  const key = condition.key.toLowerCase()
  // One condition a key can say which instance the request's value is; further ones on the key are read loosely.
  const instance = origin.lead && !exactKeys.has(key)
  if (hasVariables && instance) exactKeys.add(key)
  const loose = open && isLoose(effect, origin, negated, instance)
  const plainNegated = negated && condition.quantifier === null
  const written = JSON.stringify([
    condition.operator,
    condition.quantifier,
    condition.ifExists,
    key,
    [...new Set(condition.values)].sort(),
    hasVariables,
    plainNegated && effect === 'deny',
  ])
  const name = `${loose ? '~' : ''}${written}`
  const known = shop.testIds.get(name)
  if (known !== undefined) return known
  const names = origin.side === 0 && effect === 'allow'
  const asks = shop.asks.get(written) ?? shop.asks.size
  shop.asks.set(written, asks)
  const made = keyTest(condition, effect, origin.variables, variableText(shop, loose, names), loose, asks)
  if ('unreadable' in made) shop.doubts.add(made.unreadable)
  const id = shop.tests.length
  shop.tests.push('unreadable' in made ? made.instead : made)
  shop.testIds.set(name, id)
  return id
}

function resourceList(shop: Shop, matcher: Matcher<string>, effect: Effect, origin: RuleOrigin): ResourceList {
  const negated = 'except' in matcher
  const open = shop.variables.kind === 'open'
  const loose = open && isLoose(effect, origin, negated, origin.lead)
  const texts = [...new Set('except' in matcher ? matcher.except : matcher.only)].sort()
  const variables = origin.variables && texts.some((text) => text.includes('${'))
  const listName = `${negated ? '!' : ''}${variables ? '$' : ''}${loose ? '~' : ''}${texts.join('\n')}`
  const known = shop.listIds.get(listName)
  const found = known === undefined ? undefined : shop.lists[known]
  if (found !== undefined) return found
  const reading = variableText(shop, loose, origin.side === 0 && effect === 'allow')
  const rules = texts.flatMap((text) => {
    const label = `${variables ? '$' : ''}${text}`
    const name = `${loose ? '~' : ''}${label}`
    const old = shop.arns.get(name)
    const rule = old === undefined ? arnRule(text, label, origin.variables, reading, loose) : old
    shop.arns.set(name, rule)
    return rule === null ? [] : [rule]
  })
  const everything = negated ? rules.length === 0 : rules.some((rule) => rule.everything)
  const made: ResourceList = { id: shop.lists.length, negated, rules, everything }
  shop.lists.push(made)
  shop.listIds.set(listName, made.id)
  return made
}
