// Local AWS: how soon it is ready, what enforcement costs, how it stands beside moto, and how soon a function answers.
import { spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { cases as functionCases } from './local-functions.mjs'
import { line, median, RUNS, repeat } from './measure.mjs'
import { startMoto } from './moto.mjs'

const CLI = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const REQUESTS = 600
const WARM_UP = 400
const AT_ONCE = 500
const bench = 'local'

export async function* cases() {
  yield line({ bench, name: 'ready with --empty', unit: 'ms', ours: median(await repeat(readyMs)), budget: 400, budgetOf: 'ours' })

  const enforcing = await startLocal('enforce')
  const off = await startLocal('off')
  const moto = await startMoto()
  try {
    const ours = await tableOn(enforcing)
    const unchecked = await tableOn(off)
    const theirs = await tableOn({
      endpoint: moto.endpoint,
      region: 'us-west-2',
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    })
    for (const [name, call] of [
      ['PutItem of 1 kB', putItem],
      ['GetItem of 1 kB', getItem],
    ]) {
      const cost = await inTurn(
        () => perSecond(ours, call),
        () => perSecond(unchecked, call),
      )
      yield line({
        bench,
        name: `${name}, enforced beside --mode off`,
        unit: 'requests/s',
        ...cost,
        peer: 'local AWS, --mode off',
        ratio: cost.ours / cost.theirs,
        budget: 0.85,
        budgetOf: 'ratio',
      })
      const beside = await inTurn(
        () => perSecond(ours, call),
        () => perSecond(theirs, call),
      )
      yield line({
        bench,
        name: `${name}, enforced beside moto`,
        unit: 'requests/s',
        ...beside,
        peer: 'moto',
        ratio: beside.ours / beside.theirs,
        budget: 2.5,
        budgetOf: 'ratio',
      })
    }
    yield line({ bench, name: `${AT_ONCE} requests at once`, unit: 'errors', ours: await errorsAtOnce(ours), budget: 0, budgetOf: 'ours' })
  } finally {
    await Promise.all([enforcing.stop(), off.stop(), moto.stop()])
  }
  yield* functionCases()
}

/** From the start of the process to its first line. */
async function readyMs() {
  const began = performance.now()
  const started = await startLocal('enforce')
  const ms = performance.now() - began
  await started.stop()
  return ms
}

function startLocal(mode) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, 'dev', '--empty', '--json', '--mode', mode], { stdio: ['ignore', 'pipe', 'ignore'] })
    const stop = () =>
      new Promise((done) => {
        child.once('exit', done)
        child.kill('SIGTERM')
      })
    let text = ''
    let isReady = false
    child.on('error', reject)
    child.on('exit', () => isReady || reject(new Error('local AWS ended before it was ready')))
    child.stdout.on('data', (chunk) => {
      if (isReady) return
      text += chunk
      if (!text.includes('\n')) return
      isReady = true
      const { ready } = JSON.parse(text.slice(0, text.indexOf('\n')))
      const { accessKeyId, secretAccessKey } = ready.credentials
      resolve({ endpoint: ready.endpoint, region: ready.region, credentials: { accessKeyId, secretAccessKey }, stop })
    })
  })
}

async function tableOn({ endpoint, region, credentials }) {
  const client = new DynamoDBClient({ endpoint, region, credentials, maxAttempts: 1 })
  await client.send(
    new CreateTableCommand({
      TableName: 'bench',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  )
  for (let i = 0; i < WARM_UP; i++) await putItem(client, i)
  for (let i = 0; i < WARM_UP; i++) await getItem(client, i)
  return client
}

const KEYS = 200
const DATA = 'x'.repeat(960)
const putItem = (client, i) =>
  client.send(new PutItemCommand({ TableName: 'bench', Item: { pk: { S: `key-${i % KEYS}` }, data: { S: DATA }, n: { N: String(i) } } }))
const getItem = (client, i) => client.send(new GetItemCommand({ TableName: 'bench', Key: { pk: { S: `key-${i % KEYS}` } } }))

async function perSecond(client, call) {
  const began = performance.now()
  for (let i = 0; i < REQUESTS; i++) await call(client, i)
  return REQUESTS / ((performance.now() - began) / 1000)
}

/** Medians of both, one after the other in each round, so that both meet the same machine. */
async function inTurn(ours, theirs) {
  const a = []
  const b = []
  await ours()
  await theirs()
  for (let i = 0; i < RUNS; i++) {
    a.push(await ours())
    b.push(await theirs())
  }
  return { ours: median(a), theirs: median(b) }
}

async function errorsAtOnce(client) {
  const answers = await Promise.allSettled(
    Array.from({ length: AT_ONCE }, (_, i) => (i % 2 === 0 ? putItem(client, i) : getItem(client, i))),
  )
  return answers.filter(({ status }) => status === 'rejected').length
}
