/**
 * `@aws-sdk/lib-dynamodb`: the same operations with plain values, under names of its own.
 * Source: AWS SDK for JavaScript v3 API Reference, "@aws-sdk/lib-dynamodb".
 */
import type { AbstractObject, Brand, Machine, Value } from '../../values.js'
import { TRUE, UNDEFINED } from '../../values.js'
import { aggregatedClass, clientClass, commandClass, paginator } from './client-package.js'

const OPERATIONS: ReadonlyMap<string, string> = new Map([
  ['Get', 'GetItem'],
  ['Put', 'PutItem'],
  ['Update', 'UpdateItem'],
  ['Delete', 'DeleteItem'],
  ['BatchGet', 'BatchGetItem'],
  ['BatchWrite', 'BatchWriteItem'],
  ['TransactGet', 'TransactGetItems'],
  ['TransactWrite', 'TransactWriteItems'],
  ['Query', 'Query'],
  ['Scan', 'Scan'],
  ['ExecuteStatement', 'ExecuteStatement'],
  ['BatchExecuteStatement', 'BatchExecuteStatement'],
  ['ExecuteTransaction', 'ExecuteTransaction'],
])

const KIND = { service: 'dynamodb', document: true }

export function documentPackage(machine: Machine): Value {
  const client = clientClass(machine, KIND)
  const upper = (method: string): string => method.charAt(0).toUpperCase() + method.slice(1)
  const aggregated = aggregatedClass(machine, KIND, client, (method) => OPERATIONS.get(upper(method)) ?? null)
  for (const each of [client, aggregated]) {
    each.props.set(
      'from',
      machine.native('sdk:from', (inner, { args: [base = UNDEFINED, config = UNDEFINED] }) => wrapped(inner, each, base, config)),
    )
  }
  const members: Record<string, Value> = { __esModule: TRUE, DynamoDBDocumentClient: client, DynamoDBDocument: aggregated }
  for (const [name, operation] of OPERATIONS) members[`${name}Command`] = commandClass(machine, 'dynamodb', operation, `${name}Command`)
  for (const name of ['Query', 'Scan']) members[`paginate${name}`] = paginator(machine, 'dynamodb', name)
  return machine.object(members)
}

/** A document client has the configuration of the client that it wraps. */
function wrapped(machine: Machine, type: AbstractObject, base: Value, config: Value): Value {
  const made = machine.construct(type, [config])
  const [inner] = machine.brands(base, 'client')
  if (made.kind !== 'object') return made
  const brand: Brand = {
    kind: 'client',
    ...KIND,
    version: 3,
    region: inner?.region ?? null,
    endpoint: inner?.endpoint ?? null,
    assumedRole: inner?.assumedRole ?? null,
    accessKey: inner?.accessKey ?? null,
    bound: null,
  }
  machine.setBrand(made, brand)
  return made
}
