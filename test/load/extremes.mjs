// What local AWS stands at once, before the load of `npm run test:load`: an object of a gigabyte in flat memory, there and back, and ten
// thousand connections that each get their answer.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const GIGABYTE = 2 ** 30
const CHUNK = Buffer.alloc(2 ** 20, 'rolewright')
const CONNECTIONS = 10_000
/** What memory may peak at beyond what it was before: some buffers of both directions, and not the object. */
const PEAK_SLACK_MB = 150

const child = spawn(process.execPath, [CLI, 'dev', '--empty', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] })
const ended = once(child, 'exit')
const ready = await new Promise((resolve) => {
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line)
    if (said.ready !== undefined) resolve(said.ready)
  })
})
const { accessKeyId, secretAccessKey } = ready.credentials
const s3 = new S3Client({
  endpoint: ready.endpoint,
  region: ready.region,
  credentials: { accessKeyId, secretAccessKey },
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
})
const failed = []

try {
  await s3.send(new CreateBucketCommand({ Bucket: 'extremes', CreateBucketConfiguration: { LocationConstraint: ready.region } }))
  await large()
  await crowded()
} finally {
  child.kill('SIGTERM')
  await ended
}
for (const message of failed) console.log(`✗ ${message}`)
process.exit(failed.length === 0 ? 0 : 1)

async function large() {
  const before = memoryMb('VmRSS')
  const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket: 'extremes', Key: 'large' }))
  const wanted = createHash('md5')
  const upload = request(put, { method: 'PUT', headers: { 'content-length': GIGABYTE } })
  const answered = once(upload, 'response')
  await pipeline(
    Readable.from(
      (function* () {
        for (let i = 0; i < GIGABYTE / CHUNK.length; i++) {
          wanted.update(CHUNK)
          yield CHUNK
        }
      })(),
    ),
    upload,
  )
  const [stored] = await answered
  stored.resume()
  const get = await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'extremes', Key: 'large' }))
  const [body] = await once(request(get).end(), 'response')
  const got = createHash('md5')
  for await (const chunk of body) got.update(chunk)
  const peak = memoryMb('VmHWM')
  const same = wanted.digest('hex') === got.digest('hex')
  console.log(
    `a gigabyte there and back: ${stored.statusCode}, ${same ? 'the same bytes' : 'other bytes'}; ${before} MB before, ${peak} MB at most`,
  )
  if (stored.statusCode !== 200 || !same) failed.push('the object did not come back as it was stored')
  if (peak - before > PEAK_SLACK_MB) failed.push(`memory grew by ${peak - before} MB`)
}

async function crowded() {
  await s3.send(new PutObjectCommand({ Bucket: 'extremes', Key: 'small', Body: 'small' }))
  const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'extremes', Key: 'small' }))
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, maxFreeSockets: CONNECTIONS })
  const answers = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      try {
        const [response] = await once(request(url, { agent }).end(), 'response')
        response.resume()
        await once(response, 'end')
        return response.statusCode
      } catch (error) {
        return error.code ?? String(error)
      }
    }),
  )
  const open = Object.values(agent.freeSockets).flat().length
  agent.destroy()
  const others = answers.filter((answer) => answer !== 200)
  console.log(`${CONNECTIONS} requests at once: ${answers.length - others.length} answered, over ${open} connections that stood at the end`)
  if (others.length > 0) failed.push(`${others.length} were not answered: ${[...new Set(others)].slice(0, 3).join(', ')}`)
}

function memoryMb(name) {
  const [, kilobytes] = new RegExp(`${name}:\\s*(\\d+) kB`).exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kilobytes) / 1024)
}
