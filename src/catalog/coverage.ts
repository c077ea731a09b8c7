/** How far the catalog covers each client's operations, as the page `docs/services.md`. */

import { catalogDate } from './about.js'
import { clientFacts, clientSuffixes } from './clients.js'
import { handWritten, operationFacts } from './operation-facts.js'
import { readTable } from './read-table.js'

export interface Coverage {
  readonly suffix: string
  readonly prefix: string | null
  /** `v3 3.1175.0`, or `v2` where the operations come from SDK v2's frozen models. */
  readonly from: string
  readonly operations: number
  /** With a hand-written row, those that need nothing included. */
  readonly rows: number
  /** By the action of the same name, or the route. */
  readonly derived: number
  readonly nothing: number
  /** Operation → why nothing is known of it. */
  readonly unknown: ReadonlyMap<string, string>
}

/** Every client of which operations are known, sorted by suffix. */
export function coverage(): readonly Coverage[] {
  const clients = readTable('clients.json')
  return clientSuffixes().flatMap((suffix): readonly Coverage[] => {
    const facts = clientFacts(suffix)
    if (facts === null || facts.operations.length === 0) return []
    const { from } = clients.get(suffix) as { readonly from: string }
    const written = new Set(handWritten(suffix))
    const found = facts.operations.map((name) => [name, operationFacts(suffix, name)] as const)
    return [
      {
        suffix,
        prefix: facts.prefix,
        from,
        operations: found.length,
        rows: found.filter(([name]) => written.has(name)).length,
        derived: found.filter(([name, f]) => f.kind === 'checks' && !written.has(name)).length,
        nothing: found.filter(([, f]) => f.kind === 'nothing').length,
        unknown: new Map(found.flatMap(([name, f]) => (f.kind === 'unknown' ? [[name, f.reason] as const] : []))),
      },
    ]
  })
}

const COUNTS: readonly ((c: Coverage) => number)[] = [
  (c) => c.operations,
  (c) => c.rows,
  (c) => c.derived,
  (c) => c.nothing,
  (c) => c.unknown.size,
]

const counts = (of: (count: (c: Coverage) => number) => number): readonly string[] => COUNTS.map((count) => String(of(count)))

/** A Markdown table in the formatter's own form: cells padded, numbers to the right. */
function tableLines(rows: readonly (readonly string[])[]): readonly string[] {
  const [head = []] = rows
  const words = head.length - COUNTS.length
  const widths = head.map((_, at) => Math.max(3, ...rows.map((row) => (row[at] ?? '').length)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => (at < words ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, at) => (at < words ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(head), line(rule), ...rows.slice(1).map(line)]
}

/** The page, as Markdown. */
export function coveragePage(): string {
  const all = coverage()
  const total = (count: (c: Coverage) => number): number => all.reduce((sum, c) => sum + count(c), 0)
  const unmapped = all.filter((c) => c.unknown.size > 0)
  return [
    '# Services',
    '',
    `What the catalog of ${catalogDate()} knows of each client of the AWS SDK for JavaScript. Written by \`npm run catalog\`.`,
    '',
    '- **rows**: operations with a hand-written row, which cites its source',
    '- **derived**: the action is the operation of the same name (API Gateway: the HTTP method), its resource comes from the input',
    '- **nothing**: operations that need no permission (they are among the rows)',
    '- **unknown**: no action is known, see below',
    '',
    ...tableLines([
      ['client', 'IAM prefix', 'operations from', 'operations', 'rows', 'derived', 'nothing', 'unknown'],
      ...all.map((c) => [c.suffix, c.prefix ?? '', c.from, ...counts((count) => count(c))]),
      ['**all**', '', '', ...counts(total)],
    ]),
    '',
    '## Operations without a known action',
    '',
    'A call of one of these is reported as unresolved, never granted by guess and never left out silently.',
    '',
    ...unmapped.map((c) => `- **${c.suffix}**, ${[...new Set(c.unknown.values())].join('; ')}: ${[...c.unknown.keys()].join(', ')}`),
    '',
  ].join('\n')
}
