/**
 * What a trail can show. An action that was not seen is unused only if a call of it would have been recorded: CloudTrail
 * never records some, and a trail selects others away.
 *
 * Source: CloudTrail User Guide, "Logging data events", and the page on CloudTrail of each service's guide.
 */
import { clientFacts, clientSuffixes, findAction, operationFacts } from '../catalog/index.js'
import { type EventParts, eventMeaning } from '../events/index.js'
import type { Fact, NotObservableCode } from './types.js'

/** Actions that no event speaks of, whatever a trail selects. Patterns with `*` at the end. */
const NEVER: readonly string[] = [
  'iam:PassRole',
  'execute-api:Invoke',
  'execute-api:ManageConnections',
  'execute-api:InvalidateCache',
  'logs:PutLogEvents',
  'logs:GetLogEvents',
  'logs:FilterLogEvents',
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSampling*',
  'cloudwatch:PutMetricData',
  // Lambda makes these with the function's role, and they are recorded as the service's.
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
  'rds-db:connect',
  'dsql:DbConnect*',
  'kafka-cluster:*',
  'elasticfilesystem:ClientMount',
  'elasticfilesystem:ClientWrite',
  'elasticfilesystem:ClientRootAccess',
  'lambda:InvokeFunctionUrl',
  'ssmmessages:*',
  'ec2messages:*',
]

/** Side checks of calls that are recorded under another action's name. */
const SIDE_CHECKS: readonly string[] = [
  's3:GetObjectVersion*',
  's3:DeleteObjectVersion*',
  's3:PutObjectVersion*',
  's3:BypassGovernanceRetention',
]

