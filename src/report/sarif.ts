/**
 * Findings as SARIF 2.1.0, inside the limits of GitHub code scanning.
 *
 * Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; GitHub Docs, "SARIF support for code
 * scanning" and "SARIF results exceed one or more limits".
 */
import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Finding, Severity } from '../outcome/index.js'
import { lineHashes } from './line-hash.js'
import type { Link, Report } from './types.js'

const LEVEL: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' }
/** A number as text: from 7.0 on it is shown as high, from 4.0 as medium. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = { error: '7.5', warning: '5.0', info: '1.0' }
const MAX_RESULTS = 25_000
const MAX_FLOWS = 10
const MAX_STEPS = 100
const MAX_ZIPPED_BYTES = 10_000_000
/** What an alert shows; longer ones come from names that others chose. */
const MAX_MESSAGE_CHARS = 4_000

export interface SarifOptions {
  readonly version: string
  /** What stands before the app's own paths, so that they begin at the repository: `services/shop/`, or nothing. */
  readonly prefix: string
  /** The text of a file of the app, by its path as findings give it; null where it cannot be read. */
  readonly textOf: (file: string) => string | null
}

interface Context extends SarifOptions {
  readonly report: Report
  readonly rules: readonly Finding[]
  readonly counts: Map<string, number>
  readonly hashes: Map<string, readonly string[]>
}

/** @returns the log as text that GitHub takes: where all findings are too much for it, the gravest that fit */
export function sarifText(report: Report, options: SarifOptions): string {
  for (let most = MAX_RESULTS; ; most = Math.floor(most / 2)) {
    const text = `${JSON.stringify(sarifLog(report, options, most), null, 2)}\n`
    if (most === 0 || gzipSync(text).length <= MAX_ZIPPED_BYTES) return text
  }
}

/** @returns a SARIF log of one run; the same findings give the same bytes and the same fingerprints */
export function sarifLog(report: Report, options: SarifOptions, most = MAX_RESULTS): unknown {
  const findings = report.generated.findings.slice(0, most)
  const rules = [...new Map(findings.map((finding) => [finding.code, finding])).values()].sort((a, b) => (a.code < b.code ? -1 : 1))
  const context: Context = { ...options, report, rules, counts: new Map(), hashes: new Map() }
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Rolewright', semanticVersion: options.version, rules: rules.map((rule) => ruleOf(rule, findings)) } },
        automationDetails: { id: `rolewright/${options.prefix}` },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, context)),
      },
    ],
  }
}

function ruleOf({ code, hint }: Finding, all: readonly Finding[]): unknown {
  const severity = strongest(all.filter((finding) => finding.code === code).map((finding) => finding.severity))
  return {
    id: code,
    name: code.replace(/(^|[/-])(\w)/g, (_, __, letter: string) => letter.toUpperCase()),
    shortDescription: { text: code.replace('/', ': ').replaceAll('-', ' ') },
    help: { text: hint === '' ? code : hint },
    defaultConfiguration: { level: LEVEL[severity] },
    properties: { tags: ['security', 'iam', 'least-privilege'], 'security-severity': SECURITY_SEVERITY[severity] },
  }
}

const strongest = (all: readonly Severity[]): Severity => (all.includes('error') ? 'error' : all.includes('warning') ? 'warning' : 'info')

function resultOf(finding: Finding, context: Context): unknown {
  const { report, rules, prefix } = context
  const at = finding.at ?? { file: report.generated.app.templates[0] ?? '.', line: 1, column: 1 }
  const flows = flowsTo(finding, report)
  const text = `${finding.subject}: ${finding.message}${finding.hint === '' ? '' : `\n${finding.hint}`}`
  return {
    ruleId: finding.code,
    ruleIndex: rules.findIndex((rule) => rule.code === finding.code),
    level: LEVEL[finding.severity],
    message: { text: text.length > MAX_MESSAGE_CHARS ? `${text.slice(0, MAX_MESSAGE_CHARS - 1)}…` : text },
    locations: [{ ...locationOf(at, prefix), logicalLocations: [{ name: finding.subject, kind: 'resource' }] }],
    ...(flows.length === 0 ? {} : { codeFlows: flows.map((chain) => flowOf(chain, prefix)) }),
    partialFingerprints: fingerprintsOf(finding, at, context),
  }
}

interface At {
  readonly file: string
  readonly line: number
  readonly column: number
}

const locationOf = ({ file, line, column }: At, prefix: string): { readonly physicalLocation: unknown } => ({
  physicalLocation: {
    artifactLocation: { uri: uriOf(prefix, file), uriBaseId: '%SRCROOT%' },
    region: { startLine: line, startColumn: column },
  },
})

const uriOf = (prefix: string, file: string): string =>
  posix
    .normalize(prefix + file)
    .split('/')
    .map(encodeURIComponent)
    .join('/')

/** The calls that lead from a handler to where a finding stands. */
function flowsTo({ at }: Finding, { chains }: Report): readonly (readonly Link[])[] {
  if (at === null) return []
  const ends = (chain: readonly Link[]): boolean => {
    const last = chain.at(-1)
    return chain.length > 1 && last?.file === at.file && last.line === at.line && last.column === at.column
  }
  const found = Object.values(chains).flatMap((grants) => grants.flatMap((all) => all.filter(ends)))
  const unique = new Map(found.map((chain) => [JSON.stringify(chain), chain]))
  return [...unique.values()].slice(0, MAX_FLOWS)
}

const flowOf = (chain: readonly Link[], prefix: string): unknown => ({
  threadFlows: [
    { locations: chain.slice(0, MAX_STEPS).map((link) => ({ location: { ...locationOf(link, prefix), message: { text: link.name } } })) },
  ],
})

function fingerprintsOf(finding: Finding, at: At, context: Context): Readonly<Record<string, string>> {
  const { prefix, counts, hashes, textOf } = context
  const lines = hashes.get(at.file) ?? lineHashes(textOf(at.file) ?? '')
  hashes.set(at.file, lines)
  const line = lines[at.line - 1]
  const own = fingerprint(finding, prefix + at.file, counts)
  return { ...(line === undefined ? {} : { primaryLocationLineHash: line }), 'rolewright/v1': own }
}

/** Of what is said, not of where: an edit elsewhere in the file moves lines and changes nothing here. Likes are counted. */
function fingerprint({ code, subject, message }: Finding, file: string, counts: Map<string, number>): string {
  const said = JSON.stringify([code, subject, file, message.replaceAll(/:\d+(:\d+)?\b/g, '')])
  const count = counts.get(said) ?? 0
  counts.set(said, count + 1)
  return createHash('sha256').update(`${said}#${count}`).digest('hex').slice(0, 32)
}
