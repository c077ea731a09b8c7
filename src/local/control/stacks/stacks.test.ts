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

const statusOf = async (ChangeSetName = 'next'): Promise<readonly [string, string, string]> => {
  pass(5_000)
  const set = await stacks.send(new DescribeChangeSetCommand({ StackName: 'shop', ChangeSetName }))
  return [String(set.Status), String(set.ExecutionStatus), String(set.StatusReason ?? '')]
}

const AFTER = base({
  ReadRole: role('dynamodb:Query'),
  NewRole: role('dynamodb:GetItem'),
  Read: fn('NewRole'),
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Properties: { FunctionName: { Ref: 'Read' }, Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com' },
  },
})

describe('a change set', () => {
  test('says what would change, with values, and changes nothing', async () => {
    await make()
    const before = await resources()
    await changeSet(AFTER)
    const first = await stacks.send(new DescribeChangeSetCommand({ StackName: 'shop', ChangeSetName: 'next' }))
    expect(first.Status).toBe('CREATE_IN_PROGRESS')
    expect(await statusOf()).toEqual(['CREATE_COMPLETE', 'AVAILABLE', ''])
    const set = await stacks.send(new DescribeChangeSetCommand({ StackName: 'shop', ChangeSetName: 'next', IncludePropertyValues: true }))
    expect(
      set.Changes?.map(({ ResourceChange: it }) => [
        it?.Action,
        it?.LogicalResourceId,
        it?.Replacement,
        it?.Scope,
        it?.Details?.map((d) => d.Target?.Name),
      ]),
    ).toEqual([
      ['Add', 'NewRole', undefined, [], []],
      ['Add', 'Permission', undefined, [], []],
      ['Modify', 'Read', 'False', ['Properties'], ['Role']],
      ['Modify', 'ReadRole', 'False', ['Properties'], ['Policies']],
    ])
    expect(set.Changes?.[2]?.ResourceChange?.Details?.[0]).toMatchObject({
      Evaluation: 'Dynamic',
      ChangeSource: 'DirectModification',
      Target: { Attribute: 'Properties', RequiresRecreation: 'Never', AfterValue: '{{changeSet:KNOWN_AFTER_APPLY}}' },
    })
    expect(await resources()).toEqual(before)
  })

  test('is executed as one update, and leaves what nothing names any more last', async () => {
    await make()
    const before = await resources()
    await changeSet(base({ NewRole: role('dynamodb:GetItem'), Read: fn('NewRole') }))
    await statusOf()
    await stacks.send(new ExecuteChangeSetCommand({ StackName: 'shop', ChangeSetName: 'next' }))
    expect(await refused(stacks.send(new ExecuteChangeSetCommand({ StackName: 'shop', ChangeSetName: 'next' })))).toEqual([
      'InvalidChangeSetStatusException',
      expect.stringMatching(/cannot be executed in its current execution status of \[EXECUTE_IN_PROGRESS\]/),
    ])
    expect(await refused(stacks.send(new UpdateStackCommand({ StackName: 'shop', TemplateBody: BEFORE, ...IAM })))).toEqual([
      'ValidationError',
      expect.stringMatching(/is in UPDATE_IN_PROGRESS state and can not be updated\.$/),
    ])
    expect(await settled()).toEqual({ status: 'UPDATE_COMPLETE', reason: '' })
    const after = await resources()
    expect([...after.keys()]).toEqual(['NewRole', 'Read', 'Table'])
    expect(after.get('Table')).toBe(before.get('Table'))
    const { Role } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: after.get('Read') }))
    expect(Role).toBe(`arn:aws:iam::111122223333:role/${after.get('NewRole')}`)
    expect((await refused(iam.send(new GetRoleCommand({ RoleName: before.get('ReadRole') }))))[0]).toBe('NoSuchEntityException')
    expect((await refused(stacks.send(new ExecuteChangeSetCommand({ StackName: 'shop', ChangeSetName: 'next' }))))[0]).toBe(
      'ChangeSetNotFoundException',
    )
    const { StackEvents = [] } = await stacks.send(new DescribeStackEventsCommand({ StackName: 'shop' }))
    expect(StackEvents.slice(0, 3).map((it) => `${it.LogicalResourceId} ${it.ResourceStatus}`)).toEqual([
      'shop UPDATE_COMPLETE',
      'ReadRole DELETE_COMPLETE',
      'shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    ])
  })

  test('without changes fails, and says so as AWS does', async () => {
    await make()
    await changeSet('', { TemplateBody: undefined, UsePreviousTemplate: true })
    expect(await statusOf()).toEqual([
      'FAILED',
      'UNAVAILABLE',
      "The submitted information didn't contain changes. Submit different information to create a change set.",
    ])
    expect(await refused(stacks.send(new UpdateStackCommand({ StackName: 'shop', TemplateBody: BEFORE, ...IAM })))).toEqual([
      'ValidationError',
      'No updates are to be performed.',
    ])
  })

  test('makes a stack, is listed, paged and deleted', async () => {
    const many = base(Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`Queue${i}`, { Type: 'AWS::SQS::Queue' }])))
    await changeSet(many, { ChangeSetType: 'CREATE' })
    const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: 'shop' }))
    expect(Stacks?.[0]?.StackStatus).toBe('REVIEW_IN_PROGRESS')
    await statusOf()
    let count = 0
    let pages = 0
    for await (const page of paginateDescribeChangeSet({ client: stacks }, { StackName: 'shop', ChangeSetName: 'next' })) {
      count += page.Changes?.length ?? 0
      pages++
    }
    expect([count, pages]).toEqual([121, 2])
    const { Summaries } = await stacks.send(new ListChangeSetsCommand({ StackName: 'shop' }))
    expect(Summaries?.map((it) => it.ChangeSetName)).toEqual(['next'])
    await stacks.send(new ExecuteChangeSetCommand({ StackName: 'shop', ChangeSetName: 'next' }))
    expect((await settled()).status).toBe('CREATE_COMPLETE')
    await changeSet(AFTER)
    await stacks.send(new DeleteChangeSetCommand({ StackName: 'shop', ChangeSetName: 'next' }))
    expect((await refused(stacks.send(new DescribeChangeSetCommand({ StackName: 'shop', ChangeSetName: 'next' }))))[0]).toBe(
      'ChangeSetNotFoundException',
    )
  })
})

