/** From an outline to a request that a person can read and the evaluator confirms. */
import { hasAccount, type Request, type RequestInput, resolveRequest } from '../decide/index.js'
import { type Statement, splitArn } from '../policy/index.js'
import { spellAction } from './action-choice.js'
import type { Outline } from './action-search.js'
import type { Place } from './arenas.js'
import { isDerived } from './callers.js'
import { isReal, readableResources } from './readable.js'
import { allowedBy } from './replay.js'
import { hasSymbols } from './text-pattern.js'
import type { Counterexample, Subject } from './types.js'

export interface Confirmed {
  readonly counterexample: Counterexample
  /** Whether AWS asks about such an action on such a resource. */
  readonly real: boolean
}

export interface Draft {
  readonly place: Place
  readonly outline: Outline
  /** Keys that variables name, with the value that was tried. */
  readonly chosen: ReadonlyMap<string, string | null>
  readonly subjects: readonly Subject[]
  readonly want: 'separate' | 'meet'
  /** Spelling of condition keys as the policies write them, by the name in lower case. */
  readonly spelling: ReadonlyMap<string, string>
}

/** Null where the evaluator does not agree with any spelling of the outline. */
export function confirm(draft: Draft): Confirmed | null {
  const action = spellAction(draft.outline.action)
  let best: Confirmed | null = null
  for (const resource of resourcesOf(draft, action)) {
    const real = isReal(action, resource)
    if (best !== null && !real) continue
    const input = inputOf(draft, action, resource)
    const allowed = input === null ? null : tells(draft, input)
    if (input === null || allowed === null) continue
    best = { counterexample: { request: withLeastContext(draft, input), allowedBy: allowed }, real }
    if (real) break
  }
  return best
}

function resourcesOf({ outline, place, subjects }: Draft, action: string): readonly string[] {
  const { principal } = place.caller
  const account = hasAccount(principal) ? principal.account : (place.owner ?? '111122223333')
  const wording = { region: 'us-east-1', account: place.owner ?? account, partition: hasAccount(principal) ? principal.partition : 'aws' }
  const patterns = new Set<string>()
  const first = subjects[0]
  if (first !== undefined) for (const text of resourceTexts(first, outline.action)) patterns.add(text)
  const readable = [...patterns].slice(0, MANY_PATTERNS).flatMap((pattern) => readableResources(action, pattern, wording))
  const own = hasSymbols(outline.resource) ? [] : [outline.resource]
  return [...new Set([...readable.filter((text) => !text.includes('${')), ...own])]
}

const MANY_PATTERNS = 40

/** Resources of the Allows that could take the action, in the order of the documents. */
function resourceTexts(subject: Subject, action: string): readonly string[] {
  const policies =
    subject.kind === 'set'
      ? [...subject.set.identity.map((it) => it.policy), ...((subject.set.resource ?? null) === null ? [] : [subject.set.resource])]
      : subject.policies.map((it) => it.policy)
  const service = action.slice(0, action.indexOf(':'))
  return policies.flatMap((policy) =>
    (policy?.statements ?? []).filter((it) => it.effect === 'allow' && mayTake(it, service)).flatMap(textsOf),
  )
}

const mayTake = ({ actions }: Statement, service: string): boolean =>
  'except' in actions ||
  actions.only.some((text) => text.startsWith('*') || text.toLowerCase().startsWith(`${service}:`) || /[*?].*:/.test(text))

const textsOf = ({ resources }: Statement): readonly string[] => (resources === null || 'except' in resources ? ['*'] : resources.only)

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
    if (values.some(hasSymbols)) return null
    put(key, values)
  }
  const arn = splitArn(resource)
  const named = arn !== null && /^\d{12}$/.test(arn.account) ? arn.account : null
  const { principal } = place.caller
  const caller = principalText(place, named, arn?.partition ?? null)
  const account = hasAccount(principal) ? (place.plain && named !== null ? named : principal.account) : null
  const owner = place.owner ?? account
  const silent = arn !== null && named === null && arn.account !== 'aws'
  const needed = owner !== null && (silent || owner !== (account ?? owner))
  return {
    principal: caller,
    action,
    resource,
    ...(needed ? { resourceAccount: owner } : {}),
    context: sorted(context),
  }
}

/** Who calls makes no difference to an identity-based document: someone of the resource's own account. */
function principalText({ caller, plain }: Place, account: string | null, partition: string | null): string {
  if (!plain) return caller.principal.text
  return caller.principal.text.replace('111122223333', account ?? '111122223333').replace('arn:aws:', `arn:${partition ?? 'aws'}:`)
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
  if (allowed === null) return null
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
