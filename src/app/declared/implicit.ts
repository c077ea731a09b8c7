/**
 * What SAM puts into the role that it makes for a function: managed policies by what the function uses, and statements
 * for dead-letter queues and destinations. All on every resource, which is what tightening them gains.
 * Source: AWS SAM Developer Guide, "Resource and property reference", and the implicit role of AWS::Serverless::Function.
 */
import type { Place } from '../../outcome/index.js'
import { any, printSym, splitSym } from '../../policy/index.js'
import { deployedType } from '../facts.js'
import type { App, AppFunction, DeclaredStatement, Resource, Target, WireKind } from '../types.js'
import type { ManagedPolicies } from './managed-policies.js'

const POLLERS: ReadonlyMap<WireKind, string> = new Map([
  ['dynamodb', 'AWSLambdaDynamoDBExecutionRole'],
  ['kinesis', 'AWSLambdaKinesisExecutionRole'],
  ['msk', 'AWSLambdaMSKExecutionRole'],
  ['sqs', 'AWSLambdaSQSQueueExecutionRole'],
])

const NETWORK = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeVpcs',
  'ec2:DescribeSubnets',
  'ec2:DescribeSecurityGroups',
]

/** Pollers that SAM gives statements of its own. */
const OWN_STATEMENTS: ReadonlyMap<WireKind, readonly string[]> = new Map([
  [
    'documentdb',
    [
      ...NETWORK,
      'rds:DescribeDBClusters',
      'rds:DescribeDBClusterParameters',
      'rds:DescribeDBSubnetGroups',
      'secretsmanager:GetSecretValue',
    ],
  ],
  ['kafka', [...NETWORK, 'secretsmanager:GetSecretValue']],
  ['mq', [...NETWORK, 'mq:DescribeBroker', 'secretsmanager:GetSecretValue']],
])

/** What sending to a destination takes, by the deployed type or the ARN's service. */
const SENDING: ReadonlyMap<string, string> = new Map([
  ['AWS::Events::EventBus', 'events:PutEvents'],
  ['AWS::Lambda::Function', 'lambda:InvokeFunction'],
  ['AWS::S3::Bucket', 's3:PutObject'],
  ['AWS::SNS::Topic', 'sns:Publish'],
  ['AWS::SQS::Queue', 'sqs:SendMessage'],
  ['events', 'events:PutEvents'],
  ['lambda', 'lambda:InvokeFunction'],
  ['s3', 's3:PutObject'],
  ['sns', 'sns:Publish'],
  ['sqs', 'sqs:SendMessage'],
])

type Described = Pick<AppFunction, 'at' | 'durable' | 'tracing' | 'vpc' | 'deadLetter' | 'destinations' | 'wires'>

export function implicitStatements(fn: Described, resources: App['resources'], managed: ManagedPolicies): readonly DeclaredStatement[] {
  const found: DeclaredStatement[] = []
  const attach = (name: string, at: Place): void => {
    found.push(...managed.byName(name, at, 'implicit'))
  }
  attach(fn.durable === null ? 'AWSLambdaBasicExecutionRole' : 'AWSLambdaBasicDurableExecutionRolePolicy', fn.durable?.at ?? fn.at)
  if (fn.tracing !== null) attach('AWSXRayDaemonWriteAccess', fn.tracing.at)
  if (fn.vpc !== null) attach('AWSLambdaVPCAccessExecutionRole', fn.vpc.at)
  const attached = new Set<string>()
  for (const wire of fn.wires) {
    const policy = POLLERS.get(wire.kind)
    if (policy !== undefined && !attached.has(policy)) attach(policy, wire.at)
    if (policy !== undefined) attached.add(policy)
    const own = OWN_STATEMENTS.get(wire.kind)
    if (own !== undefined) found.push(statement(own, null, wire.at))
    if (wire.onFailure !== null && (policy !== undefined || own !== undefined)) found.push(...sending(wire.onFailure, resources))
  }
  for (const target of [...(fn.deadLetter === null ? [] : [fn.deadLetter]), ...fn.destinations]) found.push(...sending(target, resources))
  return found
}

function sending(target: Target, resources: App['resources']): readonly DeclaredStatement[] {
  const resource: Resource | undefined = target.resource === null ? undefined : resources.get(target.resource)
  const service = splitSym(target.arn, ':')[2]
  const action =
    SENDING.get(resource === undefined ? '' : deployedType(resource.type)) ?? SENDING.get(service === undefined ? '' : printSym(service))
  return action === undefined ? [] : [statement([action], target, target.at)]
}

const statement = (actions: readonly string[], target: Target | null, at: Place): DeclaredStatement => ({
  effect: 'allow',
  actions,
  notActions: [],
  resources: [target === null ? [any] : target.arn],
  notResources: [],
  conditions: [],
  origin: { kind: 'implicit', name: 'SAM' },
  at,
})
