/** Generated rows, run and judged. */
import { execute } from './execute.js'
import { generateRows } from './generate/compose.js'
import { judge } from './judge.js'
import type { Row } from './row.js'
import { traceRows } from './trace-row.js'

/** @returns what is wrong, with the source that shows it; a seed makes the same rows again */
export async function judgeGenerated(count: number, seed: number): Promise<readonly string[]> {
  const rows = generateRows(count, seed)
  const ran = await execute(rows)
  const traces = traceRows(rows)
  return rows.flatMap((row, i) => {
    const [one, trace] = [ran[i], traces[i]]
    const lines = one === undefined || trace === undefined ? ['not run'] : judge(row, one, trace)
    return lines.length === 0 ? [] : [`${row.name}\n${lines.join('\n')}\n${printFiles(row)}`]
  })
}

export const printFiles = (row: Row): string => [...row.files].map(([file, text]) => `--- ${file}\n${text}`).join('\n')
