/**
 * Who may call, in finitely many classes: each principal that the policies name, its account's others, a stranger of
 * each kind, and where conditions look at `aws:PrincipalArn` and its like, one caller for each way in which they can
 * answer. With the caller the keys that follow from it are known.
 *
 * Source: IAM User Guide, "AWS JSON policy elements: Principal" and "AWS global condition context keys".
 */
import { hasAccount, type Principal, parsePrincipal } from '../decide/index.js'
import { type Condition, type PrincipalPattern, type Statement, splitArn } from '../policy/index.js'
import { arnTexts, serviceTexts } from './caller-patterns.js'
import { partitionsIn } from './partitions.js'

export interface Caller {
  readonly principal: Principal
  /** The canonical user id by which policies name the caller's account; null: by none. */
  readonly canonicalUser: string | null
  /** Keys that follow from the caller, in lower case; an empty list: such a caller has no such key. */
  readonly keys: ReadonlyMap<string, readonly string[]>
}

/** Keys whose values follow from the caller. */
export const CALLER_KEYS: ReadonlySet<string> = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principaltype',
  'aws:principalisawsservice',
  'aws:principalservicename',
  'aws:username',
])

/** The key that follows from the owner of the resource. */
export const OWNER_KEY = 'aws:resourceaccount'

export const isDerived = (key: string): boolean => CALLER_KEYS.has(key) || key === OWNER_KEY

/** Accounts of AWS's own examples, of which the first that no policy names is the stranger. */
const EXAMPLE_ACCOUNTS = ['111122223333', '444455556666', '777788889999', '123456789012', '210987654321', '555566667777', '333344445555']

export function freshAccount(texts: string, besides: readonly string[] = []): string {
  for (const account of EXAMPLE_ACCOUNTS) if (!texts.includes(account) && !besides.includes(account)) return account
  for (let i = 0; ; i++) {
    const account = String(900_000_000_000 + i * 7_919)
    if (!texts.includes(account) && !besides.includes(account)) return account
  }
}

export function makeCaller(text: string, action = 'sts:AssumeRoleWithWebIdentity'): Caller | null {
  const principal = parsePrincipal(text, action)
  return principal === null ? null : { principal, canonicalUser: null, keys: keysOf(principal) }
}

function keysOf(principal: Principal): ReadonlyMap<string, readonly string[]> {
  const service = principal.kind === 'service'
  const anonymous = principal.kind === 'anonymous'
  const entries: [string, readonly string[]][] = [
    ['aws:principalarn', principalArn(principal)],
    ['aws:principalaccount', hasAccount(principal) ? [principal.account] : anonymous ? ['anonymous'] : []],
    ['aws:principaltype', TYPES.get(principal.kind) ?? []],
    ['aws:principalisawsservice', service || hasAccount(principal) ? [String(service)] : []],
    ['aws:principalservicename', service ? [principal.text] : []],
    ['aws:username', principal.kind === 'user' ? [principal.text.slice(principal.text.lastIndexOf('/') + 1)] : []],
  ]
  return new Map(entries)
}

const TYPES: ReadonlyMap<Principal['kind'], readonly string[]> = new Map([
  ['user', ['User']],
  ['role', ['AssumedRole']],
  ['session', ['AssumedRole']],
  ['federatedUser', ['FederatedUser']],
  ['root', ['Account']],
  ['anonymous', ['Anonymous']],
])

function principalArn(principal: Principal): readonly string[] {
  if (!hasAccount(principal)) return []
  const { kind, partition, account, roleName, text } = principal
  if (kind === 'session') return [`arn:${partition}:iam::${account}:role/${roleName}`]
  return [kind === 'root' ? `arn:${partition}:iam::${account}:root` : text]
}

export interface CallerQuestion {
  readonly statements: readonly Statement[]
  /** Accounts that own resources: a caller can be of each. */
  readonly owners: readonly string[]
  /** Kinds of callers that the documents can be about. */
  readonly kinds: ReadonlySet<Principal['kind']>
  readonly maxStates: number
}

