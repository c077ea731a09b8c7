/** A stack's own template and settings, as they were deployed. */
import { fail, ok, type Problem, type Result } from '../outcome/index.js'
import { awsProblem } from './problems.js'
import type { AwsPort, StackTemplate } from './types.js'

type Answer = Readonly<Record<string, unknown>>
const list = (value: unknown): readonly Answer[] => (Array.isArray(value) ? (value as readonly Answer[]) : [])

/** @errors `deploy/no-stack`, `deploy/…` of calls that are refused */
export async function readStackTemplate(aws: AwsPort, StackName: string): Promise<Result<StackTemplate, Problem>> {
  const described = await aws.call('cloudformation', 'DescribeStacks', { StackName })
  if (!described.ok)
    return fail(
      /does not exist/i.test(described.error.message) ? noStack(StackName) : awsProblem('cloudformation:DescribeStacks', described.error),
    )
  const stack = list(described.value.Stacks)[0] ?? {}
  const template = await aws.call('cloudformation', 'GetTemplate', { StackName, TemplateStage: 'Original' })
  if (!template.ok) return fail(awsProblem('cloudformation:GetTemplate', template.error))
  const body = template.value.TemplateBody
  return ok({
    name: String(stack.StackName ?? StackName),
    status: String(stack.StackStatus ?? ''),
    text: typeof body === 'string' ? body : JSON.stringify(body ?? {}),
    parameters: list(stack.Parameters).map(({ ParameterKey, ParameterValue, ResolvedValue }) => ({
      key: String(ParameterKey),
      value: String(ResolvedValue ?? ParameterValue ?? ''),
    })),
    capabilities: (Array.isArray(stack.Capabilities) ? stack.Capabilities : []).map(String),
    roleArn: typeof stack.RoleARN === 'string' ? stack.RoleARN : null,
  })
}

export const noStack = (name: string): Problem => ({
  code: 'deploy/no-stack',
  message: `there is no stack \`${name}\` in this account and region`,
  hint: 'name the stack of the app with `--stack`, or leave it out where the app has none',
  at: null,
})
