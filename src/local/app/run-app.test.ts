/** A whole app on local AWS, through its APIs and with real clients: who may call what, and what functions get. */

import { Sha256 } from '@aws-crypto/sha256-js'
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp, until } from '../testing/app.js'

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: { Runtime: nodejs22.x, Timeout: 5, MemorySize: 256, Environment: { Variables: { SEEN: !Ref Seen } } }
Resources:
  Seen: { Type: AWS::Serverless::SimpleTable, Properties: { PrimaryKey: { Name: id, Type: String } } }
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      BillingMode: PAY_PER_REQUEST
      StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
  Files: { Type: AWS::S3::Bucket }
  Work: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 30 } }
  News: { Type: AWS::SNS::Topic }
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: dev
      Cors: "'*'"
      Auth:
        Authorizers:
          Token: { FunctionArn: !GetAtt Guard.Arn }
          Asked: { FunctionArn: !GetAtt Guard.Arn, FunctionPayloadType: REQUEST, Identity: { QueryStrings: [key] } }
  Http:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration: { AllowOrigins: ['https://app.example'], AllowMethods: [GET], AllowHeaders: [x-a] }
      Auth:
        Authorizers:
          Jwt: { JwtConfiguration: { issuer: https://issuer.example, audience: [me] }, IdentitySource: $request.header.Authorization }
          Simple: { FunctionArn: !GetAtt SimpleGuard.Arn, AuthorizerPayloadFormatVersion: '2.0', EnableSimpleResponses: true, EnableFunctionDefaultPermissions: true, Identity: { Headers: [x-key] } }
  Echo:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: echo.handler
      FunctionUrlConfig: { AuthType: NONE }
      Events:
        Any: { Type: Api, Properties: { RestApiId: !Ref Rest, Path: '/echo/{proxy+}', Method: any } }
        Iam: { Type: Api, Properties: { RestApiId: !Ref Rest, Path: /iam, Method: get, Auth: { Authorizer: AWS_IAM, InvokeRole: NONE } } }
        Token: { Type: Api, Properties: { RestApiId: !Ref Rest, Path: /token, Method: get, Auth: { Authorizer: Token } } }
        Asked: { Type: Api, Properties: { RestApiId: !Ref Rest, Path: /asked, Method: get, Auth: { Authorizer: Asked } } }
        Open: { Type: HttpApi, Properties: { ApiId: !Ref Http, Path: '/items/{id}', Method: get } }
        Jwt: { Type: HttpApi, Properties: { ApiId: !Ref Http, Path: /jwt, Method: get, Auth: { Authorizer: Jwt, AuthorizationScopes: [read] } } }
        Simple: { Type: HttpApi, Properties: { ApiId: !Ref Http, Path: /simple, Method: get, Auth: { Authorizer: Simple } } }
  Wrong:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: wrong.handler
      Timeout: 1
      Events: { Any: { Type: Api, Properties: { RestApiId: !Ref Rest, Path: /wrong, Method: get } } }
  Guard: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: guard.handler } }
  SimpleGuard: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: guard.simple } }
  Recorder:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: recorder.handler
      Policies: [{ DynamoDBWritePolicy: { TableName: !Ref Seen } }]
      Events:
        Queue: { Type: SQS, Properties: { Queue: !GetAtt Work.Arn, BatchSize: 5, FunctionResponseTypes: [ReportBatchItemFailures] } }
        Stream: { Type: DynamoDB, Properties: { Stream: !GetAtt Orders.StreamArn, StartingPosition: TRIM_HORIZON, FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] } } }
        Upload: { Type: S3, Properties: { Bucket: !Ref Files, Events: 's3:ObjectCreated:*', Filter: { S3Key: { Rules: [{ Name: prefix, Value: in/ }] } } } }
        Topic: { Type: SNS, Properties: { Topic: !Ref News } }
        Bus: { Type: EventBridgeRule, Properties: { Pattern: { source: [shop] } } }
  Overreach:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: overreach.handler
      Environment: { Variables: { ORDERS: !Ref Orders } }
      Events:
        Go: { Type: HttpApi, Properties: { ApiId: !Ref Http, Path: /overreach, Method: get } }
Outputs:
  Url: { Value: !Sub 'https://\${Rest}.execute-api.\${AWS::Region}.amazonaws.com/dev' }