/** Classes of data events by the actions that they record; all other events are management events. */
const DATA_CLASSES: readonly { readonly type: string; readonly actions: readonly string[] }[] = [
  {
    type: 'AWS::S3::Object',
    actions: [
      's3:ListBucket',
      's3:ListBucketVersions',
      's3:GetObject*',
      's3:PutObject*',
      's3:DeleteObject*',
      's3:RestoreObject',
      's3:AbortMultipartUpload',
      's3:ListMultipartUploadParts',
      's3:ListBucketMultipartUploads',
    ],
  },
  {
    type: 'AWS::DynamoDB::Table',
    actions: [
      'GetItem',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'Query',
      'Scan',
      'BatchGetItem',
      'BatchWriteItem',
      'ConditionCheckItem',
      'PartiQLSelect',
      'PartiQLInsert',
      'PartiQLUpdate',
      'PartiQLDelete',
    ].map((name) => `dynamodb:${name}`),
  },
  { type: 'AWS::DynamoDB::Stream', actions: ['dynamodb:GetRecords', 'dynamodb:GetShardIterator'] },
  { type: 'AWS::Lambda::Function', actions: ['lambda:InvokeFunction', 'lambda:InvokeAsync'] },
  {
    type: 'AWS::SQS::Queue',
    actions: [
      'sqs:SendMessage',
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:ChangeMessageVisibility',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
    ],
  },
  { type: 'AWS::SNS::Topic', actions: ['sns:Publish'] },
  { type: 'AWS::SNS::PlatformEndpoint', actions: [] },
  {
    type: 'AWS::Kinesis::Stream',
    actions: ['kinesis:PutRecord', 'kinesis:PutRecords', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:SubscribeToShard'],
  },
  { type: 'AWS::Events::EventBus', actions: ['events:PutEvents'] },
  { type: 'AWS::AppSync::GraphQLApi', actions: ['appsync:GraphQL'] },
  { type: 'AWS::SageMaker::Endpoint', actions: ['sagemaker:InvokeEndpoint*'] },
  {
    type: 'AWS::Cognito::IdentityPool',
    actions: ['cognito-identity:GetId', 'cognito-identity:GetCredentialsForIdentity', 'cognito-identity:GetOpenIdToken*'],
  },
  {
    type: 'AWS::AppConfig::Configuration',
    actions: ['appconfig:StartConfigurationSession', 'appconfig:GetLatestConfiguration', 'appconfig:GetConfiguration'],
  },
  { type: 'AWS::Bedrock::Model', actions: ['bedrock:InvokeModelWithBidirectionalStream', 'bedrock:InvokeAgent', 'bedrock:Retrieve*'] },
  { type: 'AWS::IoT::Thing', actions: ['iot:GetThingShadow', 'iot:UpdateThingShadow', 'iot:DeleteThingShadow', 'iot:Publish'] },
  {
    type: 'AWS::RDS::DBCluster',
    actions: [
      'rds-data:ExecuteStatement',
      'rds-data:BatchExecuteStatement',
      'rds-data:BeginTransaction',
      'rds-data:CommitTransaction',
      'rds-data:RollbackTransaction',
    ],
  },
]

const matches = (pattern: string, action: string): boolean =>
  pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : action === pattern

/** @returns the class of data events that records an action, or `Management` */
export function eventClass(action: string): string {
  const found = DATA_CLASSES.find(({ actions }) => actions.some((pattern) => matches(pattern, action)))
  return found?.type ?? 'Management'
}

/** What a trail recorded: by its selectors where they are known, else by what its files hold. */
export interface Recorded {
  /** @param likeness whether a resource of the logs can be what the pattern means */
  readonly records: (eventClass: string, action: string, resource: string, likeness: Likeness) => boolean
}

export type Likeness = (pattern: string, resource: string) => 'yes' | 'maybe' | 'no'

/**
 * @returns why an action that was not seen on a resource may have been used all the same; null where it would have been recorded
 */
export function notObservable(action: string, resource: string, recorded: Recorded, likeness: Likeness): NotObservableCode | null {
  if (NEVER.some((pattern) => matches(pattern, action)) || SIDE_CHECKS.some((pattern) => matches(pattern, action)))
    return 'audit/never-logged'
  if (findAction(action) !== null && !isNamedByEvents(action)) return 'audit/never-logged'
  return recorded.records(eventClass(action), action, resource, likeness) ? null : 'audit/not-selected'
}

const namedActions = new Map<string, ReadonlySet<string>>()

/** Whether some operation's event means the action: many actions are only checked beside another one. */
function isNamedByEvents(action: string): boolean {
  const service = action.slice(0, action.indexOf(':'))
  const known = namedActions.get(service)
  if (known !== undefined) return known.has(action)
  const named = new Set<string>()
  for (const client of clientSuffixes()) {
    const facts = clientFacts(client)
    // Directory buckets and the like are called with another service's client.
    if (facts === null || (facts.prefix !== service && !service.startsWith(`${facts.prefix}`))) continue
    for (const operation of facts.operations) {
      const checks = operationFacts(client, operation)
      if (checks.kind === 'checks') for (const check of checks.checks) named.add(check.action)
    }
  }
  namedActions.set(service, named)
  // Of a service whose clients are not known every action may have an event.
  return named.size === 0 || named.has(action)
}

/** Trails record reads, writes or both. */
export const isRead = (action: string): boolean => /^(Read|List)$/.test(findAction(action)?.level ?? 'Write')

/**
 * What can be concluded from the events themselves. A trail selects reads and writes apart, and data events for some buckets,
 * tables or functions: only where somebody's event of that kind and of that place was seen, another one would have been.
 *
 * @param names `SOURCE NAME` of every event that was read
 */
export function recordedBy(names: ReadonlySet<string>, facts: readonly Fact[]): Recorded {
  const management = new Set<string>()
  for (const name of names) {
    const [source = '', event = ''] = name.split(' ')
    for (const { action } of eventMeaning({ ...NO_PARTS, source, name: event }).checks) {
      if (eventClass(action) === 'Management') management.add(managementKey(action))
    }
  }
  const places = new Map<string, Set<string>>()
  for (const { action, resource } of facts.flatMap(({ checks }) => checks)) {
    const key = `${eventClass(action)} ${isRead(action)}`
    places.set(key, (places.get(key) ?? new Set()).add(placeOf(resource)))
  }
  return {
    records: (asked, action, resource, likeness) => {
      if (asked === 'Management') return management.has(managementKey(action))
      const seen = places.get(`${asked} ${isRead(action)}`)
      const place = placeOf(resource)
      if (seen === undefined) return false
      return place.includes('${') ? [...seen].some((one) => likeness(place, one) !== 'no') : !/[*?]/.test(place) && seen.has(place)
    },
  }
}

/** Events of these can be left out of a trail by themselves. Source: CloudTrail User Guide, "Logging management events". */
const LEFT_OUT: readonly string[] = ['kms', 'rds-data']

function managementKey(action: string): string {
  const service = action.slice(0, action.indexOf(':'))
  return `${LEFT_OUT.includes(service) ? service : ''} ${isRead(action)}`
}

/** What data events are selected by: the bucket, the table or the function that a resource is of. Symbols hold colons of their own. */
function placeOf(resource: string): string {
  const parts = resource.replaceAll(/\$\{[^}]*\}/g, (symbol) => symbol.replaceAll(':', '\0')).split(':')
  const name = parts.slice(5).join(':')
  const place = (of: string): string => [...parts.slice(0, 5), of].join(':').replaceAll('\0', ':')
  if (parts[2] === 's3') return place(name.split('/')[0] ?? '')
  if (parts[2] === 'dynamodb') return place(name.split('/').slice(0, 2).join('/'))
  if (parts[2] === 'lambda') return place(name.split(':').slice(0, 2).join(':'))
  return resource
}

const NO_PARTS: EventParts = {
  source: '',
  name: '',
  place: { partition: 'aws', region: '', account: '' },
  eventType: null,
  parameters: null,
  resourceArns: [],
  errorCode: null,
  errorMessage: null,
}
