/**
 * What the text of an input's member stands for, by its form. The text may be symbolic: a symbol stands for a name unless the
 * form can only be an ARN; whoever knows that a symbol is an ARN or a URL puts that in its place first.
 */
import { any, literalOf, type SymText, splitSym, symText } from '../policy/index.js'
import { readPartiql } from './partiql.js'
import type { FormReading, MemberForm, Places } from './types.js'
import { URL_READERS } from './url-forms.js'

/** Six characters that Secrets Manager puts after a name. Source: Secrets Manager User Guide, "IAM policy reference". */
export const SECRET_SUFFIX = '-??????'

const filling = (text: SymText, region: SymText | null = null, account: SymText | null = null): FormReading => ({
  kind: 'text',
  text,
  region,
  account,
})

const startsWith = (value: SymText, prefix: string): boolean => value[0]?.kind === 'text' && value[0].text.startsWith(prefix)

/** Whether the text is an ARN as it stands. */
export const isArn = (value: SymText): boolean => startsWith(value, 'arn:')

/**
 * Reads a member's text.
 *
 * @param value the member's text, literal or symbolic
 * @param places where the call is made: some forms (a model's ID) stand for whole ARNs
 */
export function readForm(form: MemberForm, value: SymText, places: Places): FormReading {
  return READERS[form](value, places)
}

const nameOrArn = (value: SymText): FormReading => (isArn(value) ? { kind: 'arns', arns: [value] } : filling(value))

const READERS: Readonly<Record<MemberForm, (value: SymText, places: Places) => FormReading>> = {
  'name-or-arn': nameOrArn,
  arn: (value) => ({ kind: 'arns', arns: [value] }),
  url: readQueueUrl,
  secret: readSecret,
  parameter: readParameter,
  function: readFunctionName,
  'copy-source': (value) => readCopySource(value).target,
  key: readKey,
  topic: nameOrArn,
  bucket: nameOrArn,
  'object-bucket': readObjectBucket,
  'state-machine': readStateMachine,
  execution: nameOrArn,
  model: readModel,
  bus: readBus,
  's3-object': (value) => readS3Uri(value, 'object'),
  's3-location': (value) => readS3Uri(value, 'location'),
  's3-bucket': (value) => readS3Uri(value, 'bucket'),
  'key-prefix': (value) => filling(symText(value, any)),
  'mail-identity': readSender,
  'job-definition': readJobDefinition,
  'task-definition': readTaskDefinition,
  'task-roles': () => filling([any]),
  'database-host': () => filling([any]),
  'appconfig-application': (value) => filling(value),
  'appconfig-environment': (value) => filling(value),
  'appconfig-profile': (value) => filling(value),
  'last-part': (value) => filling(splitSym(value, '/').at(-1) ?? value),
  'waf-scope': readWafScope,
  ...URL_READERS,
  'partiql-table': (value) => {
    const statement = readPartiql(value)
    return statement === null ? { kind: 'any', why: 'the statement is not known' } : filling(statement.resource)
  },
}

/**
 * A queue's URL: `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`, or the older `https://REGION.queue.amazonaws.com/ACCOUNT/NAME`.
 * Source: SQS Developer Guide, "Amazon SQS queue and message identifiers".
 */
function readQueueUrl(value: SymText): FormReading {
  if (isArn(value)) return { kind: 'arns', arns: [value] }
  const parts = splitSym(value, '/')
  const name = parts.at(-1) ?? value
  if (parts.length < 2) return filling(name)
  const account = parts.at(-2) ?? null
  const host = parts.length >= 4 ? (parts[2] ?? null) : null
  const labels = host === null ? [] : splitSym(host, '.')
  const first = labels[0] === undefined ? null : literalOf(labels[0])
  const region = first === 'sqs' ? labels[1] : labels[1] !== undefined && literalOf(labels[1]) === 'queue' ? labels[0] : undefined
  const usable = account !== null && account.length > 0 && literalOf(account) !== 'queue' ? account : null
  const named = region !== undefined && literalOf(region) !== 'amazonaws' ? region : null
  return filling(name, named, usable)
}

