/** Properties of the tracer on rows: changes that mean nothing change nothing, and a call that is gone is gone. */
import type { Trace, Traced } from '../../src/trace/index.js'
import { printTraced } from './cover.js'
import { PAYLOADS } from './judge.js'
import type { Row } from './row.js'
import { traceRows } from './trace-row.js'
import type { Transform } from './transforms.js'

/** What a trace says, without places, payloads and the order of alternatives. */
export function saying(trace: Trace | undefined): readonly string[] {
  const calls = (trace?.calls ?? []).flatMap((call) =>
    optionsOf(call.input).map((input) => `${call.service}:${call.operation} ${printTraced(canonical(input))}`),
  )
  return [...new Set([...calls, ...(trace?.unresolved ?? []).map((problem) => problem.code)])].sort()
}

const optionsOf = (traced: Traced): readonly Traced[] => (traced.kind === 'union' ? traced.options : [traced])

/** A value that can be nothing says the same as the value: `a?.b` and what compilers make of it differ in that. */
function canonical(traced: Traced): Traced {
  switch (traced.kind) {
    case 'union': {
      const options = traced.options.map(canonical).filter((option) => option.kind !== 'nothing')
      const printed = new Map(options.map((option) => [printTraced(option), option]))
      const [only] = printed.values()
      const sorted = [...printed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, option]) => option)
      return printed.size === 1 && only !== undefined ? only : { kind: 'union', options: sorted }
    }
    case 'object': {
      const entries = [...traced.entries].filter(([key]) => !PAYLOADS.has(key)).map(([key, value]) => [key, canonical(value)] as const)
      return { ...traced, entries: new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1))) }
    }
    case 'list':
      return { ...traced, items: traced.items?.map(canonical) ?? null, element: traced.element === null ? null : canonical(traced.element) }
    default:
      return traced
  }
}

export interface Difference {
  readonly row: string
  readonly before: readonly string[]
  readonly after: readonly string[]
}

export async function differences(
  rows: readonly Row[],
  before: ReadonlyMap<Row, readonly string[]>,
  change: Transform,
): Promise<readonly Difference[]> {
  const fitting = rows.filter(change.fits)
  const traces = traceRows(await change.apply(fitting))
  return fitting.flatMap((row, i) => {
    const [was = [], after] = [before.get(row), saying(traces[i])]
    return JSON.stringify(was) === JSON.stringify(after) ? [] : [{ row: `${row.at} ${row.name}`, before: was, after }]
  })
}

export const sayings = (rows: readonly Row[]): ReadonlyMap<Row, readonly string[]> => {
  const traces = traceRows(rows)
  return new Map(rows.map((row, i) => [row, saying(traces[i])]))
}
