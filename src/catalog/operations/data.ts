/** Databases and queries: RDS and Redshift Data APIs, Athena, Timestream, Keyspaces, Neptune, S3 Control. */
import type { OperationCheck, ResourceRule } from '../types.js'
import { any, arn, check, equals, given, matches, type OperationRow, passRole, row, type ServiceRows, same, set } from './rows.js'

const DATA_API = 'Aurora User Guide, "Authorizing access to the Amazon RDS Data API"'
const database = arn('arn:{P}:rds:{R}:{A}:cluster:{resourceArn}')
const secret = check('secretsmanager:GetSecretValue', arn('arn:{P}:secretsmanager:{R}:{A}:secret:{secretArn}', { secretArn: 'secret' }), {
  kms: ['Decrypt'],
})

export const rdsData: ServiceRows = {
  clients: ['rds-data'],
  rows: [
    ...['ExecuteStatement', 'BatchExecuteStatement', 'BeginTransaction'].map((name) =>
      row(name, DATA_API, [check(`rds-data:${name}`, database), secret]),
    ),
    ...['CommitTransaction', 'RollbackTransaction'].map((name) =>
      row(name, DATA_API, [check(`rds-data:${name}`, database), check('rds-data:BeginTransaction', database), secret]),
    ),
    row('ExecuteSql', DATA_API, [
      check('rds-data:ExecuteSql', arn('arn:{P}:rds:{R}:{A}:cluster:{dbClusterOrInstanceArn}')),
      check('secretsmanager:GetSecretValue', given('awsSecretStoreArn'), { kms: ['Decrypt'] }),
    ]),
  ],
}

const REDSHIFT = 'Redshift Management Guide, "Authorizing access to the Amazon Redshift Data API"'
const cluster = arn('arn:{P}:redshift:{R}:{A}:cluster:{ClusterIdentifier}')
// A workgroup's ARN ends in its ID, and the call has its name.
const workgroup = arn('arn:{P}:redshift-serverless:{R}:{A}:workgroup/*')

const credentials: readonly OperationCheck[] = [
  check('secretsmanager:GetSecretValue', arn('arn:{P}:secretsmanager:{R}:{A}:secret:{SecretArn}', { SecretArn: 'secret' }), {
    when: [set('SecretArn')],
    kms: ['Decrypt'],
  }),
  check('redshift:GetClusterCredentials', arn('arn:{P}:redshift:{R}:{A}:dbuser:{ClusterIdentifier}/{DbUser}'), {
    when: [set('DbUser'), set('ClusterIdentifier')],
  }),
  check('redshift:GetClusterCredentials', arn('arn:{P}:redshift:{R}:{A}:dbname:{ClusterIdentifier}/{Database}'), {
    when: [set('DbUser'), set('ClusterIdentifier')],
  }),
  check('redshift:GetClusterCredentialsWithIAM', arn('arn:{P}:redshift:{R}:{A}:dbname:{ClusterIdentifier}/{Database}'), {
    when: [set('ClusterIdentifier'), { member: 'DbUser', is: 'absent' }, { member: 'SecretArn', is: 'absent' }],
  }),
  check('redshift-serverless:GetCredentials', workgroup, { when: [set('WorkgroupName'), { member: 'SecretArn', is: 'absent' }] }),
]

export const redshiftData: ServiceRows = {
  clients: ['redshift-data'],
  rows: ['ExecuteStatement', 'BatchExecuteStatement', 'DescribeTable', 'ListDatabases', 'ListSchemas', 'ListTables'].map((name) =>
    row(name, REDSHIFT, [
      check(`redshift-data:${name}`, cluster, { when: [set('ClusterIdentifier')] }),
      check(`redshift-data:${name}`, workgroup, { when: [set('WorkgroupName')] }),
      ...credentials,
    ]),
  ),
}

const dbUser = arn('arn:{P}:redshift:{R}:{A}:dbuser:{ClusterIdentifier}/{DbUser}')

