/**
 * What who deploys through a stack must be allowed: its change sets, a look at drift, and what CloudFormation does in their
 * name, unless the stack has a service role for that. What is new has no name yet, and begins with the stack's.
 *
 * Source: CloudFormation User Guide, "Control CloudFormation access with AWS Identity and Access Management", "CloudFormation
 * service role"; CloudFormation API Reference, "DetectStackDrift".
 */
import type { AccountState, Step, TouchedResource } from './types.js'

const CHANGING = [
  'CreateChangeSet',
  'DeleteChangeSet',
  'DescribeChangeSet',
  'DescribeStackEvents',
  'DescribeStackResourceDrifts',
  'DescribeStacks',
  'DetectStackDrift',
  'ExecuteChangeSet',
  'GetTemplate',
  'ListStackResources',
].map((name) => `cloudformation:${name}`)

const TAKEN_BACK = ['iam:DeleteRole', 'iam:DeleteRolePolicy', 'iam:DetachRolePolicy']
const ON_ROLE: Readonly<Record<TouchedResource['change'], readonly string[]>> = {
  add: ['iam:AttachRolePolicy', 'iam:CreateRole', 'iam:GetRole', 'iam:PutRolePolicy', 'iam:TagRole', ...TAKEN_BACK],
  modify: [
    'iam:AttachRolePolicy',
    'iam:DeleteRolePolicy',
    'iam:DetachRolePolicy',
    'iam:GetRole',
    'iam:PutRolePolicy',
    'iam:TagRole',
    'iam:UntagRole',
    'iam:UpdateAssumeRolePolicy',
    'iam:UpdateRole',
  ],
  remove: ['iam:GetRole', ...TAKEN_BACK],
}
const ROLE_READS = ['iam:GetRole', 'iam:GetRolePolicy', 'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies']

interface Touched extends TouchedResource {
  readonly physicalId: string | null
}

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort()

/** @returns no statements where no stack is changed */
export function stackStatements(state: AccountState, steps: readonly Step[]): readonly object[] {
  const checks = steps.filter(({ call }) => call === 'verify:change-set')
  const name = state.stack?.name
  if (checks.length === 0 || name === undefined) return []
  const { partition, region, account } = state
  const touched = checks.flatMap(({ input }): readonly Touched[] => {
    const ids = (input.physicalIds ?? {}) as Readonly<Record<string, string>>
    return (input.touched as readonly TouchedResource[]).flatMap((it) => [
      { ...it, physicalId: ids[it.id] ?? null },
      // The role that SAM makes changes with the function.
      ...(it.type.startsWith('AWS::Serverless::')
        ? [
            {
              ...it,
              id: `${it.id}Role`,
              type: 'AWS::IAM::Role',
              physicalId: state.stack?.resources.get(`${it.id}Role`)?.physicalId ?? null,
            },
          ]
        : []),
    ])
  })
  const allow = (Sid: string, Action: readonly string[], Resource: readonly string[] | string, Condition?: object): readonly object[] =>
    Action.length === 0 || Resource.length === 0
      ? []
      : [
          {
            Sid,
            Effect: 'Allow',
            Action: unique(Action),
            Resource: typeof Resource === 'string' ? Resource : unique(Resource),
            ...(Condition && { Condition }),
          },
        ]
  const roleArn = ({ physicalId }: Touched): string => {
    const live = physicalId === null ? undefined : state.roles.get(physicalId.toLowerCase())
    return live?.arn ?? `arn:${partition}:iam::${account}:role/${name}-*`
  }
  const functionArn = ({ physicalId }: Touched): string =>
    `arn:${partition}:lambda:${region}:${account}:function:${physicalId ?? `${name}-*`}`
  const roles = touched.filter(({ type }) => type === 'AWS::IAM::Role')
  const functions = touched.filter(({ type }) => /::Function$/.test(type))
  const has = (type: RegExp): boolean => touched.some((it) => type.test(it.type))
  const newRoles = `arn:${partition}:iam::${account}:role/${name}-*`
  const own = [
    ...allow('ChangeStack', CHANGING, [`arn:${partition}:cloudformation:${region}:${account}:stack/${name}/*`]),
    ...allow('FollowDrift', ['cloudformation:DescribeStackDriftDetectionStatus'], '*'),
    ...allow('LookForDrift', ROLE_READS, roles.filter(({ physicalId }) => physicalId !== null).map(roleArn)),
    ...allow(
      'LookAtFunctions',
      functions.length === 0 ? [] : ['lambda:GetFunctionConfiguration', 'lambda:GetPolicy'],
      functions.map(functionArn),
    ),
  ]
  if (checks.some(({ input }) => input.serviceRole !== null)) return own
  return [
    ...own,
    ...allow(
      'StackRoles',
      roles.flatMap(({ change }) => ON_ROLE[change]),
      roles.map(roleArn),
    ),
    ...allow('StackPolicies', has(/^AWS::IAM::(Role)?Policy$/) ? ['iam:DeleteRolePolicy', 'iam:GetRolePolicy', 'iam:PutRolePolicy'] : [], [
      newRoles,
      ...roles.map(roleArn),
    ]),
    ...allow(
      'StackManagedPolicies',
      has(/^AWS::IAM::ManagedPolicy$/)
        ? [
            'iam:CreatePolicy',
            'iam:CreatePolicyVersion',
            'iam:DeletePolicy',
            'iam:DeletePolicyVersion',
            'iam:GetPolicy',
            'iam:ListPolicyVersions',
          ]
        : [],
      [`arn:${partition}:iam::${account}:policy/${name}-*`],
    ),
    ...allow('PointFunctions', functions.length === 0 ? [] : ['lambda:UpdateFunctionConfiguration'], functions.map(functionArn)),
    ...allow('PassRoles', functions.length === 0 ? [] : ['iam:PassRole'], [newRoles, ...roles.map(roleArn)], {
      StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' },
    }),
    ...allow('Permissions', has(/^AWS::Lambda::Permission$/) ? ['lambda:AddPermission', 'lambda:RemovePermission'] : [], [
      `arn:${partition}:lambda:${region}:${account}:function:${name}-*`,
    ]),
    ...allow('ApiLogging', has(/^AWS::ApiGateway::Account$/) ? ['apigateway:GET', 'apigateway:PATCH'] : [], [
      `arn:${partition}:apigateway:${region}::/account`,
    ]),
    ...allow('PassLoggingRole', has(/^AWS::ApiGateway::Account$/) ? ['iam:PassRole'] : [], [newRoles, ...roles.map(roleArn)], {
      StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' },
    }),
  ]
}
