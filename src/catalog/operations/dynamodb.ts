import { absent, any, arn, check, matches, passRole, row, type ServiceRows, same, set } from './rows.js'

const GUIDE = 'Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB"'
const INDEXES = 'DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control"'
const TRANSACTIONS = 'DynamoDB Developer Guide, "Using IAM with DynamoDB transactions"'
const PARTIQL = 'DynamoDB Developer Guide, "IAM security policies with PartiQL for DynamoDB"'
const ENCRYPTION = 'DynamoDB Developer Guide, "DynamoDB encryption at rest: How it works"'

const EXPORTS = 'DynamoDB Developer Guide, "Requesting a table export in DynamoDB", "Setting up permissions"'
const IMPORTS = 'DynamoDB Developer Guide, "Requesting a table import in DynamoDB", "Setting up IAM permissions"'

const table = arn('arn:{P}:dynamodb:{R}:{A}:table/{TableName}')
const index = arn('arn:{P}:dynamodb:{R}:{A}:table/{TableName}/index/{IndexName}')
const tableOf = (member: string) => arn(`arn:{P}:dynamodb:{R}:{A}:table/{${member}}`)
const kms = ['Decrypt']

const transactItem = (member: string, action: string) =>
  check(`dynamodb:${action}`, tableOf(`TransactItems[].${member}.TableName`), { when: [set(`TransactItems[].${member}`)], kms })

const partiql = (statement: string) =>
  (['Select', 'Insert', 'Update', 'Delete'] as const).map((verb) =>
    check(`dynamodb:PartiQL${verb}`, arn(`arn:{P}:dynamodb:{R}:{A}:table/{${statement}}`, { [statement]: 'partiql-table' }), {
      // A transaction asks for the existence of an item by a statement in parentheses.
      when: [matches(statement, `^\\s*(?:exists\\s*\\(\\s*)?${verb}\\b`)],
      kms,
    }),
  )

const keys = { 'dynamodb:ReturnConsumedCapacity': 'ReturnConsumedCapacity' }
const RESTORED = ['BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem']
const restored = RESTORED.map((name) => check(`dynamodb:${name}`, tableOf('TargetTableName')))

