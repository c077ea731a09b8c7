/** What `audit` and `replay` end with where there is nothing to judge: neither is a success. */
import { expect, test } from 'vitest'
import { runOn } from '../bad-input/run-cli.js'

const ROLE = 'arn:aws:iam::111122223333:role/app'
const record = {
  eventVersion: '1.08',
  eventTime: '2026-01-01T00:00:00Z',
  eventSource: 'dynamodb.amazonaws.com',
  eventName: 'PutItem',
  awsRegion: 'us-east-1',
  eventID: '11111111-1111-4111-8111-111111111111',
  eventType: 'AwsApiCall',
  recipientAccountId: '111122223333',
  userIdentity: {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::111122223333:assumed-role/app/fn',
    accountId: '111122223333',
    sessionContext: { sessionIssuer: { type: 'Role', arn: ROLE, userName: 'app', accountId: '111122223333', principalId: 'AROAEXAMPLE' } },
  },
  requestParameters: { tableName: 'items' },
  responseElements: null,
}
const statement = { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: '*' }
const policies = (statements: readonly unknown[]): string =>
  JSON.stringify([{ principal: ROLE, policies: { identity: [{ name: 'p', document: { Version: '2012-10-17', Statement: statements } }] } }])

test.each([
  { name: 'policies that can be read', statements: [statement], status: 0 },
  { name: 'an effect that IAM has not', statements: [{ ...statement, Effect: 'Alow' }], status: 1 },
  { name: 'a statement that is none', statements: [statement, null], status: 1 },
])('replay with $name ends with $status', async ({ statements, status }) => {
  const files = { 'log.json': JSON.stringify({ Records: [record] }), 'policies.json': policies(statements) }
  const ran = await runOn(files, ['replay', 'log.json', '--policies', 'policies.json'])
  expect(ran.status).toBe(status)
  if (status === 1) expect(ran.stderr).toContain(`the policies of \`${ROLE}\` in \`policies.json\` can't be read`)
})

test.each([{ words: ['audit', '.'] }, { words: ['replay', '.', '--policies', 'other/policies.txt'] }])(
  '`$words.0` of no record at all ends with 3',
  async ({ words }) => {
    const files = { 'log.json': '{"Records":[]}', 'other/policies.txt': policies([statement]) }
    expect((await runOn(files, words)).status).toBe(3)
  },
)
