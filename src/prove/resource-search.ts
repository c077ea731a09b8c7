/** The search through resources, when the action is chosen: rules that ask the same of the keys are one list of patterns. */
import { type ArnClass, type ArnRule, matchesArn, membersOf, visitArnClasses } from './arn-classes.js'
import { includesResources } from './arn-inclusion.js'
import { includesArn } from './inclusion.js'
import { type Goal, isSubset, judge, type KeyChoice, type KeySearchState, searchKeys, type Tail, tailOf } from './key-search.js'
import type { ResourceList, Rule } from './rules.js'

export interface Found {
  readonly resource: string
  readonly keys: KeyChoice
}

export interface ResourceQuestion {
  readonly goal: Goal
  /** Rules that take the action. */
  readonly rules: readonly Rule[]
  /** Whether the request resource `*` is matched as itself. */
  readonly star: boolean
  /** What a resource must match at all: the owner's account, shapes of the action's resources. */
  readonly within: readonly Within[]
}

/** A list of patterns of which one must match, or with `negated` none. */
export interface Within {
  readonly rules: readonly ArnRule[]
  /** Whether the request resource `*` counts as matched. */
  readonly star: boolean
  readonly negated: boolean
}

/** Rules with one tail. They apply where `positive` matches, or one of `negative` does not. */
interface Group {
  readonly tail: Tail
  readonly positive: number
  readonly negative: readonly number[]
  readonly always: boolean
}

export function searchResources(state: KeySearchState, question: ResourceQuestion): Found | null {
  const { goal } = question
  if (goal.alike && goal.want === 'separate' && isMirrored(goal, question.rules)) return null
  const rules = withoutCovered(goal, question.rules)
  const lists: ArnRule[][] = []
  const groups = groupsOf(state, rules, lists)
  const limits = question.within.map((limit) => ({ ...limit, list: lists.push([...limit.rules]) - 1 }))
  const useful = (possible: bigint, certain: bigint): boolean => {
    if (limits.some(({ list, negated }) => (negated ? has(certain, list) : !has(possible, list)))) return false
    return (
      judge(goal, groups, (group) => (may(group, possible, certain) ? (may(group, certain, possible) ? 'sure' : 'maybe') : 'no')) !==
      'hopeless'
    )
  }
  let found: Found | null = null
  const visit = ({ lists: bits, witness }: ArnClass): boolean => {
    const keys = searchKeys(
      state,
      goal,
      groups.filter((group) => may(group, bits, bits)).map((group) => group.tail),
    )
    if (keys !== null) found = { resource: witness, keys }
    return keys !== null
  }
  const star = question.star ? limits.reduce((bits, { list, star: counts }) => (counts ? bits | (1n << BigInt(list)) : bits), 0n) : null
  // Members of the Allows' own patterns first: one of them often tells the sides apart, and needs no classes.
  for (const text of candidates(rules)) {
    if (text === '*') continue
    const bits = lists.reduce((sum, list, i) => (list.some((rule) => matchesArn(rule, text)) ? sum | (1n << BigInt(i)) : sum), 0n)
    if (useful(bits, bits) && visit({ lists: bits, witness: text })) return found
  }
  const end = visitArnClasses({
    lists,
    star,
    symbols: state.symbols,
    sole: state.sole.resources,
    useful,
    visit,
    maxStates: state.budget.limits.states,
  })
  if (end === 'full') state.budget.gaps.add(`the resources of ${describe(rules)} fall into too many classes`)
  return found
}

const has = (bits: bigint, list: number): boolean => ((bits >> BigInt(list)) & 1n) === 1n

/** Whether the group applies in a class that matches the lists `certain` and at most `possible`; swapped: must apply. */
const may = (group: Group, possible: bigint, certain: bigint): boolean =>
  group.always || (group.positive >= 0 && has(possible, group.positive)) || group.negative.some((list) => !has(certain, list))

function candidates(rules: readonly Rule[]): readonly string[] {
  const out = new Set<string>()
  for (const { side, effect, resources } of rules) {
    if (side !== 0 || effect !== 'allow' || resources === null || resources.negated) continue
    for (const rule of resources.rules) for (const text of membersOf(rule)) out.add(text)
    if (out.size > MOST_CANDIDATES) break
  }
  return [...out]
}

