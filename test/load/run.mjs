// `npm run test:load [-- --seconds N]`: an hour of load, shortened to two minutes. Clients of many kinds call an app under
// `rolewright dev` at once; every few seconds the process collects its garbage and says what it holds. It fails where memory,
// handles or child processes go on growing once all is warm, where a request fails, and where a process is left behind.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { BatchWriteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { writeApp } from './app.mjs'

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const SAMPLER = new URL('./sampler.mjs', import.meta.url).href
const SECONDS = Number(process.argv[process.argv.indexOf('--seconds') + 1]) || 120
const SAMPLE_MS = 3_000
const AT_ONCE = 8
/** Names that everything is stored under. */
const NAMES = 50
/** Until lines and changes of before have given way to those of the load: tables of the streams are then as wide as they get. */
const WARM_SECONDS = 90
/** Of what follows, the medians of the first and the last part stand beside each other. */
const PARTS = 3
/** What local AWS keeps of the newest lines of a log group and changes of a table. All of it is there before the load begins. */
const KEPT = 20_000
/** What the heap may differ by: lines of other lengths, garbage of requests under way. Memory of the process also has the allocator's habits. */
const HEAP_SLACK_MB = 2
const RSS_SLACK = 0.15

const folder = writeApp()
const child = spawn(process.execPath, ['--expose-gc', '--import', SAMPLER, CLI, 'dev', folder, '--json', '--no-watch'], {
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
})
const ended = new Promise((resolve) => child.once('exit', resolve))
let denied = 0
const ready = await new Promise((resolve) => {
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line)
    if (said.ready !== undefined) resolve(said.ready)
    else if (said.call.checks.some(({ decision }) => decision !== 'allowed')) denied++
  })
})

const { accessKeyId, secretAccessKey } = ready.credentials
const settings = { endpoint: ready.endpoint, region: ready.region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 }
const dynamo = new DynamoDBClient(settings)
const s3 = new S3Client({ ...settings, forcePathStyle: true })
const sqs = new SQSClient(settings)
const lambda = new LambdaClient(settings)
const table = ready.resources.Items.ref
const bucket = ready.resources.Files.ref
const queue = ready.resources.Jobs.ref
const url = Object.values(ready.apis)[0]
const text = 'x'.repeat(100)
const event = (id) => JSON.stringify({ pathParameters: { id }, body: text })

const KINDS = {
  'HTTP API': async (n) => {
    const answer = await fetch(`${url}/items/http-${n}`, { method: 'PUT', body: text })
    if (answer.status !== 200) throw new Error(`the API answered ${answer.status}: ${await answer.text()}`)
    await answer.arrayBuffer()
  },
  invoke: async (n) => {
    const answer = await lambda.send(new InvokeCommand({ FunctionName: ready.functions.Api, Payload: event(`invoked-${n}`) }))
    if (answer.FunctionError !== undefined) throw new Error(Buffer.from(answer.Payload).toString())
  },
  PutItem: (n) => dynamo.send(new PutItemCommand({ TableName: table, Item: { pk: { S: `item-${n}` }, text: { S: text } } })),
  GetItem: (n) => dynamo.send(new GetItemCommand({ TableName: table, Key: { pk: { S: `item-${n}` } } })),
  Query: (n) =>
    dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `item-${n}` } },
      }),
    ),
  PutObject: (n) => s3.send(new PutObjectCommand({ Bucket: bucket, Key: `objects/${n}`, Body: text })),
  'GetObject after PutObject': async (n) => {
    await KINDS.PutObject(n)
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: `objects/${n}` }))
    await Body.transformToByteArray()
    if (n.endsWith('5')) await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: `objects/${n}` }))
  },
  'SQS to a function': (n) => sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: String(n) })),
}

await fillUp()
const counts = new Map()
const times = new Map()
const failures = []
const end = performance.now() + (WARM_SECONDS + SECONDS) * 1000
const client = async (first) => {
  const kinds = Object.entries(KINDS)
  for (let i = first; performance.now() < end; i++) {
    const [name, call] = kinds[i % kinds.length]
    try {
      const began = performance.now()
      await call(`${first}-${Math.floor(i / kinds.length) % NAMES}`)
      times.set(name, (times.get(name) ?? 0) + performance.now() - began)
      counts.set(name, (counts.get(name) ?? 0) + 1)
    } catch (error) {
      failures.push(`${name}: ${error.name} ${error.message}`)
    }
  }
}

