import { expect, test } from 'vitest'
import { appOf, cells, needsWith } from './testing/app-of.js'

const FN = 'Handler: index.handler, Runtime: nodejs22.x, CodeUri: .'
const LOGS = ['logs:CreateLogStream log-group:/aws/lambda/${Fn}:*', 'logs:PutLogEvents log-group:/aws/lambda/${Fn}:*']
const GROUP = 'logs:CreateLogGroup log-group:/aws/lambda/${Fn}:*'

interface Row {
  readonly name: string
  readonly properties: string
  readonly resources?: string
  /** Beside the logs. */
  readonly want: readonly string[]
  readonly group?: 'declared'
}

const QUEUE = '  Q: { Type: AWS::SQS::Queue }\n'

const rows: readonly Row[] = [
  { name: 'a function writes its own log, and makes the group where the template does not', properties: '', want: [] },
  {
    name: 'a declared group is not made again',
    properties: '',
    resources: '  Group: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Sub "/aws/lambda/${Fn}" } }\n',
    group: 'declared',
    want: [],
  },
  {
    name: 'a queue is polled, and no other one',
    properties: ', Events: { E: { Type: SQS, Properties: { Queue: !GetAtt Q.Arn } } }',
    resources: QUEUE,
    want: ['sqs:DeleteMessage ${Q.Arn}', 'sqs:GetQueueAttributes ${Q.Arn}', 'sqs:ReceiveMessage ${Q.Arn}'],
  },
  {
    name: 'a registry of one’s own is asked with its credentials',
    properties:
      ', Events: { E: { Type: SelfManagedKafka, Properties: { KafkaBootstrapServers: [b], Topics: [t], SchemaRegistryConfig: { SchemaRegistryURI: https://registry.example.com, AccessConfigs: [{ Type: BASIC_AUTH, URI: !Ref S }] } } } }',
    resources: '  S: { Type: AWS::SecretsManager::Secret }\n',
    want: ['secretsmanager:GetSecretValue ${S}'],
  },
  {
    name: 'an encrypted queue is decrypted',
    properties: ', Events: { E: { Type: SQS, Properties: { Queue: !GetAtt Q.Arn } } }',
    resources: '  K: { Type: AWS::KMS::Key }\n  Q: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: !Ref K } }\n',
    want: ['kms:Decrypt key/${K}', 'sqs:DeleteMessage ${Q.Arn}', 'sqs:GetQueueAttributes ${Q.Arn}', 'sqs:ReceiveMessage ${Q.Arn}'],
  },
  {
    name: 'a queue of elsewhere is decrypted with the keys of elsewhere that the present role names',
    properties:
      ', Events: { E: { Type: SQS, Properties: { Queue: "arn:aws:sqs:eu-west-1:444455556666:q" } } }, Policies: [{ Statement: [{ Effect: Allow, Action: "kms:*", Resource: "arn:aws:kms:eu-west-1:444455556666:key/k" }] }]',
    want: [
      'kms:Decrypt arn:${AWS::Partition}:kms:eu-west-1:444455556666:key/k ?assumed',
      'sqs:DeleteMessage arn:${AWS::Partition}:sqs:eu-west-1:444455556666:q',
      'sqs:GetQueueAttributes arn:${AWS::Partition}:sqs:eu-west-1:444455556666:q',
      'sqs:ReceiveMessage arn:${AWS::Partition}:sqs:eu-west-1:444455556666:q',
    ],
  },
  {
    name: 'a Kinesis stream is read',
    properties: ', Events: { E: { Type: Kinesis, Properties: { Stream: !GetAtt S.Arn, StartingPosition: LATEST } } }',
    resources: '  S: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 1 } }\n',
    want: ['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards'].map(
      (a) => `kinesis:${a} stream/\${S}`,
    ),
  },
  {
    name: 'a table’s stream is read, and its failures are sent on',
    properties:
      ', Events: { E: { Type: DynamoDB, Properties: { Stream: !GetAtt T.StreamArn, StartingPosition: LATEST, DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Q.Arn } } } } }',
    resources: `${QUEUE}  T: { Type: AWS::DynamoDB::Table, Properties: { StreamSpecification: { StreamViewType: NEW_IMAGE } } }\n`,
    want: [
      'dynamodb:DescribeStream ${T.StreamArn}',
      'dynamodb:GetRecords ${T.StreamArn}',
      'dynamodb:GetShardIterator ${T.StreamArn}',
      'dynamodb:ListStreams *',
      'sqs:SendMessage ${Q.Arn}',
    ],
  },
  {
    name: 'a dead-letter queue and the destinations of asynchronous calls are sent to',
    properties:
      ', DeadLetterQueue: { Type: SNS, TargetArn: !Ref N }, EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: EventBridge, Destination: !GetAtt B.Arn }, OnFailure: { Type: Lambda, Destination: !GetAtt Other.Arn } } }',
    resources: `  N: { Type: AWS::SNS::Topic }\n  B: { Type: AWS::Events::EventBus, Properties: { Name: b } }\n  Other: { Type: AWS::Serverless::Function, Properties: { ${FN} } }\n`,
    want: ['events:PutEvents event-bus/${B}', 'lambda:InvokeFunction function:${Other}', 'sns:Publish ${N}'],
  },
  {
    name: 'tracing writes segments, and does not read sampling rules',
    properties: ', Tracing: Active',
    want: ['xray:PutTelemetryRecords *', 'xray:PutTraceSegments *'],
  },
  {
    name: 'extensions write metrics and traces',
    properties:
      ', Layers: ["arn:aws:lambda:eu-west-1:580247275435:layer:LambdaInsightsExtension:38", "arn:aws:lambda:eu-west-1:901920570463:layer:aws-otel-nodejs-amd64-ver-1:1"]',
    want: [
      'logs:CreateLogGroup log-group:/aws/lambda-insights:*',
      'logs:CreateLogStream log-group:/aws/lambda-insights:*',
      'logs:PutLogEvents log-group:/aws/lambda-insights:*',
      'xray:PutTelemetryRecords *',
      'xray:PutTraceSegments *',
    ],
  },
  {
    name: 'an extension that is asked for secrets may read those that the present role names',
    properties:
      ', Layers: ["arn:aws:lambda:eu-west-1:015030872274:layer:AWS-Parameters-and-Secrets-Lambda-Extension:11"], Policies: [{ Statement: [{ Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: !Ref S }, { Effect: Allow, Action: "ssm:Get*", Resource: "*" }] }]',
    resources: '  S: { Type: AWS::SecretsManager::Secret }\n',
    want: ['secretsmanager:GetSecretValue ${S} ?assumed', 'ssm:GetParameter * ?wildcard'],
  },
  {
    name: 'a function in a VPC makes its network interfaces',
    properties: ', VpcConfig: { SubnetIds: [subnet-1], SecurityGroupIds: [sg-1] }',
    want: [
      'AssignPrivateIpAddresses',
      'CreateNetworkInterface',
      'DeleteNetworkInterface',
      'DescribeNetworkInterfaces',
      'DescribeSubnets',
      'UnassignPrivateIpAddresses',
    ].map((a) => `ec2:${a} *`),
  },
  {
    name: 'a file system is mounted through its access point',
    properties: ', FileSystemConfigs: [{ Arn: !GetAtt P.Arn, LocalMountPath: /mnt/x }]',
    resources: '  F: { Type: AWS::EFS::FileSystem }\n  P: { Type: AWS::EFS::AccessPoint, Properties: { FileSystemId: !Ref F } }\n',
    want: ['elasticfilesystem:ClientMount file-system/${F}', 'elasticfilesystem:ClientWrite file-system/${F}'],
  },
  {
    name: 'an environment under a customer managed key is decrypted',
    properties: ', KmsKeyArn: !GetAtt K.Arn',
    resources: '  K: { Type: AWS::KMS::Key }\n',
    want: ['kms:Decrypt key/${K}'],
  },
  {
    name: 'a schedule with a role of its own asks nothing of the function',
    properties: ', Events: { E: { Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 day) } } }',
    want: [],
  },
]

