import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Documents } from './document.js'
import { makeReader } from './event-reader.js'
import { F, type Scan } from './fields.js'
import { Meanings } from './meanings.js'
import { readTrailBytes } from './read-file.js'
import { EVENT_WORDS } from './reading.js'
import { readTime, textAt } from './texts.js'

const { facts } = new Meanings(null)
const record = (name: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  eventVersion: '1.11',
  eventName: name,
  eventID: name,
  ...more,
})
const names = (scan: Scan): string => textAt(scan.bytes, scan.spans[F.eventName * 2] as number, scan.spans[F.eventName * 2 + 1] as number)

function read(text: string, cuts: readonly number[] = []): { readonly names: readonly string[]; readonly fault: string | null } {
  const found: string[] = []
  const documents = new Documents((scan) => found.push(names(scan)))
  const bytes = new TextEncoder().encode(text)
  let from = 0
  for (const cut of [...cuts, bytes.length]) {
    documents.push(bytes.subarray(from, cut))
    from = cut
  }
  // Objects that are no records have no name.
  return { names: found.filter((name) => name !== ''), fault: documents.finish() }
}

const two = [record('A'), record('B')]
const shapes: readonly { readonly name: string; readonly text: string; readonly want?: readonly string[]; readonly fault?: string }[] = [
  { name: 'a trail’s file', text: JSON.stringify({ Records: two }) },
  { name: 'a trail’s file, spaced', text: JSON.stringify({ Records: two }, null, 2) },
  { name: 'a list', text: JSON.stringify(two) },
  { name: 'a line each', text: two.map((one) => JSON.stringify(one)).join('\n') },
  { name: 'several files in one', text: two.map((one) => JSON.stringify({ Records: [one] })).join('\n') },
  { name: 'a byte order mark', text: `\ufeff${JSON.stringify({ Records: two })}` },
  {
    name: 'events of EventBridge',
    text: two.map((one) => JSON.stringify({ version: '0', 'detail-type': 'AWS API Call via CloudTrail', detail: one })).join('\n'),
  },
  {
    name: 'the answer of LookupEvents',
    text: JSON.stringify({ Events: two.map((one) => ({ EventId: 'x', CloudTrailEvent: JSON.stringify(one) })), NextToken: 'x' }),
  },
  {
    name: 'lines of local AWS',
    text: [JSON.stringify({ ready: { endpoint: 'x' } }), ...two.map((one) => JSON.stringify({ call: { event: one, checks: [] } }))].join(
      '\n',
    ),
  },
  {
    name: 'texts of records in a list, as `--query Events[].CloudTrailEvent` gives them',
    text: JSON.stringify(two.map((one) => JSON.stringify(one))),
  },
  { name: 'texts of records beside each other, as `--output text` gives them', text: two.map((one) => JSON.stringify(one)).join('\t') },
  {
    name: 'rows of a query to CloudTrail Lake',
    text: JSON.stringify({ QueryStatus: 'FINISHED', QueryResultRows: two.map((one) => [{ a: '1' }, { eventJson: JSON.stringify(one) }]) }),
  },
  { name: 'records of CloudTrail Lake', text: JSON.stringify(two.map((one) => ({ eventData: one, id: 'x' }))) },
  {
    name: 'a log group that a trail goes to',
    text: JSON.stringify({
      messageType: 'DATA_MESSAGE',
      logEvents: two.map((one) => ({ id: 'x', timestamp: 1, message: JSON.stringify(one) })),
    }),
  },
  {
    name: 'a log group that was exported',
    text: two.map((one) => `2026-10-01T10:00:00.123Z ${JSON.stringify(one)}\n`).join(''),
  },
  {
    name: 'what `aws logs tail` prints',
    text: two.map((one) => `2026-10-01T10:00:00.123000+00:00 111122223333_CloudTrail_us-east-1 ${JSON.stringify(one)}\n`).join(''),
  },
  { name: 'a number before a record', text: `7 ${JSON.stringify(two[0])}`, want: [], fault: 'not-json' },
  { name: 'a time, and nothing', text: '2026-10-01T10:00:00.123Z words\n', want: [], fault: 'not-json' },
  { name: 'hits of a search engine', text: two.map((one) => JSON.stringify({ _index: 'x', _source: one })).join('\n') },
  {
    name: 'a message of SNS around an event of EventBridge',
    text: two.map((one) => JSON.stringify({ Type: 'Notification', Message: JSON.stringify({ detail: one }) })).join('\n'),
  },
  {
    name: 'what Logs Insights found',
    text: JSON.stringify({
      results: two.map((one) => [
        { field: '@timestamp', value: '2026-10-01 10:00:00.000' },
        { field: '@message', value: JSON.stringify(one) },
        { field: '@ptr', value: 'x' },
      ]),
      status: 'Complete',
    }),
  },
  { name: 'messages that are words', text: JSON.stringify({ events: [{ message: 'words' }, { message: '{words' }, ...two] }) },
  { name: 'lists between records', text: JSON.stringify({ Records: [two[0], [], null, 'words', 5, [[{}]], two[1]] }) },
  { name: 'files in a list', text: JSON.stringify(two.map((one) => ({ Records: [one], more: [1] }))) },
  { name: 'pages in a list', text: JSON.stringify([[two[0]], [two[1]]]) },
  { name: 'members around the list', text: JSON.stringify({ before: { Records: 1 }, Records: two, after: [{ eventName: 'C' }] }) },
  {
    name: 'names inside of parameters',
    text: JSON.stringify({ Records: [record('A', { requestParameters: { eventName: 'C', Records: [1], detail: {} } }), record('B')] }),
  },
  { name: 'braces and quotes inside of text', text: JSON.stringify({ Records: [record('A', { userAgent: '}]"{[\\' }), record('B')] }) },
  { name: 'no records', text: '{"Records":[]}', want: [] },
  { name: 'an end in the middle', text: JSON.stringify({ Records: two }).slice(0, -5), want: ['A'], fault: 'truncated' },
  { name: 'words', text: 'no JSON', want: [], fault: 'not-json' },
  { name: 'a broken value', text: '{"Records":[{"eventName":"A","x":[1;2]}]}', want: [], fault: 'broken' },
]

