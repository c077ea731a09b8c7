/** Checks that depend on what the input says. Source: the row of each operation. */
import { expect, test } from 'vitest'
import { checksOf } from './testing/checks-of.js'

interface Row {
  readonly name: string
  readonly call: readonly [client: string, operation: string, input: unknown]
  readonly wants: readonly string[]
}

const B = 'arn:aws:s3:::photos'
const T = 'arn:aws:dynamodb:us-west-2:111122223333:table'
const F = 'arn:aws:lambda:us-west-2:111122223333:function'

const s3: readonly Row[] = [
  { name: 'reading an object', call: ['s3', 'GetObject', { Bucket: 'photos', Key: 'a/b.png' }], wants: [`s3:GetObject ${B}/a/b.png`] },
  {
    name: 'reading a version needs the action of versions instead',
    call: ['s3', 'GetObject', { Bucket: 'photos', Key: 'a', VersionId: 'v1' }],
    wants: [`s3:GetObjectVersion ${B}/a`],
  },
  {
    name: 'the head of a version',
    call: ['s3', 'HeadObject', { Bucket: 'photos', Key: 'a', VersionId: 'v1' }],
    wants: [`s3:GetObjectVersion ${B}/a`],
  },
  {
    name: 'the attributes of an object need reading it as well',
    call: ['s3', 'GetObjectAttributes', { Bucket: 'photos', Key: 'a', ObjectAttributes: ['ETag'] }],
    wants: [`s3:GetObject ${B}/a`, `s3:GetObjectAttributes ${B}/a`],
  },
  {
    name: 'the attributes of a version',
    call: ['s3', 'GetObjectAttributes', { Bucket: 'photos', Key: 'a', VersionId: 'v1' }],
    wants: [`s3:GetObjectVersion ${B}/a`, `s3:GetObjectVersionAttributes ${B}/a`],
  },
  { name: 'deleting an object', call: ['s3', 'DeleteObject', { Bucket: 'photos', Key: 'a' }], wants: [`s3:DeleteObject ${B}/a`] },
  {
    name: 'deleting a version under governance',
    call: ['s3', 'DeleteObject', { Bucket: 'photos', Key: 'a', VersionId: 'v1', BypassGovernanceRetention: true }],
    wants: [`s3:BypassGovernanceRetention ${B}/a`, `s3:DeleteObjectVersion ${B}/a`],
  },
  {
    name: 'deleting several objects is checked for each key, by its own version',
    call: ['s3', 'DeleteObjects', { Bucket: 'photos', Delete: { Objects: [{ Key: 'a' }, { Key: 'b', VersionId: 'v1' }] } }],
    wants: [`s3:DeleteObject ${B}/a`, `s3:DeleteObjectVersion ${B}/b`],
  },
  { name: 'writing an object', call: ['s3', 'PutObject', { Bucket: 'photos', Key: 'a', Body: '' }], wants: [`s3:PutObject ${B}/a`] },
  {
    name: 'writing with an ACL',
    call: ['s3', 'PutObject', { Bucket: 'photos', Key: 'a', ACL: 'public-read' }],
    wants: [`s3:PutObject ${B}/a`, `s3:PutObjectAcl ${B}/a`],
  },
  {
    name: 'writing with a grant',
    call: ['s3', 'PutObject', { Bucket: 'photos', Key: 'a', GrantRead: 'id=1' }],
    wants: [`s3:PutObject ${B}/a`, `s3:PutObjectAcl ${B}/a`],
  },
  {
    name: 'writing with tags',
    call: ['s3', 'PutObject', { Bucket: 'photos', Key: 'a', Tagging: 'a=b' }],
    wants: [`s3:PutObject ${B}/a`, `s3:PutObjectTagging ${B}/a`],
  },
  {
    name: 'writing under a lock',
    call: ['s3', 'PutObject', { Bucket: 'photos', Key: 'a', ObjectLockMode: 'GOVERNANCE', ObjectLockLegalHoldStatus: 'ON' }],
    wants: [`s3:PutObject ${B}/a`, `s3:PutObjectLegalHold ${B}/a`, `s3:PutObjectRetention ${B}/a`],
  },
  {
    name: 'a conditional write reads what is there',
    call: ['s3', 'PutObject', { Bucket: 'photos', Key: 'a', IfMatch: 'etag' }],
    wants: [`s3:GetObject ${B}/a`, `s3:PutObject ${B}/a`],
  },
  {
    name: 'a multipart upload with tags',
    call: ['s3', 'CreateMultipartUpload', { Bucket: 'photos', Key: 'a', Tagging: 'a=b' }],
    wants: [`s3:PutObject ${B}/a`, `s3:PutObjectTagging ${B}/a`],
  },
  {
    name: 'copying reads the source and writes the target',
    call: ['s3', 'CopyObject', { Bucket: 'photos', Key: 'a', CopySource: 'raw/x/y.png' }],
    wants: ['s3:GetObject arn:aws:s3:::raw/x/y.png', `s3:PutObject ${B}/a`],
  },
  {
    name: 'copying a version, encoded, with a slash before the bucket',
    call: ['s3', 'CopyObject', { Bucket: 'photos', Key: 'a', CopySource: '/raw/x%20y.png?versionId=v1' }],
    wants: ['s3:GetObjectVersion arn:aws:s3:::raw/x y.png', `s3:PutObject ${B}/a`],
  },
  {
    name: 'copying with its tags',
    call: ['s3', 'CopyObject', { Bucket: 'photos', Key: 'a', CopySource: 'raw/x', TaggingDirective: 'COPY' }],
    wants: [
      's3:GetObject arn:aws:s3:::raw/x',
      's3:GetObjectTagging arn:aws:s3:::raw/x',
      `s3:PutObject ${B}/a`,
      `s3:PutObjectTagging ${B}/a`,
    ],
  },
  {
    name: 'the part of a copy',
    call: ['s3', 'UploadPartCopy', { Bucket: 'photos', Key: 'a', CopySource: 'raw/x' }],
    wants: ['s3:GetObject arn:aws:s3:::raw/x', `s3:PutObject ${B}/a`],
  },
  {
    name: 'an object behind an access point',
    call: ['s3', 'GetObject', { Bucket: 'arn:aws:s3:us-west-2:111122223333:accesspoint/mine', Key: 'a' }],
    wants: ['s3:GetObject arn:aws:s3:us-west-2:111122223333:accesspoint/mine/object/a'],
  },
  { name: 'listing a bucket', call: ['s3', 'ListObjectsV2', { Bucket: 'photos', Prefix: 'a/' }], wants: [`s3:ListBucket ${B}`] },
  {
    name: 'listing through an access point',
    call: ['s3', 'ListObjectsV2', { Bucket: 'arn:aws:s3:us-west-2:111122223333:accesspoint/mine' }],
    wants: ['s3:ListBucket arn:aws:s3:us-west-2:111122223333:accesspoint/mine'],
  },
  { name: 'listing all buckets', call: ['s3', 'ListBuckets', {}], wants: ['s3:ListAllMyBuckets *'] },
]

