/** Findings and unresolved sites: one group a code, each with its places, the hint once. */
import type { Generated } from '../../generate/index.js'
import type { Finding, Severity } from '../../outcome/index.js'
import type { Style } from '../style.js'

/** A group shows this many of its findings; the rest is counted. */
const MOST_SHOWN = 5

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']

interface Item {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly place: string | null
}

export function renderFindings(generated: Generated, style: Style): string[] {
  const lines: string[] = []
  for (const severity of SEVERITIES) {
    const items = generated.findings.filter((f) => f.severity === severity).map(fromFinding)
    lines.push(
      ...section(
        `${items.length} ${severity === 'info' ? 'note' : severity}${items.length === 1 ? '' : 's'}`,
        items,
        MARKS[severity],
        style,
      ),
    )
  }
  const unresolved = Object.entries(generated.functions).flatMap(([id, f]) =>
    f.unresolved.map((u) => ({ code: u.code, hint: u.hint, message: `${id}: ${u.message}`, place: `${u.file}:${u.line}:${u.column}` })),
  )
  lines.push(...section(`${unresolved.length} unresolved`, unresolved, MARKS.warning, style))
  return lines
}

type Mark = (style: Style) => string
const MARKS: Readonly<Record<Severity, Mark>> = {
  error: (s) => s.red('✗'),
  warning: (s) => s.yellow('!'),
  info: (s) => s.cyan('·'),
}

const fromFinding = (f: Finding): Item => ({
  code: f.code,
  hint: f.hint,
  message: f.message,
  place: f.at === null ? null : `${f.at.file}:${f.at.line}:${f.at.column}`,
})

function section(title: string, items: readonly Item[], mark: Mark, style: Style): string[] {
  if (items.length === 0) return []
  const lines = ['', style.bold(title)]
  for (const group of byCode(items)) {
    for (const item of group.slice(0, MOST_SHOWN)) {
      lines.push(`  ${mark(style)} ${item.message}${item.place === null ? '' : `  ${style.cyan(item.place)}`}`)
    }
    if (group.length > MOST_SHOWN) lines.push(style.dim(`    and ${group.length - MOST_SHOWN} more of ${group[0]?.code}`))
    const hints = [...new Set(group.map((i) => i.hint).filter((h) => h !== ''))]
    for (const hint of hints.slice(0, 2)) lines.push(style.dim(`    ${hint} [${group[0]?.code}]`))
  }
  return lines
}

function byCode(items: readonly Item[]): Item[][] {
  const groups = new Map<string, Item[]>()
  for (const item of items) groups.set(item.code, [...(groups.get(item.code) ?? []), item])
  return [...groups.values()]
}
