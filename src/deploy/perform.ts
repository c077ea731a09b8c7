/**
 * One step of a plan, so that doing it a second time does no harm: a run can end between a call and its note in the
 * journal. What is there already as it should be counts as done.
 */
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { parseDocument, sameDocument } from './documents.js'
import { insist } from './insist.js'
import { ROLE_TAG } from './owner.js'
import { awsProblem } from './problems.js'
import { isStackStep, performOnStack } from './stack-perform.js'
import type { AwsFault, AwsService, Step, World } from './types.js'
import { verify } from './verify.js'

type Input = Readonly<Record<string, unknown>>
type Answer = Readonly<Record<string, unknown>>

const SERVICES: ReadonlyMap<string, AwsService> = new Map([
  ['iam', 'iam'],
  ['lambda', 'lambda'],
  ['apigateway', 'api-gateway'],
])

/** Calls whose object may be gone already. */
const REMOVALS = new Set(['DeleteRolePolicy', 'DetachRolePolicy', 'DeletePolicyVersion', 'DeletePolicy', 'DeleteRole'])

/** @errors `deploy/…`: what AWS refused, after it was tried again where that can help */
export async function perform(step: Step, world: World): Promise<Result<null, Problem>> {
  if (isStackStep(step)) return performOnStack(step, world)
  if (step.call.startsWith('verify:')) return verify(step, world)
  const [prefix = '', operation = ''] = step.call.split(':')
  const service = SERVICES.get(prefix) ?? 'iam'
  const input = await inputOf(operation, step.input, world)
  if (!input.ok) return input
  if (input.value === null) return ok(null)
  const answer = await insist(world, service, operation, input.value)
  if (!answer.ok)
    return isDone(operation, answer.error) || (await isAsWanted(operation, step.input, answer.error, world))
      ? ok(null)
      : fail(awsProblem(step.call, answer.error))
  return ok(null)
}

/** @returns null where there is nothing to do */
async function inputOf(operation: string, input: Input, world: World): Promise<Result<Input | null, Problem>> {
  if (operation === 'SetDefaultPolicyVersion') {
    const version = await versionOf(String(input.PolicyArn), String(input.VersionOf), world)
    if (!version.ok) return version
    if (version.value === null)
      return fail({
        code: 'deploy/gone',
        message: `no version of \`${String(input.PolicyArn)}\` says what was put there`,
        hint: 'somebody removed it meanwhile: make the plan again',
        at: null,
      })
    return ok({ PolicyArn: input.PolicyArn, VersionId: version.value })
  }
  if (operation === 'CreatePolicyVersion') {
    const version = await versionOf(String(input.PolicyArn), String(input.PolicyDocument), world)
    return version.ok ? ok(version.value === null ? input : null) : version
  }
  return ok(input)
}

async function versionOf(arn: string, document: string, world: World): Promise<Result<string | null, Problem>> {
  const wanted = parseDocument(document)
  const versions = await insist(world, 'iam', 'ListPolicyVersions', { PolicyArn: arn })
  if (!versions.ok) return fail(awsProblem('iam:ListPolicyVersions', versions.error))
  for (const { VersionId } of (versions.value.Versions ?? []) as readonly Answer[]) {
    const version = await insist(world, 'iam', 'GetPolicyVersion', { PolicyArn: arn, VersionId })
    if (!version.ok) return fail(awsProblem('iam:GetPolicyVersion', version.error))
    if (sameDocument(parseDocument((version.value.PolicyVersion as Answer | undefined)?.Document), wanted)) return ok(String(VersionId))
  }
  return ok(null)
}

const isDone = (operation: string, { code }: AwsFault): boolean => REMOVALS.has(operation) && /^NoSuchEntity/.test(code)

/** Something of the name is there: it is ours where it says what we would have made. */
async function isAsWanted(operation: string, input: Input, { code }: AwsFault, world: World): Promise<boolean> {
  if (!/^EntityAlreadyExists/.test(code)) return false
  if (operation === 'CreateRole') {
    const role = await insist(world, 'iam', 'GetRole', { RoleName: input.RoleName })
    const tags = (tag: unknown): string => JSON.stringify(((tag ?? []) as readonly Answer[]).filter(({ Key }) => Key === ROLE_TAG))
    return role.ok && tags((role.value.Role as Answer | undefined)?.Tags) === tags(input.Tags)
  }
  if (operation !== 'CreatePolicy') return false
  const arn = await existingPolicy(input, world)
  const version = arn === null ? ok(null) : await versionOf(arn, String(input.PolicyDocument), world)
  return version.ok && version.value !== null
}

async function existingPolicy(input: Input, world: World): Promise<string | null> {
  const identity = await insist(world, 'sts', 'GetCallerIdentity', {})
  if (!identity.ok) return null
  const partition = String(identity.value.Arn).split(':')[1] ?? 'aws'
  return `arn:${partition}:iam::${String(identity.value.Account)}:policy${String(input.Path ?? '/')}${String(input.PolicyName)}`
}
