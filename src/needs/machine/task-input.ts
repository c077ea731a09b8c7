/** What a function gets from the state machines that call it. */
import { canonicalArn } from '../arn.js'
import type { Bound } from '../bound.js'
import type { Scope, World } from '../scope.js'
import { textsAt } from '../value.js'
import { machineOf, type State } from './definition.js'
import { readTemplate } from './flow.js'
import { machineInput } from './machine-input.js'
import { integrationOf } from './task.js'

/** @returns the texts at a path of the event, from every task that calls the scope's function */
export function readTaskInput(path: readonly string[], scope: Scope): readonly Bound[] {
  const { world } = scope
  const machines = (world.declared.byType.get('AWS::StepFunctions::StateMachine') ?? []).map((d) => machineOf(d.resource))
  return machines
    .flatMap((machine) => machine.states)
    .flatMap((state) =>
      payloadOf(state, scope.self?.resource ?? scope.id, world).flatMap((names) =>
        readTemplate(state, names, path, machineInput(state.machine), scope),
      ),
    )
}

/** Where the function's event stands in the task: `Payload` of the invoke integration, else all of its parameters. */
function payloadOf(state: State, functionId: string, world: World): readonly (readonly string[])[] {
  const parameters = state.language === 'JSONata' ? 'Arguments' : 'Parameters'
  const isTarget = (texts: ReturnType<typeof textsAt>): boolean =>
    texts.some((text) => canonicalArn(text, world.declared).declared?.id === functionId)
  if (isTarget(textsAt(state.value, ['Resource']))) return [[parameters]]
  const invokes = textsAt(state.value, ['Resource']).some((r) => integrationOf(r)?.startsWith('lambda:invoke') === true)
  return invokes && isTarget(textsAt(state.value, [parameters, 'FunctionName'])) ? [[parameters, 'Payload']] : []
}
