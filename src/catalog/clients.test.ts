import { expect, test } from 'vitest'
import { isService } from './actions.js'
import {
  clientFacts,
  clientPrefix,
  clientSuffixes,
  nearestOperation,
  operationModel,
  operationName,
  parseMembers,
  suffixOfV2Class,
} from './clients.js'

// Source: Service Authorization Reference, the service prefix on the page of each service.
const prefixes: readonly (readonly [suffix: string, prefix: string | null])[] = [
  ['dynamodb', 'dynamodb'],
  ['dynamodb-streams', 'dynamodb'],
  ['api-gateway', 'apigateway'],
  ['apigatewayv2', 'apigateway'],
  ['apigatewaymanagementapi', 'execute-api'],
  ['connectparticipant', 'execute-api'],
  ['cloudwatch-logs', 'logs'],
  ['cloudwatch', 'cloudwatch'],
  ['cloudwatch-events', 'events'],
  ['eventbridge', 'events'],
  ['sfn', 'states'],
  ['secrets-manager', 'secretsmanager'],
  ['cognito-identity-provider', 'cognito-idp'],
  ['sesv2', 'ses'],
  ['mailmanager', 'ses'],
  ['appconfigdata', 'appconfig'],
  ['bedrock-runtime', 'bedrock'],
  ['bedrock-agent', 'bedrock'],
  ['bedrock-agent-runtime', 'bedrock'],
  ['bedrock-data-automation-runtime', 'bedrock'],
  ['location', 'geo'],
  ['pinpoint', 'mobiletargeting'],
  ['opensearch', 'es'],
  ['elasticsearch-service', 'es'],
  ['opensearchserverless', 'aoss'],
  ['docdb', 'rds'],
  ['neptune', 'rds'],
  ['neptunedata', 'neptune-db'],
  ['keyspaces', 'cassandra'],
  ['timestream-query', 'timestream'],
  ['timestream-write', 'timestream'],
  ['lex-runtime-v2', 'lex'],
  ['transcribe-streaming', 'transcribe'],
  ['sagemaker-runtime', 'sagemaker'],
  ['s3-control', 's3'],
  ['efs', 'elasticfilesystem'],
  ['emr', 'elasticmapreduce'],
  ['auto-scaling', 'autoscaling'],
  ['application-auto-scaling', 'application-autoscaling'],
  ['elastic-load-balancing-v2', 'elasticloadbalancing'],
  ['route-53', 'route53'],
  ['config-service', 'config'],
  ['cost-explorer', 'ce'],
  ['service-quotas', 'servicequotas'],
  ['serverlessapplicationrepository', 'serverlessrepo'],
  ['accessanalyzer', 'access-analyzer'],
  ['amp', 'aps'],
  ['mwaa', 'airflow'],
  ['socialmessaging', 'social-messaging'],
  ['personalize-events', 'personalize'],
  ['qconnect', 'wisdom'],
  ['sso-admin', 'sso'],
  ['voice-id', 'voiceid'],
  // Rows that the generated table has wrong.
  ['iot-data-plane', 'iot'],
  ['resource-groups-tagging-api', 'tag'],
  ['cloudcontrol', 'cloudformation'],
  ['iot-events-data', 'iotevents'],
  ['iot-jobs-data-plane', 'iotjobsdata'],
  ['mturk', 'mechanicalturk'],
  ['iotsecuretunneling', 'iot'],
  ['partnercentral-selling', 'partnercentral'],
  ['sso', null],
  ['no-such-client', null],
]

test.each(prefixes)('%s is %s in IAM', (suffix, prefix) => {
  expect(clientPrefix(suffix)).toBe(prefix)
})

test('every prefix is a service of IAM, but those of services that are closed', () => {
  const wrong = clientSuffixes().filter((suffix) => {
    const prefix = clientPrefix(suffix)
    return prefix !== null && !isService(prefix)
  })
  expect(wrong).toEqual(['applicationcostprofiler', 'iotthingsgraph'])
})

const classes: readonly (readonly [className: string, suffix: string | null])[] = [
  ['S3', 's3'],
  ['DynamoDB', 'dynamodb'],
  ['DocumentClient', 'dynamodb'],
  ['DynamoDBStreams', 'dynamodb-streams'],
  ['CognitoIdentityServiceProvider', 'cognito-identity-provider'],
  ['StepFunctions', 'sfn'],
  ['CloudWatchLogs', 'cloudwatch-logs'],
  ['CloudWatchEvents', 'cloudwatch-events'],
  ['EventBridge', 'eventbridge'],
  ['SecretsManager', 'secrets-manager'],
  ['ApiGatewayManagementApi', 'apigatewaymanagementapi'],
  ['APIGateway', 'api-gateway'],
  ['SESV2', 'sesv2'],
  ['RDSDataService', 'rds-data'],
  ['IotData', 'iot-data-plane'],
  ['TranscribeService', 'transcribe'],
  ['LexRuntime', 'lex-runtime-service'],
  ['Route53', 'route-53'],
  ['ES', 'elasticsearch-service'],
  ['ELBv2', 'elastic-load-balancing-v2'],
  ['Teapot', null],
]

