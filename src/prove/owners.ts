/** Whose a resource can be, in finitely many classes: each account that patterns and conditions tell apart, and a stranger. */
import { operatorFacts, parseResourcePattern, type Statement } from '../policy/index.js'
import { freshAccount, OWNER_KEY } from './callers.js'
import { keyTest } from './key-tests.js'
import { type TextClass, textClasses } from './text-classes.js'
import type { PatternList } from './text-machine.js'
import { addStep, finish, matchTextPattern, newDraft, type TextPattern, textPattern } from './text-pattern.js'

const ACCOUNT_PART = 4

/** Whose a resource may be, for a caller of an account or of none: of each class one account that is not the caller's. */
export type Owners = (caller: string | null) => readonly string[]

/** Null where the patterns fall into too many classes, or a condition does not compare text. */
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
      if (condition.key.toLowerCase() !== OWNER_KEY) continue
      const { family } = operatorFacts(condition.operator)
      if (family === 'null') continue
      if (family !== 'string' && family !== 'arn') return null
      const made = keyTest(condition, 'allow', true, () => null, false)
      const test = 'unreadable' in made ? made.instead : made
      if (test.patterns !== null) lists.push(test.patterns)
    }
  }
  const classes = textClasses({ lists, shape: TWELVE_DIGITS, maxStates })
  return classes === null ? null : ownersOf(classes, lists, JSON.stringify(written))
}

function ownersOf(classes: readonly TextClass[], lists: readonly PatternList[], texts: string): Owners {
  const bitsOf = (account: string): bigint =>
    lists.reduce((bits, list, i) => (list.some((pattern) => matchTextPattern(pattern, account)) ? bits | (1n << BigInt(i)) : bits), 0n)
  const literals = lists.flatMap((list) => list.flatMap(({ literal }) => literal ?? [])).filter((text) => /^\d{12}$/.test(text))
  const strangers = [freshAccount(texts), freshAccount(texts, [freshAccount(texts)])]
  const known = [...strangers, ...classes.map(({ witness }) => witness), ...literals].map((account) => ({ account, bits: bitsOf(account) }))
  const members = classes.map(({ lists: bits, witness }) => {
    const own = new Set(known.filter((it) => it.bits === bits).map(({ account }) => account))
    for (const account of near(witness)) {
      if (own.size >= 2) break
      if (bitsOf(account) === bits) own.add(account)
    }
    return { bits, own: [...own] }
  })
  const named = members.filter(({ bits }) => bits !== 0n)
  const others = members.filter(({ bits }) => bits === 0n)
  const besides = (caller: string | null, from: typeof members): readonly string[] =>
    from.flatMap(({ own }) => own.find((account) => account !== caller) ?? [])
  return (caller) => [...new Set([...(caller === null ? [] : [caller]), ...[...besides(caller, named)].sort(), ...besides(caller, others)])]
}

/** Accounts that differ from one in a digit. */
function* near(account: string): Generator<string> {
  for (let i = account.length - 1; i >= 0; i--)
    for (let digit = 0; digit < 10; digit++) if (account[i] !== String(digit)) yield `${account.slice(0, i)}${digit}${account.slice(i + 1)}`
}

const TWELVE_DIGITS: TextPattern = finish(
  Array.from({ length: 12 }).reduce<ReturnType<typeof newDraft>>((draft) => addStep(draft, { named: 'digit' }), newDraft()),
)
