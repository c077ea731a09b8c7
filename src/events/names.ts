/** Event names ⇄ operations of clients. Most are alike; the rules and rows below are the rest. */
import { clientFacts, operationModel, operationName } from '../catalog/index.js'
import { clientsOfSource } from './sources.js'

/** An operation of a client of the AWS SDK, in the API's spelling. */
export interface ClientOperation {
  /** The client package's suffix, e.g. `cognito-identity-provider`. */
  readonly client: string
  readonly operation: string
}

/**
 * Operations of S3 whose events have another name.
 * Source: S3 User Guide, "Amazon S3 CloudTrail events".
 */
const S3_EVENT_NAMES: readonly (readonly [operation: string, event: string])[] = [
  ['ListObjectsV2', 'ListObjects'],
  ['GetBucketAccelerateConfiguration', 'GetAccelerateConfiguration'],
  ['PutBucketAccelerateConfiguration', 'PutAccelerateConfiguration'],
  ['GetBucketLifecycleConfiguration', 'GetBucketLifecycle'],
  ['PutBucketLifecycleConfiguration', 'PutBucketLifecycle'],
  ['GetBucketNotificationConfiguration', 'GetBucketNotification'],
  ['PutBucketNotificationConfiguration', 'PutBucketNotification'],
  ['GetPublicAccessBlock', 'GetBucketPublicAccessBlock'],
  ['PutPublicAccessBlock', 'PutBucketPublicAccessBlock'],
  ['DeletePublicAccessBlock', 'DeleteBucketPublicAccessBlock'],
  ['GetObjectLockConfiguration', 'GetBucketObjectLockConfiguration'],
  ['PutObjectLockConfiguration', 'PutBucketObjectLockConfiguration'],
]

const writtenNames: ReadonlyMap<string, string> = new Map(S3_EVENT_NAMES.map(([operation, event]) => [`s3 ${operation}`, event]))

/** Names that no operation has, in lower case, by client. */
const readNames: ReadonlyMap<string, string> = new Map([
  ...S3_EVENT_NAMES.map(([operation, event]) => [`s3 ${event.toLowerCase()}`, operation] as const),
  // A form that is posted from a browser. Source: S3 API Reference, "POST Object".
  ['s3 postobject', 'PutObject'],
  // Source: S3 User Guide, "Amazon S3 CloudTrail events": the account's own block.
  ['s3-control getaccountpublicaccessblock', 'GetPublicAccessBlock'],
  ['s3-control putaccountpublicaccessblock', 'PutPublicAccessBlock'],
  ['s3-control deleteaccountpublicaccessblock', 'DeletePublicAccessBlock'],
  // The names that S3 gives the same calls in its own logs. Source: S3 User Guide, "Amazon S3 server access log format".
  ['s3 rest.get.object', 'GetObject'],
  ['s3 rest.head.object', 'HeadObject'],
  ['s3 rest.put.object', 'PutObject'],
  ['s3 rest.post.object', 'PutObject'],
  ['s3 rest.copy.object', 'CopyObject'],
  ['s3 rest.delete.object', 'DeleteObject'],
  ['s3 rest.put.part', 'UploadPart'],
  ['s3 rest.copy.part', 'UploadPartCopy'],
  ['s3 rest.post.uploads', 'CreateMultipartUpload'],
  ['s3 rest.post.upload', 'CompleteMultipartUpload'],
  ['s3 rest.delete.upload', 'AbortMultipartUpload'],
  ['s3 rest.get.bucket', 'ListObjects'],
  ['s3 rest.get.bucketversions', 'ListObjectVersions'],
  ['s3 rest.head.bucket', 'HeadBucket'],
  ['s3 rest.post.multi_object_delete', 'DeleteObjects'],
  // What follows an asynchronous invocation.
  ['lambda invokeexecution', 'Invoke'],
  // Statements of CQL. Source: Keyspaces Developer Guide, "Logging Amazon Keyspaces API calls with AWS CloudTrail".
  ['keyspaces alterkeyspace', 'UpdateKeyspace'],
  ['keyspaces altertable', 'UpdateTable'],
  ['keyspaces dropkeyspace', 'DeleteKeyspace'],
  ['keyspaces droptable', 'DeleteTable'],
])

