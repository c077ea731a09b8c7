/** What the recorders share: the list of calls sent by the row that runs now, and what AWS answers. */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Sent } from '../row.js'

let sent: Sent[] | null = null
let answers: Readonly<Record<string, unknown>> = {}

export function startRecording(own: Readonly<Record<string, unknown>>): readonly Sent[] {
  sent = []
  answers = own
  return sent
}

export function stopRecording(): void {
  sent = null
}

/** `serviceId` as the SDK's models have it: `Secrets Manager`. */
export function record(serviceId: string, operation: string, input: unknown): void {
  sent?.push({ service: serviceId.toLowerCase().replaceAll(' ', '-'), operation, input: plain(input, 0) })
}

/** JSON without streams, functions and classes: those are the text `[Kind]`. */
function plain(value: unknown, depth: number): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'undefined') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : `[${value}]`
  if (typeof value !== 'object' || depth > 12) return `[${typeof value}]`
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1))
  // A document client's sets keep their elements in `values`.
  if (value instanceof Set) return [...value].map((item) => plain(item, depth + 1))
  if (value instanceof Uint8Array) return Buffer.from(value).toString()
  if (value instanceof Readable) return '[stream]'
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && typeof item !== 'function')
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item, depth + 1)]))
}

/** The SDK checks what SQS says of the body that it got. */
const md5 = (text: unknown): string => createHash('md5').update(String(text)).digest('hex')

/** The smallest answers that let pagers, waiters and parsers go on. */
const PLAIN: Readonly<Record<string, (input: Record<string, unknown>) => unknown>> = {
  'dynamodb:DescribeTable': (input) => ({ Table: { TableName: input['TableName'], TableStatus: 'ACTIVE' } }),
  'dynamodb:Query': () => ({ Items: [], Count: 0 }),
  'dynamodb:Scan': () => ({ Items: [], Count: 0 }),
  'dynamodb:BatchGetItem': () => ({ Responses: {}, UnprocessedKeys: {} }),
  'dynamodb:BatchWriteItem': () => ({ UnprocessedItems: {} }),
  'dynamodb:TransactGetItems': () => ({ Responses: [] }),
  's3:GetObject': () => ({ Body: body('{}'), ContentType: 'application/json' }),
  's3:CreateMultipartUpload': () => ({ UploadId: 'upload' }),
  's3:UploadPart': () => ({ ETag: '"etag"' }),
  's3:ListObjectsV2': () => ({ Contents: [], KeyCount: 0, IsTruncated: false }),
  'sqs:SendMessage': (input) => ({ MessageId: '1', MD5OfMessageBody: md5(input['MessageBody']) }),
  'sqs:SendMessageBatch': (input) => ({
    Successful: ((input['Entries'] as Record<string, unknown>[] | undefined) ?? []).map((entry) => ({
      Id: entry['Id'],
      MD5OfMessageBody: md5(entry['MessageBody']),
    })),
    Failed: [],
  }),
  'sqs:ReceiveMessage': () => ({ Messages: [] }),
  'sqs:GetQueueUrl': (input) => ({ QueueUrl: `https://sqs.eu-west-1.amazonaws.com/111122223333/${input['QueueName']}` }),
  'lambda:Invoke': () => ({ StatusCode: 200, Payload: payload('{}') }),
  'lambda:GetFunction': () => ({ Configuration: { State: 'Active', LastUpdateStatus: 'Successful' } }),
  'ssm:GetParameter': (input) => ({ Parameter: { Name: input['Name'], Value: 'value' } }),
  'ssm:GetParameters': (input) => ({
    Parameters: ((input['Names'] as string[] | undefined) ?? []).map((Name) => ({ Name, Value: 'value' })),
    InvalidParameters: [],
  }),
  'ssm:GetParametersByPath': () => ({ Parameters: [] }),
  'secrets-manager:GetSecretValue': () => ({ SecretString: '{"user":"u","password":"p"}' }),
  'kms:Decrypt': () => ({ Plaintext: payload('plain') }),
  'kms:GenerateDataKey': () => ({ Plaintext: payload('plain'), CiphertextBlob: payload('cipher') }),
  'sts:AssumeRole': () => ({
    Credentials: { AccessKeyId: 'AKIDASSUMED', SecretAccessKey: 's', SessionToken: 't', Expiration: new Date('2099-01-01T00:00:00Z') },
    AssumedRoleUser: { Arn: 'arn:aws:sts::111122223333:assumed-role/r/s', AssumedRoleId: 'r:s' },
  }),
  'eventbridge:PutEvents': () => ({ FailedEntryCount: 0, Entries: [] }),
  'appconfigdata:StartConfigurationSession': () => ({ InitialConfigurationToken: 'token' }),
  'appconfigdata:GetLatestConfiguration': () => ({
    NextPollConfigurationToken: 'next',
    ContentType: 'application/json',
    Configuration: payload('{}'),
  }),
}

export function answerTo(serviceId: string, operation: string, input: unknown): Record<string, unknown> {
  const name = `${serviceId.toLowerCase().replaceAll(' ', '-')}:${operation}`
  const own = answers[name]
  const answer = own === undefined ? PLAIN[name]?.((input ?? {}) as Record<string, unknown>) : structuredClone(own)
  return revive((answer ?? {}) as Record<string, unknown>)
}

/** A row writes bodies as text; the SDK gives streams and bytes. */
function revive(answer: Record<string, unknown>): Record<string, unknown> {
  if (typeof answer['Body'] === 'string') answer['Body'] = body(answer['Body'])
  if (typeof answer['Payload'] === 'string') answer['Payload'] = payload(answer['Payload'])
  return answer
}

const payload = (text: string): Uint8Array =>
  Object.assign(new TextEncoder().encode(text), { transformToString: () => text, toString: () => text })

const body = (text: string): Readable =>
  Object.assign(Readable.from([Buffer.from(text)]), {
    transformToString: async () => text,
    transformToByteArray: async () => new TextEncoder().encode(text),
    transformToWebStream: () => Readable.toWeb(Readable.from([Buffer.from(text)])),
    toString: () => text,
  })
