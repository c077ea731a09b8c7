/**
 * Values to try for policy variables when no proof holds for all of them: names that nothing mentions, what conditions
 * name for the same key, and the text that other patterns have at the variable's place.
 */
import type { Statement } from '../policy/index.js'
import { type Caller, makeCaller, USER_NAME } from './callers.js'

/** One choice of values by key in lower case; null: the key is absent. */
export type Choice = ReadonlyMap<string, string | null>

export interface VariableQuestion {
  /** Keys that variables name, in lower case. */
  readonly keys: readonly string[]
  /** Those that Allows of the narrow side need. */
  readonly needed: ReadonlySet<string>
  readonly statements: readonly Statement[]
}

/** Choices in the order in which they are worth a try, at most `MOST_CHOICES`; the first ones need no look at the policies. */
export function* choicesOf(question: VariableQuestion): Generator<Choice> {
  const seen = new Set<string>()
  for (const choice of allChoices(question)) {
    const name = JSON.stringify([...choice])
    if (seen.has(name)) continue
    seen.add(name)
    yield choice
    if (seen.size >= MOST_CHOICES) return
  }
}

function* allChoices({ keys, needed, statements }: VariableQuestion): Generator<Choice> {
  const texts = new Set(statements.flatMap(allTexts))
  const fresh = new Map(keys.map((key, i) => [key, freshValue(key, i, texts)]))
  const withFresh = (present: (key: string) => boolean): Choice =>
    new Map(keys.map((key) => [key, present(key) ? (fresh.get(key) ?? null) : null]))
  yield withFresh((key) => needed.has(key))
  yield withFresh(() => true)
  yield withFresh(() => false)
  // Several keys can hold one value, and that of a key which follows from the caller.
  yield new Map(keys.map((key) => [key, USER_NAME]))
  for (const key of keys) yield new Map([...withFresh(() => true), [key, '']])
  const facing = new Map(keys.map((key) => [key, facingTexts(key, statements)]))
  for (const key of keys) for (const text of facing.get(key) ?? []) yield new Map([...withFresh(() => true), [key, text]])
  for (const key of keys) for (const text of facing.get(key) ?? []) yield new Map([...withFresh((one) => needed.has(one)), [key, text]])
  for (const [i, key] of keys.entries()) {
    for (const other of keys.slice(i + 1)) {
      for (const a of facing.get(key) ?? [])
        for (const b of facing.get(other) ?? []) yield new Map([...withFresh(() => true), [key, a], [other, b]])
    }
  }
}

const MOST_CHOICES = 40

/** Callers to try where variables name what follows from the caller: users of the names, and callers of the accounts, that stand there. */
export function facingCallers(keys: readonly string[], statements: readonly Statement[]): readonly Caller[] {
  const texts = keys.flatMap((key) => {
    const facing = facingTexts(key, statements)
    if (key === 'aws:username') return facing.map((name) => `arn:aws:iam::111122223333:user/${name}`)
    if (key === 'aws:principalarn') return facing
    if (key !== 'aws:principalaccount') return []
    return facing
      .filter((text) => /^\d{12}$/.test(text))
      .flatMap((account) => [`arn:aws:iam::${account}:role/app`, `arn:aws:iam::${account}:user/alice`])
  })
  const found = texts.flatMap((text) => makeCaller(text) ?? [])
  return found.filter(({ principal }) => principal.kind === 'user' || principal.kind === 'role')
}

function freshValue(key: string, i: number, texts: ReadonlySet<string>): string {
  const name = key.slice(Math.max(key.lastIndexOf('/'), key.lastIndexOf(':')) + 1).replace(/[^a-z0-9]/g, '')
  for (let n = i; ; n++) {
    const value = `${name}${n === 0 ? '' : n}`
    if (![...texts].some((text) => text.includes(value) && !text.includes(`{${key}`))) return value
  }
}

function allTexts({ resources, conditions }: Statement): readonly string[] {
  return [...resourceTexts(resources), ...conditions.flatMap((condition) => condition.values)]
}

const resourceTexts = (resources: Statement['resources']): readonly string[] =>
  resources === null ? [] : 'only' in resources ? resources.only : resources.except

function facingTexts(key: string, statements: readonly Statement[]): readonly string[] {
  const found = new Set<string>()
  const face = (texts: readonly string[]): void => {
    const places = texts.flatMap((text) => placesOf(key, text))
    for (const place of places) for (const text of texts) for (const value of textAt(text, place)) found.add(value)
  }
  face(statements.flatMap(({ resources }) => resourceTexts(resources)))
  const byKey = new Map<string, string[]>()
  for (const condition of statements.flatMap((statement) => statement.conditions)) {
    const name = condition.key.toLowerCase()
    byKey.set(name, [...(byKey.get(name) ?? []), ...condition.values])
    if (name === key)
      for (const value of condition.values) if (!value.includes('${')) found.add(value.replaceAll('*', 'x').replaceAll('?', 'x'))
  }
  for (const texts of byKey.values()) face(texts)
  found.delete('')
  return [...found].sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, MOST_FACING)
}

const MOST_FACING = 8

/** Where a variable stands in a pattern: the text before it, from its last wildcard on, and the character behind it. */
interface Standing {
  readonly first: boolean
  readonly before: string
  readonly after: string
}

function placesOf(key: string, text: string): readonly Standing[] {
  const out: Standing[] = []
  for (const match of text.matchAll(/\$\{([^},]+)[^}]*\}/g)) {
    if (match[1]?.trim().toLowerCase() !== key) continue
    const head = text.slice(0, match.index)
    const wildcard = Math.max(head.lastIndexOf('*'), head.lastIndexOf('?'), head.lastIndexOf('}'))
    out.push({ first: head === '', before: head.slice(wildcard + 1), after: text.charAt(match.index + match[0].length) })
  }
  return out
}

function textAt(text: string, { first, before, after }: Standing): readonly string[] {
  const at = first ? 0 : before === '' ? -1 : text.indexOf(before)
  if (at < 0) return []
  const rest = text.slice(at + before.length)
  const stop = /[*?$]/.exec(rest)?.index ?? rest.length
  const end = after === '' || after === '*' ? -1 : rest.indexOf(after)
  return [rest.slice(0, stop), ...(end > 0 && end < stop ? [rest.slice(0, end)] : [])]
}
