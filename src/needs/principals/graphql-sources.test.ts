import { expect, test } from 'vitest'
import { appOf, cells, needsWith } from '../testing/app-of.js'

const ROLE = 'arn:aws:iam::111122223333:role/graph'

const needed = async (source: string, resolver: string | null) => {
  const app = await appOf(`
Resources:
  Api: { Type: AWS::AppSync::GraphQLApi, Properties: { Name: a, AuthenticationType: AWS_IAM } }
  Domain: { Type: AWS::OpenSearchService::Domain }
  Cluster: { Type: AWS::RDS::DBCluster }
  Secret: { Type: AWS::SecretsManager::Secret }
  Source: { Type: AWS::AppSync::DataSource, Properties: { ApiId: !GetAtt Api.ApiId, Name: s, ServiceRoleArn: ${ROLE}, ${source} } }
${resolver === null ? '' : `  R: { Type: AWS::AppSync::Resolver, Properties: { ApiId: !GetAtt Api.ApiId, TypeName: Query, FieldName: f, DataSourceName: !GetAtt Source.Name, ${resolver} } }`}
`)
  const own = needsWith(app, {}).principals.get('Source')
  return { cells: cells(own?.grants ?? []), codes: own?.unresolved.map(({ code }) => code) }
}

const search = (endpoint: string): string =>
  `Type: AMAZON_OPENSEARCH_SERVICE, OpenSearchServiceConfig: { AwsRegion: eu-west-1, Endpoint: ${endpoint} }`
const DOMAIN = search('!Sub "https://${Domain.DomainEndpoint}"')
const DATABASE =
  'Type: RELATIONAL_DATABASE, RelationalDatabaseConfig: { RdsHttpEndpointConfig: { AwsRegion: eu-west-1, DbClusterIdentifier: CLUSTER, AwsSecretStoreArn: !Ref Secret } }'
const MODEL = 'Type: AMAZON_BEDROCK_RUNTIME'
const MODEL_ARN = 'foundation-model/amazon.nova-lite-v1:0'

interface Row {
  readonly name: string
  readonly source: string
  readonly resolver: string | null
  readonly want: readonly string[]
  readonly codes?: readonly string[]
}

const rows: readonly Row[] = [
  {
    name: 'a mapping template names the method that a domain is asked with',
    source: DOMAIN,
    resolver: `RequestMappingTemplate: '{"version":"2017-02-28","operation":"GET","path":"/posts/_search"}'`,
    want: ['es:ESHttpGet domain/${Domain}/*'],
  },
  {
    name: 'so does a resolver in JavaScript, and the name of the domain is in its host',
    source: search('https://search-posts-abcdefghijklmnopqrstuvwxyz.eu-west-1.es.amazonaws.com'),
    resolver: "Code: \"export const request = (c) => ({ operation: c.args.id ? 'PUT' : 'POST', path: '/posts' })\"",
    want: ['es:ESHttpPost domain/posts/*', 'es:ESHttpPut domain/posts/*'],
  },
  {
    name: 'a method that is made up may be every one',
    source: DOMAIN,
    resolver: 'Code: "export const request = (c) => ({ operation: c.stash.method, path: \'/posts\' })"',
    want: ['Delete', 'Get', 'Head', 'Post', 'Put'].map((verb) => `es:ESHttp${verb} domain/\${Domain}/* ?assumed`),
    codes: ['needs/unread-resolver'],
  },
  {
    name: 'every method may be meant where no resolver is seen, and that is said',
    source: DOMAIN,
    resolver: null,
    want: ['Delete', 'Get', 'Head', 'Post', 'Put'].map((verb) => `es:ESHttp${verb} domain/\${Domain}/* ?assumed`),
    codes: ['needs/unread-resolver'],
  },
  {
    name: 'a cluster is named by its ARN as an attribute',
    source: DATABASE.replace('CLUSTER', '!GetAtt Cluster.DBClusterArn'),
    resolver: null,
    want: [
      'rds-data:BatchExecuteStatement cluster:${Cluster}',
      'rds-data:ExecuteStatement cluster:${Cluster}',
      'secretsmanager:GetSecretValue ${Secret}',
    ],
  },
  {
    name: 'or by its name',
    source: DATABASE.replace('CLUSTER', '!Ref Cluster'),
    resolver: null,
    want: [
      'rds-data:BatchExecuteStatement cluster:${Cluster}',
      'rds-data:ExecuteStatement cluster:${Cluster}',
      'secretsmanager:GetSecretValue ${Secret}',
    ],
  },
  {
    name: 'a helper asks the model that it names',
    source: MODEL,
    resolver: 'Code: "export const request = (c) => converse({ modelId: \'amazon.nova-lite-v1:0\', messages: [] })"',
    want: [`bedrock:InvokeModel ${MODEL_ARN}`],
  },
  {
    name: 'a request asks it by its operation',
    source: MODEL,
    resolver: "Code: \"export const request = (c) => ({ operation: 'InvokeModel', params: { modelId: 'amazon.nova-lite-v1:0' } })\"",
    want: [`bedrock:InvokeModel ${MODEL_ARN}`],
  },
]

