import { expect, test } from 'vitest'
import type { TracePiece } from '../trace/index.js'
import { needsOf } from './needs-of.js'
import { appOf, callOf, cells, type Given, joined, NO_OPTIONS, needsWith, oneOf, piece, traced, traceOf } from './testing/app-of.js'

const { env, any, event } = piece

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Parameters:
  OtherTable: { Type: String }
  RemoteArn: { Type: String }
Resources:
  Items: { Type: AWS::DynamoDB::Table, Properties: { KeySchema: [{ AttributeName: id, KeyType: HASH }], AttributeDefinitions: [{ AttributeName: id, AttributeType: S }] } }
  Orders: { Type: AWS::Serverless::SimpleTable, Properties: { TableName: orders } }
  Database: { Type: AWS::RDS::DBCluster, Properties: { Engine: aurora-postgresql, ManageMasterUserPassword: true } }
  Uploads: { Type: AWS::S3::Bucket }
  Point: { Type: AWS::S3::AccessPoint, Properties: { Bucket: !Ref Uploads, Name: readers } }
  Sealed:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: aws:kms, KMSMasterKeyID: !GetAtt Key.Arn } }] }
  Work: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: !Ref Key } }
  Plain: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: alias/aws/sqs, QueueName: plain-work } }
  News: { Type: AWS::SNS::Topic }
  Key: { Type: AWS::KMS::Key, Properties: { KeyPolicy: {} } }
  KeyName: { Type: AWS::KMS::Alias, Properties: { AliasName: alias/app, TargetKeyId: !Ref Key } }
  Secret: { Type: AWS::SecretsManager::Secret, Properties: { Name: app/secret } }
  Setting: { Type: AWS::SSM::Parameter, Properties: { Name: /app/table, Type: String, Value: !Ref Items } }
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: app } }
  Flow: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: !GetAtt FlowRole.Arn, DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}' } }
  FlowRole: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  Worker: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: . } }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: .
      Environment:
        Variables:
          TABLE: !Ref Items
          TABLE_ARN: !GetAtt Items.Arn
          NAMED: orders
          DATABASE: !GetAtt Database.DBClusterArn
          DATABASE_SECRET: !GetAtt Database.MasterUserSecret.SecretArn
          WORKER_VERSION: !Ref Worker.Version
          OTHER: !Ref OtherTable
          IMPORTED: !ImportValue data-table
          REMOTE_ARN: !Ref RemoteArn
          LITERAL_ARN: arn:aws:dynamodb:eu-west-1:111122223333:table/shared
          BUCKET: !Ref Uploads
          POINT: !GetAtt Point.Arn
          POINT_ALIAS: !GetAtt Point.Alias
          SEALED: !Ref Sealed
          QUEUE: !Ref Work
          PLAIN_URL: !Sub 'https://sqs.\${AWS::Region}.amazonaws.com/\${AWS::AccountId}/plain-work'
          TOPIC: !Ref News
          BUS: !Ref Bus
          SECRET: !Ref Secret
          PARAMETER: !Ref Setting
          WORKER: !Ref Worker
          FLOW: !Ref Flow
          ROLE: !GetAtt FlowRole.Arn
          KEY: !GetAtt Key.Arn
          ALIAS: !Ref KeyName
          EMPTY: ''
