/** What a symbol looks like once it is deployed, as far as a separator inside it matters. */
import { any, type Piece, type SymText, symbol, symText } from '../../policy/index.js'
import { fillArn } from '../arn.js'
import { typeFacts } from '../facts.js'
import type { Scope } from './scope.js'

/** Separators that these hold; all others they do not. */
const PSEUDO_HOLDS: ReadonlyMap<string, string> = new Map([
  ['AWS::AccountId', ''],
  ['AWS::Partition', '-'],
  ['AWS::Region', '-'],
  ['AWS::StackName', '-'],
  ['AWS::URLSuffix', '.'],
])

/** Names of resources hold none of these, but for the types below. */
const NEVER_IN_NAMES = /^[:/,|;=?&#]+$/
const NAMES_WITH_SLASHES: ReadonlySet<string> = new Set([
  'AWS::SSM::Parameter',
  'AWS::Logs::LogGroup',
  'AWS::Events::Rule',
  'AWS::KMS::Alias',
  'AWS::SecretsManager::Secret',
])

/** @returns the symbol opened so that the separator stands in literal text only; null where it may be hidden inside */
export function openSymbol(scope: Scope, name: string, separator: string): SymText | null {
  // Lists are joined and split again with commas, and what is put into one by name is one item.
  if (/^,\s*$/.test(separator)) return [symbol(name)]
  const own = name.startsWith(scope.prefix) ? name.slice(scope.prefix.length) : name
  const holds = PSEUDO_HOLDS.get(own)
  if (holds !== undefined) return [...separator].some((char) => holds.includes(char)) ? null : [symbol(name)]
  if (own === 'AWS::StackId')
    return fillArn('arn:{P}:cloudformation:{R}:{A}:stack/{ref}', symText(symbol(`${scope.prefix}AWS::StackName`), '/', any))
  const dot = own.indexOf('.')
  const id = dot < 0 ? own : own.slice(0, dot)
  const type = scope.types.get(id)
  if (type === undefined) return null
  return openResource({ name, id: scope.prefix + id, attribute: dot < 0 ? null : own.slice(dot + 1), type, separator })
}

function openResource(asked: { name: string; id: string; attribute: string | null; type: string; separator: string }): SymText | null {
  const { name, id, attribute, type, separator } = asked
  const facts = typeFacts(type)
  if (facts === null) return null
  const what = attribute === null ? facts.ref : facts.attributes.get(attribute)
  const itself: SymText = [symbol(name)]
  if (what === 'name') return NEVER_IN_NAMES.test(separator) && !(NAMES_WITH_SLASHES.has(type) && separator.includes('/')) ? itself : null
  const ref: Piece = facts.ref === 'name' ? symbol(id) : nameAttribute(id, facts.attributes)
  if (what === 'arn' && facts.arn !== null) return fillArn(facts.arn, [ref])
  if (typeof what === 'object') return fillArn(what.arn, [ref])
  if (what === 'url' && facts.service === 'sqs')
    return symText('https://sqs.', symbol('AWS::Region'), '.', symbol('AWS::URLSuffix'), '/', symbol('AWS::AccountId'), '/', ref)
  return null
}

/** `${Queue.QueueName}`: the attribute that is the name, where `Ref` gives something else. */
function nameAttribute(id: string, attributes: ReadonlyMap<string, unknown>): Piece {
  for (const [attribute, what] of attributes) if (what === 'name') return symbol(`${id}.${attribute}`)
  return any
}
