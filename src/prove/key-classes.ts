/**
 * The classes of a condition key: absent, or a list of values, each with the answers of the tests that are in play.
 *
 * Texts are cut by the joint patterns of the text operators, numbers and instants at the bounds, addresses at the
 * borders of the ranges.
 *
 * Lists of several values answer by AND (`ForAllValues`), OR (`ForAnyValue`), or, for operators
 * without either, in a way that does not depend on which values they are: all that is reachable is a closure.
 *
 * Source: IAM User Guide, "Single-valued vs. multivalued context keys".
 */
import { severalValues } from '../decide/index.js'
import { operatorFacts, parseBool } from '../policy/index.js'
import { asksEmpty, type Empties, isNone, seen, withEmpties } from './empty-values.js'
import type { KeyTest } from './key-tests.js'
import { byLengthThenText, NOT_EMPTY, textClasses } from './text-classes.js'
import { typedCandidates } from './typed-values.js'

export interface KeyClass {
  /** Bit `i`: test `i` is true. */
  readonly truth: bigint
  /** Null: the key is absent. */
  readonly values: readonly string[] | null
}

export interface KeyClasses {
  readonly classes: readonly KeyClass[]
  /** Whether these are all the classes; false where kinds of values cut each other on one key. */
  readonly complete: boolean
}

export interface KeySearch {
  readonly tests: readonly KeyTest[]
  /** Whether a request can hold several values of the key. */
  readonly multiValued: boolean
  readonly symbols: string
  /** Whether they stand in instances of patterns alone. */
  readonly sole: boolean
  readonly empties: Empties
  readonly maxStates: number
  readonly maxVectors: number
}

/** Null where there were more states or vectors than allowed. */
export function keyClasses(search: KeySearch): KeyClasses | null {
  const singles = singleValues(search)
  if (singles === null) return null
  const found = new Map<bigint, readonly string[] | null>()
  const add = (values: readonly string[] | null): void => {
    const truth = truthOf(search.tests, values)
    if (!found.has(truth)) found.set(truth, values)
  }
  add(null)
  for (const text of singles.texts) add([text])
  if (search.multiValued && !addLists(search, singles.texts, add)) return null
  return { classes: [...found].map(([truth, values]) => ({ truth, values })), complete: singles.complete }
}

/** @param values null: the key is absent; an empty list is a key without values */
export function holds(test: KeyTest, values: readonly string[] | null): boolean {
  const { condition, negated } = test
  const missing = values === null || values.length === 0
  if (operatorFacts(condition.operator).family === 'null')
    return condition.values.some((value) => parseBool(value) === (values === null || values.every(isNone)))
  if (missing)
    return condition.quantifier === 'forAnyValue'
      ? condition.ifExists
      : condition.quantifier === 'forAllValues' || condition.ifExists || negated
  const single = (value: string): boolean => test.relates(seen(value)) !== negated
  if (condition.quantifier === 'forAllValues') return values.every((value) => isNone(value) || single(value))
  if (condition.quantifier === 'forAnyValue') return values.some(single)
  return values.length === 1 ? single(values[0] ?? '') : severalValues(negated, test.effect)
}

function truthOf(tests: readonly KeyTest[], values: readonly string[] | null): bigint {
  let truth = 0n
  for (let i = 0; i < tests.length; i++) {
    const test = tests[i]
    if (test !== undefined && holds(test, values)) truth |= 1n << BigInt(i)
  }
  return truth
}

interface Singles {
  readonly texts: readonly string[]
  readonly complete: boolean
}

/** One text of each class of single values, shortest first. */
function singleValues(search: KeySearch): Singles | null {
  const textual = search.tests.filter((test) => test.patterns !== null)
  const classes = textClasses({
    lists: textual.map((test) => test.patterns ?? []),
    // The empty text is a class of its own: `ForAllValues` takes it for no value.
    shape: NOT_EMPTY,
    symbols: search.symbols,
    sole: search.sole,
    maxStates: search.maxStates,
  })
  if (classes === null) return null
  const typed = typedCandidates(search.tests, search.symbols === '')
  const witnesses = classes.map((one) => one.witness)
  const asked = search.tests.some(({ condition }) => asksEmpty(condition))
  const texts = [...withEmpties([...witnesses, ...typed.texts], asked, search.empties)].sort(byLengthThenText)
  const byRelation = new Map<string, string>()
  for (const text of texts) {
    const relations = (isNone(text) ? 'none ' : '') + search.tests.map((test) => (test.relates(seen(text)) ? '1' : '0')).join('')
    if (!byRelation.has(relations)) byRelation.set(relations, text)
  }
  return { texts: [...byRelation.values()], complete: typed.complete }
}

/** Adds the lists of two values and more that answer in a new way; false where there are too many ways. */
function addLists(search: KeySearch, singles: readonly string[], add: (values: readonly string[]) => void): boolean {
  add([])
  // Several empty texts are several values, and none to `Null`, which therefore looks at all of a list as well.
  const quantified = search.tests.filter(
    ({ condition: { quantifier, operator } }) => quantifier !== null || operatorFacts(operator).family === 'null',
  )
  if (quantified.length === 0) {
    if (singles[0] !== undefined) add([singles[0], singles[1] ?? singles[0]])
    return true
  }
  const all = new Map<bigint, readonly string[]>()
  const rows = singles.map((text) => ({ text, truth: truthOf(quantified, [text]) }))
  const queue: (readonly string[])[] = []
  const note = (values: readonly string[]): void => {
    const truth = truthOf(quantified, values)
    if (all.has(truth)) return
    all.set(truth, values)
    queue.push(values)
  }
  for (const { text } of rows) note([text, text])
  for (let at = 0; at < queue.length; at++) {
    if (all.size > search.maxVectors) return false
    const values = queue[at] ?? []
    const members = values[0] === values[1] ? values.slice(1) : values
    for (const { text } of rows) if (!members.includes(text)) note([...members, text])
  }
  for (const values of all.values()) add(values)
  return true
}
