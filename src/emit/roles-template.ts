/** Roles → a CloudFormation template that stands alone, with the parameters that it needs. */
import type { App } from '../app/index.js'
import { logicalId, type Roles } from '../roles/index.js'
import { parameterNames } from './parameters.js'
import { resourcesOf } from './role-resources.js'
import { serviceRoles } from './service-roles.js'
import { type Json, stringify } from './yaml.js'

const HEAD = `# The roles of this app, as a template that stands alone. To take them over into the app's own template, copy Resources
# and leave Parameters out: they are named after the resources there. Where an attribute is meant, e.g. WorkArn, write
# \${Work.Arn}. An event source mapping asks for its permissions when it is made: let it depend on the policy.
`

/** @returns YAML; the same roles give the same bytes. For a service of the Serverless Framework a part of its `resources` */
export function rolesTemplate(app: App, { roles }: Pick<Roles, 'roles'>): string {
  if (app.format === 'serverless') return serviceRoles(app, roles)
  const names = parameterNames(app)
  const resources = resourcesOf(roles, names)
  const parameters = [...names.declared()].map(([name, parameter]): [string, Json] => [name, { ...parameter }])
  const template: Json = {
    AWSTemplateFormatVersion: '2010-09-09',
    ...(parameters.length === 0 ? {} : { Parameters: Object.fromEntries(parameters) }),
    Resources: resources,
    Outputs: Object.fromEntries(
      roles.map((role) => [`${logicalId(role.id)}Arn`, { Value: { 'Fn::GetAtt': [logicalId(role.id), 'Arn'] } }]),
    ),
  }
  return HEAD + stringify(template)
}
