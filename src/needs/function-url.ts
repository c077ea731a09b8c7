/** Functions behind URLs: the host of a URL is made up, but the template knows whose attribute it is. */
import { type SymText, symText } from '../policy/index.js'
import { type Declared, type DeclaredIndex, named } from './declared.js'
import { textsAt } from './value.js'

export interface UrlTarget {
  readonly declared: Declared
  readonly arn: SymText
}

/**
 * @param url a text with the attribute `FunctionUrl` in it
 * @returns null where no function of the app is behind it
 * @source CloudFormation Template Reference, "AWS::Lambda::Url": a qualifier is an alias of the function
 */
export function functionAt(url: SymText, index: DeclaredIndex): UrlTarget | null {
  const attribute = url.find((piece) => piece.kind === 'symbol' && piece.name.endsWith('.FunctionUrl'))
  if (attribute?.kind !== 'symbol') return null
  const resource = index.byId.get(attribute.name.slice(0, -'.FunctionUrl'.length))?.resource
  if (resource === undefined) return null
  const [target] = textsAt(resource.properties, ['TargetFunctionArn'])
  const made = resource.madeBy === null ? undefined : index.byId.get(resource.madeBy)
  const declared = made ?? (target === undefined ? null : (named(target, index)?.declared ?? null))
  if (declared?.arn == null) return null
  const [qualifier] = textsAt(resource.properties, ['Qualifier'])
  return { declared, arn: qualifier === undefined ? declared.arn : symText(declared.arn, ':', qualifier) }
}
