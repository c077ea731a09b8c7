/**
 * Lists of actions made ready: literals in a hash, patterns by the service they speak of. Actions are in lower case.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Action" and "NotAction".
 */
import { type Glob, type Matcher, matchGlob, parseActionPattern } from '../policy/index.js'
import { includesWildcards } from './inclusion.js'

export interface ActionPattern {
  /** In lower case. */
  readonly text: string
  /** Null until somebody asks: see `globOf`. */
  glob: Glob | null
  /** The text before the only wildcard, a `*` at its end. */
  readonly prefix: string | null
  /** What stands before the colon, where it holds no wildcard. */
  readonly service: string | null
}

export interface ActionList {
  readonly negated: boolean
  readonly literals: ReadonlySet<string>
  readonly patterns: readonly ActionPattern[]
  /** The patterns by the service that they name, and those that may be of any. */
  readonly byService: ReadonlyMap<string, readonly ActionPattern[]>
  readonly anyService: readonly ActionPattern[]
  /** Null until somebody asks: see `listKey`. */
  key: string | null
}

export function actionList(matcher: Matcher<string>): ActionList {
  const negated = 'except' in matcher
  const literals = new Set<string>()
  const patterns = new Map<string, ActionPattern>()
  for (const written of negated ? matcher.except : matcher.only) {
    const text = written.toLowerCase()
    if (text.includes('*') || text.includes('?')) {
      if (!patterns.has(text)) patterns.set(text, actionPattern(text))
    } else literals.add(text)
  }
  const byService = new Map<string, ActionPattern[]>()
  const anyService: ActionPattern[] = []
  for (const pattern of patterns.values()) {
    const same = pattern.service === null ? anyService : byService.get(pattern.service)
    if (same === undefined) byService.set(pattern.service ?? '', [pattern])
    else same.push(pattern)
  }
  return { negated, literals, patterns: [...patterns.values()], byService, anyService, key: null }
}

/** Equal for lists that match the same, as far as their text shows. */
export function listKey(list: ActionList): string {
  list.key ??= `${list.negated ? '!' : ''}${[...list.literals, ...list.patterns.map(({ text }) => text)].sort().join(' ')}`
  return list.key
}

/** @param text in lower case */
export function actionPattern(text: string): ActionPattern {
  const wildcard = text.search(/[*?]/)
  const prefix = wildcard === text.length - 1 && text.endsWith('*') ? text.slice(0, -1) : null
  return { text, glob: null, prefix, service: serviceOf(text) }
}

export function globOf(pattern: ActionPattern): Glob {
  pattern.glob ??= parseActionPattern(pattern.text)
  return pattern.glob
}

function serviceOf(text: string): string | null {
  const service = text.slice(0, Math.max(0, text.indexOf(':')))
  return service === '' || service.includes('*') || service.includes('?') ? null : service
}

/** @param action in lower case */
export function namesAction(list: ActionList, action: string): boolean {
  if (list.literals.has(action)) return true
  for (const pattern of list.anyService) if (matchesPattern(pattern, action)) return true
  if (list.byService.size === 0) return false
  for (const pattern of list.byService.get(action.slice(0, action.indexOf(':'))) ?? []) if (matchesPattern(pattern, action)) return true
  return false
}

/** @param action in lower case */
export const matchesPattern = (pattern: ActionPattern, action: string): boolean =>
  pattern.prefix !== null ? action.startsWith(pattern.prefix) : matchGlob(globOf(pattern), action)

/** Whether the list names every action that the pattern or literal means, as far as one member of it shows. */
export function namesAll(list: ActionList, pattern: ActionPattern | string): boolean {
  if (typeof pattern === 'string') return namesAction(list, pattern)
  const includes = (wide: ActionPattern): boolean => wide === pattern || includesWildcards(wide.text, pattern.text)
  if (list.anyService.some(includes)) return true
  return pattern.service !== null && (list.byService.get(pattern.service)?.some(includes) ?? false)
}

/** Whether everything that `narrow` matches `wide` matches; false says nothing. */
export function includesActions(wide: ActionList, narrow: ActionList): boolean {
  if (wide === narrow) return true
  const members = (list: ActionList): readonly (ActionPattern | string)[] => [...list.literals, ...list.patterns]
  if (wide.negated) return narrow.negated && members(wide).every((pattern) => namesAll(narrow, pattern))
  return narrow.negated
    ? wide.patterns.some((pattern) => pattern.text === '*')
    : members(narrow).every((pattern) => namesAll(wide, pattern))
}
