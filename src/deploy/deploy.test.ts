import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { compile, parsePolicySet } from '../decide/index.js'
import { type LocalAws, type Snapshot as LocalSnapshot, startLocalAws } from '../local/index.js'
import { documentsOf } from './access.js'
import { applyPlan, inOrder, resumePlan } from './apply.js'
import { type JournalFiles, journalFiles, readDeployed, readJournal, readLast, takeLock } from './journal.js'
import { tagsOf } from './owner.js'
import { planDeployment } from './plan.js'
import { readAccount } from './read-account.js'
import { rollBack } from './rollback.js'
import { type SdkPort, sdkPort } from './sdk-port.js'
import { snapshotOf } from './snapshot.js'
import type { AccountState, AwsFault, AwsPort, Clock, DeployPlan, Document, WantedRole, World } from './types.js'

const REGION = 'us-west-2'
const scratch = mkdtempSync(join(tmpdir(), 'rolewright-deploy-'))
let local: LocalAws
let port: SdkPort
let fresh: LocalSnapshot
let files: JournalFiles
let count = 0

const value = <T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

beforeAll(async () => {
  local = value(await startLocalAws({ region: REGION }))
  const { accessKeyId = '', secretAccessKey = '' } = local.accounts[0]?.credentials ?? {}
  port = sdkPort({ region: REGION, endpoint: local.endpoint, credentials: { accessKeyId, secretAccessKey } })
  await call('iam', 'CreateRole', { RoleName: 'old-shared', AssumeRolePolicyDocument: JSON.stringify(trust('lambda.amazonaws.com')) })
  await call('iam', 'PutRolePolicy', {
    RoleName: 'old-shared',
    PolicyName: 'everything',
    PolicyDocument: JSON.stringify(allow(['dynamodb:*', 's3:*', 'logs:PutLogEvents'], ['*'])),
  })
  for (const name of FUNCTIONS)
    await call('lambda', 'CreateFunction', {
      FunctionName: name,
      Role: 'arn:aws:iam::111122223333:role/old-shared',
      Runtime: 'nodejs22.x',
      Handler: 'i.h',
      Code: { ZipFile: new Uint8Array([1]) },
    })
  fresh = local.snapshot()
})
afterAll(async () => {
  port.close()
  await local.close()
  rmSync(scratch, { recursive: true, force: true })
})
beforeEach(() => {
  local.restore(fresh)
  files = journalFiles(join(scratch, `app-${count++}`))
})

/** Not a call of the deployment: what stands in the account before it. */
async function call(service: string, operation: string, input: Readonly<Record<string, unknown>>): Promise<void> {
  const credentials = local.accounts[0]?.credentials
  const caller = credentials === undefined ? null : local.callerOf(credentials)
  if (caller === null) throw new Error('no administrator')
  const reply = await local.call({ as: caller, service, operation, input, region: REGION })
  if ('fault' in reply) throw new Error(JSON.stringify(reply))
}

const FUNCTIONS = ['create', 'log', 'read', 'report', 'send', 'sweep']
const trust = (...services: readonly string[]): Document => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: services }, Action: 'sts:AssumeRole' }],
})
const allow = (actions: readonly string[], resources: readonly string[]): Document => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: resources }],
})
const table = 'arn:aws:dynamodb:us-west-2:111122223333:table/items'

const role = (id: string, functions: readonly string[], more: Partial<WantedRole> = {}): WantedRole => ({
  logicalId: id,
  name: `shop-${id}`,
  path: '/',
  trustPolicy: trust('lambda.amazonaws.com'),
  policies: [{ name: `${id}Policy`, kind: 'inline', document: allow(['dynamodb:PutItem', 'logs:PutLogEvents'], [table]) }],
  managedPolicyArns: [],
  boundary: null,
  tags: tagsOf('shop', id),
  replaces: [],
  functions,
  apiLogging: false,
  ...more,
})

/** Time that passes at once. */
function clock(): Clock & { readonly slept: () => number } {
  let now = Date.UTC(2026, 0, 1)
  let slept = 0
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms
      slept += ms
    },
    slept: () => slept,
  }
}

const world = (aws: AwsPort = port, time: Clock = clock()): World => ({ aws, clock: time, note: () => undefined })
const read = async (aws: AwsPort = port): Promise<AccountState> =>
  value(await readAccount(aws, { region: REGION, stackName: null, apiLogging: true }))

