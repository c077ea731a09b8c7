/** Refusals after an update of a stack: the function has another role by then, whose name CloudFormation gave. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyPlan } from './apply.js'
import { journalFiles } from './journal.js'
import { readAccount } from './read-account.js'
import { planThroughStack } from './read-stack-plan.js'
import { snapshotOf } from './snapshot.js'
import { settledStack } from './stack-settled.js'
import { type Account, account, okOf, REGION, worldOf } from './testing/account.js'
import type { AccountState, Clock } from './types.js'
import { watchLast } from './watch.js'

const folder = mkdtempSync(join(tmpdir(), 'rolewright-stack-watch-'))
const files = journalFiles(folder)
const template = (code: string): string => `Resources:
  Items:
    Type: AWS::DynamoDB::Table
    Properties: { BillingMode: PAY_PER_REQUEST, AttributeDefinitions: [{ AttributeName: id, AttributeType: S }], KeySchema: [{ AttributeName: id, KeyType: HASH }] }
  Shared:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }
      Policies:
        - PolicyName: all
          PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Allow, Action: ['dynamodb:*', 'ssm:*', 'logs:*'], Resource: '*' }] }
  Get:
    Type: AWS::Lambda::Function
    Properties: { Handler: get.handler, Runtime: nodejs22.x, Code: ${code}, Role: !GetAtt Shared.Arn, Environment: { Variables: { TABLE: !Ref Items } } }
  Put:
    Type: AWS::Lambda::Function
    Properties: { Handler: put.handler, Runtime: nodejs22.x, Code: ${code}, Role: !GetAtt Shared.Arn, Environment: { Variables: { TABLE: !Ref Items } } }
`
const source = (command: string, input: string): string => `import { DynamoDBClient, ${command} } from '@aws-sdk/client-dynamodb'
export const handler = async (event) => new DynamoDBClient({}).send(new ${command}({ TableName: process.env.TABLE, ${input}: event }))
`
let own: Account
/** The stack changes by the machine's time, as its events have it: what waits for it waits a little. */
const clock: Clock = { now: () => Date.now(), sleep: () => new Promise((done) => setTimeout(done, 20)) }
const read = async (): Promise<AccountState> =>
  okOf(await readAccount(own.port, { region: REGION, stackName: 'shop', apiLogging: false, template: true }))
const functionOf = (state: AccountState, id: string): { readonly name: string; readonly roleArn: string } =>
  state.functions.find(({ name }) => name === state.stack?.resources.get(id)?.physicalId) ?? { name: '', roleArn: '' }

beforeAll(async () => {
  own = await account([])
  mkdirSync(join(folder, '.git'))
  mkdirSync(join(folder, 'src'))
  writeFileSync(join(folder, 'template.yaml'), template('src/'))
  writeFileSync(join(folder, 'src/get.mjs'), source('GetItemCommand', 'Key'))
  writeFileSync(join(folder, 'src/put.mjs'), source('PutItemCommand', 'Item'))
  await own.call('cloudformation', 'CreateStack', {
    StackName: 'shop',
    TemplateBody: template('{ S3Bucket: artifacts, S3Key: code.zip }'),
    Capabilities: ['CAPABILITY_IAM'],
  })
  expect(okOf(await settledStack('shop', worldOf(own.port, clock)))).toBe('CREATE_COMPLETE')
}, 60_000)
afterAll(async () => {
  await own.close()
  rmSync(folder, { recursive: true, force: true })
})

test('what the shared role had allowed is put back by the stack', async () => {
  const state = await read()
  const { plan } = okOf(
    await planThroughStack({
      options: { inputs: [folder], layout: null, parameters: new Map(), account: null, region: null, from: null },
      state,
      explicitRoles: false,
    }),
  )
  const world = worldOf(own.port, clock)
  const snapshot = snapshotOf(plan, state, state.stack?.template?.text ?? null)
  okOf(await applyPlan(plan, snapshot, world, { files, observeDays: 0, watchDays: 1, onStep: () => undefined }))
  const after = await read()
  const { name, roleArn } = functionOf(after, 'Get')
  expect(roleArn).not.toBe(functionOf(state, 'Get').roleArn)
  const credentials = own.local.sessionFor(roleArn, name, { service: 'lambda.amazonaws.com' })
  if ('fault' in credentials) throw new Error(credentials.message)
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  const ssm = new SSMClient({
    region: REGION,
    endpoint: own.local.endpoint,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== null && { sessionToken }) },
  })
  await expect(ssm.send(new GetParameterCommand({ Name: '/shop/key' }))).rejects.toThrow(/not authorized/)
  const options = { logGroup: null, onStep: () => undefined }
  const offered = okOf(await watchLast(files, after, world, { ...options, takesBack: false }))
  expect(offered.denials).toMatchObject([{ session: name, action: 'ssm:GetParameter' }])
  const taken = okOf(await watchLast(files, after, world, { ...options, takesBack: true }))
  expect(taken.stepsBack).toBeGreaterThan(0)
  const back = await read()
  const role = [...back.roles.values()].find(({ arn }) => arn === functionOf(back, 'Get').roleArn)
  expect(JSON.stringify([...(role?.inline ?? [])])).toContain('ssm:*')
}, 60_000)
