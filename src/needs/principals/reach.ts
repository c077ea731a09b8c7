/**
 * What it takes to hand an event to a target, by the service of its ARN: for rules, schedules and pipes alike.
 * Source: EventBridge User Guide, "IAM roles for sending events to targets in Amazon EventBridge"; EventBridge Scheduler User
 * Guide, "Set up the execution role"; EventBridge Pipes, "Permissions for Amazon EventBridge Pipes".
 */
import { type Value, valueOfJsonText } from '../../app/index.js'
import { clientSuffixes, unqualifiedMachine } from '../../catalog/index.js'
import type { Place } from '../../outcome/index.js'
import { literalOf, printSym, type SymText, symText } from '../../policy/index.js'
import { arnFields, canonicalArn } from '../arn.js'
import { type Need, platform } from '../atom.js'
import { definitionScope, needsOfDefinedCall, pascalCase, unknownCall } from '../made-call.js'
import type { World } from '../scope.js'
import { unknownTarget, withKey } from '../target.js'
import { tracedValue } from '../traced-value.js'
import { valuesAt } from '../value.js'
import { TARGET_CALLS } from './target-calls.js'

interface Reach {
  readonly actions: readonly string[]
  readonly kms?: readonly string[]
  /** What stands behind the target's ARN. */
  readonly behind?: string
}

const REACH = new Map<string, Reach>([
  ['lambda', { actions: ['lambda:InvokeFunction'] }],
  ['states', { actions: ['states:StartExecution'] }],
  ['sqs', { actions: ['sqs:SendMessage'], kms: ['kms:GenerateDataKey', 'kms:Decrypt'] }],
  ['sns', { actions: ['sns:Publish'], kms: ['kms:GenerateDataKey', 'kms:Decrypt'] }],
  ['kinesis', { actions: ['kinesis:PutRecord', 'kinesis:PutRecords'], kms: ['kms:GenerateDataKey'] }],
  ['firehose', { actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'] }],
  ['events', { actions: ['events:PutEvents'] }],
  ['execute-api', { actions: ['execute-api:Invoke'] }],
  ['codebuild', { actions: ['codebuild:StartBuild'] }],
  ['codepipeline', { actions: ['codepipeline:StartPipelineExecution'] }],
  ['glue', { actions: ['glue:NotifyEvent'] }],
  ['logs', { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], behind: ':*' }],
  ['inspector', { actions: ['inspector:StartAssessmentRun'] }],
  ['sagemaker', { actions: ['sagemaker:StartPipelineExecution'] }],
  ['ssm-incidents', { actions: ['ssm-incidents:StartIncident'] }],
])

export interface Reached {
  /** ARN as the template gives it. */
  readonly arn: SymText
  /** The target's members beside its ARN: `Input`, `EcsParameters`. */
  readonly settings: Value | null
  readonly asks: string
  readonly at: Place
}

export function reach({ arn, settings, asks, at }: Reached, world: World): readonly Need[] {
  const written = arnFields(arn)
  const isSchedule = written !== null && literalOf(written.service) === 'scheduler'
  const universal = isSchedule ? /^aws-sdk:([\w-]+):(\w+)$/.exec(printSym(written.tail)) : null
  if (universal !== null) return sdkTarget(universal[1] ?? '', universal[2] ?? '', settings, asks, at, world)
  const canonical = canonicalArn(arn, world.declared)
  const fields = arnFields(canonical.arn)
  const service = canonical.declared?.facts?.service ?? (fields === null ? null : literalOf(fields.service))
  const call = service === null ? undefined : TARGET_CALLS.get(service)
  if (call !== undefined) return call({ target: canonical, settings, asks, at }, world)
  if (service === 'events' && isDestination(canonical.declared?.type, canonical.arn)) {
    return platform(['events:InvokeApiDestination'], canonical.arn, asks, at)
  }
  const row = service === null ? undefined : REACH.get(service)
  if (row === undefined) return [unknownTarget(arn, asks, at)]
  const { declared } = canonical
  // `${Group.Arn}` ends in `:*` already, and the group's own ARN does not.
  const asked = service === 'states' ? unqualifiedMachine(canonical.arn) : canonical.arn
  const own = declared?.type === 'AWS::Logs::LogGroup' ? (declared.arn ?? canonical.arn) : asked
  return [
    ...platform(row.actions, symText(own, row.behind ?? ''), asks, at),
    ...withKey(canonical.declared, row.kms ?? [], asks, at, world),
  ]
}

const isDestination = (type: string | undefined, arn: SymText): boolean =>
  type === 'AWS::Events::ApiDestination' || printSym(arn).includes(':api-destination/')

/** A universal target of a schedule calls any operation, with its `Input` as the call's. */
function sdkTarget(service: string, operation: string, settings: Value | null, asks: string, at: Place, world: World): readonly Need[] {
  const plain = service.replaceAll('-', '').toLowerCase()
  const suffix = clientSuffixes().find((s) => s.replaceAll('-', '') === plain)
  if (suffix === undefined) return [unknownCall(`${service}:${operation}`, at)]
  const [written] = valuesAt(settings, ['Input'])
  const value = written?.kind === 'text' ? valueOfJsonText(written.text, written.at) : (written ?? null)
  const read = value === null ? null : tracedValue(value, { text: () => null, key: (key) => key })
  const scope = definitionScope(world, '', read?.environment)
  const input = read?.traced ?? ({ kind: 'object', entries: new Map(), computed: null, open: true } as const)
  return needsOfDefinedCall({ service: suffix, operation: pascalCase(operation), input, at, asks }, scope)
}
