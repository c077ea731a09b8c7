/** A service of the Serverless Framework on local AWS: functions go by their keys, and what the framework makes is there. */
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp, until } from '../testing/app.js'

const SERVICE = `
service: post
provider:
  name: aws
  runtime: nodejs22.x
  environment: { SEEN: '\${self:service}-\${sls:stage}-seen', FORBIDDEN: other }
functions:
  take-letter:
    handler: src/post.take
    environment: { WORK: !Ref Work }
    events:
      - http: { path: 'letters/{id}', method: post, authorizer: guard }
      - httpApi: 'GET /letters/{id}'
  guard: { handler: src/post.guard }
  carry: { handler: src/post.note, events: [sqs: { arn: !GetAtt Work.Arn }, s3: post-parcels, sns: post-news] }
  greedy: { handler: src/post.greedy, url: true }
resources:
  Resources:
    Work: { Type: AWS::SQS::Queue }
    Seen:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: \${self:provider.environment.SEEN}
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
        BillingMode: PAY_PER_REQUEST
`

const CODE = `
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
const db = new DynamoDBClient({}), queue = new SQSClient({})
const put = (id) => db.send(new PutItemCommand({ TableName: process.env.SEEN, Item: { id: { S: id } } }))
export const take = async (event) => {
  await queue.send(new SendMessageCommand({ QueueUrl: process.env.WORK, MessageBody: 'letter ' + event.pathParameters.id }))
  return { statusCode: 202, body: event.requestContext.stage }
}
export const guard = async (event) => ({
  principalId: 'me',
  policyDocument: { Version: '2012-10-17', Statement: [{ Effect: event.authorizationToken === 'yes' ? 'Allow' : 'Deny', Action: 'execute-api:Invoke', Resource: event.methodArn }] },
})
export const note = async (event) => {
  for (const record of event.Records) await put(record.body ?? record.s3?.object.key ?? record.Sns.Message)
}
export const greedy = async () => {
  try {
    await eval('put')('greedy')
    return { statusCode: 200, body: 'it could' }
  } catch (error) {
    return { statusCode: 200, body: error.name }
  }
}
`

let it: TestApp
beforeAll(async () => {
  it = await startTestApp({ 'serverless.yml': SERVICE, 'package.json': '{"type":"module"}', 'src/post.js': CODE })
}, 60_000)
afterAll(() => it.close())

const seen = async (): Promise<readonly (string | undefined)[]> => {
  const db = new DynamoDBClient(it.admin())
  return ((await db.send(new ScanCommand({ TableName: 'post-dev-seen' }))).Items ?? []).map((item) => item.id?.S).sort()
}

test('functions are named as the framework names them, and go by their keys', () => {
  expect(it.app.describe().functions).toEqual({
    carry: expect.stringMatching(/:function:post-dev-carry$/),
    greedy: expect.stringMatching(/:function:post-dev-greedy$/),
    guard: expect.stringMatching(/:function:post-dev-guard$/),
    'take-letter': expect.stringMatching(/:function:post-dev-take-letter$/),
  })
})

test('the REST API asks its authorizer, and the HTTP API does not', async () => {
  const token = (authorization: string): RequestInit => ({ method: 'POST', headers: { authorization } })
  expect((await it.request('ApiGatewayRestApi', 'POST', '/letters/1', token('no'))).status).toBe(403)
  const taken = await it.request('ApiGatewayRestApi', 'POST', '/letters/1', token('yes'))
  expect([taken.status, await taken.text()]).toEqual([202, 'dev'])
  expect((await it.request('HttpApi', 'GET', '/letters/2')).status).toBe(202)
})

test('a queue, a bucket and a topic feed one function', async () => {
  await new S3Client({ ...it.admin(), forcePathStyle: true }).send(new PutObjectCommand({ Bucket: 'post-parcels', Key: 'parcel' }))
  const topic = it.app.describe().resources.SNSTopicPostnews?.arn ?? ''
  await new SNSClient(it.admin()).send(new PublishCommand({ TopicArn: topic, Message: 'news' }))
  await until(async () => ((await seen()).length === 4 ? true : null), 15_000)
  expect(await seen()).toEqual(['letter 1', 'letter 2', 'news', 'parcel'])
}, 30_000)

test('what nobody saw a function need is refused', async () => {
  const url = it.app.describe().apis.greedy ?? ''
  expect(await (await fetch(url)).text()).toBe('AccessDeniedException')
})
