/**
 * The query protocol: parameters as a form, answers as XML.
 *
 * Source: Smithy, "AWS query protocol"; for SQS the flattened lists of its own older API.
 */
import type { Fault, Input, Output } from '../../types.js'
import { printSqsOutput, readSqsInput } from './sqs-query.js'
import { element, escapeXml } from './xml.js'

type Tree = Map<string, Tree | string>

const MAX_DEPTH = 32

/** `Tags.member.1.Key=a` → `{ Tags: [{ Key: 'a' }] }` */
export function readQueryInput(suffix: string, params: URLSearchParams): Input {
  const root: Tree = new Map()
  for (const [name, value] of params) {
    if (name === 'Action' || name === 'Version' || name.startsWith('X-Amz-')) continue
    const path = name.split('.')
    if (path.length > MAX_DEPTH) continue
    put(root, path, value)
  }
  const input = fromTree(root) as Input
  return suffix === 'sqs' ? readSqsInput(input) : input
}

function put(tree: Tree, path: readonly string[], value: string): void {
  const [head = '', ...rest] = path
  if (rest.length === 0) {
    tree.set(head, value)
    return
  }
  const known = tree.get(head)
  const next: Tree = known instanceof Map ? known : new Map()
  if (next !== known) tree.set(head, next)
  put(next, rest, value)
}

function fromTree(tree: Tree | string): unknown {
  if (typeof tree === 'string') return tree
  const only = tree.size === 1 ? [...tree][0] : undefined
  // An empty list is written as the name alone.
  if (only !== undefined && (only[0] === 'member' || only[0] === 'entry') && only[1] instanceof Map) {
    const items = inOrder(only[1]).map(fromTree)
    return only[0] === 'member' ? items : fromEntries(items)
  }
  if (tree.size > 0 && [...tree.keys()].every((key) => /^\d+$/.test(key))) return inOrder(tree).map(fromTree)
  return Object.fromEntries([...tree].map(([key, value]) => [key, fromTree(value)]))
}

const inOrder = (tree: Tree): (Tree | string)[] => [...tree].sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value)

export function fromEntries(items: readonly unknown[]): Record<string, unknown> {
  const pairs = items as readonly Readonly<Record<string, unknown>>[]
  return Object.fromEntries(pairs.map((it) => [String(it.key ?? it.Name ?? it.Key ?? ''), it.value ?? it.Value ?? '']))
}

const NAMESPACES: ReadonlyMap<string, string> = new Map([
  ['iam', 'https://iam.amazonaws.com/doc/2010-05-08/'],
  ['sts', 'https://sts.amazonaws.com/doc/2011-06-15/'],
  ['sns', 'http://sns.amazonaws.com/doc/2010-03-31/'],
  ['sqs', 'http://queue.amazonaws.com/doc/2012-11-05/'],
  ['cloudformation', 'http://cloudformation.amazonaws.com/doc/2010-05-15/'],
  ['cloudwatch', 'http://monitoring.amazonaws.com/doc/2010-08-01/'],
])

export function printQueryOutput(suffix: string, operation: string, output: Output, requestId: string): string {
  const inner = suffix === 'sqs' ? printSqsOutput(operation, output) : output
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`
  const result =
    typeof inner === 'string' ? `<${operation}Result>${inner}</${operation}Result>` : element(`${operation}Result`, inner, 'member')
  return `<${operation}Response xmlns="${NAMESPACES.get(suffix) ?? ''}">${result}${metadata}</${operation}Response>`
}

export function printQueryFault(suffix: string, { code, message, status }: Fault, requestId: string): string {
  const type = status >= 500 ? 'Receiver' : 'Sender'
  return `<ErrorResponse xmlns="${NAMESPACES.get(suffix) ?? ''}"><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`
}

/**
 * The same answer for a client that accepts JSON alone. API Gateway asks for it, so that a mapping template reads
 * `$.SendMessageResponse.SendMessageResult.MessageId`.
 */
export function printQueryJson(suffix: string, operation: string, output: Output, requestId: string): string {
  const result = suffix === 'sqs' && operation === 'ReceiveMessage' ? { messages: output.Messages ?? null } : output
  return JSON.stringify(
    { [`${operation}Response`]: { [`${operation}Result`]: result, ResponseMetadata: { RequestId: requestId } } },
    (_, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value),
  )
}

export const printQueryFaultJson = ({ code, message, status }: Fault, requestId: string): string =>
  JSON.stringify({ Error: { Code: code, Message: message, Type: status >= 500 ? 'Receiver' : 'Sender' }, RequestId: requestId })
