/**
 * The decision tables of `decide`, put on the wire: identities and policies are made through IAM, the request is sent by the
 * SDK's client, and the check that local AWS records has the decision of the row. A row that no client can send is counted
 * by its reason.
 */
import { readFileSync } from 'node:fs'
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { expect, test } from 'vitest'
import { isFault } from './reply.js'
import { startLocalAws } from './start.js'
import type { Snapshot } from './stores/tables.js'
import type { ClientSettings } from './testing/running.js'
import type { CheckOutcome, Input, LocalAws, Output } from './types.js'

interface Row {
  readonly name: string
  readonly request: {
    readonly principal: string
    readonly action: string
    readonly resource: string
    readonly resourceAccount?: string
    readonly context?: Readonly<Record<string, readonly string[]>>
  }
  readonly policies: Readonly<Record<string, unknown>> & {
    readonly identity?: readonly { readonly name: string; readonly document: unknown }[]
  }
  readonly want: string
}

const rows: readonly Row[] = ['decisions', 'guides', 'conditions', 'services'].flatMap((file) =>
  readFileSync(new URL(`../decide/rows/${file}.ndjson`, import.meta.url), 'utf8')
    // Buckets of AWS's own examples cannot be made by anyone.
    .replaceAll('amzn-s3-demo-', 'example-')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row),
)

const S3 = /^arn:aws:s3:::([a-z0-9.-]+)(?:\/(.+))?$/
const one = (row: Row, key: string): string | undefined =>
  Object.entries(row.request.context ?? {}).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1][0]

type Send = (settings: ClientSettings, row: Row) => Promise<unknown>

const s3 = (settings: ClientSettings): S3Client => new S3Client({ ...settings, forcePathStyle: true, maxAttempts: 1 })
const object = (row: Row): { readonly Bucket: string; readonly Key: string } => {
  const [, Bucket = '', Key = ''] = S3.exec(row.request.resource) ?? []
  return { Bucket, Key }
}
const last = (row: Row): string => row.request.resource.split(/[:/]/).at(-1) ?? ''
const queueUrl = (settings: ClientSettings, row: Row): string => `${settings.endpoint}/${row.request.resource.split(':')[4]}/${last(row)}`

const SENDERS: ReadonlyMap<string, Send> = new Map<string, Send>([
  [
    's3:ListBucket',
    (settings, row) =>
      s3(settings).send(
        new ListObjectsV2Command({
          Bucket: object(row).Bucket,
          ...(one(row, 's3:prefix') === undefined ? {} : { Prefix: one(row, 's3:prefix') }),
          ...(one(row, 's3:delimiter') === undefined ? {} : { Delimiter: one(row, 's3:delimiter') }),
          ...(one(row, 's3:max-keys') === undefined ? {} : { MaxKeys: Number(one(row, 's3:max-keys')) }),
        }),
      ),
  ],
  ['s3:GetObject', (settings, row) => s3(settings).send(new GetObjectCommand(object(row)))],
  ['s3:PutObject', (settings, row) => s3(settings).send(new PutObjectCommand({ ...object(row), Body: 'x' }))],
  ['s3:DeleteObject', (settings, row) => s3(settings).send(new DeleteObjectCommand(object(row)))],
  [
    'sqs:SendMessage',
    (settings, row) => new SQSClient(settings).send(new SendMessageCommand({ QueueUrl: queueUrl(settings, row), MessageBody: 'm' })),
  ],
  ['sqs:ReceiveMessage', (settings, row) => new SQSClient(settings).send(new ReceiveMessageCommand({ QueueUrl: queueUrl(settings, row) }))],
  [
    'dynamodb:GetItem',
    (settings, row) => new DynamoDBClient(settings).send(new GetItemCommand({ TableName: row.request.resource, Key: { k: { S: 'k' } } })),
  ],
  [
    'dynamodb:PutItem',
    (settings, row) => new DynamoDBClient(settings).send(new PutItemCommand({ TableName: row.request.resource, Item: { k: { S: 'k' } } })),
  ],
  [
    'secretsmanager:GetSecretValue',
    (settings, row) => new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId: row.request.resource })),
  ],
  ['sns:Publish', (settings, row) => new SNSClient(settings).send(new PublishCommand({ TopicArn: row.request.resource, Message: 'm' }))],
  ['lambda:InvokeFunction', (settings, row) => new LambdaClient(settings).send(new InvokeCommand({ FunctionName: row.request.resource }))],
  [
    'sts:AssumeRole',
    (settings, row) =>
      new STSClient(settings).send(
        new AssumeRoleCommand({
          RoleArn: row.request.resource,
          RoleSessionName: one(row, 'sts:RoleSessionName') ?? 'session',
          ...(one(row, 'sts:ExternalId') === undefined ? {} : { ExternalId: one(row, 'sts:ExternalId') }),
        }),
      ),
  ],
])

