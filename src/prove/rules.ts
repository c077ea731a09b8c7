/**
 * Statements made ready for the search. A rule keeps what its statement asks of action, resource and keys as numbers of
 * interned lists, so that rules which ask the same are seen to.
 */
import type { Effect, Matcher, PrincipalPattern, Statement } from '../policy/index.js'
import type { ActionList } from './action-lists.js'
import { type ArnRule, arnRule } from './arn-classes.js'
import { type KeyTest, keyTest, type VariableText } from './key-tests.js'
import { type PreparedCondition, prepare } from './prepared.js'
import { symbolAt } from './text-pattern.js'
import type { Variables } from './variable-modes.js'

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
}

/** What all rules of one question share. */
export interface Shop {
  readonly variables: Variables
  readonly tests: KeyTest[]
  readonly testIds: Map<string, number>
  readonly asks: Map<string, number>
  /** By number of test: what it asks as it is written. */
  readonly asksOf: number[]
  readonly listIds: Map<string, ResourceList>
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
  asksOf: [],
  listIds: new Map(),
  symbols: new Map(),
  doubts: new Set(),
})

export interface RuleOrigin {
  readonly side: number
  readonly layer: number
  /** Whether the document's version has policy variables. */
  readonly variables: boolean
  /** Whether an Allow of this layer says which instance of a pattern with variables a request holds: see `isLoose`. */
  readonly lead: boolean
  /** Whether all sides are to allow: then none of them may find less than its Allows do. */
  readonly meet: boolean
}

export function makeRule(shop: Shop, statement: Statement, origin: RuleOrigin): Rule {
  const { side, layer } = origin
  const { actions, conditions } = prepare(statement)
  const tests = conditions.map((condition) => testId(shop, condition, statement.effect, origin, isInstance(condition, conditions, origin)))
  return {
    side,
    layer,
    effect: statement.effect,
    principals: statement.principals,
    actions,
    resources: resourceList(shop, statement, origin),
    tests: ascending(tests),
    asks: asksOf(shop, tests),
    statement,
  }
}

export const ascending = (ids: readonly number[]): readonly number[] => (ids.length < 2 ? ids : [...new Set(ids)].sort((a, b) => a - b))

export const asksOf = (shop: Shop, tests: readonly number[]): readonly number[] => ascending(tests.map((id) => shop.asksOf[id] ?? id))

/**
 * With values left open a predicate is read in one of two ways: exactly, as a pattern with symbols, which may find less
 * than a value would; or loosely, where a symbol may be any text, which may find more. The narrow side's Allows must
 * find no less than they do, and so on, or a proof would not hold for every value:
 *
 * | | of the narrow side | of the wide side |
 * | Allow | exact: the request is the pattern's own instance | exact, and loose where negated |
 * | Deny | exact, and loose where negated | loose, and exact where negated |
 *
 * Where variables are the sole ones of their kind no Allow says which instance the request holds, and patterns with
 * variables are exact in each case: see `sole-variables.ts`.
 *
 * @param instance whether the predicate is the one that says which instance the request holds
 */
function isLoose(effect: Effect, { side, meet }: RuleOrigin, negated: boolean, instance: boolean): boolean {
  if (side === 0 || meet) return effect === 'allow' ? !negated && !instance : negated
  return effect === 'allow' ? negated : !negated
}

/** One condition with variables a key says which instance the request's value is; others on the key are read loosely. */
function isInstance(own: PreparedCondition, all: readonly PreparedCondition[], origin: RuleOrigin): boolean {
  if (!origin.lead) return false
  const first = all.find((other) => other.key === own.key && other.hasVariables && !other.negated)
  return first === undefined || first === own
}

function variableText(shop: Shop, loose: boolean, names: boolean, sole: boolean): VariableText {
  const { variables } = shop
  if (variables.kind === 'values') {
    return (key, fallback) => {
      const text = variables.valueOf(key) ?? fallback
      return text === null ? null : { text }
    }
  }
  return (key, fallback) => {
    const chosen = variables.chosen.get(key)
    if (chosen !== undefined) {
      const text = chosen ?? fallback
      return text === null ? null : { text }
    }
    return loose && !sole ? 'any' : { symbol: symbolOf(shop, key, variables.present.has(key) ? null : fallback, names || sole) }
  }
}

