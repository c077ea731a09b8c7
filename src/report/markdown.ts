/**
 * The answer in Markdown, for a job's summary and for one comment that is updated: first what was gained and lost, then
 * proofs and findings, details folded.
 *
 * Source: GitHub Docs, "Workflow commands for GitHub Actions" (1 MiB a summary); 65,536 characters a comment.
 */
import { posix } from 'node:path'
import { shortActions, shortResource } from '../explain/index.js'
import type { Generated, GeneratedGrant } from '../generate/index.js'
import type { Finding, Severity } from '../outcome/index.js'

/** Access that a change gives or takes, by function: what `check` and `diff` say. */
export interface AccessChange {
  readonly subject: string
  readonly gained: readonly Pick<GeneratedGrant, 'actions' | 'resources'>[]
  readonly lost: readonly Pick<GeneratedGrant, 'actions' | 'resources'>[]
}

export interface MarkdownOptions {
  /** Null: there is nothing to compare with. */
  readonly changes: readonly AccessChange[] | null
  /** What stands before the app's own paths, so that they begin at the repository. */
  readonly prefix: string
  readonly maxChars: number
}

/** A comment is found again by this line; a repository of several apps has one of each. */
const markerOf = (prefix: string): string => `<!-- rolewright${prefix === '' ? '' : ` ${prefix.replaceAll('--', '-')}`} -->`
/** A review reads no more; the report has all. */
const MAX_CHANGES = 100
export const MAX_COMMENT_CHARS = 65_536
const MARK: Readonly<Record<Severity, string>> = { error: '❌', warning: '⚠️', info: 'ℹ️' }

/** @returns at most `maxChars` characters: findings that do not fit are counted, the most severe are there */
export function markdownSummary(generated: Generated, { changes, prefix, maxChars }: MarkdownOptions): string {
  const head = [
    markerOf(prefix),
    `### ${headline(generated, changes)}`,
    '',
    ...changeTable(changes ?? []),
    ...widthTable(generated),
    ...proofLines(generated),
  ].join('\n')
  const findings = findingLines(generated.findings, prefix)
  const open =
    findings.length === 0 ? '' : `\n<details><summary>${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}</summary>\n\n`
  const close = '\n\n</details>\n'
  let body = ''
  let shown = 0
  for (const line of findings) {
    if (head.length + open.length + body.length + line.length + close.length + 80 > maxChars) break
    body += `${line}\n`
    shown++
  }
  const rest = findings.length - shown
  if (findings.length === 0) return `${head}\n`.slice(0, maxChars)
  return `${head}\n${open}${body}${rest > 0 ? `\n… and ${rest} more: see the report` : ''}${close}`.slice(0, maxChars)
}

function headline({ functions, widths }: Generated, changes: readonly AccessChange[] | null): string {
  if (changes !== null) {
    const gained = changes.reduce((sum, { gained: all }) => sum + cellsOf(all), 0)
    const lost = changes.reduce((sum, { lost: all }) => sum + cellsOf(all), 0)
    if (gained + lost === 0) return 'No access gained or lost'
    return `Access: ${gained} gained, ${lost} lost`
  }
  const sum = (side: 'declared' | 'generated'): number => Object.values(widths).reduce((all, width) => all + width[side].cells, 0)
  const count = Object.keys(functions).length
  return `${count} ${count === 1 ? 'function needs' : 'functions need'} ${sum('generated')} of ${sum('declared')} declared cells`
}

const cellsOf = (grants: AccessChange['gained']): number =>
  grants.reduce((sum, { actions, resources }) => sum + actions.length * resources.length, 0)

function changeTable(changes: readonly AccessChange[]): string[] {
  const rows = changes.flatMap(({ subject, gained, lost }) => [
    ...gained.map((grant) => `| ${code(subject)} | ➕ gains | ${grantText(grant)} |`),
    ...lost.map((grant) => `| ${code(subject)} | ➖ loses | ${grantText(grant)} |`),
  ])
  if (rows.length === 0) return []
  const more = rows.length > MAX_CHANGES ? [`… and ${rows.length - MAX_CHANGES} more`, ''] : []
  return ['| function | | access |', '| --- | --- | --- |', ...rows.slice(0, MAX_CHANGES), '', ...more]
}

const grantText = ({ actions, resources }: AccessChange['gained'][number]): string =>
  `${code(shortActions(actions))} on ${resources.map((r) => code(shortResource(r))).join(', ')}`

function widthTable({ widths }: Generated): string[] {
  const rows = Object.entries(widths).map(([id, { declared, generated }]) => `| ${code(id)} | ${declared.cells} | ${generated.cells} |`)
  if (rows.length === 0) return []
  return [
    '<details><summary>Access by function</summary>',
    '',
    '| function | declared cells | needed cells |',
    '| --- | ---: | ---: |',
    ...rows,
    '',
    '</details>',
    '',
  ]
}

function proofLines({ proofs }: Generated): string[] {
  if (proofs.length === 0) return []
  const of = (verdict: string): number => proofs.filter((proof) => proof.verdict === verdict).length
  const lines = [`Proofs: ${of('proved')} proved, ${of('refuted')} refuted, ${of('unknown')} unknown.`]
  for (const proof of proofs.filter((it) => it.verdict !== 'proved').slice(0, 20))
    lines.push(`- ${code(proof.subject)}: ${code(proof.claim)} is ${proof.verdict}`)
  return [...lines, '']
}

const findingLines = (findings: readonly Finding[], prefix: string): string[] =>
  findings.map(({ severity, subject, message, code: name, at }) => {
    const place = at === null ? '' : ` (${code(`${posix.normalize(prefix + at.file)}:${at.line}`)})`
    return `- ${MARK[severity]} ${code(subject)}: ${escaped(message)}${place} ${code(name)}`
  })

/** Text of others inside a code span: no line ends, no backtick that closes it, no bar that ends a cell. */
const code = (text: string): string =>
  `\`${text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll('`', "'")
    .replaceAll('|', '\\|')}\``

/** Messages have code spans of their own; markup beside them is text. */
const escaped = (text: string): string =>
  text
    .split(/(`[^`\n]*`)/)
    .map((part) =>
      part.startsWith('`') && part.endsWith('`') && part.length > 1
        ? code(part.slice(1, -1))
        : part.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\*_[\]<>|@#]/g, '\\$&'),
    )
    .join('')
