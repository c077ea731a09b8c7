/** `AWS::Lambda::EventSourceMapping`: what Lambda polls for a function. */
import { printSym } from '../../policy/index.js'
import { splitArn } from '../arn.js'
import { deployedType } from '../facts.js'
import type { World } from '../functions/world.js'
import { targetsOf } from '../resolve.js'
import type { Resource, Target, WireKind } from '../types.js'
import { entry } from '../values.js'
import type { Wired } from './wired.js'

const BY_TYPE: ReadonlyMap<string, WireKind> = new Map([
  ['AWS::AmazonMQ::Broker', 'mq'],
  ['AWS::DocDB::DBCluster', 'documentdb'],
  ['AWS::DynamoDB::GlobalTable', 'dynamodb'],
  ['AWS::DynamoDB::Table', 'dynamodb'],
  ['AWS::Kinesis::Stream', 'kinesis'],
  ['AWS::Kinesis::StreamConsumer', 'kinesis'],
  ['AWS::MSK::Cluster', 'msk'],
  ['AWS::MSK::ServerlessCluster', 'msk'],
  ['AWS::SQS::Queue', 'sqs'],
])

const BY_SERVICE: ReadonlyMap<string, WireKind> = new Map([
  ['dynamodb', 'dynamodb'],
  ['kafka', 'msk'],
  ['kinesis', 'kinesis'],
  ['mq', 'mq'],
  ['rds', 'documentdb'],
  ['sqs', 'sqs'],
])

/** Settings that only one kind of source has, for a source that is only known at deployment. */
const BY_PROPERTY: readonly (readonly [string, WireKind])[] = [
  ['SelfManagedEventSource', 'kafka'],
  ['DocumentDBEventSourceConfig', 'documentdb'],
  ['AmazonManagedKafkaEventSourceConfig', 'msk'],
  ['Topics', 'msk'],
  ['Queues', 'mq'],
]

export function pollerWires(resource: Resource, world: World): readonly Wired[] {
  const { properties } = resource
  const [source] = targetsOf(world, entry(properties, 'EventSourceArn'))
  const [onFailure] = targetsOf(world, entry(properties, 'DestinationConfig.OnFailure.Destination'))
  const kind = kindOf(resource, source, world)
  const names = entry(properties, 'FunctionName')
  const ends = { source: source ?? null, onFailure: onFailure ?? null }
  return world.functionsOf(names).map((functionId) => ({
    functionId,
    wire: { kind, id: resource.id, at: resource.at, ...ends, properties, names, permitted: false },
  }))
}

function kindOf(resource: Resource, source: Target | undefined, world: World): WireKind {
  const type = source?.resource == null ? undefined : world.resources.get(source.resource)?.type
  const known = type === undefined ? undefined : BY_TYPE.get(deployedType(type))
  const service = source === undefined ? undefined : BY_SERVICE.get(splitArn(source.arn)?.service ?? '')
  const shown = BY_PROPERTY.find(([property]) => entry(resource.properties, property) !== null)?.[1]
  return known ?? service ?? shown ?? guessedKind(resource, source, world)
}

/** An import or a parameter: only streams have a starting position, and their names tend to say which kind. */
function guessedKind(resource: Resource, source: Target | undefined, world: World): WireKind {
  if (entry(resource.properties, 'StartingPosition') === null) return 'sqs'
  const name = source === undefined ? '' : printSym(source.arn)
  if (/kinesis|data-?stream/i.test(name)) return 'kinesis'
  if (!/dynamo|ddb|table/i.test(name))
    world.report({
      code: 'app/guessed-source',
      message: `\`${resource.id}\` reads \`${name}\`, which is taken to be a stream of DynamoDB: nothing says whether it is one of Kinesis`,
      hint: 'give its ARN: `--parameters NAME=ARN`, or a default value in the template',
      at: resource.at,
    })
  return 'dynamodb'
}
