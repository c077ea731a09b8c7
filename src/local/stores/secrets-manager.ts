/**
 * Secrets Manager: secrets in versions with stages, deletion with a window, resource policies.
 *
 * Source: Secrets Manager API Reference, the pages of the operations.
 */
import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { validatePolicy } from '../../decide/index.js'
import { flagOf, numberOf, recordsOf, tagsOf, textOf, textsOf } from '../input.js'
import { fault, isFault, nothing } from '../reply.js'
import type { Fault, Input, LocalService, Operation, Output, PlannedCheck, ServiceCall, StoreWorld } from '../types.js'
import type { Table } from './tables.js'

interface Version {
  readonly id: string
  readonly text: string | null
  /** Base64. */
  readonly binary: string | null
  readonly stages: readonly string[]
  readonly createdAt: number
}

interface Secret {
  readonly name: string
  readonly arn: string
  readonly account: string
  readonly region: string
  readonly description: string | null
  readonly kmsKeyId: string | null
  readonly createdAt: number
  readonly changedAt: number
  readonly deletedAt: number | null
  readonly versions: readonly Version[]
  readonly tags: Readonly<Record<string, string>>
  readonly policy: string | null
  readonly rotation: { readonly lambdaArn: string | null; readonly days: number | null } | null
}

const CURRENT = 'AWSCURRENT'
const PREVIOUS = 'AWSPREVIOUS'
const PENDING = 'AWSPENDING'
const DAY_MS = 86_400_000

export function secretsService(world: StoreWorld): LocalService {
  const secrets = world.tables.table<Secret>('secrets')
  const on =
    (act: (secret: Secret, call: ServiceCall) => Output | Fault, alsoDeleted = false): Operation =>
    (call) => {
      const secret = find(secrets, textOf(call.input, 'SecretId') ?? '', call)
      if (secret === null) return fault('ResourceNotFoundException', "Secrets Manager can't find the specified secret.", 400)
      if (secret.deletedAt !== null && !alsoDeleted)
        return fault('InvalidRequestException', "You can't perform this operation on the secret because it was marked for deletion.", 400)
      return act(secret, call)
    }
  const keep = (secret: Secret): Secret => {
    secrets.set(secret.arn, secret)
    return secret
  }
  return {
    suffix: 'secrets-manager',
    resourcePolicy: (arn) => secrets.get(arn)?.policy ?? null,
    resolve: (check, call) => resolve(secrets, check, call),
    // Source: AWS Secrets Manager User Guide, "Secret encryption and decryption in AWS Secrets Manager".
    sealedBy: ({ resource }, { input }) => {
      const key = textOf(input, 'KmsKeyId') ?? secrets.get(resource)?.kmsKeyId ?? null
      return key === null ? null : { key, encryptionContext: { SecretARN: resource } }
    },
    contextOf: ({ resource }) => {
      const secret = secrets.get(resource)
      if (secret === undefined) return null
      const tags = Object.entries(secret.tags).flatMap(([key, value]): [string, string[]][] => [
        [`aws:ResourceTag/${key}`, [value]],
        [`secretsmanager:ResourceTag/${key}`, [value]],
      ])
      return Object.fromEntries([...tags, ['secretsmanager:resource/AllowRotationLambdaArn', [secret.rotation?.lambdaArn ?? '']]])
    },
    operations: new Map<string, Operation>([
      ['CreateSecret', (call) => create(secrets, call)],
      ['GetSecretValue', on((secret, { input }) => value(secret, input))],
      ['BatchGetSecretValue', (call) => batchValue(secrets, call)],
      ['PutSecretValue', on((secret, call) => putValue(keep, secret, call))],
      ['UpdateSecret', on((secret, call) => update(keep, secret, call))],
      ['DescribeSecret', on((secret) => describe(secret), true)],
      ['ListSecrets', (call) => list(secrets, call)],
      [
        'ListSecretVersionIds',
        on(
          (secret) => ({
            ARN: secret.arn,
            Name: secret.name,
            Versions: secret.versions.map((it) => ({ VersionId: it.id, VersionStages: it.stages, CreatedDate: it.createdAt / 1000 })),
          }),
          true,
        ),
      ],
      ['DeleteSecret', on((secret, call) => remove(secrets, secret, call), true)],
      [
        'RestoreSecret',
        on((secret) => {
          keep({ ...secret, deletedAt: null })
          return { ARN: secret.arn, Name: secret.name }
        }, true),
      ],
      ['UpdateSecretVersionStage', on((secret, { input }) => moveStage(keep, secret, input))],
      [
        'TagResource',
        on((secret, { input }) => {
          keep({ ...secret, tags: { ...secret.tags, ...Object.fromEntries(tagsOf(input.Tags)) } })
          return nothing
        }),
      ],
      [
        'UntagResource',
        on((secret, { input }) => {
          keep({
            ...secret,
            tags: Object.fromEntries(Object.entries(secret.tags).filter(([key]) => !textsOf(input, 'TagKeys').includes(key))),
          })
          return nothing
        }),
      ],
      ['PutResourcePolicy', on((secret, { input }) => putPolicy(keep, secret, textOf(input, 'ResourcePolicy') ?? ''))],
      [
        'GetResourcePolicy',
        on(({ arn, name, policy }) => ({ ARN: arn, Name: name, ...(policy === null ? {} : { ResourcePolicy: policy }) })),
      ],
      [
        'DeleteResourcePolicy',
        on((secret) => {
          keep({ ...secret, policy: null })
          return { ARN: secret.arn, Name: secret.name }
        }),
      ],
      ['RotateSecret', on((secret, call) => rotate(world, keep, secret, call))],
      [
        'CancelRotateSecret',
        on((secret) => {
          keep({ ...secret, rotation: null })
          return { ARN: secret.arn, Name: secret.name }
        }),
      ],
      ['GetRandomPassword', ({ input }) => randomPassword(input)],
    ]),
  }
}

