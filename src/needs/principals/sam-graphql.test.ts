import { expect, test } from 'vitest'
import { appOf, cells, needsWith } from '../testing/app-of.js'

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Posts: { Type: AWS::DynamoDB::Table, Properties: {} }
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  Notify: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: . } }
  Guard: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: . } }
  Blog:
    Type: AWS::Serverless::GraphQLApi
    Properties:
      Auth: { Type: AWS_LAMBDA, LambdaAuthorizer: { AuthorizerUri: !GetAtt Guard.Arn } }
      DataSources:
        DynamoDb:
          Write: { TableName: !Ref Posts, TableArn: !GetAtt Posts.Arn }
          Read: { TableName: !Ref Posts, ServiceRoleArn: !GetAtt Role.Arn }
        Lambda:
          Notify: { FunctionArn: !GetAtt Notify.Arn }
      Functions:
        create: { DataSource: Write, CodeUri: create.js, Runtime: { Name: APPSYNC_JS, Version: 1.0.0 } }
        get: { DataSource: Read, InlineCode: "export const request = (ctx) => ddb.get({ key: ctx.args })", Runtime: { Name: APPSYNC_JS, Version: 1.0.0 } }
        log: { DataSource: NONE, CodeUri: create.js, Runtime: { Name: APPSYNC_JS, Version: 1.0.0 } }
      Resolvers: { Mutation: { add: { Pipeline: [create] } }, Query: { post: { Pipeline: [get] } } }
`

const app = await appOf(TEMPLATE, { 'create.js': 'export const request = (ctx) => ddb.put({ key: ctx.args, item: ctx.args })\n' })
const needs = needsWith(app, {})

const rows = [
  {
    name: 'a table with the role that SAM makes for it',
    id: 'BlogWriteDynamoDBDataSource',
    role: 'BlogWriteDynamoDBDataSourceRole',
    want: ['dynamodb:PutItem table/${Posts}'],
  },
  {
    name: 'a table with a role of the template',
    id: 'BlogReadDynamoDBDataSource',
    role: 'Role',
    want: ['dynamodb:GetItem table/${Posts}'],
  },
  {
    name: 'a function',
    id: 'BlogNotifyLambdaDataSource',
    role: 'BlogNotifyLambdaDataSourceRole',
    want: ['lambda:InvokeFunction function:${Notify}'],
  },
]
test.each(rows)('$name', ({ id, role, want }) => {
  expect(app.problems).toEqual([])
  expect(cells(needs.principals.get(id)?.grants ?? [])).toEqual(want)
  expect(needs.principals.get(id)?.declaredRole).toBe(role)
})

test('SAM makes the role with which the API writes its logs', () => {
  const found = needs.principals.get('Blog')
  expect(found?.declaredRole).toBe('BlogCloudWatchRole')
  expect(cells(found?.grants ?? []).map((cell) => cell.split(' ')[0])).toEqual([
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ])
  expect(app.given.get('BlogCloudWatchRole')?.declared.flatMap(({ actions }) => actions)).toContain('logs:PutLogEvents')
})

test('SAM gives its data sources what connectors give, and those with a role of their own nothing', () => {
  const given = (id: string) =>
    app.given
      .get(id)
      ?.declared.flatMap(({ actions }) => actions)
      .sort() ?? []
  expect(given('BlogNotifyLambdaDataSource')).toEqual(['lambda:InvokeAsync', 'lambda:InvokeFunction'])
  expect(given('BlogWriteDynamoDBDataSource')).toContain('dynamodb:BatchWriteItem')
  expect(given('BlogReadDynamoDBDataSource')).toEqual([])
})
