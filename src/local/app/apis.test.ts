/** What an API of an app does beside its answers: authorizers that are asked once, access logs of HTTP APIs, what is missing. */
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp, until } from '../testing/app.js'

const FILES = {
  'template.yaml': `
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Runtime: nodejs22.x, Timeout: 20, MemorySize: 256 } }
Resources:
  Auth: { Type: AWS::Serverless::Function, Properties: { Handler: auth.handler } }
  Access: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /app/access } }
  Rest:
    Type: AWS::Serverless::Api
    Properties: { StageName: dev, Auth: { Authorizers: { ByToken: { FunctionArn: !GetAtt Auth.Arn, Identity: { ReauthorizeEvery: 300 } } } } }
  Http:
    Type: AWS::Serverless::HttpApi
    Properties: { AccessLogSettings: { DestinationArn: !GetAtt Access.Arn, Format: '$context.httpMethod $context.routeKey $context.status' } }
  Sockets: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: s, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action } }
  Clicks: { Type: AWS::MSK::Cluster, Properties: { ClusterName: clicks } }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: fn.handler
      Events:
        One: { Type: Api, Properties: { RestApiId: !Ref Rest, Path: /one, Method: get, Auth: { Authorizer: ByToken } } }
        Two: { Type: Api, Properties: { RestApiId: !Ref Rest, Path: /two, Method: get, Auth: { Authorizer: ByToken } } }
        Open: { Type: HttpApi, Properties: { ApiId: !Ref Http, Path: '/open/{id}', Method: get } }
  FromClicks:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: 'arn:aws:kafka:us-west-2:111122223333:cluster/clicks/1', FunctionName: !Ref Fn, StartingPosition: LATEST }
`,
  // The policy is for the first route that was asked for, and no other.
  'auth.js': `exports.handler = async ({ methodArn }) => {
  console.log('asked for ' + methodArn)
  return { principalId: 'p', policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: methodArn }] } }
}`,
  'fn.js': `exports.handler = async () => ({ statusCode: 200, body: 'ok' })`,
}

let it: TestApp
beforeAll(async () => {
  it = await startTestApp(FILES)
}, 60_000)
afterAll(() => it.close())

test('an authorizer is asked once for a token, and its policy is held against each route', async () => {
  const get = async (path: string, token: string): Promise<number> =>
    (await it.request('Rest', 'GET', path, { headers: { authorization: token } })).status
  expect(await get('/one', 'a')).toBe(200)
  expect(await get('/one', 'a')).toBe(200)
  expect(await get('/two', 'a')).toBe(403)
  expect(await get('/two', 'b')).toBe(200)
  expect(it.logs.filter((line) => line.includes('asked for arn'))).toHaveLength(2)
})

test('an HTTP API writes its access log without a role of the app', async () => {
  await it.request('Http', 'GET', '/open/1')
  const client = new CloudWatchLogsClient(it.admin())
  const line = await until(async () => {
    const { events } = await client.send(new FilterLogEventsCommand({ logGroupName: '/app/access' }))
    return events?.[0]?.message
  })
  expect(line).toBe('GET GET /open/{id} 200')
})

test('what local AWS does not have is said', () => {
  const { notes } = it.app.describe()
  expect(notes.filter((note) => /local AWS has no|feeds/.test(note)).sort()).toEqual([
    'local AWS has no AWS::MSK::Cluster (Clicks): calls of them are refused',
    'nothing here feeds Fn: kafka (FromClicks)',
  ])
})