`

/** What a batch of these requests did not do. */
const leftOf = (RequestItems: Given): TracePiece => ({
  kind: 'response',
  service: 'dynamodb',
  operation: 'BatchWriteItem',
  path: ['UnprocessedItems'],
  input: traced({ RequestItems }),
})

interface Row {
  readonly name: string
  readonly call: readonly [service: string, operation: string, input: Given]
  readonly want: readonly string[]
  readonly region?: Given
}

const rows: readonly Row[] = [
  { name: 'a table by its name', call: ['dynamodb', 'PutItem', { TableName: env('TABLE') }], want: ['dynamodb:PutItem table/${Items}'] },
  { name: 'a table by its ARN', call: ['dynamodb', 'GetItem', { TableName: env('TABLE_ARN') }], want: ['dynamodb:GetItem table/${Items}'] },
  {
    name: 'a literal name that the template gives a table',
    call: ['dynamodb', 'Scan', { TableName: 'orders' }],
    want: ['dynamodb:Scan table/${Orders}'],
  },
  {
    name: 'the same name in the environment',
    call: ['dynamodb', 'Scan', { TableName: env('NAMED') }],
    want: ['dynamodb:Scan table/${Orders}'],
  },
  { name: 'a literal name of elsewhere', call: ['dynamodb', 'Scan', { TableName: 'foreign' }], want: ['dynamodb:Scan table/foreign'] },
  {
    name: 'a parameter names a table of elsewhere',
    call: ['dynamodb', 'Scan', { TableName: env('OTHER') }],
    want: ['dynamodb:Scan table/${OtherTable}'],
  },
  {
    name: 'an import names a table of elsewhere',
    call: ['dynamodb', 'Scan', { TableName: env('IMPORTED') }],
    want: ['dynamodb:Scan table/${import:data-table}'],
  },
  {
    name: 'a parameter that says it is an ARN is one',
    call: ['dynamodb', 'Scan', { TableName: env('REMOTE_ARN') }],
    want: ['dynamodb:Scan ${RemoteArn}'],
  },
  {
    name: 'the ARN of another account keeps its account, and not its partition',
    call: ['dynamodb', 'Scan', { TableName: env('LITERAL_ARN') }],
    want: ['dynamodb:Scan arn:${AWS::Partition}:dynamodb:eu-west-1:111122223333:table/shared'],
  },
  {
    name: 'the client’s region is the resource’s',
    call: ['dynamodb', 'Scan', { TableName: 'foreign' }],
    region: 'eu-west-1',
    want: ['dynamodb:Scan arn:${AWS::Partition}:dynamodb:eu-west-1:${AWS::AccountId}:table/foreign'],
  },
  {
    name: 'a query on an index is on the index alone',
    call: ['dynamodb', 'Query', { TableName: env('TABLE'), IndexName: 'byDate' }],
    want: ['dynamodb:Query table/${Items}/index/byDate'],
  },
  {
    name: 'an index that may be given is beside the table',
    call: ['dynamodb', 'Query', { TableName: env('TABLE'), IndexName: oneOf('byDate', null) }],
    want: ['dynamodb:Query table/${Items}', 'dynamodb:Query table/${Items}/index/byDate'],
  },
  {
    name: 'either of two tables',
    call: ['dynamodb', 'GetItem', { TableName: oneOf(env('TABLE'), env('NAMED')) }],
    want: ['dynamodb:GetItem table/${Items}', 'dynamodb:GetItem table/${Orders}'],
  },
  {
    name: 'a transaction asks for each of its members, on that member’s table',
    call: [
      'dynamodb',
      'TransactWriteItems',
      { TransactItems: [{ Put: { TableName: env('TABLE') } }, { Delete: { TableName: 'orders' } }] },
    ],
    want: ['dynamodb:DeleteItem table/${Orders}', 'dynamodb:PutItem table/${Items}'],
  },
  {
    name: 'an object behind an access point, by its ARN',
    call: ['s3', 'GetObject', { Bucket: env('POINT'), Key: 'a.txt' }],
    want: ['s3:GetObject s3:accesspoint/${Point}/object/a.txt'],
  },
  {
    name: 'and by its alias, which no policy knows',
    call: ['s3', 'ListObjectsV2', { Bucket: env('POINT_ALIAS') }],
    want: ['s3:ListBucket s3:accesspoint/${Point}'],
  },
  {
    name: 'a role of the app, by its ARN',
    call: ['sts', 'AssumeRole', { RoleArn: env('ROLE'), Tags: [{ Key: 'tenant', Value: 'a' }] }],
    want: ['sts:AssumeRole role/${FlowRole}', 'sts:TagSession role/${FlowRole}'],
  },
  {
    name: 'what a batch left undone is in the tables of the batch',
    call: ['dynamodb', 'BatchWriteItem', { RequestItems: leftOf(leftOf({ orders: [{ PutRequest: {} }] })) }],
    want: ['dynamodb:BatchWriteItem table/${Orders}'],
  },
  {
    name: 'a batch is on each table that is a key of it',
    call: [
      'dynamodb',
      'BatchWriteItem',
      {
        RequestItems: {
          traced: { kind: 'object', entries: new Map(), computed: { key: traced(env('TABLE')), value: traced([]) }, open: false },
        },
      },
    ],
    want: ['dynamodb:BatchWriteItem table/${Items}'],
  },
  {
    name: 'PartiQL by its verb and table',
    call: ['dynamodb', 'ExecuteStatement', { Statement: joined('SELECT * FROM "', env('TABLE'), '" WHERE id = ?') }],
    want: ['dynamodb:PartiQLSelect table/${Items}'],
  },
  {
    name: 'a variable that the template does not set falls back',
    call: ['dynamodb', 'Scan', { TableName: env('MISSING', traced('orders')) }],
    want: ['dynamodb:Scan table/${Orders}'],
  },
  {
    name: 'an empty variable falls back',
    call: ['dynamodb', 'Scan', { TableName: env('EMPTY', traced('orders')) }],
    want: ['dynamodb:Scan table/${Orders}'],
  },
  {
    name: 'a variable that is set does not fall back',
    call: ['dynamodb', 'Scan', { TableName: env('TABLE', traced('orders')) }],
    want: ['dynamodb:Scan table/${Items}'],
  },
  {
    name: 'an unknown name of a kind that is declared several times is any of them',
    call: ['dynamodb', 'Scan', { TableName: any() }],
    want: ['dynamodb:Scan table/${Items} ?candidates', 'dynamodb:Scan table/${Orders} ?candidates'],
  },
  {
    name: 'an unknown name of a kind that is declared once is that one',
    call: ['sns', 'Publish', { TopicArn: any(), Message: 'x' }],
    want: ['sns:Publish ${News} ?assumed'],
  },
  {
    name: 'an unknown name of a kind that is not declared is any',
    call: ['kinesis', 'PutRecord', { StreamName: any() }],
    want: ['kinesis:PutRecord stream/* ?wildcard'],
  },
  {
    name: 'a known beginning narrows what is not declared',
    call: ['kinesis', 'PutRecord', { StreamName: joined('clicks-', any()) }],
    want: ['kinesis:PutRecord stream/clicks-* ?wildcard'],
  },
  {
    name: 'a bucket and a key',
    call: ['s3', 'GetObject', { Bucket: env('BUCKET'), Key: 'a/b.json' }],
    want: ['s3:GetObject s3:${Uploads}/a/b.json'],
  },
  {
    name: 'a key that begins with something known',
    call: ['s3', 'PutObject', { Bucket: env('BUCKET'), Key: joined('uploads/', any()) }],
    want: ['s3:PutObject s3:${Uploads}/uploads/*'],
  },
  {
    name: 'a key that is not known is any, and the bucket is sure',
    call: ['s3', 'PutObject', { Bucket: env('BUCKET'), Key: any() }],
    want: ['s3:PutObject s3:${Uploads}/*'],
  },
  {
    name: 'a version is another action',
    call: ['s3', 'GetObject', { Bucket: env('BUCKET'), Key: 'a', VersionId: '1' }],
    want: ['s3:GetObjectVersion s3:${Uploads}/a'],
  },
  {
    name: 'an attribute of one resource can be the ARN of another',
    call: ['rds-data', 'ExecuteStatement', { resourceArn: env('DATABASE'), secretArn: env('DATABASE_SECRET'), sql: 'select 1' }],
    want: ['rds-data:ExecuteStatement cluster:${Database}', 'secretsmanager:GetSecretValue ${Database.MasterUserSecret.SecretArn}'],
  },
  {
    name: 'a version that SAM makes is an ARN behind the function’s',
    call: ['lambda', 'Invoke', { FunctionName: env('WORKER_VERSION') }],
    want: ['lambda:InvokeFunction ${Worker.Version}'],
  },
  {
    name: 'a version that may not be given is both',
    call: ['s3', 'GetObject', { Bucket: env('BUCKET'), Key: 'a', VersionId: event('versionId') }],
    want: ['s3:GetObject s3:${Uploads}/a', 's3:GetObjectVersion s3:${Uploads}/a'],
  },
  {
    name: 'an execution that was started is one of its machine',
    call: [
      'sfn',
      'DescribeExecution',
      {
        executionArn: {
          traced: {
            kind: 'text',
            pieces: [
              {
                kind: 'response',
                service: 'sfn',
                operation: 'StartExecution',
                path: ['executionArn'],
                input: traced({ stateMachineArn: env('FLOW') }),
              },
            ],
          },
        },
      },
    ],
    want: ['states:DescribeExecution execution:${Flow.Name}:*'],
  },
  {
    name: 'a version that may be given asks for both',
    call: ['s3', 'GetObject', { Bucket: env('BUCKET'), Key: 'a', VersionId: oneOf(any(), null) }],
    want: ['s3:GetObject s3:${Uploads}/a', 's3:GetObjectVersion s3:${Uploads}/a'],
  },
  {
    name: 'a copy reads its source and writes its target',
    call: ['s3', 'CopyObject', { Bucket: env('SEALED'), Key: 'b', CopySource: joined(env('BUCKET'), '/a') }],
    want: ['kms:Decrypt key/${Key}', 'kms:GenerateDataKey key/${Key}', 's3:GetObject s3:${Uploads}/a', 's3:PutObject s3:${Sealed}/b'],
  },
  {
    name: 'a source that is not known lies in a bucket, and is none',
    call: ['s3', 'CopyObject', { Bucket: env('BUCKET'), Key: 'b', CopySource: any() }],
    want: [
      'kms:Decrypt key/${Key} ?candidates',
      's3:GetObject s3:${Sealed}/* ?candidates',
      's3:GetObject s3:${Uploads}/* ?candidates',
      's3:GetObjectVersion s3:${Sealed}/* ?candidates',
      's3:GetObjectVersion s3:${Uploads}/* ?candidates',
      's3:PutObject s3:${Uploads}/b',
    ],
  },
  {
    name: 'tags of a new object are an action more',
    call: ['s3', 'PutObject', { Bucket: env('BUCKET'), Key: 'a', Tagging: 'x=y' }],
    want: ['s3:PutObject s3:${Uploads}/a', 's3:PutObjectTagging s3:${Uploads}/a'],
  },
  { name: 'a listing is on the bucket', call: ['s3', 'ListObjectsV2', { Bucket: env('BUCKET') }], want: ['s3:ListBucket s3:${Uploads}'] },
  {
    name: 'an object of a sealed bucket asks KMS too',
    call: ['s3', 'GetObject', { Bucket: env('SEALED'), Key: 'a' }],
    want: ['kms:Decrypt key/${Key}', 's3:GetObject s3:${Sealed}/a'],
  },
  {
    name: 'a queue by its URL, with its key',
    call: ['sqs', 'SendMessage', { QueueUrl: env('QUEUE'), MessageBody: 'x' }],
    want: ['kms:Decrypt key/${Key}', 'kms:GenerateDataKey key/${Key}', 'sqs:SendMessage ${Work.Arn}'],
  },
  {
    name: 'a queue by a URL that is put together, with a key of AWS',
    call: ['sqs', 'SendMessage', { QueueUrl: env('PLAIN_URL') }],
    want: ['sqs:SendMessage ${Plain.Arn}'],
  },
  { name: 'a topic by its ARN', call: ['sns', 'Publish', { TopicArn: env('TOPIC'), Message: 'x' }], want: ['sns:Publish ${News}'] },
  { name: 'a text message has no resource', call: ['sns', 'Publish', { PhoneNumber: any(), Message: 'x' }], want: ['sns:Publish *'] },
  {
    name: 'events on a bus',
    call: ['eventbridge', 'PutEvents', { Entries: [{ EventBusName: env('BUS') }] }],
    want: ['events:PutEvents event-bus/${Bus}'],
  },
  {
    name: 'events without a bus are on the default one',
    call: ['eventbridge', 'PutEvents', { Entries: [{ Source: 'app' }] }],
    want: ['events:PutEvents event-bus/default'],
  },
  {
    name: 'a secret by its ARN',
    call: ['secrets-manager', 'GetSecretValue', { SecretId: env('SECRET') }],
    want: ['secretsmanager:GetSecretValue ${Secret}'],
  },
  {
    name: 'a secret by the name that the template gives it',
    call: ['secrets-manager', 'GetSecretValue', { SecretId: 'app/secret' }],
    want: ['secretsmanager:GetSecretValue ${Secret}'],
  },
  {
    name: 'a secret of elsewhere has six characters more',
    call: ['secrets-manager', 'GetSecretValue', { SecretId: 'other' }],
    want: ['secretsmanager:GetSecretValue secret:other-??????'],
  },
  {
    name: 'a parameter whose name begins with a slash',
    call: ['ssm', 'GetParameter', { Name: env('PARAMETER') }],
    want: ['ssm:GetParameter parameter${Setting}'],
  },
  {
    name: 'a parameter of elsewhere loses its slash',
    call: ['ssm', 'GetParameter', { Name: '/x/y' }],
    want: ['ssm:GetParameter parameter/x/y'],
  },
  {
    name: 'a path of parameters is asked for alone',
    call: ['ssm', 'GetParametersByPath', { Path: '/my/app/', Recursive: true }],
    want: ['ssm:GetParametersByPath parameter/my/app'],
  },
  {
    name: 'a function by its name',
    call: ['lambda', 'Invoke', { FunctionName: env('WORKER') }],
    want: ['lambda:InvokeFunction function:${Worker}'],
  },
  { name: 'a state machine', call: ['sfn', 'StartExecution', { stateMachineArn: env('FLOW') }], want: ['states:StartExecution ${Flow}'] },
  { name: 'a key by its ARN', call: ['kms', 'Decrypt', { KeyId: env('KEY') }], want: ['kms:Decrypt key/${Key}'] },
  { name: 'a key by a declared alias is the key', call: ['kms', 'Encrypt', { KeyId: env('ALIAS') }], want: ['kms:Encrypt key/${Key}'] },
  { name: 'what needs no permission grants nothing', call: ['sts', 'GetCallerIdentity', {}], want: [] },
  { name: 'an action without a resource type is on any', call: ['s3', 'ListBuckets', {}], want: ['s3:ListAllMyBuckets *'] },
  {
    name: 'a role that is handed over is passed',
    call: ['sfn', 'CreateStateMachine', { name: 'x', roleArn: env('ROLE'), definition: '{}' }],
    want: ['iam:PassRole role/${FlowRole}', 'states:CreateStateMachine stateMachine:x'],
  },
]

const app = await appOf(TEMPLATE)

test.each(rows)('$name', ({ call: [service, operation, input], want, region }) => {
  const call = callOf(service, operation, input, { region: region === undefined ? null : traced(region) })
  expect(cells(needsWith(app, { Fn: [call] }).functions.get('Fn')?.grants ?? [], 'call')).toEqual([...want].sort())
})

const grantsOf = (...calls: readonly ReturnType<typeof callOf>[]) => needsWith(app, { Fn: calls }).functions.get('Fn')

test('KMS is asked through the service of the resource alone', () => {
  const grants = grantsOf(callOf('sqs', 'SendMessage', { QueueUrl: env('QUEUE') }))?.grants ?? []
  const key = grants.find((g) => g.actions.includes('kms:Decrypt'))
  expect(key?.conditions).toEqual([
    {
      operator: 'StringEquals',
      key: 'kms:ViaService',
      values: [
        [
          { kind: 'text', text: 'sqs.' },
          { kind: 'symbol', name: 'AWS::Region' },
          { kind: 'text', text: '.amazonaws.com' },
        ],
      ],
    },
  ])
})

test('a passed role is limited to the service that gets it', () => {
  const grants = grantsOf(callOf('sfn', 'CreateStateMachine', { name: 'x', roleArn: env('ROLE'), definition: '{}' }))?.grants ?? []
  expect(grants.find((g) => g.actions.includes('iam:PassRole'))?.conditions.map((c) => c.key)).toEqual(['iam:PassedToService'])
})

test('a call with another role’s credentials needs that role alone', () => {
  const call = callOf('dynamodb', 'Scan', { TableName: 'foreign' }, { assumedRole: traced(env('ROLE')) })
  expect(cells(grantsOf(call)?.grants ?? [], 'call')).toEqual(['sts:AssumeRole role/${FlowRole}'])
})

test('an operation that nobody knows is said, with its place', () => {
  const found = grantsOf(callOf('dynamodb', 'InventedOperation', {}))
  expect(found?.unresolved).toMatchObject([{ code: 'needs/unknown-operation', at: { file: 'index.js', line: 1 } }])
})

test('what is assumed, or can be several, or is not known is said once a call', () => {
  const codes = (call: ReturnType<typeof callOf>) => grantsOf(call)?.unresolved.map((p) => p.code)
  expect(codes(callOf('sns', 'Publish', { TopicArn: any() }))).toEqual(['needs/assumed-resource'])
  expect(codes(callOf('dynamodb', 'Scan', { TableName: any() }))).toEqual(['needs/candidate-resources'])
  expect(codes(callOf('kinesis', 'PutRecord', { StreamName: any() }))).toEqual(['needs/unknown-resource'])
})

test('an object that is asked for although it may be missing offers the listing, and does not grant it', () => {
  const found = grantsOf(callOf('s3', 'GetObject', { Bucket: env('BUCKET'), Key: 'a' }, { handles: ['NoSuchKey'] }))
  expect(found?.notes.map((n) => n.code)).toEqual(['needs/list-bucket-offered'])
  expect(cells(found?.grants ?? [], 'call')).toEqual(['s3:GetObject s3:${Uploads}/a'])
})

test('a copy that takes tags along offers what tags need, and does not grant it', () => {
  const copy = (more: Record<string, string>) => grantsOf(callOf('s3', 'CopyObject', { Bucket: 'b', Key: 'k', CopySource: 'a/k', ...more }))
  const found = copy({})
  expect(found?.notes.map((n) => n.code)).toEqual(['needs/copied-tags-offered'])
  expect(cells(found?.grants ?? [], 'call')).toEqual(['s3:GetObject s3:a/k', 's3:PutObject s3:b/k'])
  expect(copy({ TaggingDirective: 'REPLACE' })?.notes).toEqual([])
  expect(copy({ TaggingDirective: 'COPY' })?.notes).toEqual([])
})

test('calls in any order give the same needs', () => {
  const calls = rows.map(({ call: [service, operation, input] }, i) =>
    callOf(service, operation, input, { at: { file: 'index.js', line: i + 1, column: 1 } }),
  )
  expect(JSON.stringify(grantsOf(...[...calls].reverse())?.grants)).toBe(JSON.stringify(grantsOf(...calls)?.grants))
})

test('two calls with the same need are one grant with both places', () => {
  const at = (line: number) => ({ file: 'index.js', line, column: 1 })
  const put = (line: number) => callOf('dynamodb', 'PutItem', { TableName: env('TABLE') }, { at: at(line) })
  const grants = (grantsOf(put(9), put(3))?.grants ?? []).filter((g) => g.kind === 'call')
  expect(grants).toHaveLength(1)
  expect(grants[0]?.evidence.map((e) => e.at.line)).toEqual([3, 9])
})

test('a hint says what a value is, is marked as assumed, and settles it', () => {
  const hints = [
    { file: 'index.js', symbol: 'env.MISSING', is: '${Orders}', reason: 'set by the pipeline' },
    {
      file: 'index.js',
      symbol: 'kinesis:PutRecord',
      is: 'arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/clicks',
      reason: 'from a list',
    },
  ]
  const calls = [callOf('dynamodb', 'Scan', { TableName: env('MISSING') }), callOf('kinesis', 'PutRecord', { StreamName: any() })]
  const found = needsWith(app, { Fn: calls }, { hints, add: [], refuse: [] }).functions.get('Fn')
  expect(cells(found?.grants ?? [], 'call')).toEqual(['dynamodb:Scan table/${Orders} ?assumed', 'kinesis:PutRecord stream/clicks ?assumed'])
  expect(found?.unresolved).toEqual([])
})

test('an addition is granted with its reason, and a refusal takes away and says so', () => {
  const add = [{ to: 'Fn', actions: ['ses:sendEmail'], resources: ['*'], conditions: [], reason: 'sent by a binary' }]
  const refuse = [{ to: null, actions: ['dynamodb:Delete*'], resources: ['*'], reason: 'nobody deletes' }]
  const calls = [callOf('dynamodb', 'DeleteItem', { TableName: env('TABLE') }), callOf('dynamodb', 'Scan', { TableName: env('TABLE') })]
  const found = needsWith(app, { Fn: calls }, { hints: [], add, refuse }).functions.get('Fn')
  expect(cells(found?.grants ?? [], 'call')).toEqual(['dynamodb:Scan table/${Items}'])
  expect(found?.grants.find((g) => g.kind === 'added')).toMatchObject({ actions: ['ses:SendEmail'], reason: 'sent by a binary' })
  expect(found?.notes.map((n) => n.code)).toEqual(['needs/refused'])
})

test('a resource that goes to code which is not followed keeps what the present role names on it', async () => {
  const shared = await appOf(`
