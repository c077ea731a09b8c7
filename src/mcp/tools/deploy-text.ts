/** A plan for a person who is asked to agree to it: all of it, or, where it is too long to be read, all roles with counts. */
import type { DeployPlan, RolePlan } from '../../deploy/index.js'

export interface PlanShown {
  readonly digest: string
  /** Steps that are to be done. */
  readonly left: number
  /** Whether an earlier run began it. */
  readonly isBegun: boolean
  /** Null: AWS itself. */
  readonly endpoint: string | null
}

const MAX_CHARS = 8_000
const SAYS: Readonly<Record<RolePlan['change'], string>> = {
  create: 'is made',
  update: 'is changed',
  none: 'stays as it is',
  remove: 'is not wanted any more, and stays',
  foreign: 'is not of this app, and stays',
}

export function planText(plan: DeployPlan, { digest, left, isBegun, endpoint }: PlanShown): string {
  const where = endpoint === null ? 'AWS' : endpoint
  const head = [
    `${isBegun ? 'Go on with' : 'Do'} this in account ${plan.account}, region ${plan.region} of ${where}? ${left} steps, plan ${digest}.`,
    ...(plan.stack === undefined
      ? []
      : [`One update of the stack ${plan.stack.name}: ${plan.stack.touched.map(({ id, change }) => `${change} ${id}`).join(', ')}.`]),
  ]
  const roles = plan.roles.filter(({ change }) => change !== 'none')
  const whole = [...head, '', ...roles.flatMap(wholeRole)].join('\n')
  if (whole.length <= MAX_CHARS) return whole
  return [
    ...head,
    `It is too long to be shown whole: \`rolewright deploy\` does. By role, in (+) gained and (-) lost kinds of requests:`,
    '',
    ...roles.map(({ name, change, gained, lost }) => `${name} ${SAYS[change]}: +${gained.length} -${lost.length}`),
  ].join('\n')
}

function wholeRole({ name, change, gained, lost, sharedWith, steps }: RolePlan): readonly string[] {
  const requests = (mark: string, regions: RolePlan['gained']): readonly string[] =>
    regions.map(
      ({ actions, resources, exceptResources = [], conditions }) =>
        `  ${mark} ${actions.join(', ')} on ${resources.join(', ')}${exceptResources.length > 0 ? ` but ${exceptResources.join(', ')}` : ''}${conditions.length > 0 ? ' under conditions' : ''}`,
    )
  return [
    `${name} ${SAYS[change]}`,
    ...requests('+', gained),
    ...requests('-', lost),
    ...(sharedWith.length === 0 ? [] : [`  also used by ${sharedWith.join(', ')}`]),
    ...steps.flatMap(({ call, input }) =>
      call === 'lambda:UpdateFunctionConfiguration' ? [`  ${String(input.FunctionName)} is pointed to it`] : [],
    ),
  ]
}
