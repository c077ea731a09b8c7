/**
 * Events that functions get, each from its source on a running app, held field by field against the examples of AWS's
 * documentation (`golden/`, each with its page): the same members, of the same types, and no others. Where a service says a
 * fixed text (`aws:sqs`, `2.1`) it is the same text.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { Sha256 } from '@aws-crypto/sha256-js'
import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp, until } from '../testing/app.js'
import { scheduledPayload } from './schedules.js'

const FILES = {
  'template.yaml': `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: { Runtime: nodejs22.x, Handler: echo.handler, Timeout: 20, MemorySize: 256 }
Resources:
  Items:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }]
      StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
  Files: { Type: AWS::S3::Bucket }
  Jobs: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 60 } }
  Ordered: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true, VisibilityTimeout: 60 } }
  Topic: { Type: AWS::SNS::Topic }
  Own: { Type: AWS::Events::EventBus, Properties: { Name: own } }
  Group: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /app/own } }
  Sqs: { Type: AWS::Serverless::Function, Properties: { Events: { E: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } } } }
  Fifo: { Type: AWS::Serverless::Function, Properties: { Events: { E: { Type: SQS, Properties: { Queue: !GetAtt Ordered.Arn } } } } }
  Stream:
    Type: AWS::Serverless::Function
    Properties: { Events: { E: { Type: DynamoDB, Properties: { Stream: !GetAtt Items.StreamArn, StartingPosition: TRIM_HORIZON } } } }
  Bucket:
    Type: AWS::Serverless::Function
    Properties: { Events: { E: { Type: S3, Properties: { Bucket: !Ref Files, Events: s3:ObjectCreated:* } } } }
  Sns: { Type: AWS::Serverless::Function, Properties: { Events: { E: { Type: SNS, Properties: { Topic: !Ref Topic } } } } }
  Bus:
    Type: AWS::Serverless::Function
    Properties: { Events: { E: { Type: EventBridgeRule, Properties: { EventBusName: !Ref Own, Pattern: { source: [app] } } } } }
  Hourly: { Type: AWS::Serverless::Function, Properties: { Events: { E: { Type: Schedule, Properties: { Schedule: rate(1 hour) } } } } }
  Records:
    Type: AWS::Serverless::Function
    Properties: { Events: { E: { Type: EventBridgeRule, Properties: { Pattern: { source: [lambda] } } } } }
  Logs:
    Type: AWS::Serverless::Function
    Properties: { Events: { E: { Type: CloudWatchLogs, Properties: { LogGroupName: !Ref Group, FilterPattern: wanted } } } }
  Async:
    Type: AWS::Serverless::Function
    Properties:
      Handler: fails.handler
      EventInvokeConfig:
        MaximumRetryAttempts: 0
        DestinationConfig:
          OnFailure: { Type: EventBridge, Destination: !Sub "arn:aws:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/default" }
          OnSuccess: { Type: EventBridge, Destination: !Sub "arn:aws:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/default" }
  Url: { Type: AWS::Serverless::Function, Properties: { FunctionUrlConfig: { AuthType: AWS_IAM } } }
  Token: { Type: AWS::Serverless::Function, Properties: {} }
  Request: { Type: AWS::Serverless::Function, Properties: {} }
  One: { Type: AWS::Serverless::Function, Properties: {} }
  Two: { Type: AWS::Serverless::Function, Properties: {} }
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: test
      Auth:
        Authorizers:
          ByToken: { FunctionArn: !GetAtt Token.Arn }
          ByRequest: { FunctionArn: !GetAtt Request.Arn, FunctionPayloadType: REQUEST, Identity: { QueryStrings: [auth] } }
  Http:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        Authorizers:
          ByOne: { FunctionArn: !GetAtt One.Arn, AuthorizerPayloadFormatVersion: '1.0', EnableFunctionDefaultPermissions: true, Identity: { Headers: [Auth] } }
          ByTwo:
            FunctionArn: !GetAtt Two.Arn
            AuthorizerPayloadFormatVersion: '2.0'
            EnableSimpleResponses: true
            EnableFunctionDefaultPermissions: true
            Identity: { Headers: [Auth] }
  Routes:
    Type: AWS::Serverless::Function
    Properties:
      Handler: route.handler
      Events:
        T: { Type: Api, Properties: { RestApiId: !Ref Rest, Path: /token, Method: get, Auth: { Authorizer: ByToken } } }
        R: { Type: Api, Properties: { RestApiId: !Ref Rest, Path: '/request/{id}', Method: get, Auth: { Authorizer: ByRequest } } }
        O: { Type: HttpApi, Properties: { ApiId: !Ref Http, Path: '/one/{id}', Method: get, Auth: { Authorizer: ByOne } } }
        W: { Type: HttpApi, Properties: { ApiId: !Ref Http, Path: '/two/{id}', Method: get, Auth: { Authorizer: ByTwo } } }
`,
  'echo.js': `exports.handler = async (event) => {
  console.log('EVENT ' + process.env.AWS_LAMBDA_FUNCTION_NAME + ' ' + JSON.stringify(event))
  return { isAuthorized: true, principalId: 'p', policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }] } }
}`,
  'route.js': `exports.handler = async () => ({ statusCode: 200, body: '{}' })`,
  'fails.js': `exports.handler = async (event) => {
  if (event.fail) throw new Error('no order')
  return { ok: true }
}`,
}

let it: TestApp
let aheadMs = 0
beforeAll(async () => {
  it = await startTestApp(FILES, { aws: { clock: { now: () => Date.now() + aheadMs } } })
}, 60_000)
afterAll(() => it.close())

/** The first event that a function got. */
const eventOf = (id: string): Promise<unknown> =>
  until(() => {
    const marker = `EVENT test-${id} `
    const line = it.logs.find((each) => each.includes(marker))
    return line === undefined ? null : (JSON.parse(line.slice(line.indexOf(marker) + marker.length)) as unknown)
  }, 20_000)

