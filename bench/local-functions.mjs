// A part of `npm run bench -- local`, and `npm run bench -- local-functions` by itself: how soon a function answers, warm and cold, each call checked. The peer of a cold start
// is a bare child process of Node that loads the same handler and calls it once.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { line, median } from './measure.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const WARM_CALLS = 1_000
const COLD_RUNS = 9
const AT_ONCE = 500

const TEMPLATE = JSON.stringify({
  Transform: 'AWS::Serverless-2016-10-31',
  Resources: {
    Fn: {
      Type: 'AWS::Serverless::Function',
      Properties: {
        Handler: 'index.handler',
        Runtime: 'nodejs22.x',
        Timeout: 30,
        MemorySize: 512,
        Events: { Any: { Type: 'HttpApi', Properties: { Path: '/', Method: 'get' } } },
      },
    },
  },
})

const HANDLER = `const { DynamoDBClient } = require('@aws-sdk/client-dynamodb')
const client = new DynamoDBClient({})
exports.handler = async (event) => ({ statusCode: 200, body: String(event.n ?? typeof client) })`

const bare = (file) =>
  new Promise((resolve, reject) => {
    const began = performance.now()
    const script = `require(${JSON.stringify(file)}).handler({}).then((answer) => process.stdout.write(JSON.stringify(answer)))`
    const child = spawn(process.execPath, ['-e', script], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, AWS_REGION: 'us-west-2' },
    })
    child.stdout.once('data', () => resolve(performance.now() - began))
    child.on('error', reject)
  })

export async function* cases() {
  const { runApp, startLocalAws } = await import(join(ROOT, 'dist/local/index.js'))
  const { generate } = await import(join(ROOT, 'dist/index.js'))
  const folder = mkdtempSync(join(tmpdir(), 'rolewright-bench-'))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'template.json'), TEMPLATE)
  writeFileSync(join(folder, 'index.js'), HANDLER)
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const aws = (await startLocalAws({})).value
  const given = { inputs: [folder], layout: null, parameters: new Map(), account: null, region: null, from: null }
  const app = (await runApp({ aws, generation: (await generate(given)).value, stack: 'bench' })).value
  try {
    const as = aws.callerOf(aws.accounts[0].credentials)
    const invoke = async (n) => {
      const began = performance.now()
      const reply = await aws.call({
        as,
        service: 'lambda',
        operation: 'Invoke',
        input: { FunctionName: 'bench-Fn', Payload: JSON.stringify({ n }) },
      })
      if (reply.status !== 200 || reply.headers['x-amz-function-error'] !== undefined) throw new Error(`the function failed: ${reply.body}`)
      return performance.now() - began
    }
    for (let i = 0; i < 100; i++) await invoke(i)
    const warm = []
    for (let i = 0; i < WARM_CALLS; i++) warm.push(await invoke(i))
    yield line({ bench: 'local', name: 'warm invoke, p50', unit: 'ms', ours: median(warm), budget: 1, budgetOf: 'ours' })

    const cold = []
    const peer = []
    for (let i = 0; i < COLD_RUNS; i++) {
      await app.renew()
      cold.push(await invoke(i))
      peer.push(await bare(join(folder, 'index.js')))
    }
    const ratio = median(peer) / median(cold)
    yield line({
      bench: 'local',
      name: 'cold start, with client-dynamodb',
      unit: 'ms',
      ours: median(cold),
      peer: 'bare Node child',
      theirs: median(peer),
      ratio,
      budget: 1 / 1.3,
      budgetOf: 'ratio',
    })

    const url = app.describe().apis.ServerlessHttpApi
    const began = performance.now()
    const statuses = await Promise.all(Array.from({ length: AT_ONCE }, async () => (await fetch(url)).status))
    const failed = statuses.filter((status) => status !== 200).length
    yield line({
      bench: 'local',
      name: `${AT_ONCE} requests at once, failed (in ${Math.round(performance.now() - began)} ms)`,
      unit: 'requests',
      ours: failed,
      budget: 0,
      budgetOf: 'ours',
    })
  } finally {
    await app.close()
    await aws.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
