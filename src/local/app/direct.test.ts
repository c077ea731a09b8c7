/** APIs that call services themselves, each with the role that was generated for it, through real templates and stores. */
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp, until } from '../testing/app.js'
import { cellsOf, without } from '../verify/cells.js'

const integration = (service: string, more: string): string => `
                type: aws
                httpMethod: POST
                credentials: !GetAtt ApiRole.Arn
                uri: !Sub arn:\${AWS::Partition}:apigateway:\${AWS::Region}:${service}
                ${more}`

const OK = `responses: { default: { statusCode: '200' }, '4\\d{2}': { statusCode: '400', responseTemplates: { application/json: '{"said":$input.json("$.message")}' } } }`

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  ApiRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Allow, Principal: { Service: apigateway.amazonaws.com }, Action: sts:AssumeRole }] }
  Items: { Type: AWS::Serverless::SimpleTable }
  Files: { Type: AWS::S3::Bucket }
  Work: { Type: AWS::SQS::Queue }
  Heard: { Type: AWS::SQS::Queue }
  News: { Type: AWS::SNS::Topic, Properties: { Subscription: [{ Protocol: sqs, Endpoint: !GetAtt Heard.Arn }] } }
  HeardPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Heard]
      PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Allow, Principal: { Service: [sns.amazonaws.com, events.amazonaws.com] }, Action: sqs:SendMessage, Resource: !GetAtt Heard.Arn }] }
  Flow:
    Type: AWS::StepFunctions::StateMachine
    Properties: { RoleArn: !GetAtt FlowRole.Arn, DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}' }
  FlowRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Allow, Principal: { Service: states.amazonaws.com }, Action: sts:AssumeRole }] }
  Sold: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [shop] }, Targets: [{ Id: heard, Arn: !GetAtt Heard.Arn }] } }
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      DefinitionBody:
        openapi: 3.0.1
        paths:
          /items/{id}:
            put:
              x-amazon-apigateway-integration:${integration(
                'dynamodb:action/PutItem',
                `passthroughBehavior: never
                requestTemplates: { application/json: !Sub '{"TableName":"\${Items}","Item":{"id":{"S":"$input.params(''id'')"},"name":{"S":$input.json(''$.name'')}}}' }
                ${OK}`,
              )}
          /refused:
            post:
              x-amazon-apigateway-integration:${integration(
                'dynamodb:action/PutItem',
                `requestTemplates: { application/json: '{"TableName":"another","Item":{"id":{"S":"1"}}}' }
                ${OK}`,
              )}
          /files/{key}:
            get:
              x-amazon-apigateway-integration:
                type: aws
                httpMethod: GET
                credentials: !GetAtt ApiRole.Arn
                uri: !Sub arn:\${AWS::Partition}:apigateway:\${AWS::Region}:s3:path/\${Files}/{object}
                requestParameters: { integration.request.path.object: method.request.path.key }
                responses: { default: { statusCode: '200', responseParameters: { method.response.header.Content-Type: integration.response.header.Content-Type } } }
          /work:
            post:
              x-amazon-apigateway-integration:${integration(
                'sqs:path/${AWS::AccountId}/${Work.QueueName}',
                `requestParameters: { integration.request.header.Content-Type: "'application/x-www-form-urlencoded'" }
                requestTemplates: { application/json: 'Action=SendMessage&MessageBody=$util.urlEncode($input.body)' }
                ${OK}`,
              )}
          /news:
            post:
              x-amazon-apigateway-integration:${integration(
                'sns:action/Publish',
                `requestParameters: { integration.request.querystring.TopicArn: !Sub "'\${News}'", integration.request.querystring.Message: method.request.body.text }
                ${OK}`,
              )}
          /news-form:
            post:
              x-amazon-apigateway-integration:${integration(
                'sns:path//',
                `requestParameters: { integration.request.header.Content-Type: "'application/x-www-form-urlencoded'" }
                requestTemplates: { application/json: !Sub "Action=Publish&TopicArn=$util.urlEncode('\${News}')&Message=$util.urlEncode($input.body)&Version=2010-03-31" }
                responses: { default: { statusCode: '200', responseTemplates: { application/json: '$input.json("$.PublishResponse.PublishResult")' } } }`,
              )}
          /flow:
            post:
              x-amazon-apigateway-integration:${integration(
                'states:action/StartExecution',
                `requestTemplates: { application/json: !Sub '{"stateMachineArn":"\${Flow}","input":"$util.escapeJavaScript($input.body)"}' }
                ${OK}`,
              )}
          /sold:
            post:
              x-amazon-apigateway-integration:${integration(
                'events:action/PutEvents',
                `requestTemplates: { application/json: '#set($context.requestOverride.header.X-Amz-Target = "AWSEvents.PutEvents"){"Entries":[{"Source":"shop","DetailType":"sold","Detail":"$util.escapeJavaScript($input.body)"}]}' }
                ${OK}`,
              )}
          /health:
            get:
              x-amazon-apigateway-integration:
                type: mock
                requestTemplates: { application/json: '{"statusCode": 200}' }
                responses: { default: { statusCode: '200', responseTemplates: { application/json: '{"stage":"$context.stage"}' } } }
          /only-json:
            post:
              x-amazon-apigateway-integration:
                type: mock
                passthroughBehavior: never
                requestTemplates: { application/json: '{"statusCode": 200}' }
                responses: { default: { statusCode: '200' } }
