/**
 * From two subjects to arenas: for each class of callers (and of owners of the resource, where that matters) the rules
 * that reach them, and which layers must allow.
 */

import { allowsByAccount, type Context, conditionHolds, hasAccount, principalApplies, questionOf } from '../decide/index.js'
import type { Condition, Statement } from '../policy/index.js'
import type { Arena, ChoiceCache } from './action-search.js'
import { callerKinds } from './caller-kinds.js'
import { type Caller, callers, isDerived, makeCaller, OWNER_KEY } from './callers.js'
import type { Empties } from './empty-values.js'
import type { Goal } from './key-search.js'
import { makeArena, skeletonOf } from './make-arena.js'
import { ownersIn } from './owners.js'
import { prepare } from './prepared.js'
import { asksOf, makeRule, openShop, type Rule, type Shop } from './rules.js'
import { layerNumber, MAX_LAYERS, newLayers } from './set-goal.js'
import { type Source, sourcesOf } from './sources.js'
import type { Subject } from './types.js'
import { type Chosen, inCase, type Variables } from './variable-modes.js'

/** An arena with the caller and the owner that it is about. */
export interface Place {
  readonly arena: Arena
  readonly shop: Shop
  readonly caller: Caller
  /** Null: whose the resource is makes no difference. */
  readonly owner: string | null
  /** Whether who calls makes no difference either. */
  readonly plain: boolean
}

export interface ArenaQuestion {
  readonly subjects: readonly Subject[]
  readonly want: Goal['want']
  readonly variables: VariableMode
  readonly openActions: boolean
  readonly empties: Empties
  readonly maxStates: number
  /** Callers to ask about first. */
  readonly moreCallers: readonly Caller[]
  readonly choices: ChoiceCache
}

/**
 * What variables stand for: what was chosen for the key. Of others, `open`: any value, of keys that are `present` at least
 * one; `values`: what caller and owner make of them, else nothing.
 */
export type VariableMode = Extract<Variables, { kind: 'open' }> | { readonly kind: 'values'; readonly chosen: Chosen }

interface Base {
  readonly source: Source
  readonly rule: Rule
}

/** Who holds an identity-based policy whose conditions do not look at the holder. */
const PLAIN_CALLER = makeCaller('arn:aws:iam::111122223333:role/app')

/** Made one by one, as they are asked for; null where conditions on callers fall into too many classes. */
export function places(question: ArenaQuestion): Iterable<Place> | null {
  const sources = question.subjects.flatMap((subject, side) => sourcesOf(side, subject))
  const statements = sources.flatMap((source) => source.policy.policy.statements)
  const owned = ownersOf(question, statements)
  const owners = owned === null ? null : owned.of
  const found = owned === null ? null : callersOf(question, statements, owned.all)
  return found === null || owners === null ? null : placesOf(question, sources, found, owners)
}

function* placesOf(
  question: ArenaQuestion,
  sources: readonly Source[],
  found: readonly Caller[],
  owners: (caller: Caller) => readonly (string | null)[],
): Generator<Place> {
  const { variables, want } = question
  const basesFor = (shop: Shop, shared: boolean): Bases => basesOf(sources, shop, shared, want === 'meet')
  // Where variables have values these differ by caller, and so do the rules; else they are made once for all.
  const perPlace = variables.kind === 'values' && sources.some(({ policy: { policy } }) => policy.statements.some(hasVariables))
  const shared = perPlace ? null : basesFor(openShop(variables.kind === 'open' ? variables : NO_VALUES), true)
  const byValues = new Map<string, Bases>()
  const names = [...new Set(sources.flatMap(({ policy: { policy } }) => policy.statements.flatMap((one) => prepare(one).variables)))]
  /** Callers and owners that give variables the same values have the same rules. */
  const basesOfValues = (context: ReadonlyMap<string, readonly string[]>): Bases => {
    const value = (key: string): string | null => single(context.get(key))
    const values = JSON.stringify(names.map((name) => value(name.toLowerCase())))
    const made = byValues.get(values) ?? basesFor(openShop({ kind: 'values', valueOf: value }), false)
    byValues.set(values, made)
    return made
  }
  const seen = new Set<string>()
  const accounts = variables.kind === 'open' ? variables.accounts : null
  for (const caller of found) {
    const account = caller.keys.get('aws:principalaccount')?.[0] ?? null
    if (!inCase(accounts?.get('aws:principalaccount'), account)) continue
    for (const owner of owners(caller)) {
      if (!inCase(accounts?.get(OWNER_KEY), owner)) continue
      const context = fixedKeys(question, caller, owner)
      const bases = shared ?? basesOfValues(context)
      const { name, place } = placeOf(question, bases, caller, owner, context)
      if (seen.has(name)) continue
      seen.add(name)
      yield place
    }
  }
}

