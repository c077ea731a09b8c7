/** Templates as the CDK writes them: notifications by a custom resource, versions and aliases of functions. */
import { InvokeCommand, type InvokeCommandInput, LambdaClient, ListAliasesCommand } from '@aws-sdk/client-lambda'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp, until } from '../testing/app.js'
import { refusal } from '../testing/checklist.js'

const arn = (id: string): object => ({ 'Fn::GetAtt': [id, 'Arn'] })
const role = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
  },
}
const TEMPLATE = {
  Resources: {
    InboxD9: { Type: 'AWS::S3::Bucket' },
    Role1: role,
    Reader7: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: {
          ZipFile:
            "exports.handler = async (event, { invokedFunctionArn }) => { console.log('read', event.Records?.[0].s3.object.key); return invokedFunctionArn }",
        },
        Handler: 'index.handler',
        Runtime: 'nodejs22.x',
        Role: arn('Role1'),
      },
    },
    ReaderVersion1: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Reader7' } } },
    ReaderAlias: {
      Type: 'AWS::Lambda::Alias',
      Properties: { FunctionName: { Ref: 'Reader7' }, FunctionVersion: { 'Fn::GetAtt': ['ReaderVersion1', 'Version'] }, Name: 'live' },
    },
    InboxAllow: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: arn('Reader7'),
        Principal: 's3.amazonaws.com',
        SourceAccount: { Ref: 'AWS::AccountId' },
        SourceArn: arn('InboxD9'),
      },
    },
    Seed: { Type: 'Custom::Seed', Properties: { ServiceToken: arn('Reader7') } },
    InboxEmptied: { Type: 'Custom::S3AutoDeleteObjects', Properties: { ServiceToken: arn('Reader7'), BucketName: { Ref: 'InboxD9' } } },
    InboxNotifications: {
      Type: 'Custom::S3BucketNotifications',
      Properties: {
        ServiceToken: 'arn:aws:lambda:us-west-2:111122223333:function:handler-of-the-cdk',
        BucketName: { Ref: 'InboxD9' },
        NotificationConfiguration: {
          LambdaFunctionConfigurations: [
            {
              Events: ['s3:ObjectCreated:*'],
              Filter: { Key: { FilterRules: [{ Name: 'suffix', Value: '.txt' }] } },
              LambdaFunctionArn: arn('Reader7'),
            },
          ],
        },
        Managed: true,
      },
    },
  },
}

let it: TestApp
beforeAll(async () => {
  it = await startTestApp({ 'template.json': JSON.stringify(TEMPLATE) })
}, 30_000)
afterAll(() => it.close())

test("a bucket's notifications come of the custom resource, with their filter", async () => {
  const s3 = new S3Client({ ...it.admin(), forcePathStyle: true })
  const Bucket = it.app.describe().resources.InboxD9?.ref ?? ''
  for (const Key of ['no.png', 'yes.txt']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))
  await until(() => it.logs.find((line) => line.includes('read yes.txt')))
  expect(it.logs.some((line) => line.includes('no.png'))).toBe(false)
})

test('what has an effect on AWS alone is said', () => {
  const notes = it.app.describe().notes.filter((note) => note.includes('custom'))
  expect(notes).toEqual(['local AWS runs no custom resources (Seed): what they make on AWS is missing here'])
})

// Source: Lambda API Reference, "Invoke", Qualifier and LogType.
test('a function is invoked by its alias and its version, and by no other qualifier', async () => {
  const client = new LambdaClient(it.admin())
  const invoke = async (more: Partial<InvokeCommandInput>) => {
    const { Payload } = await client.send(new InvokeCommand({ FunctionName: 'test-Reader7', ...more }))
    return String(JSON.parse(Buffer.from(Payload ?? []).toString()))
  }
  expect(await invoke({ Qualifier: 'live' })).toMatch(/:test-Reader7:live$/)
  expect(await invoke({ Qualifier: '1' })).toMatch(/:test-Reader7:1$/)
  for (const Qualifier of ['7', 'other'])
    expect(await refusal(invoke({ Qualifier }))).toMatchObject({ name: 'ResourceNotFoundException', status: 404 })
  expect((await refusal(invoke({ FunctionName: 'test-Reader7:live', Qualifier: '1' }))).name).toBe('InvalidParameterValueException')
  const { Aliases } = await client.send(new ListAliasesCommand({ FunctionName: 'test-Reader7' }))
  expect(Aliases?.map(({ Name }) => Name)).toEqual(['live'])
})

test('the end of the log comes with the answer, down to the report', async () => {
  const { LogResult = '' } = await new LambdaClient(it.admin()).send(new InvokeCommand({ FunctionName: 'test-Reader7', LogType: 'Tail' }))
  const log = Buffer.from(LogResult, 'base64').toString()
  expect(log).toMatch(/^START RequestId: .*\n.*\tINFO\tread undefined\nEND RequestId: .*\nREPORT RequestId: /s)
})
