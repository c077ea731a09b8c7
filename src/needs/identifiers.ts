/**
 * Members that take a name or an ID where ARNs have the ID alone. A name is that of a declared resource, whose `Ref` is its ID;
 * of any other one the ID is not known.
 */
import type { MemberForm } from '../catalog/index.js'
import { any, literalOf, type Piece, printSym, symbol } from '../policy/index.js'
import { type Bound, known } from './bound.js'
import type { DeclaredIndex } from './declared.js'
import { textsAt } from './value.js'

/**
 * The type of CloudFormation that a form means, and what its IDs look like.
 * Source: AWS AppConfig API Reference, "StartConfigurationSession"; Service Authorization Reference, "AWS AppConfig".
 */
const FORMS: ReadonlyMap<MemberForm, { readonly type: string; readonly id: RegExp }> = new Map([
  ['appconfig-application', { type: 'AWS::AppConfig::Application', id: /^(?=.*\d)[a-z0-9]{4,7}$/ }],
  ['appconfig-environment', { type: 'AWS::AppConfig::Environment', id: /^(?=.*\d)[a-z0-9]{4,7}$/ }],
  ['appconfig-profile', { type: 'AWS::AppConfig::ConfigurationProfile', id: /^(?=.*\d)[a-z0-9]{4,7}$/ }],
])

/** What stands in an ARN for a member of such a form; other members as they are. */
export function identified(bound: Bound, form: MemberForm, index: DeclaredIndex): readonly Bound[] {
  const row = FORMS.get(form)
  if (row === undefined) return [bound]
  const written = printSym(bound.text)
  const same = (index.byType.get(row.type) ?? []).filter(({ resource }) =>
    textsAt(resource.properties, ['Name']).some((name) => printSym(name) === written),
  )
  if (same.length > 0) return same.map(({ id }) => known(symbol(id)))
  const text = literalOf(bound.text)
  const isName = text === null ? bound.text.some(hasWords) : !row.id.test(text)
  return [isName ? { text: [any], why: `\`${written}\` is a name, and its ID is not known` } : bound]
}

/** Symbols can stand for IDs; what is put together of them and words is a name. */
const hasWords = (piece: Piece): boolean => piece.kind === 'text' && /[^a-z0-9*]/.test(piece.text)
