import { CloudTrailClient, LookupEventsCommand, type LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalAws, startLocalAws } from '../index.js'

let local: LocalAws
const options = (region: string): object => ({ region, endpoint: local.endpoint, credentials: local.accounts[0]?.credentials })

beforeAll(async () => {
  const started = await startLocalAws({ region: 'eu-west-1' })
  if (!started.ok) throw new Error(started.error.message)
  local = started.value
  const iam = new IAMClient(options('eu-west-1'))
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  })
  await iam.send(new CreateRoleCommand({ RoleName: 'app', Path: '/a/', AssumeRolePolicyDocument: trust }))
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] })
  for (const PolicyName of ['one', 'two'])
    await iam.send(new PutRolePolicyCommand({ RoleName: 'app', PolicyName, PolicyDocument: document }))
  await new SSMClient(options('eu-west-1')).send(new GetParameterCommand({ Name: 'x' })).catch(() => undefined)
})
afterAll(() => local.close())

const lookup = async (region: string, input: LookupEventsCommandInput) =>
  await new CloudTrailClient(options(region)).send(new LookupEventsCommand(input))

const byName = (AttributeValue: string) => ({ LookupAttributes: [{ AttributeKey: 'ResourceName' as const, AttributeValue }] })

test('what was done to a role is found by its name and its ARN, the newest first, in the home region of IAM', async () => {
  const { Events = [] } = await lookup('us-east-1', byName('app'))
  expect(Events.map(({ EventName }) => EventName)).toEqual(['PutRolePolicy', 'PutRolePolicy', 'CreateRole'])
  expect(JSON.parse(Events[0]?.CloudTrailEvent ?? '')).toMatchObject({ awsRegion: 'us-east-1', requestParameters: { policyName: 'two' } })
  expect((await lookup('us-east-1', byName('arn:aws:iam::111122223333:role/a/app'))).Events).toHaveLength(3)
  expect((await lookup('eu-west-1', byName('app'))).Events).toEqual([])
})

test('pages and times', async () => {
  const first = await lookup('us-east-1', { ...byName('app'), MaxResults: 2 })
  expect(first.Events).toHaveLength(2)
  const second = await lookup('us-east-1', {
    ...byName('app'),
    MaxResults: 2,
    ...(first.NextToken !== undefined && { NextToken: first.NextToken }),
  })
  expect(second.Events?.map(({ EventName }) => EventName)).toEqual(['CreateRole'])
  expect(second.NextToken).toBeUndefined()
  expect((await lookup('us-east-1', { ...byName('app'), EndTime: new Date(0) })).Events).toEqual([])
})

test('regional events with their failures; no data events', async () => {
  const { Events = [] } = await lookup('eu-west-1', { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'GetParameter' }] })
  expect(JSON.parse(Events[0]?.CloudTrailEvent ?? '')).toMatchObject({ errorCode: 'ParameterNotFound' })
  await expect(lookup('eu-west-1', { MaxResults: 51 })).rejects.toThrow(/MaxResults/)
})
