/**
 * SAM's policy templates that give a part of what is needed and nothing beyond it.
 * Source: AWS SAM Developer Guide, "AWS SAM policy templates".
 */
import { expandActions, fillStatement, policyTemplate, policyTemplateNames } from '../../catalog/index.js'
import { canonicalArn, type DeclaredIndex, type Grant } from '../../needs/index.js'
import { parseSym, printSym, type SymText } from '../../policy/index.js'
import type { Json } from '../yaml.js'

export interface EqualTemplate {
  /** `{ SNSPublishMessagePolicy: { TopicName: … } }`, with symbols as `Fn::Sub`. */
  readonly item: Json
  /** An action on a resource each, as `cellOf` writes them. */
  readonly cells: readonly string[]
}

export const cellOf = (action: string, resource: SymText, index: DeclaredIndex): string =>
  `${action.toLowerCase()} ${printSym(canonicalArn(resource, index).arn)}`

export function expanded(pattern: string): readonly string[] {
  const found = expandActions(pattern)
  return found.length === 0 ? [pattern] : found
}

/** What is needed whatever holds. */
export const neededCells = (grants: readonly Grant[], index: DeclaredIndex): ReadonlySet<string> =>
  new Set(
    grants
      .filter((grant) => grant.conditions.length === 0)
      .flatMap((grant) => grant.actions.flatMap((action) => grant.resources.map((resource) => cellOf(action, resource, index)))),
  )

/** @returns the ones that give most first, none of which gives what one before gives */
export function equalTemplates(grants: readonly Grant[], index: DeclaredIndex): readonly EqualTemplate[] {
  const needed = neededCells(grants, index)
  const ids = [...new Set(grants.flatMap((grant) => grant.resources.flatMap(symbolsOf)))].filter((id) => index.byId.has(id)).sort()
  const found = policyTemplateNames().flatMap((name) => ids.flatMap((id) => filled(name, id, index) ?? []))
  const fitting = found.filter(({ cells }) => cells.length > 0 && cells.every((cell) => needed.has(cell)))
  const order = (a: EqualTemplate, b: EqualTemplate): number =>
    b.cells.length - a.cells.length || (JSON.stringify(a.item) < JSON.stringify(b.item) ? -1 : 1)
  const taken = new Set<string>()
  return fitting.sort(order).filter(({ cells }) => {
    if (cells.some((cell) => taken.has(cell))) return false
    for (const cell of cells) taken.add(cell)
    return true
  })
}

/** The template with a resource's name in its only place, by the first way of naming it that gives the resource's own ARN. */
function filled(name: string, id: string, index: DeclaredIndex): EqualTemplate | null {
  const template = policyTemplate(name)
  const [parameter, ...others] = template?.parameters ?? []
  if (template === null || parameter === undefined || others.length > 0) return null
  if (template.statements.some((s) => s.Condition !== undefined || s.Resource === undefined)) return null
  const attributes = [...(index.byId.get(id)?.facts?.attributes ?? [])].flatMap(([attribute, what]) => (what === 'name' ? [attribute] : []))
  for (const symbol of [id, ...attributes.map((attribute) => `${id}.${attribute}`)]) {
    const statements = template.statements.map((s) => fillStatement(s, (place) => (place === parameter ? `\${${symbol}}` : null)))
    const resources = statements.flatMap((s) => s.Resource ?? []).map((text) => canonicalArn(parseSym(text), index))
    if (resources.some(({ declared }) => declared?.id !== id)) continue
    const cells = statements.flatMap((s) =>
      s.Action.flatMap(expanded).flatMap((a) => (s.Resource ?? []).map((r) => cellOf(a, parseSym(r), index))),
    )
    return { item: { [name]: { [parameter]: { 'Fn::Sub': `\${${symbol}}` } } }, cells }
  }
  return null
}

const symbolsOf = (resource: SymText): readonly string[] =>
  resource.flatMap((piece) => (piece.kind === 'symbol' && !piece.name.startsWith('AWS::') ? [piece.name.split('.')[0] ?? piece.name] : []))
