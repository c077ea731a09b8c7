/** A stack that is being changed, until it no longer is. */
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { insist } from './insist.js'
import { call, list, MAX_WAITS, tooSlow, WAIT_MS } from './stack-calls.js'
import type { World } from './types.js'

/** @returns the status that a stack has once nothing is under way */
export async function settledStack(StackName: string, world: World): Promise<Result<string, Problem>> {
  for (let i = 0; i < MAX_WAITS; i++) {
    const answer = await call(world, 'DescribeStacks', { StackName })
    if (!answer.ok) return answer
    const status = String(list(answer.value.Stacks)[0]?.StackStatus ?? '')
    if (!/IN_PROGRESS$/.test(status)) return ok(status)
    await world.clock.sleep(WAIT_MS)
  }
  return fail(tooSlow)
}

/** What CloudFormation could not do, in the words of the first resource that failed. */
export async function stackFailed(stack: string, status: string, world: World): Promise<Problem> {
  const answer = await insist(world, 'cloudformation', 'DescribeStackEvents', { StackName: stack })
  const events = answer.ok ? list(answer.value.StackEvents) : []
  const begun = events.findIndex(
    ({ ResourceStatus, LogicalResourceId }) => ResourceStatus === 'UPDATE_IN_PROGRESS' && LogicalResourceId === stack,
  )
  const failed = events
    .slice(0, begun < 0 ? events.length : begun)
    .filter(({ ResourceStatus }) => /_FAILED$/.test(String(ResourceStatus)))
    .at(-1)
  const why =
    failed === undefined
      ? ''
      : `: \`${String(failed.LogicalResourceId)}\`, ${String(failed.ResourceStatusReason ?? '').replaceAll(/\s+/g, ' ')}`
  const isDenied = /AccessDenied|not authorized/i.test(why)
  return {
    code: isDenied ? 'deploy/denied' : 'deploy/stack-failed',
    message: `the stack answers ${status}${why}`,
    hint: /ROLLBACK_COMPLETE$/.test(status)
      ? `it has taken back what it had done${isDenied ? '; the plan says under `deployerNeeds` what who deploys must be allowed' : '; mend the reason and deploy again'}`
      : 'it could not take back all of it: see its events, and continue the rollback in the console',
    at: null,
  }
}
