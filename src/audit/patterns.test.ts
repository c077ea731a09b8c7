import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Patterns } from './patterns.js'

const patternsOf = (resources: readonly string[]): readonly string[] => {
  const patterns = new Patterns()
  for (const one of resources) patterns.add(one)
  return patterns.list()
}
const b = 'arn:aws:s3:::b'
const many = (count: number, make: (i: number) => string): readonly string[] => Array.from({ length: count }, (_, i) => make(i))
const letters = (i: number): string => String.fromCharCode(97 + Math.floor(i / 26)) + String.fromCharCode(97 + (i % 26))

const rows: readonly { name: string; given: readonly string[]; want: readonly string[] }[] = [
  {
    name: 'few keys are listed',
    given: [`${b}/config/app.json`, `${b}/config/db.json`],
    want: [`${b}/config/app.json`, `${b}/config/db.json`],
  },
  { name: 'a bucket is a name', given: [b], want: [b] },
  { name: 'many keys at one place are any', given: many(11, (i) => `${b}/in/${letters(i)}`), want: [`${b}/in/*`] },
  { name: 'many folders are any', given: many(11, (i) => `${b}/${letters(i)}/x`), want: [`${b}/*`] },
  {
    name: 'a UUID is any',
    given: [`${b}/uploads/0d9f1c5e-7a51-4b52-9a0c-2f4a9d1f7e10/photo.png`],
    want: [`${b}/uploads/*`],
  },
  { name: 'a date is any', given: [`${b}/logs/2026/11/26/x.gz`], want: [`${b}/logs/*`] },
  {
    name: 'a time is any, with colons or without',
    given: [`${b}/runs/2026-11-26T10:00:00Z/x`, `${b}/other/20261126T1000/x`],
    want: [`${b}/other/*`, `${b}/runs/*`],
  },
  {
    name: 'the label of a stream is a time',
    given: ['arn:aws:dynamodb:us-east-1:111122223333:table/t/stream/2026-11-26T10:00:00.000'],
    want: ['arn:aws:dynamodb:us-east-1:111122223333:table/t/stream/*'],
  },
  { name: 'letters of times are names', given: [`${b}/in/T1`, `${b}/in/Z`], want: [`${b}/in/T1`, `${b}/in/Z`] },
  { name: 'keys are told apart to three names', given: [`${b}/a/b/c/d/e`], want: [`${b}/a/b/c/*`] },
  {
    name: 'a key that nobody wrote down',
    given: [`${b}/*`, `${b}/config/app.json`],
    want: [`${b}/*`],
  },
  {
    name: 'a table and its index',
    given: ['arn:aws:dynamodb:us-east-1:111122223333:table/t/index/i'],
    want: ['arn:aws:dynamodb:us-east-1:111122223333:table/t/index/i'],
  },
  {
    name: 'the ID of a key is its name',
    given: ['arn:aws:kms:us-east-1:111122223333:key/0d9f1c5e-7a51-4b52-9a0c-2f4a9d1f7e10'],
    want: ['arn:aws:kms:us-east-1:111122223333:key/0d9f1c5e-7a51-4b52-9a0c-2f4a9d1f7e10'],
  },
  {
    name: 'executions are any',
    given: ['arn:aws:states:us-east-1:111122223333:execution:m:0d9f1c5e-7a51-4b52-9a0c-2f4a9d1f7e10'],
    want: ['arn:aws:states:us-east-1:111122223333:execution:m:*'],
  },
  {
    name: 'log streams are any',
    given: ['arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f:log-stream:2026/11/26/[$LATEST]0123'],
    want: ['arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/f:*'],
  },
  { name: 'everything', given: ['*'], want: ['*'] },
]

test.each(rows)('$name', ({ given, want }) => expect(patternsOf(given)).toEqual(want))

test('order and grouping change nothing', () => {
  const key = fc
    .array(fc.constantFrom('a', 'b', 'c', '1', '2026', 'x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'x7', 'x8', 'x9'), {
      minLength: 1,
      maxLength: 4,
    })
    .map((names) => `${b}/${names.join('/')}`)
  fc.assert(
    fc.property(fc.array(key, { maxLength: 60 }), fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 }), (keys, order) => {
      const want = patternsOf(keys)
      const shuffled = keys
        .map((one, i) => ({ one, at: order[i] ?? 0 }))
        .sort((x, y) => x.at - y.at)
        .map(({ one }) => one)
      expect(patternsOf(shuffled)).toEqual(want)
      const half = Math.floor(keys.length / 2)
      const parts = [shuffled.slice(0, half), shuffled.slice(half)]
      expect(patternsOf(parts.flatMap(patternsOf))).toEqual(want)
    }),
  )
})
