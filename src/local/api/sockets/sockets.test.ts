/**
 * WebSocket APIs with a real client: handshakes, routes, what backends send to connections, and who may.
 * Source: API Gateway Developer Guide, "About WebSocket APIs in API Gateway", "Control and manage access to WebSocket APIs".
 */
import { ApiGatewayManagementApiClient, GetConnectionCommand, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startTestApp, type TestApp, until } from '../../testing/app.js'

const route = (id: string, key: string, more = ''): string => `
  ${id}Route: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Chat, RouteKey: '${key}', Target: !Sub 'integrations/\${${id}Integration}'${more} } }
  ${id}Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Chat, IntegrationType: AWS_PROXY, IntegrationUri: !Sub 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Fn.Arn}/invocations' }`

const FILES = {
  'template.yaml': `
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Runtime: nodejs22.x, Timeout: 10, MemorySize: 256 } }
Resources:
  Chat: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: chat, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action } }
  Live: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Chat, StageName: live } }
  Auth: { Type: AWS::Serverless::Function, Properties: { Handler: auth.handler } }
  Authorizer:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Chat
      AuthorizerType: REQUEST
      Name: a
      IdentitySource: [route.request.querystring.user]
      AuthorizerUri: !Sub 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Auth.Arn}/invocations'
  AuthPermission: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Auth, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com, SourceArn: !Sub 'arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Chat}/authorizers/*' } }
  Permission: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com, SourceArn: !Sub 'arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Chat}/live/*' } }
  ${route('Connect', '$connect', ', AuthorizationType: CUSTOM, AuthorizerId: !Ref Authorizer')}
  ${route('Disconnect', '$disconnect')}
  ${route('Say', 'say')}
  ${route('Tell', 'tell')}
  ${route('Echo', 'echo', ', RouteResponseSelectionExpression: $default')}
  EchoResponse: { Type: AWS::ApiGatewayV2::RouteResponse, Properties: { ApiId: !Ref Chat, RouteId: !Ref EchoRoute, RouteResponseKey: $default } }
  Fn:
    Type: AWS::Serverless::Function
    Properties: { Handler: fn.handler, Environment: { Variables: { ENDPOINT: !Sub 'https://\${Chat}.execute-api.\${AWS::Region}.amazonaws.com/\${Live}' } } }
Outputs: { Url: { Value: !Sub 'wss://\${Chat}.execute-api.\${AWS::Region}.amazonaws.com/\${Live}' } }
`,
  'auth.js': `exports.handler = async ({ methodArn, queryStringParameters: { user } }) => ({
  principalId: user,
  policyDocument: { Version: '2012-10-17', Statement: [{ Effect: user === 'nobody' ? 'Deny' : 'Allow', Action: 'execute-api:Invoke', Resource: methodArn }] },
  context: { team: 'blue' },
})`,
  'fn.js': `
const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi')
exports.handler = async (event) => {
  const { routeKey, domainName, stage, connectionId, authorizer, eventType } = event.requestContext
  console.log([eventType, routeKey, authorizer && authorizer.principalId, authorizer && authorizer.team].join(' '))
  if (routeKey === 'say' || routeKey === 'tell') {
    // By the domain of the event, as most backends do it, and by the URL that the template makes.
    const endpoint = routeKey === 'say' ? 'https://' + domainName + '/' + stage : process.env.ENDPOINT
    const client = new ApiGatewayManagementApiClient({ endpoint })
    await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: 'heard ' + JSON.parse(event.body).text }))
  }
  return { statusCode: 200, body: 'echo ' + event.body }
}`,
}

let it: TestApp
beforeAll(async () => {
  it = await startTestApp(FILES)
}, 60_000)
afterAll(() => it.close())

interface Client {
  readonly ws: WebSocket
  readonly heard: string[]
}

const connect = (query: string): Promise<Client | number> =>
  new Promise((resolve, reject) => {
    const ws = new WebSocket(`${it.app.describe().apis.Chat}${query}`)
    const heard: string[] = []
    ws.on('message', (data) => heard.push(data.toString()))
    ws.once('open', () => resolve({ ws, heard }))
    ws.once('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    ws.once('error', reject)
  })

async function open(): Promise<Client> {
  const made = await connect('?user=me')
  if (typeof made === 'number') throw new Error(`refused with ${made}`)
  return made
}

const says = async ({ heard }: Client): Promise<string> => until(() => heard.shift())

test('where it is', () => {
  const { apis, outputs, notes } = it.app.describe()
  expect(apis.Chat).toBe(`${it.aws.endpoint.replace('http', 'ws')}/_api/Chat/live`)
  expect([outputs.Url, notes]).toEqual([apis.Chat, []])
})

test('the authorizer of $connect decides, and is in the events of the connection', async () => {
  expect(await connect('')).toBe(401)
  expect(await connect('?user=nobody')).toBe(403)
  const client = await open()
  client.ws.send(JSON.stringify({ action: 'echo' }))
  expect(await says(client)).toBe('echo {"action":"echo"}')
  client.ws.close()
  await until(() => it.logs.find((line) => line.includes('DISCONNECT $disconnect me blue')))
  expect(it.logs.some((line) => line.includes('CONNECT $connect me blue'))).toBe(true)
})

test('a backend sends to the connection under its own role', async () => {
  const client = await open()
  client.ws.send(JSON.stringify({ action: 'say', text: 'by domain' }))
  expect(await says(client)).toBe('heard by domain')
  client.ws.send(JSON.stringify({ action: 'tell', text: 'by URL' }))
  expect(await says(client)).toBe('heard by URL')
  const plan = it.app.roles().find(({ id }) => id === 'FnRole')
  if (plan === undefined) throw new Error('there is no role')
  await it.app.putRole({ ...plan, inline: new Map() })
  client.ws.send(JSON.stringify({ action: 'say', text: 'no longer' }))
  expect(JSON.parse(await says(client))).toMatchObject({ message: 'Internal server error', connectionId: expect.any(String) })
  await it.app.putRole(plan)
  expect(
    it.calls.some(({ checks }) => checks.some((check) => check.action === 'execute-api:ManageConnections' && check.decision !== 'allowed')),
  ).toBe(true)
  client.ws.close()
})

test('a message that no route takes', async () => {
  const client = await open()
  client.ws.send('no JSON')
  expect(JSON.parse(await says(client))).toMatchObject({ message: 'Forbidden', requestId: expect.any(String) })
  client.ws.close()
})

test('a connection that ended is gone, and one that is there is described', async () => {
  const client = await open()
  client.ws.send('?')
  const { connectionId: ConnectionId } = JSON.parse(await says(client)) as { connectionId: string }
  const manage = new ApiGatewayManagementApiClient({ ...it.admin(), endpoint: `${it.aws.endpoint}/live` })
  expect(await manage.send(new GetConnectionCommand({ ConnectionId }))).toMatchObject({ Identity: { SourceIp: '127.0.0.1' } })
  client.ws.close()
  await until(async () => {
    const said = manage.send(new PostToConnectionCommand({ ConnectionId, Data: 'x' }))
    return said.then(
      () => null,
      (error: Error) => (error.name === 'GoneException' ? true : null),
    )
  })
})
