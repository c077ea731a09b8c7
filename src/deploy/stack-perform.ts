/**
 * Steps on a stack, so that doing one a second time does no harm: a change set that is there is taken up, one that was
 * executed is waited for, and the template that the stack has then says whether it was this one.
 */
import { fail, ok, type Problem } from '../outcome/index.js'
import { changeOfAccess, documentsOf } from './access.js'
import { checkChangeSet, createChangeSet, deleteChangeSet, executeChangeSet } from './change-set.js'
import { readAccount } from './read-account.js'
import { type Answer, type Done, list } from './stack-calls.js'
import { checkDrift } from './stack-drift.js'
import type { ExpectedRole, Step, World } from './types.js'

/** Problems after which the update's steps are to be done again, since nothing of it stands. */
export const isTakenBack = ({ code }: Problem, { call: name }: Step): boolean =>
  /^deploy\/(change-set-wider|change-set-gone|stack-failed)$/.test(code) ||
  (code === 'deploy/denied' && name === 'cloudformation:ExecuteChangeSet')

export const isStackStep = ({ call }: Step): boolean => STEPS.has(call)

export async function performOnStack(step: Step, world: World): Promise<Done> {
  return STEPS.get(step.call)?.(step.input, world) ?? ok(null)
}

/** What the account allows now is exactly what was planned, and each function runs with its role. */
async function readBackStack(input: Answer, world: World): Promise<Done> {
  const state = await readAccount(world.aws, { region: '', stackName: String(input.StackName), apiLogging: false })
  if (!state.ok) return state
  for (const { logicalId, documents, isExact, functions } of list(input.roles) as unknown as readonly ExpectedRole[]) {
    const name = state.value.stack?.resources.get(logicalId)?.physicalId
    const live = name === undefined ? undefined : state.value.roles.get(name.toLowerCase())
    if (live === undefined) return fail(readsOther(logicalId, 'is not there'))
    const planned = documents.map((document, i) => [String(i), document] as const)
    const { gained, lost } = changeOfAccess(planned, documentsOf(live))
    if (gained.length > 0) return fail(readsOther(logicalId, `also allows ${gained[0]?.actions.slice(0, 3).join(', ')}`))
    if (lost.length > 0 && isExact) return fail(readsOther(logicalId, `does not allow ${lost[0]?.actions.slice(0, 3).join(', ')}`))
    const astray = state.value.functions.find(({ name: fn, roleArn }) => functions.includes(fn) && roleArn !== live.arn)
    if (astray !== undefined) return fail(readsOther(logicalId, `is not the role that \`${astray.name}\` runs with`))
  }
  return ok(null)
}

const readsOther = (role: string, what: string): Problem => ({
  code: 'deploy/read-back',
  message: `\`${role}\` ${what}, after the stack was updated`,
  hint: 'somebody else changes this role, or its template means something else on AWS',
  at: null,
})

const STEPS: ReadonlyMap<string, (input: Answer, world: World) => Promise<Done>> = new Map([
  ['cloudformation:CreateChangeSet', createChangeSet],
  ['cloudformation:ExecuteChangeSet', executeChangeSet],
  ['cloudformation:DeleteChangeSet', deleteChangeSet],
  ['verify:change-set', checkChangeSet],
  ['verify:stack-drift', checkDrift],
  ['verify:stack', readBackStack],
])
