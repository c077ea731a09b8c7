/** Guardrails: what a person asks of every role and every policy of an app, proved or shown broken by a request. */
import type { App } from '../app/index.js'
import type { NamedPolicy } from '../decide/index.js'
import { indexDeclared } from '../needs/index.js'
import { operatorFacts, type Statement } from '../policy/index.js'
import { contains, type Subject, type Verdict } from '../prove/index.js'
import type { Roles } from '../roles/index.js'
import { escalations } from './escalation.js'
import { publicAccess } from './guardrails-public.js'
import {
  allowing,
  declaredRoles,
  type GuardedRole,
  guardedRole,
  type IdentitySubject,
  inSymbols,
  mayNot,
  type World,
} from './guardrails-roles.js'
import type { GuardedRequests, GuardrailResult, Guardrails, NamedRequests } from './guardrails-types.js'
import { ANYWHERE, appInstance, type Instance, type Target } from './instance.js'

/** @returns a result a guardrail and role (or policy), by name and subject; empty where none is asked for */
export function checkGuardrails(app: App, roles: Roles, guardrails: Guardrails, target: Target = ANYWHERE): readonly GuardrailResult[] {
  const index = indexDeclared(app)
  const instance = appInstance(roles, index, target)
  const world: World = { app, instance, index }
  const guarded = roles.roles.map((role) => ({ role, guarded: guardedRole(role, world) }))
  const known = guarded.flatMap(({ guarded: it }) => it ?? [])
  const unreadable = guarded.flatMap(({ role, guarded: it }) => (it === null ? [role.id] : []))
  const perRole = [
    ...guardrails.never.map((one) => ({ name: `never:${one.name}`, check: (role: GuardedRole) => never(role, one, world) })),
    ...(guardrails.only === null ? [] : [{ name: 'only', check: (role: GuardedRole) => only(role, guardrails.only ?? [], world) }]),
    ...guardrails.mustDeny.map((one) => ({ name: `mustDeny:${one.name}`, check: (role: GuardedRole) => mustDeny(role, one, world) })),
  ]
  const results = perRole.flatMap(({ name, check }) => [
    ...known.map((role) => ({ name, subject: role.id, ...check(role) })),
    ...unreadable.map((subject) => ({ name, subject, ...notKnown('its policies cannot be read') })),
  ])
  const all = [
    ...results,
    ...(guardrails.noPublic === null ? [] : publicAccess(app, roles, guardrails.noPublic, instance)),
    ...(guardrails.noEscalation === null
      ? []
      : escalations([...known, ...declaredRoles(roles, world)], roles.assignments, guardrails.noEscalation, world)),
  ]
  return all.sort((a, b) => (a.name === b.name ? (a.subject < b.subject ? -1 : 1) : a.name < b.name ? -1 : 1))
}

type Answer = Omit<GuardrailResult, 'name' | 'subject'>

const notKnown = (because: string): Answer => ({ verdict: 'unknown', counterexample: null, because })

function never(role: GuardedRole, requests: NamedRequests, { instance, index }: World): Answer {
  const forbidden = allowing([requests], instance, index)
  if (forbidden === null) return notKnown('the guardrail cannot be read as a policy')
  return answerOf(mayNot(role, forbidden), role, instance, (action, resource) => `allows ${action} on ${resource}`)
}

function only(role: GuardedRole, requests: readonly GuardedRequests[], { instance, index }: World): Answer {
  const ceiling = allowing(requests, instance, index)
  if (ceiling === null) return notKnown('the guardrail cannot be read as a policy')
  return answerOf(beyond(role, ceiling), role, instance, (action, resource) => `allows ${action} on ${resource}, beyond the ceiling`)
}

/** A role stays below a ceiling by its policies, by its boundary, or where it may do none of all that lies above. */
function beyond(role: GuardedRole, ceiling: Subject): Verdict {
  const alone = contains(ceiling, role.allows)
  if (alone.verdict === 'proved' || role.boundary === null || ceiling.kind === 'set') return alone
  const limited = contains(ceiling, role.boundary)
  if (limited.verdict === 'proved') return limited
  return ceiling.policies.some(({ policy }) => policy.statements.some(isTornByLists)) ? alone : mayNot(role, above(ceiling.policies))
}

/** With a further policy that allows everything, the requests are still not allowed. */
function mustDeny(role: GuardedRole, requests: NamedRequests, { instance, index }: World): Answer {
  const denied = allowing([requests], instance, index)
  if (denied === null) return notKnown('the guardrail cannot be read as a policy')
  const generous: IdentitySubject = {
    kind: 'identity',
    policies: [
      ...role.allows.policies,
      { name: 'any further policy', policy: { version: '2012-10-17', id: null, statements: [EVERYTHING] } },
    ],
  }
  return answerOf(
    mayNot({ ...role, allows: generous }, denied),
    role,
    instance,
    (action, resource) => `does not deny ${action} on ${resource}`,
  )
}

const EVERYTHING: Statement = {
  index: 0,
  sid: null,
  effect: 'allow',
  principals: null,
  actions: { only: ['*'] },
  resources: { only: ['*'] },
  conditions: [],
  at: null,
}

/** Several values of a key answer such a condition of an Allow and of a Deny each in its own way. */
const isTornByLists = ({ conditions }: Statement): boolean =>
  conditions.some(({ operator, quantifier }) => quantifier === null && operatorFacts(operator).negated)

/** All requests but those that the Allows of the documents are about. */
const above = (ceiling: readonly NamedPolicy[]): Subject => ({
  kind: 'identity',
  policies: [
    { name: 'everything', policy: { version: '2012-10-17', id: null, statements: [EVERYTHING] } },
    ...ceiling.map(({ name, policy }) => ({
      name,
      policy: { ...policy, statements: policy.statements.map((it): Statement => ({ ...it, effect: 'deny' })) },
    })),
  ],
})

/** A proof about a role with a policy that nobody sees here is none. */
function answerOf(found: Verdict, role: GuardedRole, instance: Instance, say: (action: string, resource: string) => string): Answer {
  if (found.verdict === 'refuted') {
    const counterexample = inSymbols(found.counterexample, instance, role.arn)
    const { action, resource } = counterexample.request
    const unless =
      role.unseenBoundary === null ? '' : `, unless its boundary \`${role.unseenBoundary}\`, which is not part of the app, forbids it`
    return { verdict: 'refuted', counterexample, because: `${say(action, resource)}${unless}` }
  }
  if (found.verdict === 'unknown') return notKnown(found.reason)
  if (role.unseen !== null) return notKnown(`it also has \`${role.unseen}\`, which is not part of the app`)
  return { verdict: 'proved', counterexample: null, because: null }
}
