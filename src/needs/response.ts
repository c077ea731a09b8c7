/**
 * Parts of an earlier call's answer that say what they are: what was asked for by name comes back under that name, and
 * what the template itself stored is known.
 */
import { any, type SymText, splitSym, symbol, symText } from '../policy/index.js'
import type { Traced, TracePiece } from '../trace/index.js'
import { arnHere } from './arn.js'
import { bind } from './bind.js'
import { type Bound, known, unknown } from './bound.js'
import { type Declared, matchNames, named } from './declared.js'
import { member } from './input.js'
import { MAX_HOPS, type Scope } from './scope.js'
import { valuesAt } from './value.js'
import { readValue } from './value-path.js'

type Response = Extract<TracePiece, { kind: 'response' }>

interface Row {
  /** The v3 client suffix and operation. */
  readonly call: string
  /** Dotted; the row is taken where the asked path begins so. `*`: any index or key. */
  readonly path: string
  readonly read: (input: Traced, rest: readonly string[], scope: Scope) => readonly Bound[]
}

const echo =
  (path: string): Row['read'] =>
  (input, _, scope) =>
    member(input, path).values.flatMap((v) => bind(v, scope))

const account: Row['read'] = () => [known(symbol('AWS::AccountId'))]

const ROWS: readonly Row[] = [
  { call: 'ssm GetParameter', path: 'Parameter.Value', read: parameterValue('Name') },
  { call: 'ssm GetParameters', path: 'Parameters.*.Value', read: parameterValue('Names[]') },
  { call: 'secrets-manager GetSecretValue', path: 'SecretString', read: secretValue },
  { call: 'sts GetCallerIdentity', path: 'Account', read: account },
  { call: 'sts GetCallerIdentity', path: 'Arn', read: callerArn },
  { call: 'sqs GetQueueUrl', path: 'QueueUrl', read: queueUrl },
  { call: 'sqs CreateQueue', path: 'QueueUrl', read: queueUrl },
  { call: 'sns CreateTopic', path: 'TopicArn', read: topicArn },
  { call: 'dynamodb DescribeTable', path: 'Table.TableName', read: echo('TableName') },
  { call: 'dynamodb CreateTable', path: 'TableDescription.TableName', read: echo('TableName') },
  { call: 's3 ListObjectsV2', path: 'Contents.*.Key', read: listedKeys },
  { call: 's3 ListObjects', path: 'Contents.*.Key', read: listedKeys },
  { call: 's3 ListObjectVersions', path: 'Versions.*.Key', read: listedKeys },
  { call: 's3 ListObjectVersions', path: 'DeleteMarkers.*.Key', read: listedKeys },
  { call: 's3 ListMultipartUploads', path: 'Uploads.*.Key', read: listedKeys },
  { call: 's3 ListObjectsV2', path: 'CommonPrefixes.*.Prefix', read: listedKeys },
  { call: 's3 ListObjects', path: 'CommonPrefixes.*.Prefix', read: listedKeys },
  { call: 's3 ListObjectsV2', path: 'Name', read: echo('Bucket') },
  { call: 's3 CreateMultipartUpload', path: 'Bucket', read: echo('Bucket') },
  { call: 's3 CreateMultipartUpload', path: 'Key', read: echo('Key') },
  { call: 'kinesis DescribeStream', path: 'StreamDescription.StreamName', read: echo('StreamName') },
  { call: 'sfn StartExecution', path: 'executionArn', read: startedExecution },
  { call: 'kms GenerateDataKey', path: 'KeyId', read: echo('KeyId') },
]

/** @returns what the answer's part is; one `any` where nothing is known about it */
export function bindResponse(piece: Response, scope: Scope): readonly Bound[] {
  const written = `the answer of \`${piece.service}:${piece.operation}\``
  const deeper: Scope = { ...scope, depth: scope.depth + 1 }
  if (piece.input === null || deeper.depth > MAX_HOPS) return [unknown(written)]
  for (const row of ROWS) {
    if (row.call !== `${piece.service} ${piece.operation}`) continue
    const rest = behind(piece.path, row.path.split('.'))
    if (rest === null) continue
    const found = row.read(piece.input, rest, deeper)
    if (found.length > 0) return found
  }
  return [unknown(written)]
}

