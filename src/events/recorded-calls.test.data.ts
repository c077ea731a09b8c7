/**
 * Recorded calls with their parameters as CloudTrail writes them, and the checks that each means: `NAME PARAMETERS [@RESOURCE] [!TYPE] => CHECKS`.
 * `~` is `arn:aws:SERVICE:us-east-1:111122223333:`, `^` the same of IAM, `%` `arn:aws:s3:::`; `-`: no permission is needed, `?`: the name
 * has no action. Where no guide is named it is the service's page on CloudTrail and the Service Authorization Reference.
 */
export interface RecordedCalls {
  readonly source: string
  readonly guide?: string
  readonly calls: string
}

export const RECORDED_CALLS: readonly RecordedCalls[] = [
  {
    source: 's3.amazonaws.com',
    guide: 'S3 User Guide, "Amazon S3 CloudTrail events" and "Required permissions for Amazon S3 API operations"',
    calls: `GetObject {"bucketName":"b","key":"a/k.txt","Host":"b.s3.us-east-1.amazonaws.com"} => s3:GetObject %b/a/k.txt
GetObject {"bucketName":"b","key":"a/k.txt","versionId":"v1"} => s3:GetObjectVersion %b/a/k.txt
HeadObject {"bucketName":"b","key":"k"} => s3:GetObject %b/k
HeadObject {"bucketName":"b","key":"k","versionId":"v1"} => s3:GetObjectVersion %b/k
GetObject {"bucketName":"b","key":"k","versionId":"null"} => s3:GetObjectVersion %b/k
PutObject {"bucketName":"b","key":"k","x-amz-acl":"public-read"} => s3:PutObject %b/k; s3:PutObjectAcl %b/k
PutObject {"bucketName":"b","key":"k","x-amz-tagging":"a=b"} => s3:PutObject %b/k; s3:PutObjectTagging %b/k
PutObject {"bucketName":"b","key":"k","x-amz-object-lock-mode":"GOVERNANCE","x-amz-object-lock-retain-until-date":"2027-01-01T00:00:00Z"} => s3:PutObject %b/k; s3:PutObjectRetention %b/k
PutObject {"bucketName":"b","key":"k","x-amz-object-lock-legal-hold":"ON"} => s3:PutObject %b/k; s3:PutObjectLegalHold %b/k
PutObject {"bucketName":"b","key":"k","x-amz-server-side-encryption":"aws:kms","x-amz-server-side-encryption-aws-kms-key-id":"arn:aws:kms:us-east-1:111122223333:key/1"} => s3:PutObject %b/k
CopyObject {"bucketName":"b","key":"k","x-amz-copy-source":"src/a/k"} => s3:GetObject %src/a/k; s3:PutObject %b/k
CopyObject {"bucketName":"b","key":"k","x-amz-copy-source":"/src/a%2Fk"} => s3:GetObject %src/a/k; s3:PutObject %b/k
CopyObject {"bucketName":"b","key":"k","x-amz-copy-source":"src/a/k?versionId=v1"} => s3:GetObjectVersion %src/a/k; s3:PutObject %b/k
CopyObject {"bucketName":"b","key":"k","x-amz-copy-source":"src/a/k","x-amz-tagging-directive":"REPLACE","x-amz-tagging":"a=b"} => s3:GetObject %src/a/k; s3:PutObject %b/k; s3:PutObjectTagging %b/k
CopyObject {"bucketName":"b","key":"k","x-amz-copy-source":["src/a/k"]} => s3:GetObject %src/a/k; s3:PutObject %b/k
CreateMultipartUpload {"bucketName":"b","key":"k","uploads":"","x-amz-tagging":"a=b"} => s3:PutObject %b/k; s3:PutObjectTagging %b/k
UploadPart {"bucketName":"b","key":"k","uploadId":"u","partNumber":"1"} => s3:PutObject %b/k
UploadPartCopy {"bucketName":"b","key":"k","uploadId":"u","partNumber":"1","x-amz-copy-source":"src/k","x-amz-copy-source-range":"bytes=0-1"} => s3:GetObject %src/k; s3:PutObject %b/k
CompleteMultipartUpload {"bucketName":"b","key":"k","uploadId":"u"} => s3:PutObject %b/k
AbortMultipartUpload {"bucketName":"b","key":"k","uploadId":"u"} => s3:AbortMultipartUpload %b/k
ListParts {"bucketName":"b","key":"k","uploadId":"u"} => s3:ListMultipartUploadParts %b/k
ListMultipartUploads {"bucketName":"b","uploads":"","prefix":"a/"} => s3:ListBucketMultipartUploads %b
DeleteObject {"bucketName":"b","key":"k"} => s3:DeleteObject %b/k
DeleteObject {"bucketName":"b","key":"k","versionId":"v1"} => s3:DeleteObjectVersion %b/k
DeleteObject {"bucketName":"b","key":"k","versionId":"v1","x-amz-bypass-governance-retention":"true"} => s3:DeleteObjectVersion %b/k; s3:BypassGovernanceRetention %b/k
DeleteObjects {"bucketName":"b","delete":""} => s3:DeleteObject %b/*
GetObjectAcl {"bucketName":"b","key":"k","acl":""} => s3:GetObjectAcl %b/k
GetObjectAcl {"bucketName":"b","key":"k","acl":"","versionId":"v"} => s3:GetObjectVersionAcl %b/k
PutObjectAcl {"bucketName":"b","key":"k","acl":""} => s3:PutObjectAcl %b/k
GetObjectTagging {"bucketName":"b","key":"k","tagging":""} => s3:GetObjectTagging %b/k
GetObjectTagging {"bucketName":"b","key":"k","tagging":"","versionId":"v"} => s3:GetObjectVersionTagging %b/k
PutObjectTagging {"bucketName":"b","key":"k","tagging":""} => s3:PutObjectTagging %b/k
DeleteObjectTagging {"bucketName":"b","key":"k","tagging":"","versionId":"v"} => s3:DeleteObjectVersionTagging %b/k
GetObjectAttributes {"bucketName":"b","key":"k","attributes":""} => s3:GetObject %b/k; s3:GetObjectAttributes %b/k
GetObjectAttributes {"bucketName":"b","key":"k","versionId":"v"} => s3:GetObjectVersion %b/k; s3:GetObjectVersionAttributes %b/k
GetObjectRetention {"bucketName":"b","key":"k"} => s3:GetObjectRetention %b/k
PutObjectRetention {"bucketName":"b","key":"k","x-amz-bypass-governance-retention":"true"} => s3:PutObjectRetention %b/k; s3:BypassGovernanceRetention %b/k
PutObjectLegalHold {"bucketName":"b","key":"k"} => s3:PutObjectLegalHold %b/k
GetObjectLegalHold {"bucketName":"b","key":"k"} => s3:GetObjectLegalHold %b/k
GetObjectTorrent {"bucketName":"b","key":"k","torrent":""} => s3:GetObject %b/k
RestoreObject {"bucketName":"b","key":"k","restore":""} => s3:RestoreObject %b/k
SelectObjectContent {"bucketName":"b","key":"k","select":"","select-type":"2"} => s3:GetObject %b/k
ListObjects {"bucketName":"b","prefix":"a/","list-type":"2","delimiter":"/"} => s3:ListBucket %b
ListObjectVersions {"bucketName":"b","versions":""} => s3:ListBucketVersions %b
HeadBucket {"bucketName":"b"} => s3:ListBucket %b
ListBuckets {"Host":"s3.us-east-1.amazonaws.com"} => s3:ListAllMyBuckets *
CreateBucket {"bucketName":"b","CreateBucketConfiguration":{"LocationConstraint":"eu-west-1","xmlns":"x"},"x-amz-acl":"private"} => s3:CreateBucket %b; s3:PutBucketAcl %b
CreateBucket {"bucketName":"b","x-amz-bucket-object-lock-enabled":"true"} => s3:CreateBucket %b; s3:PutBucketObjectLockConfiguration %b; s3:PutBucketVersioning %b
CreateBucket {"bucketName":"b","x-amz-object-ownership":"BucketOwnerEnforced"} => s3:CreateBucket %b; s3:PutBucketOwnershipControls %b
DeleteBucket {"bucketName":"b"} => s3:DeleteBucket %b
PutBucketNotification {"bucketName":"b","notification":"","NotificationConfiguration":{"QueueConfiguration":{"Queue":"arn:aws:sqs:us-east-1:111122223333:q"}}} => s3:PutBucketNotification %b
GetBucketNotification {"bucketName":"b","notification":""} => s3:GetBucketNotification %b
PutBucketReplication {"bucketName":"b","replication":"","ReplicationConfiguration":{"Role":"arn:aws:iam::111122223333:role/rep","Rule":{"Status":"Enabled"}}} => s3:PutReplicationConfiguration %b; iam:PassRole arn:aws:iam::111122223333:role/rep
DeleteBucketReplication {"bucketName":"b"} => s3:PutReplicationConfiguration %b
PutBucketLifecycle {"bucketName":"b","lifecycle":""} => s3:PutLifecycleConfiguration %b
DeleteBucketLifecycle {"bucketName":"b"} => s3:PutLifecycleConfiguration %b
PutBucketPolicy {"bucketName":"b","policy":"","bucketPolicy":{"Version":"2012-10-17"}} => s3:PutBucketPolicy %b
PutBucketPublicAccessBlock {"bucketName":"b","publicAccessBlock":""} => s3:PutBucketPublicAccessBlock %b
DeleteBucketPublicAccessBlock {"bucketName":"b"} => s3:PutBucketPublicAccessBlock %b
DeleteBucketEncryption {"bucketName":"b","encryption":""} => s3:PutEncryptionConfiguration %b
PutBucketCors {"bucketName":"b","cors":""} => s3:PutBucketCORS %b
DeleteBucketCors {"bucketName":"b","cors":""} => s3:PutBucketCORS %b
DeleteBucketTagging {"bucketName":"b"} => s3:PutBucketTagging %b
DeleteBucketWebsite {"bucketName":"b"} => s3:DeleteBucketWebsite %b
PutBucketAcl {"bucketName":"b","acl":"","AccessControlPolicy":{}} => s3:PutBucketAcl %b
PutBucketLogging {"bucketName":"b","logging":""} => s3:PutBucketLogging %b
PutAccelerateConfiguration {"bucketName":"b"} => s3:PutAccelerateConfiguration %b
GetBucketLocation {"bucketName":"b","location":""} => s3:GetBucketLocation %b
GetBucketVersioning {"bucketName":"b"} => s3:GetBucketVersioning %b
GetAccountPublicAccessBlock {"accountId":"111122223333"} => s3:GetAccountPublicAccessBlock *
PutAccountPublicAccessBlock {"accountId":"111122223333"} => s3:PutAccountPublicAccessBlock *
DeleteAccountPublicAccessBlock {"accountId":"111122223333"} => s3:PutAccountPublicAccessBlock *
CreateAccessPoint {"name":"ap","accountId":"111122223333","bucket":"b"} => s3:CreateAccessPoint ~accesspoint/ap
GetAccessPointPolicy {"name":"ap","accountId":"111122223333"} => s3:GetAccessPointPolicy ~accesspoint/ap
ListAccessPoints {"accountId":"111122223333"} => s3:ListAccessPoints *
CreateJob {"RoleArn":"arn:aws:iam::111122223333:role/batch"} => s3:CreateJob *; iam:PassRole arn:aws:iam::111122223333:role/batch
DescribeJob {"jobId":"j1","accountId":"111122223333"} => s3:DescribeJob ~job/j1
GetDataAccess {"target":"s3://b/a*","permission":"READ","accountId":"111122223333"} => s3:GetDataAccess ~access-grants/default
ListStorageLensConfigurations {} => s3:ListStorageLensConfigurations *
GetObject {"bucketName":"b","key":"k","Host":"ap-111122223333.s3-accesspoint.us-east-1.amazonaws.com"} => s3:GetObject %b/k; s3:GetObject ~accesspoint/ap/object/k
REST.GET.OBJECT {"bucketName":"b","key":"k"} => s3:GetObject %b/k
REST.COPY.OBJECT_GET {"bucketName":"b","key":"k"} => ?
REST.GET.BUCKET {"bucketName":"b"} => s3:ListBucket %b
REST.GET.ACL {"bucketName":"b"} => ?
REST.GET.TAGGING {"bucketName":"b","key":"k"} => ?
REST.GET.OBJECT_TAGGING {"bucketName":"b","key":"k"} => ?
REST.HEAD.OBJECT {"bucketName":"b","key":"k"} => s3:GetObject %b/k
REST.OPTIONS.PREFLIGHT null => ?`,
  },
  {
    source: 's3express.amazonaws.com',
    guide: 'S3 User Guide, "Logging with AWS CloudTrail for S3 Express One Zone"',
    calls: `CreateSession {"bucketName":"b--use1-az4--x-s3","sessionMode":"ReadWrite"} => s3express:CreateSession ~bucket/b--use1-az4--x-s3
GetObject {"bucketName":"b--use1-az4--x-s3","key":"k"} => s3express:CreateSession ~bucket/b--use1-az4--x-s3
PutObject {"bucketName":"b--use1-az4--x-s3","key":"k","x-amz-acl":"private"} => s3express:CreateSession ~bucket/b--use1-az4--x-s3
CopyObject {"bucketName":"b--use1-az4--x-s3","key":"k","x-amz-copy-source":"src--use1-az4--x-s3/k"} => s3express:CreateSession ~bucket/b--use1-az4--x-s3; s3express:CreateSession ~bucket/src--use1-az4--x-s3
ListObjects {"bucketName":"b--use1-az4--x-s3","list-type":"2"} => s3express:CreateSession ~bucket/b--use1-az4--x-s3
ListDirectoryBuckets {} => s3express:ListAllMyDirectoryBuckets *
CreateBucket {"bucketName":"b--use1-az4--x-s3"} => s3express:CreateBucket ~bucket/b--use1-az4--x-s3
DeleteBucket {"bucketName":"b--use1-az4--x-s3"} => s3express:DeleteBucket ~bucket/b--use1-az4--x-s3
PutBucketPolicy {"bucketName":"b--use1-az4--x-s3"} => s3express:PutBucketPolicy ~bucket/b--use1-az4--x-s3
HeadBucket {"bucketName":"b--use1-az4--x-s3"} => s3express:CreateSession ~bucket/b--use1-az4--x-s3
PutBucketLifecycleConfiguration {"bucketName":"b--use1-az4--x-s3"} => s3express:PutLifecycleConfiguration ~bucket/b--use1-az4--x-s3`,
  },
  {
    source: 's3tables.amazonaws.com',
    guide: 'S3 User Guide, "Logging with AWS CloudTrail for S3 Tables" and "Access management for S3 Tables"',
    calls: `CreateTableBucket {"name":"tb"} => s3tables:CreateTableBucket ~bucket/tb
GetTable {"tableBucketARN":"arn:aws:s3tables:us-east-1:111122223333:bucket/tb","namespace":"n","name":"t"} @arn:aws:s3tables:us-east-1:111122223333:bucket/tb/table/0a => s3tables:GetTable ~bucket/tb/table/0a
CreateNamespace {"tableBucketARN":"arn:aws:s3tables:us-east-1:111122223333:bucket/tb","namespace":["n"]} => s3tables:CreateNamespace ~bucket/tb
CreateTable {"tableBucketARN":"arn:aws:s3tables:us-east-1:111122223333:bucket/tb","namespace":"n","name":"t"} => s3tables:CreateTable ~bucket/tb
ListTables {"tableBucketARN":"arn:aws:s3tables:us-east-1:111122223333:bucket/tb"} => s3tables:ListTables ~bucket/tb
GetObject {"tableBucketARN":"arn:aws:s3tables:us-east-1:111122223333:bucket/tb","key":"data/x.parquet"} @arn:aws:s3tables:us-east-1:111122223333:bucket/tb/table/0a => s3tables:GetTableData ~bucket/tb/table/0a
HeadObject {"key":"data/x.parquet"} @arn:aws:s3tables:us-east-1:111122223333:bucket/tb/table/0a => s3tables:GetTableData ~bucket/tb/table/0a
PutObject {"key":"data/x.parquet"} @arn:aws:s3tables:us-east-1:111122223333:bucket/tb/table/0a => s3tables:PutTableData ~bucket/tb/table/0a
UploadPart {"key":"data/x.parquet"} @arn:aws:s3tables:us-east-1:111122223333:bucket/tb/table/0a => s3tables:PutTableData ~bucket/tb/table/0a
CreateMultipartUpload {"key":"data/x.parquet"} @arn:aws:s3tables:us-east-1:111122223333:bucket/tb/table/0a => s3tables:PutTableData ~bucket/tb/table/0a
CompleteMultipartUpload {"key":"data/x.parquet"} @arn:aws:s3tables:us-east-1:111122223333:bucket/tb/table/0a => s3tables:PutTableData ~bucket/tb/table/0a
ListParts {"key":"data/x.parquet"} @arn:aws:s3tables:us-east-1:111122223333:bucket/tb/table/0a => s3tables:GetTableData ~bucket/tb/table/0a`,
  },
  {
    source: 's3vectors.amazonaws.com',
    guide: 'Service Authorization Reference, "Amazon S3 Vectors"',
    calls: `PutVectors {"vectorBucketName":"vb","indexName":"i"} => s3vectors:PutVectors ~bucket/vb/index/i
QueryVectors {"indexArn":"arn:aws:s3vectors:us-east-1:111122223333:bucket/vb/index/i","returnMetadata":false,"topK":3} => s3vectors:QueryVectors ~bucket/vb/index/i
CreateVectorBucket {"vectorBucketName":"vb"} => s3vectors:CreateVectorBucket ~bucket/vb`,
  },
  {
    source: 'dynamodb.amazonaws.com',
    guide: 'DynamoDB Developer Guide, "Logging DynamoDB operations by using AWS CloudTrail" and "Understanding DynamoDB log file entries"',
    calls: String.raw`GetItem {"tableName":"items","key":{"id":"1"}} => dynamodb:GetItem ~table/items
PutItem {"tableName":"items","key":{"id":"1"},"items":["id"]} => dynamodb:PutItem ~table/items
UpdateItem {"tableName":"arn:aws:dynamodb:eu-west-1:444455556666:table/other"} => dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:444455556666:table/other
Query {"tableName":"items","indexName":"byDate","scanIndexForward":false} => dynamodb:Query ~table/items/index/byDate
Scan {"tableName":"items","indexName":"byDate"} => dynamodb:Scan ~table/items/index/byDate
Scan {"tableName":"items"} => dynamodb:Scan ~table/items
BatchGetItem {"requestItems":{"items":{"keys":[{"id":"1"}]},"old":{}}} => dynamodb:BatchGetItem ~table/items; dynamodb:BatchGetItem ~table/old
BatchGetItem {"requestItems":[{"tableName":"items"},{"tableName":"old"}]} => dynamodb:BatchGetItem ~table/items; dynamodb:BatchGetItem ~table/old
BatchWriteItem {"requestItems":[{"tableName":"items","key":{"id":"1"},"operation":"Put"},{"tableName":"items","operation":"Delete"}]} => dynamodb:BatchWriteItem ~table/items
BatchWriteItem null @arn:aws:dynamodb:us-east-1:111122223333:table/items @arn:aws:dynamodb:us-east-1:111122223333:table/old => dynamodb:BatchWriteItem ~table/items; dynamodb:BatchWriteItem ~table/old
BatchGetItem null @arn:aws:dynamodb:us-east-1:111122223333:table/items => dynamodb:BatchGetItem ~table/items
TransactGetItems {"requestItems":[{"operation":"Get","tableName":"items","key":{"id":"1"}},{"operation":"Get","tableName":"old"}]} => dynamodb:GetItem ~table/items; dynamodb:GetItem ~table/old
TransactWriteItems {"requestItems":[{"operation":"Put","tableName":"items"},{"operation":"Update","tableName":"items"},{"operation":"Delete","tableName":"old"},{"operation":"Check","tableName":"old"}]} => dynamodb:PutItem ~table/items; dynamodb:UpdateItem ~table/items; dynamodb:DeleteItem ~table/old; dynamodb:ConditionCheckItem ~table/old
ExecuteStatement {"statement":"SELECT * FROM \"items\" WHERE id = ?"} => dynamodb:PartiQLSelect ~table/items
ExecuteStatement {"statement":"select * from \"items\".\"byDate\" where id = ***(Redacted)"} => dynamodb:PartiQLSelect ~table/items/index/byDate
ExecuteStatement {"statement":"INSERT INTO items VALUE ***(Redacted)"} => dynamodb:PartiQLInsert ~table/items
ExecuteStatement {"statement":"UPDATE items SET a = ***(Redacted) WHERE id = ***(Redacted)"} => dynamodb:PartiQLUpdate ~table/items
ExecuteStatement {"statement":"DELETE FROM items WHERE id = ***(Redacted)"} => dynamodb:PartiQLDelete ~table/items
BatchExecuteStatement {"requestItems":[{"statement":"SELECT * FROM items WHERE id = ***(Redacted)"},{"statement":"DELETE FROM old WHERE id = ***(Redacted)"}]} => dynamodb:PartiQLSelect ~table/items; dynamodb:PartiQLDelete ~table/old
ExecuteTransaction {"requestItems":[{"statement":"INSERT INTO items VALUE ***(Redacted)"},{"statement":"EXISTS(SELECT * FROM old WHERE id = ***(Redacted))"}]} => dynamodb:PartiQLInsert ~table/items; dynamodb:PartiQLSelect ~table/old
GetShardIterator {"shardId":"s","streamArn":"arn:aws:dynamodb:us-east-1:111122223333:table/items/stream/2026-01-01T00:00:00.000","shardIteratorType":"LATEST"} => dynamodb:GetShardIterator ~table/items/stream/2026-01-01T00:00:00.000
GetRecords {"shardIterator":"arn:aws:dynamodb:us-east-1:111122223333:table/items/stream/2026-01-01T00:00:00.000|1|x"} => dynamodb:GetRecords ~table/items/stream/2026-01-01T00:00:00.000
DescribeStream {"streamArn":"arn:aws:dynamodb:us-east-1:111122223333:table/items/stream/2026-01-01T00:00:00.000"} => dynamodb:DescribeStream ~table/items/stream/2026-01-01T00:00:00.000
ListStreams {"tableName":"items"} => dynamodb:ListStreams *
CreateTable {"tableName":"items","billingMode":"PAY_PER_REQUEST","tags":[{"key":"a","value":"b"}]} => dynamodb:CreateTable ~table/items; dynamodb:TagResource ~table/items
DescribeTable {"tableName":"items"} => dynamodb:DescribeTable ~table/items
UpdateTimeToLive {"tableName":"items","timeToLiveSpecification":{"enabled":true}} => dynamodb:UpdateTimeToLive ~table/items
CreateBackup {"tableName":"items","backupName":"n"} => dynamodb:CreateBackup ~table/items
DeleteBackup {"backupArn":"arn:aws:dynamodb:us-east-1:111122223333:table/items/backup/01"} => dynamodb:DeleteBackup ~table/items/backup/01
ExportTableToPointInTime {"tableArn":"arn:aws:dynamodb:us-east-1:111122223333:table/items","s3Bucket":"b"} => dynamodb:ExportTableToPointInTime ~table/items
TagResource {"resourceArn":"arn:aws:dynamodb:us-east-1:111122223333:table/items"} => dynamodb:TagResource ~table/items
ListTables {"limit":100} => dynamodb:ListTables *
DescribeEndpoints {} => -
PutResourcePolicy {"resourceArn":"arn:aws:dynamodb:us-east-1:111122223333:table/items"} => dynamodb:PutResourcePolicy ~table/items`,
  },
  {
    source: 'lambda.amazonaws.com',
    guide: 'Lambda Developer Guide, "Logging AWS Lambda API calls using AWS CloudTrail"; Service Authorization Reference, "AWS Lambda"',
    calls: `Invoke {"functionName":"f","invocationType":"Event"} => lambda:InvokeFunction ~function:f
Invoke {"functionName":"arn:aws:lambda:us-east-1:111122223333:function:f","qualifier":"live"} => lambda:InvokeFunction ~function:f:live
Invoke {"functionName":"arn:aws:lambda:us-east-1:111122223333:function:f:live"} => lambda:InvokeFunction ~function:f:live
Invoke {"functionName":"444455556666:function:f"} => lambda:InvokeFunction arn:aws:lambda:us-east-1:444455556666:function:f
InvokeWithResponseStream {"functionName":"f"} => lambda:InvokeFunction ~function:f
CreateFunction20150331 {"functionName":"f","role":"arn:aws:iam::111122223333:role/r","vpcConfig":{"subnetIds":["subnet-1"],"securityGroupIds":["sg-1"]},"layers":["arn:aws:lambda:us-east-1:111122223333:layer:l:1"],"tags":{"a":"b"}} => lambda:CreateFunction ~function:f; iam:PassRole arn:aws:iam::111122223333:role/r; lambda:GetLayerVersion ~layer:l:1; lambda:TagResource ~function:f
CreateFunction20150331 {"functionName":"f","role":"arn:aws:iam::111122223333:role/r","code":{}} => lambda:CreateFunction ~function:f; iam:PassRole arn:aws:iam::111122223333:role/r
UpdateFunctionConfiguration20150331v2 {"functionName":"f","timeout":3} => lambda:UpdateFunctionConfiguration ~function:f
UpdateFunctionConfiguration20150331v2 {"functionName":"f","role":"arn:aws:iam::111122223333:role/p/r"} => lambda:UpdateFunctionConfiguration ~function:f; iam:PassRole arn:aws:iam::111122223333:role/p/r
UpdateFunctionCode20150331v2 {"functionName":"arn:aws:lambda:us-east-1:111122223333:function:f","dryRun":false} => lambda:UpdateFunctionCode ~function:f
GetFunction20150331v2 {"functionName":"f"} => lambda:GetFunction ~function:f
GetPolicy20150331v2 {"functionName":"f","qualifier":"1"} => lambda:GetPolicy ~function:f:1
AddPermission20150331v2 {"functionName":"f","statementId":"s","action":"lambda:InvokeFunction","principal":"events.amazonaws.com"} => lambda:AddPermission ~function:f
PublishVersion20150331 {"functionName":"f"} => lambda:PublishVersion ~function:f
CreateAlias20150331 {"functionName":"f","name":"live","functionVersion":"1"} => lambda:CreateAlias ~function:f
CreateEventSourceMapping20150331 {"functionName":"f","eventSourceArn":"arn:aws:sqs:us-east-1:111122223333:q"} => lambda:CreateEventSourceMapping *
DeleteEventSourceMapping20150331 {"uUID":"0a"} => lambda:DeleteEventSourceMapping ~event-source-mapping:0a
UpdateEventSourceMapping20150331 {"uUID":"0a","functionName":"f"} => lambda:UpdateEventSourceMapping ~event-source-mapping:0a
ListEventSourceMappings20150331 {"functionName":"f"} => lambda:ListEventSourceMappings *
ListFunctions20150331 {"maxItems":50} => lambda:ListFunctions *
TagResource20170331v2 {"resource":"arn:aws:lambda:us-east-1:111122223333:function:f","tags":{}} => lambda:TagResource ~function:f
ListTags20170331 {"resource":"arn:aws:lambda:us-east-1:111122223333:function:f"} => lambda:ListTags ~function:f
PutFunctionConcurrency20171031 {"functionName":"f"} => lambda:PutFunctionConcurrency ~function:f
PublishLayerVersion20181031 {"layerName":"l"} => lambda:PublishLayerVersion ~layer:l
GetLayerVersion20181031 {"layerName":"l","versionNumber":"3"} => lambda:GetLayerVersion ~layer:l:3
GetLayerVersion20181031 {"layerName":"arn:aws:lambda:us-east-1:444455556666:layer:l","versionNumber":"3"} => lambda:GetLayerVersion arn:aws:lambda:us-east-1:444455556666:layer:l:3
GetAccountSettings20160819 null => lambda:GetAccountSettings *
CreateFunctionUrlConfig {"functionName":"f","authType":"AWS_IAM"} => lambda:CreateFunctionUrlConfig ~function:f
PutProvisionedConcurrencyConfig {"functionName":"f","qualifier":"live"} => lambda:PutProvisionedConcurrencyConfig ~function:f:live
DELETEFUNCTION20150331 {"functionName":"f"} => lambda:DeleteFunction ~function:f
InvokeExecution {"functionName":"f"} => lambda:InvokeFunction ~function:f
AWSServiceEvent null !AwsServiceEvent => -`,
  },
  {
    source: 'sqs.amazonaws.com',
    guide: 'SQS Developer Guide, "Logging Amazon SQS API calls using AWS CloudTrail"',
    calls: `SendMessage {"queueUrl":"https://sqs.us-east-1.amazonaws.com/111122223333/q","messageBody":"HIDDEN_DUE_TO_SECURITY_REASONS"} => sqs:SendMessage ~q
SendMessageBatch {"queueUrl":"https://sqs.us-east-1.amazonaws.com/111122223333/q","entries":[]} => sqs:SendMessage ~q
DeleteMessageBatch {"queueUrl":"https://sqs.us-east-1.amazonaws.com/111122223333/q"} => sqs:DeleteMessage ~q
ChangeMessageVisibilityBatch {"queueUrl":"https://sqs.eu-west-1.amazonaws.com/444455556666/q.fifo"} => sqs:ChangeMessageVisibility arn:aws:sqs:eu-west-1:444455556666:q.fifo
ReceiveMessage {"queueUrl":"https://us-east-1.queue.amazonaws.com/111122223333/q","maxNumberOfMessages":10} => sqs:ReceiveMessage ~q
DeleteMessage {"queueUrl":"https://queue.amazonaws.com/111122223333/q","receiptHandle":"x"} => sqs:DeleteMessage ~q
GetQueueUrl {"queueName":"q"} => sqs:GetQueueUrl ~q
GetQueueUrl {"queueName":"q","queueOwnerAWSAccountId":"444455556666"} => sqs:GetQueueUrl arn:aws:sqs:us-east-1:444455556666:q
CreateQueue {"queueName":"q","tags":{"a":"b"}} => sqs:CreateQueue ~q; sqs:TagQueue ~q
CreateQueue {"queueName":"q"} => sqs:CreateQueue ~q
ListQueues {"queueNamePrefix":"q"} => sqs:ListQueues *
PurgeQueue {"queueUrl":"https://sqs.us-east-1.amazonaws.com/111122223333/q"} => sqs:PurgeQueue ~q
GetQueueAttributes {"queueUrl":"https://sqs.us-east-1.amazonaws.com/111122223333/q","attributeNames":["All"]} => sqs:GetQueueAttributes ~q
ListDeadLetterSourceQueues {"queueUrl":"https://sqs.us-east-1.amazonaws.com/111122223333/q"} => sqs:ListDeadLetterSourceQueues ~q
CancelMessageMoveTask {"taskHandle":"x"} => sqs:CancelMessageMoveTask ~*; sqs:DeleteMessage ~*; sqs:GetQueueAttributes ~*; sqs:ReceiveMessage ~*`,
  },
  {
    source: 'sns.amazonaws.com',
    guide: 'SNS Developer Guide, "Logging AWS SNS API calls using AWS CloudTrail"',
    calls: `Publish {"topicArn":"arn:aws:sns:us-east-1:111122223333:t","message":"HIDDEN_DUE_TO_SECURITY_REASONS"} => sns:Publish ~t
Publish {"targetArn":"arn:aws:sns:us-east-1:111122223333:endpoint/GCM/app/1"} => sns:Publish ~endpoint/GCM/app/1
Publish {"phoneNumber":"HIDDEN_DUE_TO_SECURITY_REASONS"} => sns:Publish *
PublishBatch {"topicArn":"arn:aws:sns:us-east-1:111122223333:t.fifo"} => sns:Publish ~t.fifo
Subscribe {"topicArn":"arn:aws:sns:us-east-1:111122223333:t","protocol":"sqs","endpoint":"arn:aws:sqs:us-east-1:111122223333:q"} => sns:Subscribe ~t
Unsubscribe {"subscriptionArn":"arn:aws:sns:us-east-1:111122223333:t:0a1b"} => sns:Unsubscribe ~*
CreateTopic {"name":"t"} => sns:CreateTopic ~t
SetTopicAttributes {"topicArn":"arn:aws:sns:us-east-1:111122223333:t","attributeName":"Policy"} => sns:SetTopicAttributes ~t
ListSubscriptionsByTopic {"topicArn":"arn:aws:sns:us-east-1:111122223333:t"} => sns:ListSubscriptionsByTopic ~t
ListTopics null => sns:ListTopics *
GetSubscriptionAttributes {"subscriptionArn":"arn:aws:sns:us-east-1:111122223333:t:0a1b"} => sns:GetSubscriptionAttributes ~*
CreatePlatformEndpoint {"platformApplicationArn":"arn:aws:sns:us-east-1:111122223333:app/GCM/app"} => sns:CreatePlatformEndpoint *
ConfirmSubscription {"topicArn":"arn:aws:sns:us-east-1:111122223333:t","token":"x"} => sns:ConfirmSubscription ~t`,
  },
  {
    source: 'kinesis.amazonaws.com',
    calls: `PutRecord {"streamName":"s","partitionKey":"x"} => kinesis:PutRecord ~stream/s
PutRecords {"streamARN":"arn:aws:kinesis:us-east-1:111122223333:stream/s"} => kinesis:PutRecords ~stream/s
GetShardIterator {"streamName":"s","shardId":"0"} => kinesis:GetShardIterator ~stream/s
GetRecords {"streamARN":"arn:aws:kinesis:us-east-1:111122223333:stream/s","shardIterator":"x"} => kinesis:GetRecords ~stream/s
GetRecords {"shardIterator":"x"} @arn:aws:kinesis:us-east-1:111122223333:stream/s => kinesis:GetRecords ~stream/s
SubscribeToShard {"consumerARN":"arn:aws:kinesis:us-east-1:111122223333:stream/s/consumer/c:1","shardId":"0"} => kinesis:SubscribeToShard ~stream/s/consumer/c:1
RegisterStreamConsumer {"streamARN":"arn:aws:kinesis:us-east-1:111122223333:stream/s","consumerName":"c"} => kinesis:RegisterStreamConsumer ~stream/s
CreateStream {"streamName":"s","shardCount":1} => kinesis:CreateStream ~stream/s
DescribeStreamSummary {"streamName":"s"} => kinesis:DescribeStreamSummary ~stream/s
ListStreams {} => kinesis:ListStreams *
ListShards {"streamName":"s"} => kinesis:ListShards ~stream/s`,
  },
  {
    source: 'firehose.amazonaws.com',
    calls: `PutRecord {"deliveryStreamName":"d"} => firehose:PutRecord ~deliverystream/d
PutRecordBatch {"deliveryStreamName":"d"} => firehose:PutRecordBatch ~deliverystream/d
CreateDeliveryStream {"deliveryStreamName":"d","extendedS3DestinationConfiguration":{"roleARN":"arn:aws:iam::111122223333:role/fh","bucketARN":"arn:aws:s3:::b"}} => firehose:CreateDeliveryStream ~deliverystream/d; iam:PassRole arn:aws:iam::111122223333:role/fh
DescribeDeliveryStream {"deliveryStreamName":"d"} => firehose:DescribeDeliveryStream ~deliverystream/d`,
  },
  {
    source: 'states.amazonaws.com',
    calls: `StartExecution {"stateMachineArn":"arn:aws:states:us-east-1:111122223333:stateMachine:m","input":"HIDDEN_DUE_TO_SECURITY_REASONS"} => states:StartExecution ~stateMachine:m
StartSyncExecution {"stateMachineArn":"arn:aws:states:us-east-1:111122223333:stateMachine:m"} => states:StartSyncExecution ~stateMachine:m
StopExecution {"executionArn":"arn:aws:states:us-east-1:111122223333:execution:m:e1"} => states:StopExecution ~execution:m:e1
DescribeExecution {"executionArn":"arn:aws:states:us-east-1:111122223333:execution:m:e1"} => states:DescribeExecution ~execution:m:e1
ListExecutions {"stateMachineArn":"arn:aws:states:us-east-1:111122223333:stateMachine:m"} => states:ListExecutions ~stateMachine:m
CreateStateMachine {"name":"m","roleArn":"arn:aws:iam::111122223333:role/sm","definition":"HIDDEN_DUE_TO_SECURITY_REASONS"} => states:CreateStateMachine ~stateMachine:m; iam:PassRole arn:aws:iam::111122223333:role/sm
UpdateStateMachine {"stateMachineArn":"arn:aws:states:us-east-1:111122223333:stateMachine:m","roleArn":"arn:aws:iam::111122223333:role/sm"} => states:UpdateStateMachine ~stateMachine:m; iam:PassRole arn:aws:iam::111122223333:role/sm
DeleteStateMachine {"stateMachineArn":"arn:aws:states:us-east-1:111122223333:stateMachine:m"} => states:DeleteStateMachine ~stateMachine:m
GetActivityTask {"activityArn":"arn:aws:states:us-east-1:111122223333:activity:a"} => states:GetActivityTask ~activity:a
SendTaskSuccess {"taskToken":"HIDDEN_DUE_TO_SECURITY_REASONS"} => states:SendTaskSuccess *
ListStateMachines {} => states:ListStateMachines *
RedriveExecution {"executionArn":"arn:aws:states:us-east-1:111122223333:execution:m:e1"} => states:RedriveExecution ~execution:m:e1`,
  },
  {
    source: 'events.amazonaws.com',
    calls: `PutEvents {"entries":[{"eventBusName":"bus","source":"a"},{"source":"b"}]} => events:PutEvents ~event-bus/bus; events:PutEvents ~event-bus/default
PutRule {"name":"r","scheduleExpression":"rate(1 day)"} => events:PutRule ~rule/r
PutRule {"name":"r","eventBusName":"bus"} => events:PutRule ~rule/bus/r
PutRule {"name":"r","eventBusName":"default","roleArn":"arn:aws:iam::111122223333:role/x"} => events:PutRule ~rule/r; iam:PassRole arn:aws:iam::111122223333:role/x
PutTargets {"rule":"r","targets":[{"id":"1","arn":"arn:aws:states:us-east-1:111122223333:stateMachine:m","roleArn":"arn:aws:iam::111122223333:role/x"}]} => events:PutTargets ~rule/r; iam:PassRole arn:aws:iam::111122223333:role/x
RemoveTargets {"rule":"r","ids":["1"]} => events:RemoveTargets ~rule/r
DeleteRule {"name":"r"} => events:DeleteRule ~rule/r
DescribeRule {"name":"r","eventBusName":"arn:aws:events:us-east-1:111122223333:event-bus/bus"} => events:DescribeRule ~rule/bus/r
ListTargetsByRule {"rule":"r"} => events:ListTargetsByRule ~rule/r
CreateEventBus {"name":"bus"} => events:CreateEventBus ~event-bus/bus
CreateConnection {"name":"c"} => events:CreateConnection ~connection/c
TestEventPattern {"event":"x","eventPattern":"y"} => events:TestEventPattern *`,
  },
  {
    source: 'scheduler.amazonaws.com',
    calls: `CreateSchedule {"name":"s","groupName":"g","target":{"arn":"arn:aws:lambda:us-east-1:111122223333:function:f","roleArn":"arn:aws:iam::111122223333:role/x"}} => scheduler:CreateSchedule ~schedule/g/s; iam:PassRole arn:aws:iam::111122223333:role/x
GetSchedule {"name":"s"} => scheduler:GetSchedule ~schedule/default/s
ListSchedules {} => scheduler:ListSchedules *
DeleteScheduleGroup {"name":"g"} => scheduler:DeleteScheduleGroup ~schedule-group/g`,
  },
  {
    source: 'pipes.amazonaws.com',
    calls: `CreatePipe {"name":"p","roleArn":"arn:aws:iam::111122223333:role/x","source":"arn:aws:sqs:us-east-1:111122223333:q"} => pipes:CreatePipe ~pipe/p; iam:PassRole arn:aws:iam::111122223333:role/x
StartPipe {"name":"p"} => pipes:StartPipe ~pipe/p`,
  },
  {
    source: 'ssm.amazonaws.com',
    guide:
      'Systems Manager User Guide, "Logging AWS Systems Manager API calls with AWS CloudTrail"; Service Authorization Reference, "AWS Systems Manager"',
    calls: `GetParameter {"name":"/a/b","withDecryption":true} => ssm:GetParameter ~parameter/a/b
GetParameter {"name":"b"} => ssm:GetParameter ~parameter/b
GetParameter {"name":"/a/b:3"} => ssm:GetParameter ~parameter/a/b
GetParameter {"name":"arn:aws:ssm:us-east-1:444455556666:parameter/shared"} => ssm:GetParameter arn:aws:ssm:us-east-1:444455556666:parameter/shared
GetParameters {"names":["/a/b","c"],"withDecryption":false} => ssm:GetParameters ~parameter/a/b; ssm:GetParameters ~parameter/c
GetParametersByPath {"path":"/a/b","recursive":true} => ssm:GetParametersByPath ~parameter/a/b
GetParametersByPath {"path":"/a/b/"} => ssm:GetParametersByPath ~parameter/a/b
PutParameter {"name":"/a/b","type":"SecureString","value":"HIDDEN_DUE_TO_SECURITY_REASONS"} => ssm:PutParameter ~parameter/a/b
DeleteParameters {"names":["/a/b"]} => ssm:DeleteParameters ~parameter/a/b
DescribeParameters {"maxResults":10} => ssm:DescribeParameters *
SendCommand {"documentName":"mydoc","instanceIds":["i-1","i-2"]} => ssm:SendCommand ~document/mydoc; ssm:SendCommand arn:aws:ec2:us-east-1:111122223333:instance/i-1; ssm:SendCommand arn:aws:ec2:us-east-1:111122223333:instance/i-2
SendCommand {"documentName":"mydoc","instanceIds":["mi-1"]} => ssm:SendCommand ~document/mydoc; ssm:SendCommand ~managed-instance/mi-1
SendCommand {"documentName":"AWS-RunShellScript","targets":[{"key":"tag:a","values":["b"]}]} => ssm:SendCommand arn:aws:ssm:us-east-1::document/AWS-RunShellScript; ssm:SendCommand arn:aws:ec2:us-east-1:111122223333:instance/*
StartSession {"target":"i-1"} => ssm:StartSession arn:aws:ec2:us-east-1:111122223333:instance/i-1
StartSession {"target":"i-1","documentName":"mydoc"} => ssm:StartSession arn:aws:ec2:us-east-1:111122223333:instance/i-1; ssm:StartSession ~document/mydoc
TerminateSession {"sessionId":"u-0a"} => ssm:TerminateSession ~session/u-0a
StartAutomationExecution {"documentName":"mydoc"} => ssm:StartAutomationExecution ~automation-execution/*; ssm:StartAutomationExecution ~document/mydoc
StartAutomationExecution {"documentName":"mydoc","documentVersion":"2"} => ssm:StartAutomationExecution ~automation-execution/*; ssm:StartAutomationExecution ~document/mydoc
GetDocument {"name":"mydoc"} => ssm:GetDocument ~document/mydoc
GetCommandInvocation {"commandId":"c","instanceId":"i-1"} => ssm:GetCommandInvocation *`,
  },
]
