/** A broken input gives a clear error or finding, never a stack trace, and the other functions' roles still come out. */
import { describe, expect, test } from 'vitest'
import type { Generated } from '../../src/generate/index.js'
import { commandLineRows, type Row, sourceRows, templateRows } from './rows.js'
import { type Ran, runOn } from './run-cli.js'

/** Only against inputs that never end; the slowest are megabytes of template or source. */
const MOST_MS = 180_000

const rows: readonly Row[] = [...templateRows, ...sourceRows, ...commandLineRows]

describe.each(rows)('$name', (row) => {
  test(`is answered with: ${row.want}`, { timeout: MOST_MS }, async () => {
    const ran = await runOn(row.files, row.words ?? ['generate', '.', '--json'])
    expectNoTrace(ran)
    if (row.want === 'error') expectError(ran, row)
    else expectAnswer(ran, row)
  })
})

function expectNoTrace({ stdout, stderr }: Ran): void {
  expect(stderr).not.toMatch(/cli\/bug/)
  for (const text of [stdout, stderr]) expect(text).not.toMatch(/^ {4}at /m)
}

function expectError(ran: Ran, row: Row): void {
  expect(ran.status, ran.stdout).toBe(1)
  expect(ran.stderr).toMatch(/^error .+ \[[a-z]+\/[a-z-]+\]$/m)
  expect(ran.stderr).toMatch(/^ {2}hint: .+/m)
  expect(ran.stderr).toMatch(row.says ?? /./)
  if (row.at !== 'nowhere') expect(ran.stderr).toMatch(/^ {2}at \S+:\d+:\d+$/m)
}

function expectAnswer(ran: Ran, row: Row): void {
  expect(ran.status, ran.stderr).toBe(0)
  const generated = JSON.parse(ran.stdout) as Generated
  // The function that nothing is wrong with has its role all the same.
  expect(generated.functions.Good?.grants.flatMap((g) => g.actions)).toContain('s3:GetObject')
  expect(generated.roles.GoodRole).toBeDefined()
  const problems = [...generated.findings, ...Object.values(generated.functions).flatMap((f) => f.unresolved)]
  const said = problems.map((p) => JSON.stringify(p)).join('\n')
  if (row.want === 'finding') {
    const told = placed(problems)
      .split('\n')
      .filter((line) => (row.says ?? /./).test(line))
    // Each has its code, and stands where it can be mended.
    expect(
      told.filter((line) => /^[a-z]+\/[a-z-]+ .* \S+:\d+:\d+$/.test(line)),
      said,
    ).not.toEqual([])
  } else if (generated.functions.Bad !== undefined) {
    expect(
      generated.functions.Bad.grants.flatMap((g) => g.actions),
      said,
    ).toContain('s3:GetObject')
  }
}

/** Every problem in one text, places as `file:line`. */
function placed(problems: readonly (Generated['findings'][number] | Generated['functions'][string]['unresolved'][number])[]): string {
  return problems
    .map((p) => {
      const at = 'at' in p ? p.at : p
      return `${p.code} ${p.message} ${p.hint} ${at === null ? '' : `${at.file}:${at.line}:${at.column}`}`
    })
    .join('\n')
}
