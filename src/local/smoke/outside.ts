/**
 * Requests beyond each role: what other parts of the app need, and what the template's own role allows. Each is judged by the
 * gateway with a session of the role, and beside it under the role that the template gives.
 */
import { managedPolicy } from '../../catalog/index.js'
import { authorizer } from '../../decide/index.js'
import type { Generation } from '../../generate/index.js'
import type { RolePlan, RunningApp } from '../app/index.js'
import type { Caller, LocalAws } from '../types.js'
import { cellsOf } from '../verify/index.js'
import type { Outside } from './types.js'

interface Pair {
  readonly action: string
  readonly resource: string
}

export function outsideRequests({
  aws,
  app,
  generation,
}: {
  readonly aws: LocalAws
  readonly app: RunningApp
  readonly generation: Generation
}): readonly Outside[] {
  const plans = new Map(app.roles().map((plan) => [plan.id, plan]))
  const declared = new Map(app.declaredRoles().map((plan) => [plan.id, plan]))
  const needed = generation.roles.roles.flatMap(({ id }) => pairsOf(plans.get(id)))
  const rows: Outside[] = []
  for (const { subject, service, roles } of generation.roles.assignments) {
    const plan = plans.get(roles[0] ?? '')
    const caller = plan === undefined ? null : callerOf(aws, plan, subject, service)
    if (plan === undefined || caller === null) continue
    const own = judgeOf([...roles].flatMap((id) => plans.get(id) ?? []))
    const broad = declaredRoles(subject, generation).flatMap((id) => declared.get(id) ?? [])
    const judgeDeclared = broad.length === 0 ? null : judgeOf(broad)
    const names = broad.map(({ id }) => id).sort()
    for (const pair of unique([...needed, ...broad.flatMap(pairsOf)])) {
      // What its own role allows is not outside.
      if (own(pair, aws) === 'allowed') continue
      const { decision } = aws.authorize({ as: caller, action: pair.action, resource: pair.resource })
      const beside = judgeDeclared === null ? null : { roles: names, decision: judgeDeclared(pair, aws) }
      rows.push({ subject, role: plan.id, action: pair.action, resource: pair.resource, decision, declared: beside })
    }
  }
  return rows
}

function callerOf(aws: LocalAws, plan: RolePlan, subject: string, service: string): Caller | null {
  const account = aws.accounts[0]?.id ?? ''
  const session = aws.sessionFor(plan.arn, subject.replace(/[^\w+=,.@-]/g, '-').slice(0, 64), { service, sourceAccount: account })
  return 'fault' in session ? null : aws.callerOf(session)
}

/** The roles that the template gives a part of the app: an API can name several. */
function declaredRoles(subject: string, { app, needs }: Generation): readonly string[] {
  const fn = app.functions.get(subject)
  if (fn !== undefined) return fn.role.kind === 'resource' ? [fn.role.id] : []
  return [...new Set((needs.principals.get(subject)?.byRole ?? []).flatMap(({ role }) => role ?? []))]
}

/** Concrete requests of a role's cells: a pattern stands for one that fits it. */
const pairsOf = (plan: RolePlan | undefined): readonly Pair[] =>
  plan === undefined
    ? []
    : cellsOf(plan, new Map())
        .filter(({ action }) => !action.includes('*'))
        .map(({ action, resource }) => ({ action, resource: resource === '*' ? '*' : concrete(action, resource) }))

/** A bucket's name where an action is for buckets; else an example in place of each wildcard. */
const concrete = (action: string, resource: string): string =>
  action.startsWith('s3:List') || action.startsWith('s3:GetBucket')
    ? resource.replace(/\/.*$/, '')
    : resource.replaceAll(/\*+/g, 'example').replaceAll('?', 'x')

const unique = (pairs: readonly Pair[]): readonly Pair[] =>
  [...new Map(pairs.map((pair) => [`${pair.action}\n${pair.resource}`, pair])).values()].sort((a, b) =>
    `${a.action}\n${a.resource}` < `${b.action}\n${b.resource}` ? -1 : 1,
  )

type Judge = (pair: Pair, aws: LocalAws) => Outside['decision']

/** The engine on the identity policies alone. */
function judgeOf(plans: readonly RolePlan[]): Judge {
  const identity = plans.flatMap((plan) => [
    ...[...plan.inline, ...plan.managed].map(([name, document]) => ({ name: `${plan.id}/${name}`, document })),
    ...plan.managedPolicyArns.flatMap((arn) => {
      const facts = managedPolicy(arn)
      return facts === null ? [] : [{ name: `${plan.id}/${facts.name}`, document: facts.document }]
    }),
  ])
  const compiled = authorizer({ identity: identity as never })
  const arn = plans[0]?.arn ?? ''
  return ({ action, resource }, aws) =>
    compiled.ok
      ? compiled.value({ principal: arn, action, resource, resourceAccount: aws.accounts[0]?.id, context: {} }).decision
      : 'implicitDeny'
}
