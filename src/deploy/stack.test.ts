import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { compile, parsePolicySet } from '../decide/index.js'
import { type LocalAws, type Snapshot as LocalSnapshot, startLocalAws } from '../local/index.js'
import { applyPlan, inOrder, resumePlan } from './apply.js'
import { type JournalFiles, journalFiles, readJournal, readLast } from './journal.js'
import { readAccount } from './read-account.js'
import { planThroughStack } from './read-stack-plan.js'
import { rollBack } from './rollback.js'
import { type SdkPort, sdkPort } from './sdk-port.js'
import { snapshotOf } from './snapshot.js'
import { phasesOf, sameTemplate } from './stack-edit.js'
import { settledStack } from './stack-settled.js'
import type { AccountState, AwsPort, DeployPlan, Document, ShownChangeSet, World } from './types.js'

const REGION = 'us-west-2'
const scratch = mkdtempSync(join(tmpdir(), 'rolewright-stack-'))
const app = join(scratch, 'app')
let later = 0
const clock = {
  now: () => Date.now() + later,
  sleep: async (ms: number): Promise<void> => {
    later += ms
  },
}
let local: LocalAws
let port: SdkPort
let fresh: LocalSnapshot
let files: JournalFiles
let count = 0

const value = <T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const handler = (client: string, command: string, input: string): string =>
  `import { ${client}, ${command} } from '@aws-sdk/client-${client.startsWith('S3') ? 's3' : 'dynamodb'}'
const client = new ${client}({})
export const handler = async (event) => client.send(new ${command}(${input}))
`

/** One function shares a role, one has a role alone, one has SAM's own: what becomes of each is another edit. */
const TEMPLATE = `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, Default: prod }
  Secret: { Type: String, NoEcho: true, Default: hidden }
Globals:
  Function:
    Runtime: nodejs22.x
    Environment: { Variables: { TABLE: !Ref Items, BUCKET: !Ref Files, STAGE: !Ref Stage } }
Resources:
  Items: { Type: AWS::Serverless::SimpleTable }
  Files: { Type: AWS::S3::Bucket }
  # shared by two
  SharedRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
      Policies:
        - PolicyName: everything
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - { Effect: Allow, Action: "dynamodb:*", Resource: "*" }
              - { Effect: Allow, Action: "s3:*", Resource: "*" }
        - PolicyName: logs
          PolicyDocument:
            Version: "2012-10-17"
            Statement: [{ Effect: Allow, Action: "logs:*", Resource: "*" }]
  OwnRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement: [{ Effect: Allow, Action: "dynamodb:*", Resource: "*" }]
  Put:
    Type: AWS::Serverless::Function
    Properties: { Handler: put.handler, CodeUri: PUT_CODE, Role: !GetAtt SharedRole.Arn }
  Store:
    Type: AWS::Serverless::Function
    Properties: { Handler: store.handler, CodeUri: STORE_CODE, Role: !GetAtt SharedRole.Arn }
  Get:
    Type: AWS::Serverless::Function
    Properties: { Handler: get.handler, CodeUri: GET_CODE, Role: !GetAtt OwnRole.Arn }
  Scan:
    Type: AWS::Serverless::Function
    Properties:
      Handler: scan.handler
      CodeUri: SCAN_CODE
      Policies:
        - Version: "2012-10-17"
          Statement: [{ Effect: Allow, Action: "dynamodb:*", Resource: "*" }]
      Events: { Daily: { Type: Schedule, Properties: { Schedule: rate(1 day) } } }
`
const LOCAL = TEMPLATE.replaceAll(/(\w+)_CODE/g, 'src/')
const DEPLOYED = TEMPLATE.replaceAll(/(\w+)_CODE/g, 's3://artifacts/$1')
const FUNCTIONS = ['Get', 'Put', 'Scan', 'Store']

