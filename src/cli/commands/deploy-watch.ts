/** Before a plan is made: whether the last deployment removed what somebody was refused since. */
import type * as deployment from '../../deploy/index.js'
import { fail, ok, type Problem, type Result } from '../../outcome/index.js'
import type { Io } from '../io.js'
import { renderStep } from '../render/plan.js'

export interface WatchRequest {
  readonly room: typeof deployment
  readonly files: deployment.JournalFiles
  readonly state: deployment.AccountState
  readonly world: deployment.World
  /** With `--apply` the deployment is taken back. */
  readonly apply: boolean
  readonly trailLogs: string | null
  readonly io: Io
}

/** @errors `deploy/denied-since`: the deployment was taken back */
export async function deniedSince({
  room,
  files,
  state,
  world,
  apply,
  trailLogs,
  io,
}: WatchRequest): Promise<Result<readonly deployment.RemovedDenial[], Problem>> {
  const watched = await room.watchLast(files, state, world, {
    logGroup: trailLogs,
    takesBack: apply,
    onStep: (step) => {
      const { RoleName, FunctionName, StackName } = step.input
      if (!io.json) io.print(renderStep(step, String(RoleName ?? FunctionName ?? StackName ?? ''), 0, io.style))
    },
  })
  if (!watched.ok) return watched
  const { denials, stepsBack } = watched.value
  return stepsBack === null ? ok(denials) : fail(takenBack(denials, stepsBack))
}

function takenBack(denials: readonly deployment.RemovedDenial[], steps: number): Problem {
  const [first] = denials
  const more = denials.length > 1 ? ` and ${denials.length - 1} more` : ''
  return {
    code: 'deploy/denied-since',
    message: `the last deployment removed what \`${first?.session}\` was refused since: ${first?.action} on ${first?.resource} (event ${first?.eventId} at ${first?.at})${more}; it was taken back in ${steps} steps`,
    hint: 'say in the configuration what is missing (`rolewright denied` explains the event), and deploy again',
    at: null,
  }
}
