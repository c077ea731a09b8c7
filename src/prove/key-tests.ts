/**
 * Conditions made ready for the search: what one text must be, as patterns where the operator compares text, and as a
 * relation of numbers, instants, addresses or bytes where it does not.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Single-valued vs. multivalued context keys".
 */
import {
  type Condition,
  type Effect,
  type Glob,
  isWithin,
  operatorFacts,
  parseBinary,
  parseBool,
  parseDate,
  parseGlob,
  parseIp,
  parseIpRange,
  parseNumber,
  type Token,
} from '../policy/index.js'
import {
  hasSymbols,
  joinPatterns,
  matchTextPattern,
  type PatternPiece,
  type PatternReading,
  type TextPattern,
  textPattern,
} from './text-pattern.js'

/** What a variable of a condition value is: its text, a symbol or any text; null: it has no value and matches nothing. */
export type VariableText = (key: string, fallback: string | null) => { readonly text: string } | { readonly symbol: string } | 'any' | null

/** Whether a symbol in a value of the request may be any text; `plain`: to the patterns without variables alone. */
export type Looseness = boolean | 'plain'

export const isLooseFor = (looseness: Looseness, glob: Glob): boolean =>
  looseness === 'plain' ? !glob.some((token) => token.kind === 'variable') : looseness

export interface KeyTest {
  readonly condition: Condition
  readonly effect: Effect
  /** In lower case. */
  readonly key: string
  readonly negated: boolean
  /** Of the operators that compare text; null for the others. A value of the policy that matches nothing is left out. */
  readonly patterns: readonly TextPattern[] | null
  /** Whether one value of the request stands in the operator's relation to one value of the policy. */
  readonly relates: (value: string) => boolean
}

/** A test that this room cannot read, with its reason, and one that stands for it in the search for a counterexample. */
export interface Unreadable {
  readonly unreadable: string
  readonly instead: KeyTest
}

/**
 * @param effect of the statement: negated operators without a quantifier answer by it where the key has several values
 */
export function keyTest(
  condition: Condition,
  effect: Effect,
  variables: boolean,
  variableText: VariableText,
  loose: Looseness,
): KeyTest | Unreadable {
  const facts = operatorFacts(condition.operator)
  const base = { condition, effect, key: condition.key.toLowerCase(), negated: facts.negated }
  if (facts.family === 'string' || facts.family === 'arn' || facts.family === 'bool') {
    const patterns: TextPattern[] = []
    let unreadable: string | null = null
    for (const value of condition.values) {
      const pattern = valuePattern(condition, value, variables, variableText, loose)
      if (pattern === 'unreadable') unreadable = `the policy variable in \`${value}\` of \`${condition.operator}\``
      else if (pattern !== null) patterns.push(pattern)
    }
    const test: KeyTest = { ...base, patterns, relates: (value) => patterns.some((pattern) => matchTextPattern(pattern, value)) }
    return unreadable === null ? test : { unreadable, instead: test }
  }
  return { ...base, patterns: null, relates: typedRelation(condition) }
}

function valuePattern(
  condition: Condition,
  value: string,
  variables: boolean,
  variableText: VariableText,
  looseness: Looseness,
): TextPattern | null | 'unreadable' {
  const { family, relation } = operatorFacts(condition.operator)
  const written = parseGlob(value, { wildcards: relation === 'like', variables })
  const loose = isLooseFor(looseness, written)
  const glob = resolveVariables(written, variableText)
  if (glob === null) return null
  if (family === 'arn') return arnValuePattern(glob, loose, written.every(staysInPart))
  if (family === 'bool') {
    const text = textOf(glob)
    if (text === null || hasSymbols(text)) return 'unreadable'
    const word = parseBool(text)
    return word === null ? null : textPattern([{ kind: 'text', text: String(word) }], { ignoreCase: true })
  }
  return textPattern(glob, { ignoreCase: relation === 'equalIgnoringCase', loose })
}

