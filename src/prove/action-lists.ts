/**
 * Lists of actions made ready: literals in a hash, patterns by the service they speak of. Actions are in lower case.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Action" and "NotAction".
 */
import { type Glob, type Matcher, matchGlob, parseActionPattern } from '../policy/index.js'
import { includesGlob } from './inclusion.js'

export interface ActionPattern {
  /** In lower case. */
  readonly text: string
  readonly glob: Glob
  /** What stands before the colon, where it holds no wildcard. */
  readonly service: string | null
}

export interface ActionList {
  readonly negated: boolean
  readonly literals: ReadonlySet<string>
  readonly patterns: readonly ActionPattern[]
  /** Equal for lists that match the same, as far as their text shows. */
  readonly key: string
}

export function actionList(matcher: Matcher<string>): ActionList {
  const negated = 'except' in matcher
  const literals = new Set<string>()
  const patterns = new Map<string, ActionPattern>()
  for (const written of negated ? matcher.except : matcher.only) {
    const text = written.toLowerCase()
    if (text.includes('*') || text.includes('?')) {
      if (!patterns.has(text)) patterns.set(text, { text, glob: parseActionPattern(text), service: serviceOf(text) })
    } else literals.add(text)
  }
  const key = `${negated ? '!' : ''}${[...literals, ...patterns.keys()].sort().join(' ')}`
  return { negated, literals, patterns: [...patterns.values()], key }
}

function serviceOf(text: string): string | null {
  const service = text.slice(0, Math.max(0, text.indexOf(':')))
  return service === '' || service.includes('*') || service.includes('?') ? null : service
}

/** @param action in lower case */
export const namesAction = (list: ActionList, action: string): boolean => {
  if (list.literals.has(action)) return true
  for (const pattern of list.patterns) if (matchesPattern(pattern, action)) return true
  return false
}

export const matchesPattern = (pattern: ActionPattern, action: string): boolean =>
  (pattern.service === null || (action.startsWith(pattern.service) && action.charCodeAt(pattern.service.length) === 58)) &&
  matchGlob(pattern.glob, action)

/** Whether the list names every action that the pattern or literal means, as far as one member of it shows. */
export function namesAll(list: ActionList, pattern: ActionPattern | string): boolean {
  if (typeof pattern === 'string') return namesAction(list, pattern)
  return list.patterns.some((wide) => (wide.service === null || wide.service === pattern.service) && includesGlob(wide.glob, pattern.glob))
}

/** Whether everything that `narrow` matches `wide` matches; false says nothing. */
export function includesActions(wide: ActionList, narrow: ActionList): boolean {
  if (wide.key === narrow.key) return true
  const members = (list: ActionList): readonly (ActionPattern | string)[] => [...list.literals, ...list.patterns]
  if (wide.negated) return narrow.negated && members(wide).every((pattern) => namesAll(narrow, pattern))
  return narrow.negated
    ? wide.patterns.some((pattern) => pattern.text === '*')
    : members(narrow).every((pattern) => namesAll(wide, pattern))
}