/** Members whose names are the app's own: headers, attributes, an item's fields. */
const OPEN = /(?:headers|multiValueHeaders|requestPayload|trace)$/i

/** Each place with the type of what stands there; a fixed text with the text. */
function fieldsOf(value: unknown, at = ''): readonly string[] {
  if (OPEN.test(at)) return [`${at}: ${value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value}`]
  if (Array.isArray(value)) return value.length === 0 ? [`${at}: []`] : [...new Set(value.flatMap((each) => fieldsOf(each, `${at}[]`)))]
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
    return entries.length === 0 ? [`${at}: {}`] : entries.flatMap(([name, each]) => fieldsOf(each, `${at}.${name}`))
  }
  return [`${at}: ${FIXED.test(at) ? JSON.stringify(value) : value === null ? 'null' : typeof value}`]
}

const FIXED =
  /(?:eventSource|eventVersion|EventSource|EventVersion|s3SchemaVersion|dataType|messageType|StreamViewType|\.version|\.type|\.Type|condition|functionError|executedVersion|statusCode|approximateInvokeCount|SignatureVersion|eventName)$/

function expectDocumented(name: string, event: unknown): void {
  const golden = JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), 'utf8')) as { page: string; event: unknown }
  expect([...fieldsOf(event)].sort(), golden.page).toEqual([...fieldsOf(golden.event)].sort())
}

const resource = (id: string): string => it.app.describe().resources[id]?.ref ?? ''

test('SQS, a standard queue', async () => {
  const MessageAttributes = { myAttribute: { DataType: 'String', StringValue: 'myValue' } }
  await new SQSClient(it.admin()).send(
    new SendMessageCommand({ QueueUrl: resource('Jobs'), MessageBody: 'Test message.', MessageAttributes }),
  )
  expectDocumented('sqs', await eventOf('Sqs'))
})

test('SQS, a FIFO queue', async () => {
  const message = { QueueUrl: resource('Ordered'), MessageBody: 'Test message.', MessageGroupId: '1', MessageDeduplicationId: '1' }
  await new SQSClient(it.admin()).send(new SendMessageCommand(message))
  expectDocumented('sqs-fifo', await eventOf('Fifo'))
})

test('a stream of DynamoDB', async () => {
  const client = new DynamoDBClient(it.admin())
  for (const text of ['Old item!', 'New item!'])
    await client.send(new PutItemCommand({ TableName: resource('Items'), Item: { pk: { S: '101' }, text: { S: text } } }))
  const records = await until(() => {
    const all = it.logs.flatMap((line) => /EVENT test-Stream (.*)$/s.exec(line)?.[1] ?? []).flatMap((text) => JSON.parse(text).Records)
    return all.find(({ eventName }) => eventName === 'MODIFY')
  })
  expectDocumented('dynamodb-stream', { Records: [records] })
})

test('S3', async () => {
  await new S3Client(it.admin()).send(new PutObjectCommand({ Bucket: resource('Files'), Key: 'HappyFace.jpg', Body: 'x' }))
  expectDocumented('s3', await eventOf('Bucket'))
})

test('SNS', async () => {
  const MessageAttributes = { Test: { DataType: 'String', StringValue: 'TestString' } }
  const message = { TopicArn: resource('Topic'), Message: 'Hello from SNS!', Subject: 'TestInvoke', MessageAttributes }
  await new SNSClient(it.admin()).send(new PublishCommand(message))
  expectDocumented('sns', await eventOf('Sns'))
})

test('EventBridge, a bus of its own', async () => {
  const entry = { Source: 'app', DetailType: 'made', Detail: '{"name":"value"}', Resources: ['arn:aws:s3:::x'], EventBusName: 'own' }
  await new EventBridgeClient(it.admin()).send(new PutEventsCommand({ Entries: [entry] }))
  expectDocumented('eventbridge', await eventOf('Bus'))
})

