/** Whose a resource can be, in finitely many classes: each account that patterns and conditions tell apart, and a stranger. */
import { operatorFacts, parseResourcePattern, type Statement } from '../policy/index.js'
import { freshAccount, OWNER_KEY } from './callers.js'
import { keyTest } from './key-tests.js'
import { type PatternList, textClasses } from './text-classes.js'
import { addStep, finish, newDraft, type TextPattern, textPattern } from './text-pattern.js'

const ACCOUNT_PART = 4

export interface Owners {
  /** One account of each class that patterns and conditions name. */
  readonly named: readonly string[]
  /** An account that nothing names, other than the given ones. */
  readonly stranger: (besides: readonly string[]) => string
}

/** Null where the patterns fall into too many classes. */
export function ownersIn(statements: readonly Statement[], maxStates: number): Owners | null {
  const lists: PatternList[] = []
  const written: string[] = []
  for (const { resources, conditions } of statements) {
    const texts = resources === null ? [] : 'only' in resources ? resources.only : resources.except
    for (const text of texts) {
      const pattern = parseResourcePattern(text, true)
      const glob = pattern.kind === 'parts' ? pattern.parts[ACCOUNT_PART] : undefined
      if (glob !== undefined && glob[0]?.kind !== 'any') lists.push([textPattern(glob)])
      else if (glob !== undefined && glob.length > 1) lists.push([textPattern(glob)])
      written.push(text)
    }
    for (const condition of conditions) {
      written.push(...condition.values)
      const { family } = operatorFacts(condition.operator)
      if (condition.key.toLowerCase() !== OWNER_KEY || (family !== 'string' && family !== 'arn')) continue
      const made = keyTest(condition, 'allow', true, () => null, false)
      const test = 'unreadable' in made ? made.instead : made
      if (test.patterns !== null) lists.push(test.patterns)
    }
  }
  const classes = textClasses({ lists, shape: TWELVE_DIGITS, maxStates })
  if (classes === null) return null
  const texts = JSON.stringify(written)
  const named = classes.filter((one) => one.lists !== 0n).map((one) => one.witness)
  return { named: named.sort(), stranger: (besides) => freshAccount(texts, besides) }
}

const TWELVE_DIGITS: TextPattern = finish(
  Array.from({ length: 12 }).reduce<ReturnType<typeof newDraft>>((draft) => addStep(draft, { named: 'digit' }), newDraft()),
)
