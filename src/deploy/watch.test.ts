/** Refusals after a deployment: those of what it removed take it back, all others do not. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Snapshot as LocalSnapshot } from '../local/index.js'
import { applyPlan, resumePlan } from './apply.js'
import { type JournalFiles, journalFiles, readDeployed, readJournal, readLast } from './journal.js'
import { planDeployment } from './plan.js'
import { snapshotOf } from './snapshot.js'
import { type Account, account, allow, okOf, passingClock, REGION, SHARED, TABLE, wantedRole, worldOf } from './testing/account.js'
import type { Clock } from './types.js'
import { watchLast } from './watch.js'

const scratch = mkdtempSync(join(tmpdir(), 'rolewright-watch-'))
const wanted = [
  wantedRole('ReadRole', ['read'], {
    policies: [{ name: 'ReadRolePolicy', kind: 'inline', document: allow(['dynamodb:Query'], [TABLE]) }],
  }),
  wantedRole('SendRole', ['send']),
]
const DAY_MS = 86_400_000
let own: Account
let fresh: LocalSnapshot
let files: JournalFiles
let clock: Clock
let count = 0

beforeAll(async () => {
  own = await account(['read', 'send'])
  fresh = own.local.snapshot()
})
afterAll(async () => {
  await own.close()
  rmSync(scratch, { recursive: true, force: true })
})
beforeEach(() => {
  own.local.restore(fresh)
  files = journalFiles(join(scratch, `app-${count++}`))
  clock = passingClock()
})

/** Both sides in force for a day, then the old goes, and what is refused is looked for a day long. */
async function deploy(observeDays = 1): Promise<void> {
  const state = await own.read()
  const made = okOf(
    planDeployment({
      app: 'shop',
      layout: 'per-function',
      wanted,
      state,
      via: 'api',
      adopt: new Set(),
      prune: false,
      boundary: null,
      deployed: readDeployed(files),
      template: null,
    }),
  )
  const options = { files, observeDays, onStep: () => undefined }
  // The account's own events have the machine's time: so has the end of the deployment.
  let ahead = 0
  const early: Clock = { now: () => Date.now() - observeDays * DAY_MS + ahead, sleep: async () => undefined }
  okOf(await applyPlan(made, snapshotOf(made, state, null), worldOf(own.port, early), options))
  ahead = observeDays * DAY_MS
  const journal = okOf(readJournal(files))
  if (journal !== null) okOf(await resumePlan(journal, worldOf(own.port, early), options))
}

const watch = async (takesBack: boolean, logGroup: string | null = null) =>
  okOf(await watchLast(files, await own.read(), worldOf(own.port, clock), { logGroup, takesBack, onStep: () => undefined }))

const roleOf = async (name: string): Promise<string | undefined> =>
  (await own.read()).functions
    .find((fn) => fn.name === name)
    ?.roleArn.split('/')
    .at(-1)

/** What code of the function gets that makes a call. */
async function asFunction<T>(name: string, run: (options: object) => Promise<T>): Promise<string> {
  const arn = (await own.read()).functions.find((fn) => fn.name === name)?.roleArn ?? SHARED
  const credentials = own.local.sessionFor(arn, name, { service: 'lambda.amazonaws.com' })
  if ('fault' in credentials) throw new Error(credentials.message)
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  const options = {
    region: REGION,
    endpoint: own.local.endpoint,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== null && { sessionToken }) },
  }
  return await run(options).then(
    () => 'done',
    (error: Error) => error.name,
  )
}

const getParameter = (options: object) => new SSMClient(options).send(new GetParameterCommand({ Name: '/shop/key' }))
const listKeys = (options: object) => new KMSClient(options).send(new ListKeysCommand({}))
const getItem = (options: object) => new DynamoDBClient(options).send(new GetItemCommand({ TableName: 'items', Key: { id: { S: 'a' } } }))

describe('the event history', () => {
  test('a refusal of what the deployment removed takes it back, and is named', async () => {
    await deploy()
    expect(await roleOf('read')).toBe('shop-ReadRole')
    expect(await asFunction('read', getParameter)).toBe('AccessDeniedException')
    const offered = await watch(false)
    expect(offered).toMatchObject({
      stepsBack: null,
      denials: [
        {
          role: 'shop-ReadRole',
          session: 'read',
          action: 'ssm:GetParameter',
          resource: `arn:aws:ssm:${REGION}:111122223333:parameter/shop/key`,
        },
      ],
    })
    expect(offered.denials[0]?.eventId).toMatch(/^[0-9a-f-]{36}$/)
    expect(await roleOf('read')).toBe('shop-ReadRole')
    const taken = await watch(true)
    expect(taken.denials).toEqual(offered.denials)
    expect(taken.stepsBack).toBeGreaterThan(0)
    expect(await roleOf('read')).toBe('old-shared')
    expect(await asFunction('read', getParameter)).toBe('ParameterNotFound')
    expect(okOf(readLast(files))).toBe(null)
  })

  test('a refusal of what was never granted does not', async () => {
    await deploy()
    expect(await asFunction('read', listKeys)).toBe('AccessDeniedException')
    expect(await watch(true)).toEqual({ denials: [], stepsBack: null })
    expect(await roleOf('read')).toBe('shop-ReadRole')
  })

  test('nor does one that is older than the deployment, or of somebody else', async () => {
    await own.call('iam', 'DeleteRolePolicy', { RoleName: 'old-shared', PolicyName: 'everything' })
    expect(await asFunction('read', getParameter)).toBe('AccessDeniedException')
    await own.call('iam', 'PutRolePolicy', {
      RoleName: 'old-shared',
      PolicyName: 'everything',
      PolicyDocument: JSON.stringify(allow(['ssm:GetParameter'], ['*'])),
    })
    await new Promise((done) => setTimeout(done, 1100))
    await deploy()
    expect(await watch(true)).toEqual({ denials: [], stepsBack: null })
  })

  test('nothing is looked for once the observation has ended, or where none was asked for', async () => {
    await deploy()
    expect(await asFunction('read', getParameter)).toBe('AccessDeniedException')
    await clock.sleep(DAY_MS + 60_000)
    expect((await watch(true)).denials).toEqual([])
    files = journalFiles(join(scratch, 'none'))
    own.local.restore(fresh)
    clock = passingClock()
    await deploy(0)
    expect(await asFunction('read', getParameter)).toBe('AccessDeniedException')
    await clock.sleep(60_000)
    expect((await watch(true)).denials).toEqual([])
  })
})

test('the log group of the trail shows data events too, which the history does not', async () => {
  await deploy()
  const events: unknown[] = []
  const stop = own.local.onCall(({ event }) => events.push(event))
  expect(await asFunction('read', getItem)).toBe('AccessDeniedException')
  stop()
  expect((await watch(false)).denials).toEqual([])
  const logGroupName = 'shop-AccessTrailLogGroup-1A'
  const logStreamName = '111122223333_CloudTrail_us-west-2'
  await own.call('cloudwatch-logs', 'CreateLogGroup', { logGroupName })
  await own.call('cloudwatch-logs', 'CreateLogStream', { logGroupName, logStreamName })
  await own.call('cloudwatch-logs', 'PutLogEvents', {
    logGroupName,
    logStreamName,
    logEvents: events.map((event) => ({ timestamp: Date.now(), message: JSON.stringify(event) })),
  })
  expect((await watch(true, logGroupName)).denials).toMatchObject([{ session: 'read', action: 'dynamodb:GetItem', resource: TABLE }])
  expect(await roleOf('read')).toBe('old-shared')
})
