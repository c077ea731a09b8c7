/** Actions that no service has, and resources that the actions of a statement cannot have. */
import { type ActionFacts, expandActions, findAction, isService, resourceType } from '../../catalog/index.js'
import { parseResourcePattern } from '../../policy/index.js'
import { matchedResource } from '../service-rules.js'
import { type Checking, placeOfText } from './checking.js'
import { coversAny, meetsFormat, type ResourceShape, shapeOf } from './meet.js'

export function checkActions(checking: Checking): void {
  const { actions } = checking.statement
  for (const action of 'only' in actions ? actions.only : actions.except) {
    if (expandActions(action).length === 0) warnUnknown(checking, action)
    else if (/^iam:(?:PassRole|\*)$/i.test(action)) checkPassRole(checking, action)
  }
  if ('only' in actions) checkResources(checking, actions.only)
}

function warnUnknown(checking: Checking, action: string): void {
  const at = placeOfText(checking, 'Action', action)
  if (/^\s|\s$/.test(action)) {
    checking.warn(
      at,
      'policy/white-space',
      `the action \`${action}\` has white space at an end, which is not trimmed`,
      'take the white space out',
    )
    return
  }
  const nearest = checking.guess(action)
  const service = action.slice(0, action.indexOf(':'))
  const hint =
    nearest === null ? 'IAM stores it, and it matches nothing' : `did you mean \`${nearest}\`? IAM stores this one, and it matches nothing`
  if (!/[*?]/.test(service) && !isService(service))
    checking.warn(at, 'policy/unknown-service', `no service has the prefix \`${service}\``, hint)
  else checking.warn(at, 'policy/unknown-action', `no service has an action \`${action}\``, hint)
}

function checkPassRole(checking: Checking, action: string): void {
  const { effect, resources, conditions } = checking.statement
  const any = resources !== null && 'only' in resources && resources.only.includes('*')
  if (effect !== 'allow' || !any || conditions.length > 0 || checking.kind !== 'identity') return
  checking.warn(
    placeOfText(checking, 'Action', action),
    'policy/pass-any-role',
    `\`${action}\` on \`*\` passes any role to any service`,
    'name the roles, and the service by `iam:PassedToService`',
  )
}

function checkResources(checking: Checking, patterns: readonly string[]): void {
  const { resources } = checking.statement
  if (resources === null || !('only' in resources)) return
  const { only } = resources
  if (only.some((resource) => coversAny(parseResourcePattern(resource, false)))) return
  const shapes = only.map((resource) => shapeOf(resource, checking.policy.version === '2012-10-17'))
  for (const action of patterns) {
    const facts = findAction(action)
    if (facts !== null) checkAction(checking, facts, action, shapes)
  }
  const all = actionsIn(patterns)
  // A service that the catalog knows by its prefix alone says nothing about resources.
  if (all.length === 0 || patterns.some((pattern) => expandActions(pattern).length === 0)) return
  const formats = [...new Set(all.flatMap(formatsOf))]
  // Where no action has a resource type, that was said of each.
  if (formats.length === 0) return
  for (const [i, resource] of only.entries())
    if (!formats.some((format) => meetsFormat(shapes[i] ?? null, format))) warnResource(checking, resource)
}

/** The actions that any of the patterns covers, each once. */
function actionsIn(patterns: readonly string[]): readonly ActionFacts[] {
  const names = new Set<string>()
  for (const pattern of patterns) for (const action of expandActions(pattern)) names.add(action)
  return [...names].flatMap((action) => findAction(action) ?? [])
}

function checkAction(checking: Checking, facts: ActionFacts, written: string, shapes: readonly (ResourceShape | null)[]): void {
  const formats = formatsOf(facts)
  const at = placeOfText(checking, 'Action', written)
  if (formats.length === 0) {
    checking.warn(
      at,
      'policy/needs-any-resource',
      `\`${facts.action}\` has no resource types, so only \`*\` matches it`,
      'move it to a statement of its own with `"Resource": "*"`',
    )
  } else if (!shapes.some((resource) => formats.some((format) => meetsFormat(resource, format)))) {
    checking.warn(
      at,
      'policy/resource-mismatch',
      `no resource of the statement is one that \`${facts.action}\` can have`,
      `its resources look like \`${formats[0]}\``,
    )
  }
}

/** ARNs that the action can be asked with. */
function formatsOf({ action, resourceTypes }: ActionFacts): readonly string[] {
  const service = action.slice(0, action.indexOf(':'))
  const ofAll = matchedResource(action.toLowerCase(), '*', 'aws')
  return [...(ofAll === '*' ? [] : [ofAll]), ...resourceTypes.flatMap((name) => resourceType(service, name)?.arns ?? [])]
}

function warnResource(checking: Checking, resource: string): void {
  const at = placeOfText(checking, 'Resource', resource)
  if (/^\s|\s$/.test(resource))
    checking.warn(
      at,
      'policy/white-space',
      `the resource \`${resource}\` has white space at an end, which is not trimmed`,
      'take the white space out',
    )
  else
    checking.warn(
      at,
      'policy/resource-mismatch',
      `no action of the statement can have the resource \`${resource}\``,
      'it matches nothing here; look at the ARN of the resource type',
    )
}
