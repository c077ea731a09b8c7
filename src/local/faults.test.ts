/** What goes wrong between a client and local AWS, and what is kept when its process is killed. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateTableCommand, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLocalAws } from './start.js'
import { refusal } from './testing/checklist.js'
import { type Running, running } from './testing/running.js'

let it: Running
let ahead = 0
beforeAll(async () => {
  it = await running({ clock: { now: () => Date.now() + ahead } })
  await new S3Client({ ...it.admin(), forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: 'bucket' }))
})
afterAll(() => it.aws.close())

const s3 = (): S3Client => new S3Client({ ...it.admin(), forcePathStyle: true })

describe('a request', () => {
  test('that is no JSON is answered as one that cannot be read', async () => {
    const answer = await it.aws.call({ as: { service: 'x' }, service: 'nothing', operation: 'None', input: {} })
    expect(answer).toMatchObject({ fault: true })
    const raw = await fetch(it.aws.endpoint, { method: 'POST', headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' }, body: '{"broken' })
    expect(raw.status).toBe(400)
  })

  test('of another day is refused, and one of this minute is not', async () => {
    const error = await refusal(
      new STSClient({ ...it.admin(), systemClockOffset: -20 * 60_000, maxAttempts: 1 }).send(new GetCallerIdentityCommand({})),
    )
    expect([error.name, error.message]).toEqual(['SignatureDoesNotMatch', expect.stringContaining('Signature expired')])
  })

  test('with a presigned URL works again until it expires, and not after', async () => {
    await s3().send(new PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body: 'x' }))
    const url = await getSignedUrl(s3(), new GetObjectCommand({ Bucket: 'bucket', Key: 'k' }), { expiresIn: 60 })
    expect([(await fetch(url)).status, (await fetch(url)).status]).toEqual([200, 200])
    expect((await fetch(url.replace('/k?', '/other?'))).status).toBe(403)
    ahead = 61_000
    const late = await fetch(url)
    ahead = 0
    expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('Request has expired')])
  })

  test('from a page that made its own name point here is refused', async () => {
    const { port } = new URL(it.aws.endpoint)
    const status = await new Promise<number | undefined>((resolve) => {
      request({ port, host: '127.0.0.1', headers: { host: 'evil.example' } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      }).end()
    })
    expect(status).toBe(421)
  })

  test('that breaks off in its body stores nothing, and hangs nothing', async () => {
    const url = new URL(await getSignedUrl(s3(), new PutObjectCommand({ Bucket: 'bucket', Key: 'cut' })))
    const socket = connect(Number(url.port), '127.0.0.1')
    socket.write(`PUT ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-length: 100000\r\n\r\n${'x'.repeat(500)}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
    socket.destroy()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect((await s3().send(new ListObjectsV2Command({ Bucket: 'bucket', Prefix: 'cut' }))).KeyCount).toBe(0)
  })

  test('with a path that climbs is a key like any other', async () => {
    await s3().send(new PutObjectCommand({ Bucket: 'bucket', Key: '../../etc/passwd', Body: 'mine' }))
    const got = await s3().send(new GetObjectCommand({ Bucket: 'bucket', Key: '../../etc/passwd' }))
    expect(await got.Body?.transformToString()).toBe('mine')
  })

  test('500 at once are all answered', async () => {
    const sts = new STSClient(it.admin())
    const answers = await Promise.allSettled(Array.from({ length: 500 }, () => sts.send(new GetCallerIdentityCommand({}))))
    expect(answers.filter(({ status }) => status === 'rejected')).toEqual([])
  })
})

test('a form uploads what its policy allows, and nothing else', async () => {
  const { url, fields } = await createPresignedPost(s3(), {
    Bucket: 'bucket',
    Key: 'form/${filename}',
    Conditions: [
      ['content-length-range', 0, 10],
      ['starts-with', '$key', 'form/'],
    ],
    Expires: 60,
  })
  const send = (content: string, change: Readonly<Record<string, string>> = {}) => {
    const form = new FormData()
    for (const [name, value] of Object.entries({ ...fields, ...change })) form.append(name, value)
    form.append('file', new Blob([content]), 'a.txt')
    return fetch(url, { method: 'POST', body: form })
  }
  expect((await send('short')).status).toBe(204)
  const got = await s3().send(new GetObjectCommand({ Bucket: 'bucket', Key: 'form/a.txt' }))
  expect(await got.Body?.transformToString()).toBe('short')
  expect(await (await send('much longer than allowed')).text()).toContain('EntityTooLarge')
  expect((await send('short', { key: 'elsewhere/a' })).status).toBe(403)
  expect((await send('short', { 'X-Amz-Signature': '0'.repeat(64) })).status).toBe(403)
})

test('a backend answers after the check, with a signature of its own', async () => {
  const behind = await running()
  const { accessKeyId, secretAccessKey } = behind.admin().credentials
  const url = new URL(behind.aws.endpoint)
  url.username = encodeURIComponent(accessKeyId)
  url.password = encodeURIComponent(secretAccessKey)
  const front = await running({ backends: new Map([['dynamodb', url.href]]) })
  const table = {
    TableName: 'behind',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
  } as const
  await new DynamoDBClient(front.admin()).send(
    new CreateTableCommand({ ...table, AttributeDefinitions: [...table.AttributeDefinitions], KeySchema: [...table.KeySchema] }),
  )
  await new DynamoDBClient(front.admin()).send(new PutItemCommand({ TableName: 'behind', Item: { k: { S: 'a' } } }))
  expect((await new DynamoDBClient(behind.admin()).send(new ScanCommand({ TableName: 'behind' }))).Count).toBe(1)
  const role = await front.roleWith([{ Effect: 'Allow', Action: 'dynamodb:Scan', Resource: '*' }])
  expect((await refusal(new DynamoDBClient(role).send(new PutItemCommand({ TableName: 'behind', Item: { k: { S: 'b' } } })))).name).toBe(
    'AccessDeniedException',
  )
  await Promise.all([front.aws.close(), behind.aws.close()])
})

describe('the state folder', () => {
  const folders: string[] = []
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'rolewright-state-'))
    folders.push(made)
    return made
  }
  afterAll(() => {
    for (const made of folders) rmSync(made, { recursive: true, force: true })
  })

  test('keeps identities, items and bodies over a restart', async () => {
    const state = folder()
    const first = await running({ state })
    const settings = first.admin()
    const { accounts } = first.aws
    await new S3Client({ ...settings, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: 'kept' }))
    await new S3Client({ ...settings, forcePathStyle: true }).send(
      new PutObjectCommand({ Bucket: 'kept', Key: 'big', Body: Buffer.alloc(50_000, 7) }),
    )
    await first.aws.close()
    const second = await running({ state })
    expect(second.aws.accounts).toEqual(accounts)
    const got = await new S3Client({ ...second.admin(), forcePathStyle: true }).send(new GetObjectCommand({ Bucket: 'kept', Key: 'big' }))
    expect((await got.Body?.transformToByteArray())?.length).toBe(50_000)
    await second.aws.close()
  })

  test('is kept by one process at a time', async () => {
    const state = folder()
    writeFileSync(join(state, 'lock'), String(process.ppid))
    const started = await startLocalAws({ state })
    expect(started).toMatchObject({ ok: false, error: { code: 'local/state-in-use' } })
  })

  test('loses nothing that was acknowledged when the process is killed', async () => {
    const state = folder()
    const script = join(state, '..', `child-${process.pid}.mjs`)
    const entry = new URL('../../dist/local/index.js', import.meta.url).href
    writeFileSync(
      script,
      `import { startLocalAws } from ${JSON.stringify(entry)}\nconst { value } = await startLocalAws({ state: ${JSON.stringify(state)} })\nprocess.send({ endpoint: value.endpoint, credentials: value.accounts[0].credentials })\n`,
    )
    const child = fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const [{ endpoint, credentials }] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error('the process ended before it was ready'))),
    ])) as [{ endpoint: string; credentials: { accessKeyId: string; secretAccessKey: string } }]
    const settings = {
      endpoint,
      region: 'us-west-2',
      credentials: { accessKeyId: credentials.accessKeyId, secretAccessKey: credentials.secretAccessKey },
      maxAttempts: 1,
    }
    const ddb = new DynamoDBClient(settings)
    await ddb.send(
      new CreateTableCommand({
        TableName: 'kept',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
      }),
    )
    let acknowledged = 0
    const writing = (async () => {
      for (let i = 0; ; i++) {
        try {
          await ddb.send(new PutItemCommand({ TableName: 'kept', Item: { k: { S: String(i) } } }))
          acknowledged++
        } catch {
          return
        }
      }
    })()
    while (acknowledged < 50) await new Promise((resolve) => setTimeout(resolve, 5))
    child.kill('SIGKILL')
    await Promise.all([writing, once(child, 'exit')])
    rmSync(script, { force: true })
    const again = await running({ state })
    const { Count = 0 } = await new DynamoDBClient(again.admin()).send(new ScanCommand({ TableName: 'kept', Select: 'COUNT' }))
    // One more may have been written whose answer was cut off.
    expect([acknowledged, acknowledged + 1]).toContain(Count)
    expect(readdirSync(state).sort()).toEqual(['bodies', 'journal.ndjson', 'lock', 'snapshot.ndjson'])
    await again.aws.close()
  })
})