`

const FILES = {
  'template.yaml': TEMPLATE,
  'src/echo.js': `exports.handler = async (event) => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) })`,
  'src/wrong.js': `exports.handler = async ({ queryStringParameters: { say } }) => {
  if (say === 'throw') throw new Error('no')
  if (say === 'form') return { statusCode: 200, body: { not: 'text' } }
  if (say === 'exit') process.exit(1)
  if (say === 'hang') for (;;) ;
  return { statusCode: 200, body: '{"ok":true}' }
}`,
  'src/guard.js': `
const allow = (effect, arn) => ({ principalId: 'me', policyDocument: { Version: '2012-10-17', Statement: [{ Effect: effect, Action: 'execute-api:Invoke', Resource: arn }] }, context: { level: 3 } })
exports.handler = async (event) => {
  const said = event.type === 'TOKEN' ? event.authorizationToken : event.queryStringParameters.key
  if (said === 'who') throw new Error('Unauthorized')
  if (said === 'broken') return { principalId: 'me' }
  return allow(said === 'yes' ? 'Allow' : 'Deny', event.methodArn)
}
exports.simple = async (event) => ({ isAuthorized: event.identitySource[0] === 'yes', context: { name: 'x' } })`,
  'src/recorder.js': `
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb')
const client = new DynamoDBClient({})
exports.handler = async (event) => {
  const first = event.Records?.[0] ?? event
  const source = first.eventSource ?? first.EventSource ?? first.source
  await client.send(new PutItemCommand({ TableName: process.env.SEEN, Item: { id: { S: source }, event: { S: JSON.stringify(event) } } }))
  return { batchItemFailures: [] }
}`,
  'src/overreach.js': `
