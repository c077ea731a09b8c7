/** What steps on a stack have in common: how CloudFormation is called, and for how long it is waited for. */
import { fail, type Problem, type Result } from '../outcome/index.js'
import { insist } from './insist.js'
import { awsProblem } from './problems.js'
import type { World } from './types.js'

export type Answer = Readonly<Record<string, unknown>>
export type Done = Result<null, Problem>

export const list = (value: unknown): readonly Answer[] => (Array.isArray(value) ? (value as readonly Answer[]) : [])
export const WAIT_MS = 3000
export const MAX_WAITS = 1200
export const NO_CHANGES = /didn't contain changes|No updates are to be performed/i

export const call = async (world: World, operation: string, input: Answer): Promise<Result<Answer, Problem>> => {
  const answer = await insist(world, 'cloudformation', operation, input)
  return answer.ok ? answer : fail(awsProblem(`cloudformation:${operation}`, answer.error))
}

export const bodyOf = ({ TemplateBody }: Answer): string =>
  typeof TemplateBody === 'string' ? TemplateBody : JSON.stringify(TemplateBody ?? {})

export const tooSlow: Problem = {
  code: 'deploy/stack-slow',
  message: 'the stack is still at work after an hour',
  hint: 'look at its events; the same command goes on where it stopped',
  at: null,
}

export const otherTemplate = (stack: string): Problem => ({
  code: 'deploy/stack-changed',
  message: `\`${stack}\` was updated by somebody else meanwhile: its template is not the one that was planned`,
  hint: 'take this deployment back with `--rollback`, which leaves their template alone, and make the plan again',
  at: null,
})