`

let it: TestApp
beforeAll(async () => {
  it = await startTestApp({ 'template.yaml': TEMPLATE })
}, 30_000)
afterAll(() => it.close())

const post = (path: string, body: unknown, method = 'POST'): Promise<Response> =>
  it.request('Rest', method, path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
const queue = async (id: string): Promise<string> => {
  const client = new SQSClient(it.admin())
  const url = it.app.describe().resources[id]?.ref
  return until(async () => (await client.send(new ReceiveMessageCommand({ QueueUrl: url }))).Messages?.[0]?.Body)
}

test('nothing of the app is left out', () => expect(it.app.describe().notes).toEqual([]))

test('DynamoDB, through a template of the body and the path', async () => {
  expect((await post('/items/7', { name: 'La"mp' }, 'PUT')).status).toBe(200)
  const { Items } = await new DynamoDBClient(it.admin()).send(new ScanCommand({ TableName: it.app.describe().resources.Items?.ref }))
  expect(Items).toEqual([{ id: { S: '7' }, name: { S: 'La"mp' } }])
})

test('what the role does not allow is refused, and goes through the selection pattern', async () => {
  const plan = it.app.roles().find(({ inline }) => JSON.stringify([...inline]).includes('table/another'))
  if (plan === undefined) throw new Error('no role speaks of the table')
  const cells = cellsOf(plan, new Map()).filter(({ resource }) => resource.endsWith('table/another'))
  await it.app.putRole(without(plan, cells))
  const answer = await post('/refused', {})
  await it.app.putRole(plan)
  expect(answer.status).toBe(400)
  expect(JSON.stringify(await answer.json())).toContain('is not authorized to perform: dynamodb:PutItem')
})

test('S3, by a path parameter', async () => {
  const Bucket = it.app.describe().resources.Files?.ref
  await new S3Client({ ...it.admin(), forcePathStyle: true }).send(
    new PutObjectCommand({ Bucket, Key: 'a b.html', Body: '<p>', ContentType: 'text/html' }),
  )
  const answer = await it.request('Rest', 'GET', '/files/a%20b.html')
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, 'text/html', '<p>'])
})

test('SQS, as a form', async () => {
  const answer = await post('/work', { a: 'x & y' })
  expect([answer.status, await answer.json()]).toMatchObject([
    200,
    { SendMessageResponse: { SendMessageResult: { MessageId: expect.any(String) }, ResponseMetadata: { RequestId: expect.any(String) } } },
  ])
  expect(await queue('Work')).toBe('{"a":"x & y"}')
})

test('SNS, by query parameters, and on to its queue', async () => {
  expect((await post('/news', { text: 'hello' })).status).toBe(200)
  expect(JSON.parse(await queue('Heard'))).toMatchObject({ Type: 'Notification', Message: 'hello' })
})

test('Step Functions', async () => {
  const answer = await post('/flow', { n: 1 })
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ executionArn: expect.stringContaining(':execution:') })
})

test('EventBridge, and on to the target of a rule', async () => {
  const answer = await post('/sold', { n: 2 })
  expect(await answer.json()).toMatchObject({ FailedEntryCount: 0 })
  expect(JSON.parse(await queue('Heard'))).toMatchObject({ source: 'shop', detail: { n: 2 } })
})

test('SNS, as a form to a path of slashes', async () => {
  const answer = await post('/news-form', { text: 'in a form' })
  expect([answer.status, await answer.json()]).toEqual([200, { MessageId: expect.any(String) }])
  expect(JSON.parse(await queue('Heard'))).toMatchObject({ Message: '{"text":"in a form"}' })
})

test('a mock, and a body that none of the templates is for', async () => {
  expect(await (await it.request('Rest', 'GET', '/health')).json()).toEqual({ stage: 'prod' })
  expect((await it.request('Rest', 'POST', '/only-json', { body: '<a/>', headers: { 'content-type': 'application/xml' } })).status).toBe(
    415,
  )
})
