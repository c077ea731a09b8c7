/**
 * `noEscalation`: over the graph of an app's roles, functions and trust, no role reaches permissions beyond its own.
 *
 * An edge goes from a role to another whose permissions it can get: by assuming it, by handing it to a service, or by
 * changing the code that runs under it. A role that can change policies reaches everything. An edge to a role that
 * allows no more than the first is no escalation; that is proved, not guessed. The way goes on from there: a third role may
 * trust the second and not the first.
 */
import { parsePolicyValue, parseSym } from '../policy/index.js'
import { type Counterexample, contains, disjoint, type Subject } from '../prove/index.js'
import type { Assignment } from '../roles/index.js'
import { ASSUME, BORROWED_ROLES, CODE_CHANGES, PASS, PASS_PATHS, POLICY_CHANGES } from './escalation-paths.js'
import { type GuardedRole, inSymbols, mayNot, type World } from './guardrails-roles.js'
import type { GuardrailResult, Guardrails } from './guardrails-types.js'

const NAME = 'noEscalation'

export function escalations(
  roles: readonly GuardedRole[],
  assignments: readonly Assignment[],
  { except }: NonNullable<Guardrails['noEscalation']>,
  world: World,
): readonly GuardrailResult[] {
  const graph: Graph = { roles, functions: functionsOf(assignments, roles, world), world, asked: new Map() }
  return roles
    .filter((role) => !except.includes(role.id))
    .map((role): GuardrailResult => {
      const found = policyChange(role, graph) ?? otherRole(role, graph)
      if (found !== null) {
        const counterexample = inSymbols(found.counterexample, world.instance, role.arn)
        return { name: NAME, subject: role.id, verdict: 'refuted', counterexample, because: found.because }
      }
      if (role.unseen !== null) {
        return {
          name: NAME,
          subject: role.id,
          verdict: 'unknown',
          counterexample: null,
          because: `it also has \`${role.unseen}\`, which is not part of the app`,
        }
      }
      return { name: NAME, subject: role.id, verdict: 'proved', counterexample: null, because: null }
    })
}

interface Graph {
  readonly roles: readonly GuardedRole[]
  readonly functions: readonly { readonly id: string; readonly arn: string; readonly role: GuardedRole }[]
  readonly world: World
  /** Answers by role, action and resource: paths share their steps. */
  readonly asked: Map<string, Counterexample | null>
}

interface Escalation {
  readonly counterexample: Counterexample
  readonly because: string
}

function functionsOf(assignments: readonly Assignment[], roles: readonly GuardedRole[], { instance }: World): Graph['functions'] {
  return assignments
    .filter(({ service }) => service === 'lambda.amazonaws.com')
    .flatMap(({ subject, roles: own }) => {
      const role = roles.find((it) => it.id === own[0])
      const arn = instance.text(parseSym(`arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:\${${subject}}`))
      return role === undefined ? [] : [{ id: subject, arn, role }]
    })
}

/** A request of the role that takes the action on a resource of the pattern; null where there is none. */
function ask(role: GuardedRole, action: string, resource: string, graph: Graph, service: string | null = null): Counterexample | null {
  const name = JSON.stringify([role.id, action, resource, service])
  const known = graph.asked.get(name)
  if (known !== undefined) return known
  const condition = service === null ? {} : { Condition: { StringEquals: { 'iam:PassedToService': service } } }
  const parsed = parsePolicyValue(
    { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: resource, ...condition }] },
    'identity',
  )
  const wanted: Subject | null = parsed.ok ? { kind: 'identity', policies: [{ name: 'path', policy: parsed.value }] } : null
  const found = wanted === null ? null : mayNot(role, wanted)
  const answer = found?.verdict === 'refuted' ? found.counterexample : null
  graph.asked.set(name, answer)
  return answer
}

const ofAccount = (pattern: string): string => `arn:*:iam::*:${pattern}`

function policyChange(role: GuardedRole, graph: Graph): Escalation | null {
  for (const { action, on } of POLICY_CHANGES) {
    const counterexample = ask(role, action, ofAccount(on), graph)
    if (counterexample !== null) return { counterexample, because: `${action} lets it give itself any permission` }
  }
  return null
}

function otherRole(role: GuardedRole, graph: Graph): Escalation | null {
  return byCode(role, graph) ?? byBorrowing(role, graph) ?? byPassing(role, graph) ?? byAssuming(role, graph)
}