/** Candidates, the most readable first; null where conditions on callers fall into too many classes. */
export function callers(question: CallerQuestion): readonly Caller[] | null {
  const { statements } = question
  const conditions = statements.flatMap((statement) => statement.conditions)
  const patterns = statements.flatMap(({ principals }) =>
    principals === null ? [] : 'only' in principals ? principals.only : principals.except,
  )
  const texts = JSON.stringify([patterns, conditions.map((condition) => condition.values)])
  const stranger = freshAccount(texts)
  const found = [...patterns.flatMap((pattern) => textsOf(pattern)), ...namedIn(conditions)]
  for (const account of [...accountsIn(conditions), stranger, ...question.owners]) found.push(...membersOf('aws', account))
  // Where a variable is an account, one that stands nowhere: in resources neither.
  if (statements.some(namesAccount)) found.push(...membersOf('aws', freshAccount(JSON.stringify(statements))))
  const partitions = partitionsIn(statements)
  const named = patterns.flatMap((pattern) => (pattern.kind === 'account' ? [pattern.account] : []))
  for (const partition of partitions.slice(1)) {
    const accounts = new Set([stranger, ...accountsIn(conditions), ...question.owners, ...named])
    for (const account of accounts) found.push(...membersOf(partition, account))
  }
  found.push(freshService(texts), freshProvider(texts, 'oidc-provider/idp.example.com'), freshProvider(texts, 'saml-provider/corp'), '*')
  const byArn = arnTexts(conditions, patterns, partitions, question.maxStates)
  const byService = serviceTexts(conditions, question.maxStates)
  if (byArn === null || byService === null) return null
  const all = [...new Set([...found, ...byArn, ...byService])].flatMap((text) => makeCaller(text) ?? [])
  const asked = all.filter((caller) => question.kinds.has(caller.principal.kind))
  return [...asked, ...canonicalUsers(patterns).flatMap((id) => ofAccountWith(id, asked))]
}

const namesAccount = (statement: Statement): boolean => /\$\{aws:(?:Principal|Resource)Account\b/i.test(JSON.stringify(statement))

const canonicalUsers = (patterns: readonly PrincipalPattern[]): readonly string[] =>
  [...new Set(patterns.flatMap((pattern) => (pattern.kind === 'canonicalUser' ? [pattern.id] : [])))].sort()

/** An id can be that of any account, so each caller is asked about as one of the account that has it. */
const ofAccountWith = (canonicalUser: string, asked: readonly Caller[]): readonly Caller[] =>
  asked.filter(({ principal }) => hasAccount(principal)).map((caller) => ({ ...caller, canonicalUser }))

function textsOf(pattern: PrincipalPattern): readonly string[] {
  switch (pattern.kind) {
    case 'arn': {
      const arn = splitArn(pattern.arn)
      const session = arn?.resource.startsWith('role/')
        ? `arn:${arn.partition}:sts::${arn.account}:assumed-role/${lastPart(arn.resource)}/session`
        : null
      const role = arn?.resource.startsWith('assumed-role/')
        ? `arn:${arn.partition}:iam::${arn.account}:role/${arn.resource.split('/')[1]}`
        : null
      return [
        pattern.arn,
        ...(session === null ? [] : [session]),
        ...(role === null ? [] : [role]),
        ...membersOf(arn?.partition ?? 'aws', arn?.account ?? ''),
      ]
    }
    case 'account':
      return membersOf(splitArn(pattern.text)?.partition ?? 'aws', pattern.account)
    case 'service':
      return [pattern.service]
    case 'federated':
      return [pattern.provider]
    default:
      return []
  }
}

const lastPart = (resource: string): string => resource.slice(resource.lastIndexOf('/') + 1)

/** The name of the user that stands for those who have no name in the policies. */
export const USER_NAME = 'alice'

function membersOf(partition: string, account: string): readonly string[] {
  const iam = `arn:${partition}:iam::${account}`
  const sts = `arn:${partition}:sts::${account}`
  return [`${iam}:role/app`, `${iam}:user/${USER_NAME}`, `${iam}:root`, `${sts}:assumed-role/app/session`, `${sts}:federated-user/bob`]
}

/** Texts that conditions compare keys of the caller with, as callers where they are some. */
function namedIn(conditions: readonly Condition[]): readonly string[] {
  return conditions.flatMap(({ key, values }) => {
    const name = key.toLowerCase()
    if (name === 'aws:principalarn') return values.filter((value) => !/[*?$]/.test(value))
    return name === 'aws:principalservicename' ? values.filter((value) => !/[*?$]/.test(value)) : []
  })
}

function accountsIn(conditions: readonly Condition[]): readonly string[] {
  const found = conditions.flatMap(({ key, values }) => {
    const name = key.toLowerCase()
    return name === 'aws:principalaccount' || name === OWNER_KEY ? values.filter((value) => /^\d{12}$/.test(value)) : []
  })
  return [...new Set(found)].sort()
}

const freshService = (texts: string): string =>
  ['cloudtrail.amazonaws.com', 'events.amazonaws.com', 'lambda.amazonaws.com', 's3.amazonaws.com'].find((name) => !texts.includes(name)) ??
  'another-service.amazonaws.com'

const freshProvider = (texts: string, name: string): string => {
  const arn = (account: string): string => `arn:aws:iam::${account}:${name}`
  return arn(EXAMPLE_ACCOUNTS.find((account) => !texts.includes(arn(account))) ?? '900000000000')
}
