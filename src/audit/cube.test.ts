import { expect, test } from 'vitest'
import { auditOf } from './audit.js'
import { makeJudge } from './judge.js'
import { parseRolePolicies } from './policy-grants.js'
import type { Trail } from './read/read-trail.js'
import { replayOf } from './replay.js'
import { parseSelectors } from './selectors.js'
import type { Fact } from './types.js'

const role = 'arn:aws:iam::111122223333:role/app'
const table = 'arn:aws:dynamodb:us-east-1:111122223333:table/items'
const fact = (action: string, resource: string, more: Partial<Fact> = {}): Fact => ({
  role,
  roleId: 'AROAEXAMPLE',
  session: 'fn',
  via: '',
  checks: [{ action, resource }],
  denied: false,
  by: null,
  explicit: null,
  known: true,
  refused: null,
  count: 3,
  first: 1_790_000_000,
  last: 1_790_864_000,
  sample: 'e1',
  ...more,
})
const trail = (facts: readonly Fact[], names: readonly string[]): Trail => ({
  facts,
  read: {
    files: 1,
    events: 3,
    duplicates: 0,
    copies: 0,
    skipped: 0,
    quarantined: [],
    from: '2026-10-01T00:00:00Z',
    to: '2026-10-31T00:00:00Z',
  },
  names: new Set(names),
  opened: 1,
  toSave: () => {
    throw new Error('nothing is saved here')
  },
})

function policies(statement: Readonly<Record<string, unknown>>) {
  const parsed = parseRolePolicies(
    JSON.stringify([
      {
        principal: role,
        policies: { identity: [{ name: 'p', document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] } }] },
      },
    ]),
    'policies.json',
  )
  if (!parsed.ok) throw new Error(parsed.error[0]?.message)
  return parsed.value
}

const audited = (
  facts: readonly Fact[],
  names: readonly string[],
  statement: Readonly<Record<string, unknown>>,
  selectors: string | null = null,
) => {
  const recorded = selectors === null ? null : parseSelectors(selectors, 'selectors.json')
  if (recorded?.ok === false) throw new Error(recorded.error[0]?.message)
  return auditOf(trail(facts, names), { generation: null, policies: policies(statement), recorded: recorded?.value ?? null })
}

const DATA = ['dynamodb.amazonaws.com PutItem']

test.each([
  {
    name: 'events of the same kind on the same table',
    statement: { Action: ['dynamodb:PutItem', 'dynamodb:DeleteItem'], Resource: table },
    unused: ['dynamodb:DeleteItem'],
    hidden: [],
  },
  {
    name: 'reads are selected apart from writes',
    statement: { Action: 'dynamodb:GetItem', Resource: table },
    unused: [],
    hidden: ['audit/not-selected'],
  },
  {
    name: 'data events of one table say nothing about another one',
    statement: { Action: 'dynamodb:PutItem', Resource: `${table}2` },
    unused: [],
    hidden: ['audit/not-selected'],
  },
  {
    name: 'nor about any table',
    statement: { Action: 'dynamodb:DeleteItem', Resource: '*' },
    unused: [],
    hidden: ['audit/not-selected'],
  },
  { name: 'no data event', statement: { Action: 's3:GetObject', Resource: '*' }, unused: [], hidden: ['audit/not-selected'] },
  { name: 'what nothing shows', statement: { Action: 'logs:PutLogEvents', Resource: '*' }, unused: [], hidden: ['audit/never-logged'] },
  {
    name: 'management events that write',
    statement: { Action: 'sqs:CreateQueue', Resource: '*' },
    unused: ['sqs:CreateQueue'],
    hidden: [],
  },
  {
    name: 'management events that read',
    statement: { Action: 'dynamodb:DescribeTable', Resource: '*' },
    unused: [],
    hidden: ['audit/not-selected'],
  },
  { name: 'KMS can be left out', statement: { Action: 'kms:CreateKey', Resource: '*' }, unused: [], hidden: ['audit/not-selected'] },
])('granted and not used is unused only where the logs would have shown it: $name', async ({ statement, unused, hidden }) => {
  const { audit } = await audited([fact('dynamodb:PutItem', table)], [...DATA, 'lambda.amazonaws.com CreateFunction20150331'], statement)
  expect(audit.roles[role]?.unused.map(({ action }) => action)).toEqual(unused)
  expect(audit.roles[role]?.notObservable.map(({ code }) => code)).toEqual(hidden)
})

