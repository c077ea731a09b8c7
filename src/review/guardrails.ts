/** Guardrails: what a person asks of every role and every policy of an app, proved or shown broken by a request. */
import type { App } from '../app/index.js'
import { indexDeclared } from '../needs/index.js'
import type { Statement } from '../policy/index.js'
import { contains, disjoint, type Subject, type Verdict } from '../prove/index.js'
import type { Roles } from '../roles/index.js'
import { escalations } from './escalation.js'
import { publicAccess } from './guardrails-public.js'
import { allowing, type GuardedRole, guardedRole, inSymbols, type World } from './guardrails-roles.js'
import type { GuardedRequests, GuardrailResult, Guardrails, NamedRequests } from './guardrails-types.js'
import { appInstance, type Instance } from './instance.js'

/** @returns a result a guardrail and role (or policy), by name and subject; empty where none is asked for */
export function checkGuardrails(app: App, roles: Roles, guardrails: Guardrails): readonly GuardrailResult[] {
  const index = indexDeclared(app)
  const instance = appInstance(roles, index)
  const guarded = roles.roles.map((role) => ({ role, guarded: guardedRole(role, instance) }))
  const known = guarded.flatMap(({ guarded: it }) => it ?? [])
  const unreadable = guarded.flatMap(({ role, guarded: it }) => (it === null ? [role.id] : []))
  const world: World = { instance, index }
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
    ...(guardrails.noEscalation === null ? [] : escalations(known, roles.assignments, guardrails.noEscalation, world)),
  ]
  return all.sort((a, b) => (a.name === b.name ? (a.subject < b.subject ? -1 : 1) : a.name < b.name ? -1 : 1))
}

type Answer = Omit<GuardrailResult, 'name' | 'subject'>

const notKnown = (because: string): Answer => ({ verdict: 'unknown', counterexample: null, because })

function never(role: GuardedRole, requests: NamedRequests, { instance, index }: World): Answer {
  const forbidden = allowing([requests], instance, index)
  if (forbidden === null) return notKnown('the guardrail cannot be read as a policy')
  return answerOf(disjoint(role.allows, forbidden), role, instance, (action, resource) => `allows ${action} on ${resource}`)
}

function only(role: GuardedRole, requests: readonly GuardedRequests[], { instance, index }: World): Answer {
  const ceiling = allowing(requests, instance, index)
  if (ceiling === null) return notKnown('the guardrail cannot be read as a policy')
  return answerOf(
    contains(ceiling, role.allows),
    role,
    instance,
    (action, resource) => `allows ${action} on ${resource}, beyond the ceiling`,
  )
}

/** With a further policy that allows everything, the requests are still not allowed. */
function mustDeny(role: GuardedRole, requests: NamedRequests, { instance, index }: World): Answer {
  const denied = allowing([requests], instance, index)
  if (denied === null) return notKnown('the guardrail cannot be read as a policy')
  const generous: Subject = {
    kind: 'identity',
    policies: [
      ...role.allows.policies,
      { name: 'any further policy', policy: { version: '2012-10-17', id: null, statements: [EVERYTHING] } },
    ],
  }
  return answerOf(disjoint(generous, denied), role, instance, (action, resource) => `does not deny ${action} on ${resource}`)
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

/** A proof about a role with a policy that nobody sees here is none. */
function answerOf(found: Verdict, role: GuardedRole, instance: Instance, say: (action: string, resource: string) => string): Answer {
  if (found.verdict === 'refuted') {
    const counterexample = inSymbols(found.counterexample, instance, role.arn)
    const { action, resource } = counterexample.request
    return { verdict: 'refuted', counterexample, because: say(action, resource) }
  }
  if (found.verdict === 'unknown') return notKnown(found.reason)
  if (role.unseen !== null) return notKnown(`it also has \`${role.unseen}\`, which is not part of the app`)
  return { verdict: 'proved', counterexample: null, because: null }
}
