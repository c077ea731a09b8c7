/**
 * Targets that are reached by a call whose other parts stand beside the target: tasks, jobs, statements, documents, mutations.
 * Source: EventBridge User Guide, "IAM roles for sending events to targets in Amazon EventBridge"; EventBridge Pipes,
 * "Permissions for Amazon EventBridge Pipes"; the page of each service on its targets.
 */
import type { Value } from '../../app/index.js'
import type { Place } from '../../outcome/index.js'
import { literalOf, parseSym, printSym, splitSym, symText } from '../../policy/index.js'
import { arnHere, type Canonical } from '../arn.js'
import { type Atom, type Need, platform } from '../atom.js'
import { definitionScope, needsOfDefinedCall } from '../made-call.js'
import { rolesOfTask } from '../passed-role.js'
import type { World } from '../scope.js'
import { ANY, readSecret } from '../target.js'
import { tracedValue } from '../traced-value.js'
import { entriesOf, firstAt, textsAt, valuesAt } from '../value.js'

export interface Called {
  readonly target: Canonical
  /** The target's members beside its ARN. */
  readonly settings: Value | null
  readonly asks: string
  readonly at: Place
}

type TargetCall = (called: Called, world: World) => readonly Need[]

/** By the service of the target's ARN. */
export const TARGET_CALLS: ReadonlyMap<string, TargetCall> = new Map<string, TargetCall>([
  ['appsync', mutate],
  ['batch', submitJob],
  ['ecs', runTask],
  ['redshift', runStatement],
  ['redshift-serverless', runStatement],
  ['ssm', runDocument],
  ['timestream', writeRecords],
])

const ANY_ROLE = parseSym('arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*')
const PASSED_TO_TASKS = [{ operator: 'StringEquals', key: 'iam:PassedToService', values: [symText('ecs-tasks.amazonaws.com')] }]

/** Source: Amazon ECS Developer Guide, "Amazon ECS EventBridge IAM Role". */
function runTask({ settings, asks, at }: Called, world: World): readonly Atom[] {
  const definitions = ['EcsParameters', 'EcsTaskParameters'].flatMap((key) => textsAt(firstAt(settings, [key]), ['TaskDefinitionArn']))
  const declared = definitions.map((definition) => rolesOfTask(definition, world))
  const roles = declared.every((own) => own !== null) && declared.length > 0 ? declared.flatMap((own) => own ?? []) : null
  return [
    ...(definitions.length === 0 ? [ANY] : definitions).flatMap((arn) => platform(['ecs:RunTask'], arn, asks, at)),
    ...(roles ?? [ANY_ROLE]).flatMap((role) => platform(['iam:PassRole'], role, asks, at, PASSED_TO_TASKS)),
  ]
}

/** Source: Batch User Guide, "EventBridge IAM role": a job is submitted to a queue, of a definition. */
function submitJob({ target, settings, asks, at }: Called, world: World): readonly Need[] {
  const parameters = firstAt(settings, ['BatchParameters']) ?? firstAt(settings, ['BatchJobParameters'])
  const members = new Map<string, Value>([['jobQueue', { kind: 'text', text: target.arn, at }]])
  for (const [key, value] of entriesOf(parameters)) if (key === 'JobDefinition') members.set('jobDefinition', value)
  return call('batch', 'SubmitJob', members, { target, settings, asks, at }, world)
}

/**
 * A statement of Redshift's Data API, with the credentials that the target names.
 * Source: EventBridge User Guide, "Using EventBridge to schedule Amazon Redshift queries".
 */
