/** Records of every shape that guides show: none stops a run, and each means for its role what it should. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { auditOf, everything, readTrail, replayOf, usageOf } from '../../src/audit/index.js'
import { ACCOUNT, IDENTITIES, REGION, SHAPES, type Shape } from './shapes.data.js'

const VERSIONS = ['1.0', '1.01', '1.02', '1.03', '1.04', '1.05', '1.06', '1.07', '1.08', '1.09', '1.10', '1.11']
const folder = mkdtempSync(join(tmpdir(), 'shapes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const roleOf = (i: number): string => `case${i}`
const arnOf = ({ who }: Shape, i: number): string =>
  `arn:${who === 'china' ? 'aws-cn' : 'aws'}:iam::${ACCOUNT}:role/${who === 'path' ? 'service-role/deep/' : ''}${roleOf(i)}`

function recordOf(shape: Shape, i: number): Readonly<Record<string, unknown>> {
  const [source = '', name = ''] = shape.call.split(' ')
  const record: Record<string, unknown> = {
    eventVersion: shape.version ?? VERSIONS[i % VERSIONS.length],
    userIdentity: IDENTITIES[shape.who](roleOf(i)),
    eventTime: `2026-10-0${1 + (i % 9)}T10:00:00Z`,
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: REGION,
    sourceIPAddress: i % 2 === 0 ? '192.0.2.10' : 'lambda.amazonaws.com',
    userAgent: '[aws-sdk-js/3.1000.0]',
    requestParameters: shape.parameters ?? null,
    responseElements: null,
    requestID: `request-${i}`,
    eventID: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    readOnly: i % 2 === 0 ? true : 'false',
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    tlsDetails: { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256', clientProvidedHostHeader: 'x' },
    ...(shape.resources === undefined ? {} : { resources: shape.resources.map((ARN) => ({ accountId: ACCOUNT, type: 'AWS::X::Y', ARN })) }),
    ...shape.more,
  }
  return record
}

const records = SHAPES.map(recordOf)

/** The same records in the forms in which they are kept and handed on. */
const FORMS: Readonly<Record<string, Uint8Array>> = {
  'a.json.gz': gzipSync(JSON.stringify({ Records: records })),
  'b.json': Buffer.from(JSON.stringify(records)),
  'c.ndjson': Buffer.from(records.map((one) => `${JSON.stringify(one)}\n`).join('')),
  'd.json': Buffer.from(
    JSON.stringify(records.map((detail, i) => ({ version: '0', id: `e${i}`, 'detail-type': 'AWS API Call via CloudTrail', detail }))),
  ),
  'e.json': Buffer.from(JSON.stringify({ Events: records.map((one, i) => ({ EventId: `e${i}`, CloudTrailEvent: JSON.stringify(one) })) })),
  'f.json': Buffer.from(JSON.stringify({ Records: records }, null, 2)),
}

const read = (path: string) =>
  readTrail({
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

describe.each(Object.keys(FORMS))('%s', async (file) => {
  writeFileSync(join(folder, file), FORMS[file] as Uint8Array)
  const trail = await read(join(folder, file))
  const { audit } = auditOf(trail, { generation: null, policies: null, recorded: null })

  test('nothing is set aside', () => {
    expect(audit.read).toMatchObject({ events: SHAPES.length, duplicates: 0, quarantined: [] })
    expect(SHAPES.length).toBeGreaterThanOrEqual(120)
  })

  test.each(SHAPES.map((shape, i) => ({ ...shape, i })))('$name', (shape) => {
    const usage = audit.roles[arnOf(shape, shape.i)]
    const found = (usage?.used ?? []).flatMap(({ action, resources }) => resources.map((resource) => `${action} ${resource}`))
    expect(found).toEqual(shape.want)
    for (const used of usage?.used ?? []) {
      expect(used).toMatchObject({ count: 1, denied: shape.denied === undefined ? 0 : 1 })
      expect(used.via ?? []).toEqual(shape.who === 'through' ? ['cloudformation.amazonaws.com'] : [])
    }
    const denials = (usage?.denials ?? []).map(({ by, explicit }) => `${by ?? '?'}${explicit === true ? '!' : ''}`)
    expect(denials).toEqual(shape.denied === undefined ? [] : shape.want.map(() => shape.denied))
  })

  test('callers that are no role are listed nowhere', () => {
    const roles = [...usageOf(trail.facts).values()].map(({ arn }) => arn)
    expect(roles.every((arn) => arn.includes(':role/'))).toBe(true)
  })

  test('every call is refused by roles that allow nothing, and none by such that allow all', () => {
    const judged = (allows: boolean) => replayOf(trail.facts, { knows: () => true, refusal: () => (allows ? null : 'nothing allows it') })
    const calls = SHAPES.filter(({ want, denied }) => want.length > 0 && denied === undefined)
    expect(judged(true)).toEqual({ requests: calls.length, refused: [] })
    expect(judged(false).refused.length).toBe(calls.flatMap(({ want }) => want).length)
  })
})

test('all forms give the same answer', async () => {
  const answers = await Promise.all(
    Object.keys(FORMS).map(
      async (file) => auditOf(await read(join(folder, file)), { generation: null, policies: null, recorded: null }).audit.roles,
    ),
  )
  for (const answer of answers) expect(answer).toEqual(answers[0])
})
