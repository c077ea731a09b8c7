// A plan's own work beside the network: 500 roles of an account that local AWS holds in this process. What is counted in
// calls is read over HTTP, with the clients that a deployment uses.
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { line, median, RUNS } from './measure.mjs'

const bench = 'deploy'
const REGION = 'us-west-2'
const ACCOUNT = '111122223333'
const APP = 'bench'

export async function* cases() {
  const { startLocalAws } = await import('../dist/local/index.js')
  const room = await import('../dist/deploy/index.js')
  const started = await startLocalAws({ region: REGION })
  if (!started.ok) throw new Error(started.error.message)
  const local = started.value
  const { accessKeyId, secretAccessKey } = local.accounts[0].credentials
  const port = room.sdkPort({ region: REGION, endpoint: local.endpoint, credentials: { accessKeyId, secretAccessKey } })
  const call = async (operation, input, service = 'iam') => {
    const reply = await local.call({ as: local.callerOf(local.accounts[0].credentials), service, operation, input, region: REGION })
    if ('fault' in reply) throw new Error(`${operation}: ${reply.code} ${reply.message}`)
  }
  const read = async (aws = port) => {
    const state = await room.readAccount(aws, { region: REGION, stackName: null, apiLogging: false })
    if (!state.ok) throw new Error(state.error.message)
    return state.value
  }
  const plan = (wanted, state) => {
    const made = room.planDeployment({
      app: APP,
      layout: 'per-function',
      wanted,
      state,
      via: 'api',
      adopt: new Set(),
      prune: false,
      boundary: null,
      deployed: null,
      template: null,
    })
    if (!made.ok) throw new Error(made.error.message)
    return made.value
  }
  try {
    for (let i = 0; i < 100; i++) await put(call, i, narrow(i))
    const calls = []
    const counting = {
      call: (service, operation, input) => {
        calls.push(`${service}:${operation}`)
        return port.call(service, operation, input)
      },
    }
    const unchanged = plan(wantedOf(100), await read(counting))
    if (unchanged.roles.some(({ change }) => change !== 'none')) throw new Error('there should be nothing to do')
    const reads = calls.filter((name) => name.startsWith('iam:'))
    const others = reads.filter((name) => name !== 'iam:GetAccountAuthorizationDetails').length
    yield line({
      bench,
      name: 'bulk reads of IAM for 100 roles without a change',
      unit: 'calls',
      ours: reads.length,
      budget: 1,
      budgetOf: 'ours',
    })
    yield line({ bench, name: 'other calls of IAM, writes among them', unit: 'calls', ours: others, budget: 0, budgetOf: 'ours' })

    for (let i = 100; i < 500; i++) await put(call, i, narrow(i))
    const same = await read()
    yield await timed('plan of 500 roles without a change', () => plan(wantedOf(500), same))
    for (let i = 0; i < 500; i++) await change(call, i, broad())
    const wide = await read()
    const made = plan(wantedOf(500), wide)
    if (made.roles.some(({ change: what, lost }) => what !== 'update' || lost.length === 0)) throw new Error('all roles should be narrowed')
    yield await timed('plan of 500 roles, each narrowed', () => plan(wantedOf(500), wide))
    yield await timed('plan of 500 new roles for functions of one broad role', () => plan(wantedOf(500), fresh(wide)))
  } finally {
    port.close()
    await local.close()
  }
}

async function timed(name, run) {
  const times = []
  run()
  for (let i = 0; i < RUNS; i++) {
    const began = performance.now()
    run()
    times.push((performance.now() - began) / 1000)
  }
  return line({ bench, name, unit: 's', ours: median(times), budget: 2, budgetOf: 'ours' })
}

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] }, Action: 'sts:AssumeRole' }],
}
const table = (i) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/items-${i}`
const statement = (Action, Resource) => ({ Effect: 'Allow', Action, Resource })
/** What a generated role is like: a table with its index, objects under a prefix, a queue, the function's own logs. */
const narrow = (i) => ({
  Version: '2012-10-17',
  Statement: [
    statement(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], [table(i), `${table(i)}/index/by-day`]),
    statement(['s3:GetObject', 's3:PutObject'], [`arn:aws:s3:::files-${i}/reports/*`]),
    statement(['sqs:SendMessage'], [`arn:aws:sqs:${REGION}:${ACCOUNT}:jobs-${i}`]),
    statement(['logs:CreateLogStream', 'logs:PutLogEvents'], [`arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/fn-${i}:*`]),
  ],
})
const broad = () => ({ Version: '2012-10-17', Statement: [statement(['dynamodb:*', 's3:*', 'sqs:*', 'logs:*'], ['*'])] })
const tags = (i) => [
  { key: 'rolewright:app', value: APP },
  { key: 'rolewright:role', value: `Fn${i}Role` },
]
const nameOf = (i) => `${APP}-Fn${i}Role`

async function put(call, i, document) {
  await call('CreateRole', {
    RoleName: nameOf(i),
    AssumeRolePolicyDocument: JSON.stringify(TRUST),
    Tags: tags(i).map(({ key, value }) => ({ Key: key, Value: value })),
  })
  await change(call, i, document)
}

const change = (call, i, document) =>
  call('PutRolePolicy', { RoleName: nameOf(i), PolicyName: `Fn${i}RolePolicy`, PolicyDocument: JSON.stringify(document) })

const wantedOf = (count) =>
  Array.from({ length: count }, (_, i) => ({
    logicalId: `Fn${i}Role`,
    name: nameOf(i),
    path: '/',
    trustPolicy: TRUST,
    policies: [{ name: `Fn${i}RolePolicy`, kind: 'inline', document: narrow(i) }],
    managedPolicyArns: [],
    boundary: null,
    tags: tags(i),
    replaces: [],
    functions: [`fn-${i}`],
    apiLogging: false,
  }))

/** The account with one role that everything runs with. */
function fresh(state) {
  const [role] = [...state.roles.values()].filter(({ name }) => name === nameOf(0))
  const shared = { ...role, name: 'shared', arn: `arn:aws:iam::${ACCOUNT}:role/shared`, tags: [] }
  const functions = Array.from({ length: 500 }, (_, i) => ({ name: `fn-${i}`, roleArn: shared.arn }))
  return { ...state, roles: new Map([['shared', shared]]), functions }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) for await (const result of cases()) console.log(JSON.stringify(result))
