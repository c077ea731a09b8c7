/** Everything that is no function and acts with a role, by the type of resource that says so. */
import type { Resource } from '../../app/index.js'
import { machineOf } from '../machine/definition.js'
import { machineInput } from '../machine/machine-input.js'
import { machineNeeds } from '../machine/machine-needs.js'
import type { World } from '../scope.js'
import { firstAt } from '../value.js'
import { accountParts, apiParts } from './api-gateway.js'
import { dataSourceParts, graphqlLogParts, subscriptionParts, topicSubscriptionParts } from './data-services.js'
import { deliveryStreamParts } from './delivery-streams.js'
import { pipeParts, ruleParts, samEventParts, scheduleParts } from './events.js'
import { iotRuleParts } from './iot-rules.js'
import type { Part } from './part.js'
import { serviceRoleParts } from './service-roles.js'

type Parts = (resource: Resource, world: World) => readonly Part[]

const BY_TYPE = new Map<string, Parts>([
  ['AWS::StepFunctions::StateMachine', machineParts],
  ['AWS::Events::Rule', ruleParts],
  ['AWS::Scheduler::Schedule', scheduleParts],
  ['AWS::Pipes::Pipe', pipeParts],
  ['AWS::ApiGateway::Account', accountParts],
  ['AWS::AppSync::DataSource', dataSourceParts],
  ['AWS::AppSync::Api', graphqlLogParts],
  ['AWS::AppSync::GraphQLApi', graphqlLogParts],
  ['AWS::KinesisFirehose::DeliveryStream', deliveryStreamParts],
  ['AWS::Logs::SubscriptionFilter', subscriptionParts],
  ['AWS::IoT::TopicRule', iotRuleParts],
  ['AWS::SNS::Subscription', topicSubscriptionParts],
])

export function partsOf(world: World): readonly Part[] {
  const own = [...world.declared.byId.values()].flatMap(({ resource, type }) => [
    ...(BY_TYPE.get(type)?.(resource, world) ?? []),
    ...samEventParts(resource, world),
    ...serviceRoleParts(resource, type, world),
  ])
  return [...own, ...apiParts(world)]
}

function machineParts(resource: Resource, world: World): readonly Part[] {
  const machine = machineOf(resource)
  const role = firstAt(resource.properties, ['RoleArn']) ?? firstAt(resource.properties, ['Role'])
  const needs = machineNeeds(machine, machineInput(machine), world)
  return [{ id: resource.id, service: 'states.amazonaws.com', role, needs, at: resource.at }]
}