/** By name, ARN, or an ARN without its six characters. */
function find(secrets: Table<Secret>, id: string, { account, region }: Pick<ServiceCall, 'account' | 'region'>): Secret | null {
  const exact = secrets.get(id)
  if (exact !== undefined) return exact
  for (const it of secrets.values()) {
    if (id.startsWith('arn:') ? it.arn.slice(0, -7) === id : it.name === id && it.account === account && it.region === region) return it
  }
  return null
}

/** What a request names becomes the ARN that is stored; a new secret has no suffix yet. */
function resolve(secrets: Table<Secret>, check: PlannedCheck, call: ServiceCall): PlannedCheck {
  const id = textOf(call.input, 'SecretId')
  const secret = id === null || !check.resource.startsWith('arn:') ? null : find(secrets, id, call)
  return secret === null || !check.action.startsWith('secretsmanager:') ? check : { ...check, resource: secret.arn }
}

const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const MAX_VALUE_BYTES = 65_536

function readValue(input: Input): Pick<Version, 'text' | 'binary'> | Fault | null {
  const text = textOf(input, 'SecretString')
  const binary = textOf(input, 'SecretBinary')
  if (text !== null && binary !== null)
    return fault(
      'InvalidParameterException',
      "You can't specify both a binary secret value and a string secret value in the same secret.",
      400,
    )
  if (Buffer.byteLength(text ?? binary ?? '') > MAX_VALUE_BYTES)
    return fault('ValidationException', 'the secret is longer than 65536 bytes', 400)
  return text === null && binary === null ? null : { text, binary }
}

