/** From an outline to a request that a person can read and the evaluator confirms. */
import {
  beyondPolicies,
  hasAccount,
  type NamedPolicy,
  questionOf,
  type Request,
  type RequestInput,
  resolveRequest,
} from '../decide/index.js'
import { type Policy, splitArn } from '../policy/index.js'
import { spellAction } from './action-choice.js'
import { namesAction } from './action-lists.js'
import type { Outline } from './action-search.js'
import type { Place } from './arenas.js'
import { matchesArn } from './arn-classes.js'
import { isDerived } from './callers.js'
import { asksEmpty, readings, written } from './empty-values.js'
import { holds } from './key-classes.js'
import { prepare } from './prepared.js'
import { isReal, readableResources } from './readable.js'
import { allowedBy } from './replay.js'
import type { Rule } from './rules.js'
import { hasSymbols } from './text-pattern.js'
import type { Counterexample, Subject } from './types.js'

export interface Confirmed {
  readonly counterexample: Counterexample
  /** Whether AWS asks about such an action on such a resource. */
  readonly real: boolean
  /** Whether AWS decides on it by policies, and by nothing beyond them. */
  readonly byPolicies: boolean
}

export interface Draft {
  readonly place: Place
  readonly outline: Outline
  /** Keys that variables name, with the value that was tried. */
  readonly chosen: ReadonlyMap<string, string | null>
  /** The sides with all that matters to the question. */
  readonly subjects: readonly Subject[]
  /** The sides as they were given. */
  readonly asked: readonly Subject[]
  readonly want: 'separate' | 'meet'
  /** Spelling of condition keys as the policies write them, by the name in lower case. */
  readonly spelling: ReadonlyMap<string, string>
}

/** Null where the evaluator does not agree with any spelling of the outline. */
export function confirm(draft: Draft): Confirmed | null {
  if (hangsOnEmpty(draft)) return null
  // Where one statement decides the rules of the search have the last word but one, and the evaluator the last.
  return (draft.place.arena.plain ? worded(draft, () => true) : null) ?? worded(draft, tells)
}

/** Whether a value was tried for a variable that a condition takes for one, or for none. */
const hangsOnEmpty = ({ chosen, subjects }: Draft): boolean =>
  [...chosen].some(
    ([key, value]) =>
      value === '' &&
      subjects
        .flatMap(policiesOf)
        .some(({ statements }) =>
          statements.some(({ conditions }) => conditions.some((it) => it.key.toLowerCase() === key && asksEmpty(it))),
        ),
  )

/** @param agrees asked of each request in words, of what has a say on the action alone */
function worded(draft: Draft, agrees: (few: Draft, input: RequestInput) => unknown): Confirmed | null {
  const action = spellAction(draft.outline.action)
  // What does not take the action has no say, and most of a policy does not: the search for words asks the rest alone.
  const few: Draft = { ...draft, subjects: draft.subjects.map((subject) => speakingOf(subject, draft.outline.action)) }
  let best: RequestInput | null = null
  let real = false
  let tried = 0
  const mayTell = outlineTest(draft)
  for (const resource of resourcesOf(few, action)) {
    if (tried++ > MOST_TRIED && best !== null) break
    if (!mayTell(resource)) continue
    const isBetter = isReal(action, resource)
    if (best !== null && !isBetter) continue
    const input = inputOf(draft, action, resource)
    if (input === null || !agrees(few, input)) continue
    best = input
    real = isBetter
    if (real) break
  }
  const request = best === null ? null : withLeastContext(few, best)
  const allowed = request === null ? null : tells({ ...draft, subjects: draft.asked }, request)
  return request === null || allowed === null
    ? null
    : { counterexample: { request, allowedBy: allowed }, real, byPolicies: standsAlone(request) }
}

const MOST_TRIED = 60

/**
 * Whether the rules of the search tell the sides apart on a resource, with the keys that were chosen: the evaluator is
 * asked about those alone. Where layers are combined it is asked about all.
 */
