/** The prover beside z3, on versions of AWS's managed policies that both can read: no verdict may differ. */
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { allPairs, type Direction } from '../../bench/prove-pairs.mjs'
import { encode, isEncodable } from '../../bench/prove-smt.mjs'
import { conditionKey } from '../../src/catalog/index.js'
import { parsePolicyValue } from '../../src/policy/index.js'
import { contains, type Subject } from '../../src/prove/index.js'

const PAIRS = 1_000
const LIMIT_MS = 2_000

/** The shortest first: of long ones the solver gives up on many. */
function encodablePairs(): readonly Direction[] {
  const sized = [...allPairs()]
    .filter(({ narrow, wide }) => isEncodable(narrow) && isEncodable(wide))
    .map((pair) => ({ pair, size: JSON.stringify([pair.narrow, pair.wide]).length }))
  return sized.sort((a, b) => a.size - b.size || (a.pair.name < b.pair.name ? -1 : 1)).map(({ pair }) => pair)
}

function subjectOf(document: unknown): Subject | null {
  const parsed = parsePolicyValue(document, 'identity')
  return parsed.ok ? { kind: 'identity', policies: [{ name: 'policy', policy: parsed.value }] } : null
}

test('a thousand pairs of managed policies have the verdict that z3 gives them', async () => {
  const require = createRequire(new URL('../../peers/package.json', import.meta.url))
  const { init } = require('z3-solver') as { init: () => Promise<{ Z3: Solver; em: { PThread: { terminateAllThreads: () => void } } }> }
  const { Z3, em } = await init()
  const isMultiValued = (key: string): boolean => conditionKey(key)?.multiValued ?? true
  const seen = { proved: 0, refuted: 0, unknown: 0, z3Unknown: 0 }
  const differ: unknown[] = []
  let agreed = 0
  for (const { name, narrow, wide } of encodablePairs()) {
    if (agreed + differ.length >= PAIRS) break
    const [a, b] = [subjectOf(narrow), subjectOf(wide)]
    if (a === null || b === null) continue
    const context = Z3.mk_context(Z3.mk_config())
    const answer = (await Z3.eval_smtlib2_string(context, encode(narrow, wide, isMultiValued, LIMIT_MS))).trim()
    Z3.del_context(context)
    const found = contains(b, a, { openActions: true })
    seen[found.verdict]++
    if (answer !== 'sat' && answer !== 'unsat') seen.z3Unknown++
    else if (found.verdict === (answer === 'sat' ? 'refuted' : 'proved')) agreed++
    else differ.push({ name, answer, found })
  }
  em.PThread.terminateAllThreads()
  console.info(`${agreed} pairs agree: ${seen.proved} proved, ${seen.refuted} refuted; z3 gave up on ${seen.z3Unknown} more`)
  expect(differ).toEqual([])
  expect(agreed).toBe(PAIRS)
}, 1_800_000)

interface Solver {
  mk_config: () => unknown
  mk_context: (config: unknown) => unknown
  del_context: (context: unknown) => void
  eval_smtlib2_string: (context: unknown, text: string) => Promise<string>
}