const hasVariables = (statement: Statement): boolean => prepare(statement).variables.length > 0
const NO_VALUES: Variables = { kind: 'values', valueOf: () => null }
const single = (values: readonly string[] | undefined): string | null => (values?.length === 1 ? (values[0] ?? null) : null)

function callersOf(question: ArenaQuestion, statements: readonly Statement[], owners: readonly string[]): readonly Caller[] | null {
  const identity = question.subjects.every((subject) => subject.kind === 'identity')
  if (identity && !statements.some((statement) => prepare(statement).asksCaller)) return PLAIN_CALLER === null ? [] : [PLAIN_CALLER]
  const found = callers({ statements, owners, kinds: callerKinds(question.subjects), maxStates: question.maxStates })
  return found === null ? null : [...question.moreCallers, ...found]
}

/** Keys whose values are settled before the search: what caller and owner make them, and what was chosen. */
function fixedKeys(question: ArenaQuestion, caller: Caller, owner: string | null): ReadonlyMap<string, readonly string[]> {
  const context = new Map(caller.keys)
  if (owner !== null) context.set(OWNER_KEY, [owner])
  for (const [key, value] of question.variables.chosen) context.set(key, value === null ? [] : [value])
  return context
}

interface Bases {
  readonly shop: Shop
  /** Whether they stand for every caller; else they hold the caller's values. */
  readonly shared: boolean
  readonly rules: readonly Base[]
}

function basesOf(sources: readonly Source[], shop: Shop, shared: boolean, meet: boolean): Bases {
  // Symbols are those of the narrow side's Allows, so these are made first.
  if (shop.variables.kind === 'open') {
    for (const source of sources) {
      if (source.side === 0)
        for (const statement of source.policy.policy.statements) if (statement.effect === 'allow') ruleOf(shop, source, statement, meet)
    }
  }
  const rules = sources.flatMap((source) =>
    source.policy.policy.statements.map((statement) => ({ source, rule: ruleOf(shop, source, statement, meet) })),
  )
  return { shop, shared, rules }
}

function ruleOf(shop: Shop, source: Source, statement: Statement, meet: boolean): Rule {
  // Of several layers the identity-based one says which instance the request's resource is.
  const lead = !meet && (source.type === null || source.type === 'identity')
  return makeRule(shop, statement, { side: source.side, layer: 0, variables: source.policy.policy.version === '2012-10-17', lead, meet })
}

/** Whose the resource may be, for a caller; null where that falls into too many classes. */
function ownersOf(question: ArenaQuestion, statements: readonly Statement[]): OwnersAsked | null {
  const sets = question.subjects.some((subject) => subject.kind === 'set')
  const asked = statements.some((statement) => prepare(statement).asksOwner)
  if (!sets && !asked) return { of: () => [null], all: [] }
  const owners = ownersIn(statements, question.maxStates)
  if (owners === null) return null
  const of: OwnersAsked['of'] = ({ principal }) => {
    if (!hasAccount(principal)) return asked ? owners(null) : [null]
    return owners(principal.account)
  }
  const all = owners(null)
  // Where all accounts are of one class, so is the stranger's.
  return { of, all: all.length === 1 ? [] : all }
}

interface OwnersAsked {
  readonly of: (caller: Caller) => readonly (string | null)[]
  /** One of each class, whoever calls. */
  readonly all: readonly string[]
}