const samples = []
const sample = () =>
  new Promise((resolve) => {
    child.once('message', (said) => resolve({ ...said, children: childrenOf(child.pid).length }))
    child.send('sample')
  })
const sampling = (async () => {
  await new Promise((resolve) => setTimeout(resolve, WARM_SECONDS * 1000))
  while (performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS))
    samples.push(await sample())
  }
})()
await Promise.all([sampling, ...Array.from({ length: AT_ONCE }, (_, i) => client(i))])
const functions = childrenOf(child.pid)
child.kill('SIGTERM')
await ended
rmSync(folder, { recursive: true, force: true })

const problems = judge(samples, functions)
process.exitCode = problems.length === 0 ? 0 : 1
for (const [name, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`${String(count).padStart(7)}  ${name}, ${(times.get(name) / count).toFixed(1)} ms`)
for (const { heapUsed, external, rss, handles, children } of samples)
  console.log(
    `heap ${mb(heapUsed)} MB, outside ${mb(external)} MB, process ${mb(rss)} MB, ${children} children, ${sum(handles)} handles ${JSON.stringify(handles)}`,
  )
for (const problem of problems) console.log(`FAILED ${problem}`)
if (problems.length === 0) console.log(`no growth in ${SECONDS} s`)

function judge(all, left) {
  const size = Math.floor(all.length / PARTS)
  const before = all.slice(0, size)
  const after = all.slice(-size)
  const grown = (of) => median(after.map(of)) - median(before.map(of))
  const found = []
  if (size < 3) found.push(`only ${all.length} samples were taken`)
  const heap = grown(({ heapUsed, external }) => heapUsed + external) / 2 ** 20
  console.log(`the heap grew by ${heap.toFixed(1)} MB`)
  if (heap > HEAP_SLACK_MB) found.push(`the heap grew by ${heap.toFixed(1)} MB`)
  const rss = grown((it) => it.rss)
  if (rss > RSS_SLACK * median(before.map((it) => it.rss))) found.push(`the process grew by ${mb(rss)} MB`)
  const handles = grown((it) => sum(it.handles))
  if (handles > AT_ONCE) found.push(`${handles} handles more are open`)
  const children = grown((it) => it.children)
  if (children > 2) found.push(`${children} child processes more run`)
  if (failures.length > 0) found.push(`${failures.length} requests failed, the first: ${failures[0]}`)
  if (denied > 0) found.push(`${denied} calls were denied`)
  const alive = left.filter(isAlive)
  if (alive.length > 0) found.push(`processes are left behind: ${alive.join(', ')}`)
  return found
}

/** Fills what is kept with what the load is made of, so that from here on each line and each change takes the place of another. */
async function fillUp() {
  const logs = new CloudWatchLogsClient(settings)
  const message = 'x'.repeat(120)
  for (const arn of Object.values(ready.functions)) {
    const of = { logGroupName: `/aws/lambda/${arn.split(':').at(-1)}`, logStreamName: 'before' }
    await logs.send(new CreateLogGroupCommand(of))
    await logs.send(new CreateLogStreamCommand(of))
    const logEvents = Array.from({ length: KEPT / 4 }, () => ({ timestamp: Date.now(), message }))
    for (let i = 0; i < 4; i++) await logs.send(new PutLogEventsCommand({ ...of, logEvents }))
  }
  for (let i = 0; i < KEPT; i += NAMES / 2) {
    const puts = Array.from({ length: NAMES / 2 }, (_, n) => ({ PutRequest: { Item: { pk: { S: `item-${n}` }, text: { S: text } } } }))
    await dynamo.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }))
  }
}

function childrenOf(pid) {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1).split(' ')[1]) === pid
    } catch {
      return false
    }
  })
}

function isAlive(pid) {
  try {
    process.kill(Number(pid), 0)
    return true
  } catch {
    return false
  }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}

function sum(record) {
  return Object.values(record).reduce((total, count) => total + count, 0)
}

function mb(bytes) {
  return (bytes / 2 ** 20).toFixed(1)
}
