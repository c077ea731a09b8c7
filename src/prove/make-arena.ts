/**
 * One arena: which layers of policies must allow the caller's requests, for each kind of action that a rule of AWS sets apart,
 * and what a resource must match at all.
 */
import { actionsOf } from '../catalog/index.js'
import { hasAccount, isTrustAction, type Request, rcpsReach, worksAcrossAccounts } from '../decide/index.js'
import type { ActionsApart } from './action-choice.js'
import type { Arena, ChoiceCache, View } from './action-search.js'
import { type ArnRule, arnRule } from './arn-classes.js'
import type { Caller } from './callers.js'
import type { Empties } from './empty-values.js'
import type { Goal } from './key-search.js'
import type { VariableText } from './key-tests.js'
import type { Within } from './resource-search.js'
import type { Rule, Shop } from './rules.js'
import { areAlike, type LayerNumbers, type SetGoal, setGoal } from './set-goal.js'
import { NOT_SOLE } from './sole-variables.js'
import { otherCaseOf } from './text-pattern.js'
import type { Subject } from './types.js'

/** A request as far as caller, owner and settled keys make it. */
export function skeletonOf(
  caller: Caller,
  owner: string | null,
  fixed: ReadonlyMap<string, readonly string[]>,
  action: string,
  resource: string,
): Request {
  return {
    principal: caller.principal,
    action,
    resource,
    resourceAccount: owner,
    context: fixed,
    managementAccount: false,
    federatedBy: null,
    canonicalUser: caller.canonicalUser,
  }
}

/** What an arena is made of. */
export interface ArenaParts {
  readonly question: {
    readonly subjects: readonly Subject[]
    readonly want: Goal['want']
    readonly openActions: boolean
    readonly empties: Empties
    readonly choices: ChoiceCache
  }
  readonly shop: Shop
  /** Those that reach the caller. */
  readonly rules: readonly Rule[]
  readonly caller: Caller
  /** Null: whose the resource is makes no difference. */
  readonly owner: string | null
  /** Keys whose values are settled. */
  readonly fixed: ReadonlyMap<string, readonly string[]>
  readonly layers: LayerNumbers
  /** Whether who calls makes no difference. */
  readonly plain: boolean
}

export function makeArena({ question, shop, rules, caller, owner, fixed, layers, plain: anyone }: ArenaParts): Arena {
  const { subjects, want } = question
  const { principal } = caller
  const sets = subjects.flatMap((subject) => (subject.kind === 'set' ? [subject.set] : []))
  const common = {
    rules,
    tests: shop.tests,
    asksOf: shop.asksOf,
    symbols: [...shop.symbols.values()].flatMap((symbol) => [symbol, otherCaseOf(symbol)]).join(''),
    sole: shop.variables.kind === 'open' ? shop.variables.sole : NOT_SOLE,
    empties: question.empties,
    want,
    sides: subjects.length,
    star: (action: string) => action !== ALL_BUCKETS,
    openActions: question.openActions,
    choices: question.choices,
  }
  if (sets.length === 0) {
    const goal: Goal = { name: '', sides: subjects.length, allows: (_, layerBits) => (layerBits & 1) === 1, want, alike: true, plain: true }
    // Documents say what they grant, and not whether AWS takes such a call.
    const partition = anyone || !hasAccount(principal) ? '*' : principal.partition
    const within = owner !== null ? [ownedBy(owner, partition)] : partition === '*' ? [] : [inPartition(partition)]
    const views = (action: string, taken: readonly Rule[]): readonly View[] => {
      const parts = taken.some((rule) => rule.resources === null) ? keyViews(action, taken) : [{ kept: taken, limits: [] }]
      return parts.map(({ kept, limits }) => ({ goal, rules: kept, within: [...within, ...limits] }))
    }
    return {
      ...common,
      views,
      kindOf: (action) => (action === ALL_BUCKETS ? action : action.startsWith('kms:') ? 'kms' : ''),
      apart: DOCUMENT_APART,
      lead: 1,
      alike: true,
      plain: true,
    }
  }
  const within = hasAccount(principal) ? [ownedBy(owner ?? '', principal.partition)] : owner === null ? [] : [ownedBy(owner, '*')]
  const goals = new Map<string, SetGoal | null>()
  const goalOf = (action: string, resource: string): SetGoal | null => {
    const name = `${kindOf(action)} ${resource}`
    const known = goals.get(name)
    if (known !== undefined) return known
    const made = setGoal(sets, skeletonOf(caller, owner, fixed, action, resource), layers, want)
    goals.set(name, made)
    return made
  }
  const views = (action: string, taken: readonly Rule[]): readonly View[] =>
    keyViews(action, taken).flatMap(({ kept, limits, key }) => {
      const found = goalOf(action, key ? KEY_ARN.replace('aws', hasAccount(principal) ? principal.partition : 'aws') : '*')
      if (found === null) return []
      return [{ goal: found.goal, rules: kept.filter((rule) => found.reaches(rule.side, rule.layer)), within: [...within, ...limits] }]
    })
  const plain = goalOf('rolewright:any', '*')
  return {
    ...common,
    views,
    kindOf,
    apart: setApart(),
    lead: plain?.lead ?? 0,
    alike: (plain?.goal.alike ?? false) && areAlike(sets),
    plain: false,
  }
}