function behind(path: readonly string[], head: readonly string[]): readonly string[] | null {
  if (path.length < head.length || head.some((want, i) => want !== '*' && want !== path[i])) return null
  return path.slice(head.length)
}

/** The value that the template gives a parameter which is declared here. */
function parameterValue(names: string): Row['read'] {
  return (input, rest, scope) =>
    declaredAt(input, names, 'AWS::SSM::Parameter', scope).flatMap((d) =>
      valuesAt(d.resource.properties, ['Value']).flatMap((v) => readValue(v, rest)),
    )
}

function secretValue(input: Traced, rest: readonly string[], scope: Scope): readonly Bound[] {
  return declaredAt(input, 'SecretId', 'AWS::SecretsManager::Secret', scope).flatMap((d) =>
    valuesAt(d.resource.properties, ['SecretString']).flatMap((v) => readValue(v, rest)),
  )
}

function declaredAt(input: Traced, path: string, type: string, scope: Scope): readonly Declared[] {
  const { declared } = scope.world
  return member(input, path).values.flatMap((value) =>
    bind(value, scope).flatMap(({ text }) => {
      const direct = named(text, declared)
      if (direct !== null) return direct.declared.type === type ? [direct.declared] : []
      return matchNames(text, declared.byType.get(type) ?? []).same
    }),
  )
}

/** Source: Amazon SQS Developer Guide, "Amazon SQS queue and message identifiers", "Queue name and URL". */
function queueUrl(input: Traced, rest: readonly string[], scope: Scope): readonly Bound[] {
  const owners = member(input, 'QueueOwnerAWSAccountId').values.flatMap((value) => bind(value, scope))
  const accounts = owners.length > 0 ? owners : [known(symbol('AWS::AccountId'))]
  return echo('QueueName')(input, rest, scope).flatMap((name) =>
    accounts.map((owner) => ({
      text: symText('https://sqs.', symbol('AWS::Region'), '.', symbol('AWS::URLSuffix'), '/', owner.text, '/', name.text),
      why: name.why ?? owner.why,
    })),
  )
}

function topicArn(input: Traced, rest: readonly string[], scope: Scope): readonly Bound[] {
  return echo('Name')(input, rest, scope).map(({ text, why }) => ({ text: arnHere('sns', text), why }))
}

/** Source: IAM User Guide, "IAM identifiers", ARNs of assumed roles. */
function callerArn(): readonly Bound[] {
  const role = symText('arn:', symbol('AWS::Partition'), ':sts::', symbol('AWS::AccountId'), ':assumed-role/', any)
  return [{ text: role, why: 'the session of the caller' }]
}

/** An execution of the machine that was started. Source: Step Functions Developer Guide, "How Step Functions works with IAM", ARNs. */
function startedExecution(input: Traced, _: readonly string[], scope: Scope): readonly Bound[] {
  return echo('stateMachineArn')(input, _, scope).flatMap(({ text, why }) => {
    const found = named(text, scope.world.declared)
    if (found !== null) return [known(arnHere('states', 'execution:', symbol(`${found.declared.id}.Name`), ':*'))]
    const [head, machine] = splitSym(text, ':stateMachine:', 2)
    return head === undefined || machine === undefined ? [] : [{ text: symText(head, ':execution:', machine, ':*'), why }]
  })
}

/** Source: Amazon S3 API Reference, "ListObjectsV2": keys that begin with the prefix. */
function listedKeys(input: Traced, _: readonly string[], scope: Scope): readonly Bound[] {
  const prefixes = member(input, 'Prefix')
  const heads: readonly SymText[] =
    prefixes.missing === 'never' ? prefixes.values.flatMap((v) => bind(v, scope).map((b) => b.text)) : [symText()]
  return heads.map((head): Bound => ({ text: symText(head, '*'), why: 'a key that was listed' }))
}
