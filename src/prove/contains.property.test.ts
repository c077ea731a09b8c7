/** The prover answers to the evaluator: every request of a small world is asked about, on both sides. */
import { afterAll, expect, test } from 'vitest'
import type { Policy } from '../policy/index.js'
import { contains } from './contains.js'
import { mutated, randomFrom, randomPolicy, truthOf } from './small-world.test.data.js'
import type { Subject } from './types.js'

/** Of which each is asked about in both directions. */
const PAIRS = Number(process.env.ROLEWRIGHT_PROOF_PAIRS ?? 25_000)
const PARTS = 10

const subject = (policy: Policy): Subject => ({ kind: 'identity', policies: [{ name: 'p', policy }] })

// One row of random pairs over all parts.
const random = randomFrom(20_261_124)
const seen = { proved: 0, refuted: 0, unknown: 0, unsettled: 0 }

test.each(Array.from({ length: PARTS }, (_, i) => i + 1))(
  `on random pairs the verdict is what asking about every request gives, part %i of ${PARTS}`,
  (part) => {
    for (let i = 0; i < PAIRS / PARTS; i++) {
      const narrow = randomPolicy(random)
      const wide = random() < 0.6 ? mutated(random, narrow) : randomPolicy(random)
      for (const [a, b] of [
        [narrow, wide],
        [wide, narrow],
      ] as const) {
        const found = contains(subject(b), subject(a))
        const truth = truthOf(a, b)
        if (truth === 'unknown') seen.unsettled++
        else seen[found.verdict]++
        if (found.verdict !== truth && found.verdict !== 'unknown')
          expect({ part, i, narrow: a, wide: b, found, truth }).toBe('the same verdict')
      }
    }
  },
  300_000,
)

afterAll(() => {
  console.info(
    `${2 * PAIRS} pairs: ${seen.proved} proved, ${seen.refuted} refuted, ${seen.unknown} unknown, ${seen.unsettled} not settled by AWS`,
  )
  expect(seen.proved).toBeGreaterThan(PAIRS / 5)
  expect(seen.refuted).toBeGreaterThan(PAIRS / 5)
  expect(seen.unknown).toBeLessThan(PAIRS / 200)
})
