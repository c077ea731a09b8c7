import { expect, test } from 'vitest'
import { appOf, callOf, cells, needsWith, piece } from './testing/app-of.js'

const template = (config: string): string => `
Transform: AWS::LanguageExtensions
Parameters: { Stage: { Type: String } }
Resources:
  Orders: { Type: AWS::DynamoDB::Table, Properties: {} }
  Others: { Type: AWS::DynamoDB::Table, Properties: {} }
  Fn: { Type: AWS::Lambda::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, Code: ., Role: arn:aws:iam::111122223333:role/r, Environment: { Variables: { CONFIG: ${config} } } } }
`

const rows = [
  {
    name: 'JSON that the template makes',
    config: "{ 'Fn::ToJsonString': { tables: { orders: !Ref Orders } } }",
    want: ['dynamodb:Scan table/${Orders}'],
  },
  { name: 'JSON as text with symbols', config: '!Sub \'{"tables":{"orders":"${Orders}"}}\'', want: ['dynamodb:Scan table/${Orders}'] },
  {
    name: 'a name of elsewhere',
    config: '!Sub \'{"tables":{"orders":"${Stage}-orders"}}\'',
    want: ['dynamodb:Scan table/${Stage}-orders'],
  },
  {
    name: 'a part that it does not have',
    config: "'{}'",
    want: ['dynamodb:Scan table/${Orders} ?candidates', 'dynamodb:Scan table/${Others} ?candidates'],
  },
]
test.each(rows)('$name', async ({ config, want }) => {
  const call = callOf('dynamodb', 'Scan', { TableName: piece.event('()env.CONFIG.()json.tables.orders') })
  const grants = needsWith(await appOf(template(config)), { Fn: [call] }).functions.get('Fn')?.grants ?? []
  expect(cells(grants, 'call')).toEqual(want)
})
