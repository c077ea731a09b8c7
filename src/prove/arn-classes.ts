/**
 * The classes of resources: `*`, and ARNs, which are cut part by part as they are matched. After each of the first five
 * parts the patterns that can still match are few, and parts that lead to the same patterns are one.
 *
 * An ARN has a partition and a service and something behind its fifth colon; what stands there is a choice of this room,
 * so that no counterexample is a text that names nothing (`arn:aws:s3`).
 */
import { type Glob, parseResourcePattern } from '../policy/index.js'
import { isLooseFor, type Looseness, resolveVariables, type VariableText } from './key-tests.js'
import { FULL_PART, NOT_EMPTY, PART, textClasses } from './text-classes.js'
import type { PatternList } from './text-machine.js'
import { matchTextPattern, type TextPattern, textPattern } from './text-pattern.js'

/** One pattern of `Resource`, made ready. */
export interface ArnRule {
  readonly text: string
  /** `*`: also the request resource `*`. */
  readonly everything: boolean
  /** Partition, service, region, account. */
  readonly heads: readonly TextPattern[]
  /** The text of each head, by which equal ones are known. */
  readonly headTexts: readonly string[]
  readonly rest: TextPattern
}

const EVERYTHING: TextPattern = textPattern([{ kind: 'any' }])

/**
 * @param variables whether the document's version has policy variables
 * @param label by which equal rules are known
 * @returns null where the pattern matches no resource: its first part is not `arn`, or a variable has no value
 */
export function arnRule(text: string, label: string, variables: boolean, reading: VariableText, looseness: Looseness): ArnRule | null {
  const pattern = parseResourcePattern(text, variables)
  if (pattern.kind !== 'parts') return { text: label, everything: true, heads: [], headTexts: [], rest: EVERYTHING }
  const [first = [], ...others] = pattern.parts
  const written = others[HEADS] ?? []
  const loose = isLooseFor(looseness, written)
  const rest = resolveVariables(written, reading)
  if (rest === null || !matchTextPattern(textPattern(first), 'arn')) return null
  const heads = others.slice(0, HEADS).map((glob) => textPattern(glob))
  return { text: label, everything: false, heads, headTexts: others.slice(0, HEADS).map(headText), rest: textPattern(rest, { loose }) }
}

const HEADS = 4
const SHAPES = [FULL_PART, FULL_PART, PART, PART]
const headText = (glob: Glob): string =>
  glob.map((token) => (token.kind === 'text' ? token.text : token.kind === 'one' ? '?' : '*')).join('')

/** A class of resources with a shortest member. */
export interface ArnClass {
  /** Bit `i`: list `i` matches. */
  readonly lists: bigint
  readonly witness: string
}

export interface ArnSearch {
  readonly lists: readonly (readonly ArnRule[])[]
  /** The lists that the request resource `*` counts as matching beside those with the pattern `*`; null: it is not asked about. */
  readonly star: bigint | null
  readonly symbols?: string
  readonly sole?: boolean
  readonly useful: (possible: bigint, certain: bigint) => boolean
  /** Asked about each class when it is found; true ends the search. */
  readonly visit: (found: ArnClass) => boolean
  readonly maxStates: number
}

interface Head {
  readonly alive: readonly ArnRule[]
  readonly parts: readonly string[]
}

/** @returns `full` where there were more states than allowed, `stopped` where a visit ended the search */
export function visitArnClasses(search: ArnSearch): 'done' | 'stopped' | 'full' {
  const listsOf = new Map<ArnRule, bigint>()
  let always = 0n
  for (const [i, list] of search.lists.entries()) {
    const bit = 1n << BigInt(i)
    for (const rule of list) {
      if (rule.everything) always |= bit
      else listsOf.set(rule, (listsOf.get(rule) ?? 0n) | bit)
    }
  }
  const seen = new Set<bigint>()
  const visit = (lists: bigint, witness: string): boolean => {
    if (seen.has(lists)) return false
    seen.add(lists)
    return search.visit({ lists, witness })
  }
  const star = search.star === null ? null : always | search.star
  if (star !== null && search.useful(star, star) && visit(star, '*')) return 'stopped'
  const possible = (alive: readonly ArnRule[]): bigint => alive.reduce((bits, rule) => bits | (listsOf.get(rule) ?? 0n), always)
  // A list that `*` settles needs no other pattern.
  const open = [...listsOf].filter(([, lists]) => (lists & ~always) !== 0n).map(([rule]) => rule)
  let heads: readonly Head[] = [{ alive: open, parts: [] }]
  for (let part = 0; part < HEADS; part++) {
    const next = new Map<string, Head>()
    for (const head of heads) {
      const split = splitHead(head, part, search.maxStates)
      if (split === null) return 'full'
      for (const one of split) {
        const key = one.alive.map((rule) => open.indexOf(rule)).join()
        if (!next.has(key) && search.useful(possible(one.alive), always)) next.set(key, one)
      }
    }
    heads = [...next.values()]
  }
  for (const head of heads) {
    let stopped = false
    const rest = restClasses(search, head, listsOf, always, (lists, witness) => {
      stopped = visit(lists, `arn:${head.parts.join(':')}:${witness}`)
      return stopped
    })
    if (stopped) return 'stopped'
    if (rest === null) return 'full'
  }
  return 'done'
}

