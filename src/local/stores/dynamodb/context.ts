/**
 * DynamoDB's own condition keys, which need the table's key schema.
 *
 * Source: DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control"; Service Authorization
 * Reference, "Actions, resources, and condition keys for Amazon DynamoDB".
 */
import { textOf } from '../../input.js'
import type { Context, Input, PlannedCheck, ServiceCall } from '../../types.js'
import type { AttributeValue, Item } from './dynalite.js'
import { parseStatement } from './partiql-parse.js'
import type { Statement } from './partiql-statement.js'
import type { DynamoStore, OpenTable } from './store.js'

const RESERVED = new Set(['and', 'or', 'not', 'between', 'in', 'set', 'remove', 'add', 'delete'])

export function dynamoContext(store: DynamoStore, check: PlannedCheck, call: ServiceCall): Context | null {
  const { resource } = check
  const arn = resource.replace(/\/(index|stream)\/.*$/, '')
  const meta = store.metas.get(arn)
  const tags =
    meta === undefined ? {} : Object.fromEntries(Object.entries(meta.tags).map(([key, value]) => [`aws:ResourceTag/${key}`, [value]]))
  const parts = meta === undefined ? [] : partsOf(check, call)
  if (meta === undefined || parts.length === 0) return Object.keys(tags).length > 0 ? tags : null
  const hash = hashName(store.open(meta), resource)
  const keys = parts.flatMap((part) => leading(part, hash))
  const attributes = new Set(parts.flatMap(mentioned))
  const enclosing = ENCLOSING.has(call.operation) ? { 'dynamodb:EnclosingOperation': [call.operation] } : {}
  const isFullScan = call.operation === 'Scan' || (check.action === 'dynamodb:PartiQLSelect' && keys.length === 0)
  return {
    ...tags,
    ...enclosing,
    ...(keys.length > 0 ? { 'dynamodb:LeadingKeys': keys } : {}),
    ...(attributes.size > 0 ? { 'dynamodb:Attributes': [...attributes].sort() } : {}),
    ...(SELECTING.has(check.action) ? { 'dynamodb:Select': [selected(parts, resource)] } : {}),
    ...(isFullScan ? { 'dynamodb:FullTableScan': ['true'] } : {}),
  }
}

const SELECTING = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'PartiQLSelect'].map((name) => `dynamodb:${name}`))

// What a request selects that does not say it: the same page has a policy that lets nobody ask for all attributes by this key.
// Source: DynamoDB API Reference, "Query", Select.
const selected = (parts: readonly Input[], resource: string): string =>
  parts.some((part) => part.ProjectionExpression !== undefined || part.AttributesToGet !== undefined)
    ? 'SPECIFIC_ATTRIBUTES'
    : resource.includes('/index/')
      ? 'ALL_PROJECTED_ATTRIBUTES'
      : 'ALL_ATTRIBUTES'

const ENCLOSING = new Set(['TransactWriteItems', 'TransactGetItems', 'ExecuteTransaction', 'BatchExecuteStatement'])

function hashName({ meta, indexes }: OpenTable, resource: string): string {
  const name = /\/index\/(.+)$/.exec(resource)?.[1]
  const schema = (name === undefined ? undefined : indexes.get(name)?.schema.KeySchema) ?? meta.KeySchema
  return schema[0]?.AttributeName ?? ''
}

/** The parts of the request that speak of the table: one, or those of a batch. */
function partsOf({ item }: PlannedCheck, { operation, input }: ServiceCall): readonly Input[] {
  if (operation === 'BatchGetItem' || operation === 'BatchWriteItem') {
    const request = Object.values((input.RequestItems ?? {}) as Input)[item ?? 0]
    if (operation === 'BatchGetItem') {
      const { Keys = [], ...rest } = (request ?? {}) as { readonly Keys?: readonly Item[] }
      return Keys.map((Key) => ({ ...rest, Key }))
    }
    return ((request ?? []) as readonly Input[]).flatMap((it) =>
      [it.PutRequest, it.DeleteRequest].filter((part): part is Input => part !== undefined),
    )
  }
  if (operation.startsWith('Transact')) {
    const part = ((input.TransactItems ?? []) as readonly Input[])[item ?? 0] ?? {}
    return Object.values(part) as readonly Input[]
  }
  if (operation === 'ExecuteStatement') return statementParts(input)
  const statements = input.Statements ?? input.TransactStatements
  return Array.isArray(statements) ? statementParts((statements as readonly Input[])[item ?? 0] ?? {}) : [input]
}

