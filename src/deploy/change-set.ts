/** A change set is made, looked at and executed. */
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { insist } from './insist.js'
import { awsProblem } from './problems.js'
import { type Answer, bodyOf, call, type Done, list, MAX_WAITS, NO_CHANGES, otherTemplate, tooSlow, WAIT_MS } from './stack-calls.js'
import { beyondEdit, readChange } from './stack-check.js'
import { fingerprint } from './stack-edit.js'
import { settledStack, stackFailed } from './stack-settled.js'
import type { TouchedResource, World } from './types.js'

/** @returns `null` where it is not there */
async function changeSetNow(input: Answer, world: World): Promise<Result<Answer | null, Problem>> {
  const { StackName, ChangeSetName } = input
  const answer = await insist(world, 'cloudformation', 'DescribeChangeSet', { StackName, ChangeSetName })
  if (answer.ok) return ok(answer.value)
  return /^ChangeSetNotFound/.test(answer.error.code) ? ok(null) : fail(awsProblem('cloudformation:DescribeChangeSet', answer.error))
}

async function settledChangeSet(input: Answer, world: World): Promise<Result<Answer | null, Problem>> {
  for (let i = 0; i < MAX_WAITS; i++) {
    const set = await changeSetNow(input, world)
    if (!set.ok || set.value === null || !/(PENDING|IN_PROGRESS)$/.test(String(set.value.Status))) return set
    await world.clock.sleep(WAIT_MS)
  }
  return fail(tooSlow)
}

const removeSet = ({ StackName, ChangeSetName }: Answer, world: World): Promise<Result<Answer, Problem>> =>
  call(world, 'DeleteChangeSet', { StackName, ChangeSetName })

export async function createChangeSet(input: Answer, world: World): Promise<Done> {
  const there = await settledChangeSet(input, world)
  if (!there.ok) return there
  // One that failed, or that another update has made old, stands in the way of its name.
  if (there.value !== null && !isUsable(there.value)) {
    const removed = await removeSet(input, world)
    if (!removed.ok) return removed
  }
  if (there.value === null || !isUsable(there.value)) {
    const created = await call(world, 'CreateChangeSet', input)
    if (!created.ok) return created
  }
  const set = await settledChangeSet(input, world)
  if (!set.ok) return set
  const reason = String(set.value?.StatusReason ?? '')
  if (set.value !== null && (String(set.value.Status) === 'CREATE_COMPLETE' || NO_CHANGES.test(reason))) return ok(null)
  await removeSet(input, world)
  return fail({
    code: 'deploy/change-set-failed',
    message: `CloudFormation made no change set of \`${String(input.StackName)}\`: ${reason === '' ? 'it is gone' : reason}`,
    hint: 'nothing was changed; mend the reason and run the same command again',
    at: null,
  })
}

const isUsable = ({ Status, ExecutionStatus, StatusReason }: Answer): boolean =>
  (Status === 'CREATE_COMPLETE' && /^(AVAILABLE|EXECUTE_IN_PROGRESS|EXECUTE_COMPLETE)$/.test(String(ExecutionStatus))) ||
  (Status === 'FAILED' && NO_CHANGES.test(String(StatusReason)))

/** Every page of what a change set would change. */
async function changesIn(input: Answer, world: World): Promise<Result<readonly Answer[], Problem>> {
  const { StackName, ChangeSetName } = input
  const all: Answer[] = []
  let NextToken: unknown
  do {
    const page = await call(world, 'DescribeChangeSet', { StackName, ChangeSetName, ...(NextToken !== undefined && { NextToken }) })
    if (!page.ok) return page
    all.push(...list(page.value.Changes))
    NextToken = page.value.NextToken
  } while (typeof NextToken === 'string')
  return ok(all)
}

export async function checkChangeSet(input: Answer, world: World): Promise<Done> {
  const set = await settledChangeSet(input, world)
  if (!set.ok) return set
  if (set.value === null) {
    // It was executed already, by a run that ended before it could say so; or somebody removed it.
    const has = await hasTemplateOf(input, world)
    return !has.ok ? has : has.value ? ok(null) : fail(setGone(String(input.ChangeSetName)))
  }
  if (set.value.ExecutionStatus !== 'AVAILABLE') return ok(null)
  const pages = await changesIn(input, world)
  if (!pages.ok) return pages
  const changes = pages.value.map(readChange)
  const wider = beyondEdit(changes, list(input.touched) as unknown as readonly TouchedResource[])
  if (wider !== null) {
    await removeSet(input, world)
    return fail(wider)
  }
  const shown = {
    stack: String(input.StackName),
    name: String(input.ChangeSetName),
    changes: changes.map(({ details: _, ...change }) => change),
  }
  if ((await world.approve?.(shown)) === false) return fail(notApproved)
  return ok(null)
}

const setGone = (name: string): Problem => ({
  code: 'deploy/change-set-gone',
  message: `the change set \`${name}\` is not there any more, and the stack has another template`,
  hint: 'run the same command again: it makes another one',
  at: null,
})

const notApproved: Problem = {
  code: 'deploy/not-approved',
  message: 'the change set was not approved: it stands there, and was not executed',
  hint: 'run the same command again to look at it once more, or with `--yes` to execute it',
  at: null,
}

export async function executeChangeSet(input: Answer, world: World): Promise<Done> {
  const set = await settledChangeSet(input, world)
  if (!set.ok) return set
  if (set.value?.Status === 'FAILED') {
    // Nothing to change: the stack has this template already.
    const removed = await removeSet(input, world)
    return removed.ok ? ok(null) : removed
  }
  if (set.value?.ExecutionStatus === 'AVAILABLE') {
    const answer = await insist(world, 'cloudformation', 'ExecuteChangeSet', input)
    // Somebody was faster, perhaps this command before it ended: what the stack is then decides.
    if (!answer.ok && !/^(ChangeSetNotFound|InvalidChangeSetStatus)/.test(answer.error.code))
      return fail(awsProblem('cloudformation:ExecuteChangeSet', answer.error))
  }
  const status = await settledStack(String(input.StackName), world)
  if (!status.ok) return status
  const has = await hasTemplateOf(input, world)
  if (!has.ok) return has
  if (/ROLLBACK|FAILED/.test(status.value) && !has.value) return fail(await stackFailed(String(input.StackName), status.value, world))
  return has.value ? ok(null) : fail(otherTemplate(String(input.StackName)))
}

/** Whether the stack's template is the one that the change set's name was made of. */
async function hasTemplateOf({ StackName, ChangeSetName }: Answer, world: World): Promise<Result<boolean, Problem>> {
  const now = await call(world, 'GetTemplate', { StackName, TemplateStage: 'Original' })
  return now.ok ? ok(String(ChangeSetName).endsWith(`-${fingerprint(bodyOf(now.value))}`)) : now
}

/** A change set that was never executed goes with the deployment that made it. */
export async function deleteChangeSet(input: Answer, world: World): Promise<Done> {
  const answer = await insist(world, 'cloudformation', 'DeleteChangeSet', input)
  return answer.ok || /^(ChangeSetNotFound|InvalidChangeSetStatus)/.test(answer.error.code)
    ? ok(null)
    : fail(awsProblem('cloudformation:DeleteChangeSet', answer.error))
}
