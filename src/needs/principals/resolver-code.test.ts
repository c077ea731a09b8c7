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

const needed = async (resolvers: string) => {
  const app = await appOf(source(resolvers), files)
  return { cells: cells(needsWith(app, {}).principals.get('Source')?.grants ?? []), problems: app.problems.map(({ code }) => code) }
}

test('operations and indexes are those of the files that resolvers name', async () => {
  const found = await needed(resolver('One', 'CodeS3Location: get.js') + resolver('Many', 'RequestMappingTemplateS3Location: list.vtl'))
  expect(found.cells).toEqual([
    'dynamodb:GetItem table/${Posts}',
    'dynamodb:Query table/${Posts}',
    'dynamodb:Query table/${Posts}/index/byAuthor',
  ])
})

test('a file that is not there is said, and every operation may be meant', async () => {
  const found = await needed(resolver('One', 'CodeS3Location: missing.js'))
  expect(found.problems).toEqual(['app/file-missing'])
  expect(found.cells).toContain('dynamodb:DeleteItem table/${Posts}')
})

test('what is packaged is not on this machine', async () => {
  const found = await needed(resolver('One', 'CodeS3Location: s3://bucket/get.js'))
  expect(found.problems).toEqual([])
})
