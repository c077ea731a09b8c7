import { expect, test } from 'vitest'
import { differences, sayings } from './properties.js'
import { readRows } from './read-rows.js'
import { WITH_SDK } from './transforms.js'

test.each(WITH_SDK)(
  'what is traced of a share of all rows stays the same after $name',
  async (change) => {
    const rows = readRows()
      .filter(change.fits)
      .filter((_, i) => i % 10 === 1)
    expect(await differences(rows, sayings(rows), change)).toEqual([])
  },
  600_000,
)
