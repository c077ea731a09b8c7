/**
 * Records of a stream that are given up: the place where they stand in the stream goes to the mapping's destination.
 * Source: AWS Lambda Developer Guide, "Retain discarded batch records for a Kinesis Data Streams event source in Lambda" and
 * "Retain discarded batch records for a DynamoDB event source in Lambda".
 */
import { randomUUID } from 'node:crypto'
import type { Plain } from '../../api/index.js'
import { datedKey, handTo } from '../../functions/index.js'
import type { Mapping } from '../mappings.js'
import type { StreamSource } from './stream-sources.js'
import type { PollerOptions } from './types.js'

export interface GivenUp {
  readonly mapping: Mapping
  readonly options: PollerOptions
  readonly source: StreamSource
  readonly shardId: string
  readonly records: readonly Plain[]
  readonly attempts: number
  /** Older than the mapping takes. */
  readonly isOld: boolean
}

export async function giveUp({ mapping, options, source, shardId, records, attempts, isOld }: GivenUp): Promise<void> {
  const { aws, host, onProblem } = options
  const to = mapping.onFailure
  const where = to === null ? 'and lost: the mapping has no destination for them' : `and go to ${to}`
  onProblem(`${mapping.id}: ${records.length} records were given up after ${attempts} attempts, ${where}`)
  const found = host.find(mapping.functionArn)
  if (to === null || 'fault' in found) return
  const [first = {}, last = first] = [records[0], records.at(-1)]
  const iso = (record: Plain): string => new Date(source.arrivedAt(record)).toISOString()
  const record = {
    requestContext: {
      requestId: randomUUID(),
      functionArn: mapping.functionArn,
      condition: isOld ? 'RecordAgeExceeded' : 'RetryAttemptsExhausted',
      approximateInvokeCount: attempts,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: new Date(aws.clock.now()).toISOString(),
    [source.batchInfo]: {
      shardId,
      startSequenceNumber: source.sequenceOf(first),
      endSequenceNumber: source.sequenceOf(last),
      approximateArrivalOfFirstRecord: iso(first),
      approximateArrivalOfLastRecord: iso(last),
      batchSize: records.length,
      streamArn: mapping.sourceArn,
    },
  }
  // A bucket gets the records themselves as well.
  const whole = to.startsWith('arn:aws:s3:') ? { ...record, payload: JSON.stringify({ Records: records }) } : record
  const key = datedKey(`aws/lambda/${mapping.id}/${shardId}`, aws.clock.now())
  const why = await handTo(aws, found.spec, to, { text: JSON.stringify(whole), isFailure: true, key })
  if (why !== null) onProblem(`${mapping.id}: what was given up did not arrive: ${why}`)
}
