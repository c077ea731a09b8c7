/** Lists of actions as tests: plain names in a set, patterns by their service. */
import { type Matcher, matchGlob, parseActionPattern } from '../../policy/index.js'

/** @param action in lower case */
export type ActionTest = (action: string) => boolean

export function compileActions(actions: Matcher<string>): ActionTest {
  if ('only' in actions) return anyOf(actions.only)
  const listed = anyOf(actions.except)
  return (action) => !listed(action)
}

function anyOf(patterns: readonly string[]): ActionTest {
  const names = new Set<string>()
  const byService = new Map<string, ActionTest[]>()
  const others: ActionTest[] = []
  for (const written of patterns) {
    const pattern = written.toLowerCase()
    if (pattern === '*') return () => true
    const wild = pattern.search(/[*?]/)
    const colon = pattern.indexOf(':')
    if (wild < 0) names.add(pattern)
    else if (wild < colon) others.push(patternTest(pattern, wild))
    else {
      const service = pattern.slice(0, colon)
      const tests = byService.get(service)
      if (tests === undefined) byService.set(service, [patternTest(pattern, wild)])
      else tests.push(patternTest(pattern, wild))
    }
  }
  return (action) =>
    names.has(action) ||
    (byService.size > 0 && (byService.get(action.slice(0, action.indexOf(':')))?.some((test) => test(action)) ?? false)) ||
    others.some((test) => test(action))
}

function patternTest(pattern: string, wild: number): ActionTest {
  if (wild === pattern.length - 1 && pattern.endsWith('*')) {
    const prefix = pattern.slice(0, -1)
    return (action) => action.startsWith(prefix)
  }
  const glob = parseActionPattern(pattern)
  return (action) => matchGlob(glob, action)
}