beforeAll(async () => {
  const sources: Readonly<Record<string, string>> = {
    'template.yaml': LOCAL,
    'src/put.mjs': handler('DynamoDBClient', 'PutItemCommand', '{ TableName: process.env.TABLE, Item: event }'),
    'src/get.mjs': handler('DynamoDBClient', 'GetItemCommand', '{ TableName: process.env.TABLE, Key: event }'),
    'src/scan.mjs': handler('DynamoDBClient', 'ScanCommand', '{ TableName: process.env.TABLE }'),
    'src/store.mjs': handler('S3Client', 'PutObjectCommand', "{ Bucket: process.env.BUCKET, Key: 'files/' + event.id, Body: '' }"),
  }
  for (const [name, text] of Object.entries(sources)) {
    mkdirSync(dirname(join(app, name)), { recursive: true })
    writeFileSync(join(app, name), text)
  }
  mkdirSync(join(app, '.git'))
  local = value(await startLocalAws({ region: REGION, clock }))
  const { accessKeyId = '', secretAccessKey = '' } = local.accounts[0]?.credentials ?? {}
  port = sdkPort({ region: REGION, endpoint: local.endpoint, credentials: { accessKeyId, secretAccessKey } })
  await call('cloudformation', 'CreateStack', {
    StackName: 'shop',
    TemplateBody: DEPLOYED,
    Parameters: [{ ParameterKey: 'Secret', ParameterValue: 'only-there' }],
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
  })
  expect(value(await settledStack('shop', world()))).toBe('CREATE_COMPLETE')
  fresh = local.snapshot()
}, 60_000)
afterAll(async () => {
  port.close()
  await local.close()
  rmSync(scratch, { recursive: true, force: true })
})
beforeEach(() => {
  local.restore(fresh)
  later = 0
  files = journalFiles(join(scratch, `run-${count++}`))
})

const admin = (): NonNullable<ReturnType<LocalAws['callerOf']>> => {
  const credentials = local.accounts[0]?.credentials
  const caller = credentials === undefined ? null : local.callerOf(credentials)
  if (caller === null) throw new Error('no administrator')
  return caller
}

/** Not a call of the deployment: what stands in the account before it, or what somebody does meanwhile. */
async function call(
  service: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const reply = await local.call({ as: admin(), service, operation, input, region: REGION })
  if ('fault' in reply) throw new Error(JSON.stringify(reply))
  return reply as Readonly<Record<string, unknown>>
}

/** The same service without the wire. */
const within: AwsPort = {
  call: async (service, operation, input) => {
    const reply = await local.call({ as: admin(), service, operation, input, region: REGION })
    return 'fault' in reply
      ? { ok: false, error: { code: String(reply.code).replace(/Exception$/, ''), message: String(reply.message), retryable: false } }
      : { ok: true, value: reply as Readonly<Record<string, unknown>> }
  },
}

const world = (aws: AwsPort = port, more: Partial<World> = {}): World => ({ aws, clock, note: () => undefined, ...more })
const read = async (aws: AwsPort = port): Promise<AccountState> =>
  value(await readAccount(aws, { region: REGION, stackName: 'shop', apiLogging: false, template: true }))

const request = (state: AccountState, more: object = {}): Parameters<typeof planThroughStack>[0] => ({
  options: { inputs: [app], layout: null, parameters: new Map(), account: null, region: null, from: null },
  state,
  explicitRoles: false,
  ...more,
})
const planned = async (state: AccountState, more: object = {}): Promise<DeployPlan> =>
  value(await planThroughStack(request(state, more))).plan
const options = (
  own: JournalFiles = files,
): { readonly files: JournalFiles; readonly observeDays: number; readonly onStep: () => void } => ({
  files: own,
  observeDays: 0,
  onStep: () => undefined,
})
const begin = (plan: DeployPlan, state: AccountState, aws: AwsPort = port, more: Partial<World> = {}): ReturnType<typeof applyPlan> =>
  applyPlan(plan, snapshotOf(plan, state, state.stack?.template?.text ?? null), world(aws, more), options())

interface Entity {
  readonly kind: string
  readonly name: string
  readonly inline: Readonly<Record<string, string>>
  readonly attached: readonly string[]
}
const BASIC = 'service-role/AWSLambdaBasicExecutionRole'
const LOGS: Document = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' }],
}