describe('what is refused', () => {
  const REFUSALS: readonly { readonly name: string; readonly send: () => Promise<unknown>; readonly says: readonly [string, string] }[] = [
    {
      name: 'roles that nobody acknowledged',
      send: () => stacks.send(new CreateStackCommand({ StackName: 'other', TemplateBody: BEFORE })),
      says: ['InsufficientCapabilitiesException', 'Requires capabilities : [CAPABILITY_IAM]'],
    },
    {
      name: 'a role with a name of its own',
      send: () =>
        stacks.send(
          new CreateStackCommand({ StackName: 'other', TemplateBody: base({ R: role('dynamodb:GetItem', { RoleName: 'mine' }) }), ...IAM }),
        ),
      says: ['InsufficientCapabilitiesException', 'Requires capabilities : [CAPABILITY_NAMED_IAM]'],
    },
    {
      name: 'a transform, made a stack of at once',
      send: () =>
        stacks.send(
          new CreateStackCommand({ StackName: 'other', TemplateBody: base({}, { Transform: 'AWS::Serverless-2016-10-31' }), ...IAM }),
        ),
      says: ['InsufficientCapabilitiesException', 'Requires capabilities : [CAPABILITY_AUTO_EXPAND]'],
    },
    {
      name: 'a name that is taken',
      send: () => stacks.send(new CreateStackCommand({ StackName: 'shop', TemplateBody: BEFORE, ...IAM })),
      says: ['AlreadyExistsException', 'Stack [shop] already exists'],
    },
    {
      name: 'a name that no stack has',
      send: () => stacks.send(new DescribeStacksCommand({ StackName: 'nothing' })),
      says: ['ValidationError', 'Stack with id nothing does not exist'],
    },
    {
      name: 'a stack name with other characters',
      send: () => stacks.send(new CreateStackCommand({ StackName: '1_shop', TemplateBody: BEFORE, ...IAM })),
      says: [
        'ValidationError',
        "1 validation error detected: Value '1_shop' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*",
      ],
    },
    {
      name: 'a reference to nothing',
      send: () => stacks.send(new ValidateTemplateCommand({ TemplateBody: base({ Read: fn('Absent') }) })),
      says: ['ValidationError', 'Template format error: Unresolved resource dependencies [Absent] in the Resources block of the template'],
    },
    {
      name: 'a circle',
      send: () =>
        stacks.send(
          new ValidateTemplateCommand({
            TemplateBody: base({ A: { Type: 'AWS::SQS::Queue', DependsOn: 'B' }, B: { Type: 'AWS::SQS::Queue', DependsOn: 'A' } }),
          }),
        ),
      says: ['ValidationError', 'Circular dependency between resources: [A, B]'],
    },
    {
      name: 'a parameter without a value',
      send: () =>
        stacks.send(new CreateStackCommand({ StackName: 'other', TemplateBody: base({}, { Parameters: { Stage: { Type: 'String' } } }) })),
      says: ['ValidationError', 'Parameters: [Stage] must have values'],
    },
    {
      name: 'a parameter that is not declared',
      send: () =>
        stacks.send(
          new CreateStackCommand({
            StackName: 'other',
            TemplateBody: base({}),
            Parameters: [{ ParameterKey: 'Stage', ParameterValue: 'x' }],
          }),
        ),
      says: ['ValidationError', 'Parameters: [Stage] do not exist in the template'],
    },
    {
      name: 'a template that is too long',
      send: () => stacks.send(new ValidateTemplateCommand({ TemplateBody: base({}, { Description: 'x'.repeat(51_200) }) })),
      says: [
        'ValidationError',
        "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
      ],
    },
  ]
  test.each(REFUSALS)('$name', async ({ send, says }) => {
    await make()
    expect(await refused(send())).toEqual(says)
  })

  test('capabilities of what a transform makes are missed while the change set is made', async () => {
    await make()
    const sam = base(
      { Read: { Type: 'AWS::Serverless::Function', Properties: { Handler: 'i.h', Runtime: 'nodejs22.x', CodeUri: 's3://b/k' } } },
      { Transform: 'AWS::Serverless-2016-10-31' },
    )
    await changeSet(sam, { Capabilities: [] })
    expect(await statusOf()).toEqual(['FAILED', 'UNAVAILABLE', 'Requires capabilities : [CAPABILITY_IAM]'])
  })
})

