/**
 * The search through actions, the outermost of one *arena*: a choice of caller and owner of the resource, with the rules
 * that reach them. What one rule settles by itself is left out before any action is looked at.
 */
import { conditionKey } from '../catalog/index.js'
import { type ActionChoice, type ActionsApart, chooseActions } from './action-choice.js'
import { type ActionList, type ActionPattern, includesActions, listKey, matchesPattern, namesAction, namesAll } from './action-lists.js'
import { includesResources } from './arn-inclusion.js'
import type { Budget } from './budget.js'
import type { Empties } from './empty-values.js'
import { type ClassCache, type Goal, isSubset, type KeySearchState, newClassCache } from './key-search.js'
import type { KeyTest } from './key-tests.js'
import { type Found, searchResources, type Within } from './resource-search.js'
import type { Rule } from './rules.js'
import type { SoleVariables } from './sole-variables.js'

/** A request in outline: classes were chosen, and each has its witness. */
export interface Outline extends Found {
  /** In lower case. */
  readonly action: string
  readonly asText: boolean
}

/** A part of an action's requests in which one goal holds. */
export interface View {
  readonly goal: Goal
  readonly rules: readonly Rule[]
  readonly within: readonly Within[]
}

export interface Arena {
  readonly rules: readonly Rule[]
  readonly tests: readonly KeyTest[]
  readonly asksOf: readonly number[]
  readonly symbols: string
  readonly sole: SoleVariables
  readonly empties: Empties
  /** @param taken the rules that take the action */
  readonly views: (action: string, taken: readonly Rule[]) => readonly View[]
  /** Layers of side 0 of which one must allow, whatever the action. */
  readonly lead: number
  readonly want: Goal['want']
  /** Whether layers of one number stand for the same on each side, whatever the action. */
  readonly alike: boolean
  readonly sides: number
  /** Whether one Allow of a side is enough, and its Denies are all that stands against it. */
  readonly plain: boolean
  /** What sets actions apart beside the rules. */
  readonly kindOf: (action: string) => string
  readonly apart: ActionsApart
  /** Whether the request resource `*` is matched as itself. */
  readonly star: (action: string) => boolean
  readonly openActions: boolean
  readonly choices: ChoiceCache
}

type Leading = readonly (ActionPattern | string | ActionList)[]
type Choices = readonly ActionChoice[] | null

/** Choices of actions that callers and values of variables share, since these make no difference to them. */
export interface ChoiceCache {
  readonly get: (lists: readonly ActionList[], leading: Leading, choose: () => Choices) => Choices
}

export function newChoiceCache(): ChoiceCache {
  const numbers = new Map<ActionList, number>()
  const known = new Map<string, Choices>()
  const numberOf = (list: ActionList): number => {
    const number = numbers.get(list) ?? numbers.size
    numbers.set(list, number)
    return number
  }
  return {
    get: (lists, leading, choose) => {
      const name = `${lists.map(numberOf).join()} ${leading.map(nameOf).sort().join(' ')}`
      const old = known.get(name)
      if (old !== undefined) return old
      const made = choose()
      known.set(name, made)
      return made
    },
  }
}

const nameOf = (member: Leading[number]): string =>
  typeof member === 'string' ? member : 'negated' in member ? listKey(member) : member.text

/**
 * @param accept asked for each outline that reaches the goal; true ends the search
 * @returns whether an outline was accepted
 */
export function searchActions(arena: Arena, budget: Budget, accept: (outline: Outline) => boolean): boolean {
  const lists = [...new Set(arena.rules.map((rule) => rule.actions))]
  const leading = openLeads(arena)
  if (leading.length === 0) return false
  if (!arena.openActions && leading.some((one) => typeof one !== 'string')) budget.onCatalog = true
  const { kindOf, apart, openActions: open } = arena
  const choices = arena.choices.get(lists, leading, () =>
    chooseActions({ lists, leading, open, kindOf, apart, maxStates: budget.limits.states }),
  )
  if (choices === null) {
    budget.gaps.add('the patterns of actions fall into too many classes')
    return false
  }
  const state = keyState(arena, budget)
  const numbers = new Map(lists.map((list, i) => [list, i]))
  for (const choice of choices) {
    const taken = arena.rules.filter((rule) => choice.taken[numbers.get(rule.actions) ?? -1] === true)
    for (const view of arena.views(choice.action, taken)) {
      const found = searchResources(state, { ...view, star: arena.star(choice.action) })
      if (found !== null && accept(outline(choice, found))) return true
    }
  }
  return false
}

const outline = (choice: ActionChoice, found: Found): Outline => ({ ...found, action: choice.action, asText: choice.asText })

