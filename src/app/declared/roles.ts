/** What a role of the template allows: its own policies, the managed ones, and those that other resources attach to it. */
import { refersTo } from '../resolve.js'
import { FRAMEWORK_POLICY } from '../serverless/names.js'
import type { App, DeclaredStatement, Resource } from '../types.js'
import { entry, items, literal, texts } from '../values.js'
import type { ManagedPolicies } from './managed-policies.js'
import { statementsOf } from './statements.js'

export type RoleStatements = (roleId: string) => readonly DeclaredStatement[]

/** Resources that attach a document to roles, by the property that names the roles. Source: CloudFormation Template Reference, IAM. */
const ATTACHING: ReadonlyMap<string, string> = new Map([
  ['AWS::IAM::Policy', 'Roles'],
  ['AWS::IAM::ManagedPolicy', 'Roles'],
  ['AWS::IAM::RolePolicy', 'RoleName'],
])

export function roleStatements(resources: App['resources'], managed: ManagedPolicies): RoleStatements {
  const app = { resources }
  const attached = new Map<string, Resource[]>()
  for (const resource of resources.values()) {
    const property = ATTACHING.get(resource.type)
    if (property === undefined) continue
    for (const name of texts(entry(resource.properties, property))) {
      const role = refersTo(app, name, 'AWS::IAM::Role')
      if (role !== null) attached.set(role, [...(attached.get(role) ?? []), resource])
    }
  }
  const known = new Map<string, readonly DeclaredStatement[]>()

  return (roleId) => {
    const found = known.get(roleId)
    if (found !== undefined) return found
    const role = resources.get(roleId)
    const statements = [...(role === undefined ? [] : ownStatements(role, managed)), ...(attached.get(roleId) ?? []).flatMap(documentOf)]
    known.set(roleId, statements)
    return statements
  }
}

function ownStatements(role: Resource, managed: ManagedPolicies): readonly DeclaredStatement[] {
  const inline = items(entry(role.properties, 'Policies')).flatMap((policy) => {
    const name = literal(entry(policy, 'PolicyName')) ?? 'Policies'
    const isImplied = name === FRAMEWORK_POLICY
    return statementsOf(
      entry(policy, 'PolicyDocument'),
      isImplied ? { kind: 'implicit', name: 'Serverless Framework' } : { kind: 'inline', name },
    )
  })
  return [...inline, ...items(entry(role.properties, 'ManagedPolicyArns')).flatMap(managed.statements)]
}

function documentOf(policy: Resource): readonly DeclaredStatement[] {
  const kind = policy.type === 'AWS::IAM::ManagedPolicy' ? 'managed' : 'inline'
  return statementsOf(entry(policy.properties, 'PolicyDocument'), { kind, name: policy.id })
}
