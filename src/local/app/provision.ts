/** The stores of an app, made as CloudFormation would make them: one row a type, in the order in which they can stand. */
import type { PlainResource } from '../api/index.js'
import { bus, rule, stateMachine } from './provision/events.js'
import { key, keyAlias } from './provision/keys.js'
import type { Provision, ProvisionInput } from './provision/made.js'
import { kinesisStream, queue, streamConsumer, subscription, topic } from './provision/messaging.js'
import { logGroup, parameter, secret } from './provision/settings.js'
import { bucket, table } from './provision/storage.js'

/** @param before resources that are there already, as they were made; those that did not change are left alone */
export async function provision(input: ProvisionInput, before: ReadonlyMap<string, PlainResource>): Promise<void> {
  for (const [type, make] of PROVISIONS)
    for (const resource of input.resources().values()) {
      if (resource.type !== type) continue
      const had = before.get(resource.id)
      if (had !== undefined && JSON.stringify(had.properties) === JSON.stringify(resource.properties)) continue
      await make(resource, input)
    }
}

/** In this order, since later ones name earlier ones. */
const PROVISIONS: readonly (readonly [type: string, make: Provision])[] = [
  ['AWS::KMS::Key', key],
  ['AWS::KMS::Alias', keyAlias],
  ['AWS::S3::Bucket', bucket],
  ['AWS::DynamoDB::Table', table],
  ['AWS::DynamoDB::GlobalTable', table],
  ['AWS::Serverless::SimpleTable', table],
  ['AWS::SQS::Queue', queue],
  ['AWS::Kinesis::Stream', kinesisStream],
  ['AWS::Kinesis::StreamConsumer', streamConsumer],
  ['AWS::SNS::Topic', topic],
  ['AWS::SNS::Subscription', subscription],
  ['AWS::SSM::Parameter', parameter],
  ['AWS::SecretsManager::Secret', secret],
  ['AWS::Logs::LogGroup', logGroup],
  ['AWS::Events::EventBus', bus],
  ['AWS::Events::Rule', rule],
  ['AWS::StepFunctions::StateMachine', stateMachine],
  ['AWS::Serverless::StateMachine', stateMachine],
]

/** Types that stand here; what an app has beyond them is said. */
export const PROVISIONED: ReadonlySet<string> = new Set(PROVISIONS.map(([type]) => type))
