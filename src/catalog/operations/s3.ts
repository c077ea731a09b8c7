import type { OperationCheck, ResourceRule } from '../types.js'
import { any, arn, check, equals, type OperationRow, passRole, perhapsAbsent, row, type ServiceRows, set } from './rows.js'

const ACTIONS = 'S3 User Guide, "Required permissions for Amazon S3 API operations"'
const api = (operation: string): string => `S3 API Reference, "${operation}"`

const bucket = arn('arn:{P}:s3:::{Bucket}', { Bucket: 'bucket' })
const object = arn('arn:{P}:s3:::{Bucket}/{Key}', { Bucket: 'object-bucket' })
const source = arn('arn:{P}:s3:::{CopySource}', { CopySource: 'copy-source' })
const deleted = arn('arn:{P}:s3:::{Bucket}/{Delete.Objects[].Key}', { Bucket: 'object-bucket' })

const on = (action: string, resource: ResourceRule, parts: Omit<OperationCheck, 'action' | 'resource'> = {}): OperationCheck =>
  check(`s3:${action}`, resource, parts)

/** The action on the current version of an object, or its *Version* action where the input names one. */
const versioned = (action: string, versionAction: string, kms?: readonly string[]): readonly OperationCheck[] => [
  on(action, object, { when: [perhapsAbsent('VersionId')], ...(kms ? { kms } : {}) }),
  on(versionAction, object, { when: [set('VersionId')], ...(kms ? { kms } : {}), context: { 's3:versionid': 'VersionId' } }),
]

const written = {
  's3:x-amz-acl': 'ACL',
  's3:x-amz-storage-class': 'StorageClass',
  's3:x-amz-server-side-encryption': 'ServerSideEncryption',
  's3:x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId',
}

/** What a new bucket's request carries. */
const createdBucket = {
  's3:x-amz-acl': 'ACL',
  's3:LocationConstraint': 'CreateBucketConfiguration.LocationConstraint',
  's3:x-amz-object-ownership': 'ObjectOwnership',
}

/** What the headers of a new object ask for beside PutObject. Source: S3 API Reference, "PutObject", Permissions. */
const extras: readonly OperationCheck[] = [
  ...['ACL', 'GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWriteACP'].map((member) =>
    on('PutObjectAcl', object, { when: [set(member)], context: written }),
  ),
  on('PutObjectTagging', object, { when: [set('Tagging')], context: written }),
  on('PutObjectRetention', object, { when: [set('ObjectLockMode')], context: written }),
  on('PutObjectRetention', object, { when: [set('ObjectLockRetainUntilDate')], context: written }),
  on('PutObjectLegalHold', object, { when: [set('ObjectLockLegalHoldStatus')], context: written }),
]

/** Reading the source of a copy. The version stands in the source's text. */
const sourceRead: readonly OperationCheck[] = [
  on('GetObject', source, { when: [{ member: 'CopySource', is: 'matches', value: '^(?!.*\\?versionId=)' }], kms: ['Decrypt'] }),
  on('GetObjectVersion', source, { when: [{ member: 'CopySource', is: 'matches', value: '\\?versionId=' }], kms: ['Decrypt'] }),
]