/** What each function may do at this very moment, out of the tables of local AWS. */
function allowedNow(): ReadonlyMap<string, ReadonlySet<string>> {
  const { tables } = local.snapshot()
  const roles = new Map([...(tables.get('iam/entities')?.values() ?? [])].map((it) => [(it as Entity).name, it as Entity]))
  const functions = [...(tables.get(`control/functions/111122223333/${REGION}`)?.values() ?? [])] as readonly {
    readonly name: string
    readonly role: string
  }[]
  return new Map(
    functions.map(({ name, role: roleArn }) => {
      const role = roles.get(roleArn.split('/').at(-1) ?? '')
      const identity = [
        ...Object.entries(role?.inline ?? {}).map(([policy, text]) => ({ name: policy, document: JSON.parse(text) as Document })),
        ...(role?.attached.some((arn) => arn.endsWith(BASIC)) ? [{ name: 'basic', document: LOGS }] : []),
      ]
      const engine = compile(value(parsePolicySet({ identity })))
      const asked = [
        ...['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:Scan'].map((action) => [action, tableArn] as const),
        ['s3:PutObject', `arn:aws:s3:::${bucket}/files/a`] as const,
        ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => [action, logsOf(name)] as const),
      ]
      const allowed = asked.filter(
        ([action, resource]) =>
          engine.decide({ principal: roleArn, action, resource, resourceAccount: '111122223333', context: {} }).decision === 'allowed',
      )
      return [name, new Set(allowed.map(([action]) => action))]
    }),
  )
}
let tableArn = ''
let bucket = ''
const logsOf = (name: string): string => `arn:aws:logs:${REGION}:111122223333:log-group:/aws/lambda/${name}:log-stream:a`
async function learnNames(): Promise<void> {
  const state = await read(within)
  tableArn = `arn:aws:dynamodb:${REGION}:111122223333:table/${state.stack?.resources.get('Items')?.physicalId}`
  bucket = state.stack?.resources.get('Files')?.physicalId ?? ''
}

/** Roles and functions without the parts of names that are made anew each time. */
const settled = (state: AccountState): unknown => {
  const plain = (text: string): string => text.replaceAll(/-[A-Z0-9]{12}\b/g, '')
  return {
    roles: [...state.roles.values()]
      .map(({ name, inline, attached, trustPolicy }) =>
        plain(JSON.stringify([name, [...inline].sort(), attached.map(({ arn }) => arn), trustPolicy])),
      )
      .sort(),
    functions: state.functions.map(({ name, roleArn }) => plain(`${name} ${roleArn}`)).sort(),
    template: state.stack?.template?.text,
  }
}

