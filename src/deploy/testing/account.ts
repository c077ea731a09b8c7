/** For tests: an account of local AWS over HTTP, with functions that run with one shared role, and the clients on it. */
import { type LocalAws, startLocalAws } from '../../local/index.js'
import type { Result } from '../../outcome/index.js'
import { tagsOf } from '../owner.js'
import { readAccount } from '../read-account.js'
import { type SdkPort, sdkPort } from '../sdk-port.js'
import type { AccountState, AwsPort, Clock, Document, WantedRole, World } from '../types.js'

export const REGION = 'us-west-2'
export const ACCOUNT = '111122223333'
export const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/items`
export const SHARED = `arn:aws:iam::${ACCOUNT}:role/old-shared`

type Input = Readonly<Record<string, unknown>>

export interface Account {
  readonly local: LocalAws
  readonly port: SdkPort
  /** Not a call of the deployment: what stands in the account before it, or what somebody does meanwhile. */
  readonly call: (service: string, operation: string, input: Input) => Promise<Input>
  readonly read: (aws?: AwsPort) => Promise<AccountState>
  readonly close: () => Promise<void>
}

/** @throws where the result is an error: a test that expects one does not ask for the value */
export function okOf<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

export const trust = (...services: readonly string[]): Document => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: services }, Action: 'sts:AssumeRole' }],
})

export const allow = (actions: readonly string[], resources: readonly string[]): Document => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: resources }],
})

/** @param functions that run with `old-shared`, which may do all of DynamoDB, of S3, and write logs */
export async function account(functions: readonly string[]): Promise<Account> {
  const local = okOf(await startLocalAws({ region: REGION }))
  const { accessKeyId = '', secretAccessKey = '' } = local.accounts[0]?.credentials ?? {}
  const port = sdkPort({ region: REGION, endpoint: local.endpoint, credentials: { accessKeyId, secretAccessKey } })
  const call: Account['call'] = async (service, operation, input) => {
    const credentials = local.accounts[0]?.credentials
    const caller = credentials === undefined ? null : local.callerOf(credentials)
    if (caller === null) throw new Error('no administrator')
    const reply = await local.call({ as: caller, service, operation, input, region: REGION })
    if ('fault' in reply || 'raw' in reply) throw new Error(JSON.stringify(reply))
    return reply
  }
  await call('iam', 'CreateRole', { RoleName: 'old-shared', AssumeRolePolicyDocument: JSON.stringify(trust('lambda.amazonaws.com')) })
  await call('iam', 'PutRolePolicy', {
    RoleName: 'old-shared',
    PolicyName: 'everything',
    PolicyDocument: JSON.stringify(allow(['dynamodb:*', 's3:*', 'ssm:GetParameter', 'logs:PutLogEvents'], ['*'])),
  })
  for (const FunctionName of functions)
    await call('lambda', 'CreateFunction', {
      FunctionName,
      Role: SHARED,
      Runtime: 'nodejs22.x',
      Handler: 'i.h',
      Code: { ZipFile: new Uint8Array([1]) },
    })
  return {
    local,
    port,
    call,
    read: async (aws = port) => okOf(await readAccount(aws, { region: REGION, stackName: null, apiLogging: true })),
    close: async () => {
      port.close()
      await local.close()
    },
  }
}

export const wantedRole = (id: string, functions: readonly string[], more: Partial<WantedRole> = {}): WantedRole => ({
  logicalId: id,
  name: `shop-${id}`,
  path: '/',
  trustPolicy: trust('lambda.amazonaws.com'),
  policies: [{ name: `${id}Policy`, kind: 'inline', document: allow(['dynamodb:PutItem', 'logs:PutLogEvents'], [TABLE]) }],
  managedPolicyArns: [],
  boundary: null,
  tags: tagsOf('shop', id),
  replaces: [],
  functions,
  apiLogging: false,
  ...more,
})

/** Time that passes at once, from now on: the account's own goes with the machine. */
export function passingClock(): Clock {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    sleep: async (ms) => {
      ahead += ms
    },
  }
}

export const worldOf = (aws: AwsPort, clock: Clock = passingClock()): World => ({ aws, clock, note: () => undefined })
