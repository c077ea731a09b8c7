/**
 * The five roles on moto, which was written by others from AWS's documentation: an independent look at what goes over the
 * wire. What moto does not do is listed here, and each gap is tried, so that the list stays true.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyPlan, inOrder } from '../../src/deploy/apply.js'
import { type JournalFiles, journalFiles, readDeployed, readLast } from '../../src/deploy/journal.js'
import { planDeployment } from '../../src/deploy/plan.js'
import { readAccount } from '../../src/deploy/read-account.js'
import { rollBack } from '../../src/deploy/rollback.js'
import { type SdkPort, sdkPort } from '../../src/deploy/sdk-port.js'
import { snapshotOf } from '../../src/deploy/snapshot.js'
import { allow, okOf, passingClock, trust } from '../../src/deploy/testing/account.js'
import type { AccountState, DeployPlan, Document, World } from '../../src/deploy/types.js'
import { wantedRoles } from '../../src/deploy/wanted.js'
import { type Generation, generate } from '../../src/generate/index.js'

interface Moto {
  readonly endpoint: string
  readonly stop: () => Promise<void>
}

const REGION = 'us-west-2'
/** moto's account, for whatever key it is asked with. */
const ACCOUNT = '123456789012'
const STACK = 'items-api'
const folder = mkdtempSync(join(tmpdir(), 'rolewright-moto-'))
const files: JournalFiles = journalFiles(folder)
const notes: string[] = []
let moto: Moto
let port: SdkPort
let generation: Generation

/** What the stack is called there: the parts of the app that names come from. */
const RESOURCES: ReadonlyMap<string, readonly [type: string, physicalId: string]> = new Map([
  ['ItemsTable', ['AWS::DynamoDB::Table', 'items']],
  ['FilesBucket', ['AWS::S3::Bucket', 'files']],
  ['ItemsApi', ['AWS::ApiGateway::RestApi', 'a1b2c3']],
  ['StageName', ['AWS::SSM::Parameter', 'prod']],
])

beforeAll(async () => {
  const { startMoto } = (await import(new URL('../../bench/moto.mjs', import.meta.url).href)) as { startMoto: () => Promise<Moto> }
  moto = await startMoto()
  port = sdkPort({ region: REGION, endpoint: moto.endpoint, credentials: { accessKeyId: 'peer', secretAccessKey: 'peer' } })
  generation = okOf(
    await generate({
      inputs: ['examples/items-api'],
      layout: 'five-roles',
      parameters: new Map(),
      account: ACCOUNT,
      region: REGION,
      from: null,
    }),
  )
  okOf(
    await called('iam', 'CreateRole', { RoleName: 'old-shared', AssumeRolePolicyDocument: JSON.stringify(trust('lambda.amazonaws.com')) }),
  )
  const { LambdaClient, CreateFunctionCommand } = await import('@aws-sdk/client-lambda')
  const lambda = new LambdaClient({
    region: REGION,
    endpoint: moto.endpoint,
    credentials: { accessKeyId: 'peer', secretAccessKey: 'peer' },
  })
  for (const id of generation.app.functions.keys())
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: id,
        Role: `arn:aws:iam::${ACCOUNT}:role/old-shared`,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: { ZipFile: EMPTY_ZIP },
      }),
    )
  lambda.destroy()
}, 600_000)

