/**
 * Texts that stand for all numbers, instants, addresses and bytes as a key's tests tell them apart: each bound, one value
 * between two bounds, one below and one above all, and one text that is of no such type.
 */
import { operatorFacts, parseBinary, parseDate, parseIp, parseIpRange, parseNumber } from '../policy/index.js'
import type { KeyTest } from './key-tests.js'

export interface Candidates {
  readonly texts: readonly string[]
  /** Whether they hold a text of every class, together with the classes of the text operators. */
  readonly complete: boolean
}

type TypedFamily = 'numeric' | 'date' | 'ip' | 'binary'
const TYPED: readonly TypedFamily[] = ['numeric', 'date', 'ip', 'binary']

export function typedCandidates(tests: readonly KeyTest[], _concrete: boolean): Candidates {
  const families = TYPED.filter((family) => tests.some((test) => operatorFacts(test.condition.operator).family === family))
  if (families.length === 0) return { texts: [], complete: true }
  const textual = tests.filter((test) => test.patterns !== null)
  const texts = ['', 'a', 'z!']
  for (const family of families) {
    const values = tests.flatMap((test) => (operatorFacts(test.condition.operator).family === family ? test.condition.values : []))
    texts.push(...candidatesOf(family, values))
  }
  // A text test and a typed test on one key: exact where each literal can be told from another spelling of its value.
  const literals = textual.flatMap((test) => (test.patterns ?? []).map((pattern) => pattern.literal))
  const plain = literals.every((literal) => literal !== null)
  if (textual.length > 0) {
    texts.push(...literals.flatMap((literal) => literal ?? []))
    if (families[0] === 'numeric' || families[0] === 'date')
      texts.push(...texts.flatMap((text) => otherSpellings(families[0] ?? 'numeric', text)))
  }
  const complete = families.length === 1 && (textual.length === 0 || (plain && (families[0] === 'numeric' || families[0] === 'date')))
  return { texts, complete }
}

function candidatesOf(family: TypedFamily, values: readonly string[]): readonly string[] {
  if (family === 'numeric') return cuts(values.flatMap((value) => parseNumber(value) ?? [])).map(printNumber)
  if (family === 'date') return cuts(values.flatMap((value) => parseDate(value) ?? [])).flatMap(printInstant)
  if (family === 'binary') return [...values.flatMap((value) => parseBinary(value) ?? []), ...freshBytes(values)]
  return addressCandidates(values)
}

/** The bounds, and a value in each gap between, below and above them. */
function cuts(bounds: readonly number[]): readonly number[] {
  const sorted = [...new Set(bounds)].sort((a, b) => a - b)
  const out: number[] = []
  for (const [i, bound] of sorted.entries()) {
    const before = sorted[i - 1]
    const between = before === undefined ? below(bound) : middle(before, bound)
    if (between !== null) out.push(between)
    out.push(bound)
  }
  const last = sorted.at(-1)
  const beyond = last === undefined ? null : above(last)
  return beyond === null ? out : [...out, beyond]
}

const middle = (low: number, high: number): number | null => {
  const whole = Math.floor(low) + 1
  if (whole > low && whole < high) return whole
  const between = low / 2 + high / 2
  return between > low && between < high ? between : null
}
const below = (bound: number): number | null =>
  [bound - 1, bound * 2, -Number.MAX_VALUE].find((it) => it < bound && Number.isFinite(it)) ?? null
const above = (bound: number): number | null =>
  [bound + 1, bound * 2, Number.MAX_VALUE].find((it) => it > bound && Number.isFinite(it)) ?? null

const printNumber = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? '1e999' : value === Number.NEGATIVE_INFINITY ? '-1e999' : String(value)

/** As a date of the W3C profile, and as seconds where they are whole. */
function printInstant(ms: number): readonly string[] {
  const out: string[] = []
  const whole = Math.floor(ms)
  const date = new Date(whole)
  const year = Number.isNaN(date.getTime()) ? -1 : date.getUTCFullYear()
  if (year >= 1000 && year <= 9999) {
    const iso = date.toISOString()
    const micros = Math.round((ms - whole) * 1e6)
    out.push(micros === 0 ? iso.replace('.000Z', 'Z') : iso.replace('Z', `${String(micros).padStart(6, '0')}Z`))
  }
  if (ms % 1000 === 0) out.push(String(ms / 1000))
  return out
}

function otherSpellings(family: TypedFamily, text: string): readonly string[] {
  if (family === 'numeric') {
    const value = parseNumber(text)
    if (value === null || !/^-?\d+(?:\.\d+)?$/.test(text)) return []
    return Array.from({ length: 4 }, (_, i) => `${text}${text.includes('.') ? '' : '.'}${'0'.repeat(i + 1)}`)
  }
  const ms = parseDate(text)
  if (ms === null) return []
  return printInstant(ms).flatMap((iso) => (iso.endsWith('Z') ? [`${iso.slice(0, -1)}+00:00`, `${iso.slice(0, -1)}-00:00`] : []))
}

function freshBytes(values: readonly string[]): readonly string[] {
  const known = new Set(values.map(parseBinary))
  for (let i = 0; ; i++) {
    const bytes = Buffer.from(String(i)).toString('base64')
    if (!known.has(bytes)) return [bytes]
  }
}

/** The first address of each elementary interval between the borders of the ranges, IPv4 and IPv6 apart. */
function addressCandidates(values: readonly string[]): readonly string[] {
  const starts = { 32: new Set<bigint>([0n]), 128: new Set<bigint>([0n]) }
  for (const value of values) {
    const range = parseIpRange(value)
    if (range === null) continue
    const width = range.words.length === 1 ? 32 : 128
    const low = range.words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n)
    const size = range.masks.reduce((sum, mask) => (sum << 32n) | BigInt(~mask >>> 0), 0n)
    starts[width].add(low)
    if (low + size + 1n < 1n << BigInt(width)) starts[width].add(low + size + 1n)
  }
  return [...[...starts[32]].sort(byBig).map(printIpv4), ...[...starts[128]].sort(byBig).map(printIpv6)].filter(
    (text) => parseIp(text) !== null,
  )
}

const byBig = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

const printIpv4 = (value: bigint): string => [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.')

function printIpv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16))
  const text = groups.join(':')
  const zeros = /(?:^|:)0(?::0)+(?:$|:)/.exec(text)
  return zeros === null ? text : `${text.slice(0, zeros.index)}::${text.slice(zeros.index + zeros[0].length)}`
}
