/**
 * Roles → a CloudFormation template that stands alone, with the parameters that it needs.
 *
 * An inline policy is a resource of its own (`AWS::IAM::Policy`): inside the role it would be a circle as soon as somebody
 * takes it over into the app's template, where it names the function that uses the role or a bucket that notifies it.
 * Source: AWS CloudFormation User Guide, "Troubleshooting CloudFormation", on circular dependencies.
 */
import type { App } from '../app/index.js'
import { logicalId, lower, type Role, type Roles } from '../roles/index.js'
import { type ParameterNames, parameterNames } from './parameters.js'
import { type Json, ref, stringify, sub } from './yaml.js'

const HEAD = `# The roles of this app, as a template that stands alone. To take them over into the app's own template, copy Resources
# and leave Parameters out: they are named after the resources there. Where an attribute is meant, e.g. WorkArn, write
# \${Work.Arn}. An event source mapping asks for its permissions when it is made: let it depend on the policy.
`

/** @returns YAML; the same roles give the same bytes */
export function rolesTemplate(app: App, { roles }: Pick<Roles, 'roles'>): string {
  const names = parameterNames(app)
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
  const parameters = [...names.declared()].map(([name, parameter]): [string, Json] => [name, { ...parameter }])
  const template: Json = {
    AWSTemplateFormatVersion: '2010-09-09',
    ...(parameters.length === 0 ? {} : { Parameters: Object.fromEntries(parameters) }),
    Resources: Object.fromEntries(resources),
    Outputs: Object.fromEntries(
      roles.map((role) => [`${logicalId(role.id)}Arn`, { Value: { 'Fn::GetAtt': [logicalId(role.id), 'Arn'] } }]),
    ),
  }
  return HEAD + stringify(template)
}

function roleResource(role: Role, names: ParameterNames): Json {
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
function resolved(value: unknown, names: ParameterNames): Json {
  if (Array.isArray(value)) return value.map((item) => resolved(item, names))
  if (typeof value !== 'object' || value === null) return value as Json
  const entries = Object.entries(value)
  const [only] = entries
  if (entries.length === 1 && only?.[0] === 'Fn::Sub') return resolvedSub(only[1] as SubArgument, names)
  return Object.fromEntries(entries.map(([key, item]) => [key, resolved(item, names)]))
}

type SubArgument = string | readonly [string, Readonly<Record<string, unknown>>]

function resolvedSub(argument: SubArgument, names: ParameterNames): Json {
  const [text, variables] = typeof argument === 'string' ? [argument, {}] : argument
  const written = text.replaceAll(/\$\{([^!{}][^{}]*)\}/g, (whole, symbol: string) =>
    symbol.startsWith('AWS::') || Object.hasOwn(variables, symbol) ? whole : `\${${names.nameOf(symbol)}}`,
  )
  return sub(written, resolved(variables, names) as Readonly<Record<string, Json>>)
}
