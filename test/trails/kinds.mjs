// Kinds of calls: what CloudTrail records of each, and what it means to IAM.
import { hex, pick, uuid } from './random.mjs'

export const ACCOUNTS = ['111122223333', '444455556666', '777788889999']

/**
 * The kinds of calls. `actions` are what IAM checks, each on a resource; `pattern` is what the resource becomes where keys
 * are made anew each time. `data`: a data event.
 */
export const KINDS = [
  {
    name: 'PutItem',
    source: 'dynamodb',
    data: 'AWS::DynamoDB::Table',
    make: (it) => ({
      parameters: { tableName: `table-${it.n % 3}`, key: { id: uuid(it.next) }, items: ['id', 'text', 'at'] },
      checks: [['dynamodb:PutItem', it.arn('dynamodb', `table/table-${it.n % 3}`)]],
      resources: [it.arn('dynamodb', `table/table-${it.n % 3}`)],
    }),
  },
  {
    name: 'Query',
    source: 'dynamodb',
    data: 'AWS::DynamoDB::Table',
    make: (it) => ({
      parameters: {
        tableName: 'orders',
        indexName: 'byDate',
        keyConditionExpression: '#d = :d',
        expressionAttributeNames: { '#d': 'date' },
      },
      checks: [['dynamodb:Query', it.arn('dynamodb', 'table/orders/index/byDate')]],
      resources: [it.arn('dynamodb', 'table/orders')],
    }),
  },
  {
    name: 'GetObject',
    source: 's3',
    data: 'AWS::S3::Object',
    make: (it) => {
      const key = `uploads/${uuid(it.next)}/photo.png`
      return s3(it, key, [['s3:GetObject', `arn:aws:s3:::media-${it.account}/uploads/*`]])
    },
  },
  {
    name: 'PutObject',
    source: 's3',
    data: 'AWS::S3::Object',
    make: (it) => s3(it, `config/${pick(it.next, ['app', 'db', 'mail'])}.json`, null, 's3:PutObject'),
  },
  {
    name: 'ListObjects',
    source: 's3',
    data: 'AWS::S3::Object',
    make: (it) => ({
      parameters: { 'list-type': '2', bucketName: `media-${it.account}`, Host: `media-${it.account}.s3.amazonaws.com`, prefix: 'uploads/' },
      checks: [['s3:ListBucket', `arn:aws:s3:::media-${it.account}`]],
      resources: [`arn:aws:s3:::media-${it.account}`],
    }),
  },
  {
    name: 'Invoke',
    source: 'lambda',
    data: 'AWS::Lambda::Function',
    make: (it) => ({
      parameters: { functionName: it.arn('lambda', 'function:Resize'), invocationType: 'Event' },
      checks: [['lambda:InvokeFunction', it.arn('lambda', 'function:Resize')]],
      resources: [it.arn('lambda', 'function:Resize')],
    }),
  },
  {
    name: 'ListFunctions20150331',
    source: 'lambda',
    make: () => ({ parameters: { maxItems: 50 }, checks: [['lambda:ListFunctions', '*']], resources: [] }),
  },
  {
    name: 'GetSecretValue',
    source: 'secretsmanager',
    make: (it) => ({
      parameters: { secretId: it.arn('secretsmanager', 'secret:db-AbCdEf') },
      checks: [['secretsmanager:GetSecretValue', it.arn('secretsmanager', 'secret:db-AbCdEf')]],
      resources: [],
    }),
  },
  {
    name: 'Decrypt',
    source: 'kms',
    via: 'dynamodb.amazonaws.com',
    make: (it) => ({
      parameters: {
        encryptionContext: { 'aws:dynamodb:tableName': 'orders', 'aws:dynamodb:subscriberId': it.account },
        encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      },
      checks: [['kms:Decrypt', it.arn('kms', 'key/0d9f1c5e-7a51-4b52-9a0c-2f4a9d1f7e10')]],
      resources: [it.arn('kms', 'key/0d9f1c5e-7a51-4b52-9a0c-2f4a9d1f7e10')],
    }),
  },
  {
    name: 'AssumeRole',
    source: 'sts',
    shared: true,
    make: (it) => {
      const role = `arn:aws:iam::${ACCOUNTS[(ACCOUNTS.indexOf(it.account) + 1) % ACCOUNTS.length]}:role/reader`
      return {
        parameters: { roleArn: role, roleSessionName: `session-${it.n}`, durationSeconds: 3600 },
        checks: [['sts:AssumeRole', role]],
        resources: [role],
      }
    },
  },
  {
    name: 'CreateLogStream',
    source: 'logs',
    make: (it) => ({
      parameters: { logGroupName: `/aws/lambda/${it.fn}`, logStreamName: `2026/10/01/[$LATEST]${hex(it.next, 32)}` },
      checks: [['logs:CreateLogStream', it.arn('logs', `log-group:/aws/lambda/${it.fn}:*`)]],
      resources: [],
    }),
  },
  {
    name: 'GetParameter',
    source: 'ssm',
    make: (it) => ({
      parameters: { name: '/app/prod/url', withDecryption: true },
      checks: [['ssm:GetParameter', it.arn('ssm', 'parameter/app/prod/url')]],
      resources: [it.arn('ssm', 'parameter/app/prod/url')],
    }),
  },
]
function s3(it, key, checks, action) {
  const bucket = `media-${it.account}`
  return {
    parameters: { bucketName: bucket, Host: `${bucket}.s3.${it.region}.amazonaws.com`, key },
    checks: checks ?? [[action, `arn:aws:s3:::${bucket}/${key}`]],
    resources: [`arn:aws:s3:::${bucket}/${key}`, `arn:aws:s3:::${bucket}`],
  }
}

