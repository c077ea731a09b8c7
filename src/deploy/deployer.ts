/**
 * The least policy that who deploys needs: what the plan's calls check, on the roles and functions of the plan alone.
 *
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Identity and Access Management".
 */
import { stackStatements } from './stack-needs.js'
import type { AccountState, Document, RolePlan, Step } from './types.js'

interface Row {
  readonly sid: string
  /** Steps that ask for it. */
  readonly of: (step: Step) => boolean
  /** Null: the call itself. */
  readonly actions: readonly string[] | null
  readonly on: (step: Step) => string
  readonly conditions?: Readonly<Record<string, unknown>>
}

const GIVING = new Set(['iam:CreateRole', 'iam:PutRolePolicy', 'iam:AttachRolePolicy'])
const POLICY = /^iam:(Create|Delete|SetDefault)Policy/
const passedTo = (service: string): NonNullable<Row['conditions']> => ({ StringEquals: { 'iam:PassedToService': service } })

/** @param boundary where roles are made under one, no role may be given anything without it */
export function deployerNeeds(state: AccountState, plans: readonly RolePlan[], boundary: string | null): Document {
  const steps = plans.flatMap((plan) => plan.steps)
  const statements: unknown[] = [{ Sid: 'Read', Effect: 'Allow', Action: reads(state), Resource: '*' }]
  for (const { sid, of, actions, on, conditions } of rows(state, plans, boundary)) {
    const asking = steps.filter(of)
    if (asking.length === 0) continue
    const Action = unique(actions ?? asking.map(({ call }) => call))
    statements.push({
      Sid: sid,
      Effect: 'Allow',
      Action,
      Resource: unique(asking.map(on)),
      ...(conditions !== undefined && { Condition: conditions }),
    })
  }
  return { Version: '2012-10-17', Statement: [...statements, ...stackStatements(state, steps)] }
}

function rows({ partition, account, region }: AccountState, plans: readonly RolePlan[], boundary: string | null): readonly Row[] {
  const is = (call: string) => (step: Step) => step.call === call
  const paths = new Map(plans.map(({ name, path }) => [name, path]))
  const role = ({ input }: Step): string =>
    `arn:${partition}:iam::${account}:role${paths.get(String(input.RoleName)) ?? '/'}${String(input.RoleName)}`
  const policy = ({ input }: Step): string =>
    String(input.PolicyArn ?? `arn:${partition}:iam::${account}:policy${String(input.Path ?? '/')}${String(input.PolicyName)}`)
  const onRole = ({ call, input }: Step): boolean => call.startsWith('iam:') && input.RoleName !== undefined
  const moves = is('lambda:UpdateFunctionConfiguration')
  const logs = is('apigateway:UpdateAccount')
  return [
    {
      sid: 'GiveToRoles',
      of: ({ call }) => GIVING.has(call),
      actions: null,
      on: role,
      ...(boundary !== null && { conditions: { StringEquals: { 'iam:PermissionsBoundary': boundary } } }),
    },
    { sid: 'ChangeRoles', of: (step) => onRole(step) && !GIVING.has(step.call), actions: null, on: role },
    { sid: 'TagRoles', of: is('iam:CreateRole'), actions: ['iam:TagRole'], on: role },
    {
      sid: 'ReadRoles',
      of: is('verify:read-back'),
      actions: ['iam:GetRole', 'iam:GetRolePolicy', 'iam:ListAttachedRolePolicies'],
      on: role,
    },
    { sid: 'ChangePolicies', of: ({ call }) => POLICY.test(call), actions: null, on: policy },
    { sid: 'ReadPolicies', of: ({ call }) => POLICY.test(call), actions: ['iam:GetPolicyVersion', 'iam:ListPolicyVersions'], on: policy },
    { sid: 'TagPolicies', of: is('iam:CreatePolicy'), actions: ['iam:TagPolicy'], on: policy },
    {
      sid: 'Simulate',
      of: is('verify:simulate'),
      actions: ['iam:SimulatePrincipalPolicy'],
      on: ({ input }) => String(input.PolicySourceArn),
    },
    {
      sid: 'PointFunctions',
      of: moves,
      actions: null,
      on: ({ input }) => `arn:${partition}:lambda:${region}:${account}:function:${String(input.FunctionName)}`,
    },
    {
      sid: 'PassRoles',
      of: moves,
      actions: ['iam:PassRole'],
      on: ({ input }) => String(input.Role),
      conditions: passedTo('lambda.amazonaws.com'),
    },
    { sid: 'ApiLogging', of: logs, actions: ['apigateway:PATCH'], on: () => `arn:${partition}:apigateway:${region}::/account` },
    { sid: 'PassLoggingRole', of: logs, actions: ['iam:PassRole'], on: loggingRole, conditions: passedTo('apigateway.amazonaws.com') },
  ]
}

const loggingRole = ({ input }: Step): string =>
  String((input.patchOperations as readonly { readonly value?: unknown }[] | undefined)?.[0]?.value ?? '*')

const reads = (state: AccountState): readonly string[] =>
  unique([
    'iam:GetAccountAuthorizationDetails',
    'lambda:ListFunctions',
    ...(state.stack === null ? [] : ['cloudformation:ListStackResources']),
    ...(state.stack?.template === undefined ? [] : ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate']),
    ...(state.apiLoggingRole === undefined ? [] : ['apigateway:GET']),
  ])

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort()
