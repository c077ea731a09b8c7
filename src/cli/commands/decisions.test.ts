/** `evaluate`, `can` and `who-can` as a shell sees them: what is printed, and the exit status. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canSchema, evaluateAnswerSchema, evaluateLineSchema, validationsSchema, whoCanSchema } from '../../decide/index.js'
import { run } from '../run.js'

const folder = mkdtempSync(join(tmpdir(), 'rolewright-decisions-'))
afterAll(() => rmSync(folder, { recursive: true }))

const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::uploads/*' }] }
const TEMPLATE = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Uploads: { Type: AWS::S3::Bucket }
  News: { Type: AWS::SNS::Topic }
  Jobs: { Type: AWS::SQS::Queue }
  Reader:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: reader.handler
      CodeUri: .
      Environment: { Variables: { BUCKET: !Ref Uploads, TOPIC: !Ref News } }
      Events: { Work: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } }
`
const SOURCE = `import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
const s3 = new S3Client({})
const sns = new SNSClient({})
export const handler = async (event) => {
  await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC, Message: event.key }))
  return s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: event.key }))
}
`

beforeAll(() => {
  writeFileSync(join(folder, 'policy.json'), JSON.stringify(document, null, 2))
  writeFileSync(join(folder, 'broken.json'), JSON.stringify({ ...document, Version: '2012' }))
  const role = (name: string): string => `arn:aws:iam::111122223333:role/${name}`
  writeFileSync(
    join(folder, 'principals.json'),
    JSON.stringify([
      { principal: role('b'), policies: { identity: [{ name: 'p', document }] } },
      { principal: role('a'), policies: { identity: [] } },
    ]),
  )
  writeFileSync(join(folder, 'template.yaml'), TEMPLATE)
  writeFileSync(join(folder, 'reader.mjs'), SOURCE)
})

async function ran(words: readonly string[], stdin = ''): Promise<{ status: number; out: string; err: string }> {
  const text = { out: '', err: '' }
  const status = await run(words, {
    stdout: { write: (it) => (text.out += it) },
    stderr: { write: (it) => (text.err += it) },
    stdin: (async function* () {
      if (stdin !== '') yield stdin
    })(),
    env: { NO_COLOR: '1' },
    cwd: folder,
  })
  return { status, ...text }
}

const ROLE = 'arn:aws:iam::111122223333:role/app'
const asked = ['--policies', 'policy.json', '--resource-account', '111122223333']
const request = { principal: ROLE, action: 's3:GetObject', resource: 'arn:aws:s3:::uploads/a', resourceAccount: '111122223333' }

test('evaluate answers a line a line, and ends with 1 when one was broken', async () => {
  const good = JSON.stringify({ id: '1', request, policies: { identity: [{ name: 'p', document }] } })
  expect(await ran(['evaluate'], `${good}\n`)).toMatchObject({ status: 0, err: '' })
  evaluateLineSchema.parse(JSON.parse(good))
  const { status, out } = await ran(['evaluate', '--stats'], `${good}\nbroken\n${good}\n`)
  expect(status).toBe(1)
  for (const line of out.split('\n').slice(0, -1)) evaluateAnswerSchema.parse(JSON.parse(line))
  expect(out.split('\n').map((line) => line.slice(0, 30))).toEqual([
    '{"id":"1","decision":"allowed"',
    '{"id":null,"error":{"code":"re',
    '{"id":"1","decision":"allowed"',
    '',
  ])
})

test('evaluate --validate gives errors and warnings as the contract says', async () => {
  const { status, out } = await ran(['evaluate', '--validate', 'policy.json', 'broken.json', '--json'])
  expect(status).toBe(1)
  expect(validationsSchema.parse(JSON.parse(out))).toMatchObject([
    { file: 'policy.json', errors: [], warnings: [] },
    { file: 'broken.json', errors: [{ code: 'policy/bad-version', at: { file: 'broken.json', line: 1 } }], warnings: [] },
  ])
  expect((await ran(['evaluate', '--validate', 'policy.json'])).status).toBe(0)
  expect((await ran(['evaluate', '--validate'])).status).toBe(1)
  expect((await ran(['evaluate', '--validate', 'nowhere.json'])).err).toContain('cli/no-such-input')
})

test('can says yes with the statement and its place', async () => {
  const { status, out } = await ran(['can', ROLE, 's3:GetObject', 'arn:aws:s3:::uploads/a', ...asked])
  expect(status).toBe(0)
  expect(out).toContain('policy.json:4:5')
  expect(out.split('\n')[0]).toMatch(/^yes {2}/)
})

test('kinds of policies that were not given stand on one line', async () => {
  const { out } = await ran(['can', ROLE, 's3:GetObject', 'arn:aws:s3:::uploads/a', ...asked])
  expect(out.split('\n').filter((line) => line.startsWith('·'))).toEqual([
    '· not given: resource control policy, service control policy, VPC endpoint policy, resource-based policy, permissions boundary, session policy',
  ])
})

test("can says no in AWS's words, with exit status 2 and the steps as JSON", async () => {
  const words = ['can', ROLE, 's3:PutObject', 'arn:aws:s3:::uploads/a', ...asked]
  const { status, out } = await ran(words)
  expect(status).toBe(2)
  expect(out).toContain(
    `User: ${ROLE} is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::uploads/a because no identity-based policy allows the s3:PutObject action`,
  )
  const json = canSchema.parse(JSON.parse((await ran([...words, '--json'])).out))
  expect(Object.keys(json)).toEqual(['decision', 'because', 'steps'])
  expect(json.steps).toHaveLength(7)
})

test('can says what is wrong with the words it got', async () => {
  expect((await ran(['can', 'app', 's3:GetObject', '*', ...asked])).err).toContain('request/bad-principal')
  expect((await ran(['can', ROLE, 's3:GetObjekt', '*', ...asked])).err).toContain('did you mean `s3:GetObject`')
  expect((await ran(['can', ROLE, 's3:GetObject', 'arn:aws:s3:::uploads/a', '--policies', 'broken.json'])).err).toContain(
    'policy/bad-version',
  )
})

test('an app is asked by the IDs of its functions and the symbols of its resources', async () => {
  const uploads = 'arn:${AWS::Partition}:s3:::${Uploads}/a'
  expect(await ran(['can', 'Reader', 's3:GetObject', uploads])).toMatchObject({ status: 0, err: '' })
  expect(await ran(['can', 'Reader', 's3:DeleteObject', uploads])).toMatchObject({ status: 2 })
  expect((await ran(['can', 'Raeder', 's3:GetObject', uploads])).err).toContain('did you mean `Reader`')
  const { status, out } = await ran(['who-can', 's3:GetObject', uploads, '--json'])
  expect(status).toBe(0)
  expect(JSON.parse(out)).toMatchObject([
    { principal: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${ReaderRole}', decision: 'allowed' },
  ])
  expect(await ran(['who-can', 's3:DeleteBucket', uploads])).toMatchObject({ status: 2, out: 'nobody\n' })
})

test('an app is asked by the IDs of its resources, whatever their symbols stand for', async () => {
  expect(await ran(['can', 'Reader', 's3:GetObject', 'Uploads/a/b'])).toMatchObject({ status: 0, err: '' })
  expect(await ran(['can', 'Reader', 'sns:Publish', 'News'])).toMatchObject({ status: 0, err: '' })
  expect(await ran(['can', 'Reader', 'sqs:ReceiveMessage', 'Jobs'])).toMatchObject({ status: 0, err: '' })
  expect(await ran(['can', 'Reader', 'sqs:ReceiveMessage', '${Jobs.Arn}'])).toMatchObject({ status: 0, err: '' })
  const denied = await ran(['can', 'Reader', 's3:GetObject', 'News'])
  expect(denied).toMatchObject({ status: 2, err: '' })
  expect(denied.out).toContain('its resource is `arn:${AWS::Partition}:s3:::${Uploads}/*`')
  expect((await ran(['who-can', 'sns:Publish', 'News'])).out).toContain('ReaderRole (Reader)')
  expect((await ran(['who-can', 's3:GetObject', 'Uplods/a'])).err).toContain('did you mean `Uploads`')
})

test('who-can asks a list of principals', async () => {
  const words = [
    'who-can',
    's3:GetObject',
    'arn:aws:s3:::uploads/a',
    '--policies',
    'principals.json',
    '--resource-account',
    '111122223333',
    '--json',
  ]
  expect(whoCanSchema.parse(JSON.parse((await ran(words)).out))).toEqual([
    { principal: 'arn:aws:iam::111122223333:role/b', decision: 'allowed', by: [{ policy: 'identity:p', statement: 0, effect: 'allow' }] },
  ])
  // All principals are of one account, so the bucket is taken to be its own.
  const words2 = words.filter((word) => word !== '--resource-account' && word !== '111122223333')
  expect(JSON.parse((await ran(words2)).out)).toHaveLength(1)
  const service = ['can', 'sns.amazonaws.com', 's3:GetObject', 'arn:aws:s3:::uploads/a', '--policies', 'policy.json']
  expect((await ran(service)).status).toBe(2)
  expect((await ran(['can', '111122223333', ...service.slice(2)])).err).toContain('--resource-account')
  expect((await ran(['who-can', 's3:GetObject', '*', '--policies', 'policy.json'])).err).toContain('cli/no-principals')
})
