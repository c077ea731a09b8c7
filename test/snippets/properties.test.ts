import { beforeAll, describe, expect, test } from 'vitest'
import type { Trace } from '../../src/trace/index.js'
import { printTraced } from './cover.js'
import { generateRows } from './generate/compose.js'
import { readRows } from './read-rows.js'
import type { Row } from './row.js'
import { traceRows } from './trace-row.js'
import { TRANSFORMS } from './transforms.js'

const rows = [...readRows(), ...generateRows(100, 7)]

/** What a trace says, without places and without the order of alternatives. */
function saying(trace: Trace | undefined): readonly string[] {
  const calls = (trace?.calls ?? []).map((call) => `${call.service}:${call.operation} ${printTraced(call.input).split(' | ').sort().join(' | ')}`)
  return [...new Set([...calls, ...(trace?.unresolved ?? []).map((problem) => problem.code)])].sort()
}

describe('what is traced stays the same after', () => {
  const before = new Map<Row, readonly string[]>()
  beforeAll(() => {
    for (const [i, trace] of traceRows(rows).entries()) {
      const row = rows[i]
      if (row !== undefined) before.set(row, saying(trace))
    }
  }, 120_000)

  test.each(TRANSFORMS)('$name', async ({ fits, apply }) => {
    const fitting = rows.filter(fits)
    const traces = traceRows(await apply(fitting))
    const differing = fitting.flatMap((row, i) => {
      const after = saying(traces[i])
      return JSON.stringify(after) === JSON.stringify(before.get(row)) ? [] : [{ row: `${row.at} ${row.name}`, before: before.get(row), after }]
    })
    expect(differing).toEqual([])
  }, 120_000)

  test('tracing in another order', () => {
    const backwards = rows.toReversed()
    const traces = traceRows(backwards)
    expect(backwards.filter((row, i) => JSON.stringify(saying(traces[i])) !== JSON.stringify(before.get(row))).map((row) => row.name)).toEqual([])
  }, 120_000)
})

test('a generated snippet whose call is taken away sends nothing', () => {
  const without = generateRows(100, 7).map((row) => ({
    ...row,
    files: new Map([...row.files].map(([file, text]) => [file, takeCallsAway(text)])),
  }))
  const traces = traceRows(without)
  expect(without.filter((_, i) => (traces[i]?.calls.length ?? 0) > 0).map((row) => row.name)).toEqual([])
}, 120_000)

/** The methods that send are called by the name of one that does not. */
const takeCallsAway = (text: string): string =>
  text.replaceAll(/\.(send|promise)\(/g, '.toString(').replaceAll(/\.(getItem|putItem|query|deleteItem|getObject|putObject|listObjectsV2|sendMessage|publish|invoke|startExecution|getParameter|getSecretValue|generateDataKey|describeStreamSummary|get|put|delete)\(/g, '.toString(')
