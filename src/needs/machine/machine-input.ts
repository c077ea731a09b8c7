/** What a state machine is started with: calls of the app's functions, rules, schedules, other machines. */
import { canonicalArn } from '../arn.js'
import { type Bound, distinct } from '../bound.js'
import { deliveriesTo } from '../delivery.js'
import { readRuleTarget } from '../event-bus.js'
import { MAX_HOPS, type Scope, type World } from '../scope.js'
import { readTraced, sendersTo } from '../senders.js'
import { entriesOf, firstAt, textsAt, valuesAt } from '../value.js'
import { readValue } from '../value-path.js'
import { type Machine, machineOf, type State } from './definition.js'
import { type MachineInput, readTemplate } from './flow.js'

export const machineInput =
  (machine: Machine): MachineInput =>
  (path, scope) => {
    if (scope.depth > MAX_HOPS) return []
    const deeper: Scope = { ...scope, depth: scope.depth + 1 }
    return distinct([
      ...sendersTo(machine.id, deeper).flatMap(({ body, sender }) => readTraced(body, ['()json', ...path], sender)),
      ...deliveriesTo(machine.id, scope.world)
        .filter((d) => d.kind === 'rule')
        .flatMap((d) => readRuleTarget(d.from.properties, d.properties, path, deeper)),
      ...ownEvents(machine, path, deeper),
      ...scheduled(machine, path, scope.world),
      ...parents(machine, path, deeper),
    ])
  }

/** SAM's `Events` of a state machine have the pattern and the target's members together. */
const ownEvents = (machine: Machine, path: readonly string[], scope: Scope): readonly Bound[] =>
  entriesOf(firstAt(machine.resource.properties, ['Events'])).flatMap(([, event]) =>
    valuesAt(event, ['Properties']).flatMap((properties) => readRuleTarget(properties, properties, path, scope)),
  )

function scheduled(machine: Machine, path: readonly string[], world: World): readonly Bound[] {
  return (world.declared.byType.get('AWS::Scheduler::Schedule') ?? []).flatMap(({ resource }) => {
    const hits = textsAt(resource.properties, ['Target', 'Arn']).some(
      (arn) => canonicalArn(arn, world.declared).declared?.id === machine.id,
    )
    return hits ? valuesAt(resource.properties, ['Target', 'Input']).flatMap((input) => readValue(input, ['()json', ...path])) : []
  })
}

/** Machines that start this one with a part of their own input. */
function parents(machine: Machine, path: readonly string[], scope: Scope): readonly Bound[] {
  const { world } = scope
  return (world.declared.byType.get('AWS::StepFunctions::StateMachine') ?? [])
    .map((d) => machineOf(d.resource))
    .filter((other) => other.id !== machine.id)
    .flatMap((other) => other.states.filter((state) => starts(state, machine, world)))
    .flatMap((state) => readTemplate(state, [parametersOf(state), 'Input'], path, machineInput(state.machine), scope))
}

const parametersOf = (state: State): string => (state.language === 'JSONata' ? 'Arguments' : 'Parameters')

const starts = (state: State, machine: Machine, world: World): boolean =>
  textsAt(state.value, [parametersOf(state), 'StateMachineArn']).some(
    (arn) => canonicalArn(arn, world.declared).declared?.id === machine.id,
  )
