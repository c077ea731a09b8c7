/** Differences between the account and what was deployed, and who made them as the account's event history says. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyPlan } from './apply.js'
import { withAuthors } from './authors.js'
import { journalFiles, readDeployed } from './journal.js'
import { planDeployment } from './plan.js'
import { sdkPort } from './sdk-port.js'
import { snapshotOf } from './snapshot.js'
import { type Account, account, allow, okOf, REGION, trust, wantedRole, worldOf } from './testing/account.js'
import type { AwsPort, DeployPlan } from './types.js'

const folder = mkdtempSync(join(tmpdir(), 'rolewright-drift-'))
const files = journalFiles(folder)
const wanted = [
  wantedRole('ReadRole', ['read']),
  wantedRole('SendRole', ['send'], {
    policies: [{ name: 'shop-Send', kind: 'managed', document: allow(['s3:PutObject'], ['arn:aws:s3:::b/*']) }],
  }),
  wantedRole('SweepRole', ['sweep']),
]
let own: Account
/** Somebody else, who may change everything by hand. */
let alice: AwsPort & { readonly close: () => void }

async function plan(aws: AwsPort = own.port): Promise<DeployPlan> {
  return okOf(
    planDeployment({
      app: 'shop',
      layout: 'per-function',
      wanted,
      state: await own.read(aws),
      via: 'api',
      adopt: new Set(),
      prune: false,
      boundary: null,
      deployed: readDeployed(files),
      template: null,
    }),
  )
}

beforeAll(async () => {
  own = await account(['read', 'send', 'sweep'])
  const made = await plan()
  const state = await own.read()
  okOf(await applyPlan(made, snapshotOf(made, state, null), worldOf(own.port), { files, observeDays: 0, onStep: () => undefined }))
  await own.call('iam', 'CreateUser', { UserName: 'alice' })
  await own.call('iam', 'PutUserPolicy', {
    UserName: 'alice',
    PolicyName: 'all',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }] }),
  })
  const { AccessKey } = (await own.call('iam', 'CreateAccessKey', { UserName: 'alice' })) as {
    readonly AccessKey: { readonly AccessKeyId: string; readonly SecretAccessKey: string }
  }
  alice = sdkPort({
    region: REGION,
    endpoint: own.local.endpoint,
    credentials: { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey },
  })
  const broad = JSON.stringify(allow(['s3:*'], ['*']))
  await alice.call('iam', 'PutRolePolicy', { RoleName: 'shop-ReadRole', PolicyName: 'by-hand', PolicyDocument: broad })
  await alice.call('iam', 'PutRolePolicy', { RoleName: 'shop-ReadRole', PolicyName: 'ReadRolePolicy', PolicyDocument: broad })
  // Refused: whoever tried is not who did it.
  await alice.call('iam', 'PutRolePolicy', { RoleName: 'shop-ReadRole', PolicyName: 'ReadRolePolicy', PolicyDocument: '{' })
  await alice.call('iam', 'UpdateAssumeRolePolicy', {
    RoleName: 'shop-SendRole',
    PolicyDocument: JSON.stringify(trust('lambda.amazonaws.com', 'ec2.amazonaws.com')),
  })
  await alice.call('iam', 'CreatePolicyVersion', {
    PolicyArn: 'arn:aws:iam::111122223333:policy/shop-Send',
    PolicyDocument: broad,
    SetAsDefault: true,
  })
  await alice.call('iam', 'DeleteRolePolicy', { RoleName: 'shop-SweepRole', PolicyName: 'SweepRolePolicy' })
}, 60_000)
afterAll(async () => {
  alice.close()
  await own.close()
  rmSync(folder, { recursive: true, force: true })
})

test('each difference has its author, time and event', async () => {
  const { drift } = await plan()
  const named = await withAuthors(drift, await own.read(), own.port)
  expect(named.map(({ role, code, policy, by }) => [role, code, policy, by?.event ?? null])).toEqual([
    ['shop-ReadRole', 'drift/policy-changed', 'ReadRolePolicy', 'PutRolePolicy'],
    ['shop-ReadRole', 'drift/foreign-policy', 'by-hand', 'PutRolePolicy'],
    ['shop-SendRole', 'drift/policy-changed', 'shop-Send', 'CreatePolicyVersion'],
    ['shop-SendRole', 'drift/trust-changed', null, 'UpdateAssumeRolePolicy'],
    ['shop-SweepRole', 'drift/policy-removed', 'SweepRolePolicy', 'DeleteRolePolicy'],
  ])
  for (const { by } of named) {
    expect(by?.principal).toBe('arn:aws:iam::111122223333:user/alice')
    expect(by?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(by?.eventId).toMatch(/^[0-9a-f-]{36}$/)
  }
  expect(new Set(named.map(({ by }) => by?.eventId)).size).toBe(named.length)
})

test('a caller who may not look at the history gets the differences all the same, after one try', async () => {
  const { drift } = await plan()
  let tries = 0
  const counting: AwsPort = {
    call: (service, operation, input) => {
      tries++
      return alice.call(service, operation, input)
    },
  }
  const named = await withAuthors(drift, await own.read(), counting)
  expect(named).toEqual(drift)
  expect(named.every(({ by }) => by === null)).toBe(true)
  expect(tries).toBe(1)
})

test('a role that is gone was deleted by somebody', async () => {
  await alice.call('iam', 'DeleteRole', { RoleName: 'shop-SweepRole' })
  const state = await own.read()
  const named = await withAuthors((await plan()).drift, state, own.port)
  expect(named.find(({ code }) => code === 'drift/role-missing')).toMatchObject({
    role: 'shop-SweepRole',
    by: { event: 'DeleteRole', principal: 'arn:aws:iam::111122223333:user/alice' },
  })
})
