/** ARNs as symbolic text: fields, the partition's symbol, and the declared resource that an ARN speaks of. */
import type { AppFunction, Resource } from '../app/index.js'
import { equalSym, literalOf, type Piece, parseSym, type SymText, splitSym, symbol, symText } from '../policy/index.js'
import { type Declared, type DeclaredIndex, matchNames, named } from './declared.js'
import { textsAt } from './value.js'

export interface ArnFields {
  readonly partition: SymText
  readonly service: SymText
  readonly region: SymText
  readonly account: SymText
  /** All behind the fifth colon. */
  readonly tail: SymText
}

/** @returns null where the text does not begin with `arn:` */
export function arnFields(value: SymText): ArnFields | null {
  const [head, partition, service, region, account, tail] = splitSym(value, ':', 6)
  if (head === undefined || literalOf(head) !== 'arn' || partition === undefined || service === undefined) return null
  return { partition, service, region: region ?? [], account: account ?? [], tail: tail ?? [] }
}

export const printArn = (f: ArnFields): SymText => symText('arn:', f.partition, ':', f.service, ':', f.region, ':', f.account, ':', f.tail)

/** What a service has in the account and region of the stack: `arnHere('glue', 'table/', name)`. */
export const arnHere = (service: string, ...tail: readonly (string | Piece | SymText)[]): SymText =>
  symText(parseSym(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:`), ...tail)

const PARTITION = parseSym('${AWS::Partition}')
const ACCOUNT = parseSym('${AWS::AccountId}')

/** A resource of the app, or of elsewhere, by ARN. `behind` is what follows the declared resource's own ARN. */
export interface Canonical {
  readonly arn: SymText
  readonly declared: Declared | null
  readonly behind: SymText
}

/**
 * Writes an ARN as the contract wants it: a declared resource by its symbol also where its literal name stands, the
 * partition always as a symbol.
 */
export function canonicalArn(arn: SymText, index: DeclaredIndex): Canonical {
  const direct = named(arn, index)
  if (direct !== null) {
    const own = direct.declared.arn
    // `${Table.StreamArn}` is an ARN of its own; `${Group.Arn}` ends in `:*`, which the group's ARN does not.
    const isOwn = direct.arn !== null && own !== null && equalSym(direct.arn, symText(own, direct.rest))
    return { arn: direct.arn ?? arn, declared: direct.declared, behind: isOwn ? direct.rest : [] }
  }
  const fields = arnFields(arn)
  if (fields === null) return { arn, declared: null, behind: [] }
  const neutral: ArnFields = { ...fields, partition: PARTITION }
  const found = ownerOf(neutral, index)
  if (found === null) return { arn: printArn(neutral), declared: null, behind: [] }
  const { declared, behind } = found
  const region = literalOf(fields.region)
  // A replica in another region has the same name; its ARN differs in the region alone.
  const replica = declared.type === 'AWS::DynamoDB::GlobalTable' && region !== null && region !== ''
  if (declared.arn === null || replica) return { arn: printArn(neutral), declared, behind }
  return { arn: symText(declared.arn, behind), declared, behind }
}

/** The declared resource whose name stands in the ARN. An ARN of another account is never one of this app's. */
function ownerOf(fields: ArnFields, index: DeclaredIndex): { readonly declared: Declared; readonly behind: SymText } | null {
  const service = literalOf(fields.service)
  const own = fields.account.length === 0 || equalSym(fields.account, ACCOUNT) || fields.account.some((p) => p.kind === 'any')
  if (service === null || !own) return null
  for (const [shape, candidates] of index.byShape) {
    if (!shape.startsWith(`${service}:`)) continue
    const prefix = shape.slice(service.length + 1)
    const inside = behindText(fields.tail, prefix)
    if (inside === null) continue
    const { name, behind } = splitName(inside)
    const direct = named(name, index)
    if (direct !== null && direct.part === 'name' && direct.rest.length === 0 && candidates.includes(direct.declared)) {
      return { declared: direct.declared, behind }
    }
    const [same] = matchNames(name, candidates).same
    if (same !== undefined) return { declared: same, behind }
  }
  return null
}

/** The ID of the declared resource that a text names, by symbol, attribute or ARN. */
export const namedResource = (value: SymText, index: DeclaredIndex): string | null => canonicalArn(value, index).declared?.id ?? null

/** What follows a literal prefix; null where the text does not begin with it. */
export function behindText(value: SymText, prefix: string): SymText | null {
  if (prefix === '') return value
  const [first] = value
  if (first?.kind !== 'text' || !first.text.startsWith(prefix)) return null
  return symText(first.text.slice(prefix.length), value.slice(1))
}

/** A resource's name ends at the first slash or colon: `table/NAME/index/I`, `function:NAME:QUALIFIER`, `BUCKET/KEY`. */
export function splitName(value: SymText): { readonly name: SymText; readonly behind: SymText } {
  const name: SymText[] = []
  for (const [i, piece] of value.entries()) {
    const at = piece.kind === 'text' ? piece.text.search(/[/:]/) : -1
    if (at < 0 || piece.kind !== 'text') {
      name.push([piece])
      continue
    }
    return {
      name: symText(...name, piece.text.slice(0, at)),
      behind: symText(piece.text.slice(at), value.slice(i + 1)),
    }
  }
  return { name: symText(...name), behind: [] }
}

/** A symbol that says by its name that it holds an ARN: a parameter `TableArn`, an import `data-TableArn`. */
export function isArnSymbol(value: SymText): boolean {
  const [first] = value
  return first?.kind === 'symbol' && /arn$/i.test(first.name)
}

/** A text that is an ARN, or stands for one; any other is the name of what the service has here: `cluster:` and the name. */
export function arnOfName(text: SymText, service: string, kind: string, index: DeclaredIndex): SymText {
  const isArn = behindText(text, 'arn:') !== null || isArnSymbol(text) || named(text, index)?.arn != null
  return canonicalArn(isArn ? text : arnHere(service, kind, text), index).arn
}

export const pseudo = (name: 'Partition' | 'Region' | 'AccountId' | 'URLSuffix'): SymText => symText(symbol(`AWS::${name}`))

export const functionArn = (fn: AppFunction): SymText => arnHere('lambda', 'function:', fn.name)

/**
 * `:live`, for what SAM wires to the alias that it publishes; nothing, where it publishes none.
 * Source: AWS SAM Developer Guide, "AWS::Serverless::Function", AutoPublishAlias.
 */
export function publishedAlias(fn: Resource | undefined): SymText {
  const [name] = textsAt(fn?.properties, ['AutoPublishAlias'])
  return name === undefined ? [] : symText(':', name)
}
