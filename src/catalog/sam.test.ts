/** Source: AWS SAM Developer Guide, "AWS SAM policy template list", "AWS SAM connector reference". */
import { expect, test } from 'vitest'
import { connectorPair, connectorPairs, fillStatement, policyTemplate, policyTemplateNames } from './sam.js'

test('all policy templates are known', () => {
  expect(policyTemplateNames().length).toBe(81)
})

/** Name, parameters, and how many different actions it grants. */
const widths: readonly (readonly [name: string, parameters: readonly string[], actions: number])[] = [
  ['S3ReadPolicy', ['BucketName'], 5],
  ['S3WritePolicy', ['BucketName'], 3],
  ['S3CrudPolicy', ['BucketName'], 9],
  ['S3FullAccessPolicy', ['BucketName'], 16],
  ['DynamoDBReadPolicy', ['TableName'], 5],
  ['DynamoDBWritePolicy', ['TableName'], 3],
  ['DynamoDBCrudPolicy', ['TableName'], 10],
  ['DynamoDBReconfigurePolicy', ['TableName'], 1],
  ['DynamoDBStreamReadPolicy', ['StreamName', 'TableName'], 4],
  ['SQSPollerPolicy', ['QueueName'], 6],
  ['SQSSendMessagePolicy', ['QueueName'], 1],
  ['SNSPublishMessagePolicy', ['TopicName'], 1],
  ['LambdaInvokePolicy', ['FunctionName'], 1],
  ['KinesisStreamReadPolicy', ['StreamName'], 6],
  ['KinesisCrudPolicy', ['StreamName'], 14],
  ['FirehoseWritePolicy', ['DeliveryStreamName'], 2],
  ['FirehoseCrudPolicy', ['DeliveryStreamName'], 6],
  ['EventBridgePutEventsPolicy', ['EventBusName'], 1],
  ['StepFunctionsExecutionPolicy', ['StateMachineName'], 1],
  ['SSMParameterReadPolicy', ['ParameterName'], 4],
  ['AWSSecretsManagerGetSecretValuePolicy', ['SecretArn'], 1],
  ['KMSDecryptPolicy', ['KeyId'], 1],
  ['VPCAccessPolicy', [], 4],
  ['TextractPolicy', [], 1],
]

test.each(widths)('%s takes %j and grants %i actions', (name, parameters, actions) => {
  const template = policyTemplate(name)
  expect(template?.parameters).toEqual(parameters)
  expect(new Set(template?.statements.flatMap((s) => s.Action)).size).toBe(actions)
})

test('every place of a template is one of its parameters', () => {
  const stray = policyTemplateNames().flatMap((name) => {
    const template = policyTemplate(name)
    const places = [...JSON.stringify(template?.statements).matchAll(/%\{([^}]+)\}/g)].map((m) => m[1] ?? '')
    return places.filter((place) => !template?.parameters.includes(place)).map((place) => `${name} ${place}`)
  })
  expect(stray).toEqual([])
})

test('a template is filled with its parameters', () => {
  const [statement] = policyTemplate('S3CrudPolicy')?.statements ?? []
  expect(statement && fillStatement(statement, (place) => (place === 'BucketName' ? '${Bucket}' : null)).Resource).toEqual([
    'arn:${AWS::Partition}:s3:::${Bucket}',
    'arn:${AWS::Partition}:s3:::${Bucket}/*',
  ])
})

test('templates and pairs that do not exist are null', () => {
  expect(policyTemplate('NoSuchPolicy')).toBeNull()
  expect(policyTemplate('constructor')).toBeNull()
  expect(connectorPair('AWS::KMS::Key', 'AWS::Lambda::Function')).toBeNull()
})

const F = 'AWS::Lambda::Function'
/** Source, destination, kind, whose policy it is, and how many actions each category has. */
const pairs: readonly (readonly [string, string, string, 'source' | 'destination', Readonly<Record<string, number>>])[] = [
  [F, F, 'managed-policy', 'source', { Write: 2 }],
  [F, 'AWS::S3::Bucket', 'managed-policy', 'source', { Read: 13, Write: 7 }],
  [F, 'AWS::DynamoDB::Table', 'managed-policy', 'source', { Read: 6, Write: 7 }],
  [F, 'AWS::SQS::Queue', 'managed-policy', 'source', { Read: 2, Write: 4 }],
  [F, 'AWS::SNS::Topic', 'managed-policy', 'source', { Write: 1 }],
  [F, 'AWS::StepFunctions::StateMachine', 'managed-policy', 'source', { Read: 5, Write: 3 }],
  [F, 'AWS::Events::EventBus', 'managed-policy', 'source', { Write: 1 }],
  [F, 'AWS::Location::PlaceIndex', 'managed-policy', 'source', { Read: 5 }],
  ['AWS::SQS::Queue', F, 'managed-policy', 'destination', { Read: 2, Write: 1 }],
  ['AWS::DynamoDB::Table', F, 'managed-policy', 'destination', { Read: 4 }],
  ['AWS::Events::Rule', 'AWS::SQS::Queue', 'queue-policy', 'destination', { Write: 1 }],
  ['AWS::SNS::Topic', 'AWS::SQS::Queue', 'queue-policy', 'destination', { Write: 1 }],
  ['AWS::Events::Rule', 'AWS::SNS::Topic', 'topic-policy', 'destination', { Write: 1 }],
]

test.each(pairs)('%s to %s', (source, destination, kind, on, categories) => {
  const pair = connectorPair(source, destination)
  expect([pair?.kind, pair?.on]).toEqual([kind, on])
  const counted = [...(pair?.access ?? [])].map(([name, { statements }]) => [name, new Set(statements.flatMap((s) => s.Action)).size])
  expect(Object.fromEntries(counted)).toEqual(categories)
})

test('all pairs are known, and those that let a service invoke a function give a permission', () => {
  expect(connectorPairs().length).toBe(31)
  expect(connectorPair('AWS::S3::Bucket', F)?.access.get('Write')?.permission).toEqual({
    Action: 'lambda:InvokeFunction',
    Principal: 's3.amazonaws.com',
    SourceArn: '%{Source.Arn}',
    SourceAccount: '${AWS::AccountId}',
  })
})