function create(secrets: Table<Secret>, call: ServiceCall): Output | Fault {
  const { input, account, region, now } = call
  const name = textOf(input, 'Name') ?? ''
  if (!/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name))
    return fault(
      'ValidationException',
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      400,
    )
  const there = find(secrets, name, call)
  if (there !== null)
    return there.deletedAt === null
      ? fault('ResourceExistsException', `The operation failed because the secret ${name} already exists.`, 400)
      : fault(
          'InvalidRequestException',
          "You can't create this secret because a secret with this name is already scheduled for deletion.",
          400,
        )
  const given = readValue(input)
  if (isFault(given)) return given
  const id = textOf(input, 'ClientRequestToken') ?? randomUUID()
  const arn = `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${Array.from({ length: 6 }, () => SUFFIX[randomInt(SUFFIX.length)]).join('')}`
  secrets.set(arn, {
    name,
    arn,
    account,
    region,
    description: textOf(input, 'Description'),
    kmsKeyId: textOf(input, 'KmsKeyId'),
    createdAt: now,
    changedAt: now,
    deletedAt: null,
    versions: given === null ? [] : [{ id, ...given, stages: [CURRENT], createdAt: now }],
    tags: Object.fromEntries(tagsOf(input.Tags)),
    policy: null,
    rotation: null,
  })
  return { ARN: arn, Name: name, ...(given === null ? {} : { VersionId: id }) }
}

function versionOf(secret: Secret, input: Input): Version | Fault {
  const id = textOf(input, 'VersionId')
  const stage = textOf(input, 'VersionStage') ?? (id === null ? CURRENT : null)
  const found = secret.versions.find((it) => (id === null || it.id === id) && (stage === null || it.stages.includes(stage)))
  if (found !== undefined) return found
  const what = id === null ? `staging label: ${stage}` : `VersionId: ${id}`
  return fault('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${what}`, 400)
}

function value(secret: Secret, input: Input): Output | Fault {
  const version = versionOf(secret, input)
  if (isFault(version)) return version
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    ...(version.text === null ? {} : { SecretString: version.text }),
    ...(version.binary === null ? {} : { SecretBinary: version.binary }),
    VersionStages: version.stages,
    CreatedDate: version.createdAt / 1000,
  }
}

function batchValue(secrets: Table<Secret>, call: ServiceCall): Output {
  const values: Output[] = []
  const errors: Output[] = []
  for (const id of textsOf(call.input, 'SecretIdList')) {
    const secret = find(secrets, id, call)
    const error = (ErrorCode: string, Message: string): unknown => errors.push({ SecretId: id, ErrorCode, Message })
    if (secret === null) error('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
    else if (!call.may('secretsmanager:GetSecretValue', secret.arn))
      error(
        'AccessDeniedException',
        `User: ${call.caller.principal} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${secret.arn}`,
      )
    else {
      const got = value(secret, {})
      if (isFault(got)) error(got.code, got.message)
      else values.push(got)
    }
  }
  return { SecretValues: values, Errors: errors }
}

/** A version that becomes current makes the one before it the previous one. */
function withVersion(secret: Secret, version: Version): readonly Version[] {
  const takes = version.stages
  const before = secret.versions.map((it): Version => {
    const left = it.stages.filter((stage) => !takes.includes(stage) && !(stage === PREVIOUS && takes.includes(CURRENT)))
    return it.stages.includes(CURRENT) && takes.includes(CURRENT) ? { ...it, stages: [...left, PREVIOUS] } : { ...it, stages: left }
  })
  return [...before.filter((it) => it.id !== version.id && it.stages.length > 0), version]
}

function putValue(keep: (secret: Secret) => Secret, secret: Secret, { input, now }: ServiceCall): Output | Fault {
  const given = readValue(input)
  if (isFault(given)) return given
  if (given === null) return fault('InvalidParameterException', 'You must provide either SecretString or SecretBinary.', 400)
  const id = textOf(input, 'ClientRequestToken') ?? randomUUID()
  const same = secret.versions.find((it) => it.id === id)
  if (same !== undefined && (same.text !== given.text || same.binary !== given.binary))
    return fault('ResourceExistsException', 'You provided a ClientRequestToken that was used for another version.', 400)
  const asked = textsOf(input, 'VersionStages')
  const stages = asked.length === 0 ? [CURRENT] : asked
  keep({ ...secret, changedAt: now, versions: withVersion(secret, { id, ...given, stages, createdAt: now }) })
  return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: stages }
}

