/** Resources whose service acts with one role that a property names: a row a type, with what its guide says the role must allow. */
import type { Resource, Value } from '../../app/index.js'
import { literalOf, parseSym, type SymText, splitSym, symbol, symText } from '../../policy/index.js'
import { arnHere, arnOfName, behindText, canonicalArn } from '../arn.js'
import { type Need, platform } from '../atom.js'
import { definitionScope, needsOfDefinedCall } from '../made-call.js'
import { logGroupArn } from '../platform.js'
import type { World } from '../scope.js'
import { ANY, readSecret, withKey } from '../target.js'
import { tracedValue } from '../traced-value.js'
import { firstAt, textsAt, valuesAt } from '../value.js'
import { sourceApis } from './graphql-sources.js'
import { NETWORK_INTERFACES } from './network.js'
import type { Part } from './part.js'

interface Row {
  readonly service: string
  /** Where the role stands; several, where each may have its own. */
  readonly roles: readonly (readonly string[])[]
  readonly needs: (resource: Resource, world: World) => readonly Need[]
}

/** The group that a value names, by its name or its ARN, which may end in `:*` already. */
function groupOf(text: SymText, world: World): SymText {
  const { declared } = canonicalArn(text, world.declared)
  if (declared?.type === 'AWS::Logs::LogGroup') return logGroupArn(symText(symbol(declared.id)))
  return behindText(text, 'arn:') === null ? logGroupArn(text) : text
}

/** Source: Amazon S3 User Guide, "Setting up permissions for live replication". */
function replication(bucket: Resource, world: World): readonly Need[] {
  const own = world.declared.byId.get(bucket.id)
  if (own?.arn == null) return []
  const asks = 'ReplicationConfiguration'
  const ends = valuesAt(bucket.properties, ['ReplicationConfiguration', 'Rules', '*', 'Destination', 'Bucket']).flatMap((value) =>
    textsAt(value),
  )
  return [
    ...platform(['s3:GetReplicationConfiguration', 's3:ListBucket'], own.arn, asks, bucket.at),
    ...platform(
      ['s3:GetObjectVersionAcl', 's3:GetObjectVersionForReplication', 's3:GetObjectVersionTagging'],
      symText(own.arn, '/*'),
      asks,
      bucket.at,
    ),
    ...withKey(own, ['kms:Decrypt'], asks, bucket.at, world),
    ...ends.flatMap((text) => {
      const { arn, declared } = canonicalArn(text, world.declared)
      return [
        ...platform(['s3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateTags'], symText(arn, '/*'), asks, bucket.at),
        ...withKey(declared, ['kms:Encrypt'], asks, bucket.at, world),
      ]
    }),
  ]
}

/** Source: Amazon Bedrock User Guide, "Create a service role for Amazon Bedrock Agents". */
function agent(resource: Resource, world: World): readonly Need[] {
  const { properties, at } = resource
  const schemas = valuesAt(properties, ['ActionGroups', '*', 'ApiSchema', 'S3'])
  const bases = valuesAt(properties, ['KnowledgeBases', '*', 'KnowledgeBaseId']).flatMap((value) => textsAt(value))
  const guards = textsAt(properties, ['GuardrailConfiguration', 'GuardrailIdentifier'])
  return [
    ...invokesModel(resource, world),
    ...schemas.flatMap((schema) => objectIn(schema, 'ApiSchema', world)),
    ...bases.flatMap((id) =>
      platform(['bedrock:Retrieve'], arnOfName(id, 'bedrock', 'knowledge-base/', world.declared), 'KnowledgeBases', at),
    ),
    ...guards.flatMap((id) =>
      platform(['bedrock:ApplyGuardrail'], arnOfName(id, 'bedrock', 'guardrail/', world.declared), 'Guardrail', at),
    ),
  ]
}