const plan = (
  wanted: readonly WantedRole[],
  state: AccountState,
  more: Partial<Parameters<typeof planDeployment>[0]> = {},
): ReturnType<typeof planDeployment> =>
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
    ...more,
  })

async function deployed(wanted: readonly WantedRole[], more: Partial<Parameters<typeof planDeployment>[0]> = {}): Promise<DeployPlan> {
  const state = await read()
  const made = value(plan(wanted, state, more))
  value(await applyPlan(made, snapshotOf(made, state, null), world(), { files, observeDays: 0, onStep: () => undefined }))
  return made
}

const before: readonly WantedRole[] = [
  role('CreateRole', ['create'], {
    policies: [
      { name: 'CreateRolePolicy', kind: 'inline', document: allow(['dynamodb:PutItem', 'dynamodb:UpdateItem'], [table]) },
      { name: 'CreateRolePolicy2', kind: 'inline', document: allow(['logs:PutLogEvents'], ['*']) },
      { name: 'shop-Shared', kind: 'managed', document: allow(['s3:GetObject', 's3:PutObject'], ['arn:aws:s3:::b/*']) },
    ],
    managedPolicyArns: ['arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'],
  }),
  role('ReadRole', ['read'], {
    policies: [{ name: 'shop-Shared', kind: 'managed', document: allow(['s3:GetObject', 's3:PutObject'], ['arn:aws:s3:::b/*']) }],
  }),
  role('ReportRole', ['report']),
  role('SendRole', ['send']),
]

/** Access moves between policies: what both sides allow is in another policy after than before. */
const after: readonly WantedRole[] = [
  role('CreateRole', ['create'], {
    trustPolicy: trust('lambda.amazonaws.com', 'apigateway.amazonaws.com'),
    policies: [
      { name: 'CreateRolePolicy', kind: 'inline', document: allow(['logs:PutLogEvents', 's3:PutObject'], ['*']) },
      { name: 'shop-Shared', kind: 'managed', document: allow(['dynamodb:PutItem'], [table]) },
    ],
  }),
  role('ReadRole', ['read'], {
    policies: [
      { name: 'ReadRolePolicy', kind: 'inline', document: allow(['s3:GetObject'], ['arn:aws:s3:::b/*']) },
      { name: 'shop-Shared', kind: 'managed', document: allow(['dynamodb:PutItem'], [table]) },
    ],
  }),
  role('SendRole', ['send'], {
    policies: [
      { name: 'SendRolePolicy', kind: 'inline', document: allow(['dynamodb:PutItem'], ['*']) },
      { name: 'SendRolePolicy2', kind: 'inline', document: allow(['logs:PutLogEvents'], ['*']) },
    ],
  }),
  role('SweepRole', ['sweep'], {
    managedPolicyArns: ['arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'],
    policies: [
      { name: 'SweepRolePolicy2', kind: 'inline', document: allow(['logs:PutLogEvents'], ['*']) },
      { name: 'shop-Sweep', kind: 'managed', document: allow(['s3:ListBucket'], ['arn:aws:s3:::b']) },
      { name: 'SweepRolePolicy', kind: 'inline', document: allow(['dynamodb:UpdateItem'], [table]) },
    ],
  }),
  role('LogRole', ['log'], { policies: [{ name: 'LogRolePolicy', kind: 'inline', document: allow(['logs:PutLogEvents'], ['*']) }] }),
  role('ReportRole', ['report'], {
    apiLogging: true,
    policies: [{ name: 'ReportRolePolicy', kind: 'inline', document: allow(['dynamodb:GetItem', 'logs:PutLogEvents'], [table]) }],
  }),
]

/** What is asked at every moment. */
const REQUESTS = ['dynamodb:PutItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem', 'logs:PutLogEvents', 's3:GetObject', 's3:PutObject'].map(
  (action) => ({
    action,
    resource: action.startsWith('s3:') ? 'arn:aws:s3:::b/k' : table,
  }),
)

function allowedNow(state: AccountState): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    state.functions.map(({ name, roleArn }) => {
      const live = [...state.roles.values()].find(({ arn }) => arn === roleArn)
      const documents = live === undefined ? [] : documentsOf(live).map(([policy, document]) => ({ name: policy, document }))
      const engine = compile(value(parsePolicySet({ identity: documents })))
      const allowed = REQUESTS.filter(
        ({ action, resource }) =>
          engine.decide({ principal: roleArn, action, resource, resourceAccount: '111122223333', context: {} }).decision === 'allowed',
      )
      return [name, new Set(allowed.map(({ action }) => action))]
    }),
  )
}

