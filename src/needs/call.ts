/** One SDK call → what IAM checks for it, by the catalog's rows and the values of its input. */
import { elementOf, type OperationCheck, operationFacts, signedFor } from '../catalog/index.js'
import type { Problem } from '../outcome/index.js'
import { parseSym, printSym, type SymText, symText } from '../policy/index.js'
import type { Call, Traced } from '../trace/index.js'
import { canonicalArn, pseudo } from './arn.js'
import type { Atom } from './atom.js'
import { bind } from './bind.js'
import type { Located } from './candidates.js'
import { customerKeys, keyArnOf } from './encryption.js'
import { type Answer, allHold, focus, member } from './input.js'
import { isSignedByOthers } from './other-keys.js'
import { passedTo } from './passed-role.js'
import { permittedResources } from './permitted.js'
import { locate } from './resource.js'
import type { Scope } from './scope.js'
import { withTablesOfBatch } from './sent-again.js'
import type { Evidence, GrantCondition } from './types.js'
import { unknownOperation, unresolvedResources } from './unresolved.js'

export interface CallNeeds {
  readonly atoms: readonly Atom[]
  readonly unresolved: readonly Problem[]
}

export function needsOfCall(call: Call, scope: Scope): CallNeeds {
  if (call.assumedRole !== null) return assumedRole(call, call.assumedRole, scope)
  if (isSignedByOthers(call, scope) || isForAnother(call, scope)) return { atoms: [], unresolved: [] }
  const facts = operationFacts(call.service, call.operation)
  if (facts.kind === 'nothing') return { atoms: [], unresolved: [] }
  if (facts.kind === 'unknown') return { atoms: [], unresolved: [unknownOperation(call, facts.reason)] }
  const input = withTablesOfBatch(withEndpoint(call))
  const regions = regionsOf(call, scope)
  const made = applying(facts.checks, input).map((one): MadeCheck => {
    const asked = {
      action: one.check.action,
      operation: operationOf(call, one.check),
      rule: one.check.resource,
      input: one.input,
      scope,
      regions,
    }
    return { ...one, found: locate(asked) }
  })
  return {
    atoms: made.flatMap((one) => one.found.flatMap((found) => atomsOf(call, one, found, scope))),
    unresolved: unresolvedResources(
      call,
      made.map((one) => ({ action: one.check.action, operation: operationOf(call, one.check), found: one.found })),
    ),
  }
}

/** Which service a request is signed for may be seen in its URL alone: then the others that it could be for are not meant. */
function isForAnother({ service, input }: Call, scope: Scope): boolean {
  if (!SIGNED.has(service)) return false
  const hosts = member(input, 'url').values.flatMap((url) => bind(url, scope).map(({ text }) => signedFor(text)))
  return hosts.length > 0 && hosts.every((host) => host !== null && host !== service)
}

/** Services without a client, whose operations are HTTP methods. */
const SIGNED: ReadonlySet<string> = new Set(['execute-api', 'appsync', 'lambda-url', 'aoss', 'es'])

/** A check with the input that it is made for: paths that share an element speak of one element of a list at a time. */
interface Applied {
  readonly check: OperationCheck
  readonly input: Traced
}

interface MadeCheck extends Applied {
  readonly found: readonly Located[]
}

/** Where the catalog's rows name the client's endpoint, they do so as a member of the input. */
function withEndpoint(call: Call): Traced {
  if (call.endpoint === null || call.input.kind !== 'object') return call.input
  return { ...call.input, entries: new Map([...call.input.entries, ['endpoint', call.endpoint]]) }
}

/**
 * The rows that hold or may hold. A row that only an unseen member could ask for is taken where no other row applies:
 * then the operation asks for something, and it is not known what.
 */
function applying(checks: readonly OperationCheck[], input: Traced): readonly Applied[] {
  const answers = checks.flatMap((check) =>
    focus(input, elementPath(check)).map((one): readonly [Applied, Answer] => [{ check, input: one }, allHold(one, check.when ?? [])]),
  )
  const held = answers.filter(([, answer]) => answer === 'yes' || answer === 'maybe')
  return (held.length > 0 ? held : answers.filter(([, answer]) => answer === 'open')).map(([applied]) => applied)
}