/** A model by its ID, a profile with the models behind it, or the ARN of either: as a call would name it. */
function invokesModel({ id, properties, at }: Resource, world: World): readonly Need[] {
  const model = firstAt(properties, ['FoundationModel'])
  if (model === null) return []
  const members: Value = { kind: 'map', entries: new Map([['modelId', model]]), at }
  const read = tracedValue(members, { text: () => null, key: (key) => key })
  const scope = definitionScope(world, id, read.environment)
  return ['InvokeModel', 'InvokeModelWithResponseStream'].flatMap((operation) =>
    needsOfDefinedCall({ service: 'bedrock-runtime', operation, input: read.traced, at, asks: 'FoundationModel' }, scope),
  )
}

/** The object, encrypted with the bucket's key, and the topic that hears of it. */
function mailIn(action: Value, world: World): readonly Need[] {
  const [prefix] = textsAt(action, ['ObjectKeyPrefix'])
  return [
    ...textsAt(action, ['BucketName']).flatMap((bucket) => {
      const { arn, declared } = canonicalArn(symText(parseSym('arn:${AWS::Partition}:s3:::'), bucket), world.declared)
      return [
        ...platform(['s3:PutObject'], symText(arn, '/', prefix ?? [], ANY), 'S3Action', action.at),
        ...withKey(declared, ['kms:GenerateDataKey'], 'S3Action', action.at, world),
      ]
    }),
    ...textsAt(action, ['TopicArn']).flatMap((topic) =>
      platform(['sns:Publish'], canonicalArn(topic, world.declared).arn, 'S3Action', action.at),
    ),
  ]
}

function objectIn(location: Value, asks: string, world: World): readonly Need[] {
  const [key] = textsAt(location, ['S3ObjectKey'])
  return textsAt(location, ['S3BucketName']).flatMap((bucket) => {
    const { arn, declared } = canonicalArn(symText(parseSym('arn:${AWS::Partition}:s3:::'), bucket), world.declared)
    return [
      ...platform(['s3:GetObject'], symText(arn, '/', key ?? ANY), asks, location.at),
      ...withKey(declared, ['kms:Decrypt'], asks, location.at, world),
    ]
  })
}

/**
 * A global endpoint copies events to its other bus: it makes rules that it manages, which act with the role too.
 * Source: EventBridge User Guide, "Making applications Regional-fault tolerant with global endpoints", replication role.
 */
function copies(endpoint: Resource, world: World): readonly Need[] {
  const { properties, at } = endpoint
  if (textsAt(properties, ['ReplicationConfig', 'State']).some((state) => literalOf(state) === 'DISABLED')) return []
  const asks = 'ReplicationConfig'
  const rules = ['events:DeleteRule', 'events:PutRule', 'events:PutTargets', 'events:RemoveTargets']
  return [
    ...textsAt(properties, ['EventBuses', '*', 'EventBusArn']).flatMap((text) => {
      const { arn } = canonicalArn(text, world.declared)
      const [head, name] = splitSym(arn, ':event-bus/', 2)
      const managed = '/GlobalEndpointManagedRule-*'
      return [
        ...platform(['events:PutEvents'], arn, asks, at),
        ...platform(
          rules,
          head === undefined || name === undefined ? arnHere('events', `rule/*${managed}`) : symText(head, ':rule/', name, managed),
          asks,
          at,
        ),
      ]
    }),
    ...textsAt(properties, ['RoleArn']).flatMap((role) =>
      platform(['iam:PassRole'], canonicalArn(role, world.declared).arn, asks, at, [
        { operator: 'StringEquals', key: 'iam:PassedToService', values: [symText('events.amazonaws.com')] },
      ]),
    ),
  ]
}

