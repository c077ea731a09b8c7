/**
 * Steps on a stack, so that doing one a second time does no harm: a change set that is there is taken up, one that was
 * executed is waited for, and the template that the stack has then says whether it was this one.
 */
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { changeOfAccess, documentsOf } from './access.js'
import { insist } from './insist.js'
import { awsProblem } from './problems.js'
import { readAccount } from './read-account.js'
import { beyondEdit, readChange } from './stack-check.js'
import { fingerprint } from './stack-edit.js'
import type { ExpectedRole, Step, TouchedResource, World } from './types.js'

type Answer = Readonly<Record<string, unknown>>
type Done = Result<null, Problem>

const list = (value: unknown): readonly Answer[] => (Array.isArray(value) ? (value as readonly Answer[]) : [])
const WAIT_MS = 3000
const MAX_WAITS = 1200
const NO_CHANGES = /didn't contain changes|No updates are to be performed/i

/** Problems after which the update's steps are to be done again, since nothing of it stands. */
export const isTakenBack = ({ code }: Problem, { call: name }: Step): boolean =>
  /^deploy\/(change-set-wider|change-set-gone|stack-failed)$/.test(code) ||
  (code === 'deploy/denied' && name === 'cloudformation:ExecuteChangeSet')

export const isStackStep = ({ call }: Step): boolean => STEPS.has(call)

export async function performOnStack(step: Step, world: World): Promise<Done> {
  return STEPS.get(step.call)?.(step.input, world) ?? ok(null)
}

const call = async (world: World, operation: string, input: Answer): Promise<Result<Answer, Problem>> => {
  const answer = await insist(world, 'cloudformation', operation, input)
  return answer.ok ? answer : fail(awsProblem(`cloudformation:${operation}`, answer.error))
}

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

async function createChangeSet(input: Answer, world: World): Promise<Done> {
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

async function checkChangeSet(input: Answer, world: World): Promise<Done> {
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

async function executeChangeSet(input: Answer, world: World): Promise<Done> {
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

const bodyOf = ({ TemplateBody }: Answer): string => (typeof TemplateBody === 'string' ? TemplateBody : JSON.stringify(TemplateBody ?? {}))

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

const tooSlow: Problem = {
  code: 'deploy/stack-slow',
  message: 'the stack is still at work after an hour',
  hint: 'look at its events; the same command goes on where it stopped',
  at: null,
}

/** What CloudFormation could not do, in the words of the first resource that failed. */
async function stackFailed(stack: string, status: string, world: World): Promise<Problem> {
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

const otherTemplate = (stack: string): Problem => ({
  code: 'deploy/stack-changed',
  message: `\`${stack}\` was updated by somebody else meanwhile: its template is not the one that was planned`,
  hint: 'take this deployment back with `--rollback`, which leaves their template alone, and make the plan again',
  at: null,
})

/** Source: CloudFormation API Reference, "DetectStackDrift", LogicalResourceIds. */
const MAX_FILTERS = 200

/** Drift of what the edit touches stops it; that of other resources is said. */
async function checkDrift(input: Answer, world: World): Promise<Done> {
  const { StackName } = input
  const resources = (input.resources ?? []) as readonly string[]
  if (resources.length === 0) return ok(null)
  // Only what is changed: reading the rest would ask for more rights than the change itself.
  const asked = resources.length <= MAX_FILTERS ? { LogicalResourceIds: resources } : {}
  const begun = await call(world, 'DetectStackDrift', { StackName, ...asked })
  if (!begun.ok) return begun
  const { StackDriftDetectionId } = begun.value
  for (let i = 0; ; i++) {
    const status = await call(world, 'DescribeStackDriftDetectionStatus', { StackDriftDetectionId })
    if (!status.ok) return status
    if (status.value.DetectionStatus !== 'DETECTION_IN_PROGRESS') break
    if (i >= MAX_WAITS) return fail(tooSlow)
    await world.clock.sleep(WAIT_MS)
  }
  const drifts = await driftsOf(String(StackName), world)
  if (!drifts.ok) return drifts
  const watched = new Set(resources)
  const ownPolicies = (input.ownPolicies ?? []) as readonly string[]
  const ours = drifts.value.filter((it) => watched.has(String(it.LogicalResourceId)) && !isOfOwnPolicies(it, ownPolicies))
  for (const it of drifts.value)
    if (!watched.has(String(it.LogicalResourceId))) world.note(`drift beside what is changed here: ${sentenceOf(it)}`)
  const [first] = ours
  if (first === undefined) return ok(null)
  return fail({
    code: 'deploy/drifted',
    message: `${sentenceOf(first)}${ours.length > 1 ? `, and ${ours.length - 1} more of the stack` : ''}`,
    hint: 'put it back, or take it over into the template and deploy that first: an update would not see the change, and could undo half of it',
    at: null,
  })
}

/** Whether all that differs is policies of the stack's own, which CloudFormation sees on the role they are on. */
function isOfOwnPolicies({ PropertyDifferences }: Answer, own: readonly string[]): boolean {
  const differences = list(PropertyDifferences)
  return (
    differences.length > 0 &&
    differences.every(({ DifferenceType, PropertyPath, ActualValue }) => {
      if (DifferenceType !== 'ADD' || !/^\/(Policies|ManagedPolicyArns)\b/.test(String(PropertyPath))) return false
      const actual = String(ActualValue)
      const name = /"PolicyName"\s*:\s*"([^"]*)"/.exec(actual)?.[1] ?? actual.replaceAll('"', '')
      return own.includes(name)
    })
  )
}

async function driftsOf(StackName: string, world: World): Promise<Result<readonly Answer[], Problem>> {
  const all: Answer[] = []
  let NextToken: unknown
  do {
    const page = await call(world, 'DescribeStackResourceDrifts', {
      StackName,
      StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'],
      ...(NextToken !== undefined && { NextToken }),
    })
    if (!page.ok) return page
    all.push(...list(page.value.StackResourceDrifts))
    NextToken = page.value.NextToken
  } while (typeof NextToken === 'string')
  return ok(all)
}

function sentenceOf({ LogicalResourceId, PhysicalResourceId, StackResourceDriftStatus, PropertyDifferences }: Answer): string {
  const where = list(PropertyDifferences)
    .slice(0, 3)
    .map(({ PropertyPath }) => `\`${String(PropertyPath)}\``)
  const what = StackResourceDriftStatus === 'DELETED' ? 'was deleted' : `was changed${where.length > 0 ? ` at ${where.join(', ')}` : ''}`
  return `\`${String(LogicalResourceId)}\` (${String(PhysicalResourceId)}) ${what} beside its stack`
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

/** A change set that was never executed goes with the deployment that made it. */
async function deleteChangeSet(input: Answer, world: World): Promise<Done> {
  const answer = await insist(world, 'cloudformation', 'DeleteChangeSet', input)
  return answer.ok || /^(ChangeSetNotFound|InvalidChangeSetStatus)/.test(answer.error.code)
    ? ok(null)
    : fail(awsProblem('cloudformation:DeleteChangeSet', answer.error))
}

const STEPS: ReadonlyMap<string, (input: Answer, world: World) => Promise<Done>> = new Map([
  ['cloudformation:CreateChangeSet', createChangeSet],
  ['cloudformation:ExecuteChangeSet', executeChangeSet],
  ['cloudformation:DeleteChangeSet', deleteChangeSet],
  ['verify:change-set', checkChangeSet],
  ['verify:stack-drift', checkDrift],
  ['verify:stack', readBackStack],
])