function readSecret(value: SymText): FormReading {
  if (isArn(value)) {
    const parts = splitSym(value, ':')
    const whole = parts.length === 7 && /-[A-Za-z0-9]{6}$/.test(literalOf(parts[6] ?? []) ?? '')
    const symbolic = literalOf(parts[6] ?? []) === null
    // An ARN without its suffix is a partial ARN, and Secrets Manager finds the secret by it.
    return { kind: 'arns', arns: [whole || symbolic ? value : symText(value, literalAny(SECRET_SUFFIX))] }
  }
  return filling(symText(value, literalAny(SECRET_SUFFIX)))
}

/** `?` has no piece of its own in symbolic text; it is kept as text. */
const literalAny = (written: string): SymText => [{ kind: 'text', text: written }]

/** Source: Systems Manager User Guide, "Restricting access to Parameter Store parameters using IAM policies". */
const withoutSlash = (value: SymText): SymText => {
  const [first, ...rest] = value
  return first?.kind === 'text' && first.text.startsWith('/') ? symText(first.text.slice(1), rest) : value
}

/**
 * AWS's own parameters belong to no account.
 * Source: Systems Manager User Guide, "Working with public parameters in Parameter Store".
 */
function readParameter(value: SymText): FormReading {
  if (isArn(value)) return { kind: 'arns', arns: [unversioned(value, 6)] }
  const name = trimmedEnd(withoutSlash(unversionedName(value)), '/')
  return filling(name, null, startsWith(value, '/aws/service') ? [] : null)
}

/** `name:3` and `name:label` are versions of `name`. */
const unversionedName = (value: SymText): SymText => splitSym(value, ':')[0] ?? value

const unversioned = (arn: SymText, parts: number): SymText => {
  const all = splitSym(arn, ':')
  return all.length <= parts ? arn : joined(all.slice(0, parts), ':')
}

const joined = (parts: readonly SymText[], separator: string): SymText =>
  symText(...parts.flatMap((part, i) => (i === 0 ? [part] : [separator, part])))

/** Source: WAF Developer Guide, "Actions, resources, and conditions reference": the scope of a resource's ARN. */
function readWafScope(value: SymText): FormReading {
  const scope = literalOf(value)?.toUpperCase()
  return filling(scope === 'REGIONAL' ? symText('regional') : scope === 'CLOUDFRONT' ? symText('global') : [any])
}

const trimmedEnd = (value: SymText, char: string): SymText => {
  const last = value.at(-1)
  if (last?.kind !== 'text' || !last.text.endsWith(char)) return value
  return symText(value.slice(0, -1), last.text.slice(0, -char.length))
}

/**
 * `NAME`, `NAME:QUALIFIER`, `ACCOUNT:function:NAME`, or an ARN, each with or without a qualifier.
 * Source: Lambda API Reference, "Invoke", FunctionName.
 */
function readFunctionName(value: SymText): FormReading {
  if (isArn(value)) return { kind: 'arns', arns: [value] }
  const parts = splitSym(value, ':')
  if (parts.length >= 3 && literalOf(parts[1] ?? []) === 'function') return filling(joined(parts.slice(2), ':'), null, parts[0] ?? null)
  return filling(value)
}

/** The parts of a copy source: `BUCKET/KEY`, `/BUCKET/KEY`, an access point's ARN, each with or without `?versionId=`. */
export interface CopySource {
  readonly bucket: SymText
  readonly key: SymText
  readonly versionId: SymText | null
  readonly target: FormReading
}

