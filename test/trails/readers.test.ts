/** However records are spread over readers, and whatever readers forget meanwhile, the same usage comes out. */
import { expect, test } from 'vitest'
import { usageOf } from '../../src/audit/index.js'
import { Documents } from '../../src/audit/read/document.js'
import { Meanings } from '../../src/audit/read/meanings.js'
import { PlainReader } from '../../src/audit/read/plain-reader.js'
import type { EventReader } from '../../src/audit/read/reading.js'
import { PlainScan } from '../../src/audit/read/scan.js'
import { SimdReader } from '../../src/audit/read/simd-reader.js'
import { type CompiledScan, compiledScan } from '../../src/audit/read/simd-scan.js'
import { Tally } from '../../src/audit/tally.js'
import { records } from './trail.mjs'

const EVENTS = 4000
const PIECES = 8
const pieces: readonly Uint8Array[] = (() => {
  const all = [...records({ seed: 3, count: EVENTS })].map((record) => JSON.stringify(record))
  return Array.from({ length: PIECES }, (_, i) => Buffer.from(`{"Records":[${all.filter((_, n) => n % PIECES === i).join(',')}]}`))
})()

/** Calls of the same roles for objects, tables and sessions that no other piece has: more than are listed. */
const other: Uint8Array = (() => {
  const all = [...records({ seed: 3, count: EVENTS })].map((record) => JSON.stringify(record))
  const changed = (text: string, n: number): string =>
    text.replace(/"key":"[^"]*"/, `"key":"other${n % 50}/x"`).replace(/:Function(\d+)/g, `:run-${1_000_000 + n}`)
  return Buffer.from(`{"Records":[${all.map(changed).join(',')}]}`)
})()

interface Readers {
  readonly count: number
  readonly knownBytes?: number
  readonly plain?: boolean
  /** Whether files that are set aside stand between the others. */
  readonly setAside?: boolean
}

function usageBy({ count, knownBytes, plain, setAside }: Readers): unknown {
  const meanings = new Meanings(null)
  const tally = new Tally({})
  const readers = Array.from(
    { length: count },
    (): EventReader =>
      plain === true
        ? new PlainReader(meanings.facts, new PlainScan(), knownBytes)
        : new SimdReader(meanings.facts, compiledScan() as CompiledScan, knownBytes),
  )
  const numbers: number[][] = readers.map(() => [])
  let forgotten = 0
  for (const [i, piece] of pieces.entries()) {
    const at = i % count
    const reader = readers[at] as EventReader
    if (setAside === true) {
      new Documents(reader.read, reader.scan).push(other)
      expect(reader.pending).toBe(EVENTS)
      reader.forget()
    }
    const documents = new Documents(reader.read, reader.scan)
    documents.push(piece)
    expect(documents.finish()).toBeNull()
    const reading = reader.take()
    forgotten = Math.max(forgotten, reading.forgotten)
    tally.add(
      meanings.batchOf(at, reading, () => undefined),
      numbers[at] as number[],
    )
  }
  expect(forgotten > 0).toBe(knownBytes !== undefined)
  expect(tally.events).toBe(EVENTS)
  return [...usageOf(tally.finish())]
}

const want = usageBy({ count: 1 })

test('usage is no empty one', () => expect(JSON.stringify(want).length).toBeGreaterThan(100_000))

test.each<Readers & { readonly name: string }>([
  { name: 'three readers', count: 3 },
  { name: 'a reader that forgets all the time', count: 1, knownBytes: 2000 },
  { name: 'two that forget', count: 2, knownBytes: 20_000 },
  { name: 'the plain reader', count: 1, plain: true },
  { name: 'files that are set aside', count: 1, setAside: true },
  { name: 'files that are set aside, with plain readers that forget', count: 2, knownBytes: 20_000, plain: true, setAside: true },
  { name: 'files that are set aside, with readers that forget', count: 2, knownBytes: 20_000, setAside: true },
  { name: 'two plain ones that forget', count: 2, knownBytes: 20_000, plain: true },
])('$name', (readers) => expect(usageBy(readers)).toEqual(want))
