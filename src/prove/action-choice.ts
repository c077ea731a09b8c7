/**
 * Which actions need to be looked at: one for each way in which the lists of the policies take an action, of those that
 * a leading rule of side 0 takes.
 *
 * An action is one that the catalog knows or that a policy names outright. A pattern for which the catalog has no action
 * stands for names that it does not know yet, so it is read as text; with open actions all patterns are.
 */
import { expandActions, findAction, services } from '../catalog/index.js'
import { type ActionList, type ActionPattern, actionPattern, globOf, matchesPattern, namesAction } from './action-lists.js'
import { byLengthThenText, textClasses } from './text-classes.js'
import type { PatternList } from './text-machine.js'
import { addLoop, addStep, addText, finish, newDraft, type TextPattern, textPattern } from './text-pattern.js'

export interface ActionChoice {
  /** In lower case. */
  readonly action: string
  /** By number of list: whether it takes the action. */
  readonly taken: readonly boolean[]
  /** Whether it was found by reading a pattern as text. */
  readonly asText: boolean
}

/** Actions that rules of AWS set apart, one at least of each kind, and the services that they are of. */
export interface ActionsApart {
  readonly services: ReadonlySet<string>
  readonly actions: readonly string[]
}

export interface ActionQuestion {
  /** All lists of the question, each once. */
  readonly lists: readonly ActionList[]
  /** What the leading rules of side 0 take and is not settled: patterns, literals, or a whole negated list. */
  readonly leading: readonly (ActionPattern | string | ActionList)[]
  readonly open: boolean
  /** What sets actions apart beside the lists that take them. */
  readonly kindOf: (action: string) => string
  readonly apart: ActionsApart
  readonly maxStates: number
}

/** Ordered by length, then text; null where a pattern read as text falls into too many classes. */
export function chooseActions(question: ActionQuestion): readonly ActionChoice[] | null {
  const { lists } = question
  const choices = new Map<string, ActionChoice>()
  const consider = (action: string, asText: boolean): void => {
    const taken: boolean[] = []
    let name = question.kindOf(action)
    for (const list of lists) {
      const takes = namesAction(list, action) !== list.negated
      taken.push(takes)
      name += takes ? '1' : '0'
    }
    const old = choices.get(name)
    if (old === undefined || isBetter(action, asText, old)) choices.set(name, { action, taken, asText })
  }
  const considerKnown = (actions: readonly string[], takes: (action: string) => boolean): void => {
    for (const action of actions) if (takes(action)) consider(action, false)
  }
  const literals = namedActions(question)
  let telling: readonly string[] | null = null
  for (const one of question.leading) {
    if (typeof one === 'string') considerKnown([one], (action) => ACTION.test(action))
    else if ('negated' in one || one.text === '*') {
      telling ??= tellingActions(question)
      const takes = (action: string): boolean => !('negated' in one) || !namesAction(one, action)
      considerKnown(telling, takes)
      considerKnown(literals, takes)
    } else {
      considerKnown(lowerActions(one.text), () => true)
      considerKnown(literals, (action) => matchesPattern(one, action))
    }
  }
  const found = textActions(question, literals)
  if (found === null) return null
  for (const action of found) consider(action, true)
  return [...choices.values()].sort((a, b) => Number(a.asText) - Number(b.asText) || byLengthThenText(a.action, b.action))
}

/** Actions that the lists name outright and a request can name; none are needed where only such lead. */
function namedActions({ lists, leading }: ActionQuestion): readonly string[] {
  if (leading.every((one) => typeof one === 'string')) return []
  return [...new Set(lists.flatMap((list) => [...list.literals]))].filter((action) => ACTION.test(action))
}

const isBetter = (action: string, asText: boolean, old: ActionChoice): boolean =>
  asText === old.asText ? byLengthThenText(action, old.action) < 0 : old.asText

/**
 * Actions of the catalog, one at least for each way in which lists can take it: all of a service that a list speaks of by
 * name, all that a pattern of any service means, those that a rule of AWS sets apart, and one of the rest, which are alike.
 */
function tellingActions({ lists, apart }: ActionQuestion): readonly string[] {
  const spoken = new Set(lists.flatMap((list) => [...servicesOf(list)]))
  const vague = [...new Set(lists.flatMap((list) => list.anyService.map((pattern) => pattern.text)))]
    .filter((text) => text !== '*')
    .map(actionPattern)
  const rest = shortestActions().find(
    ({ service, action }) =>
      !spoken.has(service) && !apart.services.has(service) && !vague.some((pattern) => matchesPattern(pattern, action)),
  )
  return [
    ...(rest === undefined ? [] : [rest.action]),
    ...[...spoken].flatMap((service) => lowerActions(`${service}:*`)),
    ...vague.flatMap((pattern) => lowerActions(pattern.text)),
    ...apart.actions,
  ]
}

