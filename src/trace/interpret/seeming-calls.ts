/** Calls of a method that only a client of the SDK has, on a value that is not known: what it is called with says so. */
import { clientSuffixes, operationModel, operationName } from '../../catalog/index.js'
import { UNDEFINED, type Value } from '../values.js'
import { current } from './lattice.js'
import type { Activation, Run } from './run.js'

export const UNKNOWN_CLIENT = 'trace/unknown-client'

/** Methods of DynamoDB's document clients, with a member that each call of theirs has. */
const OF_DOCUMENTS: ReadonlyMap<string, string> = new Map([
  ...['get', 'put', 'update', 'delete', 'query', 'scan'].map((name) => [name, 'TableName'] as const),
  ...['batchGet', 'batchWrite'].map((name) => [name, 'RequestItems'] as const),
  ...['transactGet', 'transactWrite'].map((name) => [name, 'TransactItems'] as const),
])

export function saySeemingCall(run: Run, name: string, args: readonly Value[], act: Activation, at: number): void {
  const [input = UNDEFINED] = args
  if (input.kind !== 'object') return
  const { props, code, brand, list } = current(input)
  const members = [...props.keys()]
  if (code !== null || brand !== null || list !== null || !members.some((key) => /^[A-Z]/.test(key))) return
  const service = serviceWith(name, members)
  if (service === null) return
  run.problem(
    UNKNOWN_CLIENT,
    `\`${name}\` is called like a method of ${service}'s client, on a value that is not known`,
    'make the client where it can be followed, say in the config (`libraries`) where it comes from, or add the permission by hand',
    act,
    at,
  )
}

function serviceWith(name: string, members: readonly string[]): string | null {
  const member = OF_DOCUMENTS.get(name)
  if (member !== undefined) return members.includes(member) ? 'dynamodb' : null
  if (!/^[a-z]+[A-Z]/.test(name)) return null
  for (const service of clientSuffixes()) {
    const operation = operationName(service, name)
    const model = operation === null ? null : operationModel(service, operation)
    if (model !== null && members.every((key) => model.input.has(key))) return service
  }
  return null
}