test('selectors say what the trail records', async () => {
  const selectors = JSON.stringify({
    AdvancedEventSelectors: [
      { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
      {
        FieldSelectors: [
          { Field: 'eventCategory', Equals: ['Data'] },
          { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
          { Field: 'readOnly', Equals: ['false'] },
        ],
      },
    ],
  })
  const { audit } = await audited([], [], { Action: ['s3:GetObject', 's3:PutObject', 'dynamodb:DescribeTable'], Resource: '*' }, selectors)
  expect(audit.roles[role]?.unused.map(({ action }) => action)).toEqual(['dynamodb:DescribeTable', 's3:PutObject'])
  expect(audit.roles[role]?.notObservable).toEqual([{ action: 's3:GetObject', code: 'audit/not-selected' }])
})

test('a call that was only refused is no use', async () => {
  const refused = fact('dynamodb:PutItem', table, { denied: true, by: 'identity-based policy', explicit: false })
  const { audit } = await audited([refused], DATA, { Action: 'dynamodb:DeleteItem', Resource: table })
  expect(audit.roles[role]?.cells?.map(({ action, used, granted, sentence }) => ({ action, used, granted, sentence }))).toEqual([
    { action: 'dynamodb:DeleteItem', used: false, granted: true, sentence: 'granted, never used in 30 days: remove it, or exercise it' },
    { action: 'dynamodb:PutItem', used: false, granted: false, sentence: 'denied: find who calls, then grant it or keep the denial' },
  ])
})

test('a proposal leaves out what is unused, and nothing that could not be seen', async () => {
  const { proposals } = await audited([fact('dynamodb:PutItem', table)], DATA, {
    Action: ['dynamodb:PutItem', 'dynamodb:DeleteItem', 's3:GetObject', 'logs:PutLogEvents'],
    Resource: table,
    Condition: { Bool: { 'aws:SecureTransport': 'true' } },
  })
  expect(proposals.get(role)).toEqual([
    {
      policy: 'p',
      removed: ['dynamodb:DeleteItem'],
      document: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['dynamodb:PutItem', 'logs:PutLogEvents', 's3:GetObject'],
            Resource: table,
            Condition: { Bool: { 'aws:SecureTransport': 'true' } },
          },
        ],
      },
    },
  ])
})

test('a policy that already allows no more stays as it is', async () => {
  const { proposals } = await audited([fact('dynamodb:PutItem', table)], DATA, { Action: 'dynamodb:PutItem', Resource: '*' })
  expect(proposals.size).toBe(0)
})

test('managed policies are told apart, and those that nobody gave are named', async () => {
  const allow = (Action: string, Resource: string) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] })
  const shared = 'arn:aws:iam::111122223333:policy/shared'
  const parsed = parseRolePolicies(
    JSON.stringify({
      RoleDetailList: [
        {
          Arn: role,
          RolePolicyList: [{ PolicyName: 'own', PolicyDocument: encodeURIComponent(JSON.stringify(allow('dynamodb:PutItem', table))) }],
          AttachedManagedPolicies: [
            { PolicyArn: shared, PolicyName: 'shared' },
            { PolicyArn: 'arn:aws:iam::111122223333:policy/gone', PolicyName: 'gone' },
          ],
        },
      ],
      Policies: [{ Arn: shared, PolicyVersionList: [{ IsDefaultVersion: true, Document: allow('dynamodb:DeleteItem', table) }] }],
    }),
    'policies.json',
  )
  if (!parsed.ok) throw new Error(parsed.error[0]?.message)
  const { proposals, missingPolicies } = await auditOf(trail([fact('dynamodb:PutItem', table)], DATA), {
    generation: null,
    policies: parsed.value,
    recorded: null,
  })
  expect(proposals.get(role)).toEqual([{ policy: 'shared', managedArn: shared, removed: ['dynamodb:DeleteItem'], document: null }])
  expect([...missingPolicies]).toEqual([[role, ['gone']]])
})

test.each([
  { Action: ['s3:GetObject', { Ref: 'x' }], Resource: '*' },
  { Action: 5, Resource: [{ Ref: 'x' }, '*'] },
  { Action: 's3:GetObject', Resource: null },
  { NotAction: {}, NotResource: 3 },
])('a statement that is none: %j', async (statement) => {
  await expect(audited([fact('dynamodb:PutItem', table)], DATA, statement)).resolves.toBeDefined()
})

test('logs of other accounts show nothing of a role', async () => {
  const other = 'arn:aws:iam::999999999999:role/other'
  const policies = [
    {
      arn: other,
      missing: [],
      policies: [
        {
          name: 'p',
          document: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Action: 'sqs:CreateQueue', Resource: '*' },
              { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
            ],
          },
        },
      ],
    },
  ] as unknown as Parameters<typeof auditOf>[1]['policies']
  const { audit } = await auditOf(trail([fact('dynamodb:PutItem', table)], DATA), { generation: null, policies, recorded: null })
  expect(audit.roles[other]).toMatchObject({
    unused: [],
    notObservable: ['*', 'sqs:CreateQueue'].map((action) => ({ action, code: 'audit/not-selected' })),
  })
})