export const redshift: ServiceRows = {
  clients: ['redshift'],
  rows: [
    row('GetClusterCredentials', 'Redshift API Reference, "GetClusterCredentials"', [
      check('redshift:GetClusterCredentials', dbUser),
      check('redshift:GetClusterCredentials', arn('arn:{P}:redshift:{R}:{A}:dbname:{ClusterIdentifier}/{DbName}'), {
        when: [set('DbName')],
      }),
      check('redshift:CreateClusterUser', dbUser, { when: [equals('AutoCreate', 'true')] }),
      check('redshift:JoinGroup', arn('arn:{P}:redshift:{R}:{A}:dbgroup:{ClusterIdentifier}/{DbGroups[]}'), { when: [set('DbGroups[]')] }),
    ]),
  ],
}

const ATHENA =
  'Athena User Guide, "Control access to Amazon S3 from Athena", "Configure access to databases and tables in the AWS Glue Data Catalog"'
const workGroup = arn('arn:{P}:athena:{R}:{A}:workgroup/{WorkGroup}', {}, { WorkGroup: 'primary' })
const output = 'ResultConfiguration.OutputLocation'
const queried = 'QueryExecutionContext.Database'
// Queries are identified by an ID alone, which does not say in which workgroup they ran.
const BY_QUERY = [
  'GetQueryExecution',
  'GetQueryResults',
  'GetQueryRuntimeStatistics',
  'StopQueryExecution',
  'BatchGetQueryExecution',
  'BatchGetNamedQuery',
  'GetNamedQuery',
  'DeleteNamedQuery',
  'UpdateNamedQuery',
]

export const athena: ServiceRows = {
  clients: ['athena'],
  rows: [
    row('StartQueryExecution', ATHENA, [
      check('athena:StartQueryExecution', workGroup),
      check('s3:GetBucketLocation', arn(`arn:{P}:s3:::{${output}}`, { [output]: 's3-bucket' }), { when: [set(output)] }),
      // Results stand below the location, named by the query.
      check('s3:PutObject', arn(`arn:{P}:s3:::{${output}}*`, { [output]: 's3-location' }), {
        when: [set(output)],
        kms: ['GenerateDataKey', 'Decrypt'],
      }),
      ...['catalog', `database/{${queried}}`, `table/{${queried}}/*`].flatMap((resource) =>
        (resource === 'catalog'
          ? ['GetDatabase', 'GetTable', 'GetPartitions']
          : resource.startsWith('database')
            ? ['GetDatabase', 'GetTable', 'GetPartitions']
            : ['GetTable', 'GetPartitions']
        ).map((action) => check(`glue:${action}`, arn(`arn:{P}:glue:{R}:{A}:${resource}`), { when: [set(queried)] })),
      ),
    ]),
    row('GetQueryResults', ATHENA, [
      check('athena:GetQueryResults', arn('arn:{P}:athena:{R}:{A}:workgroup/*')),
      check('s3:GetObject', { kind: 'one-of', templates: [] }),
    ]),
    ...same(
      'athena',
      BY_QUERY.filter((name) => name !== 'GetQueryResults'),
      ATHENA,
      arn('arn:{P}:athena:{R}:{A}:workgroup/*'),
    ),
  ],
  members: [{ members: ['WorkGroup'], resource: workGroup, types: ['workgroup'] }],
}

const TIMESTREAM = 'Timestream Developer Guide, "Amazon Timestream for LiveAnalytics identity-based policy examples"'
const timestreamTable = arn('arn:{P}:timestream:{R}:{A}:database/{DatabaseName}/table/{TableName}')
const timestreamDatabase = arn('arn:{P}:timestream:{R}:{A}:database/{DatabaseName}')
// The SDK asks for the endpoint of the service before every other call.
const endpoints = check('timestream:DescribeEndpoints', any)
const onTable = (name: string) => row(name, TIMESTREAM, [check(`timestream:${name}`, timestreamTable), endpoints])
const onDatabase = (name: string) => row(name, TIMESTREAM, [check(`timestream:${name}`, timestreamDatabase), endpoints])