/** A PartiQL statement as the part that names the same attributes; a statement that cannot be read is refused when it is run. */
function statementParts(part: Input): readonly Input[] {
  const parsed = parseStatement(textOf(part, 'Statement') ?? '', (part.Parameters ?? []) as readonly AttributeValue[])
  if (!parsed.ok) return []
  const { projection, conjuncts, update, item, names } = parsed.value
  return [
    {
      Statement: parsed.value,
      ...(projection === null ? {} : { ProjectionExpression: projection }),
      FilterExpression: conjuncts.map(({ text }) => text).join(' AND '),
      UpdateExpression: update,
      Item: item,
      ExpressionAttributeNames: names,
    },
  ]
}

function leading(part: Input, hash: string): readonly string[] {
  const fromItem = ((part.Key ?? part.Item) as Item | undefined)?.[hash]
  if (fromItem !== undefined) return textsOf(fromItem)
  const condition = ((part.KeyConditions ?? {}) as Readonly<Record<string, { readonly AttributeValueList?: readonly AttributeValue[] }>>)[
    hash
  ]
  if (condition?.AttributeValueList !== undefined) return condition.AttributeValueList.slice(0, 1).flatMap(textsOf)
  if (typeof part.KeyConditionExpression === 'string') return inExpression(part, part.KeyConditionExpression, hash)
  return part.Statement === undefined ? [] : inStatement(part.Statement as Statement, hash)
}

const textsOf = (value: AttributeValue): readonly string[] => Object.values(value).filter((it): it is string => typeof it === 'string')

function inExpression(part: Input, expression: string, hash: string): readonly string[] {
  const names = (part.ExpressionAttributeNames ?? {}) as Readonly<Record<string, string>>
  const values = (part.ExpressionAttributeValues ?? {}) as Item
  for (const [, left = '', right = ''] of expression.matchAll(/([#:]?[\w.-]+)\s*=\s*([#:]?[\w.-]+)/g)) {
    const [name, value] = left.startsWith(':') ? [right, left] : [left, right]
    const held = values[value]
    if ((names[name] ?? name) === hash && held !== undefined) return textsOf(held)
  }
  return []
}

/** `WHERE pk = 'a'` and `WHERE pk IN ['a', 'b']`; what stands beside an OR narrows nothing. */
const inStatement = ({ conjuncts }: Statement, hash: string): readonly string[] =>
  conjuncts.find(({ name, simple }) => name === hash && (simple === '=' || simple === 'in'))?.values.flatMap(textsOf) ?? []

const EXPRESSIONS = ['ProjectionExpression', 'FilterExpression', 'ConditionExpression', 'UpdateExpression', 'KeyConditionExpression']

/** Every top-level attribute that the part names. */
function mentioned(part: Input): readonly string[] {
  const names = (part.ExpressionAttributeNames ?? {}) as Readonly<Record<string, string>>
  const found: string[] = []
  for (const member of EXPRESSIONS) {
    const text = part[member]
    if (typeof text !== 'string') continue
    for (const [token] of text.matchAll(/(?<![\w.:#])#?[A-Za-z_]\w*(?!\w*\s*\()/g)) {
      if (token.startsWith('#')) found.push(names[token] ?? token)
      else if (!RESERVED.has(token.toLowerCase())) found.push(token)
    }
  }
  for (const member of ['Key', 'Item', 'AttributeUpdates', 'Expected', 'KeyConditions', 'QueryFilter', 'ScanFilter']) {
    const held = part[member]
    if (typeof held === 'object' && held !== null) found.push(...Object.keys(held))
  }
  if (Array.isArray(part.AttributesToGet)) found.push(...(part.AttributesToGet as readonly string[]))
  return found
}
