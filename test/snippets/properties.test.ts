import { beforeAll, describe, expect, test } from 'vitest'
import { generateChoices, generateRows, withoutCall } from './generate/compose.js'
import { differences, saying, sayings } from './properties.js'
import { readRows } from './read-rows.js'
import type { Row } from './row.js'
import { traceRows } from './trace-row.js'
import { TRANSFORMS } from './transforms.js'

// Each change is tried on a share of the rows here, and on all of them by `npm run test:snippets`.
const SHARES = 4
const rows = [...readRows(), ...generateRows(60, 7)]
const shareOf = (index: number): readonly Row[] => rows.filter((_, i) => i % SHARES === index % SHARES)

describe('what is traced stays the same after', () => {
  let before: ReadonlyMap<Row, readonly string[]> = new Map()
  beforeAll(() => {
    before = sayings(rows)
  }, 120_000)

  test.each(TRANSFORMS.map((change, index) => ({ ...change, index })))(
    '$name',
    async (change) => expect(await differences(shareOf(change.index), before, change)).toEqual([]),
    120_000,
  )

  test('tracing in another order', () => {
    const backwards = shareOf(1).toReversed()
    const traces = traceRows(backwards)
    expect(
      backwards.filter((row, i) => JSON.stringify(saying(traces[i])) !== JSON.stringify(before.get(row))).map((row) => row.name),
    ).toEqual([])
  }, 120_000)
})

test('a generated snippet whose call is taken away sends nothing', () => {
  const without = generateChoices(60, 8).map(withoutCall)
  const traces = traceRows(without)
  expect(without.filter((_, i) => (traces[i]?.calls.length ?? 0) > 0).map((row) => row.name)).toEqual([])
}, 120_000)
