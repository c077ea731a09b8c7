/** Questions that are hard on purpose: each ends within its steps, with an answer or with the reason why there is none. */
import { expect, test } from 'vitest'
import { parsePolicyValue } from '../policy/index.js'
import { contains } from './contains.js'
import type { Subject, Verdict } from './types.js'

type Statement = Readonly<Record<string, unknown>>

const subject = (...Statement: readonly Statement[]): Subject => {
  const parsed = parsePolicyValue({ Version: '2012-10-17', Statement }, 'identity')
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return { kind: 'identity', policies: [{ name: 'p', policy: parsed.value }] }
}

const allow = (Resource: unknown, Condition: Statement = {}): Statement => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource,
  Condition,
})
const deny = (Resource: unknown, Condition: Statement = {}): Statement => ({ Effect: 'Deny', Action: 's3:GetObject', Resource, Condition })
const times = <T>(count: number, make: (i: number) => T): readonly T[] => Array.from({ length: count }, (_, i) => make(i))

interface Row {
  readonly name: string
  readonly narrow: Subject
  readonly wide: Subject
  readonly want: readonly Verdict['verdict'][]
}

const rows: readonly Row[] = [
  {
    name: 'a hundred denials of names that stand anywhere',
    narrow: subject(allow('*')),
    wide: subject(allow('*'), ...times(100, (i) => deny(`arn:aws:s3:::*part${i}-*`))),
    want: ['refuted'],
  },
  {
    name: 'a hundred denials on both sides, in another order',
    narrow: subject(allow('*'), ...times(100, (i) => deny(`arn:aws:s3:::*part${i}-*`))),
    wide: subject(allow('*'), ...times(100, (i) => deny(`arn:aws:s3:::*part${99 - i}-*`))),
    want: ['proved'],
  },
  {
    name: 'twenty denials of names that stand anywhere, each with its own condition, and one less',
    narrow: subject(allow('*'), ...times(19, (i) => deny(`arn:aws:s3:::*part${i}-*`, { StringEquals: { [`aws:RequestTag/t${i}`]: 'x' } }))),
    wide: subject(allow('*'), ...times(20, (i) => deny(`arn:aws:s3:::*part${i}-*`, { StringEquals: { [`aws:RequestTag/t${i}`]: 'x' } }))),
    want: ['refuted'],
  },
  {
    name: 'twenty denials with conditions against the same with wider ones',
    narrow: subject(allow('*'), ...times(20, (i) => deny(`arn:aws:s3:::*part${i}*`, { StringLike: { [`aws:RequestTag/t${i}`]: 'x*' } }))),
    wide: subject(allow('*'), ...times(20, (i) => deny(`arn:aws:s3:::*part${i}-*`, { StringLike: { [`aws:RequestTag/t${i}`]: 'xy*' } }))),
    want: ['proved', 'unknown'],
  },
  {
    name: 'a character some way from the end',
    narrow: subject(allow('arn:aws:s3:::*a????????????')),
    wide: subject(allow(['arn:aws:s3:::*a????????????', 'arn:aws:s3:::*b????????????'])),
    want: ['proved'],
  },
  {
    name: 'characters some way from the end that differ',
    narrow: subject(allow('arn:aws:s3:::*a????????????????')),
    wide: subject(allow('arn:aws:s3:::*b????????????????')),
    want: ['refuted'],
  },
  {
    name: 'characters some way from the end that together are what is allowed',
    narrow: subject(allow('arn:aws:s3:::*a?????????????????')),
    wide: subject(allow(['arn:aws:s3:::*aa????????????????', ...times(1, () => 'arn:aws:s3:::*a?a???????????????'), 'arn:aws:s3:::*'])),
    want: ['proved'],
  },
  {
    name: 'fifty policy variables',
    narrow: subject(allow(times(50, (i) => `arn:aws:s3:::b/\${aws:PrincipalTag/t${i}}/x`))),
    wide: subject(allow(times(50, (i) => `arn:aws:s3:::b/\${aws:PrincipalTag/t${49 - i}}/*`))),
    want: ['proved'],
  },
  {
    name: 'fifty policy variables, of which the other side lacks one',
    narrow: subject(allow(times(50, (i) => `arn:aws:s3:::b/\${aws:PrincipalTag/t${i}}/x`))),
    wide: subject(allow(times(49, (i) => `arn:aws:s3:::b/\${aws:PrincipalTag/t${i}}/*`))),
    want: ['refuted'],
  },
  {
    name: 'fifty variables in conditions that face denials',
    narrow: subject(...times(50, (i) => allow('*', { StringEquals: { [`aws:RequestTag/t${i}`]: `\${aws:PrincipalTag/t${i}}` } }))),
    wide: subject(
      ...times(50, (i) => allow('*', { StringLike: { [`aws:RequestTag/t${i}`]: '*' } })),
      ...times(10, (i) => deny('*', { StringEquals: { [`aws:PrincipalTag/t${i}`]: `no${i}` } })),
    ),
    want: ['refuted', 'unknown'],
  },
  {
    name: 'forty keys of which each must be absent or one of two',
    narrow: subject(allow('*', { StringEqualsIfExists: Object.fromEntries(times(40, (i) => [`aws:RequestTag/t${i}`, ['a', 'b']])) })),
    wide: subject(allow('*', { StringLikeIfExists: Object.fromEntries(times(40, (i) => [`aws:RequestTag/t${i}`, ['a*', '?']])) })),
    want: ['proved'],
  },
  {
    name: 'lists of values that twenty patterns tell apart',
    narrow: subject(allow('*', { 'ForAllValues:StringLike': { 'aws:TagKeys': times(20, (i) => `*${i}*`) } })),
    wide: subject(...times(20, (i) => allow('*', { 'ForAnyValue:StringLike': { 'aws:TagKeys': `*${i}*` } }))),
    want: ['refuted', 'unknown'],
  },
]

test.each(rows)(
  '$name',
  ({ narrow, wide, want }) => {
    const found = contains(wide, narrow)
    expect(want).toContain(found.verdict)
    if (found.verdict === 'unknown') expect(found.reason).not.toBe('')
    // The same question has the same answer.
    expect(contains(wide, narrow)).toEqual(found)
  },
  60_000,
)
