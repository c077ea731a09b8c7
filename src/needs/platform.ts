/** What Lambda itself needs for a function, beyond what its code calls: logs, sources, targets, network, tracing, files. */
import type { AppFunction, Target } from '../app/index.js'
import { parseSym, type SymText, symText } from '../policy/index.js'
import { arnHere, canonicalArn, pseudo } from './arn.js'
import { type Atom, type Need, platform } from './atom.js'
import { extensionNeeds } from './extensions.js'
import { pollerNeeds } from './poller.js'
import type { World } from './scope.js'
import { ANY, deliver, targetArn, viaService } from './target.js'

export function platformNeeds(fn: AppFunction, world: World): readonly Need[] {
  return [
    ...logs(fn),
    ...fn.wires.flatMap((wire) => pollerNeeds(fn, wire, world)),
    ...(fn.deadLetter === null ? [] : deliver(fn, fn.deadLetter, 'DeadLetterQueue', world)),
    ...fn.destinations.flatMap((target) => deliver(fn, target, 'EventInvokeConfig', world)),
    ...tracing(fn),
    ...network(fn),
    ...extensionNeeds(fn, world),
    ...fn.fileSystems.flatMap((target) => fileSystem(target, world)),
    ...environmentKey(fn, world),
    ...durable(fn),
  ]
}

/**
 * The function writes its own group alone. It makes the group only where the template does not.
 * Source: AWS Lambda Developer Guide, "Sending Lambda function logs to CloudWatch Logs".
 */
function logs(fn: AppFunction): readonly Atom[] {
  if (fn.logGroup.disabled) return []
  if (fn.wires.some(({ kind }) => kind === 'edge')) return edgeLogs(fn)
  const group = logGroupArn(fn.logGroup.name)
  const actions = ['logs:CreateLogStream', 'logs:PutLogEvents', ...(fn.logGroup.declared ? [] : ['logs:CreateLogGroup'])]
  return platform(actions, group, 'Logs', fn.logGroup.at)
}

/**
 * At the edge a function writes where it runs, to a group that is named after the region that it comes from.
 * Source: CloudFront Developer Guide, "Edge function logs".
 */
function edgeLogs(fn: AppFunction): readonly Atom[] {
  const group = symText('arn:', pseudo('Partition'), ':logs:*:', pseudo('AccountId'), ':log-group:/aws/lambda/us-east-1.', fn.name, ':*')
  const actions = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']
  return [...platform(actions, group, 'Logs', fn.logGroup.at), ...platform(actions, logGroupArn(fn.logGroup.name), 'Logs', fn.logGroup.at)]
}

/** With `:*` behind the name: Logs asks for the group and its streams under that form. */
export const logGroupArn = (name: SymText): SymText => arnHere('logs', 'log-group:', name, ':*')

/**
 * Two actions; the sampling reads in the managed policy serve a daemon that takes its rules from X-Ray, and Lambda samples
 * on its own. Source: AWS Lambda Developer Guide, "Visualize Lambda function invocations using AWS X-Ray", execution role
 * permissions; "it does not support sampling rules" in the same place.
 */
const tracing = (fn: AppFunction): readonly Atom[] =>
  fn.tracing === null ? [] : platform(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ANY, 'Tracing', fn.tracing.at)

/** Source: AWS Managed Policy Reference, "AWSLambdaVPCAccessExecutionRole"; Lambda calls them before the function has subnets. */
const network = (fn: AppFunction): readonly Atom[] =>
  fn.vpc === null
    ? []
    : platform(
        [
          'ec2:AssignPrivateIpAddresses',
          'ec2:CreateNetworkInterface',
          'ec2:DeleteNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:UnassignPrivateIpAddresses',
        ],
        ANY,
        'VpcConfig',
        fn.vpc.at,
      )

/**
 * Mounting and writing through one access point.
 * Source: Amazon EFS User Guide, "Using IAM to control access to file systems"; the condition key is on the file system.
 */
function fileSystem(target: Target, world: World): readonly Atom[] {
  const { arn, declared } = targetArn(target, world)
  const owner = declared === null ? null : fileSystemOf(target, world)
  const resource = owner ?? arnHere('elasticfilesystem', 'file-system/*')
  return platform(['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'], resource, 'FileSystemConfigs', target.at, [
    { operator: 'StringEquals', key: 'elasticfilesystem:AccessPointArn', values: [arn] },
  ])
}

function fileSystemOf(target: Target, world: World): SymText | null {
  const point = target.resource === null ? undefined : world.declared.byId.get(target.resource)
  const id = point?.resource.properties.entries.get('FileSystemId')
  if (id?.kind !== 'text') return null
  return canonicalArn(arnHere('elasticfilesystem', 'file-system/', id.text), world.declared).arn
}

/** Lambda decrypts the environment with the function's role. Source: AWS KMS Developer Guide, "kms:ViaService", services. */
function environmentKey(fn: AppFunction, world: World): readonly Atom[] {
  if (fn.environmentKey === null) return []
  const { arn } = targetArn(fn.environmentKey, world)
  return platform(['kms:Decrypt'], arn, 'KmsKeyArn', fn.environmentKey.at, [viaService(parseSym('lambda.${AWS::Region}.amazonaws.com'))])
}

/** Source: AWS Managed Policy Reference, "AWSLambdaBasicDurableExecutionRolePolicy". */
function durable(fn: AppFunction): readonly Atom[] {
  if (fn.durable === null) return []
  const own = arnHere('lambda', 'function:', fn.name, ':*')
  return platform(['lambda:CheckpointDurableExecution', 'lambda:GetDurableExecutionState'], own, 'DurableConfig', fn.durable.at)
}
