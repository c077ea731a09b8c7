/**
 * Findings as SARIF 2.1.0, inside the limits of GitHub code scanning.
 *
 * Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; GitHub Docs, "SARIF support for code scanning".
 */
import { createHash } from 'node:crypto'
import type { Generated } from '../generate/index.js'
import type { Finding, Severity } from '../outcome/index.js'

const LEVEL: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' }
/** A number as text: from 7.0 on it is shown as high, from 4.0 as medium. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = { error: '7.5', warning: '5.0', info: '1.0' }
const MAX_RESULTS = 25_000

export interface SarifOptions {
  readonly version: string
  /** What stands before the app's own paths, so that they begin at the repository: `services/shop/`, or nothing. */
  readonly prefix: string
}

/** @returns a SARIF log of one run; the same findings give the same bytes and the same fingerprints */
export function sarifLog(generated: Generated, { version, prefix }: SarifOptions): unknown {
  const findings = generated.findings.slice(0, MAX_RESULTS)
  const rules = [...new Map(findings.map((finding) => [finding.code, finding])).values()].sort((a, b) => (a.code < b.code ? -1 : 1))
  const fallback = generated.app.templates[0] ?? '.'
  const counts = new Map<string, number>()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Rolewright',
            semanticVersion: version,
            rules: rules.map((finding) => ruleOf(finding, findings)),
          },
        },
        automationDetails: { id: `rolewright/${prefix}` },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) =>
          resultOf(
            finding,
            rules.findIndex((rule) => rule.code === finding.code),
            prefix,
            fallback,
            counts,
          ),
        ),
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

function resultOf(finding: Finding, ruleIndex: number, prefix: string, fallback: string, counts: Map<string, number>): unknown {
  const at = finding.at ?? { file: fallback, line: 1, column: 1 }
  return {
    ruleId: finding.code,
    ruleIndex,
    level: LEVEL[finding.severity],
    message: { text: `${finding.subject}: ${finding.message}${finding.hint === '' ? '' : `\n${finding.hint}`}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(prefix + at.file), uriBaseId: '%SRCROOT%' },
          region: { startLine: at.line, startColumn: at.column },
        },
        logicalLocations: [{ name: finding.subject, kind: 'resource' }],
      },
    ],
    partialFingerprints: { 'rolewright/v1': fingerprint(finding, prefix + at.file, counts) },
  }
}

const uriOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/** Of what is said, not of where: an edit elsewhere in the file moves lines and changes nothing here. Likes are counted. */
function fingerprint({ code, subject, message }: Finding, file: string, counts: Map<string, number>): string {
  const said = JSON.stringify([code, subject, file, message.replaceAll(/:\d+(:\d+)?\b/g, '')])
  const count = counts.get(said) ?? 0
  counts.set(said, count + 1)
  return createHash('sha256').update(`${said}#${count}`).digest('hex').slice(0, 32)
}
