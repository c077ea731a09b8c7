import { expect, test } from 'vitest'
import {
  actionIndex,
  actionsOf,
  allActions,
  expandActions,
  findAction,
  isService,
  nearestAction,
  resourceType,
  resourceTypesOf,
  services,
} from './actions.js'

test('actions are asked in any case and answered in AWS’s spelling', () => {
  expect(findAction('S3:GETOBJECT')).toEqual({
    action: 's3:GetObject',
    level: 'Read',
    resourceTypes: ['accesspointobject', 'object'],
    requiredTypes: [],
    conditionKeys: [
      's3:AccessGrantsInstanceArn',
      's3:ExistingObjectTag/${key}',
      's3:ResourceAccount',
      's3:TlsVersion',
      's3:authType',
      's3:signatureAge',
      's3:signatureversion',
      's3:x-amz-content-sha256',
    ],
    dependentActions: [],
    permissionOnly: false,
  })
})

const unknown = ['s3:GetObjet', 's4:GetObject', 'GetObject', '', ':', 's3:', '__proto__:toString', 's3:__proto__', 's3:constructor']
test.each(unknown)('`%s` is no action', (action) => {
  expect(findAction(action)).toBeNull()
  expect(expandActions(action)).toEqual([])
  expect(actionIndex(action)).toBeNull()
})

const nearest: readonly (readonly [written: string, meant: string | null])[] = [
  ['s3:GetObjct', 's3:GetObject'],
  ['dynamo:GetItem', 'dynamodb:GetItem'],
  ['dynamodb:getitems', 'dynamodb:GetItem'],
  ['lambda:InvokeFuntion', 'lambda:InvokeFunction'],
  ['sqs:Zzzzzzzzzz', null],
  ['nonsensicalservice:Do', null],
  ['GetItem', null],
]
test.each(nearest)('`%s` was probably meant to be %s', (written, meant) => {
  expect(nearestAction(written)).toBe(meant)
})

const levels: readonly (readonly [action: string, level: string])[] = [
  ['dynamodb:GetItem', 'Read'],
  ['dynamodb:PutItem', 'Write'],
  ['dynamodb:ListTables', 'List'],
  ['dynamodb:TagResource', 'Tagging'],
  ['s3:PutBucketPolicy', 'Permissions management'],
  ['iam:PutRolePolicy', 'Permissions management'],
]
test.each(levels)('%s is %s', (action, level) => {
  expect(findAction(action)?.level).toBe(level)
})

test('wildcards name the actions that they match, sorted', () => {
  expect(expandActions('sqs:*Batch')).toEqual([])
  expect(expandActions('sqs:send*')).toEqual(['sqs:SendMessage'])
  expect(expandActions('dynamodb:?etItem')).toEqual(['dynamodb:GetItem'])
  expect(expandActions('dynamodb:*TItem')).toEqual(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem'])
  expect(expandActions('SQS:*')).toEqual(actionsOf('sqs'))
  expect(expandActions('*')).toBe(allActions())
  expect(expandActions('*:*').length).toBe(allActions().length)
  expect(expandActions('dynamo*:GetItem')).toEqual(['dynamodb:GetItem'])
})

test('a pattern of many stars takes no time', () => {
  expect(expandActions(`s3:${'*a'.repeat(1_000)}*b`)).toEqual([])
})

test('all actions are sorted, without doubles, and numbered', () => {
  const all = allActions()
  expect(all.length).toBeGreaterThan(22_000)
  expect([...all].sort()).toEqual(all)
  expect(new Set(all.map((action) => action.toLowerCase())).size).toBe(all.length)
  expect(actionIndex('S3:getobject')).toBe(all.indexOf('s3:GetObject'))
})

test('services are prefixes of IAM', () => {
  expect(services()).toContain('execute-api')
  expect(isService('DynamoDB')).toBe(true)
  expect(isService('dynamodbstreams')).toBe(false)
})

test('resource types give their ARNs and keys', () => {
  expect(resourceType('dynamodb', 'table')).toEqual({
    service: 'dynamodb',
    name: 'table',
    arns: ['arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}'],
    conditionKeys: ['aws:ResourceTag/${TagKey}'],
  })
  expect(resourceType('lex', 'bot')?.arns.length).toBe(2)
  expect(resourceType('dynamodb', 'chair')).toBeNull()
  expect(resourceTypesOf('nowhere')).toEqual([])
})

test('what an action needs beside itself is known from the release that still said it', () => {
  expect(findAction('lambda:CreateFunction')?.dependentActions).toContain('iam:PassRole')
  expect(findAction('dynamodb:ConditionCheckItem')?.permissionOnly).toBe(false)
  expect(findAction('iam:PassRole')?.permissionOnly).toBe(true)
})

// Source: facts that policies most often get wrong, each from the service's page of the reference.
const ON_EVERYTHING = [
  'sqs:ListQueues',
  'dynamodb:ListTables',
  'dynamodb:ListStreams',
  'dynamodb:DescribeLimits',
  'dynamodb:ListBackups',
  'secretsmanager:ListSecrets',
  'secretsmanager:GetRandomPassword',
  'secretsmanager:BatchGetSecretValue',
  'ssm:DescribeParameters',
  'kms:ListKeys',
  'kms:ListAliases',
  'kms:CreateKey',
  'kms:GenerateRandom',
  'states:ListStateMachines',
  'states:SendTaskSuccess',
  'states:SendTaskFailure',
  'states:SendTaskHeartbeat',
  'states:TestState',
  'events:ListRules',
  'events:PutPermission',
  'events:TestEventPattern',
  'lambda:ListFunctions',
  'lambda:CreateEventSourceMapping',
  'scheduler:ListSchedules',
  's3:ListAllMyBuckets',
]
test.each(ON_EVERYTHING)('%s has no resource type', (action) => {
  expect(findAction(action)?.resourceTypes).toEqual([])
})