test('a role that was made again is two, and each has its own calls', async () => {
  const facts = [fact('dynamodb:PutItem', table), fact('dynamodb:GetItem', table, { roleId: 'AROAOTHER' })]
  const { audit } = await auditOf(trail(facts, DATA), { generation: null, policies: null, recorded: null })
  expect(Object.entries(audit.roles).map(([key, { used }]) => [key, used.map(({ action }) => action)])).toEqual([
    [`${role}#AROAEXAMPLE`, ['dynamodb:PutItem']],
    [`${role}#AROAOTHER`, ['dynamodb:GetItem']],
  ])
})

const proposed = (resource: string, action: string | readonly string[] = 'dynamodb:PutItem') =>
  makeJudge([
    {
      arn: role,
      session: null,
      documents: [{ name: 'p', document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] } }],
    },
  ])

test.each([
  { name: 'all is still allowed', judge: proposed(table), facts: [fact('dynamodb:PutItem', table)], want: [] },
  {
    name: 'another action',
    judge: proposed(table),
    facts: [fact('dynamodb:GetItem', table)],
    want: ['dynamodb:GetItem 3 no identity-based policy allows the dynamodb:GetItem action'],
  },
  {
    name: 'another table',
    judge: proposed(`${table}2`),
    facts: [fact('dynamodb:PutItem', table)],
    want: ['dynamodb:PutItem 3 no identity-based policy allows the dynamodb:PutItem action'],
  },
  { name: 'a call that was refused is none', judge: proposed(table), facts: [fact('dynamodb:GetItem', table, { denied: true })], want: [] },
  {
    name: 'a role of another account',
    judge: proposed('arn:aws:iam::444455556666:role/reader', 'sts:AssumeRole'),
    facts: [fact('sts:AssumeRole', 'arn:aws:iam::444455556666:role/reader')],
    want: [],
  },
  { name: 'a role that nobody proposed', judge: makeJudge([]), facts: [fact('dynamodb:GetItem', table)], want: [] },
])('replay: $name', ({ judge, facts, want }) => {
  expect(replayOf(facts, judge).refused.map(({ action, count, because }) => `${action} ${count} ${because}`)).toEqual(want)
})

test.each([
  { name: 'a name', granted: 'arn:aws:iam::111122223333:role/team/app/worker', used: true },
  { name: 'a pattern of paths', granted: 'arn:aws:iam::111122223333:role/team/*', used: true },
  { name: 'another name', granted: 'arn:aws:iam::111122223333:role/team/app/other', used: false },
])('a role that a call names may have a path: $name', async ({ granted, used }) => {
  const called = fact('iam:PutRolePolicy', 'arn:aws:iam::111122223333:role/worker')
  const { audit } = await audited([called], ['iam.amazonaws.com PutRolePolicy'], { Action: 'iam:PutRolePolicy', Resource: granted })
  const cells = audit.roles[role]?.cells ?? []
  expect(cells.find(({ resource }) => resource === granted)?.used).toBe(used)
  expect(cells.length).toBe(used ? 1 : 2)
})

test('a replay does not refuse what names a role that has a path', () => {
  const document = (resource: string) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'iam:PutRolePolicy', Resource: resource }],
  })
  const called = fact('iam:PutRolePolicy', 'arn:aws:iam::111122223333:role/worker')
  const refused = (resource: string): number =>
    replayOf([called], makeJudge([{ arn: role, session: null, documents: [{ name: 'p', document: document(resource) }] }])).refused.length
  expect(refused('arn:aws:iam::111122223333:role/team/worker')).toBe(0)
  expect(refused('arn:aws:iam::111122223333:role/team/*')).toBe(0)
  expect(refused('arn:aws:iam::111122223333:role/team/other')).toBe(1)
})

test('resources on which every call was refused are told', async () => {
  const other = table.replace('items', 'other')
  const facts = [
    fact('dynamodb:PutItem', table),
    fact('dynamodb:PutItem', table, { denied: true }),
    fact('dynamodb:PutItem', other, { denied: true }),
  ]
  const { audit } = await audited(facts, DATA, { Action: 'dynamodb:PutItem', Resource: table })
  expect(audit.roles[role]?.used[0]).toMatchObject({ resources: [table, other], onlyDenied: [other], count: 9, denied: 6 })
  const plain = await audited([fact('dynamodb:PutItem', table)], DATA, { Action: 'dynamodb:PutItem', Resource: table })
  expect(plain.audit.roles[role]?.used[0]).not.toHaveProperty('onlyDenied')
})

test('a name that no action is known for is compared with nothing, and a replay says that it does not know', async () => {
  const called = fact('dynamodb:NewThing', '*', { known: false })
  const { audit } = await audited([called, fact('dynamodb:PutItem', table)], DATA, { Action: 'dynamodb:PutItem', Resource: table })
  expect(audit.roles[role]?.cells?.map(({ action }) => action)).toEqual(['dynamodb:PutItem'])
  const replayed = replayOf([called], makeJudge([{ arn: role, session: null, documents: [] }]))
  expect(replayed.refused[0]?.because).toMatch(/^no IAM action is known/)
})
