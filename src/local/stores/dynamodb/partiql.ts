/**
 * PartiQL as handlers write it: SELECT with WHERE, INSERT, UPDATE with SET and REMOVE, DELETE. A statement is read, and done
 * by the operation that does the same.
 *
 * Source: DynamoDB Developer Guide, "PartiQL - a SQL-compatible query language for Amazon DynamoDB".
 */
import { numberOf, recordsOf, textOf } from '../../input.js'
import { fault, isFault } from '../../reply.js'
import type { Fault, Input, Output, ServiceCall } from '../../types.js'
import { commit } from './batches.js'
import { type AttributeValue, type Item, invalid, type Validated, validate } from './dynalite.js'
import { type Prepared, prepare } from './items.js'
import { parseStatement } from './partiql-parse.js'
import type { Statement } from './partiql-statement.js'
import { query, scan } from './queries.js'
import type { DynamoStore, OpenTable } from './store.js'

export function executeStatement(store: DynamoStore, call: ServiceCall): Output | Fault {
  const run = runStatement(store, call.input, call)
  if (isFault(run)) return run
  if ('output' in run) return run.output
  const { table, key, old, next } = run.prepared
  if (next !== undefined && (next !== null || old !== undefined)) store.write(table, key, next)
  return returned(run.statement, old, next)
}

type Run = { readonly output: Output } | { readonly prepared: Prepared; readonly statement: Statement }

function returned(statement: Statement, old: Item | undefined, next: Item | null | undefined): Output {
  const item = statement.returning === null ? undefined : statement.returning.includes('NEW') ? next : old
  return { Items: item === undefined || item === null ? [] : [item] }
}

function runStatement(store: DynamoStore, part: Input, call: ServiceCall): Run | Fault {
  const parsed = parseStatement(textOf(part, 'Statement') ?? '', (part.Parameters ?? []) as readonly AttributeValue[])
  if (!parsed.ok) return invalid(parsed.error)
  const statement = parsed.value
  const table = store.find(statement.table, call)
  if (isFault(table)) return table
  if (statement.kind === 'select') {
    const output = select(store, statement, table, part, call)
    return isFault(output) ? output : { output }
  }
  const prepared = write(store, statement, table, part, call)
  return isFault(prepared) ? prepared : { prepared, statement }
}

function select(store: DynamoStore, statement: Statement, table: OpenTable, part: Input, call: ServiceCall): Output | Fault {
  const schema = statement.index === null ? table.meta.KeySchema : table.indexes.get(statement.index)?.schema.KeySchema
  if (schema === undefined) return invalid(`The table does not have the specified index: ${statement.index}`)
  const hash = schema[0]?.AttributeName ?? ''
  const range = schema[1]?.AttributeName
  const equal = statement.conjuncts.find(({ name, simple }) => name === hash && simple === '=')
  const onRange =
    equal === undefined
      ? undefined
      : statement.conjuncts.find(({ name, simple }) => name === range && simple !== null && RANGES.has(simple))
  const keyed = [equal, onRange].filter((it) => it !== undefined)
  const filter = statement.conjuncts
    .filter((it) => !keyed.includes(it))
    .map(({ text }) => text)
    .join(' AND ')
  const base = {
    TableName: table.meta.TableName,
    ...(statement.index === null ? {} : { IndexName: statement.index }),
    ...(statement.projection === null ? {} : { ProjectionExpression: statement.projection }),
    ...(filter === '' ? {} : { FilterExpression: filter }),
    ...(numberOf(part, 'Limit') === null ? {} : { Limit: numberOf(part, 'Limit') }),
    ...(part.ConsistentRead === true ? { ConsistentRead: true } : {}),
    ...(part.ReturnConsumedCapacity === undefined ? {} : { ReturnConsumedCapacity: part.ReturnConsumedCapacity }),
    ...startOf(part),
  }
  const key = keyed.map(({ text }) => text).join(' AND ')
  const used = [key, filter, statement.projection ?? ''].join(' ')
  const places = { ...namesIn(statement, used), ...valuesIn(statement, used) }
  const asked = { ...call, account: table.meta.account, region: table.meta.region }
  const answer =
    equal === undefined
      ? scan(store, { ...asked, input: { ...base, ...places } })
      : query(store, {
          ...asked,
          input: { ...base, ...places, KeyConditionExpression: key, ...(statement.descending ? { ScanIndexForward: false } : {}) },
        })
  if (isFault(answer)) return answer
  const { Items = [], LastEvaluatedKey, ConsumedCapacity } = answer
  return {
    Items,
    ...(LastEvaluatedKey === undefined
      ? {}
      : { NextToken: Buffer.from(JSON.stringify(LastEvaluatedKey)).toString('base64'), LastEvaluatedKey }),
    ...(ConsumedCapacity === undefined ? {} : { ConsumedCapacity }),
  }
}

const RANGES = new Set(['=', '<', '<=', '>', '>=', 'between', 'begins_with'])

function startOf(part: Input): Input {
  const token = textOf(part, 'NextToken')
  if (token === null) return {}
  try {
    return { ExclusiveStartKey: JSON.parse(Buffer.from(token, 'base64').toString()) as Item }
  } catch {
    return {}
  }
}

