import { expect, test } from 'vitest'
import { appOf, cells, needsWith } from '../testing/app-of.js'

const source = (resolvers: string): string => `
Resources:
  Api: { Type: AWS::AppSync::GraphQLApi, Properties: { Name: posts, AuthenticationType: AWS_IAM } }
  Posts: { Type: AWS::DynamoDB::Table, Properties: {} }
  Source:
    Type: AWS::AppSync::DataSource
    Properties: { ApiId: !GetAtt Api.ApiId, Name: Posts, Type: AMAZON_DYNAMODB, DynamoDBConfig: { TableName: !Ref Posts, AwsRegion: !Ref AWS::Region }, ServiceRoleArn: arn:aws:iam::111122223333:role/posts }
${resolvers}`

const resolver = (id: string, code: string): string =>
  `  ${id}: { Type: AWS::AppSync::Resolver, Properties: { ApiId: !GetAtt Api.ApiId, TypeName: Query, FieldName: ${id}, DataSourceName: !GetAtt Source.Name, ${code} } }\n`

const files = {
  'get.js': 'export const request = (ctx) => ddb.get({ key: { id: ctx.args.id } })\nexport const response = (ctx) => ctx.result\n',
  'list.vtl': '{ "version": "2018-05-29", "operation": "Query", "index": "byAuthor", "query": {} }\n',
}

const needed = async (resolvers: string, more: Readonly<Record<string, string>> = {}) => {
  const app = await appOf(source(resolvers), { ...files, ...more })
  const own = needsWith(app, {}).principals.get('Source')
  return {
    cells: cells(own?.grants ?? []),
    unresolved: own?.unresolved.map(({ code }) => code),
    problems: app.problems.map(({ code }) => code),
  }
}

test('operations and indexes are those of the files that resolvers name', async () => {
  const found = await needed(resolver('One', 'CodeS3Location: get.js') + resolver('Many', 'RequestMappingTemplateS3Location: list.vtl'))
  expect(found.cells).toEqual(['dynamodb:GetItem table/${Posts}', 'dynamodb:Query table/${Posts}/index/byAuthor'])
})

test('a file that is not there is said, and every operation may be meant', async () => {
  const found = await needed(resolver('One', 'CodeS3Location: missing.js'))
  expect(found.problems).toEqual(['app/file-missing'])
  expect(found.cells).toContain('dynamodb:DeleteItem table/${Posts} ?assumed')
})

test('what is packaged is not on this machine', async () => {
  const found = await needed(resolver('One', 'CodeS3Location: s3://bucket/get.js'))
  expect(found.problems).toEqual([])
})

const codes: readonly { readonly name: string; readonly code: string; readonly want: readonly string[]; readonly isSeen?: false }[] = [
  {
    name: 'both sides of a choice',
    code: "export const request = (c) => ({ operation: c.args.id ? 'UpdateItem' : 'PutItem', key: {} })",
    want: ['PutItem', 'UpdateItem'],
  },
  {
    name: 'helpers by name',
    code: "import { put, remove as drop } from '@aws-appsync/utils/dynamodb'\nexport const request = (c) => c.args.x ? put({ key: c.args }) : drop({ key: c.args })",
    want: ['DeleteItem', 'PutItem'],
  },
  {
    name: 'helpers of a namespace',
    code: "import * as db from '@aws-appsync/utils/dynamodb'\nexport const request = (c) => db.batchPut({ tables: {} })",
    want: ['BatchWriteItem'],
  },
  {
    name: 'a transaction by its members',
    code: "export const request = () => ({ operation: 'TransactWriteItems', transactItems: [{ table: 't', operation: 'PutItem' }, { table: 't', operation: 'ConditionCheck' }] })",
    want: ['ConditionCheckItem', 'PutItem'],
  },
  { name: 'a synchronised query', code: "export const request = () => ({ operation: 'Sync', limit: 10 })", want: ['Query', 'Scan'] },
  {
    name: 'a request that is not seen',
    code: 'export const request = (c) => build(c)',
    want: ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem'],
    isSeen: false,
  },
]
test.each(codes)('$name', async ({ code, want, isSeen = true }) => {
  const found = await needed(resolver('One', 'CodeS3Location: one.js'), { 'one.js': code })
  expect(found.cells).toEqual(want.map((action) => `dynamodb:${action} table/\${Posts}${isSeen ? '' : ' ?assumed'}`))
  expect(found.unresolved).toEqual(isSeen ? [] : ['needs/unread-resolver'])
})

test('one resolver whose code is not here does not hide behind those whose code is', async () => {
  const found = await needed(resolver('One', 'CodeS3Location: get.js') + resolver('Two', 'CodeS3Location: s3://bucket/two.js'))
  expect(found.cells).toContain('dynamodb:DeleteItem table/${Posts} ?assumed')
})