test('EventBridge Scheduler, without an input and with its attributes', () => {
  const arn = 'arn:aws:scheduler:us-east-2:123456789012:schedule/default/name'
  const occasion = { arn, region: 'us-east-2', account: '123456789012', due: Date.parse('2022-03-22T18:59:43Z') }
  expectDocumented('scheduler', JSON.parse(scheduledPayload(null, occasion)))
  const input = '{"at":"<aws.scheduler.scheduled-time>","of":"<aws.scheduler.schedule-arn>","try":<aws.scheduler.attempt-number>}'
  expect(JSON.parse(scheduledPayload(input, occasion))).toEqual({ at: '2022-03-22T18:59:43Z', of: arn, try: 1 })
})

test('destinations, after success and after failure', async () => {
  const client = new LambdaClient(it.admin())
  for (const event of [{}, { fail: true }])
    await client.send(
      new InvokeCommand({ FunctionName: 'test-Async', InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(event)) }),
    )
  const records = await until(() => {
    const all = it.logs.flatMap((line) => /EVENT test-Records (.*)$/s.exec(line)?.[1] ?? []).map((text) => JSON.parse(text))
    return all.length < 2 ? null : all
  }, 20_000)
  for (const [end, name] of [
    ['Success', 'destination-success'],
    ['Failure', 'destination-failure'],
  ]) {
    const found = records.find((each) => each['detail-type'] === `Lambda Function Invocation Result - ${end}`)
    // A single attempt was asked for.
    const detail = {
      ...found.detail,
      requestContext: { ...found.detail.requestContext, approximateInvokeCount: end === 'Success' ? 1 : 3 },
    }
    expectDocumented(name ?? '', detail)
    expect(found.detail.requestContext.approximateInvokeCount).toBe(1)
    expect(found.source).toBe('lambda')
  }
})

test('a subscription of CloudWatch Logs', async () => {
  const client = new CloudWatchLogsClient(it.admin())
  const names = { logGroupName: '/app/own', logStreamName: 's' }
  await client.send(new CreateLogStreamCommand(names))
  const lines = ['not that', 'wanted: this'].map((message) => ({ timestamp: Date.now(), message }))
  await client.send(new PutLogEventsCommand({ ...names, logEvents: lines }))
  const event = (await eventOf('Logs')) as { awslogs: { data: string } }
  expectDocumented('logs', event)
  const data = JSON.parse(gunzipSync(Buffer.from(event.awslogs.data, 'base64')).toString('utf8'))
  expectDocumented('logs-data', data)
  expect(data.logEvents.map(({ message }: { message: string }) => message)).toEqual(['wanted: this'])
})

const QUERY = '?parameter1=value1&parameter1=value2&parameter2=value'

test('a function URL', async () => {
  const url = new URL(`${it.app.describe().apis.Url}/my/path${QUERY}`)
  const { credentials, region } = it.admin()
  const { headers } = await new SignatureV4({ credentials, region, service: 'lambda', sha256: Sha256 }).sign({
    method: 'POST',
    protocol: 'http:',
    hostname: url.hostname,
    path: url.pathname,
    query: { parameter1: ['value1', 'value2'], parameter2: 'value' },
    headers: { host: url.host, cookie: 'cookie1; cookie2', header1: 'value1' },
    body: 'Hello from client!',
  })
  const answer = await fetch(url, { method: 'POST', headers, body: 'Hello from client!' })
  expect(answer.status, await answer.text()).toBe(200)
  expectDocumented('function-url', await eventOf('Url'))
})

const authorizers = [
  { api: 'Rest', path: '/token', header: 'Authorization', id: 'Token', golden: 'authorizer-token' },
  { api: 'Rest', path: '/request/1?auth=1', header: 'x-api-key', id: 'Request', golden: 'authorizer-request-rest' },
  { api: 'Http', path: '/one/1?parameter1=value1', header: 'Auth', id: 'One', golden: 'authorizer-request-http-1.0' },
  { api: 'Http', path: '/two/1?parameter1=value1', header: 'Auth', id: 'Two', golden: 'authorizer-request-http-2.0' },
]
test.each(authorizers)('the event of an authorizer: $golden', async ({ api, path, header, id, golden }) => {
  const answer = await it.request(api, 'GET', path, { headers: { [header]: 'user1', cookie: 'cookie1; cookie2', 'x-api-key': 'k' } })
  expect(answer.status).toBeLessThan(300)
  const parameters = path.includes('auth=1') ? { auth: 'QueryString1' } : { parameter1: 'QueryString1' }
  const event = golden.endsWith('2.0') ? await eventOf(id) : renamed(await eventOf(id), parameters)
  expectDocumented(golden, event)
})

/** The examples have a parameter of another name. */
const renamed = (event: unknown, names: Readonly<Record<string, string>>): unknown =>
  JSON.parse(
    Object.entries(names).reduce((text, [own, theirs]) => text.replaceAll(`"${own}":`, `"${theirs}":`), JSON.stringify(event)),
  ) as unknown

test('a rule with a schedule, an hour later', async () => {
  aheadMs = 3_700_000
  expectDocumented('scheduled-rule', await eventOf('Hourly'))
})
