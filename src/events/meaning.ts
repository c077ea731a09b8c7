/**
 * What a recorded event means to IAM: the actions that were checked, on which resources, and whether they were refused.
 *
 * For a denial the message is the best source of the action; for an allowed event the rules of names and the catalog's rows
 * are. Source: CloudTrail User Guide, "CloudTrail record contents".
 */
import { findAction, matchesGlob, operationFacts, operationModel } from '../catalog/index.js'
import { directoryChecks, distinct, withAccessPoint } from './bucket-checks.js'
import { type CallPlace, type RequestCheck, requestChecks } from './checks.js'
import { parseDenial } from './denial.js'
import { isDenialCode } from './denial-code.js'
import { friendlyArn, namedArn } from './named-resource.js'
import { ACTION_OF_EVENT, type ClientOperation, operationsOfEvent, plainEventName } from './names.js'
import { type Input, memberOf } from './parameters.js'
import { recordedInput } from './recorded-input.js'
import { prefixOfSource } from './sources.js'
import type { DenialMessage } from './types.js'

/** The parts of a record that its meaning depends on. */
export interface EventParts {
  /** `dynamodb.amazonaws.com` */
  readonly source: string
  readonly name: string
  readonly place: CallPlace
  readonly eventType: string | null
  readonly parameters: Input | null
  /** ARNs of `resources`, in order. */
  readonly resourceArns: readonly string[]
  readonly errorCode: string | null
  readonly errorMessage: string | null
}

export interface EventMeaning {
  /**
   * `call`: checks are known; `unmapped`: a call of which only the name is known, and its check is the action of that name;
   * `free`: a call that needs no permission; `other`: no call (a sign-in, something that a service did by itself).
   */
  readonly kind: 'call' | 'unmapped' | 'free' | 'other'
  readonly checks: readonly RequestCheck[]
  readonly denied: boolean
  /** What the message says; null for an allowed event, and for a denial whose text no form is known of. */
  readonly denial: DenialMessage | null
}

/** Event types that no permission of the identity stands behind. Source: CloudTrail User Guide, "CloudTrail record contents", eventType. */
const NO_CALLS: ReadonlySet<string> = new Set([
  'awsserviceevent',
  'awsconsolesignin',
  'awsconsoleaction',
  'awscloudtrailinsight',
  'awsaggregatedevent',
])

export function eventMeaning(parts: EventParts): EventMeaning {
  const refusal = refusalOf(parts)
  const called = callMeaning(parts)
  return refusal === null ? { ...called, denied: false, denial: null } : refusedMeaning(called, refusal, parts.place)
}

/** What a call means, however it went. */
export type CallMeaning = Pick<EventMeaning, 'kind' | 'checks'>

export const callMeaning = (parts: EventParts): CallMeaning =>
  isNoCall(parts) || isPassage(parts) ? { kind: 'other', checks: [] } : callOf(parts)

/**
 * A call that passed a VPC endpoint, which does not say what came of it: the service's own event does.
 * Source: CloudTrail User Guide, "Logging network activity events".
 */
const isPassage = (parts: EventParts): boolean => /^AwsVpceEvents?$/i.test(parts.eventType ?? '') && refusalOf(parts) === null

/** Records before version 1.02 have no type: what the sign-in page does is known by its source. */
function isNoCall({ eventType, source, name }: EventParts): boolean {
  if (eventType !== null) return NO_CALLS.has(eventType.toLowerCase())
  return source.startsWith('signin.') && findAction(`signin:${name}`) === null
}

/** A refusal, and what its message says. */
export interface Refusal {
  readonly denial: DenialMessage | null
  /** Whether the message names action and resource, so that what was called does not count. */
  readonly isComplete: boolean
}

/** The caller was refused, and not a service that should have acted for it. */
const CALLER = /(?:\b(?:User|Principal|Caller)\b|\barn:|^Not\b)[\s\S]*not authorized to perform|^Not authorized to perform/