function outlineTest({ place, outline, want }: Draft): (resource: string) => boolean {
  const { arena } = place
  if (!arena.plain) return () => true
  const both = inEachReading(outline.keys).map((keys) => testOf(arena, { ...outline, keys }, want))
  return (resource) => both.every((tells) => tells(resource))
}

function testOf(arena: Place['arena'], outline: Outline, want: Draft['want']): (resource: string) => boolean {
  const rules = arena.rules.filter(
    (rule) =>
      namesAction(rule.actions, outline.action) !== rule.actions.negated &&
      rule.tests.every((id) => {
        const test = arena.tests[id]
        return test !== undefined && holds(test, outline.keys.get(test.key) ?? null)
      }),
  )
  const applies = ({ resources }: Rule, resource: string): boolean => {
    if (resources === null || resources.everything) return true
    const matched = resources.rules.some((rule) => (resource === '*' ? rule.everything : matchesArn(rule, resource)))
    return matched !== resources.negated
  }
  const allowed = (side: number, resource: string): boolean => {
    const own = rules.filter((rule) => rule.side === side && applies(rule, resource))
    return own.some((rule) => rule.effect === 'allow') && own.every((rule) => rule.effect === 'allow')
  }
  return (resource) => {
    if (!allowed(0, resource)) return false
    for (let side = 1; side < arena.sides; side++) if (allowed(side, resource) !== (want === 'meet')) return false
    return true
  }
}

/** The keys with all empty texts read in one way, and in the other. */
function inEachReading(keys: Outline['keys']): readonly Outline['keys'][] {
  const each = [...keys].map(([key, values]) => [key, readings(values)] as const)
  if (each.every(([, ways]) => ways.length === 1)) return [keys]
  return [0, 1].map((way) => new Map(each.map(([key, ways]) => [key, ways[way] ?? ways[0] ?? null])))
}

function* resourcesOf(draft: Draft, action: string): Generator<string> {
  const { outline, place, subjects } = draft
  const { principal } = place.caller
  const account = hasAccount(principal) ? principal.account : (place.owner ?? '111122223333')
  const wording = { region: 'us-east-1', account: place.owner ?? account, partition: hasAccount(principal) ? principal.partition : 'aws' }
  const first = subjects[0]
  const patterns = new Set(first === undefined ? [] : allowedResources(first))
  for (const pattern of patterns) for (const text of readableResources(action, pattern, wording)) if (!text.includes('${')) yield text
  if (!hasSymbols(outline.resource)) yield outline.resource
}

/** Resources of the Allows, in the order of the documents. */
const allowedResources = (subject: Subject): readonly string[] =>
  policiesOf(subject).flatMap((policy) =>
    policy.statements
      .filter((it) => it.effect === 'allow')
      .flatMap(({ resources }) => (resources === null || 'except' in resources ? ['*'] : resources.only)),
  )

function policiesOf(subject: Subject): readonly Policy[] {
  if (subject.kind !== 'set') return subject.policies.map((it) => it.policy)
  return [...subject.set.identity.map((it) => it.policy), ...(subject.set.resource === null ? [] : [subject.set.resource])]
}

/** The subject without the statements that do not take the action. */
function speakingOf(subject: Subject, action: string): Subject {
  const only = { only: [action] }
  const part = (policy: Policy): Policy => ({
    ...policy,
    statements: policy.statements.flatMap((statement) => {
      const { actions } = prepare(statement)
      return namesAction(actions, action) !== actions.negated ? [{ ...statement, actions: only }] : []
    }),
  })
  const named = (list: readonly NamedPolicy[]): readonly NamedPolicy[] => list.map((it) => ({ ...it, policy: part(it.policy) }))
  if (subject.kind !== 'set') return { ...subject, policies: named(subject.policies) }
  const { set } = subject
  const one = (policy: Policy | null): Policy | null => (policy === null ? null : part(policy))
  return {
    kind: 'set',
    set: {
      identity: named(set.identity),
      resource: one(set.resource),
      permissionBoundary: one(set.permissionBoundary),
      session: one(set.session),
      scps: set.scps?.map(named) ?? null,
      // A level that lost its Allows would be one that never had any.
      rcps: set.rcps,
      vpcEndpoint: one(set.vpcEndpoint),
    },
  }
}