/** One symbol a variable. A variable with a fallback has one of its own: where the key is absent it is another text. */
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

/** Tests without variables are the same in every question. */
const plainTests = new WeakMap<PreparedCondition, { exact?: KeyTest; loose?: KeyTest }>()

function testId(shop: Shop, prepared: PreparedCondition, effect: Effect, origin: RuleOrigin, instance: boolean): number {
  const hasVariables = origin.variables && prepared.hasVariables
  const sole = shop.variables.kind === 'open' && shop.variables.sole.keys.has(prepared.key)
  const loose = shop.variables.kind === 'open' && isLoose(effect, origin, prepared.negated, instance && !sole)
  const written = hasVariables ? `\${${prepared.name}` : prepared.name
  const name = loose ? `~${written}` : written
  const known = shop.testIds.get(name)
  if (known !== undefined) return known
  const asks = shop.asks.get(written) ?? shop.asks.size
  shop.asks.set(written, asks)
  const id = shop.tests.length
  shop.tests.push(hasVariables ? variableTest(shop, prepared, effect, origin, loose, sole) : plainTest(prepared, effect, loose))
  shop.asksOf.push(asks)
  shop.testIds.set(name, id)
  return id
}

function plainTest(prepared: PreparedCondition, effect: Effect, loose: boolean): KeyTest {
  const reading = loose ? 'loose' : 'exact'
  const known = plainTests.get(prepared)
  const old = known?.[reading]
  if (old !== undefined) return old
  const made = keyTest(prepared.condition, effect, false, () => null, loose)
  const test = 'unreadable' in made ? made.instead : made
  plainTests.set(prepared, { ...known, [reading]: test })
  return test
}

function variableTest(
  shop: Shop,
  { condition }: PreparedCondition,
  effect: Effect,
  origin: RuleOrigin,
  loose: boolean,
  sole: boolean,
): KeyTest {
  const names = origin.side === 0 && effect === 'allow'
  const made = keyTest(condition, effect, true, variableText(shop, loose, names, sole), loose && sole ? 'plain' : loose)
  if (!('unreadable' in made)) return made
  shop.doubts.add(made.unreadable)
  return made.instead
}

/** Patterns without variables are the same in every question; with the text itself as their label. */
const plainArns = new WeakMap<
  NonNullable<ReturnType<typeof prepare>['resources']>,
  { exact?: readonly ArnRule[]; loose?: readonly ArnRule[] }
>()

function resourceList(shop: Shop, statement: Statement, origin: RuleOrigin): ResourceList | null {
  const { resources } = prepare(statement)
  if (resources === null) return null
  const { negated, texts } = resources
  const hasVariables = origin.variables && resources.hasVariables
  const sole = shop.variables.kind === 'open' && shop.variables.sole.resources
  const loose = shop.variables.kind === 'open' && isLoose(statement.effect, origin, negated, origin.lead && !sole)
  const name = `${hasVariables ? '$' : ''}${loose ? '~' : ''}${resources.name}`
  const known = shop.listIds.get(name)
  if (known !== undefined) return known
  const names = origin.side === 0 && statement.effect === 'allow'
  const rules = hasVariables
    ? texts.flatMap(
        (text) => arnRule(text, `$${text}`, true, variableText(shop, loose, names, sole), loose && sole ? 'plain' : loose) ?? [],
      )
    : plainRules(resources, texts, loose)
  const everything = negated ? rules.length === 0 : rules.some((rule) => rule.everything)
  const made: ResourceList = { id: shop.listIds.size, negated, rules, everything }
  shop.listIds.set(name, made)
  return made
}

function plainRules(
  resources: NonNullable<ReturnType<typeof prepare>['resources']>,
  texts: readonly string[],
  loose: boolean,
): readonly ArnRule[] {
  const reading = loose ? 'loose' : 'exact'
  const known = plainArns.get(resources)
  const old = known?.[reading]
  if (old !== undefined) return old
  const made = texts.flatMap((text) => arnRule(text, text, false, () => null, loose) ?? [])
  plainArns.set(resources, { ...known, [reading]: made })
  return made
}
