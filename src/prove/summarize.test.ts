/** What was gained and lost, as patterns: by rows, and on random pairs that nothing is missing from the lists. */
import { expect, test } from 'vitest'
import { type Policy, parsePolicyValue } from '../policy/index.js'
import { contains } from './contains.js'
import { mutated, randomFrom, randomPolicy } from './small-world.test.data.js'
import { summarize } from './summarize.js'
import type { Region, Subject } from './types.js'

type Statement = Readonly<Record<string, unknown>>

const subjectOf = (policy: Policy): Subject => ({ kind: 'identity', policies: [{ name: 'p', policy }] })

function subject(...statements: readonly Statement[]): Subject {
  const parsed = parsePolicyValue({ Version: '2012-10-17', Statement: statements }, 'identity')
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return subjectOf(parsed.value)
}

const allow = (Action: unknown, Resource: unknown = '*', more: Statement = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})
const deny = (Action: unknown, Resource: unknown = '*', more: Statement = {}): Statement => ({ Effect: 'Deny', Action, Resource, ...more })

/** `actions on resources`, with conditions behind. */
const shown = ({ actions, resources, exceptResources, conditions }: Region): string =>
  [
    `${actions.join(' ')} on ${resources.join(' ')}`,
    ...(exceptResources === undefined ? [] : [`but ${exceptResources.join(' ')}`]),
    ...conditions.map(({ operator, key, values }) => `if ${operator} ${key} ${values.join(' ')}`),
  ].join(' ')

const B = 'arn:aws:s3:::bucket/*'
const rows: readonly { name: string; before: Subject; after: Subject; gained: readonly string[]; lost: readonly string[] }[] = [
  {
    name: 'the same, written in another way',
    before: subject(allow(['s3:GetObject', 's3:PutObject'], B)),
    after: subject(allow('s3:PutObject', B), allow('s3:GetObject', B)),
    gained: [],
    lost: [],
  },
  {
    name: 'an action more',
    before: subject(allow('s3:GetObject', B)),
    after: subject(allow(['s3:GetObject', 's3:DeleteObject'], B)),
    gained: [`s3:DeleteObject on ${B}`],
    lost: [],
  },
  {
    name: 'all of a service that had some',
    before: subject(allow('sns:Get*')),
    after: subject(allow(['sns:Get*', 'sns:Publish'])),
    gained: ['sns:Publish on *'],
    lost: [],
  },
  {
    name: 'a resource less',
    before: subject(allow('s3:GetObject', [B, 'arn:aws:s3:::other/*'])),
    after: subject(allow('s3:GetObject', B)),
    gained: [],
    lost: ['s3:GetObject on arn:aws:s3:::other/*'],
  },
  {
    name: 'a denial more',
    before: subject(allow('s3:*')),
    after: subject(allow('s3:*'), deny('s3:DeleteBucket', 'arn:aws:s3:::prod')),
    gained: [],
    lost: ['s3:DeleteBucket on arn:aws:s3:::prod'],
  },
  {
    name: 'a denial where a condition holds',
    before: subject(allow('s3:GetObject', B)),
    after: subject(allow('s3:GetObject', B), deny('s3:*', '*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } })),
    gained: [],
    lost: [`s3:GetObject on ${B} if Bool aws:SecureTransport false`],
  },
  {
    name: 'a condition less',
    before: subject(allow('s3:GetObject', B, { Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } })),
    after: subject(allow('s3:GetObject', B)),
    gained: [`s3:GetObject on ${B}`],
    lost: [],
  },
  {
    name: 'a pattern of actions that nothing had',
    before: subject(),
    after: subject(allow('dynamodb:Batch*', '*')),
    gained: ['dynamodb:Batch* on *'],
    lost: [],
  },
]

test.each(rows)('$name', ({ before, after, gained, lost }) => {
  const found = summarize(before, after)
  expect(found.gained.map(shown)).toEqual(gained)
  expect(found.lost.map(shown)).toEqual(lost)
  expect(found.complete.verdict).toBe('proved')
})

test('on random pairs the lists are complete, and empty where nothing differs', () => {
  const random = randomFrom(99)
  for (let i = 0; i < 60; i++) {
    const a = randomPolicy(random)
    const [before, after] = [subjectOf(a), subjectOf(random() < 0.7 ? mutated(random, a) : randomPolicy(random))]
    const { gained, lost, complete } = summarize(before, after)
    expect(complete.verdict).not.toBe('refuted')
    if (complete.verdict !== 'proved') continue
    expect(gained.length === 0).toBe(contains(before, after).verdict === 'proved')
    expect(lost.length === 0).toBe(contains(after, before).verdict === 'proved')
  }
}, 60_000)
