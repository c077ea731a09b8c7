/**
 * Whether an action can be allowed on what a resource pattern names: an object's action on a bucket's ARN never is.
 * Source: Service Authorization Reference, "Resource types" of each service.
 */
import { findAction, resourceType, resourceTypesOf } from '../catalog/index.js'
import { parseSym, printSym, type SymText, splitSym, symText } from '../policy/index.js'
import { canBeEqual, type DeclaredIndex } from './declared.js'

/** True also where nothing is known: of an action that is no action, a pattern, or a resource whose form is not seen. */
export function canApply(action: string, resource: SymText, index: DeclaredIndex): boolean {
  const types = findAction(action)?.resourceTypes ?? []
  if (types.length === 0) return true
  const spelled = spellOut(resource, index)
  if (spelled === null) return true
  const service = action.split(':')[0] ?? ''
  const arns = types.flatMap((type) => resourceType(service, type)?.arns ?? [])
  // A pattern that ends in `*` covers what begins like it: `log-group:NAME:*` also names streams.
  return arns.length === 0 || arns.some((arn) => isOf(arn, service, spelled))
}

/** Whether the resource is plainly of a type that the action is never on: an object for a bucket's action, and the other way round. */
export function isOfOtherType(action: string, resource: SymText, index: DeclaredIndex): boolean {
  const types = findAction(action)?.resourceTypes ?? []
  const spelled = types.length === 0 ? null : spellOut(resource, index)
  if (spelled === null) return false
  const service = action.split(':')[0] ?? ''
  const own = resourceTypesOf(service).filter(({ arns }) => arns.some((arn) => isOf(arn, service, spelled)))
  return own.length > 0 && !own.some(({ name }) => types.includes(name))
}

function isOf(arn: string, service: string, spelled: SymText): boolean {
  if (!fieldsAgree(asPattern(arn), spelled) && !fieldsAgree(symText(asPattern(arn), ':*'), spelled)) return false
  // What lies in a resource has a longer ARN: an object's key follows its bucket's name, an index its table's.
  const inside = resourceTypesOf(service).flatMap(({ arns }) => arns.filter((other) => other.startsWith(`${arn}/`)))
  return !inside.some((longer) => hasForm(longer, printSym(spelled)))
}

/** Field by field: a wildcard of one field of an ARN does not reach into the next. */
function fieldsAgree(pattern: SymText, value: SymText): boolean {
  const wide = splitSym(pattern, ':', 6)
  const own = splitSym(value, ':', 6)
  return own.length < 6 ? canBeEqual(pattern, value) : wide.every((field, i) => canBeEqual(field, own[i] ?? symText()))
}

/** Whether a pattern has the form beyond doubt: its separators are written out. */
const hasForm = (arn: string, written: string): boolean =>
  new RegExp(`^${arn.replace(/\$\{\w+\}|[.*+?^${}()|[\]\\]/g, (part) => (part.startsWith('${') ? '.+' : `\\${part}`))}$`).test(written)

const asPattern = (arn: string): SymText => symText(arn.replace(/\$\{\w+\}/g, '*'))

/** The ARN in letters: a declared resource's symbol becomes the form of its type. Null where the form is not known. */
function spellOut(resource: SymText, index: DeclaredIndex): SymText | null {
  const [first, ...rest] = resource
  if (first?.kind !== 'symbol') return first?.kind === 'text' && first.text.startsWith('arn:') ? neutral(resource, index) : null
  const [id = '', attribute] = first.name.split('.')
  const template = index.byId.get(id)?.facts?.arn
  if (template == null || (attribute !== undefined && attribute !== 'Arn')) return null
  const own = template.replaceAll('{ref}', NAME).replace(/\{[^}]*\}/g, '*')
  return neutral(symText(parseSym(own), rest), index)
}

/** A resource's name holds neither slash nor colon: what stands behind it decides the form. */
const NAME = 'name'

/** Partition, region and account are words too; other symbols may be anything. */
const neutral = (value: SymText, index: DeclaredIndex): SymText =>
  symText(...value.map((p) => (p.kind !== 'symbol' ? [p] : index.byId.has(p.name) || p.name.startsWith('AWS::') ? NAME : '*')))