function update(keep: (secret: Secret) => Secret, secret: Secret, call: ServiceCall): Output | Fault {
  const { input, now } = call
  const changed: Secret = {
    ...secret,
    description: textOf(input, 'Description') ?? secret.description,
    kmsKeyId: textOf(input, 'KmsKeyId') ?? secret.kmsKeyId,
    changedAt: now,
  }
  const given = readValue(input)
  if (isFault(given)) return given
  if (given === null) {
    keep(changed)
    return { ARN: secret.arn, Name: secret.name }
  }
  const put = putValue(keep, changed, { ...call, input: { ...input, VersionStages: [CURRENT] } })
  return isFault(put) ? put : { ARN: secret.arn, Name: secret.name, VersionId: put.VersionId }
}

const describe = (it: Secret): Output => ({
  ARN: it.arn,
  Name: it.name,
  ...(it.description === null ? {} : { Description: it.description }),
  ...(it.kmsKeyId === null ? {} : { KmsKeyId: it.kmsKeyId }),
  RotationEnabled: it.rotation !== null,
  ...(it.rotation?.lambdaArn
    ? { RotationLambdaARN: it.rotation.lambdaArn, RotationRules: { AutomaticallyAfterDays: it.rotation.days ?? 30 } }
    : {}),
  CreatedDate: it.createdAt / 1000,
  LastChangedDate: it.changedAt / 1000,
  ...(it.deletedAt === null ? {} : { DeletedDate: it.deletedAt / 1000 }),
  Tags: Object.entries(it.tags).map(([Key, Value]) => ({ Key, Value })),
  VersionIdsToStages: Object.fromEntries(it.versions.map(({ id, stages }) => [id, stages])),
})

function list(secrets: Table<Secret>, { input, account, region }: ServiceCall): Output {
  const filters = recordsOf(input, 'Filters').map((it) => ({ key: textOf(it, 'Key') ?? '', values: textsOf(it, 'Values') }))
  const has = (secret: Secret, key: string, text: string): boolean => {
    const starts = (held: string): boolean => held.startsWith(text)
    if (key === 'name') return starts(secret.name)
    if (key === 'description') return starts(secret.description ?? '')
    if (key === 'tag-key') return Object.keys(secret.tags).some(starts)
    if (key === 'tag-value') return Object.values(secret.tags).some(starts)
    return [secret.name, secret.description ?? '', ...Object.entries(secret.tags).flat()].some((held) =>
      held.toLowerCase().includes(text.toLowerCase()),
    )
  }
  const all = [...secrets.values()]
    .filter(
      (it) => it.account === account && it.region === region && (it.deletedAt === null || flagOf(input, 'IncludePlannedDeletion') === true),
    )
    .filter((it) => filters.every(({ key, values }) => values.some((text) => has(it, key, text))))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const start = Number(textOf(input, 'NextToken') ?? '0')
  const end = start + (numberOf(input, 'MaxResults') ?? 100)
  return {
    SecretList: all.slice(start, end).map((it) => {
      const { VersionIdsToStages, ...rest } = describe(it)
      return { ...rest, SecretVersionsToStages: VersionIdsToStages }
    }),
    ...(end < all.length ? { NextToken: String(end) } : {}),
  }
}

function remove(secrets: Table<Secret>, secret: Secret, { input, now }: ServiceCall): Output | Fault {
  const days = numberOf(input, 'RecoveryWindowInDays')
  const force = flagOf(input, 'ForceDeleteWithoutRecovery') === true
  if (force && days !== null)
    return fault('InvalidParameterException', "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.", 400)
  if (days !== null && (days < 7 || days > 30))
    return fault('InvalidParameterException', 'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).', 400)
  if (secret.deletedAt !== null && !force)
    return fault('InvalidRequestException', "You tried to perform the operation on a secret that's currently marked deleted.", 400)
  const at = force ? now : now + (days ?? 30) * DAY_MS
  if (force) secrets.delete(secret.arn)
  else secrets.set(secret.arn, { ...secret, deletedAt: at })
  return { ARN: secret.arn, Name: secret.name, DeletionDate: at / 1000 }
}