const settled = (state: AccountState): unknown => ({
  roles: [...state.roles.values()]
    .filter(({ name }) => name.startsWith('shop-'))
    .map(({ name, inline, attached, trustPolicy, tags }) => ({
      name,
      inline: [...inline].sort(),
      attached: attached.map(({ arn, document }) => [arn, document]).sort(),
      trustPolicy,
      tags,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1)),
  functions: state.functions,
  apiLogging: state.apiLoggingRole,
})

describe('a plan', () => {
  test('makes roles, points functions to them, and says what they lose', async () => {
    const made = value(plan(before, await read()))
    expect(made.roles.map(({ logicalId, change }) => [logicalId, change])).toEqual([
      ['CreateRole', 'create'],
      ['ReadRole', 'create'],
      ['ReportRole', 'create'],
      ['SendRole', 'create'],
    ])
    const report = made.roles[2]
    expect(report?.gained).toEqual([])
    expect(report?.lost.flatMap(({ actions }) => actions)).toContain('s3:*')
    expect(report?.steps.map(({ beat, call: it }) => [beat, it])).toEqual([
      ['expand', 'iam:CreateRole'],
      ['expand', 'iam:PutRolePolicy'],
      ['verify', 'verify:read-back'],
      ['verify', 'verify:simulate'],
      ['contract', 'lambda:UpdateFunctionConfiguration'],
    ])
    expect(inOrder(made).filter(({ step }) => step.call === 'verify:propagation').length).toBe(1)
    expect(plan(before, await read())).toEqual({ ok: true, value: made })
  })

  test('of what is there already has nothing to do, and needs one read of IAM', async () => {
    await deployed(before)
    const calls: string[] = []
    const counting: AwsPort = {
      call: (service, operation, input) => {
        calls.push(`${service}:${operation}`)
        return port.call(service, operation, input)
      },
    }
    const made = value(plan(before, await read(counting)))
    expect(made.roles.map(({ change, steps }) => [change, steps.length])).toEqual([
      ['none', 0],
      ['none', 0],
      ['none', 0],
      ['none', 0],
    ])
    expect(calls.filter((name) => name.startsWith('iam:'))).toEqual(['iam:GetAccountAuthorizationDetails'])
    expect(made.drift).toEqual([])
  })

  test('says what somebody changed, and leaves foreign policies alone', async () => {
    await deployed(before)
    await call('iam', 'PutRolePolicy', {
      RoleName: 'shop-ReportRole',
      PolicyName: 'by-hand',
      PolicyDocument: JSON.stringify(allow(['s3:*'], ['*'])),
    })
    await call('iam', 'PutRolePolicy', {
      RoleName: 'shop-ReportRole',
      PolicyName: 'ReportRolePolicy',
      PolicyDocument: JSON.stringify(allow(['sqs:*'], ['*'])),
    })
    const made = value(plan(before, await read()))
    expect(made.drift.map(({ role: name, code }) => [name, code])).toEqual([
      ['shop-ReportRole', 'drift/policy-changed'],
      ['shop-ReportRole', 'drift/foreign-policy'],
    ])
    expect(made.roles[2]?.steps.some(({ input }) => input.PolicyName === 'by-hand')).toBe(false)
  })

  test('does not touch a role of somebody else, unless it is taken over', async () => {
    await call('iam', 'CreateRole', {
      RoleName: 'shop-ReportRole',
      AssumeRolePolicyDocument: JSON.stringify(trust('lambda.amazonaws.com')),
    })
    const state = await read()
    expect(value(plan(before, state)).roles[2]).toMatchObject({ change: 'foreign', steps: [] })
    expect(value(plan(before, state, { adopt: new Set(['shop-ReportRole']) })).roles[2]).toMatchObject({ change: 'update' })
  })

  test('names are the same whatever their case', async () => {
    await deployed(before)
    const renamed = before.map((it) => ({ ...it, name: it.name.toUpperCase() }))
    expect(value(plan(renamed, await read())).roles.map(({ change }) => change)).toEqual(['none', 'none', 'none', 'none'])
  })

  test.each([
    [10_240, 'fits'],
    [10_241, 'does not'],
  ])('an inline policy of %d characters %s', async (size, says) => {
    const bare = JSON.stringify(allow(['s3:GetObject'], ['arn:aws:s3:::']))
    const document = allow(['s3:GetObject'], [`arn:aws:s3:::${'b'.repeat(size - bare.length)}`])
    expect(JSON.stringify(document).length).toBe(size)
    const made = plan([role('ReportRole', ['report'], { policies: [{ name: 'p', kind: 'inline', document }] })], await read())
    expect(made).toMatchObject(says === 'fits' ? { ok: true } : { ok: false, error: { code: 'deploy/quota' } })
    if (made.ok) await deployed([role('ReportRole', ['report'], { policies: [{ name: 'p', kind: 'inline', document }] })])
  })

  test('a policy that has no room beside the old one goes through managed policies', async () => {
    const large = (action: string): Document => ({
      Version: '2012-10-17',
      Statement: Array.from({ length: 60 }, (_, i) => ({
        Effect: 'Allow',
        Action: action,
        Resource: `arn:aws:s3:::${'b'.repeat(60)}${i}/*`,
      })),
    })
    const of = (action: string): readonly WantedRole[] => [
      role('ReportRole', ['report'], { policies: [{ name: 'p', kind: 'inline', document: large(action) }] }),
    ]
    await deployed(of('s3:GetObject'))
    const made = await deployed(of('s3:PutObject'))
    expect(made.roles[0]?.steps.filter(({ call: it }) => it === 'iam:CreatePolicy').length).toBeGreaterThan(0)
    const state = await read()
    expect([...state.policies.values()].filter(({ name }) => name.includes('rolewright-next'))).toEqual([])
    expect(state.roles.get('shop-reportrole')?.inline.get('p')).toEqual(large('s3:PutObject'))
  })

  test('what the deployer needs lets it do all of it, and nothing else', async () => {
    const state = await read()
    const made = value(plan(before, state))
    await call('iam', 'CreateUser', { UserName: 'deployer' })
    await call('iam', 'CreatePolicy', { PolicyName: 'deploys', PolicyDocument: JSON.stringify(made.deployerNeeds) })
    await call('iam', 'AttachUserPolicy', { UserName: 'deployer', PolicyArn: 'arn:aws:iam::111122223333:policy/deploys' })
    const admin = local.accounts[0]?.credentials
    const caller = admin === undefined ? null : local.callerOf(admin)
    if (caller === null) throw new Error('no administrator')
    const key = (await local.call({ as: caller, service: 'iam', operation: 'CreateAccessKey', input: { UserName: 'deployer' } })) as {
      readonly AccessKey: { readonly AccessKeyId: string; readonly SecretAccessKey: string }
    }
    const own = sdkPort({
      region: REGION,
      endpoint: local.endpoint,
      credentials: { accessKeyId: key.AccessKey.AccessKeyId, secretAccessKey: key.AccessKey.SecretAccessKey },
    })
    value(await applyPlan(made, snapshotOf(made, state, null), world(own), { files, observeDays: 0, onStep: () => undefined }))
    expect(await own.call('iam', 'DeleteRole', { RoleName: 'shop-ReportRole' })).toMatchObject({
      ok: false,
      error: { code: 'AccessDenied' },
    })
    own.close()
  })
})

class Crash extends Error {}

/** The same service without the wire. */
const within: AwsPort = {
  call: async (service, operation, input) => {
    const credentials = local.accounts[0]?.credentials
    const caller = credentials === undefined ? null : local.callerOf(credentials)
    if (caller === null) throw new Error('no administrator')
    const reply = await local.call({ as: caller, service, operation, input, region: REGION })
    if ('raw' in reply) throw new Error('no document')
    return 'fault' in reply
      ? { ok: false, error: { code: String(reply.code).replace(/Exception$/, ''), message: String(reply.message), retryable: false } }
      : { ok: true, value: reply as Readonly<Record<string, unknown>> }
  },
}

/** A port that ends the process at one moment: before a call, or after it and before it is noted. */
function crashingAt(moment: number, through: AwsPort, onChange: () => Promise<void>): AwsPort {
  let at = 0
  return {
    call: async (service, operation, input) => {
      if (at++ === moment) throw new Crash()
      const answer = await through.call(service, operation, input)
      if (!/^(Get|List|Simulate|Describe)/.test(operation)) await onChange()
      if (at++ === moment) throw new Crash()
      return answer
    },
  }
}

const nothing = async (): Promise<void> => undefined
/** Over the wire with the real clients at each so many moments, without it at the others. */
const WIRE_EVERY = 12

test('it ends at any moment and goes on: the end is the planned one, and nothing that both sides allow was ever refused', async () => {
  await deployed(before)
  const start = local.snapshot()
  const had = allowedNow(await read())
  const state = await read()
  const made = value(plan(after, state))
  expect(inOrder(made).length).toBeGreaterThanOrEqual(40)
  const snapshot = snapshotOf(made, state, null)
  value(await applyPlan(made, snapshot, world(), { files, observeDays: 0, onStep: () => undefined }))
  const end = settled(await read())
  const has = allowedNow(await read())
  const always = new Map([...had].map(([name, actions]) => [name, [...actions].filter((action) => has.get(name)?.has(action))]))
  expect([...always.values()].flat().length).toBeGreaterThan(4)
  const neverRefused = async (): Promise<void> => {
    const now = allowedNow(await read(within))
    for (const [name, actions] of always) expect([...(now.get(name) ?? [])]).toEqual(expect.arrayContaining(actions))
  }
  // Once without an end in between, looked at after each call.
  local.restore(start)
  value(
    await applyPlan(made, snapshot, world(crashingAt(-1, within, neverRefused)), {
      files: journalFiles(join(scratch, 'whole')),
      observeDays: 0,
      onStep: () => undefined,
    }),
  )
  let crashes = 0
  for (let moment = 0; moment < 1000; moment++) {
    local.restore(start)
    const own = journalFiles(join(scratch, `crash-${moment}`))
    const options = { files: own, observeDays: 0, onStep: () => undefined }
    const through = moment % WIRE_EVERY === 0 ? port : within
    try {
      value(await applyPlan(made, snapshot, world(crashingAt(moment, through, nothing)), options))
      break
    } catch (thrown) {
      if (!(thrown instanceof Crash)) throw thrown
      crashes++
    }
    await neverRefused()
    const journal = value(readJournal(own))
    if (journal === null) throw new Error('the journal is gone')
    value(await resumePlan(journal, world(crashingAt(-1, through, moment % 4 === 0 ? neverRefused : nothing)), options))
    expect(settled(await read(within))).toEqual(end)
  }
  expect(crashes).toBeGreaterThan(60)
}, 240_000)

describe('the way back', () => {
  test('puts everything as it was, from the end and from the middle', async () => {
    await deployed(before)
    const state = await read()
    const was = settled(state)
    const made = value(plan(after, state))
    const steps = inOrder(made).length
    for (const stopAfter of [steps, Math.floor(steps / 2), 3]) {
      const options = { files, observeDays: 0, onStep: () => undefined }
      let left = stopAfter
      const failing: AwsPort = {
        call: (service, operation, input) =>
          /^(Get|List|Simulate)/.test(operation) || left-- > 0
            ? port.call(service, operation, input)
            : Promise.resolve({ ok: false, error: { code: 'AccessDenied', message: 'no', retryable: false } }),
      }
      const applied = await applyPlan(made, snapshotOf(made, state, null), world(failing), options)
      if (!applied.ok)
        expect(applied.error).toMatchObject({ code: 'deploy/denied', message: expect.stringMatching(/\d+ of \d+ steps are done/) })
      value(
        await rollBack(
          value(readLast(files)) ?? { plan: made, snapshot: snapshotOf(made, state, null) },
          await read(),
          world(),
          () => undefined,
        ),
      )
      expect(settled(await read())).toEqual(was)
    }
  })

  test('takes away what was made', async () => {
    const state = await read()
    const was = settled(state)
    const made = await deployed(before)
    value(await rollBack({ plan: made, snapshot: snapshotOf(made, state, null) }, await read(), world(), () => undefined))
    const now = await read()
    expect(settled(now)).toEqual(was)
    expect([...now.policies.values()]).toEqual([])
  })

  test('is refused where a role was made again under its name', async () => {
    await deployed(before)
    const state = await read()
    const made = value(plan(after, state))
    value(await applyPlan(made, snapshotOf(made, state, null), world(), { files, observeDays: 0, onStep: () => undefined }))
    await call('iam', 'DeleteRolePolicy', { RoleName: 'shop-ReportRole', PolicyName: 'ReportRolePolicy' })
    await call('iam', 'DeleteRole', { RoleName: 'shop-ReportRole' })
    await call('iam', 'CreateRole', {
      RoleName: 'shop-ReportRole',
      AssumeRolePolicyDocument: JSON.stringify(trust('lambda.amazonaws.com')),
    })
    const journal = value(readLast(files))
    if (journal === null) throw new Error('nothing to roll back')
    expect(await rollBack(journal, await read(), world(), () => undefined)).toMatchObject({
      ok: false,
      error: { code: 'deploy/recreated' },
    })
    expect(value(plan(after, await read())).drift).toContainEqual(
      expect.objectContaining({ code: 'drift/recreated', role: 'shop-ReportRole' }),
    )
  })
})

describe('trouble on the way', () => {
  const once = (fault: AwsFault, at: string, times: number): AwsPort => {
    let left = times
    return {
      call: (service, operation, input) =>
        operation === at && left-- > 0 ? Promise.resolve({ ok: false, error: fault }) : port.call(service, operation, input),
    }
  }

  test('a role that Lambda does not know yet, and throttling, are waited for', async () => {
    const state = await read()
    const made = value(plan(before, state))
    const time = clock()
    const slow = once(
      { code: 'InvalidParameterValue', message: 'The role defined for the function cannot be assumed by Lambda.', retryable: true },
      'UpdateFunctionConfiguration',
      4,
    )
    value(await applyPlan(made, snapshotOf(made, state, null), world(slow, time), { files, observeDays: 0, onStep: () => undefined }))
    expect(time.slept()).toBeGreaterThan(10_000)
  })

  test('something else reads back: nothing old is removed', async () => {
    await deployed(before)
    const state = await read()
    const made = value(plan(after, state))
    const altered: AwsPort = {
      call: async (service, operation, input) =>
        operation === 'GetRolePolicy'
          ? { ok: true, value: { PolicyDocument: encodeURIComponent(JSON.stringify(allow(['s3:*'], ['*']))) } }
          : port.call(service, operation, input),
    }
    expect(
      await applyPlan(made, snapshotOf(made, state, null), world(altered), { files, observeDays: 0, onStep: () => undefined }),
    ).toMatchObject({ ok: false, error: { code: 'deploy/read-back' } })
    for (const [name, actions] of allowedNow(state))
      expect([...(allowedNow(await read()).get(name) ?? [])]).toEqual(expect.arrayContaining([...actions]))
  })

  test('the observation ends after its days, and not before', async () => {
    await deployed(before)
    const state = await read()
    const made = value(plan(after, state))
    const time = clock()
    const options = { files, observeDays: 7, onStep: () => undefined }
    const first = value(await applyPlan(made, snapshotOf(made, state, null), world(port, time), options))
    expect(first.observingUntil).toBeGreaterThan(time.now())
    const journal = (): NonNullable<Awaited<ReturnType<typeof value<ReturnType<typeof readJournal>>>>> => readJournal(files) as never
    const again = value(journal() as never) as never
    expect(value(await resumePlan(again, world(port, time), options)).observingUntil).toBe(first.observingUntil)
    await time.sleep(7 * 86_400_000)
    expect(value(await resumePlan(again, world(port, time), options)).observingUntil).toBe(null)
  })

  test('two at once: the second is told', () => {
    const first = value(takeLock(files, () => true))
    writeFileSync(files.lock, '1\n')
    expect(takeLock(files, () => true)).toMatchObject({ ok: false, error: { code: 'deploy/locked' } })
    expect(takeLock(files, () => false)).toMatchObject({ ok: true })
    first()
  })

  test('a journal that was changed is not trusted', async () => {
    const state = await read()
    const made = value(plan(before, state))
    await applyPlan(
      made,
      snapshotOf(made, state, null),
      world({ call: async () => ({ ok: false, error: { code: 'X', message: '', retryable: false } }) }),
      { files, observeDays: 0, onStep: () => undefined },
    )
    writeFileSync(files.journal, readFileSync(files.journal, 'utf8').replace('"functions":[', '"functions":[{"name":"x","roleArn":"y"},'))
    expect(readJournal(files)).toMatchObject({ ok: false, error: { code: 'deploy/broken-journal' } })
  })
})