function placeOf(
  question: ArenaQuestion,
  bases: Bases,
  caller: Caller,
  owner: string | null,
  fixed: ReadonlyMap<string, readonly string[]>,
): { name: string; place: Place } {
  const { subjects } = question
  const { shop } = bases
  const layers = newLayers()
  if (caller === PLAIN_CALLER && owner === null && question.variables.chosen.size === 0) {
    // No condition looks at the caller, so that every rule reaches it as it is.
    const rules = bases.rules.map(({ rule }) => rule)
    const arena = makeArena({ question, shop, rules, caller, owner, fixed, layers, plain: true })
    return { name: '', place: { arena, shop, caller, owner, plain: true } }
  }
  const skeleton = skeletonOf(caller, owner, fixed, '', '*')
  const picked: number[] = []
  const rules = bases.rules.flatMap(({ source, rule }, i): Rule[] => {
    const subject = subjects[source.side]
    const boundary = subject?.kind === 'set' && subject.set.permissionBoundary !== null
    if (!principalApplies(rule.statement, questionOf(skeleton, boundary))) return []
    if (!fixedHold(shop, rule, source, fixed, skeleton.context)) return []
    if (source.type === 'vpcEndpoint' && allowsByAccount(rule.statement, skeleton))
      shop.doubts.add('an account as principal of an endpoint policy, which gateway endpoints take for its root user')
    const tests = rule.tests.filter((id) => !isFixed(fixed, shop.tests[id]?.key ?? ''))
    const asks = tests.length === rule.tests.length ? rule.asks : asksOf(shop, tests)
    const statement = source.type === 'resource' && rule.effect === 'allow' ? rule.statement : null
    const layer = source.type === null ? 0 : layerNumber(layers, source.type, source.level, statement, skeleton)
    picked.push(i, layer)
    return [{ ...rule, tests, asks, layer }]
  })
  if (layers.byName.size > MAX_LAYERS) shop.doubts.add('more layers of policies than can be told apart')
  const { principal } = caller
  const plain = caller === PLAIN_CALLER
  const standing = hasAccount(principal) ? [principal.serviceLinked, principal.account === owner] : []
  const partition = hasAccount(principal) ? principal.partition : '*'
  const about = subjects.some((subject) => subject.kind === 'set') ? [partition, principal.kind, ...standing] : [partition]
  return {
    name: [about.join(), owner ?? '', picked.join(), bases.shared ? '' : JSON.stringify([...fixed])].join(' '),
    place: { arena: makeArena({ question, shop, rules, caller, owner, fixed, layers, plain }), shop, caller, owner, plain },
  }
}

const isFixed = (fixed: ReadonlyMap<string, readonly string[]>, key: string): boolean => fixed.has(key) || isDerived(key)

/** Conditions on keys whose values are settled are answered here, by the evaluator. */
function fixedHold(shop: Shop, rule: Rule, source: Source, fixed: ReadonlyMap<string, readonly string[]>, context: Context): boolean {
  const variables = source.policy.policy.version === '2012-10-17'
  return rule.statement.conditions.every((condition) => {
    const key = condition.key.toLowerCase()
    // An owner is named only where it matters; a condition on it that is asked about without one is left to the search.
    if (!isFixed(fixed, key)) return true
    if (variables && shop.variables.kind === 'open' && !comparesAccounts(condition)) {
      shop.doubts.add(`the policy variable in a condition on \`${condition.key}\``)
    }
    return conditionHolds(condition, context, variables, rule.effect)
  })
}

/**
 * Whether each variable in the condition stands alone for an account and is compared with one: then the accounts that
 * were chosen to be told apart tell all that it can.
 */
const comparesAccounts = ({ key, values, operator }: Condition): boolean =>
  values.every(
    (value) =>
      !value.includes('${') ||
      (ACCOUNT_VARIABLE.test(value) && /^(?:aws:resourceaccount|aws:principalaccount)$/i.test(key) && /^String/.test(operator)),
  )

const ACCOUNT_VARIABLE = /^\$\{aws:(?:PrincipalAccount|ResourceAccount)\}$/i