test.each(rows)('$name', async ({ properties, resources, want, group }) => {
  const app = await appOf(`
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { ${FN}${properties} } }
${resources ?? ''}`)
  expect(app.problems).toEqual([])
  const found = cells(needsWith(app, {}).functions.get('Fn')?.grants ?? [])
  expect(found).toEqual([...LOGS, ...(group === 'declared' ? [] : [GROUP]), ...want].sort())
})

test('a target or source that only the deployment knows is what the present role says it is, else it is said', async () => {
  const text = `
Parameters: { Dead: { Type: String }, Failed: { Type: String }, Source: { Type: String } }
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      Policies: [{ PolicyName: p, PolicyDocument: { Statement: [{ Effect: Allow, Action: 'sns:Publish', Resource: !Ref Failed }] } }]
  Fn: { Type: AWS::Lambda::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, Code: ., Role: !GetAtt Role.Arn, DeadLetterConfig: { TargetArn: !Ref Dead } } }
  Invokes: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: !Ref Failed } } } }
  Reads: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !Ref Source, StartingPosition: LATEST } }
`
  const app = await appOf(text)
  const fn = needsWith(app, {}).functions.get('Fn')
  expect(cells(fn?.grants ?? []).filter((cell) => !cell.startsWith('logs:'))).toEqual([
    'dynamodb:DescribeStream ${Source}',
    'dynamodb:GetRecords ${Source}',
    'dynamodb:GetShardIterator ${Source}',
    'dynamodb:ListStreams *',
    'sns:Publish ${Failed}',
  ])
  expect(fn?.unresolved.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'needs/unknown-target: it is not known what it takes to reach `${Dead}` (DeadLetterQueue)',
  ])
  expect(app.problems.map(({ code }) => code)).toEqual(['app/guessed-source'])
})

test('a cluster of elsewhere that names no way to know its clients is taken to know them by IAM, and that is said', async () => {
  const mapping = (more: string): string => `
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, Code: ., Role: arn:aws:iam::111122223333:role/r } }
  Reads: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/c/abc', Topics: [t], StartingPosition: LATEST${more} } }
`
  const said = async (more: string) => {
    const fn = needsWith(await appOf(mapping(more)), {}).functions.get('Fn')
    return {
      reads: cells(fn?.grants ?? []).some((cell) => cell.startsWith('kafka-cluster:ReadData') && cell.endsWith('?assumed')),
      codes: fn?.unresolved.map(({ code }) => code),
    }
  }
  expect(await said('')).toEqual({ reads: true, codes: ['needs/assumed-resource'] })
  const secret =
    "SourceAccessConfigurations: [{ Type: SASL_SCRAM_512_AUTH, URI: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-abcdef' }]"
  expect(await said(`, ${secret}`)).toEqual({ reads: false, codes: [] })
})
