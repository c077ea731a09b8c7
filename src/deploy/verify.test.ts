/** What is read back of a role, on local AWS: nothing of the old may go while a new policy isn't there. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalAws, startLocalAws } from '../local/index.js'
import { type SdkPort, sdkPort } from './sdk-port.js'
import type { Step } from './types.js'
import { verify } from './verify.js'

const REGION = 'us-west-2'
const allowing = (action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] })
let local: LocalAws
let port: SdkPort

beforeAll(async () => {
  const started = await startLocalAws({ region: REGION })
  if (!started.ok) throw new Error(JSON.stringify(started.error))
  local = started.value
  const { accessKeyId = '', secretAccessKey = '' } = local.accounts[0]?.credentials ?? {}
  port = sdkPort({ region: REGION, endpoint: local.endpoint, credentials: { accessKeyId, secretAccessKey } })
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  }
  await port.call('iam', 'CreateRole', { RoleName: 'fn', AssumeRolePolicyDocument: JSON.stringify(trust) })
  await port.call('iam', 'PutRolePolicy', { RoleName: 'fn', PolicyName: 'put', PolicyDocument: allowing('s3:GetObject') })
})
afterAll(async () => {
  port.close()
  await local.close()
})

test.each([
  { name: 'the policy that was put', policies: [['put', 'inline', 's3:GetObject']], says: null },
  { name: 'a policy that says something else', policies: [['put', 'inline', 's3:PutObject']], says: /`put` of `fn`/ },
  { name: 'an inline policy that is missing', policies: [['absent', 'inline', 's3:GetObject']], says: /`absent` of `fn`/ },
  { name: 'a managed policy that nobody attached', policies: [['absent', 'managed', 's3:GetObject']], says: /`absent` of `fn`/ },
  {
    name: 'one that is there and one that is missing',
    policies: [
      ['put', 'inline', 's3:GetObject'],
      ['absent', 'inline', 's3:GetObject'],
    ],
    says: /`absent` of `fn`/,
  },
])('reading back $name', async ({ policies, says }) => {
  const step: Step = {
    id: 1,
    beat: 'expand',
    call: 'verify:read-back',
    input: { RoleName: 'fn', policies: policies.map(([name, kind, action = '']) => ({ name, kind, document: allowing(action) })) },
  }
  const clock = { now: () => 0, sleep: async () => undefined }
  const answer = await verify(step, { aws: port, clock, note: () => undefined })
  if (says === null) expect(answer).toEqual({ ok: true, value: null })
  else expect(answer).toMatchObject({ ok: false, error: { code: 'deploy/read-back', message: expect.stringMatching(says) } })
})