const usedIn = (text: string, all: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] =>
  Object.entries(all).filter(([name]) => new RegExp(`${name.replace('#', '\\#')}(?!\\w)`).test(text))

function namesIn(statement: Statement, text: string): Input {
  const names = usedIn(text, statement.names)
  return names.length === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries(names) }
}

function valuesIn(statement: Statement, text: string): Input {
  const values = usedIn(text, statement.values)
  return values.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(values) }
}

function write(store: DynamoStore, statement: Statement, table: OpenTable, part: Input, call: ServiceCall): Prepared | Fault {
  const { meta } = table
  const onFailure =
    part.ReturnValuesOnConditionCheckFailure === undefined
      ? {}
      : { ReturnValuesOnConditionCheckFailure: part.ReturnValuesOnConditionCheckFailure }
  if (statement.kind === 'insert') {
    const data = validate('PutItem', { TableName: meta.TableName, Item: statement.item })
    if (isFault(data)) return data
    const prepared = prepare(store, 'PutItem', { ...data, TableName: meta.arn } as Validated, call)
    if (isFault(prepared)) return prepared
    return prepared.old === undefined ? prepared : fault('DuplicateItemException', 'Duplicate primary key exists in table', 400)
  }
  const keyNames = meta.KeySchema.map((it) => it.AttributeName)
  const keyed = keyNames.map((name) => statement.conjuncts.find((it) => it.name === name && it.simple === '='))
  if (keyed.some((it) => it === undefined)) return invalid('Where clause does not contain a mandatory equality on all key attributes')
  const key = Object.fromEntries(keyed.flatMap((it) => (it?.values[0] === undefined ? [] : [[it.name, it.values[0]]])))
  const rest = statement.conjuncts.filter((it) => !keyed.includes(it)).map(({ text }) => text)
  // An update or a delete is of an item that is there.
  const condition = [...rest, ...(statement.kind === 'update' ? [`attribute_exists(#pk_)`] : [])].join(' AND ')
  const update = statement.kind === 'update' ? { UpdateExpression: statement.update } : {}
  const text = `${condition} ${statement.kind === 'update' ? statement.update : ''}`
  const names = { ...Object.fromEntries(usedIn(text, statement.names)), ...(statement.kind === 'update' ? { '#pk_': keyNames[0] } : {}) }
  const data = validate(statement.kind === 'update' ? 'UpdateItem' : 'DeleteItem', {
    TableName: meta.TableName,
    Key: key,
    ...update,
    ...(condition === '' ? {} : { ConditionExpression: condition }),
    ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    ...valuesIn(statement, text),
    ...onFailure,
  })
  if (isFault(data)) return data
  return prepare(store, statement.kind === 'update' ? 'UpdateItem' : 'DeleteItem', { ...data, TableName: meta.arn } as Validated, call)
}

const MAX_BATCH = 25

export function batchExecute(store: DynamoStore, call: ServiceCall): Output | Fault {
  const parts = recordsOf(call.input, 'Statements')
  if (parts.length < 1 || parts.length > MAX_BATCH)
    return invalid(
      `1 validation error detected: Value at 'statements' failed to satisfy constraint: Member must have length less than or equal to ${MAX_BATCH}`,
    )
  const responses = parts.map((part): Output => {
    const run = runStatement(store, part, call)
    const TableName = textOf(part, 'TableName') ?? undefined
    if (isFault(run)) return { Error: { Code: errorCode(run.code), Message: run.message, ...run.members }, TableName }
    if ('output' in run) return { TableName, Item: (run.output.Items as readonly Item[])[0] }
    const { table, key, old, next } = run.prepared
    if (next !== undefined && (next !== null || old !== undefined)) store.write(table, key, next)
    return { TableName: table.meta.TableName }
  })
  return { Responses: responses }
}

const errorCode = (code: string): string => {
  switch (code) {
    case 'ConditionalCheckFailedException':
      return 'ConditionalCheckFailed'
    case 'ValidationException':
      return 'ValidationError'
    case 'DuplicateItemException':
      return 'DuplicateItem'
    case 'ResourceNotFoundException':
      return 'ResourceNotFound'
    default:
      return code
  }
}

export function executeTransaction(store: DynamoStore, call: ServiceCall): Output | Fault {
  const parts = recordsOf(call.input, 'TransactStatements')
  if (parts.length < 1 || parts.length > 100)
    return invalid(
      "1 validation error detected: Value at 'transactStatements' failed to satisfy constraint: Member must have length less than or equal to 100",
    )
  const runs = parts.map((part) => runStatement(store, part, call))
  const reads = runs.filter((it) => !isFault(it) && 'output' in it)
  if (reads.length === runs.length)
    return { Responses: reads.map((it) => ({ Item: ((it as { readonly output: Output }).output.Items as readonly Item[])[0] })) }
  if (reads.length > 0) return invalid('Transaction cannot include both read and write statements')
  const plans = runs.map((it) => (isFault(it) ? it : (it as { readonly prepared: Prepared }).prepared))
  const done = commit(store, plans, { input: call.input, call })
  return isFault(done) ? done : { ...done, Responses: runs.map(() => ({})) }
}