let shortest: readonly { readonly service: string; readonly action: string }[] | null = null

/** The catalog's actions, shortest first. */
function shortestActions(): NonNullable<typeof shortest> {
  shortest ??= services()
    .flatMap((service) => lowerActions(`${service}:*`).map((action) => ({ service, action })))
    .sort((a, b) => byLengthThenText(a.action, b.action))
  return shortest
}

const literalServices = new WeakMap<ActionList, ReadonlySet<string>>()

/** Services that the list speaks of by name. */
function servicesOf(list: ActionList): ReadonlySet<string> {
  const known = literalServices.get(list)
  if (known !== undefined) return known
  const made = new Set(list.byService.keys())
  for (const literal of list.literals) made.add(literal.slice(0, literal.indexOf(':')))
  literalServices.set(list, made)
  return made
}

const lowered = new WeakMap<readonly string[], readonly string[]>()

/** The catalog's actions for a pattern, in lower case. The catalog gives the same list again, so this does. */
function lowerActions(pattern: string): readonly string[] {
  const actions = expandActions(pattern)
  const known = lowered.get(actions)
  if (known !== undefined) return known
  const made = actions.map((action) => action.toLowerCase())
  lowered.set(actions, made)
  return made
}

/** AWS's spelling where the catalog knows the action. */
export const spellAction = (action: string): string => findAction(action)?.action ?? action

/** What a request can name; a policy may name more, and matches nothing by it. */
const ACTION = /^[a-z0-9-]+:[a-z0-9]+$/

/** The same as a pattern. */
const ACTION_SHAPE: TextPattern = finish(
  addLoop(addStep(addText(addLoop(addStep(newDraft(), { named: 'prefix' }), { named: 'prefix' }), ':', false), { named: 'name' }), {
    named: 'name',
  }),
)

/**
 * Actions that are read as text: those of patterns for which the catalog has no action, and with open actions all. One of
 * each class, that no list names outright: a class whose shortest text is a literal is cut again with that literal among
 * the patterns, until none is left.
 */
function textActions(question: ActionQuestion, known: readonly string[]): readonly string[] | null {
  const unknown = question.open
    ? []
    : [...new Map(question.lists.flatMap((list) => list.patterns).map((it) => [it.text, it])).values()].filter(
        (it) => lowerActions(it.text).length === 0,
      )
  const leading = question.leading.filter((one) => typeof one !== 'string')
  if (leading.length === 0 || (!question.open && unknown.length === 0)) return []
  // What is looked for is of these services, and no pattern of another one takes it.
  const within = question.open ? null : servicesOfAll(unknown)
  const isWithin = ({ service }: ActionPattern): boolean => service === null || within === null || within.has(service)
  if (!leading.some((one) => 'negated' in one || isWithin(one))) return []
  const patternsOf = (patterns: readonly ActionPattern[]): PatternList =>
    patterns.filter(isWithin).map((pattern) => textPattern(globOf(pattern)))
  const lists: PatternList[] = question.lists.map((list) => patternsOf(list.patterns))
  const lead = lists.push(patternsOf(leading.flatMap((one) => ('negated' in one ? [] : [one])))) - 1
  const strange = lists.push(patternsOf(unknown)) - 1
  const negated = leading.flatMap((one) => ('negated' in one ? [lists.push(patternsOf(one.patterns)) - 1] : []))
  const has = (bits: bigint, list: number): boolean => ((bits >> BigInt(list)) & 1n) === 1n
  const leads = (possible: bigint, certain: bigint): boolean =>
    (has(possible, lead) || negated.some((list) => !has(certain, list))) && (question.open || has(possible, strange))
  const named = new Set(known)
  const met = new Set<string>()
  for (let round = 0; round < ROUNDS; round++) {
    const literals = round === ROUNDS - 1 ? known : [...met]
    const found = textClasses({
      lists: [...lists, ...literals.map((text): PatternList => [finish(addText(newDraft(), text, false))])],
      shape: ACTION_SHAPE,
      useful: leads,
      maxStates: question.maxStates,
    })
    if (found === null) return null
    const fresh = found.map(({ witness }) => witness).filter((text) => named.has(text) && !met.has(text))
    if (fresh.length === 0) return found.map(({ witness }) => witness)
    for (const text of fresh) met.add(text)
  }
  return null
}

/** Null: of any. */
function servicesOfAll(patterns: readonly ActionPattern[]): ReadonlySet<string> | null {
  const named = patterns.flatMap(({ service }) => service ?? [])
  return named.length === patterns.length ? new Set(named) : null
}

/** The last round has all literals among the patterns. */
const ROUNDS = 8
