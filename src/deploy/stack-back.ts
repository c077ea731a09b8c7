/** The way back of a stack: its template as it was, with the same care as the way there. */
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import type { Draft } from './draft.js'
import { phasesOf, sameTemplate } from './stack-edit.js'
import { stackSteps } from './stack-steps.js'
import type { AccountState, DeployPlan, Step } from './types.js'

/**
 * @param template the stack's template before the deployment
 * @errors `deploy/stack-changed`: the stack has a template by now that is neither this nor one of the deployment
 */
export function stackBack(template: string, plan: DeployPlan, state: AccountState): Result<readonly Draft[], Problem> {
  const stack = state.stack?.template
  if (stack === undefined || state.stack === null) return fail(notRead)
  const steps = plan.roles.flatMap((role) => role.steps)
  const made = steps.filter(({ call }) => call === 'cloudformation:CreateChangeSet')
  const leftovers = made.map(
    ({ input }): Draft => ({
      beat: 'contract',
      call: 'cloudformation:DeleteChangeSet',
      input: { StackName: input.StackName, ChangeSetName: input.ChangeSetName },
    }),
  )
  if (sameTemplate(stack.text, template)) return ok(leftovers)
  if (!made.some(({ input }) => sameTemplate(String(input.TemplateBody), stack.text))) return fail(changedSince(stack.name))
  const phases = phasesOf(stack.name, stack.text, template)
  if (!phases.ok) return phases
  const physicalIds = new Map([...state.stack.resources].map(([id, { physicalId }]) => [id, physicalId]))
  const before = existing(steps)
  return ok([
    ...leftovers,
    ...stackSteps({ stack, phases: phases.value, physicalIds: new Map([...physicalIds, ...before]), expected: null }),
  ])
}

/** What the plan knew of the resources that were there. */
const existing = (steps: readonly Step[]): readonly (readonly [string, string])[] =>
  steps.flatMap(({ call, input }) =>
    call === 'verify:change-set' ? Object.entries((input.physicalIds ?? {}) as Readonly<Record<string, string>>) : [],
  )

const notRead: Problem = {
  code: 'deploy/no-stack',
  message: 'the stack that was changed is not there any more',
  hint: 'nothing can be taken back; deploy the app anew',
  at: null,
}

const changedSince = (name: string): Problem => ({
  code: 'deploy/stack-changed',
  message: `\`${name}\` was updated since: its template is not the one of this deployment any more`,
  hint: 'deploy the template that you want as you always do; nothing was changed',
  at: null,
})
