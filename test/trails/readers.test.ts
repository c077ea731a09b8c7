/** However records are spread over readers, and whatever readers forget meanwhile, the same usage comes out. */
import { expect, test } from 'vitest'
import { usageOf } from '../../src/audit/index.js'
import { Documents } from '../../src/audit/read/document.js'
import { EventReader } from '../../src/audit/read/event-reader.js'
import { Meanings } from '../../src/audit/read/meanings.js'
import { PlainScan } from '../../src/audit/read/scan.js'
import { makeScan } from '../../src/audit/read/simd-scan.js'
import { Tally } from '../../src/audit/tally.js'
import { records } from './trail.mjs'

const EVENTS = 4000
const PIECES = 8
const pieces: readonly Uint8Array[] = (() => {
  const all = [...records({ seed: 3, count: EVENTS })].map((record) => JSON.stringify(record))
  return Array.from({ length: PIECES }, (_, i) => Buffer.from(`{"Records":[${all.filter((_, n) => n % PIECES === i).join(',')}]}`))
})()

interface Readers {
  readonly count: number
  readonly knownBytes?: number
  readonly plain?: boolean
}

function usageBy({ count, knownBytes, plain }: Readers): unknown {
  const meanings = new Meanings(null)
  const tally = new Tally({})
  const readers = Array.from(
    { length: count },
    () => new EventReader(meanings.planOf, plain === true ? new PlainScan() : makeScan(), knownBytes),
  )
  const numbers: number[][] = readers.map(() => [])
  let forgotten = 0
  for (const [i, piece] of pieces.entries()) {
    const at = i % count
    const reader = readers[at] as EventReader
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
  { name: 'the plain scanner', count: 1, plain: true },
])('$name', (readers) => expect(usageBy(readers)).toEqual(want))
