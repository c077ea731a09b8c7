/** SQS's older API: flattened lists in the singular, attributes as pairs of name and value. Source: SQS API Reference, version 2012-11-05. */
import type { Input, Output } from '../../types.js'
import { element } from './xml.js'

const LISTS: ReadonlyMap<string, string> = new Map([
  ['AttributeName', 'AttributeNames'],
  ['MessageAttributeName', 'MessageAttributeNames'],
  ['MessageSystemAttributeName', 'MessageSystemAttributeNames'],
  ['TagKey', 'TagKeys'],
  ['AWSAccountId', 'AWSAccountIds'],
  ['ActionName', 'Actions'],
])

const PAIRS: ReadonlyMap<string, string> = new Map([
  ['Attribute', 'Attributes'],
  ['MessageAttribute', 'MessageAttributes'],
  ['MessageSystemAttribute', 'MessageSystemAttributes'],
  ['Tag', 'Tags'],
])

type Fields = Readonly<Record<string, unknown>>

export function readSqsInput(input: Input): Input {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      const list = LISTS.get(name)
      if (list !== undefined) return [list, asList(value)]
      const pairs = PAIRS.get(name)
      if (pairs !== undefined) return [pairs, asMap(asList(value))]
      if (name.endsWith('BatchRequestEntry')) return ['Entries', asList(value).map((entry) => readSqsInput(entry as Input))]
      return [name, value]
    }),
  )
}

/** A request of the older API is sent to the queue's own URL, and need not name it again. Source: SQS Developer Guide, "Making Query API requests". */
export const withQueueOfPath = (input: Input, path: string): Input =>
  input.QueueUrl === undefined && /^\/[^/]+\/[^/]+$/.test(path) ? { ...input, QueueUrl: `http://127.0.0.1${path}` } : input

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

const asMap = (pairs: readonly unknown[]): Fields =>
  Object.fromEntries((pairs as readonly Fields[]).map((pair) => [String(pair.Name ?? pair.Key ?? ''), pair.Value ?? '']))

const SINGULAR: ReadonlyMap<string, string> = new Map([
  ['QueueUrls', 'QueueUrl'],
  ['queueUrls', 'QueueUrl'],
  ['Messages', 'Message'],
])

export function printSqsOutput(operation: string, output: Output): string {
  return Object.entries(output)
    .map(([name, value]) => {
      if (name === 'Successful') return element(`${operation}ResultEntry`, value, 'flat')
      if (name === 'Failed') return element('BatchResultErrorEntry', value, 'flat')
      if (name === 'Messages') return (value as readonly Fields[]).map((message) => `<Message>${printMessage(message)}</Message>`).join('')
      return printMember(SINGULAR.get(name) ?? name, value)
    })
    .join('')
}

const printMessage = (message: Fields): string =>
  Object.entries(message)
    .map(([name, value]) => printMember(name, value))
    .join('')

function printMember(name: string, value: unknown): string {
  const pairs = [...PAIRS].find(([, plural]) => plural === name)?.[0]
  if (pairs === undefined || typeof value !== 'object' || value === null) return element(name, value, 'flat')
  const key = pairs === 'Tag' ? 'Key' : 'Name'
  return Object.entries(value)
    .map(([k, v]) => `<${pairs}>${element(key, k, 'flat')}${element('Value', v, 'flat')}</${pairs}>`)
    .join('')
}
