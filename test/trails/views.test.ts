/** Several events of one call: what the service recorded counts, and what else speaks of it does not count again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { auditOf, everything, readTrail, type UsedAction } from '../../src/audit/index.js'
import { ACCOUNT, IDENTITIES } from './shapes.data.js'

const folder = mkdtempSync(join(tmpdir(), 'views-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const key = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/0d9f1c5e-7a51-4b52-9a0c-2f4a9d1f7e10`
const anyKey = key.replace(/[^/]*$/, '*')
let made = 0
const record = (more: Readonly<Record<string, unknown>> = {}) => ({
  eventVersion: '1.11',
  userIdentity: IDENTITIES.lambda('app'),
  eventTime: '2026-10-01T10:00:00Z',
  eventSource: 'kms.amazonaws.com',
  eventName: 'Decrypt',
  awsRegion: 'eu-west-1',
  requestParameters: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
  resources: [{ ARN: key }],
  requestID: '16bcc089-ac49-43f1-9177-0123456789ab',
  eventID: `228ca3c8-5f95-4a8a-9732-${String(++made).padStart(12, '0')}`,
  eventType: 'AwsApiCall',
  recipientAccountId: ACCOUNT,
  ...more,
})
/** Source: CloudTrail User Guide, "Logging network activity events", the examples. */
const passage = (more: Readonly<Record<string, unknown>> = {}) =>
  record({
    requestParameters: undefined,
    resources: undefined,
    eventType: 'AwsVpceEvent',
    eventCategory: 'NetworkActivity',
    vpcEndpointId: 'vpce-1',
    vpcEndpointAccountId: ACCOUNT,
    ...more,
  })
const refusal = passage({ errorCode: 'VpceAccessDenied', errorMessage: 'The request was denied due to a VPC endpoint policy' })
const shared = { sharedEventID: 'a1f3720c-ef19-47e9-a5d5-0123456789ab' }

async function read(records: readonly unknown[]) {
  const path = join(folder, `${++made}.json`)
  writeFileSync(path, JSON.stringify({ Records: records }))
  const trail = await readTrail({
    paths: [path],
    stdin: null,
    s3: null,
    selection: everything,
    threads: 0,
    proposed: null,
    keeps: false,
    saved: null,
    onProgress: () => undefined,
    nameOf: (file) => file,
  })
  const { audit } = await auditOf(trail, { generation: null, policies: null, recorded: null })
  const { events, duplicates, copies } = audit.read
  const used = Object.values(audit.roles).flatMap((role) => role.used)
  return { events, duplicates, copies, used: used.map(inShort), names: [...trail.names], sessions: used.map((one) => one.sessions) }
}
const inShort = ({ action, resources, count, denied }: UsedAction): string =>
  `${count - denied} of ${count}: ${action} ${resources.join(' ')}`

const once = { duplicates: 0, used: [`1 of 1: kms:Decrypt ${key}`], names: ['kms.amazonaws.com Decrypt'] }

test('functions that share a role are told apart, whatever their sessions are called', async () => {
  const call = (fn: string) =>
    record({
      userIdentity: {
        ...IDENTITIES.chained('shared'),
        inScopeOf: { issuerType: 'AWS::Lambda::Function', credentialsIssuedTo: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${fn}` },
      },
    })
  const { sessions } = await read([call('first'), call('second'), call('second')])
  expect(sessions).toEqual([{ first: 1, second: 2 }])
})

test.each([
  { name: 'a call, and that it passed an endpoint', records: [record(), passage()], want: { ...once, events: 2, copies: 1 } },
  { name: 'the same in the other order', records: [passage(), record()], want: { ...once, events: 2, copies: 1 } },
  {
    name: 'both with the ID of one shared event',
    records: [passage(shared), record(shared)],
    want: { ...once, events: 2, copies: 1 },
  },
  {
    name: 'the name that another page of the guide gives it',
    records: [passage({ eventType: 'AwsVpceEvents' }), record()],
    want: { ...once, events: 2, copies: 1 },
  },
  {
    // What came of it is not said: it may have been refused by the role's own policies.
    name: 'only that it passed',
    records: [passage()],
    want: { events: 1, duplicates: 0, copies: 1, used: [], names: [] },
  },
  {
    name: 'a call that an endpoint refused, which no service records',
    records: [refusal],
    want: { events: 1, duplicates: 0, copies: 0, used: [`0 of 1: kms:Decrypt ${anyKey}`], names: [] },
  },
  {
    name: 'one that passed, and one that was refused',
    records: [refusal, passage(), record()],
    want: { events: 3, duplicates: 0, copies: 1, used: [`1 of 2: kms:Decrypt ${anyKey}`], names: ['kms.amazonaws.com Decrypt'] },
  },
])('$name', async ({ records, want }) => expect(await read(records)).toMatchObject(want))