describe('a plan', () => {
  test('edits the template that was deployed, and keeps where its code lies', async () => {
    const state = await read()
    const calls = JSON.stringify(local.snapshot().tables.get('cloudformation/change-sets')?.size ?? 0)
    const plan = await planned(state)
    expect(plan.stack?.before).toBe(DEPLOYED)
    expect(plan.stack?.after).toContain('CodeUri: s3://artifacts/PUT')
    expect(plan.stack?.after).toContain('# shared by two')
    expect(plan.stack?.updates).toEqual(['add', 'change'])
    expect(plan.roles.map(({ logicalId, change, via }) => [logicalId, change, via])).toEqual([
      ['OwnRole', 'update', 'stack'],
      ['PutRole', 'create', 'stack'],
      ['ScanRole', 'update', 'stack'],
      ['SharedRole', 'remove', 'stack'],
      ['StoreRole', 'create', 'stack'],
    ])
    expect(plan.drift).toEqual([])
    expect(inOrder(plan).map(({ step }) => [step.beat, step.call])).toEqual([
      ['expand', 'verify:stack-drift'],
      ['expand', 'cloudformation:CreateChangeSet'],
      ['expand', 'verify:change-set'],
      ['expand', 'cloudformation:ExecuteChangeSet'],
      ['expand', 'verify:propagation'],
      ['contract', 'verify:stack-drift'],
      ['contract', 'cloudformation:CreateChangeSet'],
      ['contract', 'verify:change-set'],
      ['contract', 'cloudformation:ExecuteChangeSet'],
      ['contract', 'verify:stack'],
    ])
    // Reading is all that it did.
    expect(JSON.stringify(local.snapshot().tables.get('cloudformation/change-sets')?.size ?? 0)).toBe(calls)
    expect(await planned(state)).toEqual(plan)
  })

  test('of what is there already has nothing to do', async () => {
    const state = await read()
    value(await begin(await planned(state), state))
    const again = await planned(await read())
    expect(again.roles.map(({ change }) => change)).toEqual(['none', 'none', 'none', 'none'])
    expect([inOrder(again), again.stack?.updates, again.drift]).toEqual([[], [], []])
  })

  test('says where a role allows other things than its template', async () => {
    const RoleName = (await read()).stack?.resources.get('OwnRole')?.physicalId
    await call('iam', 'PutRolePolicy', {
      RoleName,
      PolicyName: 'by-hand',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }] }),
    })
    expect((await planned(await read())).drift).toEqual([
      { role: RoleName, code: 'drift/policy-changed', message: 'it allows more than its stack says: sqs:*', policy: null, by: null },
    ])
  })

  test('with explicit roles has nothing of what SAM adds', async () => {
    const plan = await planned(await read(), { explicitRoles: true })
    expect(plan.stack?.after).toContain('ScanRole:')
    const scan = plan.roles.find(({ logicalId }) => logicalId === 'ScanRole')
    expect(scan?.lost.flatMap(({ actions }) => actions)).toContain('logs:CreateLogGroup')
  })

  test('is refused for functions of nested stacks', async () => {
    const state = await read()
    const stack = state.stack
    if (stack?.template === undefined) throw new Error('no template')
    const nested = `${DEPLOYED}  Child: { Type: AWS::Serverless::Application, Properties: { Location: s3://artifacts/child } }\n`
    writeFileSync(
      join(app, 'template.yaml'),
      LOCAL.concat('  Child: { Type: AWS::Serverless::Application, Properties: { Location: child.yaml } }\n'),
    )
    writeFileSync(join(app, 'child.yaml'), DEPLOYED.replaceAll(/s3:.*PUT/g, 'src/'))
    try {
      const parent = { ...state, stack: { ...stack, template: { ...stack.template, text: nested } } }
      expect(await planThroughStack(request(parent))).toMatchObject({ ok: false, error: [{ code: 'deploy/nested-stack' }] })
    } finally {
      writeFileSync(join(app, 'template.yaml'), LOCAL)
      rmSync(join(app, 'child.yaml'))
    }
  })

  test('is refused where something beside the stack runs with a role that would go', async () => {
    const state = await read()
    const roleArn = [...state.roles.values()].find(({ name }) => name.startsWith('shop-SharedRole'))?.arn
    await call('lambda', 'CreateFunction', { FunctionName: 'elsewhere', Role: roleArn, Runtime: 'nodejs22.x', Handler: 'i.h', Code: {} })
    expect(await planThroughStack(request(await read()))).toMatchObject({
      ok: false,
      error: [{ code: 'deploy/role-in-use', message: expect.stringContaining('`elsewhere`') }],
    })
  })

  test('is refused while the stack is at work, and for a template that is too large', async () => {
    const state = await read()
    const stack = state.stack
    if (stack?.template === undefined) throw new Error('no template')
    const busy = { ...state, stack: { ...stack, template: { ...stack.template, status: 'UPDATE_IN_PROGRESS' } } }
    expect(await planThroughStack(request(busy))).toMatchObject({ ok: false, error: [{ code: 'deploy/stack-busy' }] })
    const large = `${DEPLOYED}# ${'x'.repeat(52_000)}\n`
    expect(phasesOf('shop', large, large.replace('# shared by two', '').replace('rate(1 day)', 'rate(2 days)'))).toMatchObject({
      ok: false,
      error: { code: 'deploy/template-too-large' },
    })
  })
})

class Crash extends Error {}

/** A port that ends the process at one moment: before a call, or after it and before it is noted. */
function crashingAt(moment: number, through: AwsPort): AwsPort {
  let at = 0
  return {
    call: async (service, operation, input) => {
      if (at++ === moment) throw new Crash()
      const answer = await through.call(service, operation, input)
      if (at++ === moment) throw new Crash()
      return answer
    },
  }
}

type Access = ReadonlyMap<string, ReadonlySet<string> | readonly string[]>

/** What both sides allow. */
const both = (had: Access, has: Access): ReadonlyMap<string, readonly string[]> =>
  new Map([...had].map(([name, actions]) => [name, [...actions].filter((action) => [...(has.get(name) ?? [])].includes(action))]))

