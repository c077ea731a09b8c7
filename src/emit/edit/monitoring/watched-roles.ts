/** The roles whose refusals count: those that services assume for the app, by the names that the template has for them. */
import type { Json } from '../../yaml.js'
import { conditionOf } from '../editing.js'
import { isMap, listOf, mapAt, resourcesOf, type Template, typeIn } from '../template.js'
import type { WatchedRole } from './metric-filters.js'

export interface RoleChoice {
  /** Logical IDs of roles that are not the app's own. */
  readonly without: readonly string[]
  /** Whether SAM makes the role of a function that names none. */
  readonly isImplicit: (id: string) => boolean
}

export function watchedRoles(template: Template, { without, isImplicit }: RoleChoice): readonly WatchedRole[] {
  const names: WatchedRole[] = []
  const arns = new Map<string, WatchedRole>()
  for (const [id, resource] of Object.entries(resourcesOf(template))) {
    const type = typeIn(template, id) ?? ''
    const properties = mapAt(mapAt(resource)?.Properties)
    if (type === 'AWS::IAM::Role') {
      if (!without.includes(id) && isAssumedByService(properties?.AssumeRolePolicyDocument)) names.push(named(template, id, id))
    } else if (makesRole(type, properties) && isImplicit(id)) names.push(named(template, id, `${id}Role`))
    else if (/^AWS::(Lambda|Serverless)::Function$/.test(type)) {
      const role = properties?.Role
      if (role !== undefined && localRole(template, role) === null) arns.set(JSON.stringify(role), { by: 'arn', value: role })
    }
  }
  return [
    ...names.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    ...[...arns].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it),
  ]
}

/** What exists only under a condition has a name only under it; no role is called `-`. */
function named(template: Template, owner: string, role: string): WatchedRole {
  const condition = conditionOf(template, owner)
  const reference: Json = { Ref: role }
  return { by: 'name', value: condition === null ? reference : { 'Fn::If': [condition, reference, '-'] } }
}

/** SAM makes a role `<Id>Role` of what has none. Source: AWS SAM Developer Guide, "Generated AWS CloudFormation resources". */
const makesRole = (type: string, properties: Record<string, Json> | null): boolean =>
  properties?.Role === undefined &&
  (type === 'AWS::Serverless::Function' || (type === 'AWS::Serverless::StateMachine' && properties?.Policies !== undefined))

function isAssumedByService(policy: Json | undefined): boolean {
  const statements = isMap(policy) ? listOf(policy.Statement) : []
  return statements.some((statement) => isMap(statement) && isMap(statement.Principal) && statement.Principal.Service !== undefined)
}

/** The role of this template that a function names. */
function localRole(template: Template, value: Json): string | null {
  const attribute = isMap(value) ? value['Fn::GetAtt'] : undefined
  const sub = isMap(value) && typeof value['Fn::Sub'] === 'string' ? /^\$\{(\w+)\.Arn\}$/.exec(value['Fn::Sub'])?.[1] : undefined
  const [id] = attribute === undefined ? [sub] : listOf(attribute)
  return typeof id === 'string' && typeIn(template, id) === 'AWS::IAM::Role' ? id : null
}
