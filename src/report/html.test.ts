import { createHash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { reportHtml } from './html.js'
import { sample, sampleReport } from './testing/sample.test.data.js'
import type { Report } from './types.js'

const parts = { script: 'console.log(1)', style: 'body{color:red}' }
const report = (fn: string): Report => ({ ...sampleReport(sample({ fn, message: 'said' })), title: fn })

const embedded = (html: string): unknown => {
  const packed = /<script type="application\/octet-stream" id="report">([A-Za-z0-9+/=]*)<\/script>/.exec(html)?.[1] ?? ''
  return JSON.parse(inflateRawSync(Buffer.from(packed, 'base64')).toString('utf8'))
}

const NAMES: readonly (readonly [says: string, name: string])[] = [
  '</script><script>alert(1)</script>',
  '<!--<script>',
  '"\'&amp;',
  '\u2028\u2029\u202e\u0000',
  '__proto__',
  'x'.repeat(10_000),
  '${AWS::Region}',
  '$&$1',
].map((name) => [JSON.stringify(name).slice(0, 40), name] as const)

test.each(NAMES)('the page holds the value of the report, whatever its names are: %s', (_, name) => {
  const html = reportHtml(report(name), parts)
  expect(embedded(html)).toEqual(JSON.parse(JSON.stringify(report(name))))
  expect(html.match(/<script/g)?.length).toBe(2)
})

test('nothing runs but the own script, and nothing is fetched', () => {
  const html = reportHtml(report('Fn'), parts)
  const hash = createHash('sha256').update(parts.script).digest('base64')
  expect(html).toContain(`default-src 'none'; script-src 'sha256-${hash}'`)
  expect(html).not.toMatch(/(?:src|href)="/)
})

test('the same report gives the same bytes', () => expect(reportHtml(report('Fn'), parts)).toBe(reportHtml(report('Fn'), parts)))
