import { expect, test } from 'vitest'
import { appOf, callOf, cells, needsWith, piece } from './testing/app-of.js'

const table = (name: string): string =>
  `  ${name}: { Type: AWS::DynamoDB::Table, Properties: { KeySchema: [{ AttributeName: id, KeyType: HASH }], AttributeDefinitions: [{ AttributeName: id, AttributeType: S }] } }\n`

const statement = (effect: string, name: string): string => `{ Effect: ${effect}, Action: 'dynamodb:Get*', Resource: !GetAtt ${name}.Arn }`

test.each([
  {
    name: 'the table that the role allows is meant',
    statements: [statement('Allow', 'Items')],
    want: ['dynamodb:GetItem table/${Items} ?assumed'],
  },
  {
    name: 'the table that the role denies is not singled out',
    statements: [statement('Deny', 'Items')],
    want: ['dynamodb:GetItem table/${Items} ?candidates', 'dynamodb:GetItem table/${Orders} ?candidates'],
  },
  {
    name: 'a denied table beside an allowed one is not meant',
    statements: [statement('Allow', 'Orders'), statement('Deny', 'Items')],
    want: ['dynamodb:GetItem table/${Orders} ?assumed'],
  },
])('of a table whose name is not known, $name', async ({ statements, want }) => {
  const app = await appOf(`
Transform: AWS::Serverless-2016-10-31
Resources:
${table('Items')}${table('Orders')}
  Fn: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: ., Policies: [{ Statement: [${statements}] }] } }
`)
  const call = callOf('dynamodb', 'GetItem', { TableName: piece.any() })
  expect(cells(needsWith(app, { Fn: [call] }).functions.get('Fn')?.grants ?? [], 'call')).toEqual(want)
})
