/** Kinesis, Firehose, CloudWatch Logs, CloudWatch and X-Ray. */
import { absent, any, arn, check, given, passRole, row, type ServiceRows, same, set } from './rows.js'

const KINESIS = 'Kinesis Data Streams Developer Guide, "Controlling access to Amazon Kinesis Data Streams resources using IAM"'
const KINESIS_KEYS = 'Kinesis Data Streams Developer Guide, "Permissions to use user-generated KMS keys"'

/** Each operation takes the stream's name or its ARN. */
const onStream = (name: string, parts: { readonly kms?: readonly string[] } = {}, source = KINESIS) =>
  row(name, source, [
    check(`kinesis:${name}`, arn('arn:{P}:kinesis:{R}:{A}:stream/{StreamName}'), {
      when: [set('StreamName'), absent('StreamARN')],
      ...parts,
    }),
    check(`kinesis:${name}`, given('StreamARN'), { when: [set('StreamARN')], ...parts }),
  ])

const STREAM = [
  'AddTagsToStream',
  'DecreaseStreamRetentionPeriod',
  'DeleteStream',
  'DescribeStream',
  'DescribeStreamSummary',
  'GetShardIterator',
  'IncreaseStreamRetentionPeriod',
  'ListTagsForStream',
  'MergeShards',
  'RemoveTagsFromStream',
  'SplitShard',
  'StartStreamEncryption',
  'StopStreamEncryption',
]

export const kinesis: ServiceRows = {
  clients: ['kinesis'],
  rows: [
    ...['PutRecord', 'PutRecords'].map((name) => onStream(name, { kms: ['GenerateDataKey'] }, KINESIS_KEYS)),
    ...STREAM.map((name) => onStream(name)),
    // Where only the iterator is given, it names a stream that cannot be read from it.
    row('GetRecords', KINESIS_KEYS, [
      check('kinesis:GetRecords', given('StreamARN'), { when: [set('StreamARN')], kms: ['Decrypt'] }),
      check('kinesis:GetRecords', arn('arn:{P}:kinesis:{R}:{A}:stream/*'), { when: [absent('StreamARN')], kms: ['Decrypt'] }),
    ]),
    row('ListShards', KINESIS, [
      check('kinesis:ListShards', arn('arn:{P}:kinesis:{R}:{A}:stream/{StreamName}'), { when: [set('StreamName'), absent('StreamARN')] }),
      check('kinesis:ListShards', given('StreamARN'), { when: [set('StreamARN')] }),
      check('kinesis:ListShards', arn('arn:{P}:kinesis:{R}:{A}:stream/*'), { when: [absent('StreamARN'), absent('StreamName')] }),
    ]),
    ...same('kinesis', ['CreateStream'], KINESIS, arn('arn:{P}:kinesis:{R}:{A}:stream/{StreamName}')),
    ...same('kinesis', ['DisableEnhancedMonitoring', 'EnableEnhancedMonitoring', 'UpdateShardCount'], KINESIS, any),
    ...same('kinesis', ['SubscribeToShard'], KINESIS, given('ConsumerARN')),
    ...['DescribeStreamConsumer', 'DeregisterStreamConsumer'].map((name) =>
      row(name, KINESIS, [
        check(`kinesis:${name}`, given('ConsumerARN'), { when: [set('ConsumerARN')] }),
        check(`kinesis:${name}`, arn('{StreamARN}/consumer/{ConsumerName}:*', { StreamARN: 'arn' }), { when: [absent('ConsumerARN')] }),
      ]),
    ),
  ],
  members: [
    { members: ['StreamARN'], resource: given('StreamARN') },
    { members: ['ResourceARN'], resource: given('ResourceARN') },
  ],
}

const FIREHOSE = 'Firehose Developer Guide, "Controlling access with Amazon Data Firehose"'
const deliveryStream = arn('arn:{P}:firehose:{R}:{A}:deliverystream/{DeliveryStreamName}')
const DESTINATIONS = [
  'S3',
  'ExtendedS3',
  'Redshift',
  'Elasticsearch',
  'Amazonopensearchservice',
  'HttpEndpoint',
  'AmazonOpenSearchServerless',
  'Snowflake',
  'Iceberg',
]
// Splunk takes no role of its own: its backup bucket does.
const handed = (kind: 'Configuration' | 'Update') =>
  DESTINATIONS.map((name) => passRole(`${name}Destination${kind}.RoleARN`, 'firehose.amazonaws.com'))

export const firehose: ServiceRows = {
  clients: ['firehose'],
  rows: [
    row('CreateDeliveryStream', FIREHOSE, [
      check('firehose:CreateDeliveryStream', deliveryStream),
      check('firehose:TagDeliveryStream', deliveryStream, { when: [set('Tags')] }),
      ...handed('Configuration'),
      passRole('KinesisStreamSourceConfiguration.RoleARN', 'firehose.amazonaws.com'),
    ]),
    row('UpdateDestination', FIREHOSE, [check('firehose:UpdateDestination', deliveryStream), ...handed('Update')]),
  ],
  members: [{ members: ['DeliveryStreamName'], resource: deliveryStream }],
}

