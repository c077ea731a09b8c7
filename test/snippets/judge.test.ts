import { expect, test } from 'vitest'
import type { Call, Trace, Traced } from '../../src/trace/index.js'
import { judge } from './judge.js'
import { parseRows } from './read-rows.js'

const [row] = parseRows('## A row\n\n- env `BUCKET=uploads`\n- event `{"key":"a"}`\n\n```ts handler.ts\n```\n', 'rows/none.md')
const sent = [{ service: 's3', operation: 'GetObject', input: { Bucket: 'uploads', Key: 'in/a' } }]

const text = (...pieces: Extract<Traced, { kind: 'text' }>['pieces']): Traced => ({ kind: 'text', pieces })
const bucket = text({ kind: 'env', name: 'BUCKET', fallback: null })
const key = text({ kind: 'literal', text: 'in/' }, { kind: 'event', path: ['key'] })
const any = text({ kind: 'any', why: 'chance' })

const call = (operation: string, entries: Readonly<Record<string, Traced>>): Call => ({
  service: 's3',
  operation,
  input: { kind: 'object', entries: new Map(Object.entries(entries)), computed: null, open: false },
  region: null,
  endpoint: null,
  assumedRole: null,
  at: { file: 'handler.ts', line: 1, column: 1 },
  via: [],
  handles: [],
  origin: 'call',
  atLoad: false,
})
const traceOf = (...calls: readonly Call[]): Trace => ({ calls, unresolved: [], files: [], handed: [] })

const right = call('GetObject', { Bucket: bucket, Key: key })
const problem = { code: 'trace/escapes', message: 'a client goes away', hint: '', at: null }

const verdicts: readonly { readonly name: string; readonly trace: Trace; readonly says: RegExp | null }[] = [
  { name: 'what was sent and no more is right', trace: traceOf(right), says: null },
  { name: 'a call that is missing', trace: traceOf(), says: /^missed s3:GetObject/ },
  { name: 'another operation', trace: traceOf(call('HeadObject', { Bucket: bucket, Key: key })), says: /^missed s3:GetObject/ },
  { name: 'a call too many', trace: traceOf(right, call('DeleteObject', { Bucket: bucket, Key: key })), says: /^made up s3:DeleteObject/ },
  {
    name: 'another bucket',
    trace: traceOf(call('GetObject', { Bucket: text({ kind: 'literal', text: 'b' }), Key: key })),
    says: /^missed/,
  },
  {
    name: 'a second bucket',
    trace: traceOf(right, call('GetObject', { Bucket: text({ kind: 'literal', text: 'b' }), Key: key })),
    says: /^made up/,
  },
  { name: 'a key that can be anything', trace: traceOf(call('GetObject', { Bucket: bucket, Key: any })), says: /^wide .* Key has a part/ },
  {
    name: 'a member that is left out',
    trace: traceOf(call('GetObject', { Bucket: bucket })),
    says: /Key was sent, and is not in the trace/,
  },
  {
    name: 'one name too many',
    trace: traceOf(call('GetObject', { Bucket: { kind: 'union', options: [bucket, text({ kind: 'literal', text: 'b' })] }, Key: key })),
    says: /^wide .* Bucket is never 'b'/,
  },
  { name: 'something unresolved', trace: { ...traceOf(right), unresolved: [problem] }, says: /^unresolved trace\/escapes/ },
]

test.each(verdicts)('$name', ({ trace, says }) => {
  const lines = row === undefined ? ['no row'] : judge(row, { sent, error: null }, trace)
  if (says === null) expect(lines).toEqual([])
  else expect(lines.join('\n')).toMatch(says)
})

test('a row that fails to run is told', () =>
  expect(row && judge(row, { sent: [], error: 'thrown' }, traceOf())).toEqual([
    'the row did not run: thrown',
    'nothing was sent: the row shows nothing',
  ]))
