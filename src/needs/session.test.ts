import { expect, test } from 'vitest'
import { appOf, callOf, cells, needsWith, piece } from './testing/app-of.js'

const app = await appOf(`
Transform: AWS::Serverless-2016-10-31
Resources:
  Results: { Type: AWS::S3::Bucket }
  Asks: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: . } }
  Reads:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: .
      Environment: { Variables: { CLUSTER: !GetAtt Cluster.Endpoint.Address, PROXY: !GetAtt Proxy.Endpoint } }
  Proxy: { Type: AWS::RDS::DBProxy }
  Cluster: { Type: AWS::RDS::DBCluster }
`)

const query = callOf('athena', 'StartQueryExecution', {
  WorkGroup: 'sales',
  ResultConfiguration: { OutputLocation: 's3://results/athena' },
})

test('results of a query are read in the workgroup and place of the query that the app starts', () => {
  const needs = needsWith(app, { Asks: [query], Reads: [callOf('athena', 'GetQueryResults', { QueryExecutionId: 'q' })] })
  expect(cells(needs.functions.get('Reads')?.grants ?? [], 'call')).toEqual([
    'athena:GetQueryResults workgroup/sales',
    's3:GetObject s3:results/athena/*',
  ])
})

test('where the app starts none, any workgroup can be meant, and no object is known', () => {
  const needs = needsWith(app, { Reads: [callOf('athena', 'GetQueryResults', { QueryExecutionId: 'q' })] })
  expect(cells(needs.functions.get('Reads')?.grants ?? [], 'call')).toEqual(['athena:GetQueryResults workgroup/* ?wildcard'])
})

test('results of a query of logs are of the group that is asked', () => {
  const asked = callOf('cloudwatch-logs', 'StartQuery', { logGroupName: '/app' })
  const needs = needsWith(app, { Asks: [asked, callOf('cloudwatch-logs', 'GetQueryResults', { queryId: 'q' })] })
  expect(cells(needs.functions.get('Asks')?.grants ?? [], 'call')).toEqual([
    'logs:GetQueryResults log-group:/app:*',
    'logs:StartQuery log-group:/app:*',
  ])
})

test('the token of a configuration is of the session that was started', () => {
  const session = { ApplicationIdentifier: 'abc1234', EnvironmentIdentifier: 'def5678', ConfigurationProfileIdentifier: 'ghi9012' }
  const needs = needsWith(app, {
    Asks: [
      callOf('appconfigdata', 'StartConfigurationSession', session),
      callOf('appconfigdata', 'GetLatestConfiguration', { ConfigurationToken: 't' }),
    ],
  })
  expect(cells(needs.functions.get('Asks')?.grants ?? [], 'call')).toEqual([
    'appconfig:GetLatestConfiguration application/abc1234/environment/def5678/configuration/ghi9012',
    'appconfig:StartConfigurationSession application/abc1234/environment/def5678/configuration/ghi9012',
  ])
})

test('a database of the app is named by its resource ID, and a proxy by what IDs of proxies begin with', () => {
  const token = (host: string) => callOf('rds-signer', 'GetAuthToken', { hostname: piece.env(host), username: 'app' })
  const needs = needsWith(app, { Reads: [token('CLUSTER'), token('PROXY')] })
  expect(cells(needs.functions.get('Reads')?.grants ?? [], 'call')).toEqual([
    'rds-db:connect dbuser:${Cluster.DBClusterResourceId}/app',
    'rds-db:connect dbuser:prx-*/app',
  ])
})
