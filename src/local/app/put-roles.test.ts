/** Roles of an app on a state that an earlier run left: they say what the app needs now. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../testing/app.js'
import { policy } from '../testing/running.js'

const files = (call: string) => ({
  'template.yaml': `
Transform: AWS::Serverless-2016-10-31
Resources:
  Items: { Type: AWS::Serverless::SimpleTable }
  Fn: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: fn.handler, Environment: { Variables: { TABLE: !Ref Items } } } }
`,
  'fn.js': `
const { DynamoDBClient, ${call} } = require('@aws-sdk/client-dynamodb')
exports.handler = async () => new DynamoDBClient({}).send(new ${call}({ TableName: process.env.TABLE, Key: { id: { S: 'a' } } }))
`,
})

async function inlineOf(it: TestApp): Promise<string> {
  const iam = new IAMClient(it.admin())
  const RoleName = it.app.roles()[0]?.name
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }))
  const texts = await Promise.all(
    PolicyNames.map(async (PolicyName) =>
      decodeURIComponent((await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))).PolicyDocument ?? ''),
    ),
  )
  return texts.join('\n')
}

test('a role of an earlier run loses what the app no longer needs', async () => {
  const state = mkdtempSync(join(tmpdir(), 'rolewright-state-'))
  const first = await startTestApp(files('GetItemCommand'), { aws: { state } })
  expect(await inlineOf(first)).toContain('dynamodb:GetItem')
  const RoleName = first.app.roles()[0]?.name
  const PolicyDocument = policy([{ Effect: 'Allow', Action: 's3:*', Resource: '*' }])
  await new IAMClient(first.admin()).send(new PutRolePolicyCommand({ RoleName, PolicyName: 'stranger', PolicyDocument }))
  await first.close()
  const second = await startTestApp(files('DeleteItemCommand'), { aws: { state } })
  const now = await inlineOf(second)
  expect([now.includes('dynamodb:DeleteItem'), now.includes('dynamodb:GetItem'), now.includes('s3:*')]).toEqual([true, false, false])
  expect(second.app.describe().notes).toEqual([])
  await second.close()
  rmSync(state, { recursive: true })
}, 60_000)
