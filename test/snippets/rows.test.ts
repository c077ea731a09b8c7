import { beforeAll, describe, expect, test } from 'vitest'
import type { Trace } from '../../src/trace/index.js'
import { execute, type Ran } from './execute.js'
import { judge } from './judge.js'
import { readRows } from './read-rows.js'
import type { Row } from './row.js'
import { traceRows } from './trace-row.js'

const rows = readRows()
const run = rows.filter((row) => row.wants === null)
const NOT_RUN: Ran = { sent: [], error: null }

describe('each snippet is traced as it runs', () => {
  const ran = new Map<Row, Ran>()
  let traces: readonly Trace[] = []
  beforeAll(async () => {
    const results = await execute(run)
    for (const [i, row] of run.entries()) ran.set(row, results[i] ?? NOT_RUN)
    traces = traceRows(rows)
  }, 120_000)

  const judged = (row: Row): readonly string[] => {
    const trace = traces[rows.indexOf(row)]
    return trace === undefined ? ['not traced'] : judge(row, ran.get(row) ?? NOT_RUN, trace)
  }

  test.each(rows)('$name', (row) => expect(judged(row)).toEqual([]))

  // A row that is more exact than it claims to be has to say so.
  test('no row is looser than it has to be', () => {
    const needless = rows.flatMap((row) =>
      (['loose', 'wider'] as const).flatMap((key) =>
        row[key].flatMap((flag) => {
          const without = { ...row, [key]: row[key].filter((other) => other !== flag) }
          const trace = traces[rows.indexOf(row)]
          return trace !== undefined && judge(without, ran.get(row) ?? NOT_RUN, trace).length === 0 ? [`${row.at}: ${key} ${flag}`] : []
        }),
      ),
    )
    expect(needless).toEqual([])
  })
})

test('rows have names of their own', () => expect(new Set(rows.map((row) => `${row.at.split(':')[0]} ${row.name}`)).size).toBe(rows.length))