const { DynamoDBClient, GetItemCommand, DeleteItemCommand } = require('@aws-sdk/client-dynamodb')
const client = new DynamoDBClient({})
exports.handler = async () => {
  await client.send(new GetItemCommand({ TableName: process.env.ORDERS, Key: { id: { S: '1' } } }))
  const sdk = require('@aws-sdk/client-dynamodb')
  const hidden = sdk[Object.keys(sdk).find((name) => name.startsWith('DeleteItemC'))]
  try { await client.send(new hidden({ TableName: process.env.ORDERS, Key: { id: { S: '1' } } })); return { deleted: true } } catch (error) { return { refused: error.name, message: error.message } }
}`,
}

let it: TestApp
beforeAll(async () => {
  it = await startTestApp(FILES)
}, 30_000)
afterAll(async () => {
  const pids = it.app.processes()
  await it.close()
  expect(pids).toBeGreaterThan(0)
  expect(it.app.processes()).toBe(0)
})

const json = async (response: Response): Promise<Record<string, unknown>> => (await response.json()) as Record<string, unknown>

describe('REST API', () => {
  test('a greedy route gets the event of a proxy', async () => {
    const answer = await it.request('Rest', 'POST', '/echo/a/b?x=1&x=2', {
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(200)
    expect(await json(answer)).toMatchObject({
      resource: '/echo/{proxy+}',
      path: '/echo/a/b',
      httpMethod: 'POST',
      pathParameters: { proxy: 'a/b' },
      queryStringParameters: { x: '2' },
      multiValueQueryStringParameters: { x: ['1', '2'] },
      body: '{"a":1}',
      requestContext: { stage: 'dev', path: '/dev/echo/a/b' },
    })
  })

  test('no route, and the wrong method', async () => {
    for (const [method, path] of [
      ['GET', '/none'],
      ['POST', '/token'],
    ] as const) {
      const answer = await it.request('Rest', method, path)
      expect(answer.status).toBe(403)
      expect(await json(answer)).toEqual({ message: 'Missing Authentication Token' })
    }
  })

  test('`Cors` answers preflight requests', async () => {
    const answer = await it.request('Rest', 'OPTIONS', '/token')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('access-control-allow-methods')).toBe('GET,OPTIONS')
  })

  test.each([
    { said: 'yes', status: 200 },
    { said: 'no', status: 403 },
    { said: 'who', status: 401 },
    { said: 'broken', status: 500 },
    { said: undefined, status: 401 },
  ])('a token authorizer that is told $said answers $status', async ({ said, status }) => {
    const answer = await it.request('Rest', 'GET', '/token', { headers: said === undefined ? {} : { authorization: said } })
    expect(answer.status).toBe(status)
    if (status === 200) expect(await json(answer)).toMatchObject({ requestContext: { authorizer: { principalId: 'me', level: '3' } } })
  })

  test.each([
    { query: '?key=yes', status: 200 },
    { query: '?key=no', status: 403 },
    { query: '', status: 401 },
  ])('a request authorizer with `$query` answers $status', async ({ query, status }) => {
    expect((await it.request('Rest', 'GET', `/asked${query}`)).status).toBe(status)
  })

  test('IAM: a signature, and a permission', async () => {
    expect((await it.request('Rest', 'GET', '/iam')).status).toBe(403)
    const may = await it.roleWith([{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `arn:aws:execute-api:*:*:*/dev/GET/iam` }])
    const mayNot = await it.roleWith([
      { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `arn:aws:execute-api:*:*:*/dev/POST/iam` },
    ])
    expect((await signed('/iam', may.credentials)).status).toBe(200)
    const refused = await signed('/iam', mayNot.credentials)
    expect(refused.status).toBe(403)
    expect(String((await json(refused)).Message)).toContain('is not authorized to perform: execute-api:Invoke')
    expect((await signed('/iam', { ...may.credentials, secretAccessKey: 'wrong' })).status).toBe(403)
    expect(await json(await signed('/iam', may.credentials))).toMatchObject({
      requestContext: { identity: { userArn: expect.stringContaining(':assumed-role/') } },
    })
  })
})

async function signed(
  path: string,
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string },
): Promise<Response> {
  const url = new URL(`${it.app.describe().apis.Rest}${path}`)
  const signer = new SignatureV4({ credentials, region: it.aws.region, service: 'execute-api', sha256: Sha256 })
  const request = new HttpRequest({
    method: 'GET',
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    headers: { host: url.host },
  })
  const { headers } = await signer.sign(request)
  return fetch(url, { headers })
}

describe('HTTP API', () => {
  test('a path variable, in format 2.0', async () => {
    const event = await json(await it.request('Http', 'GET', '/items/a%20b?x=1', { headers: { cookie: 'c=1; d=2' } }))
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /items/{id}',
      pathParameters: { id: 'a b' },
      cookies: ['c=1', 'd=2'],
      queryStringParameters: { x: '1' },
    })
  })

  test('no route', async () => expect(await json(await it.request('Http', 'GET', '/none'))).toEqual({ message: 'Not Found' }))

  test('CORS is its own', async () => {
    const preflight = await it.request('Http', 'OPTIONS', '/items/1', {
      headers: { origin: 'https://app.example', 'access-control-request-method': 'GET' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://app.example')
    const foreign = await it.request('Http', 'GET', '/items/1', { headers: { origin: 'https://other.example' } })
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('a JWT: signature, issuer, audience, time and scope', async () => {
    const token = async (claims: object): Promise<string> =>
      String(
        (
          await json(
            await fetch(`${it.aws.endpoint}/_jwt/token`, {
              method: 'POST',
              body: JSON.stringify({ iss: 'https://issuer.example', aud: 'me', scope: 'read', ...claims }),
            }),
          )
        ).token,
      )
    const status = async (value: string): Promise<number> =>
      (await it.request('Http', 'GET', '/jwt', { headers: { authorization: `Bearer ${value}` } })).status
    const good = await token({ sub: 'anna' })
    expect(await status(good)).toBe(200)
    expect(await status(await token({ aud: 'you' }))).toBe(401)
    expect(await status(await token({ iss: 'https://other.example' }))).toBe(401)
    expect(await status(await token({ exp: 1 }))).toBe(401)
    expect(await status(await token({ scope: 'write' }))).toBe(403)
    expect(await status(`${good}x`)).toBe(401)
    expect((await it.request('Http', 'GET', '/jwt')).status).toBe(401)
    const event = await json(await it.request('Http', 'GET', '/jwt', { headers: { authorization: `Bearer ${good}` } }))
    expect(event).toMatchObject({ requestContext: { authorizer: { jwt: { claims: { sub: 'anna' }, scopes: ['read'] } } } })
  })

  test.each([
    { key: 'yes', status: 200 },
    { key: 'no', status: 403 },
    { key: undefined, status: 401 },
  ])('a simple authorizer with the key $key answers $status', async ({ key, status }) => {
    expect((await it.request('Http', 'GET', '/simple', { headers: key === undefined ? {} : { 'x-key': key } })).status).toBe(status)
  })
})

describe('what goes wrong behind an API', () => {
  test('a function that fails, one that answers out of form, and one that is too late', async () => {
    const failing = async (say: string): Promise<readonly [number, unknown]> => {
      const answer = await it.request('Rest', 'GET', `/wrong?say=${say}`)
      return [answer.status, await json(answer)]
    }
    expect(await failing('throw')).toEqual([502, { message: 'Internal server error' }])
    expect(await failing('form')).toEqual([502, { message: 'Internal server error' }])
    expect(await failing('exit')).toEqual([502, { message: 'Internal server error' }])
    expect(await failing('hang')).toEqual([502, { message: 'Internal server error' }])
    expect(await failing('fine')).toEqual([200, { ok: true }])
  })

  test('a body that is too large', async () => {
    const answer = await it.request('Rest', 'POST', '/echo/x', { body: 'x'.repeat(11 << 20) })
    expect(answer.status).toBe(413)
    expect(await json(answer)).toEqual({ message: 'Request Too Long' })
  })
})

describe('functions', () => {
  test('what the code does not show is refused, under the role alone', async () => {
    const answer = await json(await it.request('Http', 'GET', '/overreach'))
    expect(answer.refused).toBe('AccessDeniedException')
    expect(answer.message).toMatch(/User: arn:aws:sts::\d+:assumed-role\/\S+ is not authorized to perform: dynamodb:DeleteItem/)
    const checks = it.calls.flatMap((call) => call.checks).filter(({ principal }) => principal.includes('test-Overreach'))
    expect(checks.map(({ action, decision }) => [action, decision])).toEqual(
      expect.arrayContaining([
        ['dynamodb:GetItem', 'allowed'],
        ['dynamodb:DeleteItem', 'implicitDeny'],
      ]),
    )
  })

  test('a URL of its own', async () => {
    const event = await json(await fetch(`${it.app.describe().apis.Echo}/a/b?c=1`))
    expect(event).toMatchObject({ version: '2.0', rawPath: '/a/b', routeKey: '$default' })
  })

  test('Invoke through the SDK, allowed and refused', async () => {
    const client = new LambdaClient(it.admin())
    const { Payload, StatusCode } = await client.send(
      new InvokeCommand({ FunctionName: 'test-Guard', Payload: '{"type":"TOKEN","authorizationToken":"yes","methodArn":"x"}' }),
    )
    expect(StatusCode).toBe(200)
    expect(JSON.parse(Payload?.transformToString() ?? '')).toMatchObject({ principalId: 'me' })
    await expect(client.send(new InvokeCommand({ FunctionName: 'test-Guard', Payload: '{"broken":' }))).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
    })
    await expect(
      client.send(new InvokeCommand({ FunctionName: 'test-Guard', Payload: JSON.stringify('x'.repeat(7 << 20)) })),
    ).rejects.toMatchObject({ name: 'RequestTooLargeException' })
    await expect(client.send(new InvokeCommand({ FunctionName: 'test-Nobody', Payload: '{}' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    const nobody = new LambdaClient(await it.roleWith([]))
    await expect(nobody.send(new InvokeCommand({ FunctionName: 'test-Guard', Payload: '{}' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    })
  })
})

describe('events', () => {
  const seen = async (source: string): Promise<Record<string, unknown>> => {
    const client = new DynamoDBClient(it.admin())
    return until(async () => {
      const { Items = [] } = await client.send(new ScanCommand({ TableName: it.app.describe().resources.Seen?.ref }))
      const item = Items.find(({ id }) => id?.S === source)
      return item === undefined ? null : JSON.parse(item.event?.S ?? '')
    })
  }

  test('a queue is polled with the role of the function', async () => {
    await new SQSClient(it.admin()).send(
      new SendMessageCommand({
        QueueUrl: it.app.describe().resources.Work?.ref,
        MessageBody: 'hello',
        MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
      }),
    )
    const event = await seen('aws:sqs')
    // Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS", the example of a standard queue's event.
    expect(event).toEqual({
      Records: [
        {
          messageId: expect.any(String),
          receiptHandle: expect.any(String),
          body: 'hello',
          attributes: expect.objectContaining({
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.any(String),
            SenderId: expect.any(String),
            ApproximateFirstReceiveTimestamp: expect.any(String),
          }),
          messageAttributes: { a: { stringValue: 'b', stringListValues: [], binaryListValues: [], dataType: 'String' } },
          md5OfBody: '5d41402abc4b2a76b9719d911017c592',
          md5OfMessageAttributes: expect.any(String),
          eventSource: 'aws:sqs',
          eventSourceARN: expect.stringMatching(/^arn:aws:sqs:/),
          awsRegion: it.aws.region,
        },
      ],
    })
    const poll = it.calls.flatMap((call) => call.checks).find(({ action }) => action === 'sqs:ReceiveMessage')
    expect(poll).toMatchObject({ decision: 'allowed', principal: expect.stringContaining('assumed-role/test-RecorderRole/') })
  })

  test('a stream feeds what the filter lets through', async () => {
    await new DynamoDBClient(it.admin()).send(
      new PutItemCommand({ TableName: it.app.describe().resources.Orders?.ref, Item: { id: { S: '7' }, n: { N: '1' } } }),
    )
    expect(await seen('aws:dynamodb')).toMatchObject({
      Records: [
        {
          eventID: expect.any(String),
          eventName: 'INSERT',
          eventVersion: '1.1',
          eventSource: 'aws:dynamodb',
          awsRegion: it.aws.region,
          dynamodb: {
            Keys: { id: { S: '7' } },
            NewImage: { id: { S: '7' }, n: { N: '1' } },
            SequenceNumber: expect.any(String),
            StreamViewType: 'NEW_AND_OLD_IMAGES',
            ApproximateCreationDateTime: expect.any(Number),
          },
          eventSourceARN: expect.stringContaining('/stream/'),
        },
      ],
    })
  })

  test('an object under the prefix', async () => {
    const client = new S3Client({ ...it.admin(), forcePathStyle: true })
    const Bucket = it.app.describe().resources.Files?.ref
    await client.send(new PutObjectCommand({ Bucket, Key: 'out/no', Body: 'x' }))
    await client.send(new PutObjectCommand({ Bucket, Key: 'in/a b', Body: 'hello' }))
    // Source: Amazon S3 User Guide, "Event message structure".
    expect(await seen('aws:s3')).toMatchObject({
      Records: [
        {
          eventVersion: expect.stringMatching(/^2\./),
          eventSource: 'aws:s3',
          eventName: 'ObjectCreated:Put',
          s3: { s3SchemaVersion: '1.0', bucket: { name: Bucket, arn: `arn:aws:s3:::${Bucket}` }, object: { key: 'in/a+b', size: 5 } },
        },
      ],
    })
  })

  test('a topic', async () => {
    await new SNSClient(it.admin()).send(
      new PublishCommand({ TopicArn: it.app.describe().resources.News?.ref, Message: 'hi', Subject: 's' }),
    )
    // Source: AWS Lambda Developer Guide, "Invoking Lambda functions with Amazon SNS notifications".
    expect(await seen('aws:sns')).toMatchObject({
      Records: [
        {
          EventVersion: '1.0',
          EventSource: 'aws:sns',
          EventSubscriptionArn: expect.any(String),
          Sns: { Type: 'Notification', Message: 'hi', Subject: 's', TopicArn: it.app.describe().resources.News?.ref },
        },
      ],
    })
  })

  test('a rule', async () => {
    await new EventBridgeClient(it.admin()).send(
      new PutEventsCommand({
        Entries: [
          { Source: 'other', DetailType: 't', Detail: '{}' },
          { Source: 'shop', DetailType: 'sold', Detail: '{"n":1}' },
        ],
      }),
    )
    // Source: EventBridge User Guide, "AWS event structure".
    expect(await seen('shop')).toMatchObject({
      version: '0',
      id: expect.any(String),
      'detail-type': 'sold',
      source: 'shop',
      account: it.account,
      region: it.aws.region,
      resources: [],
      detail: { n: 1 },
    })
  })
})

test('outputs and URLs speak of this machine', () => {
  const { outputs, apis } = it.app.describe()
  expect(outputs.Url).toBe(apis.Rest)
  expect(
    it.problems.filter((problem) => !/malformed proxy response|token|which the authorizer|the authorizer answered/.test(problem)),
  ).toEqual([])
})