export const timestreamWrite: ServiceRows = {
  clients: ['timestream-write'],
  rows: [
    ...['WriteRecords', 'CreateTable', 'DeleteTable', 'DescribeTable', 'UpdateTable'].map(onTable),
    ...['CreateDatabase', 'DeleteDatabase', 'DescribeDatabase', 'UpdateDatabase', 'ListTables'].map(onDatabase),
    row('ListDatabases', TIMESTREAM, [check('timestream:ListDatabases', any), endpoints]),
  ],
}

export const timestreamQuery: ServiceRows = {
  clients: ['timestream-query'],
  rows: [
    // Which tables a query reads stands in its text alone.
    row(['Query'], TIMESTREAM, [
      check('timestream:Select', arn('arn:{P}:timestream:{R}:{A}:database/*/table/*'), { when: [matches('QueryString', '\\bfrom\\b')] }),
      check('timestream:SelectValues', any, { when: [matches('QueryString', '^(?!.*\\b(from|show|describe)\\b)')] }),
      check('timestream:ListDatabases', any, { when: [matches('QueryString', '^\\s*show\\s+databases')] }),
      check('timestream:ListTables', arn('arn:{P}:timestream:{R}:{A}:database/*'), {
        when: [matches('QueryString', '^\\s*show\\s+tables')],
      }),
      check('timestream:ListMeasures', arn('arn:{P}:timestream:{R}:{A}:database/*/table/*'), {
        when: [matches('QueryString', '^\\s*show\\s+measures')],
      }),
      check('timestream:DescribeTable', arn('arn:{P}:timestream:{R}:{A}:database/*/table/*'), {
        when: [matches('QueryString', '^\\s*describe\\b')],
      }),
      endpoints,
    ]),
    row('CancelQuery', TIMESTREAM, [check('timestream:CancelQuery', any), endpoints]),
    row('CreateScheduledQuery', TIMESTREAM, [
      check('timestream:CreateScheduledQuery', any),
      passRole('ScheduledQueryExecutionRoleArn', 'timestream.amazonaws.com'),
      endpoints,
    ]),
  ],
}

const KEYSPACES = 'Keyspaces Developer Guide, "How Amazon Keyspaces works with IAM"'
const keyspace = arn('arn:{P}:cassandra:{R}:{A}:/keyspace/{keyspaceName}/')
const keyspaceTable = arn('arn:{P}:cassandra:{R}:{A}:/keyspace/{keyspaceName}/table/{tableName}')
const cassandra = (operations: readonly string[], action: string, resource: ResourceRule): OperationRow =>
  row(operations, KEYSPACES, [check(`cassandra:${action}`, resource)])

export const keyspaces: ServiceRows = {
  clients: ['keyspaces'],
  rows: [
    cassandra(['CreateKeyspace', 'CreateType'], 'Create', keyspace),
    cassandra(['CreateTable'], 'Create', keyspaceTable),
    cassandra(['DeleteKeyspace', 'DeleteType'], 'Drop', keyspace),
    cassandra(['DeleteTable'], 'Drop', keyspaceTable),
    cassandra(['UpdateKeyspace'], 'Alter', keyspace),
    cassandra(['UpdateTable'], 'Alter', keyspaceTable),
    cassandra(['GetKeyspace', 'ListTables', 'ListTypes', 'GetType'], 'Select', keyspace),
    cassandra(['GetTable', 'GetTableAutoScalingSettings'], 'Select', keyspaceTable),
    cassandra(['ListKeyspaces'], 'Select', arn('arn:{P}:cassandra:{R}:{A}:/keyspace/*')),
    cassandra(['ListTagsForResource'], 'Select', given('resourceArn')),
    row('RestoreTable', KEYSPACES, [
      check('cassandra:Restore', arn('arn:{P}:cassandra:{R}:{A}:/keyspace/{sourceKeyspaceName}/table/{sourceTableName}')),
      check('cassandra:Restore', arn('arn:{P}:cassandra:{R}:{A}:/keyspace/{targetKeyspaceName}/table/{targetTableName}')),
    ]),
  ],
}

const NEPTUNE = 'Neptune User Guide, "Data-access IAM actions", "neptunedata API operations and the actions they need"'
// A cluster's resource ID is not in its endpoint.
const graph = arn('arn:{P}:neptune-db:{R}:{A}:*/*')
const neptune = (operations: readonly string[], ...actions: readonly string[]): OperationRow =>
  row(
    operations,
    NEPTUNE,
    actions.map((action) => check(`neptune-db:${action}`, graph)),
  )

