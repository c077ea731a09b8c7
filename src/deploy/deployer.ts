/** The least policy that who deploys needs: what the plan's calls check, on the roles of the plan alone. */
import type { AccountState, Document, RolePlan, Step } from './types.js'

const READS = ['iam:GetAccountAuthorizationDetails', 'lambda:ListFunctions']

const ROLE_CALLS = new Set([
  'CreateRole',
  'TagRole',
  'PutRolePolicy',
  'DeleteRolePolicy',
  'AttachRolePolicy',
  'DetachRolePolicy',
  'UpdateAssumeRolePolicy',
  'PutRolePermissionsBoundary',
  'DeleteRole',
])
const POLICY_CALLS = new Set(['CreatePolicy', 'CreatePolicyVersion', 'SetDefaultPolicyVersion', 'DeletePolicyVersion', 'DeletePolicy'])

export function deployerNeeds(state: AccountState, plans: readonly RolePlan[], boundary: string | null): Document {
  const { partition, account, region } = state
  const steps = plans.flatMap((plan) => plan.steps)
  const called = (names: ReadonlySet<string>): readonly Step[] =>
    steps.filter(({ call }) => call.startsWith('iam:') && names.has(call.slice(4)))
  const roleArn = (name: unknown): string => `arn:${partition}:iam::${account}:role${pathOf(plans, String(name))}${String(name)}`
  const statements: Record<string, unknown>[] = [{ Sid: 'Read', Effect: 'Allow', Action: reads(state), Resource: '*' }]
  const onRoles = called(ROLE_CALLS)
  const made = onRoles.filter(({ call }) => call === 'iam:CreateRole' || call === 'iam:PutRolePolicy' || call === 'iam:AttachRolePolicy')
  const bounded = boundary === null ? {} : { Condition: { StringEquals: { 'iam:PermissionsBoundary': boundary } } }
  const add = (sid: string, group: readonly Step[], resource: (step: Step) => string, more: Record<string, unknown> = {}): void => {
    if (group.length === 0) return
    statements.push({
      Sid: sid,
      Effect: 'Allow',
      Action: unique(group.map(({ call }) => call)),
      Resource: unique(group.map(resource)),
      ...more,
    })
  }
  add('WriteRoles', made, ({ input }) => roleArn(input.RoleName), bounded)
  add(
    'ChangeRoles',
    onRoles.filter((step) => !made.includes(step)),
    ({ input }) => roleArn(input.RoleName),
  )
  if (onRoles.some(({ call }) => call === 'iam:CreateRole'))
    add(
      'TagRoles',
      onRoles.filter(({ call }) => call === 'iam:CreateRole').map((step) => ({ ...step, call: 'iam:TagRole' })),
      ({ input }) => roleArn(input.RoleName),
    )
  add('WritePolicies', called(POLICY_CALLS), ({ input }) =>
    String(input.PolicyArn ?? `arn:${partition}:iam::${account}:policy${String(input.Path ?? '/')}${String(input.PolicyName)}`),
  )
  const simulated = steps.filter(({ call }) => call === 'verify:simulate').map((step) => ({ ...step, call: 'iam:SimulatePrincipalPolicy' }))
  add('Simulate', simulated, ({ input }) => String(input.PolicySourceArn))
  const moved = steps.filter(({ call }) => call === 'lambda:UpdateFunctionConfiguration')
  add('PointFunctions', moved, ({ input }) => `arn:${partition}:lambda:${region}:${account}:function:${String(input.FunctionName)}`)
  add(
    'PassRoles',
    moved.map((step) => ({ ...step, call: 'iam:PassRole' })),
    ({ input }) => String(input.Role),
    { Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } } },
  )
  const logging = steps.filter(({ call }) => call === 'apigateway:UpdateAccount')
  add(
    'ApiLogging',
    logging.map((step) => ({ ...step, call: 'apigateway:PATCH' })),
    () => `arn:${partition}:apigateway:${region}::/account`,
  )
  add(
    'PassLoggingRole',
    logging.map((step) => ({ ...step, call: 'iam:PassRole' })),
    ({ input }) => String((input.patchOperations as readonly { readonly value: string }[])[0]?.value),
    {
      Condition: { StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' } },
    },
  )
  const stacks = steps.filter(({ call }) => call.startsWith('cloudformation:'))
  add('ChangeStack', stacks, ({ input }) => `arn:${partition}:cloudformation:${region}:${account}:stack/${String(input.StackName)}/*`)
  return { Version: '2012-10-17', Statement: statements }
}

const reads = (state: AccountState): readonly string[] =>
  unique([
    ...READS,
    ...(state.stack === null ? [] : ['cloudformation:ListStackResources']),
    ...(state.apiLoggingRole === undefined ? [] : ['apigateway:GET']),
  ])

/** A role that is made says its path; others are asked for by their whole ARN, which the plan has read. */
function pathOf(plans: readonly RolePlan[], name: string): string {
  const made = plans.flatMap((plan) => plan.steps).find(({ call, input }) => call === 'iam:CreateRole' && input.RoleName === name)
  return typeof made?.input.Path === 'string' ? made.input.Path : (plans.find((plan) => plan.name === name)?.path ?? '/')
}

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort()