describe('an update that fails', () => {
  /** A caller with some rights, and a client of theirs. */
  async function withRights(statements: readonly object[]): Promise<CloudFormationClient> {
    await iam.send(new CreateUserCommand({ UserName: 'deployer' }))
    const document = JSON.stringify({ Version: '2012-10-17', Statement: statements })
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'deploys', PolicyDocument: document }))
    await iam.send(new AttachUserPolicyCommand({ UserName: 'deployer', PolicyArn: Policy?.Arn }))
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'deployer' }))
    return new CloudFormationClient(
      clientsFor({ accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }),
    )
  }
  const allow = (...actions: readonly string[]): object => ({ Effect: 'Allow', Action: actions, Resource: '*' })

  test('is taken back whole: what was made goes, what was changed is as it was', async () => {
    await make()
    const before = await resources()
    const client = await withRights([
      allow('cloudformation:*', 'iam:*'),
      { Effect: 'Deny', Action: 'iam:PassRole', Resource: '*' },
      { Effect: 'Allow', Action: 'lambda:*', Resource: '*' },
    ])
    await client.send(new UpdateStackCommand({ StackName: 'shop', TemplateBody: AFTER, ...IAM }))
    const { status, reason } = await settled()
    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(reason).toMatch(/failed to update: \[Read\].*iam:PassRole.*HandlerErrorCode: AccessDenied/)
    expect(await resources()).toEqual(before)
    const own = await iam.send(new GetRolePolicyCommand({ RoleName: before.get('ReadRole'), PolicyName: 'own' }))
    expect(decodeURIComponent(own.PolicyDocument ?? '')).toContain('dynamodb:GetItem')
    const { StackEvents = [] } = await stacks.send(new DescribeStackEventsCommand({ StackName: 'shop' }))
    expect(StackEvents.map((it) => it.ResourceStatus)).toContain('UPDATE_ROLLBACK_IN_PROGRESS')
    client.destroy()
  })

  test('of a new stack leaves nothing', async () => {
    const large = Array.from({ length: 300 }, (_, i) => `arn:aws:s3:::${'b'.repeat(50)}${i}/*`)
    const oversized = {
      PolicyName: 'large',
      PolicyDocument: { ...policy('s3:GetObject'), Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: large }] },
    }
    await stacks.send(
      new CreateStackCommand({
        StackName: 'shop',
        TemplateBody: base({ ReadRole: role('dynamodb:GetItem', { Policies: [oversized] }) }),
        ...IAM,
      }),
    )
    const { status, reason } = await settled()
    expect(status).toBe('ROLLBACK_COMPLETE')
    expect(reason).toMatch(/Maximum policy size of 10240 bytes exceeded/)
    expect([...(await resources()).keys()]).toEqual([])
    await stacks.send(new DeleteStackCommand({ StackName: 'shop' }))
    pass(10_000)
    expect(await refused(stacks.send(new DescribeStacksCommand({ StackName: 'shop' })))).toEqual([
      'ValidationError',
      'Stack with id shop does not exist',
    ])
  })

  test('a service role does it in place of who asks', async () => {
    await iam.send(
      new CreateRoleCommand({
        RoleName: 'cfn',
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'cloudformation.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        }),
      }),
    )
    const RoleARN = 'arn:aws:iam::111122223333:role/cfn'
    const client = await withRights([allow('cloudformation:*'), { Effect: 'Allow', Action: 'iam:PassRole', Resource: RoleARN }])
    await client.send(new CreateStackCommand({ StackName: 'shop', TemplateBody: BEFORE, RoleARN, ...IAM }))
    expect((await settled()).status).toBe('ROLLBACK_COMPLETE')
    await client.send(new DeleteStackCommand({ StackName: 'shop' }))
    pass(10_000)
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: 'cfn',
        PolicyName: 'all',
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [allow('iam:*', 'lambda:*')] }),
      }),
    )
    await client.send(new CreateStackCommand({ StackName: 'shop', TemplateBody: BEFORE, RoleARN, ...IAM }))
    expect((await settled()).status).toBe('CREATE_COMPLETE')
    client.destroy()
  })
})