test.each(rows)('$name', async ({ source, resolver, want, codes = [] }) => {
  expect(await needed(source, resolver)).toEqual({ cells: want, codes })
})

test('a model that comes with the request is said not to be known', async () => {
  const found = await needed(MODEL, 'Code: "export const request = (c) => invokeModel({ modelId: c.args.model })"')
  expect(found.cells.every((cell) => cell.startsWith('bedrock:InvokeModel ') && cell.endsWith('?wildcard'))).toBe(true)
  expect(found.codes).toEqual(['needs/unknown-resource'])
})

const apis = await appOf(`
Resources:
  Guard: { Type: AWS::Lambda::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, Code: ., Role: ${ROLE} } }
  Source: { Type: AWS::AppSync::GraphQLApi, Properties: { Name: a, AuthenticationType: AWS_IAM } }
  Merged: { Type: AWS::AppSync::GraphQLApi, Properties: { Name: m, ApiType: MERGED, AuthenticationType: AWS_IAM, MergedApiExecutionRoleArn: ${ROLE} } }
  Association: { Type: AWS::AppSync::SourceApiAssociation, Properties: { MergedApiIdentifier: !GetAtt Merged.ApiId, SourceApiIdentifier: !GetAtt Source.ApiId, SourceApiAssociationConfig: { MergeType: AUTO_MERGE } } }
  Channels:
    Type: AWS::AppSync::Api
    Properties:
      Name: c
      EventConfig:
        AuthProviders: [{ AuthType: AWS_LAMBDA, LambdaAuthorizerConfig: { AuthorizerUri: !GetAtt Guard.Arn } }]
        LogConfig: { LogLevel: ALL, CloudWatchLogsRoleArn: ${ROLE} }
`)
const all = needsWith(apis, {})

test('a merged API asks its sources, and merges them by itself', () => {
  expect(cells(all.principals.get('Merged')?.grants ?? [])).toEqual([
    'appsync:SourceGraphQL ${Source}/*',
    'appsync:StartSchemaMerge ${Merged}/sourceApiAssociations/*',
  ])
})

test('an event API writes its logs, and invokes its authorizer', () => {
  expect(cells(all.principals.get('Channels')?.grants ?? [])).toEqual([
    'logs:CreateLogGroup log-group:/aws/appsync/apis/*',
    'logs:CreateLogStream log-group:/aws/appsync/apis/*',
    'logs:PutLogEvents log-group:/aws/appsync/apis/*',
  ])
  const [permission, ...others] = all.resourceGrants
  expect(others).toEqual([])
  expect(permission?.principal.name).toBe('appsync.amazonaws.com')
  expect(permission?.conditions[0]?.values).toEqual([[{ kind: 'symbol', name: 'Channels' }]])
})
