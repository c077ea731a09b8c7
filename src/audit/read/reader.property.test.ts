/** The reader inside of WebAssembly gives what the plain one gives, number by number, whatever stands in records. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Documents } from './document.js'
import { Meanings } from './meanings.js'
import { PlainReader } from './plain-reader.js'
import { GROUP_WORDS } from './reading.js'
import { PlainScan } from './scan.js'
import { SimdReader } from './simd-reader.js'
import { type CompiledScan, compiledScan } from './simd-scan.js'
import { callsOf } from './told-calls.js'

/** Some thousand records each. */
const RUNS = 60

const upper = (text: string): string => text.toUpperCase()
const escaped = (text: string): string => `"\\u00${text.charCodeAt(0).toString(16)}${JSON.stringify(text.slice(1)).slice(1)}`

/** A member's value as JSON; some as text with an escape, which means the same and is written in other bytes. */
const json = (of: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(of, fc.nat(9)).map(([text, way]) => (way === 0 && /^[a-z]/i.test(text) ? escaped(text) : JSON.stringify(text)))

const oneOf = (...texts: readonly string[]): fc.Arbitrary<string> => json(fc.constantFrom(...texts))
const odd = fc.oneof(
  json(fc.string({ unit: 'binary', maxLength: 60 })),
  fc.constantFrom('null', '""', '12', 'true', '{}', '[]', '{"a":"b"}'),
)
const mostly = (of: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof({ weight: 14, arbitrary: of }, { weight: 1, arbitrary: odd })

const account = oneOf('111122223333', '444455556666', '1', 'an account of more than sixteen bytes')
const uuid = fc.oneof(
  fc.uuid().map((id) => JSON.stringify(id)),
  fc.uuid().map((id) => JSON.stringify(upper(id))),
  fc.constantFrom(
    '"11111111-2222-3333-4444-555555555555"',
    '"1111111-12222-3333-4444-555555555555"',
    '"11111111-2222-3333-4444-55555555555g"',
    '"event-1"',
  ),
)
const time = fc.oneof(
  fc
    .date({ min: new Date('1990-01-01'), max: new Date('2110-01-01'), noInvalidDate: true })
    .map((date) => `"${date.toISOString().slice(0, 19)}Z"`),
  fc.constantFrom(
    '"0001-01-01T00:00:00Z"',
    '"0071-01-01T00:00:00Z"',
    '"2026-13-45T25:61:61Z"',
    '"2026-00-00T00:00:00Z"',
    '"2106-02-06T23:59:59Z"',
    '"2026-11-26T20:44:22.123Z"',
    '"2026-11-26 20:44:22"',
    '"20x6-11-26T20:44:22Z"',
    '1764189862',
  ),
)
const role = fc.integer({ min: 0, max: 6 })
const session = fc.oneof(fc.constantFrom('Function1', 'Function2'), fc.integer({ min: 1_000_000, max: 1_000_200 }).map(String))
const segment = fc.oneof(
  fc.constantFrom('a', 'b', 'reports', 'a"b', 'ä', '*', '', '\\'),
  fc.integer({ min: 0, max: 20 }).map((n) => `name${n}`.padEnd((n % 3) * 9, 'x')),
  fc.integer({ min: 100_000, max: 999_999 }).map(String),
  fc.constantFrom('2026-11-26T10', '2026-11-26T10:00:00Z', 'T1', '20261T126Z', 'TZ', '2026-11-26 10'),
)
const key = fc.array(segment, { maxLength: 5 }).map((segments) => segments.join('/'))
const identity = fc.record(
  {
    type: mostly(oneOf('AssumedRole', 'AssumedRole', 'AssumedRole', 'Role', 'IAMUser', 'Bold')),
    principalId: fc.tuple(role, session).map(([n, name]) => JSON.stringify(`AROA${n}:${name}`)),
    arn: fc.tuple(role, session).map(([n, name]) => JSON.stringify(`arn:aws:sts::111122223333:assumed-role/r${n}/${name}`)),
    accountId: account,
    invokedBy: oneOf('cloudformation.amazonaws.com'),
    inScopeOf: mostly(
      oneOf('arn:aws:lambda:eu-west-1:1:function:Function3', 'arn:aws:ecs:eu-west-1:1:task/c/t').map(
        (arn) => `{"issuerType":"X","credentialsIssuedTo":${arn}}`,
      ),
    ),
    sessionContext: role.map(
      (n) =>
        `{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::${n % 2 ? '111122223333' : '4'}:role/r${n}","principalId":"AROA${n}","accountId":"4"}}`,
    ),
  },
  { requiredKeys: ['type', 'principalId'] },
)
const parameters = fc.record(
  {
    bucketName: mostly(oneOf('one', 'two', '')),
    key: mostly(json(key)),
    tableName: mostly(oneOf('items', 'orders')),
    TableName: mostly(oneOf('items')),
    functionName: oneOf('f', 'g'),
    logGroupName: oneOf('/aws/lambda/f'),
    logStreamName: json(fc.uuid()),
    unused: odd,
  },
  { requiredKeys: [] },
)
const written = (members: Readonly<Record<string, string>>): string =>
  `{${Object.entries(members)
    .map(([name, value]) => `"${name}":${value}`)
    .join(',')}}`
const message = fc
  .tuple(role, key, fc.boolean())
  .map(([n, of, says]) =>
    JSON.stringify(
      `User: arn:aws:sts::1:assumed-role/r${n}/s is ${says ? 'not authorized to perform' : 'not allowed'}: s3:GetObject on resource: arn:aws:s3:::one/${of} because no identity-based policy allows the s3:GetObject action`,
    ),
  )
const record = fc
  .record(
    {
      eventVersion: oneOf('1.08'),
      userIdentity: mostly(identity.map(written)),
      eventTime: mostly(time),
      eventSource: mostly(
        oneOf('s3.amazonaws.com', 's3.amazonaws.com', 'dynamodb.amazonaws.com', 'lambda.amazonaws.com', 'logs.amazonaws.com'),
      ),
      eventName: mostly(oneOf('GetObject', 'PutObject', 'GetItem', 'Invoke', 'CreateLogStream', 'Unheard')),
      awsRegion: mostly(oneOf('us-east-1', 'eu-west-1')),
      errorCode: oneOf('AccessDenied', 'ThrottlingException', 'Client.UnauthorizedOperation'),
      errorMessage: mostly(message),
      requestParameters: mostly(parameters.map(written)),
      resources: mostly(oneOf('x').map((arn) => `[{"ARN":${arn}}]`)),
      eventID: mostly(uuid),
      eventType: mostly(oneOf('AwsApiCall', 'AwsApiCall', 'AwsVpceEvent', 'AwsVpceEvents', 'AwsXVpceEvent')),
      recipientAccountId: mostly(account),
      sharedEventID: mostly(uuid),
    },
    { requiredKeys: ['userIdentity', 'eventID', 'eventName', 'eventSource'] },
  )
  .map(written)

type Step = { readonly records: readonly string[]; readonly end: 'take' | 'forget' | 'go on' }
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({ records: fc.array(record, { minLength: 4, maxLength: 30 }), end: fc.constantFrom('take', 'take', 'forget', 'go on') }),
  { minLength: 2, maxLength: 10 },
)

/** Arrays of numbers as text: comparing them number by number takes long. */
const asText = (value: unknown): string =>
  JSON.stringify(
    value,
    (_, of: unknown) => (ArrayBuffer.isView(of) ? Buffer.from(of.buffer, of.byteOffset, of.byteLength).toString('base64') : of),
    1,
  )

/** @returns what was seen: groups, calls, groups that were told anew */
function alike(all: readonly Step[], knownBytes?: number): readonly [groups: number, calls: number, forgotten: number] {
  const { facts } = new Meanings(null)
  const readers = [
    new PlainReader(facts, new PlainScan(), knownBytes),
    new SimdReader(facts, compiledScan() as CompiledScan, knownBytes),
  ] as const
  const seen = [0, 0, 0] as [number, number, number]
  for (const { records, end } of all) {
    const [plain, simd] = readers.map((reader) => {
      const documents = new Documents(reader.read, reader.scan)
      documents.push(Buffer.from(`{"Records":[${records.join(', ')}]}`))
      expect(documents.finish()).toBeNull()
      const told = [documents.objects, reader.pending, reader.onlyForeign]
      if (end === 'forget') reader.forget()
      return [told, end === 'go on' ? null : reader.take()] as const
    })
    expect(asText(simd)).toBe(asText(plain))
    const reading = simd?.[1] ?? null
    if (reading === null) continue
    seen[0] += reading.groups.numbers.length / GROUP_WORDS
    seen[1] += callsOf(reading.calls).length
    seen[2] = reading.forgotten
  }
  return seen
}

test('records of any shape, in files that are taken and files that are set aside', () => {
  let [groups, calls] = [0, 0]
  fc.assert(
    fc.property(steps, (all) => {
      const seen = alike(all)
      groups += seen[0]
      calls += seen[1]
    }),
    { numRuns: RUNS },
  )
  expect(Math.min(groups, calls)).toBeGreaterThan(300)
})

test('the same with readers that forget all the time', () => {
  let forgotten = 0
  fc.assert(
    fc.property(steps, fc.integer({ min: 200, max: 5000 }), (all, knownBytes) => {
      forgotten += alike(all, knownBytes)[2]
    }),
    { numRuns: RUNS },
  )
  expect(forgotten).toBeGreaterThan(300)
})
