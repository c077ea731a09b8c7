import { expect, test } from 'vitest'
import { EventIds } from './event-ids.js'

/** Numbers that look like those of random IDs (xorshift). */
function* words(count: number): Generator<readonly [number, number, number, number]> {
  let state = 88_675_123
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  for (let i = 0; i < count; i++) yield [next(), next(), next(), next()]
}

test('each ID is new once, in at most 24 bytes', () => {
  const ids = new EventIds()
  for (const id of words(200_000)) expect(ids.add(...id)).toBe(true)
  for (const id of words(200_000)) if (ids.add(...id)) throw new Error(`${id} was forgotten`)
  expect(ids.count).toBe(200_000)
  expect(ids.bytes / ids.count).toBeLessThan(24)
})

test('the same set gives the same words, whatever the order', () => {
  const all = [...words(1_000)]
  const [forth, back] = [new EventIds(), new EventIds()]
  for (const id of all) forth.add(...id)
  for (const id of all.reverse()) back.add(...id)
  expect(back.words()).toEqual(forth.words())
})

test('IDs that differ in one bit differ; an ID of zeros is none', () => {
  const ids = new EventIds()
  expect([ids.add(1, 2, 3, 4), ids.add(1, 2, 3, 5), ids.add(1, 2, 3, 4), ids.add(0, 0, 0, 0), ids.add(0, 0, 0, 0)]).toEqual([
    true,
    true,
    false,
    true,
    true,
  ])
})