/** Source: S3 API Reference, "CopyObject", x-amz-copy-source. Its text is URL-encoded. */
export function readCopySource(value: SymText): CopySource {
  const [path = value, version] = splitSym(value, '?versionId=', 2)
  const plain = decoded(withoutSlash(path))
  if (isArn(plain)) {
    return { bucket: plain, key: [any], versionId: version ?? null, target: { kind: 'arns', arns: [plain] } }
  }
  const [bucket = plain, key = [any]] = splitSym(plain, '/', 2)
  return { bucket, key, versionId: version ?? null, target: filling(symText(bucket, '/', key)) }
}

const decoded = (value: SymText): SymText => symText(...value.map((piece) => (piece.kind === 'text' ? decodedText(piece.text) : [piece])))

function decodedText(written: string): SymText {
  try {
    return symText(decodeURIComponent(written))
  } catch {
    return symText(written)
  }
}

/** The name of the bus is the last part of its ARN, which also says whose and where it is. */
function readBus(value: SymText): FormReading {
  if (!isArn(value)) return filling(value)
  const parts = splitSym(value, ':', 6)
  return filling(splitSym(parts[5] ?? value, '/').at(-1) ?? value, parts[3] ?? null, parts[4] ?? null)
}

/**
 * A key's ID or ARN names the key. An alias does not: policies that name an alias's ARN allow nothing but changes of the
 * alias itself. Source: KMS Developer Guide, "Using aliases to control access to KMS keys".
 */
function readKey(value: SymText): FormReading {
  if (startsWith(value, 'alias/')) return { kind: 'any', why: 'an alias names no key: limit it by kms:RequestAlias' }
  if (!isArn(value)) return filling(value)
  const resource = splitSym(value, ':', 6)[5]
  return resource !== undefined && startsWith(resource, 'alias/')
    ? { kind: 'any', why: 'an alias names no key: limit it by kms:RequestAlias' }
    : { kind: 'arns', arns: [value] }
}

/**
 * A bucket's name, or the ARN of an access point, whose objects are at `…/object/KEY`.
 * Source: S3 User Guide, "Referencing access points with ARNs, access point aliases, or virtual-hosted-style URIs".
 */
function readObjectBucket(value: SymText): FormReading {
  if (!isArn(value)) return filling(value)
  const resource = splitSym(value, ':', 6)[5]
  const accessPoint = resource !== undefined && (startsWith(resource, 'accesspoint/') || startsWith(resource, 'accesspoint:'))
  return { kind: 'arns', arns: [accessPoint ? symText(value, '/object') : value] }
}

/** First labels of inference profiles' IDs. Source: Bedrock User Guide, "Supported Regions and models for inference profiles". */
const PROFILE = /^(us|us-gov|eu|apac|ap|jp|au|ca|sa|global)\./

/**
 * A model's ID is a foundation model, which no account owns; an inference profile's ID is the profile and the model behind it
 * in every region that the profile routes to. Source: Bedrock User Guide, "Prerequisites for inference profiles".
 */
