/** The scanner that looks at sixteen bytes at a time does what the plain one does, on JSON and on what is none. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { F, type Scan } from './fields.js'
import { PlainScan } from './scan.js'
import { makeScan, SimdScan } from './simd-scan.js'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What a scanner says of the object at the begin of bytes: its answer, and the fields that it found. */
function said(scan: Scan, bytes: Uint8Array): readonly unknown[] {
  scan.drop(scan.end)
  scan.add(bytes)
  const end = scan.record(0)
  const listAt = end < -2 ? scan.listAt : null
  return [end, listAt, [...scan.spans], scan.skip(0), scan.string(0)]
}

const plain = new PlainScan()
const simd = makeScan()
const alike = (bytes: Uint8Array): void => {
  expect(said(simd, bytes)).toEqual(said(plain, bytes))
}

test('Node has WebAssembly with SIMD', () => expect(simd).toBeInstanceOf(SimdScan))

const names = Object.keys(F)
const name = fc.oneof(
  fc.constantFrom(
    ...names,
    ...names,
    'eventID',
    'userIdentity',
    'sessionContext',
    'sessionIssuer',
    'type',
    'arn',
    'principalId',
    'accountId',
  ),
  fc.constantFrom('Records', 'Events', 'events', 'detail', 'call', 'event', 'message', 'CloudTrailEvent', 'eventNames', 'eventnam', 'x'),
  fc.string({ unit: 'binary', maxLength: 40 }),
)
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 70 }), fc.stringMatching(/^[\\"{}[\],:a\u{1f600}]{0,40}$/u))
const inText = fc.constantFrom('{"eventName":"A"}', '{}', '{')
const leaf = fc.oneof(text, inText, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null))

/** JSON as text, with members in any order, some of them twice, and spaces wherever they may stand. */
const { value } = fc.letrec<{ value: string; object: string }>((tie) => {
  const space = fc.constantFrom('', '', '', ' ', '\n', '\t', '\r\n  ')
  const member = fc
    .tuple(space, name, space, space, tie('value'), space)
    .map(([a, key, b, c, of, d]) => `${a}${JSON.stringify(key)}${b}:${c}${of}${d}`)
  const object = fc.array(member, { maxLength: 8 }).map((members) => `{${members.join(',')}}`)
  const list = fc
    .array(fc.tuple(space, tie('value'), space), { maxLength: 4 })
    .map((all) => `[${all.map((one) => one.join('')).join(',')}]`)
  return {
    object,
    value: fc.oneof(
      { maxDepth: 4 },
      leaf.map((one) => JSON.stringify(one)),
      object,
      object,
      list,
    ),
  }
})
const object = fc
  .array(fc.tuple(name, value), { maxLength: 12 })
  .map((all) => `{${all.map(([key, of]) => `${JSON.stringify(key)}:${of}`).join(',')}}`)

test('on JSON of any shape, whole and cut off anywhere', () => {
  let fields = 0
  fc.assert(
    fc.property(object, fc.nat(), (json, cut) => {
      const bytes = encode(json)
      alike(bytes)
      fields += simd.spans.filter((place) => place >= 0).length
      alike(bytes.subarray(0, cut % (bytes.length + 1)))
    }),
    { numRuns: 1000 },
  )
  expect(fields).toBeGreaterThan(500)
})

test('on JSON with bytes that are changed', () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(...encode('"\\{}[]:, n0')))), {
    minLength: 1,
    maxLength: 4,
  })
  const answers = new Set<unknown>()
  fc.assert(
    fc.property(object, changes, (json, all) => {
      const bytes = encode(json)
      for (const [at, byte] of all) bytes[at % bytes.length] = byte
      alike(bytes)
      answers.add(Math.min(simd.record(0), 0))
    }),
    { numRuns: 1000 },
  )
  // Whole, cut off, broken, and around a list, a record, a text.
  expect([...answers].sort()).toEqual([-1, -2, -3, -4, -5, 0])
})

test('on bytes of any kind', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), alike), { numRuns: 500 })
})

test('a string ends at the same quote, wherever it stands in sixteen bytes', () => {
  for (let before = 0; before < 40; before++) {
    for (const end of ['"', '\\"', '\\\\"', '\\\\\\"', '', '\\']) {
      const bytes = encode(`"${'x'.repeat(before)}${end}","more"`)
      for (let cut = bytes.length - 9; cut <= bytes.length; cut++) alike(bytes.subarray(0, cut))
    }
  }
})

test('pieces that are added, dropped, and looked at inside of others', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(object, object, fc.nat()), { maxLength: 6 }), (steps) => {
      for (const scan of [plain, simd]) scan.drop(scan.end)
      for (const [piece, inner, dropped] of steps) {
        const found = [plain, simd].map((scan) => {
          scan.add(encode(piece))
          const seen: unknown[] = []
          scan.inside(encode(inner), (at) => {
            seen.push(scan.record(at) < 0, scan.end - at)
          })
          scan.drop(dropped % (scan.end + 1))
          return [seen, scan.end, Buffer.from(scan.bytes.subarray(0, scan.end)).toString('hex'), scan.skip(0)]
        })
        expect(found[1]).toEqual(found[0])
      }
    }),
  )
})

test('many megabytes', () => {
  const long = encode(JSON.stringify({ eventName: 'A', requestParameters: { text: 'x'.repeat(20_000_000) }, eventID: 'B' }))
  alike(long)
  expect(simd.record(0)).toBe(long.length)
})
