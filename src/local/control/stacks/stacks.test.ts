import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListChangeSetsCommand,
  ListStackResourcesCommand,
  paginateDescribeChangeSet,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { GetFunctionConfigurationCommand, GetPolicyCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startLocalAws } from '../../start.js'
import type { Snapshot } from '../../stores/tables.js'
import type { LocalAws } from '../../types.js'

const REGION = 'us-west-2'
let later = 0
const clock = { now: () => Date.now() + later }
const pass = (ms: number): void => {
  later += ms
}
let local: LocalAws
let fresh: Snapshot
let stacks: CloudFormationClient
let iam: IAMClient
let lambda: LambdaClient

interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}
const clientsFor = (
  credentials: Keys,
): { readonly region: string; readonly endpoint: string; readonly credentials: Keys; readonly maxAttempts: number } => ({
  region: REGION,
  endpoint: local.endpoint,
  credentials,
  maxAttempts: 1,
})

beforeAll(async () => {
  const started = await startLocalAws({ region: REGION, clock })
  if (!started.ok) throw new Error(started.error.message)
  local = started.value
  const { accessKeyId = '', secretAccessKey = '' } = local.accounts[0]?.credentials ?? {}
  const options = clientsFor({ accessKeyId, secretAccessKey })
  stacks = new CloudFormationClient(options)
  iam = new IAMClient(options)
  lambda = new LambdaClient(options)
  fresh = local.snapshot()
})
afterAll(async () => {
  for (const client of [stacks, iam, lambda]) client.destroy()
  await local.close()
})
beforeEach(() => {
  local.restore(fresh)
  later = 0
})

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}
const policy = (action: string, resource: unknown = '*'): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: [action], Resource: [resource] }],
})
const role = (action: string, more: object = {}): object => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: TRUST,
    Policies: [{ PolicyName: 'own', PolicyDocument: policy(action, { 'Fn::GetAtt': ['Table', 'Arn'] }) }],
    ...more,
  },
})
const fn = (roleId: string): object => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Handler: 'index.handler',
    Runtime: 'nodejs22.x',
    Role: { 'Fn::GetAtt': [roleId, 'Arn'] },
    Code: { S3Bucket: 'b', S3Key: 'k' },
  },
})
const base = (resources: object, more: object = {}): string =>
  JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', ...more, Resources: { Table: { Type: 'AWS::DynamoDB::Table' }, ...resources } })
const BEFORE = base({ ReadRole: role('dynamodb:GetItem'), Read: fn('ReadRole') })
const IAM = { Capabilities: ['CAPABILITY_IAM'] as 'CAPABILITY_IAM'[] }

async function settled(name = 'shop'): Promise<{ readonly status: string; readonly reason: string }> {
  pass(60_000)
  const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: name }))
  return { status: String(Stacks?.[0]?.StackStatus), reason: String(Stacks?.[0]?.StackStatusReason ?? '') }
}

async function make(TemplateBody = BEFORE, more: object = {}): Promise<void> {
  await stacks.send(new CreateStackCommand({ StackName: 'shop', TemplateBody, ...IAM, ...more }))
  expect(await settled()).toEqual({ status: 'CREATE_COMPLETE', reason: '' })
}

async function changeSet(TemplateBody: string, more: object = {}): Promise<string> {
  const { Id } = await stacks.send(new CreateChangeSetCommand({ StackName: 'shop', ChangeSetName: 'next', TemplateBody, ...IAM, ...more }))
  return Id ?? ''
}

const refused = async (sent: Promise<unknown>): Promise<readonly [string, string]> => {
  try {
    await sent
  } catch (thrown) {
    const { name, message } = thrown as Error
    return [name, message]
  }
  throw new Error('it was taken')
}

const resources = async (): Promise<ReadonlyMap<string, string>> => {
  const { StackResourceSummaries = [] } = await stacks.send(new ListStackResourcesCommand({ StackName: 'shop' }))
  return new Map(StackResourceSummaries.map((it) => [String(it.LogicalResourceId), String(it.PhysicalResourceId)]))
}

describe('a stack', () => {
  test('makes its roles and functions one after the other, and what nothing here runs is recorded', async () => {
    await stacks.send(new CreateStackCommand({ StackName: 'shop', TemplateBody: BEFORE, ...IAM }))
    const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: 'shop' }))
    expect(Stacks?.[0]?.StackStatus).toBe('CREATE_IN_PROGRESS')
    expect(await settled()).toEqual({ status: 'CREATE_COMPLETE', reason: '' })
    const names = await resources()
    expect(names.get('ReadRole')).toMatch(/^shop-ReadRole-[A-Z0-9]{12}$/)
    const made = await iam.send(new GetRolePolicyCommand({ RoleName: names.get('ReadRole'), PolicyName: 'own' }))
    expect(decodeURIComponent(made.PolicyDocument ?? '')).toContain(`:table/${names.get('Table')}`)
    const { Role } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: names.get('Read') }))
    expect(Role).toBe(`arn:aws:iam::111122223333:role/${names.get('ReadRole')}`)
    const { StackEvents = [] } = await stacks.send(new DescribeStackEventsCommand({ StackName: 'shop' }))
    expect(StackEvents.map((it) => `${it.LogicalResourceId} ${it.ResourceStatus}`)).toEqual([
      'shop CREATE_COMPLETE',
      'Read CREATE_COMPLETE',
      'Read CREATE_IN_PROGRESS',
      'ReadRole CREATE_COMPLETE',
      'ReadRole CREATE_IN_PROGRESS',
      'Table CREATE_COMPLETE',
      'Table CREATE_IN_PROGRESS',
      'shop CREATE_IN_PROGRESS',
    ])
  })
})
