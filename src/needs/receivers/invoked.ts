/** The function that a text names, and which alias or version of it: a permission is of that one alone. */
import type { Value } from '../../app/index.js'
import { type SymText, symbol, symText } from '../../policy/index.js'
import { canonicalArn, publishedAlias } from '../arn.js'
import { functionOfUri } from '../principals/api-gateway.js'
import type { World } from '../scope.js'
import { textsAt } from '../value.js'

export interface Invoked {
  /** The function's ID. */
  readonly id: string
  /** `:live`, `:${Version.Version}`; empty for the function itself, and where only a request says which. */
  readonly qualifier: SymText
}

/**
 * @param text an ARN or name of a function, an alias or a version, or the URI of an integration
 * @source AWS Lambda Developer Guide, "Using Lambda aliases in event sources and permissions policies"
 */
export function invokedBy(text: SymText, world: World): Invoked | null {
  const arn = functionOfUri(text) ?? text
  const { declared, behind } = canonicalArn(arn, world.declared)
  if (declared === null) return null
  const { id, resource } = declared
  // `Ref` of `Function.Alias`. Source: AWS SAM Developer Guide, "Generated CloudFormation resources".
  if (arn[0]?.kind === 'symbol' && arn[0].name === `${id}.Alias`) return { id, qualifier: publishedAlias(resource) }
  if (declared.type !== 'AWS::Lambda::Alias' && declared.type !== 'AWS::Lambda::Version')
    return { id, qualifier: behind.some((piece) => piece.kind === 'any') ? [] : behind }
  // SAM's own belong to the function that implies them.
  if (resource.madeBy !== null) return { id: resource.madeBy, qualifier: publishedAlias(world.app.resources.get(resource.madeBy)) }
  const [of] = textsAt(resource.properties, ['FunctionName'])
  const owner = of === undefined ? null : invokedBy(of, world)
  if (owner === null) return null
  const [name] = textsAt(resource.properties, ['Name'])
  return { id: owner.id, qualifier: symText(':', name ?? symbol(`${id}.Version`)) }
}

/** Which alias or version a value means of a function; it may be wired in several ways, and the first that says one counts. */
export function qualifierIn(value: Value, functionId: string, world: World): SymText {
  const found = textsAt(value).flatMap((text) => invokedBy(text, world) ?? [])
  return found.find(({ id, qualifier }) => id === functionId && qualifier.length > 0)?.qualifier ?? []
}
