/**
 * Trust policies: who may assume a role, and the conditions that keep a service from being used by another account (the
 * confused deputy) where the service sends what they ask for.
 */
import { parseSym } from '../policy/index.js'
import { lower } from './lower.js'
import type { CfnString } from './types.js'

interface Trust {
  /** `aws:SourceAccount`: `strict` where the service always sends it, `ifExists` where it may not, `none` where it is not used. */
  readonly account: 'strict' | 'ifExists' | 'none'
  /** `aws:SourceArn`, as a pattern: the role must not name the resource that names it, or neither could be made first. */
  readonly arn: string | null
  /** `sts:ExternalId` is the account. */
  readonly externalId?: true
}

const PREFIX = 'arn:${AWS::Partition}'
const HERE = '${AWS::Region}:${AWS::AccountId}'

/**
 * Sources, all "confused deputy" sections: Step Functions Developer Guide, "Creating an IAM role for your state machine";
 * EventBridge User Guide, "Cross-service confused deputy prevention in Amazon EventBridge"; EventBridge Scheduler User Guide,
 * "Confused deputy prevention"; AppSync Developer Guide, "Attaching a data source"; CloudWatch Logs User Guide,
 * "Confused deputy prevention"; Data Firehose Developer Guide, "Grant Firehose permission to assume an IAM role".
 *
 * API Gateway: measured by users in July 2026, it sends no `aws:SourceAccount` when it assumes the role of an integration, and
 * a strict condition makes every request fail with 500; the condition applies as soon as it does.
 * Lambda: a role can be handed over only within its account, and the guide's trust policies have no condition.
 */
const TRUST = new Map<string, Trust>([
  ['lambda.amazonaws.com', { account: 'none', arn: null }],
  ['edgelambda.amazonaws.com', { account: 'none', arn: null }],
  ['apigateway.amazonaws.com', { account: 'ifExists', arn: null }],
  ['states.amazonaws.com', { account: 'strict', arn: `${PREFIX}:states:${HERE}:stateMachine:*` }],
  ['events.amazonaws.com', { account: 'strict', arn: `${PREFIX}:events:${HERE}:rule/*` }],
  ['scheduler.amazonaws.com', { account: 'strict', arn: `${PREFIX}:scheduler:${HERE}:schedule-group/*` }],
  ['pipes.amazonaws.com', { account: 'strict', arn: `${PREFIX}:pipes:${HERE}:pipe/*` }],
  ['appsync.amazonaws.com', { account: 'strict', arn: `${PREFIX}:appsync:${HERE}:apis/*` }],
  ['logs.amazonaws.com', { account: 'strict', arn: `${PREFIX}:logs:${HERE}:*` }],
  ['firehose.amazonaws.com', { account: 'none', arn: null, externalId: true }],
])

const OTHER: Trust = { account: 'ifExists', arn: null }

/** Whether AWS documents a source condition for trust policies of the service. */
export const takesSourceConditions = (service: string): boolean => {
  const trust = TRUST.get(service)
  return trust !== undefined && (trust.account === 'strict' || trust.externalId === true)
}

interface TrustStatement {
  readonly Effect: 'Allow'
  readonly Principal: { readonly Service: string | readonly string[] }
  readonly Action: 'sts:AssumeRole'
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, CfnString>>>>
}

export interface TrustPolicy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly TrustStatement[]
}

/** @param services principals such as `lambda.amazonaws.com`; one statement each, since their conditions differ */
export function trustOf(services: readonly string[]): TrustPolicy {
  const unique = [...new Set(services)].sort()
  return { Version: '2012-10-17', Statement: unique.map(trustStatement) }
}

function trustStatement(service: string): TrustStatement {
  const trust = TRUST.get(service) ?? OTHER
  const account = lower(parseSym('${AWS::AccountId}'))
  const condition: Record<string, Record<string, CfnString>> = {}
  if (trust.arn !== null) condition.ArnLike = { 'aws:SourceArn': lower(parseSym(trust.arn)) }
  if (trust.account === 'strict') condition.StringEquals = { 'aws:SourceAccount': account }
  if (trust.externalId === true) condition.StringEquals = { 'sts:ExternalId': account }
  if (trust.account === 'ifExists') condition.StringEqualsIfExists = { 'aws:SourceAccount': account }
  return {
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sts:AssumeRole',
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  }
}
