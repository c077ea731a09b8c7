/** What others changed beside the template. */
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { type Answer, call, type Done, list, MAX_WAITS, tooSlow, WAIT_MS } from './stack-calls.js'
import type { World } from './types.js'

/** Source: CloudFormation API Reference, "DetectStackDrift", LogicalResourceIds. */
const MAX_FILTERS = 200

/** Drift of what the edit touches stops it; that of other resources is said. */
export async function checkDrift(input: Answer, world: World): Promise<Done> {
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
