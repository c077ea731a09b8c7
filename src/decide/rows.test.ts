/** The tables of cases: each row is a request, its policies, and what AWS answers by the page that it names. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parsePolicySet } from './parse-policies.js'
import { parseRequest } from './parse-request.js'
import { decide } from './reference/decide.js'

interface Row {
  readonly name: string
  readonly source: string
  readonly request: unknown
  readonly policies: unknown
  readonly want: string
}

const rowsOf = (file: string): readonly Row[] =>
  readFileSync(new URL(`rows/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)

test.each(rowsOf('decisions.ndjson'))('$name', (row) => {
  const request = parseRequest(row.request)
  const policies = parsePolicySet(row.policies)
  if (!request.ok) throw new Error(JSON.stringify(request.error))
  if (!policies.ok) throw new Error(JSON.stringify(policies.error))
  expect(decide(policies.value, request.value).decision).toBe(row.want)
})
