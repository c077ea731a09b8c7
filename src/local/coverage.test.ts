/** Every operation of the services that local AWS serves maps to its checks, and every S3 operation is found by its route. */
import { expect, test } from 'vitest'
import { clientFacts, operationFacts, operationModel } from '../catalog/index.js'
import { findRoute } from './gateway/protocols/rest-json.js'
import { readS3Request } from './gateway/protocols/s3-rest.js'
import { recognise } from './gateway/recognise.js'
import { isFault } from './reply.js'

const SERVED = [
  'dynamodb',
  'dynamodb-streams',
  's3',
  'iam',
  'sts',
  'sqs',
  'sns',
  'eventbridge',
  'secrets-manager',
  'ssm',
  'kms',
  'sfn',
  'cloudwatch-logs',
  'lambda',
] as const

/** Newer than IAM's published list of actions: they are denied, and named when they are called. */
const WITHOUT_ACTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['dynamodb', ['CancelBulkOperation', 'DescribeBulkOperation', 'ListBulkOperations', 'StartBulkPutItems']],
  ['iam', ['AcquireRole', 'UpdateDelegationRequest']],
  ['sts', ['GetScopedCredentials']],
  ['ssm', ['DeregisterDefaultHostManagementConfiguration', 'RegisterDefaultHostManagementConfiguration']],
  ['kms', ['Decapsulate', 'Encapsulate']],
  ['cloudwatch-logs', ['GetLogObject']],
])

test.each(SERVED)('every operation of %s maps to checks', (suffix) => {
  const operations = clientFacts(suffix)?.operations ?? []
  expect(operations.length).toBeGreaterThan(3)
  const unknown = operations.filter((name) => operationFacts(suffix, name).kind === 'unknown')
  expect(unknown).toEqual(WITHOUT_ACTIONS.get(suffix) ?? [])
})

test.each(SERVED)('a request to %s is recognised by what its client sends', (suffix) => {
  const facts = clientFacts(suffix)
  const [operation = ''] = facts?.operations ?? []
  const base = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {} as Record<string, string>,
    scope: facts?.signing ?? null,
  }
  switch (facts?.protocol) {
    case 'json1.0':
    case 'json1.1':
      expect(recognise({ ...base, headers: { 'x-amz-target': `${facts.target}.${operation}` } })).toMatchObject({
        suffix,
        operation,
        protocol: facts.protocol,
      })
      return
    case 'query':
      expect(recognise({ ...base, query: new URLSearchParams({ Action: operation, Version: facts.version ?? '' }) })).toMatchObject({
        suffix,
        operation,
        protocol: 'query',
      })
      return
    default:
      expect(recognise(base)).toMatchObject({ suffix, protocol: facts?.protocol })
  }
})

/** Operations that share the route of another, or belong to another kind of endpoint. */
const SHARED = new Set([
  ...[
    'GetBucketLifecycle',
    'PutBucketLifecycle',
    'GetBucketNotification',
    'PutBucketNotification',
    'ListDirectoryBuckets',
    'WriteGetObjectResponse',
  ],
])

const NEEDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ListParts: { uploadId: 'u' },
  AbortMultipartUpload: { uploadId: 'u' },
  CompleteMultipartUpload: { uploadId: 'u' },
  UploadPart: { uploadId: 'u', partNumber: '1' },
  UploadPartCopy: { uploadId: 'u', partNumber: '1' },
  ...Object.fromEntries(
    ['Analytics', 'IntelligentTiering', 'Inventory', 'Metrics'].map((kind) => [`GetBucket${kind}Configuration`, { id: 'i' }]),
  ),
  GetObjectAnnotation: { annotationName: 'a' },
}

test('every operation of S3 is found by its route', () => {
  const wrong = (clientFacts('s3')?.operations ?? []).flatMap((name) => {
    const http = operationModel('s3', name)?.http
    if (http === null || http === undefined || SHARED.has(name)) return []
    const [path = '', query = ''] = http.uri.split('?')
    const params = new URLSearchParams(query)
    for (const [key, value] of Object.entries(NEEDED[name] ?? {})) params.set(key, value)
    const headers = { host: '127.0.0.1:1', ...(name === 'CopyObject' || name === 'UploadPartCopy' ? { 'x-amz-copy-source': 'b/k' } : {}) }
    const found = readS3Request({
      method: http.method,
      path: name === 'ListBuckets' ? '/' : path.includes('{Key+}') ? '/bucket/a/key' : '/bucket/',
      query: params,
      headers,
    })
    return isFault(found) || found.operation !== name ? [[name, isFault(found) ? found.code : found.operation]] : []
  })
  expect(wrong).toEqual([])
})

test('every operation of Lambda is found by its route', () => {
  const wrong = (clientFacts('lambda')?.operations ?? []).flatMap((name) => {
    const http = operationModel('lambda', name)?.http
    if (http === null || http === undefined) return []
    const [path = '', query = ''] = http.uri.split('?')
    const found = findRoute('lambda', http.method, path.replaceAll(/\{\w+\+?\}/g, 'x'), new URLSearchParams(query))
    return found?.operation === name ? [] : [[name, found?.operation]]
  })
  expect(wrong).toEqual([])
})