function moveStage(keep: (secret: Secret) => Secret, secret: Secret, input: Input): Output | Fault {
  const stage = textOf(input, 'VersionStage') ?? ''
  const from = textOf(input, 'RemoveFromVersionId')
  const to = textOf(input, 'MoveToVersionId')
  const holder = secret.versions.find((it) => it.stages.includes(stage))
  if (holder !== undefined && from === null && to !== null && holder.id !== to)
    return fault(
      'InvalidParameterException',
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
      400,
    )
  const versions = secret.versions.map((it): Version => {
    const left = it.stages.filter((name) => name !== stage && !(name === PREVIOUS && stage === CURRENT && to !== null))
    if (it.id === to) return { ...it, stages: [...left, stage] }
    return it.id === from && stage === CURRENT ? { ...it, stages: [...left, PREVIOUS] } : { ...it, stages: left }
  })
  keep({ ...secret, versions })
  return { ARN: secret.arn, Name: secret.name }
}

function putPolicy(keep: (secret: Secret) => Secret, secret: Secret, policy: string): Output | Fault {
  const [error] = validatePolicy(policy, 'resource', 'policy').errors
  if (error !== undefined)
    return fault('MalformedPolicyDocumentException', `This resource policy contains a syntax error. (${error.message})`, 400)
  keep({ ...secret, policy })
  return { ARN: secret.arn, Name: secret.name }
}

/** The rotation function is called for its first step; the further ones it calls for by itself here. */
function rotate(world: StoreWorld, keep: (secret: Secret) => Secret, secret: Secret, { input, now }: ServiceCall): Output | Fault {
  const lambdaArn = textOf(input, 'RotationLambdaARN') ?? secret.rotation?.lambdaArn ?? null
  if (lambdaArn === null) return fault('InvalidRequestException', 'No Lambda rotation function ARN is associated with this secret.', 400)
  const token = textOf(input, 'ClientRequestToken') ?? randomUUID()
  const pending: Version = { id: token, text: null, binary: null, stages: [PENDING], createdAt: now }
  keep({ ...secret, rotation: { lambdaArn, days: 30 }, versions: withVersion(secret, pending) })
  for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'])
    world.deliver({
      functionArn: lambdaArn,
      from: { service: 'secretsmanager.amazonaws.com', sourceArn: secret.arn, sourceAccount: secret.account },
      payload: { Step, SecretId: secret.arn, ClientRequestToken: token },
    })
  return { ARN: secret.arn, Name: secret.name, VersionId: token }
}

function randomPassword(input: Input): Output {
  const length = numberOf(input, 'PasswordLength') ?? 32
  const excluded = textOf(input, 'ExcludeCharacters') ?? ''
  const sets = [
    flagOf(input, 'ExcludeLowercase') === true ? '' : 'abcdefghijklmnopqrstuvwxyz',
    flagOf(input, 'ExcludeUppercase') === true ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    flagOf(input, 'ExcludeNumbers') === true ? '' : '0123456789',
    flagOf(input, 'ExcludePunctuation') === true ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    flagOf(input, 'IncludeSpace') === true ? ' ' : '',
  ].map((set) => [...set].filter((char) => !excluded.includes(char)))
  const all = sets.flat()
  const each =
    flagOf(input, 'RequireEachIncludedType') === false
      ? []
      : sets.filter((set) => set.length > 0).map((set) => set[randomInt(set.length)] ?? '')
  const rest = Array.from({ length: Math.max(0, length - each.length) }, () => all[randomInt(Math.max(1, all.length))] ?? '')
  const order = [...each, ...rest].map((char) => ({ char, at: randomBytes(4).readUInt32BE() })).sort((a, b) => a.at - b.at)
  return {
    RandomPassword: order
      .map(({ char }) => char)
      .join('')
      .slice(0, length),
  }
}
