/** Whatever a policy can say is in play at once: no answer may be one that a request contradicts. */
import { expect, test } from 'vitest'
import { beyondPolicies, questionOf, type Request, resolveRequest } from '../decide/index.js'
import { callerKinds } from './caller-kinds.js'
import { disjoint } from './compare.js'
import { contains } from './contains.js'
import { nearWritten, randomRequest, randomWritten, subjectOf } from './real-world.test.data.js'
import { allowedBy } from './replay.js'
import { randomFrom } from './small-world.test.data.js'
import type { Subject } from './types.js'

const PAIRS: Readonly<Record<Subject['kind'], number>> = { identity: 100, resource: 100, trust: 60, set: 25 }
const TIMES = Number(process.env.ROLEWRIGHT_SUBJECT_TIMES ?? 1)
const SEED = Number(process.env.ROLEWRIGHT_SEED ?? 1_812)
const REQUESTS = 200

const kinds: readonly Subject['kind'][] = ['identity', 'resource', 'trust', 'set']

test.each(kinds)(
  '%s policies of the real world: no request contradicts an answer',
  (kind) => {
    const random = randomFrom(SEED)
    const pairs = PAIRS[kind] * TIMES
    const seen = { proved: 0, refuted: 0, unknown: 0, disjoint: 0, asked: 0 }
    for (let i = 0; i < pairs; i++) {
      const written = randomWritten(random, kind)
      const other = random() < 0.8 ? nearWritten(random, written) : randomWritten(random, kind)
      const [a, b] = [subjectOf(written), subjectOf(other)]
      if (a === null || b === null) continue
      const [aInB, bInA, apart] = [contains(b, a), contains(a, b), disjoint(a, b)]
      for (const { verdict } of [aInB, bInA]) seen[verdict]++
      if (apart.verdict === 'proved') seen.disjoint++
      const callers = callerKinds([a, b])
      const texts = JSON.stringify([written, other]).toLowerCase()
      for (let n = 0; n < REQUESTS; n++) {
        const request = randomRequest(random, texts, kind)
        // What no policy decides on is no part of the answers.
        if (request === null || (kind === 'set' && beyondPolicies(questionOf(request, false)) !== null)) continue
        if (!callers.has(request.principal.kind)) continue
        seen.asked++
        const [byA, byB] = [allowedBy(a, request), allowedBy(b, request)]
        const wrong =
          (isGiven(byA) && byB === null && aInB.verdict === 'proved') ||
          (isGiven(byB) && byA === null && bInA.verdict === 'proved') ||
          (isGiven(byA) && byB !== null && apart.verdict === 'proved')
        if (wrong)
          expect({ i, written, other, byA, byB, request: shown(request), answers: [aInB, bInA, apart].map((it) => it.verdict) }).toBe(
            'no contradiction',
          )
      }
      for (const [found, first, second] of [
        [aInB, a, b],
        [bInA, b, a],
      ] as const) {
        if (found.verdict !== 'refuted') continue
        const request = resolveRequest(found.counterexample.request)
        expect(request.ok && isGiven(allowedBy(first, request.value)) && allowedBy(second, request.value) === null).toBe(true)
      }
    }
    console.info(`${kind}: ${JSON.stringify(seen)}`)
    expect(seen.asked).toBeGreaterThan(0)
    expect(seen.proved).toBeGreaterThan(pairs / 10)
    expect(seen.refuted).toBeGreaterThan(pairs / 10)
  },
  3_000_000,
)

const isGiven = (by: ReturnType<typeof allowedBy>): boolean => by !== null && by.length > 0
const shown = (request: Request): unknown => ({ ...request, context: [...(request.context as ReadonlyMap<string, unknown>)] })
