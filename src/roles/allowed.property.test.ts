import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide, parsePolicySet, parseRequest } from '../decide/index.js'
import type { Grant } from '../needs/index.js'
import { parseSym, printSym } from '../policy/index.js'
import { pack } from './pack.js'
import { symbolSizes } from './size.js'
import { statementsOf } from './statement.js'
import { appOfTemplate, needsOfSketches, type Sketch } from './testing/needs-of-template.js'
import type { CfnString, RoleStatement } from './types.js'

/** What a deployment would put in the place of symbols. */
const DEPLOYED = new Map([
  ['AWS::Partition', 'aws'],
  ['AWS::Region', 'eu-west-1'],
  ['AWS::AccountId', '111122223333'],
])

const deploy = (written: string): string =>
  written.replaceAll(
    /\$\{([^}]+)\}/g,
    (_, name: string) =>
      DEPLOYED.get(name) ?? (/Arn$/.test(name) ? `arn:aws:sqs:eu-west-1:111122223333:${name.split('.')[0]}` : `physical-${name}`),
  )

const resolved = (value: CfnString): string => (typeof value === 'string' ? value : deploy([value['Fn::Sub']].flat()[0] as string))

const documentOf = (statements: readonly RoleStatement[]): unknown => ({
  Version: '2012-10-17',
  Statement: statements.map((s) => ({
    ...s,
    Resource: s.Resource.map(resolved),
    ...(s.Condition === undefined
      ? {}
      : {
          Condition: JSON.parse(JSON.stringify(s.Condition), (_, v) => (v?.['Fn::Sub'] === undefined ? v : deploy(String(v['Fn::Sub'])))),
        }),
  })),
})

/** A request that the cell speaks of: wildcards become a word, and conditions are met. */
function requestOf(action: string, resource: string, grant: Grant) {
  const parsed = parseRequest({
    principal: 'arn:aws:iam::111122223333:role/fn',
    action,
    resource: resource === '*' ? '*' : deploy(resource).replaceAll('*', 'anything').replaceAll('?', 'q'),
    resourceAccount: '111122223333',
    context: Object.fromEntries(grant.conditions.map((c) => [c.key, c.values.map((v) => deploy(printSym(v)).replaceAll('*', 'anything'))])),
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return parsed.value
}

/** A key's own policy lets the account's policies decide. Source: AWS KMS Developer Guide, "Default key policy". */
const KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' }],
}

function decisionOf(statements: readonly RoleStatement[], request: ReturnType<typeof requestOf>): string {
  const set = parsePolicySet({
    identity: [{ name: 'role', document: documentOf(statements) }],
    ...(request.action.startsWith('kms:') ? { resource: KEY_POLICY } : {}),
  })
  if (!set.ok) throw new Error(JSON.stringify(set.error))
  return decide(set.value, request).decision
}

const FN = 'Handler: index.handler, Runtime: nodejs22.x, CodeUri: .'
const app = await appOfTemplate(`
Transform: AWS::Serverless-2016-10-31
Resources:
  Items: { Type: AWS::Serverless::SimpleTable }
  Orders: { Type: AWS::Serverless::SimpleTable }
  Key: { Type: AWS::KMS::Key }
  Work: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: !GetAtt Key.Arn } }
  Files: { Type: AWS::S3::Bucket }
  Fn:
    Type: AWS::Serverless::Function
    Properties: { ${FN}, Tracing: Active, Events: { Q: { Type: SQS, Properties: { Queue: !GetAtt Work.Arn } } }, Environment: { Variables: { ITEMS: !Ref Items, ORDERS: !Ref Orders, WORK: !Ref Work, FILES: !Ref Files } } }
`)

const sketches: readonly Sketch[] = [
  ['dynamodb', 'GetItem', { TableName: 'ITEMS' }],
  ['dynamodb', 'PutItem', { TableName: 'ORDERS' }],
  ['dynamodb', 'Query', { TableName: 'ORDERS', IndexName: 'INDEX' }],
  ['dynamodb', 'Scan', { TableName: 'UNSET' }],
  ['s3', 'GetObject', { Bucket: 'FILES', Key: 'KEY' }],
  ['s3', 'PutObject', { Bucket: 'FILES', Key: 'KEY', Tagging: 'TAGS' }],
  ['s3', 'ListObjectsV2', { Bucket: 'FILES' }],
  ['sqs', 'SendMessage', { QueueUrl: 'WORK' }],
  ['kinesis', 'PutRecord', { StreamName: 'UNSET' }],
  ['ssm', 'GetParameter', { Name: 'UNSET' }],
]

test('a role allows every call and every platform need that was found, however its policies are packed', () => {
  let asked = 0
  fc.assert(
    fc.property(fc.subarray([...sketches], { minLength: 1 }), (chosen) => {
      const grants = needsOfSketches(app, { Fn: chosen }).functions.get('Fn')?.grants ?? []
      const statements = pack(
        'FnRole',
        statementsOf(grants),
        symbolSizes(() => null),
      ).policies.flatMap((p) => p.document.Statement)
      for (const grant of grants) {
        for (const action of grant.actions) {
          for (const resource of grant.resources) {
            asked++
            expect([action, printSym(resource), decisionOf(statements, requestOf(action, printSym(resource), grant))]).toEqual([
              action,
              printSym(resource),
              'allowed',
            ])
          }
        }
      }
    }),
    { seed: 3, numRuns: 25 },
  )
  expect(asked).toBeGreaterThan(200)
})

test('it allows neither another table nor another action, nor a key outside its service', () => {
  const grants =
    needsOfSketches(app, {
      Fn: [
        ['dynamodb', 'GetItem', { TableName: 'ITEMS' }],
        ['sqs', 'SendMessage', { QueueUrl: 'WORK' }],
      ],
    }).functions.get('Fn')?.grants ?? []
  const statements = statementsOf(grants)
  const plain = { ...grants[0], conditions: [] } as Grant
  const table = 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/'
  expect(decisionOf(statements, requestOf('dynamodb:GetItem', `${table}\${Orders}`, plain))).toBe('implicitDeny')
  expect(decisionOf(statements, requestOf('dynamodb:DeleteItem', `${table}\${Items}`, plain))).toBe('implicitDeny')
  const key = grants.find((g) => g.actions.includes('kms:Decrypt'))?.resources[0] ?? parseSym('*')
  expect(decisionOf(statements, requestOf('kms:Decrypt', printSym(key), plain))).toBe('implicitDeny')
})
