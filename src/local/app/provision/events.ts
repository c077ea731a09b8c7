/** Buses, rules and state machines. */
import { listOf, mapOf, type Plain, textOf } from '../../api/index.js'
import { type Provision, type ProvisionInput, some } from './made.js'

export const bus: Provision = async ({ id }, { builder, names }) => {
  await builder.make(id, 'eventbridge', 'CreateEventBus', { Name: names.name(id) }, ['ResourceAlreadyExistsException'])
}

export const rule: Provision = async ({ id, properties }, input) => {
  if (properties.EventPattern === undefined && properties.ScheduleExpression === undefined) return
  await putRule(id, properties, targetsOf(properties), input)
}

/** Targets of a rule that the template declares. */
export const targetsOf = ({ Targets }: Plain): readonly Plain[] => listOf(Targets).map(mapOf)

/** @param at its place in the rule, which names it where nothing else does */
export const targetId = (target: Plain, at: number): string => textOf(target.Id) ?? `Target${at}`

/** @param targets by the names of `AWS::Events::Rule Target` */
export async function putRule(
  id: string,
  properties: Plain,
  targets: readonly Plain[],
  { builder, names, roleFor }: Pick<ProvisionInput, 'builder' | 'names' | 'roleFor'>,
): Promise<void> {
  const { EventPattern, EventBusName } = properties
  const busName = textOf(EventBusName)?.split('/').at(-1)
  // A bus of somebody else is there on AWS, and stands empty here.
  if (busName !== undefined && busName !== 'default')
    await builder.make(id, 'eventbridge', 'CreateEventBus', { Name: busName }, ['ResourceAlreadyExistsException'])
  const bus = EventBusName === undefined ? {} : { EventBusName }
  const Name = names.name(id)
  const written = typeof EventPattern === 'string' ? EventPattern : EventPattern === undefined ? undefined : JSON.stringify(EventPattern)
  const made = await builder.make(id, 'eventbridge', 'PutRule', {
    Name,
    ...bus,
    ...(written !== undefined && { EventPattern: written }),
    ...some(properties, ['ScheduleExpression']),
    State: textOf(properties.State) ?? 'ENABLED',
  })
  // The name of a bus that is not the default one is a part of it.
  const arn = textOf(made?.RuleArn)
  if (arn !== null) names.learn(`${id}.Arn`, arn)
  if (targets.length === 0) return
  const Targets = targets.map((target, i) => ({
    ...target,
    Id: targetId(target, i),
    ...(target.RoleArn !== undefined && { RoleArn: roleFor(id, textOf(target.RoleArn)) }),
  }))
  await builder.make(id, 'eventbridge', 'PutTargets', { Rule: Name, ...bus, Targets })
}

export const stateMachine: Provision = async ({ id, properties }, { builder, names, roleFor }) => {
  const definition = properties.Definition ?? properties.DefinitionString ?? {}
  await builder.make(
    id,
    'sfn',
    'CreateStateMachine',
    {
      name: names.name(id),
      definition: typeof definition === 'string' ? definition : JSON.stringify(definition),
      roleArn: roleFor(id, textOf(properties.RoleArn) ?? textOf(properties.Role)) ?? '',
      type: textOf(properties.StateMachineType) ?? textOf(properties.Type) ?? 'STANDARD',
    },
    ['StateMachineAlreadyExists'],
  )
}
