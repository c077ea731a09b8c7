/** The input of a recorded call, where CloudTrail writes it in another shape than the API has. */
import type { ClientOperation } from './names.js'
import { type Input, type InputValue, inputOf, memberOf } from './parameters.js'
import { ec2Input, ec2Members } from './recorded-ec2.js'

type Reshape = (parameters: Input) => Input

const itemsOf = (parameters: Input): readonly InputValue[] => {
  const items = memberOf(parameters, 'RequestItems')
  return Array.isArray(items) ? items : []
}

/** `[{ operation: "Put", tableName }]` → `[{ Put: { tableName } }]` */
const transactItems: Reshape = (parameters) => {
  const items = itemsOf(parameters)
  if (items.length === 0) return parameters
  const kindOf = (item: InputValue): string => {
    const operation = memberOf(item, 'Operation')
    if (typeof operation !== 'string') return 'Get'
    return /^(condition)?check$/i.test(operation) ? 'ConditionCheck' : operation.charAt(0).toUpperCase() + operation.slice(1).toLowerCase()
  }
  return { ...parameters, TransactItems: items.map((item) => ({ [kindOf(item)]: item })) }
}

const statements =
  (member: string): Reshape =>
  (parameters) =>
    itemsOf(parameters).length === 0 ? parameters : { ...parameters, [member]: itemsOf(parameters) }

/** Tables as the keys of a map, where they are written as a list. */
const tables: Reshape = (parameters) => {
  const items = itemsOf(parameters)
  if (items.length === 0) return parameters
  const names = items.flatMap((item) => memberOf(item, 'TableName') ?? []).filter((name) => typeof name === 'string')
  return { ...parameters, requestItems: Object.fromEntries(names.map((name) => [name, {}])) }
}

/** Source: DynamoDB Developer Guide, "Understanding DynamoDB log file entries". */
const RESHAPED: ReadonlyMap<string, Reshape> = new Map([
  ['dynamodb TransactWriteItems', transactItems],
  ['dynamodb TransactGetItems', transactItems],
  ['dynamodb BatchExecuteStatement', statements('Statements')],
  ['dynamodb ExecuteTransaction', statements('TransactStatements')],
  ['dynamodb BatchGetItem', tables],
  ['dynamodb BatchWriteItem', tables],
])

export function recordedInput({ client, operation }: ClientOperation, parameters: Input | null): Input {
  const input = inputOf(client, parameters)
  if (client === 'ec2') return ec2Input(operation, input)
  return RESHAPED.get(`${client} ${operation}`)?.(input) ?? input
}

/** @returns names, in lower case, that members of an operation's input have in records beside their own */
export const recordedMembers = ({ client, operation }: ClientOperation, members: readonly string[]): readonly string[] =>
  client === 'ec2' ? ec2Members(operation, members) : client === 'dynamodb' ? ['requestitems'] : []
