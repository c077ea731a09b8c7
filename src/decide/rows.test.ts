/** The tables of cases: each row is a request, its policies, and what AWS answers by the page that it names. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compile } from './compiled/compile.js'
import { parsePolicySet } from './parse-policies.js'
import { parseRequest } from './parse-request.js'
import { decide } from './reference/decide.js'
import type { RequestInput } from './types.js'

interface Row {
  readonly name: string
  readonly source: string
  readonly request: unknown
  readonly policies: unknown
  readonly want: string
}

const FILES = ['decisions.ndjson', 'guides.ndjson', 'conditions.ndjson', 'services.ndjson']
const rowsOf = (file: string): readonly Row[] =>
  readFileSync(new URL(`rows/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)

test.each(FILES.flatMap(rowsOf))('$name', (row) => {
  const request = parseRequest(row.request)
  const policies = parsePolicySet(row.policies)
  if (!request.ok) throw new Error(JSON.stringify(request.error))
  if (!policies.ok) throw new Error(JSON.stringify(policies.error))
  const decision = decide(policies.value, request.value)
  expect(decision.decision).toBe(row.want)
  const engine = compile(policies.value)
  expect(engine.decideParsed(request.value)).toEqual(decision)
  expect(engine.decide(row.request as RequestInput)).toEqual(decision)
  expect(engine.word(row.request as RequestInput)).toBe(row.want)
})
