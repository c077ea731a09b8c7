// The app under load: an HTTP API before a function that writes an item and an object, a queue and a stream with a consumer
// each. Whatever it stores it stores under the same few names, so that what grows is a leak.
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function: { Runtime: nodejs22.x, Timeout: 20, MemorySize: 256 }
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
  Api:
    Type: AWS::Serverless::Function
    Properties:
      Handler: api.handler
      Environment: { Variables: { TABLE: !Ref Items, BUCKET: !Ref Files } }
      Events: { Any: { Type: HttpApi, Properties: { Path: '/items/{id}', Method: put } } }
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Handler: worker.handler
      Environment: { Variables: { TABLE: !Ref Items } }
      Events: { Jobs: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn, BatchSize: 10 } } }
  Watcher:
    Type: AWS::Serverless::Function
    Properties:
      Handler: watcher.handler
      Events: { Stream: { Type: DynamoDB, Properties: { Stream: !GetAtt Items.StreamArn, StartingPosition: LATEST, BatchSize: 100 } } }
`

const FILES = {
  'template.yaml': TEMPLATE,
  'api.js': `const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb')
const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3')
const dynamo = new DynamoDBClient({})
const s3 = new S3Client({})
exports.handler = async (event) => {
  const { id } = event.pathParameters
  await dynamo.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { pk: { S: id }, text: { S: event.body ?? '' } } }))
  await s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: 'files/' + id, Body: event.body ?? '' }))
  console.log('stored', id)
  return { statusCode: 200, body: id }
}
`,
  'worker.js': `const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb')
const client = new DynamoDBClient({})
exports.handler = async (event) => {
  for (const { body } of event.Records)
    await client.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { pk: { S: 'job-' + body }, at: { N: String(Date.now()) } } }))
}
`,
  'watcher.js': `exports.handler = async (event) => {
  console.log('changes', event.Records.length)
}
`,
}

/** @returns the app's folder; its packages are those of this repository */
export function writeApp() {
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-load-'))
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text)
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'))
  return folder
}
