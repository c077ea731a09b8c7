/**
 * Tables of `AWS::Serverless::GraphQLApi` whose role SAM makes: it gives reading and writing unless `Permissions` say which. Where
 * resolvers only read, or only write, they come to say so.
 * Source: AWS SAM Developer Guide, "GraphQLApi DynamoDB data source", property Permissions.
 */
import { connectorPair } from '../../catalog/index.js'
import { unknownNeeds } from '../../needs/index.js'
import type { State } from './editing.js'
import { expanded } from './sam-templates.js'
import { isMap, type JsonMap, listOf, mapAt, resourcesOf } from './template.js'

export function narrowSources({ template, input }: State): void {
  for (const [id, resource] of Object.entries(resourcesOf(template))) {
    if (!isMap(resource) || resource.Type !== 'AWS::Serverless::GraphQLApi') continue
    const tables = mapAt(mapAt(mapAt(resource.Properties)?.DataSources)?.DynamoDb) ?? {}
    for (const [name, source] of Object.entries(tables)) {
      const own = mapAt(source)
      const principal = input.needs.principals.get(`${template.prefix}${id}${name}DynamoDBDataSource`)
      if (own === null || own.ServiceRoleArn !== undefined || principal === undefined || unknownNeeds(principal).length > 0) continue
      narrow(
        own,
        principal.grants.flatMap(({ actions }) => actions),
      )
    }
  }
}

const BOTH = ['Read', 'Write'] as const

function narrow(source: JsonMap, actions: readonly string[]): void {
  const access = connectorPair('AWS::AppSync::DataSource', 'AWS::DynamoDB::Table')?.access
  const given = (permission: string): ReadonlySet<string> =>
    new Set((access?.get(permission)?.statements ?? []).flatMap(({ Action: actions }) => actions.flatMap(expanded)))
  const present = source.Permissions === undefined ? [...BOTH] : listOf(source.Permissions)
  const enough = BOTH.find((permission) => actions.every((action) => given(permission).has(action)))
  if (enough !== undefined && present.length > 1 && present.includes(enough)) source.Permissions = [enough]
}