/** Keys that a client can bring about; those that are always there must be in the row as well. */
const BROUGHT =
  /^(s3:prefix|s3:delimiter|s3:max-keys|aws:principaltag\/[\w-]+|aws:username|aws:principalarn|aws:principalaccount|aws:securetransport|aws:principalisawsservice|aws:viaawsservice|aws:sourcevpce|aws:sourcevpc|aws:principalorgid|aws:sourcearn|aws:sourceaccount|aws:multifactorauthpresent|sts:externalid)$/
const NEVER_SENT = /^(aws:sourcevpce|aws:sourcevpc|aws:principalorgid|aws:sourcearn|aws:sourceaccount|aws:multifactorauthpresent)$/
const ALWAYS_THERE: Readonly<Record<string, (row: Row) => string | null>> = {
  'aws:securetransport': () => 'true',
  'aws:principalisawsservice': () => 'false',
  'aws:viaawsservice': () => 'false',
  'aws:principalaccount': (row) => row.request.principal.split(':')[4] ?? null,
  'aws:principalarn': (row) => row.request.principal.replace(/^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:aws:iam::$1:role/$2'),
  'aws:username': (row) => /:user\/(.+)$/.exec(row.request.principal)?.[1] ?? null,
}

function keysIn(policies: unknown): readonly string[] {
  const text = JSON.stringify(policies)
  const variables = [...text.matchAll(/\$\{\s*([\w:/.-]+)\s*(?:,[^}]*)?\}/g)].map(([, key = '']) => key)
  const conditions: string[] = []
  JSON.parse(text, (name, value: unknown) => {
    if (name === 'Condition' && typeof value === 'object' && value !== null)
      for (const operator of Object.values(value)) conditions.push(...Object.keys(operator as object))
    return value
  })
  return [...new Set([...variables, ...conditions].map((key) => key.toLowerCase()))]
}

/** @returns why no client can send it; null where one can */
function whyNot(row: Row): string | null {
  const { principal, action, resource, context = {} } = row.request
  if (!/^arn:aws:(iam::\d{12}:(user|role)\/[\w+=,.@-]+|sts::\d{12}:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]{2,})$/.test(principal))
    return 'principal'
  if (!SENDERS.has(action)) return 'action'
  const kinds = Object.entries(row.policies).filter(([, value]) => value !== null && value !== undefined)
  if (kinds.some(([kind]) => kind === 'scps' || kind === 'rcps' || kind === 'vpcEndpoint')) return 'kind of policy'
  if (row.policies.session !== undefined && !principal.includes(':assumed-role/')) return 'kind of policy'
  if (row.policies.resource !== undefined && !action.startsWith('s3:') && !action.startsWith('sqs:') && action !== 'sts:AssumeRole')
    return 'kind of policy'
  if (resource.includes('*') || !/^arn:aws:/.test(resource)) return 'resource'
  if (action.startsWith('s3:') && (!S3.test(resource) || (action === 's3:ListBucket') !== (object(row).Key === ''))) return 'resource'
  if (resource.includes(':assumed-role/')) return 'resource'
  // The caller's session is made through a trust policy of its own.
  if (action === 'sts:AssumeRole' && resource === (ALWAYS_THERE['aws:principalarn']?.(row) ?? '')) return 'resource'
  const said = one(row, 'aws:PrincipalArn')
  if (said !== undefined && said !== ALWAYS_THERE['aws:principalarn']?.(row)) return 'key'
  for (const key of keysIn(row.policies)) {
    if (!BROUGHT.test(key)) return 'key'
    const given = Object.entries(context).find(([name]) => name.toLowerCase() === key)?.[1]
    if (given !== undefined && (NEVER_SENT.test(key) || given.length !== 1)) return 'key'
    if (key.startsWith('s3:') && action !== 's3:ListBucket' && given !== undefined) return 'key'
    if (key === 's3:max-keys' && given !== undefined && !/^(0|[1-9]\d{0,8})$/.test(given[0] ?? '')) return 'key'
    if (/^s3:(prefix|delimiter)$/.test(key) && (given?.[0] === '' || /[^\x20-\x7e]/.test(given?.[0] ?? ''))) return 'key'
    if (key.startsWith('aws:principaltag/') && given?.[0] !== undefined && !/^[\p{L}\p{Z}\p{N}_.:/=+@-]{0,256}$/u.test(given[0]))
      return 'key'
    const fixed = ALWAYS_THERE[key]
    if (fixed !== undefined && (given?.[0] ?? null) !== fixed(row)) return 'key'
  }
  // What is sent must not bring keys about that the row does not have.
  if (
    action === 's3:ListBucket' &&
    Object.keys(context).some((name) => /^s3:/i.test(name) && !/^s3:(prefix|delimiter|max-keys)$/i.test(name))
  )
    return 'key'
  return null
}

