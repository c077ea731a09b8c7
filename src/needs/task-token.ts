/**
 * Whose task a token answers for. Step Functions checks the answer on the state machine of the task, although the Service
 * Authorization Reference gives these actions no resource type: a refusal names the machine, and the policies that SAM
 * (`StepFunctionsCallbackPolicy`) and the CDK (`grantTaskResponse`) write are limited to it.
 */
import { any } from '../policy/index.js'
import type { Located } from './candidates.js'
import { machineOf } from './machine/definition.js'
import type { World } from './scope.js'
import { textsAt } from './value.js'

const ANSWERS = new Set(['states:SendTaskFailure', 'states:SendTaskHeartbeat', 'states:SendTaskSuccess'])

/** @returns the machines of the app that wait for a token; null where the action is another one, or who waits is not seen */
export function waitingMachines(action: string, world: World): readonly Located[] | null {
  if (!ANSWERS.has(action) || (world.declared.byType.get('AWS::StepFunctions::Activity') ?? []).length > 0) return null
  const machines = world.declared.byType.get('AWS::StepFunctions::StateMachine') ?? []
  const waiting = machines.filter((m) => machineOf(m.resource).states.some((state) => textsAt(state.value, ['Resource']).some(waits)))
  if (waiting.length === 0) return null
  return waiting.map((declared) => ({ resource: declared.arn ?? [any], certainty: 'resolved', declared, why: null }))
}

const waits = (resource: ReturnType<typeof textsAt>[number]): boolean =>
  resource.some((p) => p.kind === 'text' && p.text.includes('.waitForTaskToken'))
