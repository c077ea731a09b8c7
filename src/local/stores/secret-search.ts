/** Secrets by what they have: lists, and many values at once. Source: Secrets Manager API Reference, "ListSecrets", "BatchGetSecretValue". */
import { flagOf, numberOf, recordsOf, textOf, textsOf } from '../input.js'
import { isFault } from '../reply.js'
import type { Output, ServiceCall } from '../types.js'
import { find, type Secret, value } from './secret-versions.js'
import type { Table } from './tables.js'

/** The secrets of the caller's account and region that pass all filters, by name. */
export function matching(secrets: Table<Secret>, { input, account, region }: ServiceCall): readonly Secret[] {
  const filters = recordsOf(input, 'Filters').map((it) => ({ key: textOf(it, 'Key') ?? '', values: textsOf(it, 'Values') }))
  return [...secrets.values()]
    .filter(
      (it) => it.account === account && it.region === region && (it.deletedAt === null || flagOf(input, 'IncludePlannedDeletion') === true),
    )
    .filter((it) => filters.every(({ key, values }) => values.some((text) => has(it, key, text))))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function has(secret: Secret, key: string, text: string): boolean {
  const starts = (held: string): boolean => held.startsWith(text)
  if (key === 'name') return starts(secret.name)
  if (key === 'description') return starts(secret.description ?? '')
  if (key === 'tag-key') return Object.keys(secret.tags).some(starts)
  if (key === 'tag-value') return Object.values(secret.tags).some(starts)
  return [secret.name, secret.description ?? '', ...Object.entries(secret.tags).flat()].some((held) =>
    held.toLowerCase().includes(text.toLowerCase()),
  )
}

const MAX_BATCH = 20

interface Target {
  /** As the request named it; of what a filter found its ARN. */
  readonly id: string
  readonly secret: Secret | null
}

/** The secrets that a batch means, in the order in which its items are counted. */
export function batchTargets(secrets: Table<Secret>, call: ServiceCall): readonly Target[] {
  const ids = textsOf(call.input, 'SecretIdList')
  if (ids.length > 0) return ids.map((id) => ({ id, secret: find(secrets, id, call) }))
  const { start, end } = page(call)
  return matching(secrets, call)
    .slice(start, end)
    .map((secret) => ({ id: secret.arn, secret }))
}

function page({ input }: ServiceCall): { readonly start: number; readonly end: number } {
  const start = Number(textOf(input, 'NextToken') ?? '0')
  return { start, end: start + (numberOf(input, 'MaxResults') ?? MAX_BATCH) }
}

export function batchValue(secrets: Table<Secret>, call: ServiceCall): Output {
  const values: Output[] = []
  const errors: Output[] = []
  for (const [i, { id, secret }] of batchTargets(secrets, call).entries()) {
    const error = (ErrorCode: string, Message: string): unknown => errors.push({ SecretId: id, ErrorCode, Message })
    const refused = call.refused.get(i)
    if (refused !== undefined) error('AccessDeniedException', refused)
    else if (secret === null) error('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
    else {
      const got = value(secret, {})
      if (isFault(got)) error(got.code, got.message)
      else values.push(got)
    }
  }
  const { end } = page(call)
  const isMore = textsOf(call.input, 'SecretIdList').length === 0 && end < matching(secrets, call).length
  return { SecretValues: values, Errors: errors, ...(isMore ? { NextToken: String(end) } : {}) }
}