const dynamodb: readonly Row[] = [
  { name: 'a query of a table', call: ['dynamodb', 'Query', { TableName: 'Items' }], wants: [`dynamodb:Query ${T}/Items`] },
  {
    name: 'a query of an index is checked on the index alone',
    call: ['dynamodb', 'Query', { TableName: 'Items', IndexName: 'byDate' }],
    wants: [`dynamodb:Query ${T}/Items/index/byDate`],
  },
  {
    name: 'a scan of an index of a table that is given by ARN',
    call: ['dynamodb', 'Scan', { TableName: 'arn:aws:dynamodb:eu-west-1:444455556666:table/Items', IndexName: 'byDate' }],
    wants: ['dynamodb:Scan arn:aws:dynamodb:eu-west-1:444455556666:table/Items/index/byDate'],
  },
  {
    name: 'a batch is checked once a table',
    call: ['dynamodb', 'BatchWriteItem', { RequestItems: { Items: [{ PutRequest: {} }, { DeleteRequest: {} }], Orders: [] } }],
    wants: [`dynamodb:BatchWriteItem ${T}/Items`, `dynamodb:BatchWriteItem ${T}/Orders`],
  },
  {
    name: 'a transaction is checked member by member',
    call: [
      'dynamodb',
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: 'Items' } },
          { Update: { TableName: 'Counts' } },
          { Delete: { TableName: 'Items' } },
          { ConditionCheck: { TableName: 'Users' } },
        ],
      },
    ],
    wants: [
      `dynamodb:ConditionCheckItem ${T}/Users`,
      `dynamodb:DeleteItem ${T}/Items`,
      `dynamodb:PutItem ${T}/Items`,
      `dynamodb:UpdateItem ${T}/Counts`,
    ],
  },
  {
    name: 'a reading transaction',
    call: ['dynamodb', 'TransactGetItems', { TransactItems: [{ Get: { TableName: 'Items' } }, { Get: { TableName: 'Users' } }] }],
    wants: [`dynamodb:GetItem ${T}/Items`, `dynamodb:GetItem ${T}/Users`],
  },
  {
    name: 'PartiQL that selects',
    call: ['dynamodb', 'ExecuteStatement', { Statement: 'SELECT * FROM "Items" WHERE id = ?' }],
    wants: [`dynamodb:PartiQLSelect ${T}/Items`],
  },
  {
    name: 'PartiQL on an index',
    call: ['dynamodb', 'ExecuteStatement', { Statement: 'select id from "Items"."byDate" where d = 1' }],
    wants: [`dynamodb:PartiQLSelect ${T}/Items/index/byDate`],
  },
  {
    name: 'PartiQL that inserts, updates and deletes',
    call: [
      'dynamodb',
      'BatchExecuteStatement',
      {
        Statements: [
          { Statement: "INSERT INTO Items VALUE {'id': '1'}" },
          { Statement: ' update Users set a = 1' },
          { Statement: 'DELETE FROM "Items" WHERE id = 1' },
        ],
      },
    ],
    wants: [`dynamodb:PartiQLDelete ${T}/Items`, `dynamodb:PartiQLInsert ${T}/Items`, `dynamodb:PartiQLUpdate ${T}/Users`],
  },
  {
    name: 'a table with tags and a policy',
    call: ['dynamodb', 'CreateTable', { TableName: 'Items', Tags: [{}], ResourcePolicy: '{}' }],
    wants: [`dynamodb:CreateTable ${T}/Items`, `dynamodb:PutResourcePolicy ${T}/Items`, `dynamodb:TagResource ${T}/Items`],
  },
  {
    name: 'restoring a table writes it',
    call: ['dynamodb', 'RestoreTableToPointInTime', { SourceTableName: 'Items', TargetTableName: 'Copy' }],
    wants: [
      ...['BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query'].map((name) => `dynamodb:${name} ${T}/Copy`),
      `dynamodb:RestoreTableToPointInTime ${T}/Copy`,
      `dynamodb:RestoreTableToPointInTime ${T}/Items`,
      ...['Scan', 'UpdateItem'].map((name) => `dynamodb:${name} ${T}/Copy`),
    ],
  },
  {
    name: 'an export is written with the rights of the caller',
    call: ['dynamodb', 'ExportTableToPointInTime', { TableArn: `${T}/Items`, S3Bucket: 'out', S3Prefix: 'x/' }],
    wants: [
      `dynamodb:ExportTableToPointInTime ${T}/Items`,
      ...['AbortMultipartUpload', 'PutObject', 'PutObjectAcl'].map((name) => `s3:${name} arn:aws:s3:::out/x/*`),
    ],
  },
]

