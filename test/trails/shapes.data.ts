/**
 * Records as the services' guides show them: of every version, every kind of identity and many services. Names and numbers are
 * examples. `want`: what the record means for its role, as `ACTION RESOURCE`; nothing for callers that are no role.
 *
 * Source: CloudTrail User Guide, "CloudTrail record contents", "CloudTrail userIdentity element" and "CloudTrail log file
 * examples"; the pages on CloudTrail of the services' guides, which the rows of `src/events/event-names*.test.data.ts` name.
 */
type Json = Readonly<Record<string, unknown>>

export const ACCOUNT = '111122223333'
export const REGION = 'eu-west-1'

export interface Shape {
  readonly name: string
  readonly who: keyof typeof IDENTITIES
  /** `SOURCE EVENT` */
  readonly call: string
  readonly version?: string
  readonly parameters?: Json | null
  readonly resources?: readonly string[]
  readonly more?: Json
  readonly want: readonly string[]
  /** `TYPE` or `TYPE!` (an explicit deny), or `?` where no reason is given. */
  readonly denied?: string
}

const issuer = (role: string, account = ACCOUNT) => ({
  type: 'Role',
  principalId: `AROA${role.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}EXAMPLE`,
  arn: `arn:aws:iam::${account}:role/${role}`,
  accountId: account,
  userName: role.split('/').at(-1),
})
const session = (role: string, name: string, account = ACCOUNT, more: Json = {}) => ({
  type: 'AssumedRole',
  principalId: `${issuer(role).principalId}:${name}`,
  arn: `arn:aws:sts::${account}:assumed-role/${role.split('/').at(-1)}/${name}`,
  accountId: account,
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  sessionContext: {
    sessionIssuer: issuer(role, account),
    webIdFederationData: {},
    attributes: { creationDate: '2026-10-01T09:00:00Z', mfaAuthenticated: 'false' },
  },
  ...more,
})

