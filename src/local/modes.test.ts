/** What a denial does in each mode, and what is told of operations that nobody mapped. */
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { isFault } from './reply.js'
import { running } from './testing/running.js'
import type { Mode, RecordedCall } from './types.js'

interface Row {
  readonly mode: Mode
  readonly answered: boolean
  readonly decision: string | undefined
  readonly learned: readonly string[]
}

const rows: readonly Row[] = [
  { mode: 'enforce', answered: false, decision: 'implicitDeny', learned: [] },
  { mode: 'observe', answered: true, decision: 'implicitDeny', learned: [] },
  { mode: 'learn', answered: true, decision: 'implicitDeny', learned: ['dynamodb:ListTables'] },
  { mode: 'off', answered: true, decision: undefined, learned: [] },
]

test.each(rows)('$mode', async ({ mode, answered, decision, learned }) => {
  const { aws, roleWith } = await running({ mode })
  const role = await roleWith([])
  const calls: RecordedCall[] = []
  aws.onCall((call) => void calls.push(call))
  const done = await new DynamoDBClient(role).send(new ListTablesCommand({})).then(
    () => true,
    () => false,
  )
  expect(done).toBe(answered)
  expect(calls).toHaveLength(1)
  expect(calls[0]?.checks[0]?.decision).toBe(decision)
  expect(calls[0]?.event).toMatchObject({
    eventSource: 'dynamodb.amazonaws.com',
    eventName: 'ListTables',
    userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn: role.roleArn } } },
  })
  expect(calls[0]?.event.errorCode).toBe(mode === 'off' ? undefined : 'AccessDeniedException')
  expect(aws.learned().map(({ action }) => action)).toEqual(learned)
  await aws.close()
})

test('an operation without a mapping is denied and named', async () => {
  const { aws } = await running()
  const as = aws.callerOf(aws.accounts[0]?.credentials ?? { accessKeyId: '', sessionToken: null })
  if (as === null) throw new Error('the administrator is there')
  const call = () => aws.call({ as, service: 'kms', operation: 'Encapsulate', input: {} })
  const reply = await call()
  await call()
  expect(isFault(reply) && [reply.code, reply.status]).toEqual(['AccessDeniedException', 400])
  expect(aws.uncovered()).toEqual([{ service: 'kms', operation: 'Encapsulate', reason: expect.any(String), count: 2 }])
  await aws.close()
})

test.each([
  ['ssm', 'AddTagsToResource', { ResourceType: 'Other', ResourceId: 'x', Tags: [] }],
  ['kinesis', 'DescribeStream', {}],
])('%s:%s with an input that no row foresees is denied and named', async (service, operation, input) => {
  const { aws } = await running()
  const as = aws.callerOf(aws.accounts[0]?.credentials ?? { accessKeyId: '', sessionToken: null })
  if (as === null) throw new Error('the administrator is there')
  const reply = await aws.call({ as, service, operation, input })
  expect(isFault(reply) && [reply.code, reply.message]).toEqual([
    'AccessDeniedException',
    `Rolewright doesn't know what AWS checks for ${service}:${operation}, so it refuses the call: no row says what is checked for a call with this input`,
  ])
  expect(aws.uncovered()).toMatchObject([{ service, operation, count: 1 }])
  await aws.close()
})

test('a snapshot brings back what was there', async () => {
  const { aws } = await running()
  const as = aws.callerOf(aws.accounts[0]?.credentials ?? { accessKeyId: '', sessionToken: null })
  if (as === null) throw new Error('the administrator is there')
  const put = (Body: string) =>
    aws.call({ as, service: 's3', operation: 'PutObject', input: { Bucket: 'bucket', Key: 'k' }, body: Buffer.from(Body) })
  const read = async (): Promise<string | undefined> => {
    const reply = await aws.call({ as, service: 's3', operation: 'GetObject', input: { Bucket: 'bucket', Key: 'k' } })
    if (isFault(reply) || !('raw' in reply)) return undefined
    const pieces: Buffer[] = []
    for await (const piece of reply.body as AsyncIterable<Buffer>) pieces.push(piece)
    return Buffer.concat(pieces).toString()
  }
  await aws.call({ as, service: 's3', operation: 'CreateBucket', input: { Bucket: 'bucket' } })
  await put('before')
  const snapshot = aws.snapshot()
  await put('after')
  expect(await read()).toBe('after')
  aws.restore(snapshot)
  expect(await read()).toBe('before')
  await aws.close()
})
