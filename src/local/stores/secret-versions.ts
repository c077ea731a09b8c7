/**
 * Values of secrets: their versions, and the stages that say which is meant.
 *
 * Source: AWS Secrets Manager User Guide, "What's in a Secrets Manager secret?"; Secrets Manager API Reference, "GetSecretValue".
 */
import { randomUUID } from 'node:crypto'
import { textOf, textsOf } from '../input.js'
import { fault, isFault } from '../reply.js'
import type { Fault, Input, Output, ServiceCall } from '../types.js'
import type { Table } from './tables.js'

export interface Version {
  readonly id: string
  readonly text: string | null
  /** Base64. */
  readonly binary: string | null
  readonly stages: readonly string[]
  readonly createdAt: number
}

export interface Secret {
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

export const CURRENT = 'AWSCURRENT'

const PREVIOUS = 'AWSPREVIOUS'

export const PENDING = 'AWSPENDING'

/** By name, ARN, or an ARN without its six characters. */
export function find(secrets: Table<Secret>, id: string, { account, region }: Pick<ServiceCall, 'account' | 'region'>): Secret | null {
  const exact = secrets.get(id)
  if (exact !== undefined) return exact
  for (const it of secrets.values()) {
    if (id.startsWith('arn:') ? it.arn.slice(0, -7) === id : it.name === id && it.account === account && it.region === region) return it
  }
  return null
}

const MAX_VALUE_BYTES = 65_536

export function readValue(input: Input): Pick<Version, 'text' | 'binary'> | Fault | null {
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

function versionOf(secret: Secret, input: Input): Version | Fault {
  const id = textOf(input, 'VersionId')
  const stage = textOf(input, 'VersionStage') ?? (id === null ? CURRENT : null)
  const found = secret.versions.find((it) => (id === null || it.id === id) && (stage === null || it.stages.includes(stage)))
  if (found !== undefined) return found
  const what = id === null ? `staging label: ${stage}` : `VersionId: ${id}`
  return fault('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${what}`, 400)
}

export function value(secret: Secret, input: Input): Output | Fault {
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

/** A version that becomes current makes the one before it the previous one. */
export function withVersion(secret: Secret, version: Version): readonly Version[] {
  const takes = version.stages
  const before = secret.versions.map((it): Version => {
    const left = it.stages.filter((stage) => !takes.includes(stage) && !(stage === PREVIOUS && takes.includes(CURRENT)))
    return it.stages.includes(CURRENT) && takes.includes(CURRENT) ? { ...it, stages: [...left, PREVIOUS] } : { ...it, stages: left }
  })
  return [...before.filter((it) => it.id !== version.id && it.stages.length > 0), version]
}

export function putValue(keep: (secret: Secret) => Secret, secret: Secret, { input, now }: ServiceCall): Output | Fault {
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

export function moveStage(keep: (secret: Secret) => Secret, secret: Secret, input: Input): Output | Fault {
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
