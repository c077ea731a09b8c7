import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compile, compileSubject } from './compiled/compile.js'
import { parsePolicySet } from './parse-policies.js'
import { anyPolicies, anyRequest } from './random.test.data.js'
import { decide } from './reference/decide.js'
import { resolveRequest } from './resolve-request.js'

const SETS = 13_000
const REQUESTS = 9

test('both engines give the same decision, statements and sentence on a hundred thousand random pairs', { timeout: 300_000 }, () => {
  const seen = new Map([
    ['allowed', 0],
    ['explicitDeny', 0],
    ['implicitDeny', 0],
  ])
  fc.assert(
    fc.property(anyPolicies, fc.array(anyRequest, { minLength: REQUESTS, maxLength: REQUESTS }), (policies, requests) => {
      const set = parsePolicySet(policies)
      if (!set.ok) throw new Error(JSON.stringify(set.error))
      const engine = compile(set.value)
      const meeting = compileSubject(set.value)(set.value.resource)
      for (const [i, input] of requests.entries()) {
        const request = resolveRequest(input)
        if (!request.ok) {
          expect(engine.tryDecide(input)).toBeNull()
          continue
        }
        const decision = decide(set.value, request.value)
        seen.set(decision.decision, (seen.get(decision.decision) ?? 0) + 1)
        expect(engine.decide(input)).toEqual(decision)
        expect(engine.decideParsed(request.value)).toEqual(decision)
        expect(engine.word(input)).toBe(decision.decision)
        if (i === 0) expect(meeting.decide(input)).toEqual(decision)
      }
    }),
    { numRuns: SETS, seed: 20_261 },
  )
  console.log(`pairs: ${[...seen].map(([word, count]) => `${count} ${word}`).join(', ')}`)
  for (const count of seen.values()) expect(count).toBeGreaterThan(5_000)
  expect([...seen.values()].reduce((sum, count) => sum + count)).toBeGreaterThan(100_000)
})