const objects: readonly OperationRow[] = [
  row(['GetObject', 'HeadObject'], api('GetObject'), versioned('GetObject', 'GetObjectVersion', ['Decrypt'])),
  row('SelectObjectContent', api('SelectObjectContent'), [on('GetObject', object, { kms: ['Decrypt'] })]),
  row('GetObjectAttributes', api('GetObjectAttributes'), [
    ...versioned('GetObject', 'GetObjectVersion', ['Decrypt']),
    ...versioned('GetObjectAttributes', 'GetObjectVersionAttributes'),
  ]),
  row('PutObject', api('PutObject'), [
    on('PutObject', object, { kms: ['GenerateDataKey'], context: written }),
    ...extras,
    // Measured on AWS, 2026: a conditional write compares with the object that is there.
    on('GetObject', object, { when: [set('IfMatch')] }),
  ]),
  row('CreateMultipartUpload', api('CreateMultipartUpload'), [
    on('PutObject', object, { kms: ['GenerateDataKey', 'Decrypt'], context: written }),
    ...extras,
  ]),
  row(['UploadPart', 'CompleteMultipartUpload'], api('UploadPart'), [on('PutObject', object, { kms: ['GenerateDataKey', 'Decrypt'] })]),
  row('UploadPartCopy', api('UploadPartCopy'), [...sourceRead, on('PutObject', object, { kms: ['GenerateDataKey', 'Decrypt'] })]),
  row('AbortMultipartUpload', api('AbortMultipartUpload'), [on('AbortMultipartUpload', object)]),
  row('ListParts', api('ListParts'), [on('ListMultipartUploadParts', object)]),
  row('CopyObject', api('CopyObject'), [
    ...sourceRead,
    on('PutObject', object, {
      kms: ['GenerateDataKey', 'Decrypt'],
      context: { ...written, 's3:x-amz-copy-source': 'CopySource', 's3:x-amz-metadata-directive': 'MetadataDirective' },
    }),
    ...extras,
    on('GetObjectTagging', source, { when: [equals('TaggingDirective', 'COPY')] }),
    on('PutObjectTagging', object, { when: [equals('TaggingDirective', 'COPY')] }),
  ]),
  row('DeleteObject', api('DeleteObject'), [
    ...versioned('DeleteObject', 'DeleteObjectVersion'),
    on('BypassGovernanceRetention', object, { when: [equals('BypassGovernanceRetention', 'true')] }),
  ]),
  row('DeleteObjects', api('DeleteObjects'), [
    on('DeleteObject', deleted, { when: [perhapsAbsent('Delete.Objects[].VersionId')] }),
    on('DeleteObjectVersion', deleted, { when: [set('Delete.Objects[].VersionId')] }),
    on('BypassGovernanceRetention', deleted, { when: [equals('BypassGovernanceRetention', 'true')] }),
  ]),
  row('GetObjectAcl', api('GetObjectAcl'), versioned('GetObjectAcl', 'GetObjectVersionAcl')),
  row('PutObjectAcl', api('PutObjectAcl'), versioned('PutObjectAcl', 'PutObjectVersionAcl')),
  row('GetObjectTagging', api('GetObjectTagging'), versioned('GetObjectTagging', 'GetObjectVersionTagging')),
  row('PutObjectTagging', api('PutObjectTagging'), versioned('PutObjectTagging', 'PutObjectVersionTagging')),
  row('DeleteObjectTagging', api('DeleteObjectTagging'), versioned('DeleteObjectTagging', 'DeleteObjectVersionTagging')),
  row('PutObjectRetention', api('PutObjectRetention'), [
    on('PutObjectRetention', object),
    on('BypassGovernanceRetention', object, { when: [equals('BypassGovernanceRetention', 'true')] }),
  ]),
  row('GetObjectTorrent', api('GetObjectTorrent'), [on('GetObject', object)]),
  row('RestoreObject', api('RestoreObject'), [on('RestoreObject', object)]),
  row('WriteGetObjectResponse', api('WriteGetObjectResponse'), [
    check('s3-object-lambda:WriteGetObjectResponse', arn('arn:{P}:s3-object-lambda:{R}:{A}:accesspoint/*')),
  ]),
  row('RenameObject', 'S3 User Guide, "Renaming objects in directory buckets"', [
    check('s3express:CreateSession', arn('arn:{P}:s3express:{R}:{A}:bucket/{Bucket}')),
  ]),
  row('CreateSession', api('CreateSession'), [
    check('s3express:CreateSession', arn('arn:{P}:s3express:{R}:{A}:bucket/{Bucket}'), {
      context: { 's3express:SessionMode': 'SessionMode' },
    }),
  ]),
]

const listed = { 's3:prefix': 'Prefix', 's3:delimiter': 'Delimiter', 's3:max-keys': 'MaxKeys' }

const buckets: readonly OperationRow[] = [
  row(['ListObjects', 'ListObjectsV2'], api('ListObjectsV2'), [on('ListBucket', bucket, { context: listed })]),
  row('HeadBucket', api('HeadBucket'), [on('ListBucket', bucket)]),
  row('ListObjectVersions', api('ListObjectVersions'), [on('ListBucketVersions', bucket, { context: listed })]),
  row('ListMultipartUploads', api('ListMultipartUploads'), [
    on('ListBucketMultipartUploads', bucket, { context: { 's3:prefix': 'Prefix', 's3:delimiter': 'Delimiter' } }),
  ]),
  row('ListBuckets', api('ListBuckets'), [on('ListAllMyBuckets', any)]),
  row('ListDirectoryBuckets', api('ListDirectoryBuckets'), [check('s3express:ListAllMyDirectoryBuckets', any)]),
  row('CreateBucket', api('CreateBucket'), [
    on('CreateBucket', bucket, { context: createdBucket }),
    ...['ACL', 'GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWrite', 'GrantWriteACP'].map((member) =>
      on('PutBucketAcl', bucket, { when: [set(member)], context: createdBucket }),
    ),
    on('PutBucketObjectLockConfiguration', bucket, { when: [equals('ObjectLockEnabledForBucket', 'true')] }),
    on('PutBucketVersioning', bucket, { when: [equals('ObjectLockEnabledForBucket', 'true')] }),
    on('PutBucketOwnershipControls', bucket, { when: [set('ObjectOwnership')] }),
    on('TagResource', bucket, { when: [set('CreateBucketConfiguration.Tags')] }),
  ]),
]