/** Looks after every call that changed something whether all of it is still allowed. */
function watchAccess(always: ReadonlyMap<string, readonly string[]>): {
  readonly end: () => { readonly missed: readonly string[]; readonly looks: number }
} {
  const missed: string[] = []
  let looks = 0
  const stop = local.onCall(({ event }) => {
    if (event.readOnly === true) return
    looks++
    const now = allowedNow()
    for (const [name, actions] of always)
      for (const action of actions) if (now.get(name)?.has(action) !== true) missed.push(`${name} ${action} after ${event.eventName}`)
  })
  return {
    end: () => {
      stop()
      expect(looks).toBeGreaterThan(10)
      return { missed, looks }
    },
  }
}

/** Over the wire with the real clients at each so many moments, without it at the others. */
const WIRE_EVERY = 10

test('it ends at any moment and goes on: the end is the planned one, and nothing that both sides allow was ever refused', async () => {
  await learnNames()
  const state = await read()
  const had = allowedNow()
  const plan = await planned(state)
  const snapshot = snapshotOf(plan, state, DEPLOYED)
  value(await applyPlan(plan, snapshot, world(), options()))
  const end = settled(await read())
  const has = allowedNow()
  const always = both(had, has)
  expect([...always.values()].map((actions) => actions.length)).toEqual([3, 3, 3, 3])
  const watch = watchAccess(always)
  let crashes = 0
  for (let moment = 0; moment < 1000; moment++) {
    local.restore(fresh)
    later = 0
    const own = journalFiles(join(scratch, `crash-${moment}`))
    const through = moment % WIRE_EVERY === 0 ? port : within
    try {
      value(await applyPlan(plan, snapshot, world(crashingAt(moment, through)), options(own)))
      break
    } catch (thrown) {
      if (!(thrown instanceof Crash)) throw thrown
      crashes++
    }
    const journal = value(readJournal(own))
    if (journal === null) throw new Error('the journal is gone')
    value(await resumePlan(journal, world(through), options(own)))
    expect(settled(await read(within))).toEqual(end)
  }
  expect(crashes).toBeGreaterThan(50)
  expect(watch.end()).toEqual({ missed: [], looks: expect.any(Number) })
}, 240_000)

describe('the way back', () => {
  test.each([
    ['the end', 1000],
    ['before anything was executed', 2],
    ['between the two updates', 5],
  ])('from %s', async (_, stopAfter) => {
    const state = await read()
    const was = settled(state)
    const plan = await planned(state)
    const failsAt = inOrder(plan)[stopAfter]?.step.call
    let seen = 0
    const failing: AwsPort = {
      call: (service, operation, input) =>
        failsAt !== undefined && seen >= stopAfter && service === 'cloudformation'
          ? Promise.resolve({ ok: false, error: { code: 'AccessDenied', message: 'no', retryable: false } })
          : port.call(service, operation, input),
    }
    const applied = await applyPlan(plan, snapshotOf(plan, state, DEPLOYED), world(failing), { ...options(), onStep: () => void seen++ })
    expect(applied.ok).toBe(failsAt === undefined)
    const journal = value(readLast(files))
    if (journal === null) throw new Error('nothing to roll back')
    value(await settledStack('shop', world()))
    value(await rollBack(journal, await read(), world(), () => undefined))
    expect(settled(await read())).toEqual(was)
    expect(await call('cloudformation', 'ListChangeSets', { StackName: 'shop' })).toEqual({ Summaries: [] })
  })

  test('refuses nothing that both sides allow', async () => {
    await learnNames()
    const had = allowedNow()
    const state = await read()
    value(await begin(await planned(state), state))
    const journal = value(readLast(files))
    if (journal === null) throw new Error('nothing to roll back')
    const watch = watchAccess(both(allowedNow(), had))
    value(await rollBack(journal, await read(), world(), () => undefined))
    expect(watch.end()).toEqual({ missed: [], looks: expect.any(Number) })
  })

  test('is refused where the stack was updated since by somebody else', async () => {
    const state = await read()
    const plan = await planned(state)
    value(await begin(plan, state))
    const other = `${(await read()).stack?.template?.text}  More: { Type: AWS::SQS::Queue }\n`
    await call('cloudformation', 'UpdateStack', {
      StackName: 'shop',
      TemplateBody: other,
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
    })
    value(await settledStack('shop', world()))
    const journal = value(readLast(files))
    if (journal === null) throw new Error('nothing to roll back')
    expect(await rollBack(journal, await read(), world(), () => undefined)).toMatchObject({
      ok: false,
      error: { code: 'deploy/stack-changed' },
    })
  })
})