/** A query reads, and writes or deletes where its text has such a step. */
const query = (operations: readonly string[], member: string, writes: string, deletes: string): OperationRow =>
  row(operations, NEPTUNE, [
    check('neptune-db:ReadDataViaQuery', graph),
    check('neptune-db:WriteDataViaQuery', graph, { when: [matches(member, writes)] }),
    check('neptune-db:DeleteDataViaQuery', graph, { when: [matches(member, deletes)] }),
  ])

export const neptunedata: ServiceRows = {
  clients: ['neptunedata'],
  rows: [
    query(
      ['ExecuteGremlinQuery', 'ExecuteGremlinProfileQuery'],
      'gremlinQuery',
      '\\b(addV|addE|property|mergeV|mergeE)\\s*\\(',
      '\\bdrop\\s*\\(',
    ),
    query(['ExecuteOpenCypherQuery'], 'openCypherQuery', '\\b(create|merge|set)\\b', '\\b(delete|remove)\\b'),
    neptune(['ExecuteGremlinExplainQuery', 'ExecuteOpenCypherExplainQuery'], 'ReadDataViaQuery'),
    neptune(['GetGremlinQueryStatus', 'ListGremlinQueries', 'GetOpenCypherQueryStatus', 'ListOpenCypherQueries'], 'GetQueryStatus'),
    neptune(['CancelGremlinQuery', 'CancelOpenCypherQuery'], 'CancelQuery'),
    neptune(['GetPropertygraphStatistics', 'GetSparqlStatistics'], 'GetStatisticsStatus'),
    neptune(['ManagePropertygraphStatistics', 'ManageSparqlStatistics'], 'ManageStatistics'),
    neptune(['DeletePropertygraphStatistics', 'DeleteSparqlStatistics'], 'DeleteStatistics'),
    neptune(['GetPropertygraphSummary', 'GetRDFGraphSummary'], 'GetGraphSummary'),
    neptune(['GetPropertygraphStream', 'GetSparqlStream'], 'GetStreamRecords'),
    neptune(['ExecuteFastReset'], 'ResetDatabase'),
    neptune(['GetMLDataProcessingJob'], 'GetMLDataProcessingJobStatus'),
    neptune(['GetMLEndpoint'], 'GetMLEndpointStatus'),
    neptune(['GetMLModelTrainingJob'], 'GetMLModelTrainingJobStatus'),
    neptune(['GetMLModelTransformJob'], 'GetMLModelTransformJobStatus'),
    row('StartLoaderJob', NEPTUNE, [check('neptune-db:StartLoaderJob', graph), passRole('iamRoleArn', 'rds.amazonaws.com')]),
  ],
}

const CONTROL = 'S3 User Guide, "Required permissions for Amazon S3 API operations"'
const ACCOUNT_BLOCK: readonly (readonly [string, string])[] = [
  ['GetPublicAccessBlock', 'GetAccountPublicAccessBlock'],
  ['PutPublicAccessBlock', 'PutAccountPublicAccessBlock'],
  ['DeletePublicAccessBlock', 'PutAccountPublicAccessBlock'],
]
const outpost = arn('{Bucket}')
const OUTPOST_BUCKETS: readonly (readonly [string, string])[] = [
  ['GetBucket', 'GetBucket'],
  ['GetBucketLifecycleConfiguration', 'GetLifecycleConfiguration'],
  ['PutBucketLifecycleConfiguration', 'PutLifecycleConfiguration'],
  ['DeleteBucketLifecycleConfiguration', 'PutLifecycleConfiguration'],
  ['GetBucketReplication', 'GetReplicationConfiguration'],
  ['PutBucketReplication', 'PutReplicationConfiguration'],
  ['DeleteBucketReplication', 'PutReplicationConfiguration'],
  ['GetBucketTagging', 'GetBucketTagging'],
  ['PutBucketTagging', 'PutBucketTagging'],
  ['DeleteBucketTagging', 'PutBucketTagging'],
  ['GetBucketPolicy', 'GetBucketPolicy'],
  ['PutBucketPolicy', 'PutBucketPolicy'],
  ['DeleteBucketPolicy', 'DeleteBucketPolicy'],
  ['GetBucketVersioning', 'GetBucketVersioning'],
  ['PutBucketVersioning', 'PutBucketVersioning'],
  ['DeleteBucket', 'DeleteBucket'],
]
const scoped = arn('arn:{P}:s3express:{R}:{A}:accesspoint/{Name}')