/** Symbols become text (of one private character), variables that may be anything become `*`. */
export function resolveVariables(glob: Glob, variableText: VariableText): Glob | null {
  const out: Token[] = []
  for (const token of glob) {
    if (token.kind !== 'variable') {
      out.push(token)
      continue
    }
    const value = variableText(token.key, token.fallback)
    if (value === null) return null
    if (value === 'any') out.push({ kind: 'any' })
    else out.push({ kind: 'text', text: 'text' in value ? value.text : value.symbol })
  }
  return out
}

const textOf = (glob: Glob): string | null =>
  glob.reduce<string | null>((all, token) => (all === null || token.kind !== 'text' ? null : all + token.text), '')

/** Whether what stands there holds no colon, whatever it is: what AWS gives for these keys is an account or a region. */
const staysInPart = (token: Token): boolean => token.kind !== 'variable' || (PARTS.has(token.key) && token.fallback === null)
const PARTS: ReadonlySet<string> = new Set([
  ...['aws:sourceaccount', 'aws:resourceaccount', 'aws:principalaccount', 'aws:requestedregion', 'kms:calleraccount'],
])

const SIX = 6
const ARN: Token = { kind: 'text', text: 'arn' }

/**
 * Six parts, each compared alone; what has fewer, or does not begin with `arn`, matches nothing.
 *
 * @param fixed whether no variable can move the borders of the parts
 */
function arnValuePattern(glob: Glob, loose: boolean, fixed: boolean): TextPattern | null | 'unreadable' {
  const parts: Token[][] = [[]]
  for (const token of glob) {
    if (token.kind !== 'text') {
      parts.at(-1)?.push(token)
      continue
    }
    const texts = splitFirst(token.text, SIX - parts.length)
    for (const [i, text] of texts.entries()) {
      if (i > 0) parts.push([])
      if (text !== '') parts.at(-1)?.push({ kind: 'text', text })
    }
  }
  while (parts.length < SIX) parts.push([{ kind: 'any' }])
  if (!matchTextPattern(textPattern(parts[0] ?? []), 'arn')) return null
  const pieces = [[ARN], ...parts.slice(1)].flatMap((part, i): PatternPiece[] => {
    const reading: PatternReading = i < SIX - 1 ? { part: true, loose } : { loose }
    const colon: Glob = i === 0 ? [] : [{ kind: 'text', text: ':' }]
    return [
      { glob: colon, reading },
      { glob: part, reading },
    ]
  })
  const symbolEarly = parts.slice(0, SIX - 1).some((part) => part.some((token) => token.kind === 'text' && hasSymbols(token.text)))
  return symbolEarly && !fixed ? 'unreadable' : joinPatterns(pieces)
}

function splitFirst(text: string, times: number): readonly string[] {
  const out: string[] = []
  let rest = text
  for (let at = rest.indexOf(':'); at >= 0 && out.length < times; at = rest.indexOf(':')) {
    out.push(rest.slice(0, at))
    rest = rest.slice(at + 1)
  }
  return [...out, rest]
}

function typedRelation(condition: Condition): (value: string) => boolean {
  const { family, relation } = operatorFacts(condition.operator)
  if (family === 'ip') {
    const ranges = condition.values.flatMap((value) => parseIpRange(value) ?? [])
    return (value) => {
      const address = parseIp(value)
      return address !== null && ranges.some((range) => isWithin(range, address))
    }
  }
  if (family === 'binary') {
    const bytes = new Set(condition.values.map(parseBinary))
    return (value) => {
      const own = parseBinary(value)
      return own !== null && bytes.has(own)
    }
  }
  const read = family === 'date' ? parseDate : parseNumber
  const bounds = condition.values.flatMap((value) => read(value) ?? [])
  return (value) => {
    const own = read(value)
    return own !== null && bounds.some((bound) => compares(relation, own, bound))
  }
}

type Relation = ReturnType<typeof operatorFacts>['relation']

const compares = (relation: Relation, own: number, bound: number): boolean =>
  relation === 'less'
    ? own < bound
    : relation === 'lessOrEqual'
      ? own <= bound
      : relation === 'greater'
        ? own > bound
        : relation === 'greaterOrEqual'
          ? own >= bound
          : own === bound
