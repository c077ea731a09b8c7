/**
 * Secrets Manager: secrets in versions with stages, deletion with a window, resource policies.
 *
 * Source: Secrets Manager API Reference, the pages of the operations.
 */
import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { validatePolicy } from '../../decide/index.js'
import { flagOf, numberOf, tagsOf, textOf, textsOf } from '../input.js'
import { fault, isFault, nothing } from '../reply.js'
import type { Fault, Input, LocalService, Operation, Output, PlannedCheck, ServiceCall, StoreWorld } from '../types.js'
import { batchTargets, batchValue, matching } from './secret-search.js'
import { CURRENT, find, moveStage, PENDING, putValue, readValue, type Secret, type Version, value, withVersion } from './secret-versions.js'
import type { Table } from './tables.js'

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
    itemwise: new Set(['BatchGetSecretValue']),
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

/** What a request names becomes the ARN that is stored; a new secret has no suffix yet. */
function resolve(secrets: Table<Secret>, check: PlannedCheck, call: ServiceCall): PlannedCheck | readonly PlannedCheck[] {
  if (call.operation === 'BatchGetSecretValue' && check.action === 'secretsmanager:GetSecretValue') {
    const found = batchTargets(secrets, call).map(({ secret }, item) => ({ ...check, resource: secret?.arn ?? check.resource, item }))
    return check.item === undefined ? found : (found[check.item] ?? check)
  }
  const id = textOf(call.input, 'SecretId')
  const secret = id === null || !check.resource.startsWith('arn:') ? null : find(secrets, id, call)
  return secret === null || !check.action.startsWith('secretsmanager:') ? check : { ...check, resource: secret.arn }
}

const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

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

function list(secrets: Table<Secret>, call: ServiceCall): Output {
  const { input } = call
  const all = matching(secrets, call)
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
