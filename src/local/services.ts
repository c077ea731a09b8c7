/** Every service that local AWS answers by itself. */
import { apiAccount, functionRecords } from './control/functions.js'
import { type CloudFormation, cloudFormation } from './control/stacks/index.js'
import type { BodyRef } from './stores/bodies.js'
import { dynamoServices } from './stores/dynamodb/service.js'
import { eventsService } from './stores/eventbridge/service.js'
import { kinesisService } from './stores/kinesis/service.js'
import { kmsService } from './stores/kms/service.js'
import { logsService } from './stores/logs/service.js'
import { s3Service } from './stores/s3/service.js'
import { secretsService } from './stores/secrets-manager.js'
import { snsService } from './stores/sns/service.js'
import { sqsService } from './stores/sqs/service.js'
import { ssmService } from './stores/ssm.js'
import { stepFunctionsService } from './stores/step-functions.js'
import type { LocalService, StoreWorld } from './types.js'

export interface BuiltIn {
  readonly services: readonly LocalService[]
  /** What time does by itself: items that expire, messages that become visible, rules with a schedule. */
  readonly tick: () => void
  /** Bodies that are still named. */
  readonly bodies: () => Iterable<BodyRef>
  /** Takes over the stack of an app that runs here. */
  readonly adoptStack: CloudFormation['adopt']
}

export function builtInServices(world: StoreWorld): BuiltIn {
  const dynamo = dynamoServices(world)
  const s3 = s3Service(world)
  const sqs = sqsService(world)
  const events = eventsService(world)
  const stacks = cloudFormation(world)
  return {
    services: [
      ...dynamo.services,
      s3.service,
      sqs.service,
      logsService(world),
      snsService(world),
      events.service,
      secretsService(world),
      ssmService(world),
      kmsService(world),
      kinesisService(world),
      stepFunctionsService(world),
      functionRecords(world),
      apiAccount(world),
      stacks.service,
    ],
    tick: () => {
      dynamo.expire()
      sqs.tick()
      events.tick()
      stacks.tick()
    },
    bodies: s3.bodies,
    adoptStack: stacks.adopt,
  }
}