function byCode(role: GuardedRole, graph: Graph): Escalation | null {
  for (const action of CODE_CHANGES) {
    const { world } = graph
    const stranger = world.instance.text(
      parseSym('arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:rolewright-any-other'),
    )
    const anywhere = ask(role, action, stranger, graph)
    if (anywhere !== null) return { counterexample: anywhere, because: `${action} lets it run code under the role of any function` }
    for (const other of graph.functions) {
      if (other.role.id === role.id) continue
      const counterexample = ask(role, action, other.arn, graph)
      if (counterexample !== null && exceeds(other.role, role)) {
        return { counterexample, because: `${action} lets it run code under \`${other.role.id}\`, which may do more` }
      }
    }
  }
  return null
}

function byBorrowing(role: GuardedRole, graph: Graph): Escalation | null {
  for (const { action, of } of BORROWED_ROLES) {
    const counterexample = ask(role, action, '*', graph)
    if (counterexample !== null) return { counterexample, because: `${action} lets it run commands under the role of ${of}` }
  }
  return null
}

function byPassing(role: GuardedRole, graph: Graph): Escalation | null {
  const stranger = graph.world.instance.text(parseSym('arn:${AWS::Partition}:iam::${AWS::AccountId}:role/rolewright-any-other'))
  for (const { service, actions } of PASS_PATHS) {
    if (!actions.every((action) => ask(role, action, '*', graph) !== null)) continue
    const how = `${PASS} and ${actions.join(', ')}`
    const anyRole = ask(role, PASS, stranger, graph, service)
    if (anyRole !== null) return { counterexample: anyRole, because: `${how} let it use any role that trusts ${service}` }
    for (const other of graph.roles) {
      if (other.id === role.id || !trustsService(other, service)) continue
      const counterexample = ask(role, PASS, other.arn, graph, service)
      if (counterexample !== null && exceeds(other, role))
        return { counterexample, because: `${how} let it use \`${other.id}\`, which may do more` }
    }
  }
  return null
}

function byAssuming(role: GuardedRole, graph: Graph): Escalation | null {
  const stranger = graph.world.instance.text(parseSym('arn:${AWS::Partition}:iam::${AWS::AccountId}:role/rolewright-any-other'))
  const anyRole = ask(role, ASSUME, stranger, graph)
  if (anyRole !== null) return { counterexample: anyRole, because: `${ASSUME} lets it use any role that trusts its account` }
  const reached: { readonly by: GuardedRole; readonly way: string; readonly first: Counterexample | null }[] = [
    { by: role, way: '', first: null },
  ]
  for (let at = 0; at < reached.length; at++) {
    const step = reached[at]
    if (step === undefined) break
    for (const other of graph.roles) {
      if (reached.some(({ by }) => by.id === other.id) || !trustsRole(other, step.by)) continue
      const own = ask(step.by, ASSUME, other.arn, graph)
      if (own === null) continue
      // The request that is shown is the role's own: the first one of the way.
      const first = step.first ?? own
      if (exceeds(other, role))
        return { counterexample: first, because: `${ASSUME} lets it use${step.way} \`${other.id}\`, which may do more` }
      reached.push({ by: other, way: `${step.way} \`${other.id}\` and by it`, first })
    }
  }
  return null
}

/** Unless it is proved that the other allows no more, it may. What keeps the other within the role is one of its own limits. */
const exceeds = (other: GuardedRole, role: GuardedRole): boolean =>
  ![role.allows, ...(role.boundary === null ? [] : [role.boundary])].every((wide) => isWithin(other, wide))

const isWithin = ({ allows, boundary, unseen }: GuardedRole, wide: Subject): boolean =>
  (unseen === null && contains(wide, allows).verdict === 'proved') || (boundary !== null && contains(wide, boundary).verdict === 'proved')

const trustsService = (role: GuardedRole, service: string): boolean => trusts(role, { Service: service })

const trustsRole = (role: GuardedRole, caller: GuardedRole): boolean => trusts(role, { AWS: caller.arn })

/** Unless it is proved that the trust policy lets no such caller in, it does. */
function trusts(role: GuardedRole, principal: unknown): boolean {
  const parsed = parsePolicyValue(
    { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: principal, Action: ASSUME }] },
    'trust',
  )
  if (!parsed.ok || role.trust === null) return true
  return disjoint(role.trust, { kind: 'trust', policies: [{ name: 'caller', policy: parsed.value }] }).verdict !== 'proved'
}