test('drift is what was changed beside the stack', async () => {
  await make()
  const RoleName = (await resources()).get('ReadRole')
  const look = async (): Promise<readonly unknown[]> => {
    const { StackDriftDetectionId } = await stacks.send(new DetectStackDriftCommand({ StackName: 'shop' }))
    const status = (): Promise<{ readonly DetectionStatus?: string | undefined; readonly StackDriftStatus?: string | undefined }> =>
      stacks.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }))
    expect((await status()).DetectionStatus).toBe('DETECTION_IN_PROGRESS')
    pass(5_000)
    const { StackDriftStatus } = await status()
    const { StackResourceDrifts = [] } = await stacks.send(
      new DescribeStackResourceDriftsCommand({ StackName: 'shop', StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'] }),
    )
    return [
      StackDriftStatus,
      ...StackResourceDrifts.map((it) => [it.LogicalResourceId, it.PropertyDifferences?.map((d) => [d.PropertyPath, d.DifferenceType])]),
    ]
  }
  expect(await look()).toEqual(['IN_SYNC'])
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'by-hand', PolicyDocument: JSON.stringify(policy('s3:*')) }))
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: JSON.stringify(policy('s3:*')) }))
  expect(await look()).toEqual([
    'DRIFTED',
    [
      'ReadRole',
      [
        ['/Policies/0/PolicyDocument', 'NOT_EQUAL'],
        ['/Policies/1', 'ADD'],
      ],
    ],
  ])
})

