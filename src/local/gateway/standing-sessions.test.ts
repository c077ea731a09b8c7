import { IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { policy, type Running, running } from '../testing/running.js'

let it: Running
let now = Date.now()
beforeAll(async () => {
  it = await running({ clock: { now: () => now } })
})
afterAll(() => it.aws.close())

test('a service keeps its session of a role until it ends or IAM changes', async () => {
  const { roleArn } = await it.roleWith([])
  const by = { service: 'lambda.amazonaws.com' }
  const trust = (service: string) =>
    new IAMClient(it.admin()).send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: roleArn.split('/').at(-1),
        PolicyDocument: policy([{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }]),
      }),
    )
  const key = (name = 'poller'): string => {
    const session = it.aws.standingSession(roleArn, name, by)
    return 'fault' in session ? session.code : session.accessKeyId
  }
  expect(key()).toBe('AccessDenied')
  await trust(by.service)
  const first = key()
  expect([first, key()]).toEqual([expect.stringMatching(/^ASIA/), first])
  expect(key('another')).not.toBe(first)
  await trust('ec2.amazonaws.com')
  expect(key()).toBe('AccessDenied')
  await trust(by.service)
  const again = key()
  now += 13 * 3_600_000
  expect([first, again]).not.toContain(key())
})
