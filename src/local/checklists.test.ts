/** The check lists of S3 and DynamoDB, every item through the SDK's client. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLocalAws } from './start.js'
import { type Check, type Target, tally } from './testing/checklist.js'
import { dynamodbChecks } from './testing/dynamodb-checklist.js'
import { s3Checks } from './testing/s3-checklist.js'
import type { LocalAws } from './types.js'

let aws: LocalAws

beforeAll(async () => {
  const started = await startLocalAws()
  if (!started.ok) throw new Error(started.error.message)
  aws = started.value
})

afterAll(() => aws.close())

const target = (): Target => {
  const [account] = aws.accounts
  if (account === undefined) throw new Error('there is always an account')
  return { endpoint: aws.endpoint, region: aws.region, credentials: account.credentials }
}

const LISTS: readonly (readonly [string, (target: Target) => readonly Check[], number])[] = [
  ['S3', s3Checks, 47],
  ['DynamoDB', dynamodbChecks, 41],
]

describe.each(LISTS)('%s', (_name, checks, count) => {
  test('does all of its list', async () => {
    const { passed, failed } = await tally(checks(target()))
    expect(failed).toEqual([])
    expect(passed).toBe(count)
  }, 60_000)
})
