/** The CloudTrail record of a call. Source: CloudTrail User Guide, "CloudTrail record contents". */
import { randomUUID } from 'node:crypto'
import { findAction } from '../../catalog/index.js'
import type { CloudTrailRecord, EventResource } from '../../events/index.js'
import type { CheckOutcome, Fault, Input, ServiceCall } from '../types.js'
import { eventSource } from './plan-checks.js'

export interface Recording {
  readonly call: ServiceCall
  readonly outcomes: readonly CheckOutcome[]
  readonly error: Fault | null
  readonly sourceIp: string | null
  readonly userAgent: string | null
}

/** Operations that CloudTrail calls data events. Source: CloudTrail User Guide, "Logging data events". */
const DATA: ReadonlyMap<string, RegExp> = new Map([
  ['s3', /Object|MultipartUpload|UploadPart|ListParts/],
  ['dynamodb', /Item|Query|Scan|Transact|ExecuteStatement|ExecuteTransaction|BatchExecute/],
  ['dynamodb-streams', /GetRecords|GetShardIterator/],
  ['lambda', /^Invoke/],
  ['sqs', /Message/],
  ['sns', /^Publish/],
  ['sfn', /^StartSyncExecution/],
  ['eventbridge', /^PutEvents/],
  ['cloudwatch-logs', /^(PutLogEvents|GetLogEvents|FilterLogEvents)/],
])

/** Whether CloudTrail calls it a data event. */
export const isDataEvent = (service: string, operation: string): boolean => DATA.get(service)?.test(operation) === true

/** Services that are recorded in one region. Source: CloudTrail User Guide, "Global service events". */
const HOME_REGIONS: ReadonlyMap<string, string> = new Map([
  ['iam', 'us-east-1'],
  ['organizations', 'us-east-1'],
])

/** Members that CloudTrail never writes: secrets and payloads. */
const HIDDEN = new Set([
  ...['secretstring', 'secretbinary', 'plaintext', 'ciphertextblob', 'body', 'payload', 'message', 'messagebody', 'messagebodies', 'item'],
  ...[
    'expressionattributevalues',
    'logevents',
    'secretaccesskey',
    'sessiontoken',
    'entries',
    'detail',
    'input',
    'value',
    'privatekeyplaintext',
  ],
])

export function recordEvent({ call, outcomes, error, sourceIp, userAgent }: Recording): CloudTrailRecord {
  const { caller, service, operation, now } = call
  const isData = isDataEvent(service, operation)
  const via = caller.via?.service ?? null
  return {
    eventVersion: '1.11',
    userIdentity: via === null ? caller.identity : { type: 'AWSService', invokedBy: via },
    eventTime: `${new Date(now).toISOString().slice(0, 19)}Z`,
    eventSource: eventSource(service),
    eventName: operation,
    awsRegion: HOME_REGIONS.get(service) ?? call.region,
    sourceIPAddress: via ?? sourceIp ?? '127.0.0.1',
    userAgent: via ?? userAgent ?? '-',
    ...(error === null ? {} : { errorCode: error.code, errorMessage: error.message }),
    requestParameters: parameters(service, call.input),
    responseElements: null,
    requestID: call.requestId,
    eventID: randomUUID(),
    readOnly: isReadOnly(operation, outcomes),
    resources: resourcesOf(outcomes, caller.account),
    eventType: 'AwsApiCall',
    managementEvent: !isData,
    recipientAccountId: caller.account,
    eventCategory: isData ? 'Data' : 'Management',
  }
}

const readOnly = new Map<string, boolean>()

function isReadOnly(operation: string, outcomes: readonly CheckOutcome[]): boolean {
  const key = `${outcomes[0]?.action ?? ''} ${operation}`
  const known = readOnly.get(key)
  if (known !== undefined) return known
  const made = readsOnly(operation, outcomes)
  readOnly.set(key, made)
  return made
}

function readsOnly(operation: string, outcomes: readonly CheckOutcome[]): boolean {
  const level = outcomes[0] === undefined ? undefined : findAction(outcomes[0].action)?.level
  return level === undefined ? /^(Get|List|Describe|Head|Batch?Get|Query|Scan)/.test(operation) : level === 'Read' || level === 'List'
}

function resourcesOf(outcomes: readonly CheckOutcome[], account: string): readonly EventResource[] {
  const seen = new Set<string>()
  return outcomes.flatMap(({ resource, context }) => {
    if (resource === '*' || seen.has(resource)) return []
    seen.add(resource)
    return [{ ARN: resource, accountId: context['aws:ResourceAccount']?.[0] ?? (resource.split(':')[4] || account) }]
  })
}

/** Names of members begin in lower case, and S3 names its own by their parameters. */
function parameters(service: string, input: Input): Readonly<Record<string, unknown>> | null {
  const entries = Object.entries(input).flatMap(([name, value]): (readonly [string, unknown])[] => {
    if (value === undefined || value === null) return []
    if (service === 's3' && name === 'Bucket') return [['bucketName', value]]
    if (service === 's3' && name === 'Key') return [['key', value]]
    const lower = name.charAt(0).toLowerCase() + name.slice(1)
    return [[lower, HIDDEN.has(name.toLowerCase()) ? 'HIDDEN_DUE_TO_SECURITY_REASONS' : value]]
  })
  return entries.length === 0 ? null : Object.fromEntries(entries)
}
