/**
 * Roles as resources of a template.
 *
 * An inline policy is a resource of its own (`AWS::IAM::Policy`): inside the role it would be a circle as soon as somebody
 * takes it over into the app's template, where it names the function that uses the role or a bucket that notifies it.
 * Source: AWS CloudFormation User Guide, "Troubleshooting CloudFormation", on circular dependencies.
 */
import { logicalId, lower, type Role } from '../roles/index.js'
import type { ParameterNames } from './parameters.js'
import { type Json, ref, sub } from './yaml.js'

export function resourcesOf(roles: readonly Role[], names: Names): { readonly [id: string]: Json } {
  const resources: [string, Json][] = []
  const managed = new Map<string, Json>()
  for (const role of roles) {
    const id = logicalId(role.id)
    resources.push([id, roleResource(role, names)])
    for (const policy of role.policies) {
      const document = resolved(policy.document, names)
      if (policy.kind === 'managed') managed.set(policy.name, { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document } })
      else resources.push([logicalId(policy.name), inlineResource(policy.name, document, id)])
    }
  }
  for (const [name, resource] of [...managed].sort(([a], [b]) => (a < b ? -1 : 1))) resources.push([logicalId(name), resource])
  return Object.fromEntries(resources)
}

type Names = Pick<ParameterNames, 'nameOf'>

function roleResource(role: Role, names: Names): Json {
  const own = role.policies.filter((p) => p.kind === 'managed').map((p) => ref(logicalId(p.name)))
  const managed = [...own, ...role.managedPolicyArns.map((arn) => resolved(arn, names))]
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: resolved(role.trustPolicy, names),
      ...(managed.length === 0 ? {} : { ManagedPolicyArns: managed }),
      ...(role.permissionsBoundary === null ? {} : { PermissionsBoundary: resolved(lower(role.permissionsBoundary), names) }),
      ...(role.path === null ? {} : { Path: role.path }),
      ...(role.tags.length === 0 ? {} : { Tags: role.tags.map(({ key, value }) => ({ Key: key, Value: value })) }),
    },
  }
}

const inlineResource = (name: string, document: Json, role: string): Json => ({
  Type: 'AWS::IAM::Policy',
  Properties: { PolicyName: name, Roles: [ref(role)], PolicyDocument: document },
})

/** The value with every symbol of the app made a parameter of this template. */
function resolved(value: unknown, names: Names): Json {
  if (Array.isArray(value)) return value.map((item) => resolved(item, names))
  if (typeof value !== 'object' || value === null) return value as Json
  const entries = Object.entries(value)
  const [only] = entries
  if (entries.length === 1 && only?.[0] === 'Fn::Sub') return resolvedSub(only[1] as SubArgument, names)
  return Object.fromEntries(entries.map(([key, item]) => [key, resolved(item, names)]))
}

type SubArgument = string | readonly [string, Readonly<Record<string, unknown>>]

function resolvedSub(argument: SubArgument, names: Names): Json {
  const [text, variables] = typeof argument === 'string' ? [argument, {}] : argument
  const written = text.replaceAll(/\$\{([^!{}][^{}]*)\}/g, (whole, symbol: string) =>
    symbol.startsWith('AWS::') || Object.hasOwn(variables, symbol) ? whole : `\${${names.nameOf(symbol)}}`,
  )
  return sub(written, resolved(variables, names) as Readonly<Record<string, Json>>)
}
