/** Statement IDs that say what for: `ReadWriteItemsTable`, `PollOrdersQueue`, `WriteLogs`. */
import { findAction } from '../catalog/index.js'
import { type SymText, splitSym } from '../policy/index.js'
import type { Block } from './cell.js'

/** Actions that have a word of their own; a block of other actions is named by its access levels. */
const VERBS = new Map([
  ['lambda:InvokeFunction', 'Invoke'],
  ['lambda:InvokeFunctionUrl', 'Invoke'],
  ['execute-api:Invoke', 'Invoke'],
  ['execute-api:ManageConnections', 'ManageConnectionsOf'],
  ['sqs:SendMessage', 'SendTo'],
  ['sns:Publish', 'PublishTo'],
  ['events:PutEvents', 'PutEventsTo'],
  ['states:StartExecution', 'Start'],
  ['states:StartSyncExecution', 'Start'],
  ['iam:PassRole', 'Pass'],
  ['sts:AssumeRole', 'Assume'],
  ['kms:Decrypt', 'DecryptWith'],
  ['kms:GenerateDataKey', 'EncryptWith'],
  ['appsync:GraphQL', 'Query'],
  ['bedrock:InvokeModel', 'Invoke'],
])

/** What the platform asks for, by the first word of its evidence. */
const PLATFORM = new Map([
  ['Logs', 'WriteLogs'],
  ['Tracing', 'SendTraces'],
  ['VpcConfig', 'ManageNetworkInterfaces'],
  ['DurableConfig', 'CheckpointDurableExecutions'],
])

const MAX_SID_CHARS = 64

/** Gives each block an ID of letters and digits that no other block of the document has. */
export function sidsOf(blocks: readonly Block[]): readonly string[] {
  const taken = new Set<string>()
  return blocks.map((block) => {
    const wanted = sidOf(block).slice(0, MAX_SID_CHARS)
    let sid = wanted
    for (let i = 2; taken.has(sid); i++) sid = `${wanted.slice(0, MAX_SID_CHARS - 3)}${i}`
    taken.add(sid)
    return sid
  })
}

function sidOf(block: Block): string {
  const asks = new Set(block.evidence.map((e) => (e.via.length === 0 ? (e.operation.split('.')[0] ?? '') : '')))
  const [only] = asks
  if (asks.size === 1 && only !== undefined) {
    const fixed = PLATFORM.get(only)
    if (fixed !== undefined) return fixed
    if (only === 'Events' && isPolling(block)) return `Poll${nounOf(block)}`
  }
  return `${verbOf(block)}${nounOf(block)}`
}

const isPolling = (block: Block): boolean =>
  block.actions.some(
    (a) => a === 'sqs:ReceiveMessage' || a === 'kinesis:GetRecords' || a === 'dynamodb:GetRecords' || a.startsWith('kafka:'),
  )

function verbOf({ actions }: Block): string {
  const own = new Set(actions.map((a) => VERBS.get(a)))
  const [verb] = own
  if (own.size === 1 && verb !== undefined) return verb
  const levels = new Set(actions.map((a) => findAction(a)?.level ?? 'Write'))
  const reads = levels.has('Read') || levels.has('List')
  const writes = levels.has('Write') || levels.has('Tagging')
  if (levels.has('Permissions management')) return 'Manage'
  if (reads && writes) return 'ReadWrite'
  if (writes) return 'Write'
  return levels.size === 1 && levels.has('List') ? 'List' : 'Read'
}

/** Up to two resources are named, more by their service. */
function nounOf({ actions, resources }: Block): string {
  const names = [...new Set(resources.map(nameOf))].filter((name) => name !== '')
  const service = pascal((actions[0] ?? '').split(':')[0] ?? '')
  const suffix =
    resources.length > 0 && resources.every(isIndex) ? 'Indexes' : resources.length > 0 && resources.every(isObject) ? 'Objects' : ''
  if (names.length === 0) return `${service}${suffix}`
  return names.length <= 2 ? `${names.join('And')}${suffix}` : `${service}Resources${suffix}`
}

const textOf = (value: SymText): string => value.map((p) => (p.kind === 'text' ? p.text : p.kind === 'any' ? '*' : '')).join('')

const isIndex = (value: SymText): boolean => textOf(value).includes('/index/')
const isObject = (value: SymText): boolean => textOf(value).includes(':s3:::') && textOf(value).includes('/')

/** A logical ID, else the last words of the ARN. */
function nameOf(value: SymText): string {
  for (const piece of value) {
    if (piece.kind === 'symbol' && !piece.name.startsWith('AWS::'))
      return pascal(piece.name.replace(/^[a-z-]+:/, '').replace(/\.(Arn|TopicArn|QueueArn|StreamArn)$/, ''))
  }
  const [, , service, , , tail] = splitSym(value, ':', 6)
  if (service === undefined || tail === undefined) return ''
  // A bucket's name comes first in its ARN; others have their type before the name.
  const written = textOf(tail)
  return pascal(textOf(service) === 's3' ? (written.split('/')[0] ?? '') : written.replace(/^[a-z-]+[/:]/, ''))
}

const pascal = (text: string): string =>
  text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')
    .slice(0, 40)