test.each(classes)('v2’s %s is %s', (className, suffix) => {
  expect(suffixOfV2Class(className)).toBe(suffix)
})

test('operations are found in any case', () => {
  expect(operationName('s3', 'listobjectsv2')).toBe('ListObjectsV2')
  expect(operationName('dynamodb', 'putItem')).toBe('PutItem')
  expect(operationName('s3', 'getBucketNotification')).toBe('GetBucketNotification')
  expect(operationName('s3', 'getObjekt')).toBeNull()
  expect(nearestOperation('s3', 'getObjekt')).toBe('GetObject')
  expect(operationName('no-such-client', 'getObject')).toBeNull()
})

test('operations whose names end in Command keep it', () => {
  expect(operationName('ecs', 'ExecuteCommand')).toBe('ExecuteCommand')
  expect(operationName('ssm', 'SendCommand')).toBe('SendCommand')
  expect(operationName('iot', 'GetCommand')).toBe('GetCommand')
})

test('paginators and waiters name the operation that they call', () => {
  expect(clientFacts('s3')?.paginators.get('paginateListObjectsV2')).toBe('ListObjectsV2')
  expect(clientFacts('dynamodb')?.paginators.get('paginateQuery')).toBe('Query')
  expect(clientFacts('s3')?.waiters.get('waitUntilBucketExists')).toBe('HeadBucket')
  expect(clientFacts('dynamodb')?.waiters.get('waitUntilTableNotExists')).toBe('DescribeTable')
  expect(clientFacts('lambda')?.waiters.get('waitUntilFunctionActiveV2')).toBe('GetFunction')
})

test('the wire of a client', () => {
  const wire = (suffix: string) => {
    const facts = clientFacts(suffix)
    return [facts?.protocol, facts?.target, facts?.signing, facts?.version]
  }
  expect(wire('dynamodb')).toEqual(['json1.0', 'DynamoDB_20120810', 'dynamodb', '2012-08-10'])
  expect(wire('cloudwatch-logs')).toEqual(['json1.1', 'Logs_20140328', 'logs', '2014-03-28'])
  expect(wire('sqs')).toEqual(['json1.0', 'AmazonSQS', 'sqs', '2012-11-05'])
  expect(wire('sns')).toEqual(['query', null, 'sns', '2010-03-31'])
  expect(wire('lambda')).toEqual(['rest-json', null, 'lambda', '2015-03-31'])
  expect(wire('s3')).toEqual(['rest-xml', null, 's3', '2006-03-01'])
  expect(wire('cloudwatch')[2]).toBe('monitoring')
})

test('an operation’s input and route', () => {
  const model = operationModel('lambda', 'Invoke')
  expect([...(model?.input.keys() ?? [])]).toEqual([
    'FunctionName',
    'InvocationType',
    'LogType',
    'ClientContext',
    'DurableExecutionName',
    'Payload',
    'Qualifier',
    'TenantId',
  ])
  expect(model?.http).toEqual({ method: 'POST', uri: '/2015-03-31/functions/{FunctionName}/invocations' })
  expect(operationModel('api-gateway', 'GetRestApi')?.http).toEqual({ method: 'GET', uri: '/restapis/{restApiId}' })
  expect(operationModel('dynamodb', 'toString')).toBeNull()
})

test('members are written with what they hold', () => {
  expect(parseMembers('Bucket,Delete(Objects[](Key,VersionId),Quiet),Tags{},Deep[][]{}(A)')).toEqual(
    new Map<string, unknown>([
      ['Bucket', { kind: 'scalar' }],
      [
        'Delete',
        {
          kind: 'structure',
          members: new Map<string, unknown>([
            [
              'Objects',
              {
                kind: 'list',
                element: {
                  kind: 'structure',
                  members: new Map([
                    ['Key', { kind: 'scalar' }],
                    ['VersionId', { kind: 'scalar' }],
                  ]),
                },
              },
            ],
            ['Quiet', { kind: 'scalar' }],
          ]),
        },
      ],
      ['Tags', { kind: 'map', value: { kind: 'scalar' } }],
      [
        'Deep',
        {
          kind: 'list',
          element: { kind: 'list', element: { kind: 'map', value: { kind: 'structure', members: new Map([['A', { kind: 'scalar' }]]) } } },
        },
      ],
    ]),
  )
  expect(parseMembers('')).toEqual(new Map())
})