describe('trouble on the way', () => {
  test('what was changed beside the stack stops it before anything is made', async () => {
    const state = await read()
    const plan = await planned(state)
    await call('iam', 'PutRolePolicy', {
      RoleName: state.stack?.resources.get('OwnRole')?.physicalId,
      PolicyName: 'own',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }] }),
    })
    expect(await begin(plan, state)).toMatchObject({
      ok: false,
      error: {
        code: 'deploy/drifted',
        message: expect.stringMatching(/`OwnRole`.*`\/Policies\/0\/PolicyDocument` beside its stack; 0 of 10 steps/),
      },
    })
    expect(await call('cloudformation', 'ListChangeSets', { StackName: 'shop' })).toEqual({ Summaries: [] })
  })

  test('a policy of the stack itself that shows on its role is no drift', async () => {
    const state = await read()
    const plan = await planned(state)
    const seenOnRole: AwsPort = {
      call: async (service, operation, input) =>
        operation === 'DescribeStackResourceDrifts'
          ? {
              ok: true,
              value: {
                StackResourceDrifts: [
                  {
                    LogicalResourceId: 'OwnRole',
                    StackResourceDriftStatus: 'MODIFIED',
                    PropertyDifferences: [
                      {
                        DifferenceType: 'ADD',
                        PropertyPath: '/Policies/1',
                        ActualValue: '{"PolicyName":"OwnAttachedPolicy","PolicyDocument":{}}',
                      },
                    ],
                  },
                ],
              },
            }
          : port.call(service, operation, input),
    }
    expect(value(await begin(plan, state, seenOnRole)).steps).toBe(10)
  })

  test('a change set that would change more is not executed, and goes', async () => {
    const state = await read()
    const plan = await planned(state)
    const wider: AwsPort = {
      call: (service, operation, input) =>
        port.call(
          service,
          operation,
          operation === 'CreateChangeSet'
            ? { ...input, TemplateBody: `${String(input.TemplateBody)}  More: { Type: AWS::SQS::Queue }\n` }
            : input,
        ),
    }
    expect(await begin(plan, state, wider)).toMatchObject({
      ok: false,
      error: { code: 'deploy/change-set-wider', message: expect.stringMatching(/would also add `More` \(AWS::SQS::Queue\)/) },
    })
    expect(await call('cloudformation', 'ListChangeSets', { StackName: 'shop' })).toEqual({ Summaries: [] })
    const journal = value(readJournal(files))
    if (journal === null) throw new Error('the journal is gone')
    expect(value(await resumePlan(journal, world(), options())).steps).toBe(10)
  })

  test('nobody approves: the change set stands, and the next run shows it again', async () => {
    const state = await read()
    const plan = await planned(state)
    const shown: ShownChangeSet[] = []
    const approve = async (set: ShownChangeSet): Promise<boolean> => shown.push(set) > 1
    expect(await begin(plan, state, port, { approve })).toMatchObject({ ok: false, error: { code: 'deploy/not-approved' } })
    expect(shown[0]?.changes.map(({ action, logicalId }) => `${action} ${logicalId}`)).toContain('Add PutRole')
    const journal = value(readJournal(files))
    if (journal === null) throw new Error('the journal is gone')
    value(await resumePlan(journal, world(port, { approve }), options()))
    expect(shown.map(({ name }) => name.split('-')[1])).toEqual(['add', 'add', 'change'])
  })

  test('capabilities that are missing are said, and nothing is left behind', async () => {
    const state = await read()
    const without: AwsPort = {
      call: (service, operation, input) =>
        port.call(service, operation, operation === 'CreateChangeSet' ? { ...input, Capabilities: [] } : input),
    }
    expect(await begin(await planned(state), state, without)).toMatchObject({
      ok: false,
      error: { code: 'deploy/change-set-failed', message: expect.stringMatching(/Requires capabilities : \[CAPABILITY_IAM\]/) },
    })
    expect(await call('cloudformation', 'ListChangeSets', { StackName: 'shop' })).toEqual({ Summaries: [] })
  })

  test('a call that is denied in the middle of an update: the stack takes it back, and the same command goes on once it is allowed', async () => {
    const state = await read()
    const plan = await planned(state)
    const own = await portWith([
      ...(plan.deployerNeeds.Statement as readonly object[]),
      { Effect: 'Deny', Action: 'lambda:UpdateFunctionConfiguration', Resource: '*' },
    ])
    const before = settled(state)
    const refused = await begin(plan, state, own)
    expect(refused).toMatchObject({ ok: false, error: { code: 'deploy/denied' } })
    if (!refused.ok)
      expect(refused.error.message).toMatch(/UPDATE_ROLLBACK_COMPLETE.*lambda:UpdateFunctionConfiguration.*5 of 10 steps are done/)
    own.close()
    const journal = value(readJournal(files))
    if (journal === null) throw new Error('the journal is gone')
    expect(value(await resumePlan(journal, world(), options())).steps).toBe(10)
    value(await rollBack(journal, await read(), world(), () => undefined))
    expect(settled(await read())).toEqual(before)
  })

  test('what the deployer needs lets it do all of it, there and back', async () => {
    const state = await read()
    const plan = await planned(state)
    const own = await portWith(plan.deployerNeeds.Statement as readonly object[])
    value(await begin(plan, await read(own), own))
    const after = await read()
    expect(after.functions.filter(({ name }) => FUNCTIONS.some((id) => after.stack?.resources.get(id)?.physicalId === name)).length).toBe(4)
    expect(await own.call('iam', 'DeleteRole', { RoleName: 'other' })).toMatchObject({ ok: false, error: { code: 'AccessDenied' } })
    const journal = value(readLast(files))
    if (journal === null) throw new Error('nothing to roll back')
    value(await rollBack(journal, await read(own), world(own), () => undefined))
    expect(settled(await read())).toEqual(settled(state))
    own.close()
  })

  test('values of parameters stay, those that nobody may see too', async () => {
    const state = await read()
    value(await begin(await planned(state), state))
    const record = [...(local.snapshot().tables.get('cloudformation/stacks')?.values() ?? [])][0] as {
      readonly target: { readonly parameters: readonly { readonly key: string; readonly value: string }[] }
    }
    expect(record.target.parameters).toContainEqual({ key: 'Secret', value: 'only-there' })
  })

  test('throttling on the way is waited for', async () => {
    const state = await read()
    let left = 6
    const slow: AwsPort = {
      call: (service, operation, input) =>
        /ChangeSet$/.test(operation) && left-- > 0
          ? Promise.resolve({ ok: false, error: { code: 'Throttling', message: 'Rate exceeded', retryable: true } })
          : port.call(service, operation, input),
    }
    expect(value(await begin(await planned(state), state, slow)).steps).toBe(10)
  })
})

/** Clients of a user with these statements. */
async function portWith(statements: readonly object[]): Promise<SdkPort> {
  await call('iam', 'CreateUser', { UserName: 'deployer' })
  await call('iam', 'CreatePolicy', {
    PolicyName: 'deploys',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
  })
  await call('iam', 'AttachUserPolicy', { UserName: 'deployer', PolicyArn: 'arn:aws:iam::111122223333:policy/deploys' })
  const key = (await call('iam', 'CreateAccessKey', { UserName: 'deployer' })) as {
    readonly AccessKey: { readonly AccessKeyId: string; readonly SecretAccessKey: string }
  }
  return sdkPort({
    region: REGION,
    endpoint: local.endpoint,
    credentials: { accessKeyId: key.AccessKey.AccessKeyId, secretAccessKey: key.AccessKey.SecretAccessKey },
  })
}

test('texts of a template that mean the same are the same', () => {
  expect(sameTemplate(DEPLOYED, DEPLOYED.replace('# shared by two', ''))).toBe(true)
  expect(sameTemplate(DEPLOYED, DEPLOYED.replace('rate(1 day)', 'rate(2 days)'))).toBe(false)
})