const others: readonly Row[] = [
  {
    name: 'a function by name',
    call: ['lambda', 'Invoke', { FunctionName: 'resize' }],
    wants: [`lambda:InvokeFunction ${F}:resize`],
  },
  {
    name: 'a qualifier makes the ARN a qualified one',
    call: ['lambda', 'Invoke', { FunctionName: 'resize', Qualifier: 'live' }],
    wants: [`lambda:InvokeFunction ${F}:resize:live`],
  },
  {
    name: 'a qualifier in the name',
    call: ['lambda', 'Invoke', { FunctionName: 'resize:live' }],
    wants: [`lambda:InvokeFunction ${F}:resize:live`],
  },
  {
    name: 'a function of another account by partial ARN',
    call: ['lambda', 'Invoke', { FunctionName: '444455556666:function:resize' }],
    wants: ['lambda:InvokeFunction arn:aws:lambda:us-west-2:444455556666:function:resize'],
  },
  {
    name: 'a function by ARN with a qualifier',
    call: ['lambda', 'Invoke', { FunctionName: 'arn:aws:lambda:eu-west-1:444455556666:function:resize', Qualifier: '3' }],
    wants: ['lambda:InvokeFunction arn:aws:lambda:eu-west-1:444455556666:function:resize:3'],
  },
  {
    name: 'a function with a layer and tags',
    call: ['lambda', 'CreateFunction', { FunctionName: 'f', Layers: ['arn:aws:lambda:us-west-2:1:layer:l:1'], Tags: {} }],
    wants: [`lambda:CreateFunction ${F}:f`, 'lambda:GetLayerVersion arn:aws:lambda:us-west-2:1:layer:l:1', `lambda:TagResource ${F}:f`],
  },
  {
    name: 'new code of a function is read with the rights of the caller',
    call: ['lambda', 'UpdateFunctionCode', { FunctionName: 'f', S3Bucket: 'photos', S3Key: 'f.zip' }],
    wants: [`lambda:UpdateFunctionCode ${F}:f`, `s3:GetObject ${B}/f.zip`],
  },
  {
    name: 'a queue with tags',
    call: ['sqs', 'CreateQueue', { QueueName: 'jobs', tags: {} }],
    wants: ['sqs:CreateQueue arn:aws:sqs:us-west-2:111122223333:jobs', 'sqs:TagQueue arn:aws:sqs:us-west-2:111122223333:jobs'],
  },
  {
    name: 'moving messages back',
    call: ['sqs', 'StartMessageMoveTask', { SourceArn: 'arn:aws:sqs:us-west-2:1:dead', DestinationArn: 'arn:aws:sqs:us-west-2:1:jobs' }],
    wants: [
      'sqs:DeleteMessage arn:aws:sqs:us-west-2:1:dead',
      'sqs:GetQueueAttributes arn:aws:sqs:us-west-2:1:dead',
      'sqs:ReceiveMessage arn:aws:sqs:us-west-2:1:dead',
      'sqs:SendMessage arn:aws:sqs:us-west-2:1:jobs',
      'sqs:StartMessageMoveTask arn:aws:sqs:us-west-2:1:dead',
    ],
  },
  {
    name: 'a rule with tags',
    call: ['eventbridge', 'PutRule', { Name: 'nightly', Tags: [] }],
    wants: [
      'events:PutRule arn:aws:events:us-west-2:111122223333:rule/nightly',
      'events:TagResource arn:aws:events:us-west-2:111122223333:rule/nightly',
    ],
  },
  {
    name: 'a bus with tags',
    call: ['eventbridge', 'CreateEventBus', { Name: 'orders', Tags: [] }],
    wants: [
      'events:CreateEventBus arn:aws:events:us-west-2:111122223333:event-bus/orders',
      'events:TagResource arn:aws:events:us-west-2:111122223333:event-bus/orders',
    ],
  },
  {
    name: 'a state machine that is published at once',
    call: ['sfn', 'UpdateStateMachine', { stateMachineArn: 'arn:aws:states:us-west-2:1:stateMachine:m', publish: true }],
    wants: [
      'states:PublishStateMachineVersion arn:aws:states:us-west-2:1:stateMachine:m',
      'states:UpdateStateMachine arn:aws:states:us-west-2:1:stateMachine:m',
    ],
  },
  {
    name: 'a state machine that is not published',
    call: ['sfn', 'UpdateStateMachine', { stateMachineArn: 'arn:aws:states:us-west-2:1:stateMachine:m', publish: false }],
    wants: ['states:UpdateStateMachine arn:aws:states:us-west-2:1:stateMachine:m'],
  },
  {
    name: 'testing a state with its secrets',
    call: ['sfn', 'TestState', { definition: '{}', revealSecrets: true }],
    wants: ['states:RevealSecrets *', 'states:TestState *'],
  },
  {
    name: 'several secrets by name',
    call: ['secrets-manager', 'BatchGetSecretValue', { SecretIdList: ['db', 'api'] }],
    wants: [
      'secretsmanager:BatchGetSecretValue *',
      'secretsmanager:GetSecretValue arn:aws:secretsmanager:us-west-2:111122223333:secret:api-??????',
      'secretsmanager:GetSecretValue arn:aws:secretsmanager:us-west-2:111122223333:secret:db-??????',
    ],
  },
  {
    name: 'several secrets by filter are found in the list of all',
    call: ['secrets-manager', 'BatchGetSecretValue', { Filters: [{}] }],
    wants: [
      'secretsmanager:BatchGetSecretValue *',
      'secretsmanager:GetSecretValue arn:aws:secretsmanager:us-west-2:111122223333:secret:*',
      'secretsmanager:ListSecrets *',
    ],
  },
  {
    name: 'a secret with tags and replicas',
    call: ['secrets-manager', 'CreateSecret', { Name: 'db', Tags: [], AddReplicaRegions: [] }],
    wants: ['CreateSecret', 'ReplicateSecretToRegions', 'TagResource'].map(
      (name) => `secretsmanager:${name} arn:aws:secretsmanager:us-west-2:111122223333:secret:db-??????`,
    ),
  },
  {
    name: 'checking a policy of a secret as if it were put',
    call: ['secrets-manager', 'ValidateResourcePolicy', { SecretId: 'db', ResourcePolicy: '{}' }],
    wants: ['PutResourcePolicy', 'ValidateResourcePolicy'].map(
      (name) => `secretsmanager:${name} arn:aws:secretsmanager:us-west-2:111122223333:secret:db-??????`,
    ),
  },
  {
    name: 'rotation by a function',
    call: ['secrets-manager', 'RotateSecret', { SecretId: 'db', RotationLambdaARN: `${F}:rotate` }],
    wants: [
      `lambda:InvokeFunction ${F}:rotate`,
      'secretsmanager:RotateSecret arn:aws:secretsmanager:us-west-2:111122223333:secret:db-??????',
    ],
  },
  {
    name: 'a session with tags and a source identity',
    call: ['sts', 'AssumeRole', { RoleArn: 'arn:aws:iam::1:role/r', RoleSessionName: 's', Tags: [], SourceIdentity: 'a' }],
    wants: ['sts:AssumeRole arn:aws:iam::1:role/r', 'sts:SetSourceIdentity arn:aws:iam::1:role/r', 'sts:TagSession arn:aws:iam::1:role/r'],
  },
  {
    name: 'a key with a policy and tags',
    call: ['kms', 'CreateKey', { Policy: '{}', Tags: [] }],
    wants: ['kms:CreateKey *', 'kms:PutKeyPolicy *', 'kms:TagResource *'],
  },
  {
    name: 'a replica of a key',
    call: ['kms', 'ReplicateKey', { KeyId: '1234', ReplicaRegion: 'eu-west-1' }],
    wants: ['kms:CreateKey *', 'kms:ReplicateKey arn:aws:kms:us-west-2:111122223333:key/1234'],
  },
  {
    name: 'text in a language that is to be found out',
    call: ['translate', 'TranslateText', { Text: 'x', SourceLanguageCode: 'auto', TargetLanguageCode: 'de' }],
    wants: ['comprehend:DetectDominantLanguage *', 'translate:TranslateText *'],
  },
  {
    name: 'text in a known language',
    call: ['translate', 'TranslateText', { Text: 'x', SourceLanguageCode: 'en', TargetLanguageCode: 'de' }],
    wants: ['translate:TranslateText *'],
  },
  {
    name: 'an image in a bucket is read with the rights of the caller',
    call: ['rekognition', 'DetectFaces', { Image: { S3Object: { Bucket: 'photos', Name: 'a.png' } } }],
    wants: ['rekognition:DetectFaces *', `s3:GetObject ${B}/a.png`],
  },
  { name: 'an image in the call', call: ['rekognition', 'DetectFaces', { Image: { Bytes: '' } }], wants: ['rekognition:DetectFaces *'] },
  {
    name: 'a recording in a bucket',
    call: [
      'transcribe',
      'StartTranscriptionJob',
      { TranscriptionJobName: 'j', Media: { MediaFileUri: 's3://photos/a/b.mp3' }, OutputBucketName: 'texts' },
    ],
    wants: [`s3:GetObject ${B}/a/b.mp3`, 's3:PutObject arn:aws:s3:::texts/*', 'transcribe:StartTranscriptionJob *'],
  },
  {
    name: 'a recording by its URL',
    call: ['transcribe', 'StartTranscriptionJob', { Media: { MediaFileUri: 'https://s3.us-west-2.amazonaws.com/photos/b.mp3' } }],
    wants: [`s3:GetObject ${B}/b.mp3`, 'transcribe:StartTranscriptionJob *'],
  },
  {
    name: 'a recording by the URL of its bucket',
    call: ['transcribe', 'StartTranscriptionJob', { Media: { MediaFileUri: 'https://photos.s3.us-west-2.amazonaws.com/b.mp3' } }],
    wants: [`s3:GetObject ${B}/b.mp3`, 'transcribe:StartTranscriptionJob *'],
  },
  {
    name: 'mail from an address, whose domain may be the identity',
    call: ['ses', 'SendEmail', { Source: 'Shop <no-reply@example.com>', ConfigurationSetName: 'set' }],
    wants: [
      'ses:SendEmail arn:aws:ses:us-west-2:111122223333:configuration-set/set',
      'ses:SendEmail arn:aws:ses:us-west-2:111122223333:identity/no-reply@example.com | arn:aws:ses:us-west-2:111122223333:identity/example.com',
    ],
  },
  {
    name: 'raw mail of the newer API',
    call: ['sesv2', 'SendEmail', { FromEmailAddress: 'a@b.example', Content: { Raw: { Data: '' } } }],
    wants: [
      'ses:SendRawEmail arn:aws:ses:us-west-2:111122223333:identity/a@b.example | arn:aws:ses:us-west-2:111122223333:identity/b.example',
    ],
  },
  {
    name: 'a database’s cluster without a secret’s version',
    call: ['redshift-data', 'ExecuteStatement', { ClusterIdentifier: 'c', Database: 'd', DbUser: 'u', Sql: '' }],
    wants: [
      'redshift-data:ExecuteStatement arn:aws:redshift:us-west-2:111122223333:cluster:c',
      'redshift:GetClusterCredentials arn:aws:redshift:us-west-2:111122223333:dbuser:c/u',
      'redshift:GetClusterCredentials arn:aws:redshift:us-west-2:111122223333:dbname:c/d',
    ],
  },
  {
    name: 'a parameter of an API’s policy',
    call: ['api-gateway', 'CreateRestApi', { name: 'a', policy: '{}' }],
    wants: [
      'apigateway:POST arn:aws:apigateway:us-west-2::/restapis',
      'apigateway:UpdateRestApiPolicy arn:aws:apigateway:us-west-2::/restapis/*',
    ],
  },
]

test.each([...s3, ...dynamodb, ...others])('$name', ({ call, wants }) => {
  expect(checksOf(...call)).toEqual([...wants].sort())
})