export const s3Control: ServiceRows = {
  clients: ['s3-control'],
  rows: [
    ...ACCOUNT_BLOCK.map(([operation, action]) => row(operation, CONTROL, [check(`s3:${action}`, any)])),
    // These operations of S3 Control are for buckets on Outposts. Source: S3 Control API Reference.
    ...OUTPOST_BUCKETS.map(([operation, action]) => row(operation, CONTROL, [check(`s3-outposts:${action}`, outpost)])),
    row('ListRegionalBuckets', CONTROL, [check('s3-outposts:ListRegionalBuckets', any)]),
    ...['GetAccessPointScope', 'PutAccessPointScope', 'DeleteAccessPointScope'].map((name) =>
      row(name, CONTROL, [check(`s3express:${name}`, scoped)]),
    ),
    row('ListAccessPointsForDirectoryBuckets', CONTROL, [check('s3express:ListAccessPointsForDirectoryBuckets', any)]),
    row('CreateJob', 'S3 User Guide, "Granting permissions for Batch Operations"', [
      check('s3:CreateJob', any),
      passRole('RoleArn', 'batchoperations.s3.amazonaws.com'),
    ]),
  ],
  members: [
    { members: ['JobId'], resource: arn('arn:{P}:s3:{R}:{A}:job/{JobId}'), types: ['job'] },
    { members: ['Name'], resource: arn('arn:{P}:s3:{R}:{A}:accesspoint/{Name}'), types: ['accesspoint'] },
  ],
}

const GLUE =
  'Glue Developer Guide, "Identity-based policies (IAM policies) for access control", "Review IAM permissions needed for ETL jobs"'
const glueRole = (name: string, resource: ResourceRule, role = 'Role'): OperationRow =>
  row(name, GLUE, [check(`glue:${name}`, resource), passRole(role, 'glue.amazonaws.com')])
const crawler = arn('arn:{P}:glue:{R}:{A}:crawler/{Name}')

/** Engines that filter rows themselves. Source: Glue Web API Reference, the page of each: "For IAM authorization, the public IAM action". */
const unfiltered = (
  [
    ['GetUnfilteredTableMetadata', 'GetTable', 'Name'],
    ['GetUnfilteredPartitionMetadata', 'GetPartition', 'TableName'],
    ['GetUnfilteredPartitionsMetadata', 'GetPartitions', 'TableName'],
  ] as const
).map(([operation, action, table]) =>
  row(operation, `Glue Web API Reference, "${operation}"`, [
    check(`glue:${action}`, arn('arn:{P}:glue:{R}:{A}:catalog')),
    check(`glue:${action}`, arn('arn:{P}:glue:{R}:{A}:database/{DatabaseName}')),
    check(`glue:${action}`, arn(`arn:{P}:glue:{R}:{A}:table/{DatabaseName}/{${table}}`)),
  ]),
)

export const glue: ServiceRows = {
  clients: ['glue'],
  rows: [
    ...unfiltered,
    glueRole('CreateJob', arn('arn:{P}:glue:{R}:{A}:job/{Name}')),
    glueRole('UpdateJob', arn('arn:{P}:glue:{R}:{A}:job/{JobName}'), 'JobUpdate.Role'),
    glueRole('CreateCrawler', any),
    glueRole('UpdateCrawler', crawler),
    glueRole('CreateSession', arn('arn:{P}:glue:{R}:{A}:session/{Id}')),
    glueRole('CreateMLTransform', any),
    glueRole('UpdateMLTransform', arn('arn:{P}:glue:{R}:{A}:mlTransform/{TransformId}')),
  ],
}
