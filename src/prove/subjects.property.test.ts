/** Callers, owners, variables and sets of policies: nothing that the evaluator can tell apart is ever proved contained. */
import { expect, test } from 'vitest'
import { type Request, resolveRequest } from '../decide/index.js'
import { callerKinds } from './caller-kinds.js'
import { contains } from './contains.js'
import { allowedBy } from './replay.js'
import { nearSubject, randomSubject, requestsFor } from './small-sets.test.data.js'
import { pick, randomFrom } from './small-world.test.data.js'
import type { Subject } from './types.js'

const PAIRS: Readonly<Record<Subject['kind'], number>> = { identity: 400, resource: 400, trust: 400, set: 100 }
const TIMES = Number(process.env.ROLEWRIGHT_SUBJECT_TIMES ?? 1)

const grants = (subject: Subject, request: Request): boolean => (allowedBy(subject, request) ?? []).length > 0

/** Requests that are asked about a pair; all of them over many pairs. */
const SAMPLE = 300

const kinds: readonly Subject['kind'][] = ['identity', 'resource', 'trust', 'set']

test.each(kinds)(
  '%s policies: what is proved holds for every request of the world, what is refuted is',
  (kind) => {
    const random = randomFrom(4_711)
    const pairs = PAIRS[kind] * TIMES
    const requests = requestsFor(kind)
    const seen = { proved: 0, refuted: 0, unknown: 0 }
    for (let i = 0; i < pairs; i++) {
      const a = randomSubject(random, kind)
      const b = random() < 0.7 ? nearSubject(random, a) : randomSubject(random, kind)
      const found = contains(b, a)
      seen[found.verdict]++
      if (found.verdict === 'proved') {
        const asked = Array.from({ length: SAMPLE }, () => pick(random, requests as [Request, ...Request[]]))
        const kinds = callerKinds([a, b])
        const told = asked.find((request) => kinds.has(request.principal.kind) && grants(a, request) && allowedBy(b, request) === null)
        if (told !== undefined)
          expect({ i, a, b, told: { ...told, context: [...(told.context as ReadonlyMap<string, unknown>)] } }).toBe('allowed by both')
      }
      if (found.verdict === 'refuted') {
        const request = resolveRequest(found.counterexample.request)
        expect(request.ok && grants(a, request.value) && allowedBy(b, request.value) === null).toBe(true)
      }
    }
    console.info(`${kind}: ${seen.proved} proved, ${seen.refuted} refuted, ${seen.unknown} unknown`)
    expect(seen.proved).toBeGreaterThan(pairs / 20)
    expect(seen.refuted).toBeGreaterThan(pairs / 5)
    // Variables that face each other in every way are the hard part of this world.
    expect(seen.unknown).toBeLessThan(pairs / 3)
  },
  300_000,
)