/** The list or map whose elements a check speaks of; empty where it speaks of none. */
function elementPath(check: OperationCheck): string {
  const members = [...(check.when ?? []).map((t) => t.member), ...Object.values(check.context ?? {})]
  const template =
    check.resource.kind === 'arn' ? [...check.resource.template.matchAll(/\{((?:[^{}]|\{\w*\})+)\}/g)].map((m) => m[1] ?? '') : []
  return [...template, ...members].map(elementOf).find((path) => path !== '') ?? ''
}

function regionsOf(call: Call, scope: Scope): readonly SymText[] {
  if (call.region === null) return [pseudo('Region')]
  const found = bind(call.region, scope).map(({ text }) => text)
  return found.length === 0 ? [pseudo('Region')] : found
}

const evidenceOf = (call: Call): Evidence => ({
  at: call.at,
  operation: `${call.service}:${call.operation}`,
  via: call.via.map((link) => link.name),
  chain: call.via.map((link) => link.at),
})

function atomsOf(call: Call, { check, input }: Applied, found: Located, scope: Scope): readonly Atom[] {
  const atom: Atom = {
    action: check.action,
    resource: found.resource,
    conditions: [...conditionsOf(check, input, scope), ...(found.conditions ?? []), ...handedOver(check, found)],
    kind: 'call',
    certainty: found.certainty,
    reason: null,
    evidence: { ...evidenceOf(call), operation: operationOf(call, check) },
  }
  return [atom, ...keyAtoms(atom, check, found, input, scope)]
}

const handedOver = ({ action, conditions }: OperationCheck, { declared }: Located): readonly GrantCondition[] =>
  action === 'iam:PassRole' && conditions === undefined && declared !== null ? passedTo(declared) : []

/** The operation with the IAM prefix that people know: `dynamodb:PutItem`, `states:StartExecution`. */
function operationOf(call: Call, check: OperationCheck): string {
  const prefix = check.action.split(':')[0] ?? call.service
  return check.action.endsWith(`:${call.operation}`) ? check.action : `${iamPrefix(call, prefix)}:${call.operation}`
}

const iamPrefix = (call: Call, ofCheck: string): string => {
  const facts = operationFacts(call.service, call.operation)
  const own = facts.kind === 'checks' ? facts.checks[0]?.action.split(':')[0] : undefined
  return own ?? ofCheck
}

/** Condition keys whose value is known before the call and narrows the grant without a chance to break it. */
const NARROWING: ReadonlyMap<string, string> = new Map([
  ['s3:prefix', 'StringLike'],
  ['cloudwatch:namespace', 'StringEquals'],
])

function conditionsOf(check: OperationCheck, input: Traced, scope: Scope): readonly GrantCondition[] {
  const fixed = (check.conditions ?? []).map(
    (c): GrantCondition => ({
      operator: c.operator,
      key: c.key,
      values: c.values.flatMap((value) => fillCondition(value, input, scope)),
    }),
  )
  const narrowing = Object.entries(check.context ?? {}).flatMap(([key, path]) => narrowBy(key, path, input, scope))
  return [...fixed.filter((c) => c.values.length > 0), ...narrowing].sort((a, b) => (a.key < b.key ? -1 : 1))
}

function fillCondition(value: string, input: Traced, scope: Scope): readonly SymText[] {
  const name = /^\{(.+)\}$/.exec(value)?.[1]
  if (name === undefined)
    return [
      parseSym(value.replaceAll('{R}', '${AWS::Region}').replaceAll('{A}', '${AWS::AccountId}').replaceAll('{P}', '${AWS::Partition}')),
    ]
  if (name === 'R') return [pseudo('Region')]
  if (name === 'A') return [pseudo('AccountId')]
  return member(input, name)
    .values.flatMap((v) => bind(v, scope))
    .map((b) => b.text)
    .filter((t) => !t.every((p) => p.kind === 'any'))
}

