/** Resources whose service acts with one role that a property names: a row a type, with what its guide says the role must allow. */
import type { Resource, Value } from '../../app/index.js'
import { parseSym, type SymText, symbol, symText } from '../../policy/index.js'
import { arnHere, behindText, canonicalArn } from '../arn.js'
import { type Need, platform } from '../atom.js'
import { definitionScope, needsOfDefinedCall } from '../made-call.js'
import { logGroupArn } from '../platform.js'
import type { World } from '../scope.js'
import { ANY, readSecret, withKey } from '../target.js'
import { tracedValue } from '../traced-value.js'
import { firstAt, textsAt, valuesAt } from '../value.js'
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
      platform(['bedrock:Retrieve'], canonicalArn(arnHere('bedrock', 'knowledge-base/', id), world.declared).arn, 'KnowledgeBases', at),
    ),
    ...guards.flatMap((id) =>
      platform(['bedrock:ApplyGuardrail'], canonicalArn(inService('bedrock', 'guardrail/', id), world.declared).arn, 'Guardrail', at),
    ),
  ]
}

const inService = (service: string, kind: string, id: SymText): SymText =>
  id[0]?.kind === 'text' && id[0].text.startsWith('arn:') ? id : arnHere(service, kind, id)

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
