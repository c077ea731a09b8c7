/**
 * What a batch left undone is sent again: it is a part of the request that it was left of, and so in the same tables.
 * Source: DynamoDB API Reference, "BatchWriteItem", `UnprocessedItems`; "BatchGetItem", `UnprocessedKeys`.
 */
import type { Traced } from '../trace/index.js'
import { optionsOf } from './input.js'

const LEFT: ReadonlyMap<string, string> = new Map([
  ['BatchWriteItem', 'UnprocessedItems'],
  ['BatchGetItem', 'UnprocessedKeys'],
])

/** @returns the input with the first request's tables where it sends the rest of one */
export function withTablesOfBatch(input: Traced): Traced {
  const requests = input.kind === 'object' ? input.entries.get('RequestItems') : undefined
  if (input.kind !== 'object' || requests === undefined) return input
  const options = optionsOf(requests).flatMap(firstRequests)
  const [only] = options
  if (only === undefined) return input
  return { ...input, entries: new Map([...input.entries, ['RequestItems', options.length === 1 ? only : { kind: 'union', options }]]) }
}

function firstRequests(value: Traced): readonly Traced[] {
  const [piece, more] = value.kind === 'text' ? value.pieces : []
  const isLeft = piece?.kind === 'response' && piece.path.length === 1 && LEFT.get(piece.operation) === piece.path[0]
  if (!isLeft || more !== undefined || piece.service !== 'dynamodb') return [value]
  const first = piece.input?.kind === 'object' ? piece.input.entries.get('RequestItems') : undefined
  return first === undefined ? [] : optionsOf(first).flatMap(firstRequests)
}