const ROWS: ReadonlyMap<string, Row> = new Map<string, Row>([
  // Source: Amazon RDS User Guide, "Setting up database credentials for RDS Proxy".
  [
    'AWS::RDS::DBProxy',
    {
      service: 'rds.amazonaws.com',
      roles: [['RoleArn']],
      needs: (proxy, world) =>
        valuesAt(proxy.properties, ['Auth', '*', 'SecretArn'])
          .flatMap((value) => textsAt(value))
          .flatMap((secret) => readSecret(secret, 'Auth', proxy.at, world)),
    },
  ],
  // Source: AWS CloudTrail User Guide, "Role policy document for CloudTrail to use CloudWatch Logs for monitoring".
  [
    'AWS::CloudTrail::Trail',
    {
      service: 'cloudtrail.amazonaws.com',
      roles: [['CloudWatchLogsRoleArn']],
      needs: (trail, world) =>
        textsAt(trail.properties, ['CloudWatchLogsLogGroupArn']).flatMap((group) =>
          platform(['logs:CreateLogStream', 'logs:PutLogEvents'], groupOf(group, world), 'CloudWatchLogs', trail.at),
        ),
    },
  ],
  // Source: Amazon VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs".
  [
    'AWS::EC2::FlowLog',
    {
      service: 'vpc-flow-logs.amazonaws.com',
      roles: [['DeliverLogsPermissionArn']],
      needs: (log, world) => [
        ...['LogGroupName', 'LogDestination'].flatMap((key) =>
          textsAt(log.properties, [key]).flatMap((group) =>
            platform(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], groupOf(group, world), 'FlowLog', log.at),
          ),
        ),
        ...platform(['logs:DescribeLogGroups', 'logs:DescribeLogStreams'], ANY, 'FlowLog', log.at),
      ],
    },
  ],
  // Source: Amazon Cognito Developer Guide, "SMS message settings for Amazon Cognito user pools". A number has no ARN.
  [
    'AWS::Cognito::UserPool',
    {
      service: 'cognito-idp.amazonaws.com',
      roles: [['SmsConfiguration', 'SnsCallerArn']],
      needs: (pool) => platform(['sns:Publish'], ANY, 'SmsConfiguration', pool.at),
    },
  ],
  // Source: Amazon SNS Developer Guide, "Amazon SNS message delivery status": groups are named after the topic.
  [
    'AWS::SNS::Topic',
    {
      service: 'sns.amazonaws.com',
      roles: [
        ['DeliveryStatusLogging', '*', 'SuccessFeedbackRoleArn'],
        ['DeliveryStatusLogging', '*', 'FailureFeedbackRoleArn'],
      ],
      needs: (topic) =>
        platform(
          ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'logs:PutMetricFilter', 'logs:PutRetentionPolicy'],
          arnHere('logs', 'log-group:sns/*'),
          'DeliveryStatusLogging',
          topic.at,
        ),
    },
  ],
  ['AWS::S3::Bucket', { service: 's3.amazonaws.com', roles: [['ReplicationConfiguration', 'Role']], needs: replication }],
  ['AWS::Events::Endpoint', { service: 'events.amazonaws.com', roles: [['RoleArn']], needs: copies }],
  ['AWS::AppSync::GraphQLApi', { service: 'appsync.amazonaws.com', roles: [['MergedApiExecutionRoleArn']], needs: sourceApis }],
  [
    'AWS::IoT::TopicRuleDestination',
    {
      service: 'iot.amazonaws.com',
      roles: [['VpcProperties', 'RoleArn']],
      needs: ({ at }) => platform(NETWORK_INTERFACES, ANY, 'VpcProperties', at),
    },
  ],
  // Source: Amazon SES Developer Guide, "Deliver to S3 bucket action", IAM role.
  [
    'AWS::SES::ReceiptRule',
    {
      service: 'ses.amazonaws.com',
      roles: [['Rule', 'Actions', '*', 'S3Action', 'IamRoleArn']],
      needs: (rule, world) => valuesAt(rule.properties, ['Rule', 'Actions', '*', 'S3Action']).flatMap((action) => mailIn(action, world)),
    },
  ],
  ['AWS::Bedrock::Agent', { service: 'bedrock.amazonaws.com', roles: [['AgentResourceRoleArn']], needs: agent }],
])

export function serviceRoleParts(resource: Resource, type: string, world: World): readonly Part[] {
  const row = ROWS.get(type)
  if (row === undefined) return []
  return row.roles.flatMap((path) => {
    const role = firstAt(resource.properties, path)
    return role === null ? [] : [{ id: resource.id, service: row.service, role, needs: row.needs(resource, world), at: resource.at }]
  })
}
