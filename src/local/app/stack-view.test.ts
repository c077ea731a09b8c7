/** The app that runs, as a stack that real clients look at and change. */
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation'
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp, until } from '../testing/app.js'

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Parameters: { Stage: { Type: String, Default: prod } }
Resources:
  Items: { Type: AWS::Serverless::SimpleTable }
  Put:
    Type: AWS::Serverless::Function
    Properties: { Handler: put.handler, Runtime: nodejs22.x, CodeUri: ., Role: !GetAtt Broad.Arn, Environment: { Variables: { TABLE: !Ref Items } } }
  Broad:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }
      Policies: [{ PolicyName: all, PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Allow, Action: 'dynamodb:*', Resource: '*' }] } }]
`
const CODE = `import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
const client = new DynamoDBClient({})
export const handler = (event) => client.send(new PutItemCommand({ TableName: process.env.TABLE, Item: event }))
`
let app: TestApp
let stacks: CloudFormationClient
let StackName = ''

beforeAll(async () => {
  app = await startTestApp({ 'template.yaml': TEMPLATE, 'put.mjs': CODE })
  stacks = new CloudFormationClient(app.admin())
  StackName = (await stacks.send(new DescribeStacksCommand({}))).Stacks?.[0]?.StackName ?? ''
}, 60_000)
afterAll(async () => {
  stacks.destroy()
  await app.close()
})

const physical = async (id: string): Promise<string> =>
  (await stacks.send(new ListStackResourcesCommand({ StackName }))).StackResourceSummaries?.find((it) => it.LogicalResourceId === id)
    ?.PhysicalResourceId ?? ''

const settledSet = async (ChangeSetName: string, wanted: string): Promise<void> => {
  const status = await until(async () => {
    const { Status } = await stacks.send(new DescribeChangeSetCommand({ StackName, ChangeSetName }))
    return Status?.endsWith('IN_PROGRESS') === true ? null : Status
  })
  expect(status).toBe(wanted)
}

test('has its template, its parameters and the names of its resources', async () => {
  const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName }))
  expect(Stacks?.[0]?.Parameters).toEqual([{ ParameterKey: 'Stage', ParameterValue: 'prod' }])
  const { TemplateBody } = await stacks.send(new GetTemplateCommand({ StackName, TemplateStage: 'Original' }))
  expect(TemplateBody).toBe(TEMPLATE)
  expect(await physical('Items')).toBe(`${StackName}-Items`)
  // The role that the function runs with is there beside the template's own.
  expect(await physical('PutRole')).toBe(`${StackName}-PutRole`)
})

test('the same template changes nothing, though other roles are in force than it says', async () => {
  await stacks.send(
    new CreateChangeSetCommand({ StackName, ChangeSetName: 'same', UsePreviousTemplate: true, Capabilities: ['CAPABILITY_IAM'] }),
  )
  await settledSet('same', 'FAILED')
  await stacks.send(new DetectStackDriftCommand({ StackName }))
  const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName }))
  expect(Stacks?.[0]?.DriftInformation?.StackDriftStatus).toBe('IN_SYNC')
})

test('a change set points a running function to another role', async () => {
  const TemplateBody = TEMPLATE.replace('!GetAtt Broad.Arn', '!GetAtt Other.Arn').concat(
    "  Other:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }\n",
  )
  await stacks.send(new CreateChangeSetCommand({ StackName, ChangeSetName: 'other', TemplateBody, Capabilities: ['CAPABILITY_IAM'] }))
  await settledSet('other', 'CREATE_COMPLETE')
  await stacks.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: 'other' }))
  await until(async () =>
    (await stacks.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0]?.StackStatus === 'UPDATE_COMPLETE' ? true : null,
  )
  const lambda = new LambdaClient(app.admin())
  const { Role } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: await physical('Put') }))
  expect(Role).toBe(`arn:aws:iam::111122223333:role/${await physical('Other')}`)
  lambda.destroy()
})
