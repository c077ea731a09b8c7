import { expect, test } from 'vitest'
import { generateChoices, generateRows, withoutCall } from './generate/compose.js'
import { differences, sayings } from './properties.js'
import { readRows } from './read-rows.js'
import { traceRows } from './trace-row.js'
import { TRANSFORMS } from './transforms.js'

const rows = [...readRows(), ...generateRows(400, 3)]
const before = sayings(rows)

test.each(TRANSFORMS)(
  'what is traced of all rows stays the same after $name',
  async (change) => expect(await differences(rows, before, change)).toEqual([]),
  300_000,
)

test('generated snippets whose calls are taken away send nothing', () => {
  const without = generateChoices(400, 4).map(withoutCall)
  const traces = traceRows(without)
  expect(without.filter((_, i) => (traces[i]?.calls.length ?? 0) > 0).map((row) => row.name)).toEqual([])
}, 300_000)
