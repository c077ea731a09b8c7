import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { openSpill } from './read/read-spill.js'
import { SharedViews, type Spill, VIEW_WORDS } from './shared-views.js'

const folder = mkdtempSync(join(tmpdir(), 'views-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type View = readonly [shared: number, rank: number, id: number, group: number]

/** What counts, as a set: the group and the event of the first view of each call; and how many were copies. */
function folded(
  views: readonly View[],
  open: (() => Spill) | null,
  held: number,
): { readonly counted: readonly string[]; readonly copies: number } {
  const all = new SharedViews(open, held)
  for (const [shared, rank, id, group] of views) {
    const { views: words, at } = all.next()
    words.fill(0, at, at + VIEW_WORDS)
    words[at] = shared
    words[at + 4] = rank
    words[at + 5] = id
    words[at + 9] = group
  }
  const counted: string[] = []
  let copies = 0
  all.fold((words, at, isSame) => {
    if (isSame) copies++
    else counted.push(`${words[at]} ${words[at + 4]} ${words[at + 5]} ${words[at + 9]}`)
  })
  return { counted: counted.sort(), copies }
}

/** The real one, which has room for so many pieces. */
const withRoomFor = (pieces: number) => (): Spill => {
  const spill = openSpill(folder)
  let left = pieces
  return {
    ...spill,
    add: (part, words) => {
      if (left-- <= 0) throw new Error('ENOSPC')
      spill.add(part, words)
    },
  }
}

const view = fc.tuple(fc.nat(40), fc.nat(1), fc.nat(1000), fc.nat(5))

test('views that are put aside are folded like those in memory, in whatever order they come', () => {
  fc.assert(
    fc.property(fc.array(view, { maxLength: 80 }), fc.integer({ min: 1, max: 9 }), (views, held) => {
      const want = folded(views, null, 1_000)
      expect(folded(views, () => openSpill(folder), held)).toEqual(want)
      expect(want.counted.length + want.copies).toBe(views.length)
    }),
    { numRuns: 60 },
  )
})

test('what finds no room stays in memory, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.array(view, { minLength: 20, maxLength: 80 }), fc.integer({ min: 0, max: 200 }), (views, pieces) => {
      expect(folded(views, withRoomFor(pieces), 4)).toEqual(folded(views, null, 1_000))
    }),
    { numRuns: 60 },
  )
})

test('no room for the files themselves is none either', () => {
  const views: View[] = Array.from({ length: 50 }, (_, i) => [i % 20, i % 2, i, 1])
  expect(folded(views, () => openSpill(join(folder, 'nothing')), 4)).toEqual(folded(views, null, 1_000))
})

test('nothing is left in the folder, even while it is used', () => {
  const spill = openSpill(folder)
  spill.add(0, new Uint32Array(100))
  if (process.platform !== 'win32') expect(readdirSync(folder)).toEqual([])
  spill.close()
  expect(readdirSync(folder)).toEqual([])
})