const accountsOf = (row: Row): readonly string[] =>
  [row.request.principal.split(':')[4] ?? '', row.request.resourceAccount ?? '', row.request.resource.split(':')[4] ?? ''].filter((id) =>
    /^\d{12}$/.test(id),
  )

class Unstorable extends Error {}

/** Each run sends a share of the rows, the same each time; `ROLEWRIGHT_ALL=1` sends all of them. */
const SHARE = process.env.ROLEWRIGHT_ALL === '1' ? 1 : 4

/** Sets the world of a row up through the services, and sends its request. */
class Wire {
  readonly #aws: LocalAws
  readonly #empty: Snapshot
  #seen: readonly CheckOutcome[] = []
  #made = 0

  constructor(aws: LocalAws) {
    this.#aws = aws
    this.#empty = aws.snapshot()
    aws.onCall(({ checks }) => {
      this.#seen = checks
    })
  }

  async #do(account: string, service: string, operation: string, input: Input, region = this.#aws.region): Promise<Output> {
    const found = this.#aws.accounts.find(({ id }) => id === account)
    const as = found === undefined ? null : this.#aws.callerOf(found.credentials)
    if (as === null) throw new Error(`no account ${account}`)
    const reply = await this.#aws.call({ as, service, operation, input, region })
    if (isFault(reply)) throw new Unstorable(`${operation}: ${reply.code}: ${reply.message}`)
    return reply as Output
  }

  async #settings(row: Row, region: string): Promise<ClientSettings> {
    const [, account = '', kind = '', name = '', session] =
      /^arn:aws:(?:iam|sts)::(\d{12}):(user|role|assumed-role)\/([^/]+)(?:\/(.+))?$/.exec(row.request.principal) ?? []
    const noun = kind === 'user' ? 'User' : 'Role'
    const named = { [`${noun}Name`]: name }
    const tags = Object.entries(row.request.context ?? {}).flatMap(([key, values]) => {
      const tag = /^aws:PrincipalTag\/(.+)$/i.exec(key)?.[1]
      return tag === undefined ? [] : [{ Key: tag, Value: values[0] ?? '' }]
    })
    const trust = {
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' }],
      }),
    }
    const boundary = row.policies.permissionBoundary
    const bound =
      boundary === undefined || boundary === null ? {} : { PermissionsBoundary: await this.#managed(account, 'bounding', boundary) }
    await this.#do(account, 'iam', `Create${noun}`, {
      ...named,
      ...(noun === 'Role' ? trust : {}),
      ...bound,
      ...(tags.length > 0 ? { Tags: tags } : {}),
    })
    for (const [i, { document }] of (row.policies.identity ?? []).entries())
      await this.#do(account, 'iam', `Put${noun}Policy`, { ...named, PolicyName: `p${i}`, PolicyDocument: JSON.stringify(document) })
    const base = { endpoint: this.#aws.endpoint, region }
    if (noun === 'User') {
      const { AccessKey } = await this.#do(account, 'iam', 'CreateAccessKey', named)
      const key = AccessKey as { AccessKeyId: string; SecretAccessKey: string }
      return { ...base, credentials: { accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey } }
    }
    const { Credentials } = await this.#do(account, 'sts', 'AssumeRole', {
      RoleArn: `arn:aws:iam::${account}:role/${name}`,
      RoleSessionName: session ?? 'session',
      ...(row.policies.session === undefined ? {} : { Policy: JSON.stringify(row.policies.session) }),
    })
    const it = Credentials as { AccessKeyId: string; SecretAccessKey: string; SessionToken: string }
    return { ...base, credentials: { accessKeyId: it.AccessKeyId, secretAccessKey: it.SecretAccessKey, sessionToken: it.SessionToken } }
  }

  async #managed(account: string, PolicyName: string, document: unknown): Promise<string> {
    const name = `${PolicyName}-${this.#made++}`
    await this.#do(account, 'iam', 'CreatePolicy', { PolicyName: name, PolicyDocument: JSON.stringify(document) })
    return `arn:aws:iam::${account}:policy/${name}`
  }

  async #resource(row: Row, region: string): Promise<void> {
    const { action, resource } = row.request
    const owner = row.request.resourceAccount ?? (resource.split(':')[4] || (row.request.principal.split(':')[4] ?? ''))
    const policy = row.policies.resource
    const text = policy === undefined || policy === null ? null : JSON.stringify(policy)
    if (action.startsWith('s3:')) {
      const { Bucket } = object(row)
      await this.#do(owner, 's3', 'CreateBucket', { Bucket })
      await this.#do(owner, 's3', 'DeletePublicAccessBlock', { Bucket })
      if (text !== null) await this.#do(owner, 's3', 'PutBucketPolicy', { Bucket, Policy: text })
    } else if (action.startsWith('sqs:')) {
      const QueueUrl = `${this.#aws.endpoint}/${owner}/${last(row)}`
      await this.#do(
        owner,
        'sqs',
        'CreateQueue',
        { QueueName: last(row), ...(last(row).endsWith('.fifo') ? { Attributes: { FifoQueue: 'true' } } : {}) },
        region,
      )
      await this.#do(owner, 'sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy: text ?? '' } }, region)
    } else if (action === 'sts:AssumeRole') {
      const name = last(row)
      if (text === null) throw new Unstorable('a role has a trust policy')
      await this.#do(owner, 'iam', 'CreateRole', { RoleName: name, AssumeRolePolicyDocument: text })
    }
  }

  async decision(row: Row): Promise<{ readonly decision: string; readonly refused: boolean }> {
    const region = row.request.resource.split(':')[3] || this.#aws.region
    this.#aws.restore(this.#empty)
    await this.#resource(row, region)
    const settings = await this.#settings(row, region)
    this.#seen = []
    let refused = false
    try {
      await SENDERS.get(row.request.action)?.(settings, row)
    } catch (thrown) {
      // Of a missing key the refusal to list is told, which the row does not ask about.
      refused = (thrown as Error).message.toLowerCase().includes(`is not authorized to perform: ${row.request.action.toLowerCase()}`)
    }
    const check = this.#seen.find((it) => it.action === row.request.action && it.resource === row.request.resource)
    return { decision: check?.decision ?? 'no such check', refused }
  }
}

test('rows that a client can send are decided alike on the wire', async () => {
  const reasons = new Map<string, number>()
  const sendable = rows.filter((row) => {
    const reason = whyNot(row)
    if (reason !== null) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    return reason === null
  })
  const accounts = [...new Set(sendable.flatMap(accountsOf))].sort()
  const started = await startLocalAws({ accounts, region: 'us-east-1' })
  if (!started.ok) throw new Error(started.error.message)
  const wire = new Wire(started.value)
  const wrong: unknown[] = []
  let sent = 0
  for (const [i, row] of sendable.entries()) {
    if (i % SHARE !== 0) continue
    try {
      const { decision, refused } = await wire.decision(row)
      sent++
      if (decision !== row.want || refused !== (row.want !== 'allowed')) wrong.push({ name: row.name, want: row.want, decision, refused })
    } catch (thrown) {
      if (!(thrown instanceof Unstorable)) throw thrown
      const reason = `not stored: ${thrown.message.split(':').slice(0, 2).join(':')}`
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    }
  }
  await started.value.close()
  expect(wrong).toEqual([])
  expect(sendable.length).toBeGreaterThan(400)
  expect(sent).toBeGreaterThan(400 / SHARE)
}, 120_000)
