/** Findings and unresolved sites: one group a code, each with its place, the hint once. */
import { shortActions, shortResource } from '../../explain/index.js'
import type { Generated } from '../../generate/index.js'
import type { Finding, Severity } from '../../outcome/index.js'
import type { Style } from '../style.js'

/** A group shows this many of its findings; the rest is counted. */
const MOST_SHOWN = 5

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']

interface Item {
  readonly code: string
  readonly subject: string
  readonly message: string
  readonly hint: string
  readonly place: string | null
}

export function renderFindings(generated: Generated, style: Style): string[] {
  const unresolved = Object.entries(generated.functions).flatMap(([subject, f]) =>
    f.unresolved.map((u) => ({ code: u.code, subject, message: u.message, hint: u.hint, place: `${u.file}:${u.line}` })),
  )
  // What is unresolved has its own section; as a finding it would stand there twice.
  const isOpen = new Set(unresolved.map((u) => `${u.code} ${u.place}`))
  const items = (severity: Severity): Item[] =>
    generated.findings.filter((f) => f.severity === severity && !isOpen.has(`${f.code} ${f.at?.file}:${f.at?.line}`)).map(fromFinding)
  return [
    ...SEVERITIES.flatMap((severity) => section(NAMES[severity], items(severity), MARKS[severity], style)),
    ...section(['not resolved', 'not resolved'], unresolved, MARKS.warning, style),
  ]
}

const NAMES: Readonly<Record<Severity, readonly [one: string, many: string]>> = {
  error: ['error', 'errors'],
  warning: ['warning', 'warnings'],
  info: ['note', 'notes'],
}

type Mark = (style: Style) => string
const MARKS: Readonly<Record<Severity, Mark>> = {
  error: (s) => s.red('✗'),
  warning: (s) => s.yellow('!'),
  info: (s) => s.cyan('·'),
}

const fromFinding = (f: Finding): Item => ({
  code: f.code,
  subject: f.subject,
  message: f.message,
  hint: f.hint,
  place: f.at === null ? null : `${f.at.file}:${f.at.line}`,
})

function section([one, many]: readonly [string, string], items: readonly Item[], mark: Mark, style: Style): string[] {
  if (items.length === 0) return []
  const lines = ['', style.bold(`${items.length} ${items.length === 1 ? one : many}`)]
  for (const group of byCode(items)) {
    const shown = alike(group).map((items) => lineOf(items, mark, style))
    lines.push(...shown.slice(0, MOST_SHOWN))
    if (shown.length > MOST_SHOWN) lines.push(style.dim(`    and ${shown.length - MOST_SHOWN} more`))
    const hints = [...new Set(group.map((i) => i.hint).filter((h) => h !== ''))]
    lines.push(style.dim(`    ${hints.length === 1 ? `${shortMessage(hints[0] ?? '')} ` : ''}[${group[0]?.code}]`))
  }
  return lines
}

/** What is said of several alike is one line. */
function alike(items: readonly Item[]): readonly (readonly [Item, ...Item[]])[] {
  const groups = new Map<string, [Item, ...Item[]]>()
  for (const item of items) {
    const said = shortMessage(item.message)
    const before = groups.get(said)
    if (before === undefined) groups.set(said, [item])
    else before.push(item)
  }
  return [...groups.values()]
}

/** Subjects of one line that are named; more are counted. */
const MOST_NAMED = 3

function lineOf(items: readonly [Item, ...Item[]], mark: Mark, style: Style): string {
  const said = shortMessage(items[0].message)
  const subjects = [...new Set(items.map(({ subject }) => subject))].filter((subject) => !said.includes(subject))
  const named = subjects.slice(0, MOST_NAMED).map((subject) => style.bold(subject))
  const more = subjects.length - named.length
  const whose = named.length === 0 ? '' : `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}: `
  const places = [...new Set(items.flatMap(({ place }) => place ?? []))]
  const where = places.length === 0 ? '' : `  ${style.cyan(`${places[0]}${places.length > 1 ? ` +${places.length - 1}` : ''}`)}`
  return `  ${mark(style)} ${whose}${said}${where}`
}

/** Lists of actions name their service once, and ARNs lose the head that all of an app share. */
const shortMessage = (message: string): string =>
  message
    .replaceAll(/`[a-z0-9-]+:\w+`(?:, `[a-z0-9-]+:\w+`)+/g, (list) =>
      shortActions(list.replaceAll('`', '').split(', ')).replaceAll(/ (?=[a-z0-9-]+:)/g, ', '),
    )
    .replaceAll(/`(arn:[^`]*)`/g, (_, arn: string) => shortResource(arn))
    .replaceAll(/ on `(\$\{[A-Za-z0-9.]+\}[^`]*)`/g, (_, resource: string) => ` on ${shortResource(resource)}`)
    .replaceAll('`', '')

/** Codes whose hints differ from item to item more than this show none. */
const MOST_HINTS = 3

function byCode(items: readonly Item[]): Item[][] {
  return groupBy(items, ({ code }) => code).flatMap((group) => {
    const byHint = groupBy(group, ({ hint }) => hint)
    return byHint.length <= MOST_HINTS ? byHint : [group]
  })
}

function groupBy(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return [...groups.values()]
}