describe('a template', () => {
  const SAM = `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, Default: prod, AllowedValues: [dev, prod] }
  Secret: { Type: String, NoEcho: true, Default: hidden }
Globals:
  Function: { Runtime: nodejs22.x, Tracing: Active }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Table: { Type: AWS::Serverless::SimpleTable }
  Read:
    Type: AWS::Serverless::Function
    Properties:
      Handler: read.handler # kept in the original
      CodeUri: s3://bucket/key
      Policies:
        - DynamoDBReadPolicy: { TableName: !Ref Table }
        - Version: "2012-10-17"
          Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: !Sub "arn:\${AWS::Partition}:s3:::\${Stage}-files/*" }]
      Events:
        Daily: { Type: Schedule, Properties: { Schedule: rate(1 day) } }
  Alarm: { Type: AWS::SNS::Topic, Condition: IsProd }
Outputs:
  Where: { Value: !GetAtt Table.Arn }
`
  const CAPS = { Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'] }

  test('of SAM becomes roles, permissions and functions, and keeps its own text', async () => {
    await make(SAM, CAPS)
    const names = await resources()
    expect([...names.keys()]).toEqual(['Alarm', 'Read', 'ReadDaily', 'ReadDailyPermission', 'ReadRole', 'Table'])
    const { TemplateBody, StagesAvailable } = await stacks.send(new GetTemplateCommand({ StackName: 'shop', TemplateStage: 'Original' }))
    expect([TemplateBody, StagesAvailable]).toEqual([SAM, ['Original', 'Processed']])
    const processed = await stacks.send(new GetTemplateCommand({ StackName: 'shop', TemplateStage: 'Processed' }))
    const { Resources } = JSON.parse(processed.TemplateBody ?? '')
    expect(Resources.ReadRole.Properties.ManagedPolicyArns).toEqual([
      'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
      'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess',
    ])
    expect(Resources.Read).toMatchObject({
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: 'bucket', S3Key: 'key' },
        Runtime: 'nodejs22.x',
        TracingConfig: { Mode: 'Active' },
        Role: { 'Fn::GetAtt': ['ReadRole', 'Arn'] },
      },
    })
    const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName: names.get('ReadRole') }))
    expect(PolicyNames).toEqual(['ReadRolePolicy0', 'ReadRolePolicy1'])
    const read = await iam.send(new GetRolePolicyCommand({ RoleName: names.get('ReadRole'), PolicyName: 'ReadRolePolicy0' }))
    expect(decodeURIComponent(read.PolicyDocument ?? '')).toContain(`arn:aws:dynamodb:us-west-2:111122223333:table/${names.get('Table')}`)
    const own = await lambda.send(new GetPolicyCommand({ FunctionName: names.get('Read') }))
    expect(JSON.parse(own.Policy ?? '{}').Statement).toMatchObject([
      { Principal: { Service: 'events.amazonaws.com' }, Action: 'lambda:InvokeFunction' },
    ])
    const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: 'shop' }))
    expect(Stacks?.[0]?.Outputs).toEqual([
      { OutputKey: 'Where', OutputValue: `arn:aws:dynamodb:us-west-2:111122223333:table/${names.get('Table')}` },
    ])
    expect(Stacks?.[0]?.Parameters?.map((it) => [it.ParameterKey, it.ParameterValue])).toEqual([
      ['Stage', 'prod'],
      ['Secret', '****'],
    ])
  })

  test('keeps values of parameters that are to stay, and what stands under a condition follows them', async () => {
    await make(SAM, { ...CAPS, Parameters: [{ ParameterKey: 'Stage', ParameterValue: 'dev' }] })
    expect((await resources()).has('Alarm')).toBe(false)
    await changeSet('', {
      TemplateBody: undefined,
      UsePreviousTemplate: true,
      Parameters: [
        { ParameterKey: 'Stage', UsePreviousValue: true },
        { ParameterKey: 'Secret', UsePreviousValue: true },
      ],
    })
    expect((await statusOf())[0]).toBe('FAILED')
    await changeSet('', { ChangeSetName: 'more', TemplateBody: undefined, UsePreviousTemplate: true })
    await statusOf('more')
    const { Changes } = await stacks.send(new DescribeChangeSetCommand({ StackName: 'shop', ChangeSetName: 'more' }))
    expect(Changes?.map(({ ResourceChange: it }) => [it?.Action, it?.LogicalResourceId])).toEqual([
      ['Add', 'Alarm'],
      ['Modify', 'ReadRole'],
    ])
  })

  test('is summed up', async () => {
    const summary = await stacks.send(new GetTemplateSummaryCommand({ TemplateBody: SAM }))
    expect(summary).toMatchObject({ Capabilities: ['CAPABILITY_IAM'], DeclaredTransforms: ['AWS::Serverless-2016-10-31'] })
    expect(summary.Parameters?.map((it) => it.ParameterKey)).toEqual(['Stage', 'Secret'])
    await make()
    const one = await stacks.send(new DescribeStackResourceCommand({ StackName: 'shop', LogicalResourceId: 'ReadRole' }))
    expect(one.StackResourceDetail?.ResourceStatus).toBe('CREATE_COMPLETE')
    const all = await stacks.send(new DescribeStackResourcesCommand({ StackName: 'shop' }))
    expect(all.StackResources?.length).toBe(3)
  })
})
