import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Documents } from './document.js'
import { EventReader } from './event-reader.js'
import { readTrailBytes } from './read-file.js'
import { F, type Scan } from './scan.js'
import { textAt } from './texts.js'

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

test('what JSON.parse reads, is read', () => {
  const value = fc.jsonValue({ maxDepth: 3 })
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string(), value, { maxKeys: 4 }), { maxLength: 5 }), (objects) => {
      const list = objects.map((object, i) => ({ ...object, eventName: `N${i}`, eventID: `${i}` }))
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
        const outcome = await readTrailBytes('x.json.gz', bytes, new EventReader(), () => undefined)
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
      const outcome = await readTrailBytes('x.json', bytes, new EventReader(), () => undefined)
      expect(['read', 'foreign']).toContain(outcome.kind)
    }),
    { numRuns: 400 },
  )
})
