import { absent, arn, check, matches, row, type ServiceRows, same, set } from './rows.js'

const GUIDE = 'Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB"'
const INDEXES = 'DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control"'
const TRANSACTIONS = 'DynamoDB Developer Guide, "Using IAM with DynamoDB transactions"'
const PARTIQL = 'DynamoDB Developer Guide, "IAM security policies with PartiQL for DynamoDB"'
const ENCRYPTION = 'DynamoDB Developer Guide, "DynamoDB encryption at rest: How it works"'

const table = arn('arn:{P}:dynamodb:{R}:{A}:table/{TableName}')
const index = arn('arn:{P}:dynamodb:{R}:{A}:table/{TableName}/index/{IndexName}')
const tableOf = (member: string) => arn(`arn:{P}:dynamodb:{R}:{A}:table/{${member}}`)
const kms = ['Decrypt']

const transactItem = (member: string, action: string) =>
  check(`dynamodb:${action}`, tableOf(`TransactItems[].${member}.TableName`), { when: [set(`TransactItems[].${member}`)], kms })

const partiql = (statement: string) =>
  (['Select', 'Insert', 'Update', 'Delete'] as const).map((verb) =>
    check(`dynamodb:PartiQL${verb}`, arn(`arn:{P}:dynamodb:{R}:{A}:table/{${statement}}`, { [statement]: 'partiql-table' }), {
      when: [matches(statement, `^\\s*${verb}\\b`)],
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
  unknown: [
    [
      'the Service Authorization Reference has no action for it yet',
      ['StartBulkPutItems', 'CancelBulkOperation', 'DescribeBulkOperation', 'ListBulkOperations'],
    ],
  ],
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