function narrowBy(key: string, path: string, input: Traced, scope: Scope): readonly GrantCondition[] {
  const operator = NARROWING.get(key)
  if (operator === undefined) return []
  const found = member(input, path)
  const texts = found.values.flatMap((v) => bind(v, scope)).map((b) => b.text)
  const usable = found.missing === 'never' && texts.length > 0 && texts.every((t) => usableIn(operator, t))
  return usable ? [{ operator, key, values: sorted(texts) }] : []
}

/** A text that begins with something known; `StringEquals` wants it whole. */
const usableIn = (operator: string, value: SymText): boolean =>
  operator === 'StringLike' ? value[0] !== undefined && value[0].kind !== 'any' : value.length > 0 && value.every((p) => p.kind !== 'any')

const sorted = (texts: readonly SymText[]): readonly SymText[] => [...texts].sort((a, b) => (printSym(a) < printSym(b) ? -1 : 1))

/** The service asks KMS with the caller's rights where the resource has a customer managed key. */
function keyAtoms(atom: Atom, check: OperationCheck, found: Located, input: Traced, scope: Scope): readonly Atom[] {
  if (check.kms === undefined || allHold(input, check.kmsWhen ?? []) === 'no') return []
  const service = check.action.split(':')[0] ?? ''
  const via = symText(service, '.', pseudo('Region'), '.amazonaws.com')
  const declared = found.declared === null ? [] : customerKeys(found.declared, scope.world)
  const named = keysOfInput(input, scope).map((arn) => ({ arn, via }))
  return check.kms
    .map((action) => (action.includes(':') ? action : `kms:${action}`))
    .flatMap((action) => [
      ...[...declared, ...named].map((key) => keyAtom(atom, action, key.arn, key.via, atom.certainty)),
      ...(found.declared === null ? foreignKeys(action, scope) : []).map((arn) => keyAtom(atom, action, arn, via, 'assumed')),
    ])
}

const keyAtom = (atom: Atom, action: string, arn: SymText, via: SymText, certainty: Atom['certainty']): Atom => ({
  ...atom,
  action,
  resource: arn,
  certainty: arn.every((p) => p.kind === 'any') ? 'wildcard' : certainty,
  conditions: [{ operator: 'StringEquals', key: 'kms:ViaService', values: [via] }],
})

/** Whether a resource of elsewhere is encrypted is not seen here: the keys of elsewhere that the present role names say so. */
const foreignKeys = (action: string, scope: Scope): readonly SymText[] =>
  permittedResources(scope.self, action, scope.world).filter((arn) => canonicalArn(arn, scope.world.declared).declared === null)

/** Members by which a call chooses the key itself. */
const KEY_MEMBERS = ['SSEKMSKeyId', 'KmsKeyId', 'KmsMasterKeyId']

const keysOfInput = (input: Traced, scope: Scope): readonly SymText[] =>
  KEY_MEMBERS.flatMap((path) => member(input, path).values)
    .flatMap((v) => bind(v, scope))
    .map(({ text }) => keyArnOf(text, scope.world))
    .filter((arn) => arn !== null)

/** What is called with another role's credentials is that role's need; the function needs to become it. */
function assumedRole(call: Call, role: Traced, scope: Scope): CallNeeds {
  const rule = { kind: 'arn', template: 'arn:{P}:iam::{A}:role/{RoleArn}', forms: { RoleArn: 'arn' } } as const
  const input: Traced = { kind: 'object', entries: new Map([['RoleArn', role]]), computed: null, open: false }
  const check: OperationCheck = { action: 'sts:AssumeRole', resource: rule }
  const found = locate({ action: check.action, operation: 'sts:AssumeRole', rule, input, scope, regions: [pseudo('Region')] })
  return {
    atoms: found.flatMap((one) => atomsOf(call, { check, input }, one, scope)),
    unresolved: unresolvedResources(call, [{ action: check.action, operation: operationOf(call, check), found }]),
  }
}