test.each(shapes)('$name', ({ text, want, fault }) => expect(read(text)).toEqual({ names: want ?? ['A', 'B'], fault: fault ?? null }))

test('however a file is cut, the same records come', () => {
  fc.assert(
    fc.property(fc.constantFrom(...shapes), fc.array(fc.nat(400), { maxLength: 12 }), ({ text }, at) => {
      const length = new TextEncoder().encode(text).length
      const cuts = [...new Set(at.map((cut) => cut % (length + 1)))].sort((a, b) => a - b)
      const [whole, cut] = [read(text), read(text, cuts)]
      // What is wrong may be seen sooner or later, but is seen.
      expect(cut.names).toEqual(whole.names)
      expect(cut.fault === null).toBe(whole.fault === null)
    }),
  )
})

test('objects far inside of others stop no reader', async () => {
  for (const key of ['detail', 'Records', 'x']) {
    const text = `{"${key}":`.repeat(100_000)
    const outcome = await readTrailBytes('x.json', new TextEncoder().encode(text), makeReader(facts), () => undefined)
    expect(outcome).toEqual({ kind: 'fault', code: 'audit/truncated' })
  }
})

test.each([
  { name: 'seconds', time: '2026-10-01T10:00:01Z', want: 1_790_848_801 },
  { name: 'parts of a second', time: '2026-10-01T10:00:01.999Z', want: 1_790_848_801 },
  { name: 'another zone', time: '2026-10-01T12:00:01+02:00', want: 1_790_848_801 },
  { name: 'the last second of a day', time: '2026-10-01T23:59:59Z', want: 1_790_899_199 },
  { name: 'a time that nobody set', time: '0001-01-01T00:00:00Z', want: 0 },
  { name: 'a time far off', time: '9999-12-31T23:59:59Z', want: 0 },
  { name: 'no time', time: 'yesterday', want: 0 },
])('$name', ({ time, want }) => {
  const bytes = new TextEncoder().encode(JSON.stringify(time))
  expect(readTime(bytes, 0, bytes.length)).toBe(want)
})

test('UTF-16 as PowerShell writes it', async () => {
  const reader = makeReader(facts)
  const bytes = Buffer.from(`\ufeff${JSON.stringify({ Records: two })}`, 'utf16le')
  expect(await readTrailBytes('x.json', bytes, reader, () => undefined)).toEqual({ kind: 'read' })
  expect(reader.take().events.length / EVENT_WORDS).toBe(2)
})

test('what JSON.parse reads, is read', () => {
  const value = fc.jsonValue({ maxDepth: 3 })
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string(), value, { maxKeys: 4 }), { maxLength: 5 }), (objects) => {
      // A record's name stands before members that are called like one of those around records: `call`, `detail`.
      const list = objects.map((object, i) =>
        Object.assign({ eventName: '', eventID: '' }, object, { eventName: `N${i}`, eventID: `${i}` }),
      )
      expect(read(JSON.stringify({ Records: list }))).toEqual({ names: list.map(({ eventName }) => eventName), fault: null })
    }),
  )
})

test('no bytes stop a reader', async () => {
  const whole = gzipSync(JSON.stringify({ Records: two }))
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      ),
      async (made) => {
        const bytes = made instanceof Uint8Array ? made : Uint8Array.from(whole)
        if (!(made instanceof Uint8Array)) for (const [at, byte] of made) bytes[at] = byte
        const outcome = await readTrailBytes('x.json.gz', bytes, makeReader(facts), () => undefined)
        expect(outcome.kind === 'fault' && outcome.code === 'audit/not-understood').toBe(false)
      },
    ),
  )
})

test('records of any shape are taken', async () => {
  const odd = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom('AssumedRole', 'Role', null, 1, true, {}, []))
  const identity = fc.record(
    { type: odd, principalId: odd, arn: odd, sessionContext: fc.oneof(odd, fc.record({ sessionIssuer: odd })) },
    { requiredKeys: [] },
  )
  const shape = fc.record(
    {
      eventName: fc.oneof(odd, fc.constantFrom('PutItem', 'GetObject', 'TransactWriteItems', 'CopyObject')),
      eventSource: fc.oneof(odd, fc.constantFrom('s3.amazonaws.com', 'dynamodb.amazonaws.com')),
      userIdentity: fc.oneof(odd, identity, fc.constant({ type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/r/s' })),
      eventTime: odd,
      eventID: odd,
      sharedEventID: odd,
      errorCode: odd,
      errorMessage: odd,
      resources: odd,
      requestParameters: fc.oneof(
        odd,
        fc.dictionary(fc.constantFrom('key', 'bucketName', 'tableName', 'requestItems', 'x-amz-copy-source', 'versionId'), odd),
      ),
    },
    { requiredKeys: ['eventName'] },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(shape, { maxLength: 6 }), async (list) => {
      const bytes = new TextEncoder().encode(JSON.stringify({ Records: list }))
      const outcome = await readTrailBytes('x.json', bytes, makeReader(facts), () => undefined)
      expect(['read', 'foreign']).toContain(outcome.kind)
    }),
    { numRuns: 400 },
  )
})