const LOGS = 'CloudWatch Logs User Guide, "CloudWatch Logs permissions reference"'
// A log group ends in `:*` for everything but its tags. Source: CloudWatch Logs User Guide, "Overview of managing access
// permissions to your CloudWatch Logs resources", "CloudWatch Logs ARN formats".
const group = arn('arn:{P}:logs:{R}:{A}:log-group:{logGroupName}:*')
const tagged = arn('arn:{P}:logs:{R}:{A}:log-group:{logGroupName}')
const stream = arn('arn:{P}:logs:{R}:{A}:log-group:{logGroupName}:log-stream:{logStreamName}')
const identified = arn('arn:{P}:logs:{R}:{A}:log-group:{logGroupIdentifier}:*')

export const logs: ServiceRows = {
  clients: ['cloudwatch-logs'],
  rows: [
    ...same('logs', ['CreateLogStream', 'PutLogEvents', 'DeleteLogStream'], LOGS, stream),
    row('GetLogEvents', LOGS, [
      check('logs:GetLogEvents', stream, { when: [absent('logGroupIdentifier')] }),
      check('logs:GetLogEvents', arn('arn:{P}:logs:{R}:{A}:log-group:{logGroupIdentifier}:log-stream:{logStreamName}'), {
        when: [set('logGroupIdentifier')],
      }),
    ]),
    ...['FilterLogEvents', 'DescribeLogStreams', 'GetLogGroupFields'].map((name) =>
      row(name, LOGS, [
        check(`logs:${name}`, group, { when: [absent('logGroupIdentifier')] }),
        check(`logs:${name}`, identified, { when: [set('logGroupIdentifier')] }),
      ]),
    ),
    row('StartQuery', LOGS, [
      check('logs:StartQuery', group, { when: [set('logGroupName')] }),
      check('logs:StartQuery', arn('arn:{P}:logs:{R}:{A}:log-group:{logGroupNames[]}:*'), { when: [set('logGroupNames[]')] }),
      check('logs:StartQuery', arn('arn:{P}:logs:{R}:{A}:log-group:{logGroupIdentifiers[]}:*'), { when: [set('logGroupIdentifiers[]')] }),
    ]),
    row('CreateLogGroup', LOGS, [check('logs:CreateLogGroup', group), check('logs:TagResource', tagged, { when: [set('tags')] })]),
    row('DescribeLogGroups', LOGS, [check('logs:DescribeLogGroups', any)]),
    row('PutSubscriptionFilter', LOGS, [check('logs:PutSubscriptionFilter', group), passRole('roleArn', 'logs.amazonaws.com')]),
    row('PutDestination', LOGS, [
      check('logs:PutDestination', arn('arn:{P}:logs:{R}:{A}:destination:{destinationName}')),
      passRole('roleArn', 'logs.amazonaws.com'),
    ]),
  ],
  members: [
    { members: ['logGroupName', 'logStreamName'], resource: stream, types: ['log-stream'] },
    { members: ['logGroupName'], resource: group, types: ['log-group'] },
    { members: ['logGroupArnList'], resource: arn('{logGroupArnList[]}:*', { 'logGroupArnList[]': 'arn' }), types: ['log-group'] },
    { members: ['logGroupIdentifier'], resource: identified, types: ['log-group'] },
    { members: ['destinationName'], resource: arn('arn:{P}:logs:{R}:{A}:destination:{destinationName}'), types: ['destination'] },
  ],
}

const CLOUDWATCH = 'CloudWatch User Guide, "Amazon CloudWatch permissions reference"'

export const cloudwatch: ServiceRows = {
  clients: ['cloudwatch'],
  rows: [
    row('PutMetricData', 'CloudWatch User Guide, "Using condition keys to limit access to CloudWatch namespaces"', [
      check('cloudwatch:PutMetricData', any, { context: { 'cloudwatch:namespace': 'Namespace' } }),
    ]),
    // Metrics outside named datasets are no resource.
    ...same('cloudwatch', ['GetMetricData', 'ListMetrics'], CLOUDWATCH, any),
    row('PutMetricAlarm', CLOUDWATCH, [
      check('cloudwatch:PutMetricAlarm', arn('arn:{P}:cloudwatch:{R}:{A}:alarm:{AlarmName}'), {
        context: { 'cloudwatch:AlarmActions': 'AlarmActions' },
      }),
      check('cloudwatch:TagResource', arn('arn:{P}:cloudwatch:{R}:{A}:alarm:{AlarmName}'), { when: [set('Tags')] }),
    ]),
  ],
  members: [
    { members: ['AlarmName'], resource: arn('arn:{P}:cloudwatch:{R}:{A}:alarm:{AlarmName}'), types: ['alarm'] },
    { members: ['AlarmNames'], resource: arn('arn:{P}:cloudwatch:{R}:{A}:alarm:{AlarmNames[]}'), types: ['alarm'] },
    { members: ['DatasetIdentifier'], resource: arn('arn:{P}:cloudwatch:{R}:{A}:dataset/{DatasetIdentifier}'), types: ['dataset'] },
    { members: ['DashboardName'], resource: arn('arn:{P}:cloudwatch::{A}:dashboard/{DashboardName}'), types: ['dashboard'] },
  ],
}