function readModel(value: SymText, { partition, region, account }: Places): FormReading {
  const foundation = (where: SymText, id: SymText): SymText => symText('arn:', partition, ':bedrock:', where, '::foundation-model/', id)
  const profile = symText('arn:', partition, ':bedrock:', region, ':', account, ':inference-profile/', value)
  if (isArn(value)) {
    const behind = modelBehind(splitSym(value, ':', 6)[5] ?? [], /^inference-profile\//)
    return { kind: 'arns', arns: behind === null ? [value] : [value, foundation([any], behind)] }
  }
  const behind = modelBehind(value, /^/)
  if (behind !== null) return { kind: 'arns', arns: [foundation([any], behind), profile] }
  // An ID that is not known may be either.
  return { kind: 'arns', arns: value[0]?.kind === 'text' ? [foundation(region, value)] : [foundation([any], value), profile] }
}

/** The model's ID behind a profile's, or null where the text is not a profile's ID after `start`. */
function modelBehind(value: SymText, start: RegExp): SymText | null {
  const first = value[0]
  if (first?.kind !== 'text' || !start.test(first.text)) return null
  const id = first.text.replace(start, '')
  return PROFILE.test(id) ? symText(id.replace(PROFILE, ''), value.slice(1)) : null
}

/** `s3://BUCKET/KEY`, `https://BUCKET.s3.REGION.amazonaws.com/KEY`, or `https://s3.REGION.amazonaws.com/BUCKET/KEY`. */
function readS3Uri(value: SymText, part: 'object' | 'bucket' | 'location'): FormReading {
  if (isArn(value)) return { kind: 'arns', arns: [part === 'object' ? value : (splitSym(value, '/')[0] ?? value)] }
  const [scheme, rest = value] = splitSym(value, '://', 2)
  const [host = rest, path = []] = splitSym(rest, '/', 2)
  const virtual = literalOf(scheme ?? []) === 's3' ? null : splitSym(host, '.s3', 2)
  const [bucket = host, key = []] = virtual === null ? [host, path] : virtual.length === 2 ? [virtual[0], path] : splitSym(path, '/', 2)
  if (part === 'bucket') return filling(bucket)
  if (part === 'location') return filling(symText(bucket, '/', key.length === 0 || endsInSlash(key) ? key : symText(key, '/')))
  return filling(symText(bucket, '/', key.length === 0 ? any : key))
}

function endsInSlash(key: SymText): boolean {
  const last = key.at(-1)
  return last?.kind === 'text' && last.text.endsWith('/')
}

/**
 * An address is sent from the identity of the address where there is one, else from that of its domain.
 * Source: SES Developer Guide, "Creating and verifying identities in Amazon SES".
 */
function readSender(value: SymText, { partition, region, account }: Places): FormReading {
  const identity = (name: SymText): SymText => symText('arn:', partition, ':ses:', region, ':', account, ':identity/', name)
  const [, inBrackets] = splitSym(value, '<', 2)
  const address = splitSym(inBrackets ?? value, '>', 2)[0] ?? value
  const [, domain] = splitSym(address, '@', 2)
  if (domain !== undefined) return { kind: 'arns', arns: [identity(address), identity(domain)] }
  // The domain of an address that is not known may be the identity.
  return literalOf(address) === null ? { kind: 'arns', arns: [identity([any])] } : { kind: 'arns', arns: [identity(address)] }
}

/**
 * A policy is held against the revision that runs, also where the call names the family alone.
 * Source: ECS API Reference, "RunTask", `taskDefinition`; Service Authorization Reference, "task-definition".
 */
function readTaskDefinition(value: SymText): FormReading {
  const last = value.at(-1)
  const revised = last?.kind === 'text' ? symText(value, /:\d+$/.test(last.text) ? '' : ':*') : symText(value, any)
  return isArn(value) ? { kind: 'arns', arns: [revised] } : filling(revised)
}

/**
 * Batch asks about the name as it is given and about the revision that it finds.
 * Source: AWS Batch User Guide, "Resource-level permissions for AWS Batch actions", SubmitJob.
 */
function readJobDefinition(value: SymText, { partition, region, account }: Places): FormReading {
  const arn = isArn(value) ? value : symText('arn:', partition, ':batch:', region, ':', account, ':job-definition/', value)
  const last = value.at(-1)
  const isRevised = last?.kind === 'text' && /:\d+$/.test(last.text)
  return { kind: 'arns', arns: isRevised ? [arn] : [arn, symText(arn, ':*')] }
}

/**
 * The state machine is asked about, whichever version or alias is meant.
 * Source: AWS Step Functions Developer Guide, "Authorization for versions and aliases in Step Functions workflows".
 */
function readStateMachine(value: SymText): FormReading {
  return isArn(value) ? { kind: 'arns', arns: [unqualifiedMachine(value)] } : filling(value)
}

/** The ARN of the machine alone, of one that names a version or alias. */
export function unqualifiedMachine(arn: SymText): SymText {
  const fields = splitSym(arn, ':', 8)
  return fields.length < 8 ? arn : symText(...fields.slice(0, 7).flatMap((field, i) => (i === 0 ? [field] : [':', field])))
}
