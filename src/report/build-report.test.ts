import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { generate } from '../generate/index.js'
import { buildReport } from './build-report.js'
import { effectOf } from './effects.js'
import type { Report } from './types.js'

const EXAMPLE = join(import.meta.dirname, '../../examples/items-api')
const TABLE = 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${ItemsTable}'
let report: Report

beforeAll(async () => {
  const generation = await generate({ inputs: [EXAMPLE], layout: null, parameters: new Map(), account: null, region: null, from: null })
  if (!generation.ok) throw new Error(JSON.stringify(generation.error))
  report = buildReport(generation.value, { verify: null, audit: null })
})

describe('before and after', () => {
  test('what nothing needs is lost, and what stays on less is narrowed', () => {
    const { gained, lost, narrowed, complete } = report.changes.DeleteFunction ?? { gained: [], lost: [], narrowed: [], complete: false }
    expect(complete).toBe(true)
    expect(gained).toEqual([])
    expect(lost.flatMap(({ actions }) => actions)).toContain('dynamodb:PutItem')
    expect(lost.flatMap(({ actions }) => actions)).not.toContain('dynamodb:DeleteItem')
    expect(narrowed).toEqual([
      { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [expect.stringMatching(/:logs:.*:\*$/)] },
    ])
  })

  test('what the code needs and the template does not give is gained', () => {
    expect(report.changes.ReportFunction?.gained.flatMap(({ actions }) => actions)).toContain('execute-api:Invoke')
  })
})

test('the parts of a thing are one, and many that one part alone reaches are counted', () => {
  const of = (end: string): readonly string[] => [
    ...new Set(Object.entries(report.things).flatMap(([resource, thing]) => (resource.endsWith(end) ? [thing] : []))),
  ]
  expect(of('${FilesBucket}/files/*')).toEqual(['FilesBucket'])
  expect(of('${FilesBucket}')).toEqual(['FilesBucket'])
  expect(report.things[TABLE]).toBe('table/ItemsTable')
  expect(of('function:${CreateFunction}')).toEqual(['8 functions of ItemsApi'])
})

test('every resource that is drawn has a name', () => {
  const drawn = [
    ...Object.values(report.generated.functions).flatMap(({ grants }) => grants.flatMap(({ resources }) => resources)),
    ...Object.values(report.changes).flatMap(({ lost }) => lost.flatMap(({ resources }) => resources)),
    ...report.generated.proofs.flatMap(({ counterexample }) => counterexample?.request.resource ?? []),
  ]
  for (const resource of drawn) expect(report.names[resource]).toBeTypeOf('string')
})

const effects = [
  ['dynamodb:GetItem', 'Read'],
  ['dynamodb:PutItem', 'Write'],
  ['dynamodb:DeleteItem', 'Delete'],
  ['dynamodb:BatchWriteItem', 'Delete'],
  ['s3:DeleteObject', 'Delete'],
  ['s3:ListBucket', 'List'],
  ['s3:PutObjectTagging', 'Tagging'],
  ['kms:ScheduleKeyDeletion', 'Delete'],
  ['sqs:PurgeQueue', 'Delete'],
  ['ec2:TerminateInstances', 'Delete'],
  ['iam:DeleteRolePolicy', 'Permissions'],
  ['s3:Get*', 'Read'],
  ['dynamodb:*', 'Permissions'],
  ['all but s3:*', 'Permissions'],
  ['nosuch:Thing', null],
] as const

test.each(effects)('%s is %s', (action, effect) => expect(effectOf(action)).toBe(effect))

test('what a trail shows belongs to the functions of the app, whatever they are called there', async () => {
  const generation = await generate({ inputs: [EXAMPLE], layout: null, parameters: new Map(), account: null, region: null, from: null })
  if (!generation.ok) throw new Error(JSON.stringify(generation.error))
  const use = (action: string, count: number, sessions: Readonly<Record<string, number>>) => ({
    ...{ action, resources: ['arn:aws:dynamodb:eu-west-1:111122223333:table/shop-ItemsTable-9Z8Y'], count, denied: 0, sessions },
    ...{ first: null, last: null, sampleEventId: null },
  })
  const role = (sessions: readonly string[], used: readonly ReturnType<typeof use>[]) => ({
    ...{ sessions, used, unused: [], denials: [], cells: [] },
    notObservable: [{ action: 'logs:PutLogEvents', code: 'audit/never-logged' }],
  })
  const audit = {
    read: { events: 9, from: null, to: null },
    roles: {
      'arn:aws:iam::111122223333:role/shop-LambdaExecutionRole-1A2B': role(
        ['shop-CreateFunction-3C4D', 'shop-DeleteFunction-5E6F'],
        [use('dynamodb:PutItem', 3, { 'shop-CreateFunction-3C4D': 3 }), use('dynamodb:DeleteItem', 4, { 'shop-DeleteFunction-5E6F': 4 })],
      ),
      'arn:aws:iam::111122223333:role/somebody-else': role(['x'], [use('dynamodb:Scan', 2, { x: 2 })]),
    },
  }
  const { seen } = buildReport(generation.value, { verify: null, audit })
  expect(seen).toEqual({
    CreateFunction: { used: { 'dynamodb:PutItem': 3 }, notObservable: ['logs:PutLogEvents'] },
    DeleteFunction: { used: { 'dynamodb:DeleteItem': 4 }, notObservable: ['logs:PutLogEvents'] },
  })
})
