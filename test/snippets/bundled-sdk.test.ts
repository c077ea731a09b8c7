import { expect, test } from 'vitest'
import { differences, sayings } from './properties.js'
import { readRows } from './read-rows.js'
import { WITH_PACKAGES, WITH_SDK } from './transforms.js'

// Each such bundle is a megabyte or two: a few here, more by `npm run test:snippets`.
const COUNT = 2
/** Methods of these are made in a loop over all commands. */
const AGGREGATED = /^An aggregated client with a callback$/

test.each(WITH_SDK)(
  'what is traced of some rows stays the same after $name',
  async (change) => {
    const fitting = readRows().filter(change.fits)
    const rows = [...fitting.filter((_, i) => i % 23 === 0).slice(0, COUNT), ...fitting.filter((row) => AGGREGATED.test(row.name))]
    expect(rows.length).toBe(COUNT + 1)
    expect(await differences(rows, sayings(rows), change)).toEqual([])
  },
  120_000,
)

test.each(WITH_PACKAGES)(
  'what is traced stays the same after $name',
  async (change) => {
    const rows = readRows().filter(change.fits).slice(-4)
    expect(rows.length).toBeGreaterThan(0)
    expect(await differences(rows, sayings(rows), change)).toEqual([])
  },
  120_000,
)