/** @returns null where nothing was refused */
export function refusalOf({ errorCode, errorMessage }: Pick<EventParts, 'errorCode' | 'errorMessage'>): Refusal | null {
  const denial = errorCode === null && errorMessage === null ? null : parseDenial(errorMessage)
  const action = denial?.action ?? null
  // Some services give their denials a code of their own, and only the message tells.
  const denied = (errorCode !== null && isDenialCode(errorCode)) || (action !== null && CALLER.test(errorMessage ?? ''))
  return denied ? { denial, isComplete: denial !== null && action !== null && namedArn(denial) !== null } : null
}

/** @param place where the caller is: a message may name a resource without its account and region */
export function refusedMeaning({ kind, checks }: CallMeaning, { denial }: Refusal, place: CallPlace): EventMeaning {
  if (kind === 'other') return { kind, checks, denied: false, denial: null }
  const refused = denial?.action == null ? unnamed(checks) : [refusedCheck(denial, denial.action, checks, place)]
  return { kind: kind === 'free' ? 'call' : kind, checks: refused, denied: true, denial }
}

/** Where the passing of a role is what was refused, messages say so. */
function unnamed(checks: readonly RequestCheck[]): readonly RequestCheck[] {
  const others = checks.filter(({ action }) => action !== 'iam:PassRole')
  return others.length === 0 ? checks : others
}

function callOf(parts: EventParts): CallMeaning {
  const call = likeliest(operationsOfEvent(parts.source, parts.name), parts)
  if (call === null) return byName(parts)
  const answer = requestChecks(call.client, call.operation, recordedInput(call, parts.parameters), parts.place)
  // The role's trust policy is asked, though no policy of a caller is. Source: IAM User Guide, "Request temporary security credentials".
  if (answer.kind === 'none' && call.operation.startsWith('AssumeRoleWith')) return onRole(byName(parts), parts)
  if (answer.kind === 'none') return { kind: 'free', checks: [] }
  if (answer.kind === 'unknown') return byName(parts)
  const own = ownChecks(answer.checks)
  const made = own.length > 0 ? own : possibleChecks(call)
  if (made.length === 0) return byName(parts)
  const checks = parts.source.startsWith('s3express.')
    ? directoryChecks(made, parts)
    : call.client === 's3'
      ? withAccessPoint(made, parts)
      : made
  // One check on nothing that is known is made on each resource that the record lists: of a batch whose parameters were cut.
  const isOpen = own.length === 0 || (checks.length === 1 && checks[0]?.resource === '*')
  return {
    kind: 'call',
    checks: isOpen ? distinct(checks.flatMap((check) => locatedAll(check, parts))) : checks.map((check) => located(check, parts)),
  }
}

/** The role that somebody comes to with an assertion or a token. */
function onRole({ kind, checks }: CallMeaning, { parameters }: EventParts): CallMeaning {
  const role = memberOf(parameters ?? undefined, 'RoleArn')
  return { kind, checks: typeof role === 'string' ? checks.map((check) => ({ ...check, resource: role })) : checks }
}

/**
 * What a service does in the caller's name is recorded as an event of its own, with `invokedBy`, and so is a call for the
 * service's endpoint. A role that is handed over is not.
 * Source: IAM User Guide, "Forward access sessions"; CloudTrail User Guide, "CloudTrail userIdentity element".
 */
function ownChecks(checks: readonly RequestCheck[]): readonly RequestCheck[] {
  if (checks.length < 2 && checks[0]?.action !== ENDPOINTS) return checks
  const service = serviceOf(checks[0]?.action ?? '')
  return checks.filter(({ action }) => action !== ENDPOINTS && (serviceOf(action) === service || action === 'iam:PassRole'))
}

const ENDPOINTS = 'timestream:DescribeEndpoints'
const serviceOf = (action: string): string => action.slice(0, action.indexOf(':'))

/** Parameters that are left out or cut do not tell which of an operation's checks were made: any may have been. */
function possibleChecks({ client, operation }: ClientOperation): readonly RequestCheck[] {
  const facts = operationFacts(client, operation)
  if (facts.kind !== 'checks') return []
  const actions = [...new Set(facts.checks.map(({ action }) => action))].filter((action) => action !== 'iam:PassRole')
  return ownChecks(actions.map((action) => ({ action, resource: '*', context: {} })))
}