function runStatement(called: Called, world: World): readonly Need[] {
  const { target, settings, asks, at } = called
  const parameters = firstAt(settings, ['RedshiftDataParameters'])
  const secrets = textsAt(parameters, ['SecretManagerArn'])
  // A call names a workgroup by its name; the target has its ARN.
  if (target.declared?.facts?.service === 'redshift-serverless' || printSym(target.arn).includes(':redshift-serverless:'))
    return [
      ...platform(['redshift-data:ExecuteStatement'], target.arn, asks, at),
      ...secrets.flatMap((secret) => readSecret(secret, asks, at, world)),
      ...(secrets.length > 0 ? [] : platform(['redshift-serverless:GetCredentials'], target.arn, asks, at)),
    ]
  const [, name] = splitSym(target.arn, ':cluster:', 2)
  const members = new Map<string, Value>([['ClusterIdentifier', { kind: 'text', text: name ?? target.arn, at }]])
  const names: Readonly<Record<string, string>> = { Database: 'Database', DbUser: 'DbUser', SecretManagerArn: 'SecretArn' }
  for (const [key, value] of entriesOf(parameters)) if (names[key] !== undefined) members.set(names[key], value)
  return call('redshift-data', 'ExecuteStatement', members, called, world)
}

/** Source: EventBridge User Guide, "AWS AppSync as a target": the mutation that the operation names. */
function mutate({ target, settings, asks, at }: Called): readonly Atom[] {
  const operations = textsAt(settings, ['AppSyncParameters', 'GraphQLOperation']).map((text) => literalOf(text))
  const fields = operations.map((written) => (written === null ? '*' : (/\{\s*(?:\w+\s*:\s*)?(\w+)/.exec(written)?.[1] ?? '*')))
  const api = target.declared?.arn ?? arnHere('appsync', 'apis/*')
  return (fields.length === 0 ? ['*'] : fields).flatMap((field) =>
    platform(['appsync:GraphQL'], symText(api, `/types/Mutation/fields/${field}`), asks, at).map(
      (atom): Atom => (target.declared === null ? { ...atom, certainty: 'wildcard' } : atom),
    ),
  )
}

/**
 * Run Command sends a document to instances; automations are started.
 * Source: EventBridge User Guide, "IAM roles for sending events to targets in Amazon EventBridge", Systems Manager Run Command;
 * Systems Manager User Guide, "Run automations based on EventBridge events".
 */
function runDocument({ target, settings, asks, at }: Called): readonly Atom[] {
  const commands = valuesAt(settings, ['RunCommandParameters', 'RunCommandTargets', '*'])
  if (commands.length === 0) return platform(['ssm:StartAutomationExecution'], target.arn, asks, at)
  return [
    ...platform(['ssm:SendCommand'], target.arn, asks, at),
    ...commands.flatMap((one) => {
      const [key] = textsAt(one, ['Key'])
      const values = textsAt(one, ['Values', '*'])
      const by = key === undefined ? null : literalOf(key)
      if (by === 'InstanceIds') return values.flatMap((id) => platform(['ssm:SendCommand'], arnHere('ec2', 'instance/', id), asks, at))
      const tag = by?.startsWith('tag:') ? by.slice('tag:'.length) : null
      const conditions = tag === null ? [] : [{ operator: 'StringEquals', key: `ec2:ResourceTag/${tag}`, values }]
      return platform(['ssm:SendCommand'], arnHere('ec2', 'instance/*'), asks, at, conditions)
    }),
  ]
}

/** Source: EventBridge Pipes, "Permissions for Amazon EventBridge Pipes": records are written where the endpoints say. */
function writeRecords({ target, asks, at }: Called): readonly Atom[] {
  return [...platform(['timestream:WriteRecords'], target.arn, asks, at), ...platform(['timestream:DescribeEndpoints'], ANY, asks, at)]
}

function call(
  service: string,
  operation: string,
  members: ReadonlyMap<string, Value>,
  { asks, at }: Called,
  world: World,
): readonly Need[] {
  const read = tracedValue({ kind: 'map', entries: members, at }, { text: () => null, key: (key) => key })
  return needsOfDefinedCall({ service, operation, input: read.traced, at, asks }, definitionScope(world, '', read.environment))
}
