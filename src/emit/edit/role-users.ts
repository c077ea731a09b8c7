/** Who uses a role of the template: functions, other principals of the app, and what this cannot tell. */
import type { Needs } from '../../needs/index.js'
import type { Json } from '../yaml.js'
import { referencesTo } from './references.js'
import { isMap, type Template, typeIn } from './template.js'

export interface RoleUsers {
  /** Logical IDs in the template, sorted. */
  readonly functions: readonly string[]
  /** IDs of the app. */
  readonly principals: readonly string[]
  /** Places that use it in a way that nothing here judges: `Cluster.Properties.RoleArn`. */
  readonly others: readonly string[]
}

const ATTACHMENT = /^AWS::IAM::(Policy|ManagedPolicy|RolePolicy)$/
/** What looks at a role's calls does not make any. */
const OBSERVER = /^AWS::Logs::MetricFilter$/

/** @param included what the template includes: definitions of APIs and machines */
export function roleUsers(template: Template, roleId: string, needs: Needs, included: readonly Json[]): RoleUsers {
  const full = template.prefix + roleId
  const principals = [...needs.principals].filter(([, own]) => own.byRole.some(({ role }) => role === full)).map(([id]) => id)
  const functions = new Set<string>()
  const others = new Set<string>()
  for (const { path } of referencesTo(template.before, roleId)) {
    const [section, owner = '', ...inner] = path
    if (section === 'Outputs') {
      // Another stack may use what is exported.
      if (isExported(template.before, owner)) others.add(`Outputs.${owner}`)
      continue
    }
    if (section !== 'Resources' || owner === roleId || inner[0] === 'DependsOn') continue
    const type = typeIn(template, owner) ?? ''
    if (/^AWS::(Serverless|Lambda)::Function$/.test(type) && inner[0] === 'Properties' && inner[1] === 'Role') functions.add(owner)
    else if (
      !ATTACHMENT.test(type) &&
      !OBSERVER.test(type) &&
      !isMention(inner) &&
      !principals.some((id) => isPartOf(owner, type, id, template.prefix, needs))
    )
      others.add([owner, ...inner.filter((step) => !/^(Ref|Fn::\w+)$/.test(step))].join('.'))
  }
  const outside = included.some((root) => referencesTo(root, roleId).length > 0)
  if (outside && principals.length === 0) others.add('an included file')
  return { functions: [...functions].sort(), principals, others: [...others].sort() }
}

/** In a policy's principal, resource or condition a role is spoken of, and not used. */
const isMention = (path: readonly string[]): boolean => path.some((step) => ['Principal', 'Resource', 'Condition'].includes(step))

function isExported(root: Json, output: string): boolean {
  const outputs = isMap(root) && isMap(root.Outputs) ? root.Outputs : {}
  const own = outputs[output]
  return isMap(own) && own.Export !== undefined
}

/** Whether a resource is the principal, or a part of it: methods of an API, events of a function. */
function isPartOf(owner: string, type: string, id: string, prefix: string, needs: Needs): boolean {
  if (id.startsWith(prefix + owner)) return true
  return needs.principals.get(id)?.service === 'apigateway.amazonaws.com' && /ApiGateway|Serverless::(Http)?Api/.test(type)
}