const MOST_CANDIDATES = 64

/**
 * Leaves out the patterns of side 0's Allows of which a wide Allow has each, and asks no more of the keys: a request
 * that the sides disagree on is let through by another pattern as well. It holds where one Allow is enough, and every
 * Deny of the wide side is one of side 0 too.
 */
function withoutCovered(goal: Goal, rules: readonly Rule[]): readonly Rule[] {
  if (!goal.plain || goal.want !== 'separate' || goal.sides !== 2) return rules
  const mirrored = rules.every(
    (rule) => rule.side !== 1 || rule.effect !== 'deny' || rules.some((own) => own.side === 0 && isNoMore(own, rule)),
  )
  if (!mirrored) return rules
  return rules.flatMap((rule) => {
    const { resources } = rule
    if (rule.side !== 0 || rule.effect !== 'allow' || resources === null || resources.negated) return [rule]
    const wide = rules.filter((other) => other.side === 1 && other.effect === 'allow' && isSubset(other.asks, rule.asks))
    if (wide.length === 0) return [rule]
    const texts = new Set(wide.flatMap((other) => (other.resources?.negated === false ? other.resources.rules.map((arn) => arn.text) : [])))
    const left = resources.rules.filter(
      (arn) =>
        !texts.has(arn.text) &&
        !wide.some(({ resources: list }) => list?.negated === false && list.rules.some((other) => includesArn(other, arn))),
    )
    if (left.length === resources.rules.length) return [rule]
    return left.length === 0 ? [] : [{ ...rule, resources: { ...resources, rules: left } }]
  })
}

const isNoMore = (own: Rule, deny: Rule): boolean =>
  own.effect === 'deny' && isSubset(own.asks, deny.asks) && includesResources(own.resources, deny.resources)

const describe = (rules: readonly Rule[]): string => {
  const patterns = [...new Set(rules.flatMap((rule) => rule.resources?.rules.map((arn) => arn.text) ?? []))].sort()
  return `\`${patterns.slice(0, 3).join('`, `')}\`${patterns.length > 3 ? ` and ${patterns.length - 3} more` : ''}`
}

function groupsOf(state: KeySearchState, rules: readonly Rule[], lists: ArnRule[][]): readonly Group[] {
  const byTail = new Map<number, { tail: Tail; positive: Set<ArnRule>; negative: ResourceList[]; always: boolean }>()
  for (const rule of rules) {
    const tail = tailOf(state, rule.side, rule.layer, rule.effect, rule.tests)
    let group = byTail.get(tail.id)
    if (group === undefined) {
      group = { tail, positive: new Set(), negative: [], always: false }
      byTail.set(tail.id, group)
    }
    if (rule.resources === null || rule.resources.everything) group.always = true
    else if (rule.resources.negated) group.negative.push(rule.resources)
    else for (const arn of rule.resources.rules) group.positive.add(arn)
  }
  const negated = new Map<number, number>()
  return [...byTail.values()].map(({ tail, positive, negative, always }): Group => {
    if (always) return { tail, positive: -1, negative: [], always }
    return {
      tail,
      positive: positive.size === 0 ? -1 : lists.push([...positive]) - 1,
      negative: negative.map((list) => {
        const known = negated.get(list.id)
        if (known !== undefined) return known
        const made = lists.push([...list.rules]) - 1
        negated.set(list.id, made)
        return made
      }),
      always,
    }
  })
}

/** As in `key-search.ts`, with the resources of the rules still to be asked about. */
function isMirrored(goal: Goal, rules: readonly Rule[]): boolean {
  for (let side = 1; side < goal.sides; side++) {
    const covered = (rule: Rule, by: number): boolean =>
      rules.some(
        (other) =>
          other.side === by &&
          other.effect === rule.effect &&
          (rule.effect === 'deny' || other.layer === rule.layer) &&
          isSubset(other.asks, rule.asks) &&
          includesResources(other.resources, rule.resources),
      )
    if (rules.every((rule) => (rule.effect === 'allow' ? rule.side !== 0 || covered(rule, side) : rule.side !== side || covered(rule, 0))))
      return true
  }
  return false
}
