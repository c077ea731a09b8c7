/** What a plan can change, as the account has it before the first step. */
import type { AccountState, DeployPlan, LiveRole, Snapshot, SnapshotRole } from './types.js'

export function snapshotOf(plan: DeployPlan, state: AccountState, template: string | null): Snapshot {
  const changed = plan.roles.filter(({ steps }) => steps.length > 0)
  const steps = changed.flatMap((role) => role.steps)
  const arns = [...new Set(steps.flatMap(({ input }) => (typeof input.PolicyArn === 'string' ? [input.PolicyArn] : [])))].sort()
  const names = new Set(
    steps.flatMap(({ call, input }) => (call === 'lambda:UpdateFunctionConfiguration' ? [String(input.FunctionName)] : [])),
  )
  // A stack points its functions itself: those with a role that it changes can get another.
  const ofStack = new Set(
    plan.stack === undefined
      ? []
      : plan.roles.flatMap(({ name, change }) => (change === 'none' ? [] : (state.roles.get(name.toLowerCase())?.arn ?? []))),
  )
  return {
    roles: plan.roles
      .filter(({ change }) => change !== 'foreign' && change !== 'none')
      .map(({ name }) => ({ name, before: beforeOf(state.roles.get(name.toLowerCase())) })),
    policies: arns.flatMap((arn) => {
      const policy = state.policies.get(arn)
      return policy === undefined ? [] : [{ arn, document: policy.document, defaultVersion: policy.defaultVersion }]
    }),
    functions: state.functions.filter(({ name, roleArn }) => names.has(name) || ofStack.has(roleArn)),
    ...(steps.some(({ call }) => call === 'apigateway:UpdateAccount') && { apiLoggingRole: state.apiLoggingRole ?? null }),
    template: steps.some(({ call }) => call.startsWith('cloudformation:')) ? template : null,
  }
}

function beforeOf(role: LiveRole | undefined): SnapshotRole['before'] {
  if (role === undefined) return null
  return {
    id: role.id,
    arn: role.arn,
    path: role.path,
    trustPolicy: role.trustPolicy,
    inline: Object.fromEntries([...role.inline].sort(([a], [b]) => (a < b ? -1 : 1))),
    attached: role.attached.map(({ arn }) => arn).sort(),
    boundary: role.boundary,
    tags: role.tags,
  }
}