afterAll(async () => {
  port?.close()
  await moto?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The end of an archive without entries. */
const EMPTY_ZIP = new Uint8Array([0x50, 0x4b, 0x05, 0x06, ...new Array<number>(18).fill(0)])

const called: SdkPort['call'] = (service, operation, input) => port.call(service, operation, input)

async function read(): Promise<AccountState> {
  const state = okOf(await readAccount(port, { region: REGION, stackName: null, apiLogging: true }))
  return {
    ...state,
    stack: {
      name: STACK,
      resources: new Map([
        ...[...RESOURCES].map(([id, [type, physicalId]]) => [id, { type, physicalId }] as const),
        ...[...generation.app.functions.keys()].map((id) => [id, { type: 'AWS::Lambda::Function', physicalId: id }] as const),
      ]),
    },
  }
}

const plan = (state: AccountState): DeployPlan =>
  okOf(
    planDeployment({
      app: STACK,
      layout: generation.layout,
      wanted: okOf(wantedRoles(generation, state, { app: STACK })),
      state,
      via: 'api',
      adopt: new Set(),
      prune: false,
      boundary: null,
      deployed: readDeployed(files),
      template: null,
    }),
  )

const world = (): World => ({ aws: port, clock: passingClock(), note: (line) => notes.push(line) })

describe('the five roles', () => {
  let before: AccountState

  test('are made, with their policies, tags and trust, and read back as they were put', async () => {
    before = await read()
    const made = plan(before)
    expect(made.roles.map(({ logicalId, change }) => `${logicalId} ${change}`)).toEqual([
      'ApiGatewayExecutionRole create',
      'CloudWatchLoggingRole create',
      'DynamoDBAccessRole create',
      'LambdaExecutionRole create',
      'S3AccessRole create',
    ])
    const applied = okOf(await applyPlan(made, snapshotOf(made, before, null), world(), { files, observeDays: 0, onStep: () => undefined }))
    expect(applied.steps).toBe(inOrder(made).length)
    const after = await read()
    for (const { wanted, name } of made.roles) {
      const live = after.roles.get(name.toLowerCase())
      expect(live?.trustPolicy).toEqual(wanted?.trustPolicy)
      expect(live?.tags).toEqual(expect.arrayContaining([...(wanted?.tags ?? [])]))
      const documents = new Map<string, Document | null>([
        ...(live?.inline ?? []),
        ...(live?.attached ?? []).map((it) => [it.name, it.document] as const),
      ])
      for (const { name: policy, document } of wanted?.policies ?? []) expect(documents.get(policy)).toEqual(document)
    }
    expect(after.functions.filter(({ roleArn }) => roleArn.endsWith('role/old-shared'))).toEqual([])
    expect(after.apiLoggingRole).toMatch(/:role\/items-api-CloudWatchLoggingRole$/)
  })

  test('leave nothing to do', async () => {
    const again = plan(await read())
    expect(again.roles.map(({ change, steps }) => `${change} ${steps.length}`)).toEqual(new Array(5).fill('none 0'))
    expect(again.drift).toEqual([])
  })

  test('go again, and the functions run with what they had', async () => {
    const journal = okOf(readLast(files))
    if (journal === null) throw new Error('nothing to roll back')
    okOf(await rollBack(journal, await read(), world(), () => undefined))
    const after = await read()
    expect([...after.roles.keys()]).toEqual([...before.roles.keys()])
    expect([...after.policies.keys()]).toEqual([...before.policies.keys()])
    expect(after.functions).toEqual(before.functions)
    expect(after.apiLoggingRole).toBe(before.apiLoggingRole)
  })
})

describe('what moto does not do, which local AWS does', () => {
  test('simulation of policies: it is noted, and the deployment goes on', () => {
    expect(notes.filter((note) => note.startsWith('not simulated')).length).toBeGreaterThan(0)
  })

  const tooMuch = (characters: number): string => {
    const bare = JSON.stringify(allow(['s3:GetObject'], ['arn:aws:s3:::'])).length
    return JSON.stringify(allow(['s3:GetObject'], [`arn:aws:s3:::${'b'.repeat(characters - bare)}`]))
  }
  const gaps: readonly (readonly [what: string, operation: string, input: () => Readonly<Record<string, unknown>>])[] = [
    [
      'a role name of 65 characters is refused',
      'CreateRole',
      () => ({ RoleName: 'r'.repeat(65), AssumeRolePolicyDocument: JSON.stringify(trust('lambda.amazonaws.com')) }),
    ],
    [
      'inline policies beyond 10,240 characters are refused',
      'PutRolePolicy',
      () => ({ RoleName: 'old-shared', PolicyName: 'p', PolicyDocument: tooMuch(10_241) }),
    ],
    [
      'a managed policy beyond 6,144 characters is refused',
      'CreatePolicy',
      () => ({ PolicyName: 'large', PolicyDocument: tooMuch(6_145) }),
    ],
  ]
  test.each(gaps)('%s', async (_, operation, input) => {
    // Once it is refused there too, the list above is shorter by one.
    expect((await called('iam', operation, input())).ok).toBe(true)
  })

  test('the event history', async () =>
    expect(
      await called('cloudtrail', 'LookupEvents', { LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: 'old-shared' }] }),
    ).toMatchObject({
      ok: false,
    }))
})