/** Whether an AWS rule speaks of the action itself, or of its service. */
const kindOf = (action: string): string =>
  [
    APART.has(action) || action === 'execute-api:invoke' ? action : '',
    action.startsWith('kms:'),
    isTrustAction(action),
    rcpsReach(action),
    worksAcrossAccounts(action),
  ].join()

/** Its resource `*` is matched as an ARN: see `decide`'s rules on services. */
const ALL_BUCKETS = 's3:listallmybuckets'
/** Actions that policies do not decide on, or not alone, or whose resource is matched in another way. */
const APART: ReadonlySet<string> = new Set([
  ...['sts:getcalleridentity', 'sts:assumerole', 'sts:assumerolewithsaml', 'sts:assumerolewithwebidentity'],
  ...['kms:retiregrant', ALL_BUCKETS],
])
const DOCUMENT_APART: ActionsApart = { services: new Set(['kms', 's3']), actions: [ALL_BUCKETS, 'kms:decrypt'] }
// Rules on sets of policies speak of actions of these services, or of all of them.
const SET_SERVICES = [
  ...['sts', 'kms', 's3', 'sqs', 'iam', 'execute-api', 'aoss', 'cognito-identity', 'cognito-idp', 'cognito-sync', 'dynamodb'],
  ...['ecr', 'logs', 'secretsmanager'],
]
const setApart = (): ActionsApart => ({
  services: new Set(SET_SERVICES),
  actions: SET_SERVICES.flatMap((service) => actionsOf(service).map((action) => action.toLowerCase())),
})

const KEY_ARN = 'arn:aws:kms:us-east-1:111122223333:key/k'
const EXACT: VariableText = () => null
const rulesOf = (...texts: readonly string[]): readonly ArnRule[] => texts.flatMap((text) => arnRule(text, text, false, EXACT, false) ?? [])
const KEYS: Omit<Within, 'negated'> = { rules: rulesOf('arn:*:kms:*:*:key/*'), star: false }

/** Requests on a KMS key follow rules of their own: what says nothing of resources does not apply to them. */
function keyViews(action: string, taken: readonly Rule[]): readonly { kept: readonly Rule[]; limits: readonly Within[]; key: boolean }[] {
  if (!action.startsWith('kms:')) return [{ kept: taken, limits: [], key: false }]
  return [
    { kept: taken.filter((rule) => rule.resources !== null), limits: [{ ...KEYS, negated: false }], key: true },
    { kept: taken, limits: [{ ...KEYS, negated: true }], key: false },
  ]
}

/** Resources whose ARN names the owner, or no account; AWS's own as well. */
const ownedBy = (owner: string, partition: string): Within => ({
  rules: rulesOf(`arn:${partition}:*:*:${owner}:*`, `arn:${partition}:*:*::*`, `arn:${partition}:*:*:aws:*`),
  star: true,
  negated: false,
})

const inPartition = (partition: string): Within => ({ rules: rulesOf(`arn:${partition}:*:*:*:*`), star: true, negated: false })