/** Operations of a bucket's configuration whose action has another name. */
const RENAMED: readonly (readonly [operation: string, action: string])[] = [
  ['GetBucketAccelerateConfiguration', 'GetAccelerateConfiguration'],
  ['PutBucketAccelerateConfiguration', 'PutAccelerateConfiguration'],
  ['GetBucketEncryption', 'GetEncryptionConfiguration'],
  ['PutBucketEncryption', 'PutEncryptionConfiguration'],
  ['DeleteBucketEncryption', 'PutEncryptionConfiguration'],
  ['GetBucketLifecycle', 'GetLifecycleConfiguration'],
  ['PutBucketLifecycle', 'PutLifecycleConfiguration'],
  ['GetBucketLifecycleConfiguration', 'GetLifecycleConfiguration'],
  ['PutBucketLifecycleConfiguration', 'PutLifecycleConfiguration'],
  ['DeleteBucketLifecycle', 'PutLifecycleConfiguration'],
  ['GetBucketReplication', 'GetReplicationConfiguration'],
  ['DeleteBucketReplication', 'PutReplicationConfiguration'],
  ...['Analytics', 'IntelligentTiering', 'Inventory', 'Metrics'].flatMap((kind): (readonly [string, string])[] => [
    [`GetBucket${kind}Configuration`, `Get${kind}Configuration`],
    [`PutBucket${kind}Configuration`, `Put${kind}Configuration`],
    [`DeleteBucket${kind}Configuration`, `Put${kind}Configuration`],
    [`ListBucket${kind}Configurations`, `Get${kind}Configuration`],
  ]),
  ['GetBucketCors', 'GetBucketCORS'],
  ['PutBucketCors', 'PutBucketCORS'],
  ['DeleteBucketCors', 'PutBucketCORS'],
  ['DeleteBucketTagging', 'PutBucketTagging'],
  ['DeleteBucketOwnershipControls', 'PutBucketOwnershipControls'],
  ['GetPublicAccessBlock', 'GetBucketPublicAccessBlock'],
  ['PutPublicAccessBlock', 'PutBucketPublicAccessBlock'],
  ['DeletePublicAccessBlock', 'PutBucketPublicAccessBlock'],
  ['GetBucketNotification', 'GetBucketNotification'],
  ['GetBucketNotificationConfiguration', 'GetBucketNotification'],
  ['PutBucketNotification', 'PutBucketNotification'],
  ['PutBucketNotificationConfiguration', 'PutBucketNotification'],
  ['GetObjectLockConfiguration', 'GetBucketObjectLockConfiguration'],
  ['PutObjectLockConfiguration', 'PutBucketObjectLockConfiguration'],
  ['CreateBucketMetadataConfiguration', 'CreateBucketMetadataTableConfiguration'],
  ['GetBucketMetadataConfiguration', 'GetBucketMetadataTableConfiguration'],
  ['DeleteBucketMetadataConfiguration', 'DeleteBucketMetadataTableConfiguration'],
]

export const s3: ServiceRows = {
  clients: ['s3'],
  rows: [
    ...objects,
    ...buckets,
    ...RENAMED.map(([operation, action]) => row(operation, ACTIONS, [on(action, bucket)])),
    row('PutBucketReplication', api('PutBucketReplication'), [
      on('PutReplicationConfiguration', bucket),
      passRole('ReplicationConfiguration.Role', 's3.amazonaws.com'),
    ]),
  ],
  members: [
    { members: ['Bucket', 'Key'], resource: object, types: ['object', 'accesspointobject'] },
    { members: ['Bucket'], resource: bucket },
  ],
}