/** By kind, with the role that a row gets. */
export const IDENTITIES = {
  root: () => ({ type: 'Root', principalId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT, accessKeyId: '' }),
  user: () => ({
    type: 'IAMUser',
    principalId: 'AIDAJ45Q7YFFAREXAMPLE',
    arn: `arn:aws:iam::${ACCOUNT}:user/Alice`,
    accountId: ACCOUNT,
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    userName: 'Alice',
  }),
  federated: () => ({
    type: 'FederatedUser',
    principalId: `${ACCOUNT}:bob`,
    arn: `arn:aws:sts::${ACCOUNT}:federated-user/bob`,
    accountId: ACCOUNT,
    sessionContext: {
      sessionIssuer: {
        type: 'IAMUser',
        principalId: 'AIDAEXAMPLE',
        arn: `arn:aws:iam::${ACCOUNT}:user/Alice`,
        accountId: ACCOUNT,
        userName: 'Alice',
      },
    },
  }),
  web: () => ({
    type: 'WebIdentityUser',
    principalId: 'accounts.google.com:app-id.apps.googleusercontent.com:user-id',
    userName: 'user-id',
    identityProvider: 'accounts.google.com',
  }),
  saml: () => ({
    type: 'SAMLUser',
    principalId: 'SampleUkh1i4+ExamplexL/jEvs=:SamlExample',
    userName: 'SamlExample',
    identityProvider: 'bdGOnTesti4+ExamplexL/jEvs=',
  }),
  account: () => ({ type: 'AWSAccount', principalId: 'AIDAQRSTUVWXYZEXAMPLE', accountId: '444455556666' }),
  service: () => ({ type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' }),
  directory: () => ({ type: 'Directory', principalId: 'd-1234567890/S-1-5-21', accountId: ACCOUNT, userName: 'admin' }),
  unknown: () => ({ type: 'Unknown', principalId: `${ACCOUNT}`, accountId: ACCOUNT, userName: 'samadams@example.com' }),
  center: () => ({
    type: 'IdentityCenterUser',
    accountId: ACCOUNT,
    onBehalfOf: {
      userId: '544894e8-80c1-707f-60e3-3ba6510dfac1',
      identityStoreArn: `arn:aws:identitystore::${ACCOUNT}:identitystore/d-9067642ac7`,
    },
    credentialId: 'EXAMPLEVHULjJdTUdPJfofVa1sufHDoj7aYcOYcxFV',
  }),
  nobody: () => null,
  /** A function, with what newer records say of where its credentials went. */
  lambda: (role: string) =>
    session(role, `fn-${role}`, ACCOUNT, {
      inScopeOf: {
        issuerType: 'AWS::Lambda::Function',
        credentialsIssuedTo: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:fn-${role}`,
      },
    }),
  path: (role: string) => session(`service-role/deep/${role}`, `fn-${role}`),
  task: (role: string) =>
    session(role, 'b4c1e5f0a1d94b0fa2d7c3e8f9a0b1c2', ACCOUNT, {
      inScopeOf: {
        issuerType: 'AWS::ECS::Task',
        credentialsIssuedTo: `arn:aws:ecs:${REGION}:${ACCOUNT}:task/c/b4c1e5f0a1d94b0fa2d7c3e8f9a0b1c2`,
      },
    }),
  instance: (role: string) => {
    const made = session(role, 'i-0f53e22dbe5df8a89')
    return { ...made, sessionContext: { ...made.sessionContext, ec2RoleDelivery: '2.0' } }
  },
  workload: (role: string) => {
    const made = session(role, `job-${role}`)
    return {
      ...made,
      sessionContext: {
        ...made.sessionContext,
        webIdFederationData: {
          federatedProvider: `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/E`,
          attributes: {},
        },
      },
    }
  },
  chained: (role: string) => {
    const made = session(role, 'pipeline')
    return { ...made, sessionContext: { ...made.sessionContext, sourceIdentity: 'alice', assumedRoot: 'false' } }
  },
  /** A service that uses the role's credentials. */
  through: (role: string) => ({ ...session(role, `fn-${role}`), invokedBy: 'cloudformation.amazonaws.com' }),
  /** Before sessions had an issuer in records. */
  old: (role: string) => ({
    type: 'AssumedRole',
    principalId: `${issuer(role).principalId}:fn-${role}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/fn-${role}`,
    accountId: ACCOUNT,
  }),
  bare: (role: string) => ({
    type: 'Role',
    principalId: issuer(role).principalId,
    arn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
    accountId: ACCOUNT,
  }),
  china: (role: string) => ({
    ...session(role, `fn-${role}`),
    arn: `arn:aws-cn:sts::${ACCOUNT}:assumed-role/${role}/fn-${role}`,
    sessionContext: { sessionIssuer: { ...issuer(role), arn: `arn:aws-cn:iam::${ACCOUNT}:role/${role}` } },
  }),
} satisfies Readonly<Record<string, (role: string) => Json | null>>

const arn = (service: string, name: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`
const refused = (code: string, message: string | null): Json => ({ errorCode: code, errorMessage: message })
const no = (action: string, resource: string, reason = ''): Json =>
  refused(
    'AccessDenied',
    `User: arn:aws:sts::${ACCOUNT}:assumed-role/app/fn is not authorized to perform: ${action} on resource: ${resource}${reason}`,
  )

/** Callers that are no role: counted as read, and listed nowhere. */
const OTHERS: readonly Shape[] = (
  ['root', 'user', 'federated', 'web', 'saml', 'account', 'service', 'directory', 'unknown', 'center', 'nobody'] as const
).flatMap((who): readonly Shape[] => [
  { name: `${who} calls`, who, call: 'ec2 DescribeInstances', parameters: { instancesSet: {}, filterSet: {} }, want: [] },
  {
    name: `${who} is refused`,
    who,
    call: 's3 GetObject',
    parameters: { bucketName: 'b', key: 'k' },
    more: refused('AccessDenied', 'Access Denied'),
    want: [],
  },
])

/** What is no call, whoever it is of. */
const NO_CALLS: readonly Shape[] = [
  {
    name: 'a sign-in',
    who: 'user',
    call: 'signin ConsoleLogin',
    more: { eventType: 'AwsConsoleSignIn', responseElements: { ConsoleLogin: 'Success' } },
    want: [],
  },
  {
    name: 'a failed sign-in of root',
    who: 'root',
    call: 'signin ConsoleLogin',
    more: { eventType: 'AwsConsoleSignIn', errorMessage: 'Failed authentication' },
    want: [],
  },
  {
    name: 'a role is switched in the console',
    who: 'chained',
    call: 'signin SwitchRole',
    more: { eventType: 'AwsConsoleSignIn' },
    want: [],
  },
  {
    name: 'a sign-in before there were types',
    who: 'chained',
    call: 'signin ConsoleLogin',
    version: '1.0',
    more: { eventType: undefined },
    want: [],
  },
  {
    name: 'what KMS does by itself',
    who: 'service',
    call: 'kms RotateKey',
    more: { eventType: 'AwsServiceEvent', serviceEventDetails: { keyId: 'k' } },
    want: [],
  },
  { name: 'a service speaks of a role', who: 'lambda', call: 'ecr PolicyExecutionEvent', more: { eventType: 'AwsServiceEvent' }, want: [] },
  {
    name: 'what only the console does',
    who: 'chained',
    call: 'billingconsole SetContactAddress',
    more: { eventType: 'AwsConsoleAction' },
    want: [],
  },
  { name: 'who am I', who: 'lambda', call: 'sts GetCallerIdentity', parameters: null, want: [] },
]

const DATA: readonly Shape[] = [
  {
    name: 's3: an object',
    who: 'lambda',
    call: 's3 GetObject',
    version: '1.11',
    parameters: { bucketName: 'media', key: 'a/b.png', Host: 'media.s3.amazonaws.com' },
    resources: ['arn:aws:s3:::media/a/b.png', 'arn:aws:s3:::media'],
    want: ['s3:GetObject arn:aws:s3:::media/a/b.png'],
  },
  {
    name: 's3: a version of one',
    who: 'lambda',
    call: 's3 GetObject',
    parameters: { bucketName: 'media', key: 'k', versionId: 'v1' },
    want: ['s3:GetObjectVersion arn:aws:s3:::media/k'],
  },
  {
    name: 's3: its head',
    who: 'path',
    call: 's3 HeadObject',
    parameters: { bucketName: 'media', key: 'k' },
    want: ['s3:GetObject arn:aws:s3:::media/k'],
  },
  {
    name: 's3: a list',
    who: 'task',
    call: 's3 ListObjects',
    parameters: { bucketName: 'media', 'list-type': '2', prefix: 'a/' },
    want: ['s3:ListBucket arn:aws:s3:::media'],
  },
  {
    name: 's3: a list of the second version',
    who: 'lambda',
    call: 's3 ListObjectsV2',
    parameters: { bucketName: 'media' },
    want: ['s3:ListBucket arn:aws:s3:::media'],
  },
  {
    name: 's3: a copy',
    who: 'lambda',
    call: 's3 CopyObject',
    parameters: { bucketName: 'to', key: 'k', 'x-amz-copy-source': 'from/src' },
    want: ['s3:GetObject arn:aws:s3:::from/src', 's3:PutObject arn:aws:s3:::to/k'],
  },
  {
    name: 's3: an object, through an access point',
    who: 'lambda',
    call: 's3 GetObject',
    parameters: { bucketName: 'media', key: 'a/b.png', Host: `photos-${ACCOUNT}.s3-accesspoint.${REGION}.amazonaws.com` },
    resources: ['arn:aws:s3:::media/a/b.png', 'arn:aws:s3:::media', `arn:aws:s3:${REGION}:${ACCOUNT}:accesspoint/photos`],
    want: [`s3:GetObject arn:aws:s3:::media/a/b.png`, `s3:GetObject arn:aws:s3:${REGION}:${ACCOUNT}:accesspoint/photos/object/a/b.png`],
  },
  {
    name: 's3: a list, through an access point that another account has',
    who: 'lambda',
    call: 's3 ListObjects',
    parameters: { 'list-type': '2', bucketName: 'media', Host: ['a-b-444455556666.s3-accesspoint-fips.dualstack.us-east-1.amazonaws.com'] },
    want: ['s3:ListBucket arn:aws:s3:::media', 's3:ListBucket arn:aws:s3:us-east-1:444455556666:accesspoint/a-b'],
  },
  {
    name: 's3: keys that are not said',
    who: 'lambda',
    call: 's3 DeleteObjects',
    parameters: { bucketName: 'media', delete: '' },
    want: ['s3:DeleteObject arn:aws:s3:::media/*'],
  },
  {
    name: 's3: parts',
    who: 'lambda',
    call: 's3 CompleteMultipartUpload',
    parameters: { bucketName: 'media', key: 'k', uploadId: 'u' },
    want: ['s3:PutObject arn:aws:s3:::media/k'],
  },
  {
    name: 's3: tags of an object',
    who: 'lambda',
    call: 's3 PutObjectTagging',
    parameters: { bucketName: 'media', key: 'k', tagging: '' },
    want: ['s3:PutObjectTagging arn:aws:s3:::media/k'],
  },
  {
    name: 's3: a directory bucket',
    who: 'lambda',
    call: 's3express CreateSession',
    parameters: { bucketName: 'fast--euw1-az1--x-s3' },
    want: [`s3express:CreateSession ${arn('s3express', 'bucket/fast--euw1-az1--x-s3')}`],
  },
  {
    name: 'dynamodb: an item',
    who: 'lambda',
    call: 'dynamodb PutItem',
    version: '1.08',
    parameters: { tableName: 'items', key: { id: 'x' } },
    resources: [arn('dynamodb', 'table/items')],
    want: [`dynamodb:PutItem ${arn('dynamodb', 'table/items')}`],
  },
  {
    name: 'dynamodb: an index',
    who: 'lambda',
    call: 'dynamodb Query',
    parameters: { tableName: 'items', indexName: 'byDate' },
    want: [`dynamodb:Query ${arn('dynamodb', 'table/items/index/byDate')}`],
  },
  {
    name: 'dynamodb: a transaction',
    who: 'lambda',
    call: 'dynamodb TransactWriteItems',
    parameters: {
      requestItems: [
        { operation: 'Put', tableName: 'items' },
        { operation: 'Check', tableName: 'other' },
      ],
    },
    want: [`dynamodb:ConditionCheckItem ${arn('dynamodb', 'table/other')}`, `dynamodb:PutItem ${arn('dynamodb', 'table/items')}`],
  },
  {
    name: 'dynamodb: a statement',
    who: 'lambda',
    call: 'dynamodb ExecuteStatement',
    parameters: { statement: 'UPDATE "items" SET a = ***(Redacted) WHERE id = ***(Redacted)' },
    want: [`dynamodb:PartiQLUpdate ${arn('dynamodb', 'table/items')}`],
  },
  {
    name: 'dynamodb: a statement that is left out',
    who: 'lambda',
    call: 'dynamodb ExecuteStatement',
    parameters: null,
    resources: [arn('dynamodb', 'table/items')],
    want: ['Delete', 'Insert', 'Select', 'Update'].map((verb) => `dynamodb:PartiQL${verb} ${arn('dynamodb', 'table/items')}`),
  },
  {
    name: 'dynamodb: a stream',
    who: 'lambda',
    call: 'dynamodb GetRecords',
    parameters: { shardIterator: `${arn('dynamodb', 'table/items/stream/2026')}|1|AAA` },
    want: [`dynamodb:GetRecords ${arn('dynamodb', 'table/items/stream/*')}`],
  },
  {
    name: 'lambda: an invocation',
    who: 'lambda',
    call: 'lambda Invoke',
    version: '1.06',
    parameters: { functionName: arn('lambda', 'function:g'), invocationType: 'RequestResponse' },
    resources: [arn('lambda', 'function:g')],
    want: [`lambda:InvokeFunction ${arn('lambda', 'function:g')}`],
  },
  {
    name: 'lambda: by its name',
    who: 'lambda',
    call: 'lambda Invoke',
    parameters: { functionName: 'g' },
    want: [`lambda:InvokeFunction ${arn('lambda', 'function:g')}`],
  },
  {
    name: 'sqs: a batch',
    who: 'lambda',
    call: 'sqs SendMessageBatch',
    parameters: { queueUrl: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/jobs`, entries: [] },
    want: [`sqs:SendMessage ${arn('sqs', 'jobs')}`],
  },
  {
    name: 'sns: a message',
    who: 'lambda',
    call: 'sns Publish',
    parameters: { topicArn: arn('sns', 'alerts'), message: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    want: [`sns:Publish ${arn('sns', 'alerts')}`],
  },
  {
    name: 'kinesis: records',
    who: 'lambda',
    call: 'kinesis PutRecords',
    parameters: { streamName: 'clicks' },
    want: [`kinesis:PutRecords ${arn('kinesis', 'stream/clicks')}`],
  },
  {
    name: 'firehose: records',
    who: 'lambda',
    call: 'firehose PutRecordBatch',
    parameters: { deliveryStreamName: 'lake' },
    want: [`firehose:PutRecordBatch ${arn('firehose', 'deliverystream/lake')}`],
  },
  {
    name: 'appconfig: a configuration',
    who: 'lambda',
    call: 'appconfig StartConfigurationSession',
    parameters: { applicationIdentifier: 'a', environmentIdentifier: 'e', configurationProfileIdentifier: 'c' },
    want: [`appconfig:StartConfigurationSession ${arn('appconfig', 'application/a/environment/e/configuration/*')}`],
  },
  {
    name: 'the Data API',
    who: 'lambda',
    call: 'rdsdata ExecuteStatement',
    parameters: { resourceArn: arn('rds', 'cluster:db'), secretArn: arn('secretsmanager', 'secret:s-abcdef'), sql: '*****' },
    want: [`rds-data:ExecuteStatement ${arn('rds', 'cluster:db')}`],
  },
  {
    name: 'cloudwatch: metrics',
    who: 'lambda',
    call: 'monitoring PutMetricData',
    version: '1.11',
    parameters: { namespace: 'app' },
    want: ['cloudwatch:PutMetricData *'],
  },
  {
    name: 'xray: segments',
    who: 'instance',
    call: 'xray PutTraceSegments',
    version: '1.09',
    parameters: { traceSegmentDocuments: ['HIDDEN'] },
    want: ['xray:PutTraceSegments *'],
  },
]

const MANAGEMENT: readonly Shape[] = [
  {
    name: 'a secret by its name',
    who: 'lambda',
    call: 'secretsmanager GetSecretValue',
    version: '1.08',
    parameters: { secretId: 'app/db' },
    want: [`secretsmanager:GetSecretValue ${arn('secretsmanager', 'secret:app/db-??????')}`],
  },
  {
    name: 'a secret by its ARN',
    who: 'lambda',
    call: 'secretsmanager GetSecretValue',
    parameters: { secretId: arn('secretsmanager', 'secret:app/db-a1b2c3') },
    want: [`secretsmanager:GetSecretValue ${arn('secretsmanager', 'secret:app/db-a1b2c3')}`],
  },
  {
    name: 'a parameter',
    who: 'lambda',
    call: 'ssm GetParameter',
    parameters: { name: '/app/url', withDecryption: true },
    want: [`ssm:GetParameter ${arn('ssm', 'parameter/app/url')}`],
  },
  {
    name: 'several parameters',
    who: 'lambda',
    call: 'ssm GetParameters',
    parameters: { names: ['a', 'b'] },
    want: [`ssm:GetParameters ${arn('ssm', 'parameter/a')}`, `ssm:GetParameters ${arn('ssm', 'parameter/b')}`],
  },
  {
    name: 'a path of parameters',
    who: 'lambda',
    call: 'ssm GetParametersByPath',
    parameters: { path: '/app', recursive: true },
    want: [`ssm:GetParametersByPath ${arn('ssm', 'parameter/app')}`],
  },
  {
    name: 'a decryption',
    who: 'lambda',
    call: 'kms Decrypt',
    parameters: { encryptionContext: { a: 'b' }, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
    resources: [arn('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab')],
    want: [`kms:Decrypt ${arn('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab')}`],
  },
  {
    name: 'a data key, through a service',
    who: 'through',
    call: 'kms GenerateDataKey',
    parameters: { keyId: arn('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab'), keySpec: 'AES_256' },
    want: [`kms:GenerateDataKey ${arn('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab')}`],
  },
  {
    name: 'an encryption anew',
    who: 'lambda',
    call: 'kms ReEncrypt',
    parameters: { sourceKeyId: arn('kms', 'key/a'), destinationKeyId: arn('kms', 'key/b') },
    want: [`kms:ReEncryptFrom ${arn('kms', 'key/a')}`, `kms:ReEncryptTo ${arn('kms', 'key/b')}`],
  },
  {
    name: 'a role of another account',
    who: 'chained',
    call: 'sts AssumeRole',
    version: '1.05',
    parameters: { roleArn: 'arn:aws:iam::444455556666:role/deploy', roleSessionName: 's', durationSeconds: 3600 },
    want: ['sts:AssumeRole arn:aws:iam::444455556666:role/deploy'],
  },
  {
    name: 'a role with a source and tags',
    who: 'chained',
    call: 'sts AssumeRole',
    parameters: { roleArn: 'arn:aws:iam::444455556666:role/deploy', sourceIdentity: 'alice', tags: [{ key: 'k', value: 'v' }] },
    want: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'].map((action) => `${action} arn:aws:iam::444455556666:role/deploy`),
  },
  {
    name: 'a function is made',
    who: 'through',
    call: 'lambda CreateFunction20150331',
    version: '1.04',
    parameters: { functionName: 'g', role: `arn:aws:iam::${ACCOUNT}:role/g`, runtime: 'nodejs22.x' },
    want: [`iam:PassRole arn:aws:iam::${ACCOUNT}:role/g`, `lambda:CreateFunction ${arn('lambda', 'function:g')}`],
  },
  {
    name: 'a function is read',
    who: 'lambda',
    call: 'lambda GetFunction20150331v2',
    version: '1.02',
    parameters: { functionName: 'g' },
    want: [`lambda:GetFunction ${arn('lambda', 'function:g')}`],
  },
  {
    name: 'a queue is made',
    who: 'old',
    call: 'sqs CreateQueue',
    version: '1.01',
    parameters: { queueName: 'jobs' },
    want: [`sqs:CreateQueue ${arn('sqs', 'jobs')}`],
  },
  {
    name: 'a topic is made',
    who: 'bare',
    call: 'sns CreateTopic',
    version: '1.0',
    parameters: { name: 'alerts' },
    want: [`sns:CreateTopic ${arn('sns', 'alerts')}`],
  },
  {
    name: 'a table is looked at',
    who: 'instance',
    call: 'dynamodb DescribeTable',
    version: '1.03',
    parameters: { tableName: 'items' },
    want: [`dynamodb:DescribeTable ${arn('dynamodb', 'table/items')}`],
  },
  {
    name: 'every bucket',
    who: 'workload',
    call: 's3 ListBuckets',
    version: '1.07',
    parameters: { Host: 's3.amazonaws.com' },
    want: ['s3:ListAllMyBuckets *'],
  },
  {
    name: 'a bucket’s policy',
    who: 'through',
    call: 's3 PutBucketPolicy',
    parameters: { bucketName: 'media', policy: '', bucketPolicy: { Version: '2012-10-17' } },
    want: ['s3:PutBucketPolicy arn:aws:s3:::media'],
  },
  {
    name: 'a bucket’s lifecycle',
    who: 'through',
    call: 's3 PutBucketLifecycle',
    parameters: { bucketName: 'media', lifecycle: '' },
    want: ['s3:PutLifecycleConfiguration arn:aws:s3:::media'],
  },
  {
    name: 'a log group',
    who: 'lambda',
    call: 'logs CreateLogGroup',
    parameters: { logGroupName: '/aws/lambda/g' },
    want: [`logs:CreateLogGroup ${arn('logs', 'log-group:/aws/lambda/g:*')}`],
  },
  {
    name: 'an event bus',
    who: 'lambda',
    call: 'events PutEvents',
    parameters: { entries: [{ eventBusName: 'orders' }] },
    want: [`events:PutEvents ${arn('events', 'event-bus/orders')}`],
  },
  {
    name: 'a rule',
    who: 'through',
    call: 'events PutRule',
    parameters: { name: 'nightly', scheduleExpression: 'rate(1 day)' },
    want: [`events:PutRule ${arn('events', 'rule/nightly')}`],
  },
  {
    name: 'an execution',
    who: 'lambda',
    call: 'states StartExecution',
    parameters: { stateMachineArn: arn('states', 'stateMachine:orders'), input: 'HIDDEN' },
    want: [`states:StartExecution ${arn('states', 'stateMachine:orders')}`],
  },
  {
    name: 'an alarm',
    who: 'through',
    call: 'monitoring PutMetricAlarm',
    parameters: { alarmName: 'errors' },
    want: [`cloudwatch:PutMetricAlarm ${arn('cloudwatch', 'alarm:errors')}`],
  },
  {
    name: 'a REST API',
    who: 'through',
    call: 'apigateway CreateDeployment',
    parameters: { restApiId: 'a1b2', stageName: 'prod' },
    want: ['apigateway:POST arn:aws:apigateway:eu-west-1::/restapis/a1b2/deployments'],
  },
  {
    name: 'instances',
    who: 'instance',
    call: 'ec2 TerminateInstances',
    parameters: { instancesSet: { items: [{ instanceId: 'i-0abc' }] } },
    want: [`ec2:TerminateInstances ${arn('ec2', 'instance/i-0abc')}`],
  },
  {
    name: 'tags of an instance',
    who: 'instance',
    call: 'ec2 CreateTags',
    parameters: { resourcesSet: { items: [{ resourceId: 'i-0abc' }] }, tagSet: { items: [{ key: 'k', value: 'v' }] } },
    want: [`ec2:CreateTags ${arn('ec2', '*')}`],
  },
  {
    name: 'a new call of EC2',
    who: 'through',
    call: 'ec2 DeleteVpcEndpoints',
    parameters: { DeleteVpcEndpointsRequest: { VpcEndpointId: { tag: 1, content: 'vpce-1' } } },
    want: [`ec2:DeleteVpcEndpoints ${arn('ec2', 'vpc-endpoint/vpce-1')}`],
  },
  {
    name: 'a security group',
    who: 'through',
    call: 'ec2 AuthorizeSecurityGroupIngress',
    parameters: { groupId: 'sg-1', ipPermissions: { items: [] } },
    want: [`ec2:AuthorizeSecurityGroupIngress ${arn('ec2', 'security-group/sg-1')}`],
  },
  {
    name: 'a repository',
    who: 'workload',
    call: 'ecr PutImage',
    parameters: { repositoryName: 'web', imageTag: '1', registryId: ACCOUNT },
    resources: [arn('ecr', 'repository/web')],
    want: [`ecr:PutImage ${arn('ecr', 'repository/web')}`],
  },
  {
    name: 'a task',
    who: 'workload',
    call: 'ecs RunTask',
    parameters: { cluster: 'c', taskDefinition: 'web:1', count: 1 },
    want: [`ecs:RunTask ${arn('ecs', 'task-definition/web:*')}`, `iam:PassRole arn:aws:iam::${ACCOUNT}:role/*`],
  },
  {
    name: 'a user is made',
    who: 'chained',
    call: 'iam CreateUser',
    version: '1.0',
    parameters: { userName: 'Bob' },
    want: [`iam:CreateUser arn:aws:iam::${ACCOUNT}:user/Bob`],
  },
  {
    name: 'a database',
    who: 'through',
    call: 'rds CreateDBInstance',
    parameters: { dBInstanceIdentifier: 'db', engine: 'postgres' },
    want: [`rds:CreateDBInstance ${arn('rds', 'db:db')}`],
  },
  {
    name: 'a broker',
    who: 'through',
    call: 'amazonmq DeleteBroker',
    parameters: { 'broker-id': 'b-1', brokerId: 'b-1' },
    want: [`mq:DeleteBroker ${arn('mq', 'broker:*')}`],
  },
  {
    name: 'a cluster of Kafka, by an encoded ARN',
    who: 'workload',
    call: 'kafka DescribeCluster',
    parameters: { clusterArn: encodeURIComponent(arn('kafka', 'cluster/events/1234abcd')) },
    want: [`kafka:DescribeCluster ${arn('kafka', 'cluster/events/1234abcd')}`],
  },
  { name: 'a campaign', who: 'lambda', call: 'pinpoint GetApp', parameters: { 'application-id': 'a' }, want: ['mobiletargeting:GetApp *'] },
  {
    name: 'a model',
    who: 'lambda',
    call: 'bedrock InvokeModel',
    version: '1.10',
    parameters: { modelId: 'anthropic.claude-v2' },
    want: ['bedrock:InvokeModel arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-v2'],
  },
  {
    name: 'a crawler of Glue',
    who: 'lambda',
    call: 'glue StartCrawler',
    parameters: { name: 'nightly' },
    want: [`glue:StartCrawler ${arn('glue', 'crawler/nightly')}`],
  },
  {
    name: 'a distribution',
    who: 'through',
    call: 'cloudfront CreateInvalidation2020_05_31',
    parameters: { distributionId: 'E1', invalidationBatch: {} },
    want: [`cloudfront:CreateInvalidation arn:aws:cloudfront::${ACCOUNT}:distribution/E1`],
  },
  {
    name: 'a zone',
    who: 'through',
    call: 'route53 ChangeResourceRecordSets',
    parameters: { hostedZoneId: 'Z1' },
    want: ['route53:ChangeResourceRecordSets arn:aws:route53:::hostedzone/Z1'],
  },
  {
    name: 'a thing’s policy',
    who: 'lambda',
    call: 'iot AttachPolicy',
    parameters: { policyName: 'p', target: arn('iot', 'cert/c') },
    want: ['iot:AttachPolicy *'],
  },
  {
    name: 'a schedule',
    who: 'lambda',
    call: 'scheduler CreateSchedule',
    parameters: { name: 'once', groupName: 'g', target: { roleArn: `arn:aws:iam::${ACCOUNT}:role/s` } },
    want: [`iam:PassRole arn:aws:iam::${ACCOUNT}:role/s`, `scheduler:CreateSchedule ${arn('scheduler', 'schedule/g/once')}`],
  },
  {
    name: 'a user of a pool',
    who: 'lambda',
    call: 'cognito-idp AdminGetUser',
    parameters: { userPoolId: 'eu-west-1_a', username: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    want: [`cognito-idp:AdminGetUser ${arn('cognito-idp', 'userpool/eu-west-1_a')}`],
  },
  {
    name: 'a mail',
    who: 'lambda',
    call: 'ses SendEmail',
    parameters: { source: 'a@example.com', destination: {} },
    want: [`ses:SendEmail ${arn('ses', 'identity/a@example.com')}`, `ses:SendEmail ${arn('ses', 'identity/example.com')}`],
  },
  {
    name: 'a query of Athena',
    who: 'lambda',
    call: 'athena StartQueryExecution',
    parameters: { workGroup: 'primary', queryString: '***OMITTED***' },
    want: [`athena:StartQueryExecution ${arn('athena', 'workgroup/primary')}`],
  },
  {
    name: 'a bucket of China',
    who: 'china',
    call: 's3 GetBucketLocation',
    parameters: { bucketName: 'media' },
    want: ['s3:GetBucketLocation arn:aws-cn:s3:::media'],
  },
  {
    name: 'a call that nobody knows',
    who: 'lambda',
    call: 'newservice DoSomething',
    parameters: { a: { b: [1, null] } },
    want: ['newservice:DoSomething *'],
  },
  { name: 'no parameters at all', who: 'lambda', call: 'ec2 DescribeRegions', parameters: null, want: ['ec2:DescribeRegions *'] },
  {
    name: 'details that are null',
    who: 'lambda',
    call: 'sns ListTopics',
    version: '1.11',
    parameters: null,
    more: { tlsDetails: null, additionalEventData: null, resources: null, userAgent: null, responseElements: null },
    want: [`sns:ListTopics *`],
  },
  {
    name: 'details that no version has yet',
    who: 'lambda',
    call: 'sns ListTopics',
    version: '1.99',
    parameters: {},
    more: {
      eventContext: { requestContext: { 'aws:Via': [] }, tagContext: {} },
      addendum: { reason: 'DELIVERY_DELAY', updatedFields: '', originalRequestID: '', originalEventID: '' },
    },
    want: ['sns:ListTopics *'],
  },
  {
    name: 'a call from an edge',
    who: 'lambda',
    call: 's3 PutObject',
    parameters: { bucketName: 'media', key: 'k' },
    more: {
      edgeDeviceDetails: { type: 'snow' },
      vpcEndpointId: 'vpce-1',
      vpcEndpointAccountId: ACCOUNT,
      sessionCredentialFromConsole: 'true',
    },
    want: ['s3:PutObject arn:aws:s3:::media/k'],
  },
]

const DENIED: readonly Shape[] = [
  {
    name: 'denied: a missing allow',
    who: 'lambda',
    call: 'dynamodb PutItem',
    parameters: null,
    more: no('dynamodb:PutItem', arn('dynamodb', 'table/items'), ' because no identity-based policy allows the dynamodb:PutItem action'),
    denied: 'identity-based policy',
    want: [`dynamodb:PutItem ${arn('dynamodb', 'table/items')}`],
  },
  {
    name: 'denied: by a service control policy',
    who: 'lambda',
    call: 'ec2 RunInstances',
    parameters: null,
    more: no('ec2:RunInstances', arn('ec2', 'instance/*'), ' with an explicit deny in a service control policy'),
    denied: 'service control policy!',
    want: [`ec2:RunInstances ${arn('ec2', 'instance/*')}`],
  },
  {
    name: 'denied: with the policy’s ARN',
    who: 'lambda',
    call: 's3 GetObject',
    parameters: { bucketName: 'b', key: 'k' },
    more: no(
      's3:GetObject',
      '"arn:aws:s3:::b/k"',
      ' with an explicit deny in a resource control policy: arn:aws:organizations::999999999999:policy/o-a/resource_control_policy/p-c',
    ),
    denied: 'resource control policy!',
    want: ['s3:GetObject arn:aws:s3:::b/k'],
  },
  {
    name: 'denied: S3 without a word',
    who: 'lambda',
    call: 's3 PutObject',
    parameters: { bucketName: 'b', key: 'k' },
    more: refused('AccessDenied', 'Access Denied'),
    denied: '?',
    want: ['s3:PutObject arn:aws:s3:::b/k'],
  },
  {
    name: 'denied: without a message',
    who: 'lambda',
    call: 'eks DescribeCluster',
    parameters: { name: 'c' },
    more: refused('AccessDenied', null),
    denied: '?',
    want: [`eks:DescribeCluster ${arn('eks', 'cluster/c')}`],
  },
  {
    name: 'denied: EC2 with a code of its own',
    who: 'lambda',
    call: 'ec2 DescribeImages',
    parameters: null,
    more: refused(
      'Client.UnauthorizedOperation',
      'You are not authorized to perform this operation. Encoded authorization failure message: QUJD',
    ),
    denied: '?',
    want: ['ec2:DescribeImages *'],
  },
  {
    name: 'denied: KMS does not say why',
    who: 'lambda',
    call: 'kms Decrypt',
    parameters: null,
    more: refused(
      'AccessDenied',
      'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
    ),
    denied: '?',
    want: [`kms:Decrypt ${arn('kms', 'key/*')}`],
  },
  {
    name: 'denied: a key’s policy',
    who: 'lambda',
    call: 'kms Decrypt',
    parameters: null,
    resources: [arn('kms', 'key/k')],
    more: refused(
      'AccessDenied',
      `User: arn:aws:sts::${ACCOUNT}:assumed-role/app/fn is not authorized to perform: kms:Decrypt on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
    ),
    denied: 'resource-based policy',
    want: [`kms:Decrypt ${arn('kms', 'key/k')}`],
  },
  {
    name: 'denied: a role is not to be passed',
    who: 'lambda',
    call: 'lambda CreateFunction20150331',
    parameters: null,
    more: no('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/g`, ' because no permissions boundary allows the iam:PassRole action'),
    denied: 'permissions boundary',
    want: [`iam:PassRole arn:aws:iam::${ACCOUNT}:role/g`],
  },
  {
    name: 'denied: what was refused of a call is not said',
    who: 'lambda',
    call: 'lambda CreateFunction20150331',
    parameters: { functionName: 'g', role: `arn:aws:iam::${ACCOUNT}:role/g` },
    more: refused('AccessDeniedException', null),
    denied: '?',
    want: [`lambda:CreateFunction ${arn('lambda', 'function:g')}`],
  },
  {
    name: 'denied: in the spelling of SNS',
    who: 'lambda',
    call: 'sns Publish',
    parameters: null,
    more: refused(
      'AuthorizationError',
      `User: arn:aws:sts::${ACCOUNT}:assumed-role/app/fn is not authorized to perform: SNS:Publish on resource: ${arn('sns', 'alerts')} because no resource-based policy allows the SNS:Publish action`,
    ),
    denied: 'resource-based policy',
    want: [`sns:Publish ${arn('sns', 'alerts')}`],
  },
  {
    name: 'denied: by a code of another kind',
    who: 'lambda',
    call: 'glue GetTable',
    parameters: null,
    more: refused(
      'EntityNotFoundException',
      `User: arn:aws:sts::${ACCOUNT}:assumed-role/app/fn is not authorized to perform: glue:GetTable on resource: ${arn('glue', 'table/d/t')}`,
    ),
    denied: '?',
    want: [`glue:GetTable ${arn('glue', 'table/d/t')}`],
  },
  {
    name: 'denied: at an endpoint',
    who: 'lambda',
    call: 'kms ListKeys',
    version: '1.09',
    parameters: null,
    more: {
      ...refused('VpceAccessDenied', 'The request was denied due to a VPC endpoint policy'),
      eventType: 'AwsVpceEvent',
      eventCategory: 'NetworkActivity',
      vpcEndpointId: 'vpce-1',
      vpcEndpointAccountId: ACCOUNT,
    },
    denied: 'VPC endpoint policy',
    want: ['kms:ListKeys *'],
  },
  {
    name: 'failed, and allowed: throttled',
    who: 'lambda',
    call: 'dynamodb GetItem',
    parameters: { tableName: 'items' },
    more: refused('ThrottlingException', 'Rate exceeded'),
    want: [`dynamodb:GetItem ${arn('dynamodb', 'table/items')}`],
  },
  {
    name: 'failed, and allowed: not there',
    who: 'lambda',
    call: 's3 GetObject',
    parameters: { bucketName: 'b', key: 'k' },
    more: refused('NoSuchKey', 'The specified key does not exist.'),
    want: ['s3:GetObject arn:aws:s3:::b/k'],
  },
  {
    name: 'failed, and allowed: a condition',
    who: 'lambda',
    call: 'dynamodb UpdateItem',
    parameters: { tableName: 'items' },
    more: refused('ConditionalCheckFailedException', 'The conditional request failed'),
    want: [`dynamodb:UpdateItem ${arn('dynamodb', 'table/items')}`],
  },
]

export const SHAPES: readonly Shape[] = [...OTHERS, ...NO_CALLS, ...DATA, ...MANAGEMENT, ...DENIED]

const VERSIONS = ['1.0', '1.01', '1.02', '1.03', '1.04', '1.05', '1.06', '1.07', '1.08', '1.09', '1.10', '1.11']
const roleOf = (i: number): string => `case${i}`
/** The role of a row, as the answer calls it. */
export const arnOf = ({ who }: Shape, i: number): string =>
  `arn:${who === 'china' ? 'aws-cn' : 'aws'}:iam::${ACCOUNT}:role/${who === 'path' ? 'service-role/deep/' : ''}${roleOf(i)}`

function recordOf(shape: Shape, i: number): Readonly<Record<string, unknown>> {
  const [source = '', name = ''] = shape.call.split(' ')
  const record: Record<string, unknown> = {
    eventVersion: shape.version ?? VERSIONS[i % VERSIONS.length],
    userIdentity: IDENTITIES[shape.who](roleOf(i)),
    eventTime: `2026-10-0${1 + (i % 9)}T10:00:00Z`,
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: REGION,
    sourceIPAddress: i % 2 === 0 ? '192.0.2.10' : 'lambda.amazonaws.com',
    userAgent: '[aws-sdk-js/3.1000.0]',
    requestParameters: shape.parameters ?? null,
    responseElements: null,
    requestID: `request-${i}`,
    eventID: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    readOnly: i % 2 === 0 ? true : 'false',
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    tlsDetails: { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256', clientProvidedHostHeader: 'x' },
    ...(shape.resources === undefined ? {} : { resources: shape.resources.map((ARN) => ({ accountId: ACCOUNT, type: 'AWS::X::Y', ARN })) }),
    ...shape.more,
  }
  return record
}

export const records = SHAPES.map(recordOf)