/** The classes of one part among the patterns that are alive. */
function splitHead(head: Head, part: number, maxStates: number): readonly Head[] | null {
  const byText = new Map<string, TextPattern>()
  for (const rule of head.alive) byText.set(rule.headTexts[part] ?? '*', rule.heads[part] ?? EVERYTHING)
  byText.delete('*')
  if (byText.size === 0) return [{ alive: head.alive, parts: [...head.parts, freeParts[part] ?? ''] }]
  const texts = [...byText.keys()]
  const classes = textClasses({ lists: [...byText.values()].map((p): PatternList => [p]), shape: SHAPES[part] ?? PART, maxStates })
  return (
    classes?.map(({ lists, witness }) => ({
      alive: head.alive.filter((rule) => {
        const text = rule.headTexts[part] ?? '*'
        return text === '*' || ((lists >> BigInt(texts.indexOf(text))) & 1n) === 1n
      }),
      parts: [...head.parts, witness],
    })) ?? null
  )
}

const freeParts = ['aws', 'a', '', '']

function restClasses(
  search: ArnSearch,
  head: Head,
  listsOf: ReadonlyMap<ArnRule, bigint>,
  always: bigint,
  visit: (lists: bigint, witness: string) => boolean,
): readonly unknown[] | null {
  const lists = search.lists.map((): TextPattern[] => [])
  for (const rule of head.alive) {
    const served = listsOf.get(rule) ?? 0n
    for (const [i, list] of lists.entries()) if (((served & ~always) >> BigInt(i)) & 1n) list.push(rule.rest)
  }
  return textClasses({
    lists,
    shape: NOT_EMPTY,
    ...(search.symbols === undefined ? {} : { symbols: search.symbols }),
    ...(search.sole === undefined ? {} : { sole: search.sole }),
    useful: (possible, certain) => search.useful(possible | always, certain | always),
    visit: ({ lists: bits, witness }) => visit(bits | always, witness),
    maxStates: search.maxStates,
  })
}

/**
 * Some members of a pattern: its wildcards left empty, and filled with a character that no pattern is likely to ask for.
 */
export function membersOf(rule: ArnRule): readonly string[] {
  if (rule.everything) return ['*', 'arn:aws:a:::a']
  return ['', FILL].map((run) => {
    const heads = rule.heads.map((head, i) => fill(head, run) || (i < 2 ? (freeParts[i] ?? '') : ''))
    return `arn:${heads.join(':')}:${fill(rule.rest, run) || FILL}`
  })
}

const FILL = 'z'

function fill(pattern: TextPattern, run: string): string {
  let text = ''
  for (const [i, loop] of pattern.loops.entries()) {
    if (loop !== null) text += run
    const step = pattern.steps[i]
    if (step !== undefined) text += 'listed' in step ? step.listed.charAt(0) : FILL
  }
  return text
}

/** Whether the pattern covers the resource, part by part. */
export function matchesArn(rule: ArnRule, resource: string): boolean {
  if (rule.everything) return true
  let from = resource.indexOf(':') + 1
  if (from === 0) return false
  for (const [i, head] of rule.heads.entries()) {
    const colon = resource.indexOf(':', from)
    if (colon < 0) return false
    if (rule.headTexts[i] !== '*' && !matchTextPattern(head, resource.slice(from, colon))) return false
    from = colon + 1
  }
  return matchTextPattern(rule.rest, resource.slice(from))
}