/** Of several clients with an operation of that name, the one whose input has most of the recorded members. */
function likeliest(calls: readonly ClientOperation[], { parameters }: EventParts): ClientOperation | null {
  const [first] = calls
  if (first === undefined || calls.length === 1) return first ?? null
  const known = calls.filter(({ client, operation }) => operationFacts(client, operation).kind !== 'unknown')
  const names = Object.keys(parameters ?? {}).map((name) => name.toLowerCase())
  const score = ({ client, operation }: ClientOperation): number => {
    const members = new Set([...(operationModel(client, operation)?.input.keys() ?? [])].map((name) => name.toLowerCase()))
    return names.filter((name) => members.has(name)).length
  }
  const among = known.length > 0 ? known : calls
  return among.reduce((best, one) => (score(one) > score(best) ? one : best), among[0] ?? first)
}

/** An event that no client's model has: the action of the same name, where there is one. */
function byName(parts: EventParts): CallMeaning {
  const prefix = prefixOfSource(parts.source) ?? parts.source.trim().replace(/\.amazonaws\.com(\.cn)?$/, '')
  const name = parts.name.trim()
  const plain = plainEventName(name)
  const facts = [ACTION_OF_EVENT.get(`${prefix} ${plain.toLowerCase()}`), `${prefix}:${name}`, `${prefix}:${plain}`]
    .map((action) => (action === undefined ? null : findAction(action)))
    .find((found) => found !== null)
  const check: RequestCheck = { action: facts?.action ?? `${prefix}:${plain}`, resource: '*', context: {} }
  return { kind: facts === undefined ? 'unmapped' : 'call', checks: [located(check, parts)] }
}

/** Where the input does not say the resource, `resources` may. */
function located(check: RequestCheck, parts: EventParts): RequestCheck {
  const stream = streamOf(check, parts)
  if (stream !== null) return { ...check, resource: stream }
  if (!/[*?]/.test(check.resource)) return check
  const facts = findAction(check.action)
  if (facts === null || facts.resourceTypes.length === 0) return check
  const service = check.action.slice(0, check.action.indexOf(':'))
  const arn = parts.resourceArns.find((one) => one.split(':')[2] === service && matchesGlob(check.resource, one))
  return arn === undefined ? check : { ...check, resource: arn }
}

function locatedAll(check: RequestCheck, parts: EventParts): readonly RequestCheck[] {
  const one = located(check, parts)
  if (check.resource !== '*' || one.resource === '*' || parts.resourceArns.length < 2) return [one]
  return parts.resourceArns.map((arn) => located(check, { ...parts, resourceArns: [arn] })).filter(({ resource }) => resource !== '*')
}

/** An iterator of a stream begins with the stream's ARN. Source: DynamoDB Developer Guide, "Understanding DynamoDB log file entries". */
function streamOf(check: RequestCheck, { parameters }: EventParts): string | null {
  if (check.action !== 'dynamodb:GetRecords') return null
  const iterator = memberOf(parameters ?? undefined, 'ShardIterator')
  return typeof iterator === 'string' && iterator.startsWith('arn:') ? (iterator.split('|')[0] ?? null) : null
}

/** The check that the message names, on the resource that it names or that the call has. */
function refusedCheck(denial: DenialMessage, action: string, checks: readonly RequestCheck[], place: CallPlace): RequestCheck {
  const spelled = findAction(action)?.action ?? action
  const same = checks.find((check) => check.action.toLowerCase() === spelled.toLowerCase())
  return { action: spelled, resource: namedArn(denial) ?? refusedResource(denial, spelled, same, place), context: same?.context ?? {} }
}

/** The message has no ARN: the call's parameters, where they name one resource, are nearer to it than a friendly name. */
function refusedResource({ resource }: DenialMessage, action: string, same: RequestCheck | undefined, place: CallPlace): string {
  if (same !== undefined && !/[*?]/.test(same.resource)) return same.resource
  return (resource === null ? null : friendlyArn(resource, action, place)) ?? same?.resource ?? '*'
}
