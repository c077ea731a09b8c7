/** Checks between the beats: what was put is there, time has passed, and AWS itself allows what is needed. */
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { parseDocument, sameDocument } from './documents.js'
import { insist } from './insist.js'
import { awsProblem } from './problems.js'
import type { Step, World } from './types.js'

type Answer = Readonly<Record<string, unknown>>

export async function verify(step: Step, world: World): Promise<Result<null, Problem>> {
  switch (step.call) {
    case 'verify:read-back':
      return readBack(step.input, world)
    case 'verify:propagation': {
      await world.clock.sleep(Number(step.input.ms))
      return ok(null)
    }
    case 'verify:simulate':
      return simulate(step.input, world)
    default:
      return ok(null)
  }
}

interface Shown {
  readonly name: string
  readonly kind: 'inline' | 'managed'
  readonly document: string
}

async function readBack(input: Step['input'], world: World): Promise<Result<null, Problem>> {
  const role = String(input.RoleName)
  const attached = await insist(world, 'iam', 'ListAttachedRolePolicies', { RoleName: role })
  if (!attached.ok) return fail(awsProblem('iam:ListAttachedRolePolicies', attached.error))
  const arns = new Map(
    ((attached.value.AttachedPolicies ?? []) as readonly Answer[]).map((it) => [String(it.PolicyName), String(it.PolicyArn)]),
  )
  for (const { name, kind, document } of (input.policies ?? []) as readonly Shown[]) {
    const found = kind === 'inline' ? await inlineDocument(role, name, world) : await managedDocuments(arns.get(name), world)
    if (!found.ok) return found
    if (!found.value.some((it) => sameDocument(parseDocument(it), parseDocument(document)))) return fail(differs(role, name))
  }
  return ok(null)
}

async function inlineDocument(role: string, name: string, world: World): Promise<Result<readonly unknown[], Problem>> {
  const policy = await insist(world, 'iam', 'GetRolePolicy', { RoleName: role, PolicyName: name })
  if (policy.ok) return ok([policy.value.PolicyDocument])
  return /^NoSuchEntity/.test(policy.error.code) ? ok([]) : fail(awsProblem('iam:GetRolePolicy', policy.error))
}

/** A version that is not in force yet is among them. */
async function managedDocuments(arn: string | undefined, world: World): Promise<Result<readonly unknown[], Problem>> {
  if (arn === undefined) return ok([])
  const versions = await insist(world, 'iam', 'ListPolicyVersions', { PolicyArn: arn })
  if (!versions.ok) return fail(awsProblem('iam:ListPolicyVersions', versions.error))
  const documents: unknown[] = []
  for (const { VersionId } of (versions.value.Versions ?? []) as readonly Answer[]) {
    const version = await insist(world, 'iam', 'GetPolicyVersion', { PolicyArn: arn, VersionId })
    if (!version.ok) return fail(awsProblem('iam:GetPolicyVersion', version.error))
    documents.push((version.value.PolicyVersion as Answer | undefined)?.Document)
  }
  return ok(documents)
}

const differs = (role: string, name: string): Problem => ({
  code: 'deploy/read-back',
  message: `\`${name}\` of \`${role}\` does not say what was put there`,
  hint: 'somebody else changes this role: nothing of the old was removed; run the same command again',
  at: null,
})

async function simulate(input: Step['input'], world: World): Promise<Result<null, Problem>> {
  for (const { action, resource } of (input.requests ?? []) as readonly { readonly action: string; readonly resource: string }[]) {
    const answer = await insist(world, 'iam', 'SimulatePrincipalPolicy', {
      PolicySourceArn: input.PolicySourceArn,
      ActionNames: [action],
      ResourceArns: [resource],
    })
    if (!answer.ok) {
      // Not every deployer may simulate, and not every stand-in of AWS can.
      world.note(`not simulated (${answer.error.code})`)
      return ok(null)
    }
    const [result] = (answer.value.EvaluationResults ?? []) as readonly Answer[]
    if (result !== undefined && result.EvalDecision !== 'allowed')
      return fail({
        code: 'deploy/not-allowed',
        message: `AWS answers ${String(result.EvalDecision)} for \`${action}\` on \`${resource}\` with the new role`,
        hint: 'a permissions boundary or a service control policy stands in the way; nothing of the old was removed',
        at: null,
      })
  }
  return ok(null)
}