/** More kinds, for trails that are to be wide: calls that mean several actions, or none, or that nobody knows. */
export const MORE_KINDS = [
  {
    name: 'TransactWriteItems',
    source: 'dynamodb',
    data: 'AWS::DynamoDB::Table',
    make: (it) => ({
      parameters: {
        requestItems: [
          { operation: 'Put', tableName: 'orders', key: { id: uuid(it.next) } },
          { operation: 'Delete', tableName: 'old-orders', key: { id: uuid(it.next) } },
        ],
      },
      checks: [
        ['dynamodb:PutItem', it.arn('dynamodb', 'table/orders')],
        ['dynamodb:DeleteItem', it.arn('dynamodb', 'table/old-orders')],
      ],
      resources: [it.arn('dynamodb', 'table/orders'), it.arn('dynamodb', 'table/old-orders')],
    }),
  },
  {
    name: 'BatchGetItem',
    source: 'dynamodb',
    data: 'AWS::DynamoDB::Table',
    make: (it) => ({
      parameters: { requestItems: [{ tableName: 'orders', keys: [{ id: uuid(it.next) }] }] },
      checks: [['dynamodb:BatchGetItem', it.arn('dynamodb', 'table/orders')]],
      resources: [it.arn('dynamodb', 'table/orders')],
    }),
  },
  {
    name: 'SendMessage',
    source: 'sqs',
    data: 'AWS::SQS::Queue',
    make: (it) => ({
      parameters: {
        queueUrl: `https://sqs.${it.region}.amazonaws.com/${it.account}/jobs`,
        messageBody: 'HIDDEN_DUE_TO_SECURITY_REASONS',
        delaySeconds: it.n % 900,
      },
      checks: [['sqs:SendMessage', it.arn('sqs', 'jobs')]],
      resources: [it.arn('sqs', 'jobs')],
    }),
  },
  {
    name: 'Publish',
    source: 'sns',
    data: 'AWS::SNS::Topic',
    make: (it) => ({
      parameters: { topicArn: it.arn('sns', 'news'), message: 'HIDDEN_DUE_TO_SECURITY_REASONS', subject: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
      checks: [['sns:Publish', it.arn('sns', 'news')]],
      resources: [it.arn('sns', 'news')],
    }),
  },
  {
    name: 'PutEvents',
    source: 'events',
    make: (it) => ({
      parameters: { entries: [{ eventBusName: 'orders', source: 'shop', detailType: 'HIDDEN_DUE_TO_SECURITY_REASONS' }] },
      checks: [['events:PutEvents', it.arn('events', 'event-bus/orders')]],
      resources: [],
    }),
  },
  {
    name: 'StartExecution',
    source: 'states',
    make: (it) => ({
      parameters: {
        stateMachineArn: it.arn('states', 'stateMachine:Orders'),
        name: uuid(it.next),
        input: 'HIDDEN_DUE_TO_SECURITY_REASONS',
      },
      checks: [['states:StartExecution', it.arn('states', 'stateMachine:Orders')]],
      resources: [],
    }),
  },
  {
    name: 'CopyObject',
    source: 's3',
    data: 'AWS::S3::Object',
    make: (it) => {
      const bucket = `media-${it.account}`
      const made = s3(it, `copies/${uuid(it.next)}.png`, [
        ['s3:GetObject', `arn:aws:s3:::${bucket}/uploads/*`],
        ['s3:PutObject', `arn:aws:s3:::${bucket}/copies/*`],
      ])
      const source = `${bucket}/uploads/${uuid(it.next)}/photo.png`
      return { ...made, parameters: { ...made.parameters, 'x-amz-copy-source': source }, named: `arn:aws:s3:::${source}` }
    },
  },
  {
    name: 'GetObject',
    source: 's3',
    data: 'AWS::S3::Object',
    make: (it) => {
      const made = s3(it, `uploads/${uuid(it.next)}/photo.png`, [['s3:GetObjectVersion', `arn:aws:s3:::media-${it.account}/uploads/*`]])
      return { ...made, parameters: { ...made.parameters, versionId: hex(it.next, 32) } }
    },
  },
  {
    name: 'DeleteObjects',
    source: 's3',
    data: 'AWS::S3::Object',
    make: (it) => ({
      parameters: { bucketName: `media-${it.account}`, Host: `media-${it.account}.s3.amazonaws.com`, delete: '' },
      checks: [['s3:DeleteObject', `arn:aws:s3:::media-${it.account}/*`]],
      resources: [`arn:aws:s3:::media-${it.account}`],
    }),
  },
  { name: 'GetCallerIdentity', source: 'sts', free: true, make: () => ({ parameters: null, checks: [], resources: [] }) },
  {
    name: 'DoSomething',
    source: 'newservice',
    make: (it) => ({ parameters: { id: it.n % 5 }, checks: [['newservice:DoSomething', '*']], resources: [] }),
  },
]
