/**
 * The report as one file: it opens from a disk or a mail's attachment, asks nothing of any network, and lets nothing run
 * that is not its own script.
 *
 * Source: W3C, "Content Security Policy Level 3"; WHATWG HTML, "Restrictions for contents of script elements".
 */
import { createHash } from 'node:crypto'
import { deflateSync } from 'fflate'
import type { Report } from './types.js'

/** The page's script and style, as the build makes them. */
export interface PageParts {
  readonly script: string
  readonly style: string
}

/** @returns the same bytes for the same report */
export function reportHtml(report: Report, { script, style }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeText(report.title)}: access</title>
<style>${style}</style>
</head>
<body>
<div id="page"><noscript>This page draws the JSON that it holds with a script of its own; the same value is what <code>rolewright report --json</code> prints.</noscript></div>
<script type="application/octet-stream" id="report">${packed(report)}</script>
<script>${script}</script>
</body>
</html>
`
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeText = (text: string): string => text.replaceAll(/[&<>"]/g, (char) => ENTITIES[char] ?? char)

/**
 * The value as JSON, deflated, in base64: names of others cannot end the element, and a report of hundreds of functions stays
 * small enough for a mail. Packed by code of this package, so that every machine writes the same bytes.
 */
const packed = (value: unknown): string =>
  Buffer.from(deflateSync(new TextEncoder().encode(JSON.stringify(value)), { level: 9 })).toString('base64')