function inputOf({ place, outline, chosen, spelling }: Draft, action: string, resource: string): RequestInput | null {
  const context: Record<string, readonly string[]> = {}
  const put = (key: string, values: readonly string[]): void => {
    const name = spelling.get(key)
    if (name !== undefined) context[name] = values
  }
  for (const [key, values] of place.caller.keys) if (values.length > 0) put(key, values)
  if (place.owner !== null) put('aws:resourceaccount', [place.owner])
  for (const [key, value] of chosen) if (value !== null && !isDerived(key)) put(key, [value])
  for (const [key, values] of outline.keys) {
    if (values === null) continue
    const texts = values.map(written)
    if (texts.some(hasSymbols)) return null
    put(key, texts)
  }
  const arn = splitArn(resource)
  const named = arn !== null && /^\d{12}$/.test(arn.account) ? arn.account : null
  const { principal } = place.caller
  const caller = principalText(place, named, arn?.partition ?? null, action)
  const account = hasAccount(principal) ? (place.plain && named !== null ? named : principal.account) : null
  const owner = place.owner ?? account
  const silent = arn !== null && named === null && arn.account !== 'aws'
  const needed = owner !== null && (silent || owner !== (account ?? owner))
  return {
    principal: caller,
    action,
    resource,
    ...(needed ? { resourceAccount: owner } : {}),
    ...(place.caller.canonicalUser === null ? {} : { canonicalUser: place.caller.canonicalUser }),
    context: sorted(context),
  }
}

/**
 * Who calls makes no difference to an identity-based document: a role of the resource's own account, or a user where AWS
 * takes the call from users alone.
 */
function principalText({ caller, plain }: Place, account: string | null, partition: string | null, action: string): string {
  if (!plain) return caller.principal.text
  const role = caller.principal.text.replace('111122223333', account ?? '111122223333').replace('arn:aws:', `arn:${partition ?? 'aws'}:`)
  const user = role.replace(':role/app', ':user/alice')
  return standsAlone({ principal: role, action, resource: '*' }) || !standsAlone({ principal: user, action, resource: '*' }) ? role : user
}

/** Whether AWS decides on the request by policies, and by nothing beyond them. */
function standsAlone(input: RequestInput): boolean {
  const request = resolveRequest(input)
  return request.ok && beyondPolicies(questionOf(request.value, false)) === null
}

const sorted = (context: Readonly<Record<string, readonly string[]>>): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))

/** The Allows of side 0 where the request tells the sides apart (or, for `meet`, all allow it). */
function tells({ subjects, want }: Draft, input: RequestInput): Counterexample['allowedBy'] | null {
  const request = resolveRequest(input)
  if (!request.ok) return null
  return standing(subjects, want, request.value)
}

function standing(subjects: readonly Subject[], want: Draft['want'], request: Request): Counterexample['allowedBy'] | null {
  const [first, ...others] = subjects
  const allowed = first === undefined ? null : allowedBy(first, request)
  if (allowed === null || allowed.length === 0) return null
  return others.every((subject) => (allowedBy(subject, request) !== null) === (want === 'meet')) ? allowed : null
}

/** Leaves out keys one by one, as long as the request still tells the sides apart. What follows from the caller stays. */
function withLeastContext(draft: Draft, input: RequestInput): RequestInput {
  let context = input.context ?? {}
  for (const key of Object.keys(context)) {
    if (isDerived(key.toLowerCase())) continue
    const { [key]: _, ...rest } = context
    if (tells(draft, { ...input, context: rest }) !== null) context = rest
  }
  return { ...input, context }
}
