/**
 * A batch of records handed to a function, and what its answer says of each.
 * Source: AWS Lambda Developer Guide, "Implementing partial batch responses" for SQS, "Configuring partial batch response with
 * Kinesis Data Streams and Lambda": an answer that cannot be understood fails the whole batch.
 */
import { mapOf, type Plain, textOf } from '../../api/index.js'
import type { Mapping } from '../mappings.js'
import type { PollerOptions } from './types.js'

export type BatchOutcome =
  /** Identifiers of the records that failed; none: all are done. */
  | { readonly kind: 'answered'; readonly failed: ReadonlySet<string> }
  /** The function failed, or its answer cannot be understood. */
  | { readonly kind: 'failed'; readonly why: string }
  /** The function was not run. */
  | { readonly kind: 'refused'; readonly why: string }

/** @param idOf what the function's answer calls a record */
export async function invokeBatch(
  mapping: Mapping,
  { host }: PollerOptions,
  records: readonly Plain[],
  idOf: (record: Plain) => string,
): Promise<BatchOutcome> {
  const payload = Buffer.from(JSON.stringify({ Records: records }))
  const answer = await host.invoke(mapping.functionArn, { payload, qualifier: null, clientContext: null, traceId: null })
  if ('fault' in answer) return { kind: 'refused', why: answer.message }
  if (answer.functionError !== null) return { kind: 'failed', why: answer.functionError }
  if (!mapping.reportsItems) return DONE
  const failures = mapOf(json(answer.payload.toString('utf8'))).batchItemFailures
  if (failures === undefined || failures === null) return DONE
  if (!Array.isArray(failures)) return { kind: 'failed', why: '`batchItemFailures` is no list' }
  const known = new Set(records.map(idOf))
  const named = failures.map((each) => textOf(mapOf(each).itemIdentifier))
  const stranger = named.find((each) => each === null || !known.has(each))
  if (stranger !== undefined) return { kind: 'failed', why: `\`batchItemFailures\` names \`${stranger}\`, which is none of the batch` }
  return { kind: 'answered', failed: new Set(named.filter((each) => each !== null)) }
}

const DONE: BatchOutcome = { kind: 'answered', failed: new Set() }

export const fits = ({ patterns }: Mapping, record: unknown, { matches }: PollerOptions): boolean =>
  patterns.length === 0 || patterns.some((pattern) => matches(pattern, record))

/** The value, or the text itself where it is no JSON. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