Transform: AWS::Serverless-2016-10-31
Resources:
  Items: { Type: AWS::Serverless::SimpleTable }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: .
      Environment: { Variables: { AUDIT: !ImportValue shared-AuditQueueUrl, TABLE: !Ref Items } }
      Policies:
        - SQSSendMessagePolicy: { QueueName: !ImportValue shared-AuditQueueName }
        - DynamoDBCrudPolicy: { TableName: !Ref Items }
`)
  const handed = [env('AUDIT'), env('TABLE')].map((value) => ({
    value: traced(value),
    to: 'a package that is not here',
    at: { file: 'index.js', line: 3, column: 1 },
    via: [],
  }))
  const calls = [callOf('dynamodb', 'GetItem', { TableName: env('TABLE') })]
  const found = needsOf(shared, new Map([['Fn', { ...traceOf(calls), handed }]]), NO_OPTIONS).functions.get('Fn')
  expect(cells(found?.grants ?? [], 'call')).toEqual([
    'dynamodb:GetItem table/${Items}',
    'sqs:SendMessage sqs:${import:shared-AuditQueueName} ?assumed',
  ])
})

test('an alias of a key of elsewhere is any key that is asked for by it', () => {
  const found = grantsOf(callOf('kms', 'Decrypt', { KeyId: 'alias/other' }))?.grants.find((g) => g.actions.includes('kms:Decrypt'))
  expect(cells(found === undefined ? [] : [found])).toEqual(['kms:Decrypt key/*'])
  expect(found?.conditions.map((c) => c.key)).toEqual(['kms:RequestAlias'])
})

test('a route of an API that a request is signed for, whatever part of its URL a variable holds', async () => {
  const api = await appOf(`
Transform: AWS::Serverless-2016-10-31
Parameters: { StageName: { Type: String, Default: prod } }
Resources:
  ItemsApi: { Type: AWS::Serverless::Api, Properties: { StageName: !Ref StageName, DefinitionBody: { openapi: 3.0.1, paths: {} } } }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: .
      Environment: { Variables: { API_URL: !Sub 'https://\${ItemsApi}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/\${StageName}' } }
`)
  const call = callOf('execute-api', 'GET', { url: joined('https://', env('API_URL'), '/export') })
  const found = needsWith(api, { Fn: [call] }).functions.get('Fn')
  expect(cells(found?.grants ?? [], 'call')).toEqual(['execute-api:Invoke ${ItemsApi}/${StageName}/GET/export'])
})
