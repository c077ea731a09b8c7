import { expect, test } from 'vitest'
import { appOf, callOf, cells, type Given, needsWith } from './testing/app-of.js'

const app = await appOf(`
Transform: AWS::Serverless-2016-10-31
Resources:
  Data: { Type: AWS::S3::Bucket }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: .
      Policies:
        - Statement:
            - { Effect: Allow, Action: [s3:GetObject, s3:ListBucket], Resource: [!GetAtt Data.Arn, !Sub "\${Data.Arn}/*"] }
            - { Effect: Allow, Action: "glue:Get*", Resource: "*" }
            - { Effect: Allow, Action: dynamodb:GetItem, Resource: "*" }
`)

const needsFor = (service: string, operation: string, input: Given) =>
  needsWith(app, { Fn: [callOf(service, operation, input)] }).functions.get('Fn')

test('a query keeps what is declared for the files and tables that it reads', () => {
  const needs = needsFor('athena', 'StartQueryExecution', { QueryString: 'select 1', WorkGroup: 'w' })
  expect(cells(needs?.grants ?? [], 'declared')).toEqual([
    'glue:Get* * ?wildcard',
    's3:GetObject s3:${Data}/* ?assumed',
    's3:ListBucket s3:${Data} ?assumed',
  ])
  expect(needs?.unresolved.map(({ code }) => code)).toEqual(['needs/forwarded'])
})

test('a stack keeps all that is declared, and nothing where it has a role of its own', () => {
  const made = needsFor('cloudformation', 'CreateStack', { StackName: 's' })
  expect(cells(made?.grants ?? [], 'declared')).toContain('dynamodb:GetItem * ?wildcard')
  const handed = needsFor('cloudformation', 'CreateStack', { StackName: 's', RoleARN: 'arn:aws:iam::111122223333:role/r' })
  expect(cells(handed?.grants ?? [], 'declared')).toEqual([])
})

test('other calls keep nothing', () => {
  expect(cells(needsFor('s3', 'ListBuckets', {})?.grants ?? [], 'declared')).toEqual([])
})
