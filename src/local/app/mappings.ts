/**
 * An event source mapping as its settings say it, of SAM's events and of resources alike.
 * Source: AWS Lambda API Reference, "CreateEventSourceMapping".
 */
import { at, flagOf, listOf, mapOf, numberOf, type Plain, textOf, textsOf } from '../api/index.js'

/** Lambda polls the source with the function's role. */
export interface Mapping {
  readonly id: string
  readonly kind: 'sqs' | 'dynamodb' | 'kinesis'
  readonly sourceArn: string
  readonly functionId: string
  /** With the alias, where SAM publishes one. */
  readonly functionArn: string
  readonly batchSize: number
  readonly reportsItems: boolean
  readonly patterns: readonly unknown[]
  /** Of streams: where a shard is read from, as `GetShardIterator` takes it. */
  readonly startsAt: Plain
  /** Of streams; null: until the records are gone. */
  readonly maxRetries: number | null
  readonly maxAgeMs: number | null
  /** Whether a batch that fails is cut in two. */
  readonly bisects: boolean
  /** ARN of what gets the place of records that were given up. */
  readonly onFailure: string | null
}

const KINDS: ReadonlyMap<string, Mapping['kind']> = new Map([
  ['sqs', 'sqs'],
  ['dynamodb', 'dynamodb'],
  ['kinesis', 'kinesis'],
])

/** @returns null where nothing here feeds it, or where it is switched off */
export function mapping(
  id: string,
  fn: { readonly id: string; readonly arn: string },
  sourceArn: string | null,
  settings: Plain,
): Mapping | null {
  const kind = KINDS.get(sourceArn?.split(':')[2] ?? '')
  if (sourceArn === null || kind === undefined || flagOf(settings.Enabled) === false) return null
  const patterns = listOf(at(settings, 'FilterCriteria.Filters')).flatMap((each) => {
    const pattern = mapOf(each).Pattern
    return pattern === undefined ? [] : [typeof pattern === 'string' ? parsed(pattern) : pattern]
  })
  return {
    id,
    kind,
    sourceArn,
    functionId: fn.id,
    functionArn: fn.arn,
    batchSize: numberOf(settings.BatchSize) ?? (kind === 'sqs' ? 10 : 100),
    reportsItems: textsOf(settings.FunctionResponseTypes).includes('ReportBatchItemFailures'),
    patterns,
    startsAt: startOf(settings),
    maxRetries: limit(numberOf(settings.MaximumRetryAttempts)),
    maxAgeMs: ((seconds) => (seconds === null ? null : seconds * 1000))(limit(numberOf(settings.MaximumRecordAgeInSeconds))),
    bisects: flagOf(settings.BisectBatchOnFunctionError) === true,
    onFailure: textOf(at(settings, 'DestinationConfig.OnFailure.Destination')),
  }
}

/** -1 is no limit. */
const limit = (number: number | null): number | null => (number === null || number < 0 ? null : number)

function startOf(settings: Plain): Plain {
  const position = textOf(settings.StartingPosition)
  if (position === 'LATEST') return { ShardIteratorType: 'LATEST' }
  const time = numberOf(settings.StartingPositionTimestamp)
  return position === 'AT_TIMESTAMP' && time !== null
    ? { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: time }
    : { ShardIteratorType: 'TRIM_HORIZON' }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