/**
 * Events that are no operation of a client, and whose action has another name, by IAM prefix. Source: as above; EFS User Guide,
 * "Logging Amazon EFS API calls with AWS CloudTrail".
 */
export const ACTION_OF_EVENT: ReadonlyMap<string, string> = new Map([
  ['cassandra insert', 'cassandra:Modify'],
  ['cassandra update', 'cassandra:Modify'],
  ['cassandra delete', 'cassandra:Modify'],
  ['cassandra batch', 'cassandra:Modify'],
  // What a query engine does to the files of a table. Source: S3 User Guide, "Logging with AWS CloudTrail for S3 Tables" and "Access management for S3 Tables".
  ['s3tables getobject', 's3tables:GetTableData'],
  ['s3tables headobject', 's3tables:GetTableData'],
  ['s3tables listparts', 's3tables:GetTableData'],
  ['s3tables putobject', 's3tables:PutTableData'],
  ['s3tables uploadpart', 's3tables:PutTableData'],
  ['s3tables createmultipartupload', 's3tables:PutTableData'],
  ['s3tables completemultipartupload', 's3tables:PutTableData'],
  ['s3tables abortmultipartupload', 's3tables:PutTableData'],
])

/** Clients whose events carry the version of their API, and how it is written: from the operation's path. */
const DATED: ReadonlyMap<string, (date: string) => string> = new Map([
  ['lambda', (date) => (date <= LAST_DATED_LAMBDA ? date.replaceAll('-', '') : '')],
  ['cloudfront', (date) => date.replaceAll('-', '_')],
])
const LAST_DATED_LAMBDA = '2018-10-31'

/** Operations of Lambda that are in their second version. Source: Lambda Developer Guide, "Logging AWS Lambda API calls using AWS CloudTrail". */
const LAMBDA_V2: ReadonlySet<string> = new Set([
  'AddPermission',
  'GetFunction',
  'GetFunctionConfiguration',
  'GetPolicy',
  'RemovePermission',
  'UpdateFunctionCode',
  'UpdateFunctionConfiguration',
])
/** Their events are those of the data plane, and carry no version. */
const UNDATED: ReadonlySet<string> = new Set(['Invoke', 'InvokeAsync', 'InvokeWithResponseStream'])

/**
 * The name under which CloudTrail records an operation.
 *
 * @param suffix client package's suffix, e.g. `lambda`
 * @param operation in the API's spelling
 */
export function eventNameOf(suffix: string, operation: string): string {
  const written = writtenNames.get(`${suffix} ${operation}`)
  if (written !== undefined) return written
  const dated = DATED.get(suffix)
  if (dated === undefined || UNDATED.has(operation)) return operation
  const date = /^\/(\d{4}-\d{2}-\d{2})\//.exec(operationModel(suffix, operation)?.http?.uri ?? '')?.[1]
  const version = date === undefined ? '' : dated(date)
  return `${operation}${version}${version !== '' && suffix === 'lambda' && LAMBDA_V2.has(operation) ? 'v2' : ''}`
}

/** A date of an API at the end of a name: `20150331`, `20150331v2`, `2020_05_31`. */
const VERSION = /_?(?:19|20)\d{2}([-_]?)(?:0\d|1[0-2])\1[0-3]\d(?:[-_]?v\d+)?$/i

/** @returns the name without the version of the API, e.g. `ListFunctions20150331` → `ListFunctions` */
export const plainEventName = (name: string): string => name.replace(VERSION, '')

/**
 * The operations that an event can be of, the likeliest first. Names are compared without regard to case.
 *
 * @param source e.g. `lambda.amazonaws.com`
 * @param name e.g. `GetFunction20150331v2`
 */
export function operationsOfEvent(source: string, name: string): readonly ClientOperation[] {
  const written = name.trim()
  const plain = plainEventName(written)
  return clientsOfSource(source).flatMap((client): ClientOperation[] => {
    const renamed = readNames.get(`${client} ${plain.toLowerCase()}`)
    if (renamed !== undefined) return [{ client, operation: renamed }]
    const operation = operationName(client, written) ?? operationName(client, plain)
    if (operation !== null) return [{ client, operation }]
    // A model that no longer lists it may still have a row: `InvokeAsync`.
    return clientFacts(client)?.operations.length === 0 ? [{ client, operation: plain }] : []
  })
}