export const dynamodb: ServiceRows = {
  clients: ['dynamodb'],
  rows: [
    ...same('dynamodb', ['GetItem'], ENCRYPTION, table, { kms, context: keys }),
    ...same('dynamodb', ['PutItem', 'UpdateItem', 'DeleteItem'], ENCRYPTION, table, {
      kms,
      context: { ...keys, 'dynamodb:ReturnValues': 'ReturnValues' },
    }),
    ...['Query', 'Scan'].map((name) =>
      row(name, INDEXES, [
        check(`dynamodb:${name}`, table, { when: [absent('IndexName')], kms, context: { ...keys, 'dynamodb:Select': 'Select' } }),
        check(`dynamodb:${name}`, index, { when: [set('IndexName')], kms, context: { ...keys, 'dynamodb:Select': 'Select' } }),
      ]),
    ),
    ...same('dynamodb', ['BatchGetItem', 'BatchWriteItem'], GUIDE, tableOf('RequestItems{key}'), { kms, context: keys }),
    row('TransactGetItems', TRANSACTIONS, [transactItem('Get', 'GetItem')]),
    row('TransactWriteItems', TRANSACTIONS, [
      transactItem('Put', 'PutItem'),
      transactItem('Update', 'UpdateItem'),
      transactItem('Delete', 'DeleteItem'),
      transactItem('ConditionCheck', 'ConditionCheckItem'),
    ]),
    row('ExecuteStatement', PARTIQL, partiql('Statement')),
    row('BatchExecuteStatement', PARTIQL, partiql('Statements[].Statement')),
    row('ExecuteTransaction', PARTIQL, partiql('TransactStatements[].Statement')),
    row('CreateTable', GUIDE, [
      check('dynamodb:CreateTable', table, { kms: ['DescribeKey', 'CreateGrant'] }),
      check('dynamodb:TagResource', table, { when: [set('Tags')] }),
      check('dynamodb:PutResourcePolicy', table, { when: [set('ResourcePolicy')] }),
    ]),
    // DynamoDB writes and reads the bucket with the caller's rights.
    row('ExportTableToPointInTime', EXPORTS, [
      check('dynamodb:ExportTableToPointInTime', arn('{TableArn}', { TableArn: 'arn' })),
      ...['AbortMultipartUpload', 'PutObject', 'PutObjectAcl'].map((name) =>
        check(
          `s3:${name}`,
          arn('arn:{P}:s3:::{S3Bucket}/{S3Prefix}', { S3Prefix: 'key-prefix' }, { S3Prefix: '*' }),
          name === 'PutObject' ? { kms: ['GenerateDataKey'] } : {},
        ),
      ),
    ]),
    row('ImportTable', IMPORTS, [
      check('dynamodb:ImportTable', arn('arn:{P}:dynamodb:{R}:{A}:table/{TableCreationParameters.TableName}')),
      check(
        's3:GetObject',
        arn(
          'arn:{P}:s3:::{S3BucketSource.S3Bucket}/{S3BucketSource.S3KeyPrefix}',
          { 'S3BucketSource.S3KeyPrefix': 'key-prefix' },
          { 'S3BucketSource.S3KeyPrefix': '*' },
        ),
        { kms: ['Decrypt'] },
      ),
      check('s3:ListBucket', arn('arn:{P}:s3:::{S3BucketSource.S3Bucket}')),
      ...['CreateLogGroup', 'DescribeLogStreams', 'PutRetentionPolicy'].map((name) =>
        check(`logs:${name}`, arn('arn:{P}:logs:{R}:{A}:log-group:/aws-dynamodb/*')),
      ),
      ...['CreateLogStream', 'PutLogEvents'].map((name) => check(`logs:${name}`, arn('arn:{P}:logs:{R}:{A}:log-group:/aws-dynamodb/*'))),
      check('logs:DescribeLogGroups', any),
    ]),
    row('UpdateGlobalTableSettings', GUIDE, [
      check('dynamodb:UpdateGlobalTableSettings', arn('arn:{P}:dynamodb::{A}:global-table/{GlobalTableName}')),
      check('dynamodb:UpdateGlobalTableSettings', tableOf('GlobalTableName')),
      passRole('GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate.AutoScalingRoleArn', 'application-autoscaling.amazonaws.com'),
    ]),
    row('UpdateTableReplicaAutoScaling', GUIDE, [
      check('dynamodb:UpdateTableReplicaAutoScaling', table),
      passRole('ProvisionedWriteCapacityAutoScalingUpdate.AutoScalingRoleArn', 'application-autoscaling.amazonaws.com'),
      passRole(
        'GlobalSecondaryIndexUpdates[].ProvisionedWriteCapacityAutoScalingUpdate.AutoScalingRoleArn',
        'application-autoscaling.amazonaws.com',
      ),
    ]),
    row('RestoreTableFromBackup', GUIDE, [
      check('dynamodb:RestoreTableFromBackup', arn('{BackupArn}', { BackupArn: 'arn' })),
      check('dynamodb:RestoreTableFromBackup', tableOf('TargetTableName')),
      ...restored,
    ]),
    row('RestoreTableToPointInTime', GUIDE, [
      check('dynamodb:RestoreTableToPointInTime', tableOf('SourceTableArn'), { when: [set('SourceTableArn')] }),
      check('dynamodb:RestoreTableToPointInTime', tableOf('SourceTableName'), { when: [absent('SourceTableArn')] }),
      check('dynamodb:RestoreTableToPointInTime', tableOf('TargetTableName')),
      ...restored,
    ]),
  ],
  members: [
    { members: ['TableName', 'IndexName'], resource: index, types: ['index'] },
    { members: ['TableName'], resource: table },
    { members: ['TableArn'], resource: arn('{TableArn}', { TableArn: 'arn' }) },
    { members: ['SourceTableName'], resource: tableOf('SourceTableName') },
    { members: ['GlobalTableName'], resource: arn('arn:{P}:dynamodb::{A}:global-table/{GlobalTableName}') },
  ],
  nothing: [['it answers where the service is, and IAM does not check it', ['DescribeEndpoints']]],
}

export const dynamodbStreams: ServiceRows = {
  clients: ['dynamodb-streams'],
  rows: [
    ...same('dynamodb', ['DescribeStream'], GUIDE, arn('{StreamArn}', { StreamArn: 'arn' })),
    // Iterators begin with the ARN of their stream, which is what the call is checked on.
    ...same('dynamodb', ['GetRecords'], GUIDE, arn('arn:{P}:dynamodb:{R}:{A}:table/*/stream/*'), { kms }),
    ...same('dynamodb', ['GetShardIterator'], GUIDE, arn('{StreamArn}', { StreamArn: 'arn' })),
  ],
}