/** Callers that share their rules share what their keys fall into. */
const sharedClasses = new WeakMap<readonly KeyTest[], ClassCache>()

function classesOf(tests: readonly KeyTest[]): ClassCache {
  const known = sharedClasses.get(tests)
  if (known !== undefined) return known
  const made = newClassCache()
  sharedClasses.set(tests, made)
  return made
}

function keyState(arena: Arena, budget: Budget): KeySearchState {
  const count = new Map<string, number>()
  for (const test of arena.tests) count.set(test.key, (count.get(test.key) ?? 0) + 1)
  const keys = [...count.keys()].sort((a, b) => (count.get(a) ?? 0) - (count.get(b) ?? 0) || (a < b ? -1 : 1))
  return {
    tests: arena.tests,
    asksOf: arena.asksOf,
    multiValued: (key) => conditionKey(key)?.multiValued ?? true,
    symbols: arena.symbols,
    sole: arena.sole,
    empties: arena.empties,
    budget,
    tails: [],
    tailIds: new Map(),
    failed: new Set(),
    classes: classesOf(arena.tests),
    keyOrder: new Map(keys.map((key, i) => [key, i])),
  }
}

/**
 * The patterns of leading Allows that no single Allow of a wide side covers. A wide side's Deny that side 0 has as well
 * takes nothing away; every other one opens the patterns that it may meet.
 */
function openLeads(arena: Arena): readonly (ActionPattern | string | ActionList)[] {
  const { rules } = arena
  const leads = rules.filter((rule) => rule.side === 0 && rule.effect === 'allow' && ((arena.lead >> rule.layer) & 1) === 1)
  if (arena.want === 'meet' || !arena.alike || arena.sides !== 2) return distinct(leads.flatMap(membersOf))
  const wide = rules.filter((rule) => rule.side === 1)
  const others = rules.filter((rule) => rule.side === 0 && rule.effect === 'allow' && ((arena.lead >> rule.layer) & 1) === 0)
  if (!others.every((rule) => wide.some((other) => standsFor(other, rule) && includesActions(other.actions, rule.actions)))) {
    return distinct(leads.flatMap(membersOf))
  }
  const denies = wide.filter(
    (deny) => deny.effect === 'deny' && !rules.some((own) => own.side === 0 && own.effect === 'deny' && isNoMore(own, deny)),
  )
  return distinct(
    leads.flatMap((lead) => {
      const covers = wide.filter((other) => standsFor(other, lead))
      if (denies.length === 0 && covers.some((cover) => cover.actions === lead.actions)) return []
      return membersOf(lead).filter((member) => !isCovered(member, covers) || denies.some((deny) => mayMeet(deny.actions, member)))
    }),
  )
}

const membersOf = (rule: Rule): readonly (ActionPattern | string | ActionList)[] =>
  rule.actions.negated ? [rule.actions] : [...rule.actions.literals, ...rule.actions.patterns]

/** Whether the wide Allow applies wherever the narrow one does, but for the action. */
const standsFor = (wide: Rule, narrow: Rule): boolean =>
  wide.effect === 'allow' &&
  wide.layer === narrow.layer &&
  isSubset(wide.asks, narrow.asks) &&
  includesResources(wide.resources, narrow.resources)

/** Whether a Deny of side 0 applies wherever the other side's does. */
const isNoMore = (own: Rule, deny: Rule): boolean =>
  isSubset(own.asks, deny.asks) && includesResources(own.resources, deny.resources) && includesActions(own.actions, deny.actions)

function isCovered(member: ActionPattern | string | ActionList, covers: readonly Rule[]): boolean {
  if (typeof member !== 'string' && 'negated' in member) return covers.some((cover) => includesActions(cover.actions, member))
  return covers.some(({ actions }) =>
    actions.negated ? typeof member === 'string' && !namesAction(actions, member) : namesAll(actions, member),
  )
}

function mayMeet(denied: ActionList, member: ActionPattern | string | ActionList): boolean {
  if (typeof member === 'string') return namesAction(denied, member) !== denied.negated
  if ('negated' in member || denied.negated) return true
  for (const literal of denied.literals) if (matchesPattern(member, literal)) return true
  return denied.patterns.some((pattern) => pattern.service === null || member.service === null || pattern.service === member.service)
}

function distinct(members: readonly (ActionPattern | string | ActionList)[]): readonly (ActionPattern | string | ActionList)[] {
  const byText = new Map<string, ActionPattern | string | ActionList>()
  for (const member of members) {
    const name = nameOf(member)
    if (!byText.has(name)) byText.set(name, member)
  }
  return [...byText.values()]
}
