/**
 * What SAM makes of a GraphQL API: its data sources with their roles, and the functions and resolvers that ask them.
 * Source: AWS SAM Developer Guide, "AWS::Serverless::GraphQLApi", the pages of its data sources, functions and resolvers.
 */
import type { Place } from '../../outcome/index.js'
import { callNode, type MapNode, mapNode, member, type Node, scalarNode, sourceOf } from '../document/node.js'

export interface MadeResource {
  readonly id: string
  readonly type: string
  /** As it would be written; left out where nothing of it counts. */
  readonly properties?: MapNode
  /** What it is made of, where that is a part of the resource that makes it. */
  readonly at?: Place
}

export function graphqlResources(id: string, properties: Node | undefined): readonly MadeResource[] {
  const sources = member(properties, 'DataSources')
  return [
    { id: `${id}Schema`, type: 'AWS::AppSync::GraphQLSchema' },
    ...(properties !== undefined && makesLogRole(properties) ? [logRole(id, properties.at)] : []),
    ...namedIn(member(sources, 'DynamoDb')).flatMap(([name, source]) => tableSource(id, name, source)),
    ...namedIn(member(sources, 'Lambda')).flatMap(([name, source]) => functionSource(id, name, source)),
    ...namedIn(member(properties, 'Functions')).flatMap(([name, fn]) => pipelineFunction(id, name, fn, sources)),
    ...namedIn(member(properties, 'Resolvers')).flatMap(([type, fields]) =>
      namedIn(fields).map(([name, resolver]) => resolverOf(id, type, name, resolver)),
    ),
  ]
}

/** SAM logs every field unless told not to, and makes the role for it unless given one. */
function makesLogRole(properties: Node): boolean {
  const logging = member(properties, 'Logging')
  return sourceOf(logging) !== 'false' && member(logging, 'CloudWatchLogsRoleArn') === undefined
}

const logRole = (id: string, at: Place): MadeResource => ({
  id: `${id}CloudWatchRole`,
  type: 'AWS::IAM::Role',
  properties: map(at, { ManagedPolicyArns: list(at, 'arn:aws:iam::aws:policy/service-role/AWSAppSyncPushToCloudWatchLogs') }),
})

const namedIn = (node: Node | undefined): readonly (readonly [string, Node])[] => (node?.kind === 'map' ? [...node.entries] : [])

type Made = Readonly<Record<string, Node | undefined>>

function map(at: Place, members: Made): MapNode {
  return mapNode(new Map(Object.entries(members).flatMap(([key, node]) => (node === undefined ? [] : [[key, node] as const]))), at)
}

const attribute = (id: string, name: string, at: Place): Node =>
  callNode('Fn::GetAtt', { kind: 'list', items: [scalarNode(id, at), scalarNode(name, at)], at }, at)

/** A function's own members, or the sole one of an event: the data source with the role and connector that SAM adds. */
function sourceOfType(id: string, name: string, kind: string, node: Node, config: Made, connector: Made): readonly MadeResource[] {
  const { at } = node
  const source = `${id}${name}${kind}DataSource`
  const own = member(node, 'ServiceRoleArn')
  const properties = map(at, {
    ...config,
    ApiId: attribute(id, 'ApiId', at),
    Name: member(node, 'Name') ?? scalarNode(name, at),
    ServiceRoleArn: own ?? attribute(`${source}Role`, 'Arn', at),
  })
  const made: MadeResource = { id: source, type: 'AWS::AppSync::DataSource', properties, at }
  if (own !== undefined) return [made]
  return [
    made,
    { id: `${source}Role`, type: 'AWS::IAM::Role' },
    {
      id: `${source}To${kind === 'Lambda' ? 'Lambda' : 'Table'}Connector`,
      type: 'AWS::Serverless::Connector',
      properties: map(at, { ...connector, Source: map(at, { Id: scalarNode(source, at) }) }),
    },
  ]
}

const list = (at: Place, ...words: readonly string[]): Node => ({ kind: 'list', items: words.map((word) => scalarNode(word, at)), at })

function tableSource(id: string, name: string, node: Node): readonly MadeResource[] {
  const { at } = node
  const table = member(node, 'TableName')
  const config = map(at, {
    TableName: table,
    AwsRegion: member(node, 'Region') ?? callNode('Ref', scalarNode('AWS::Region', at), at),
    UseCallerCredentials: member(node, 'UseCallerCredentials'),
    Versioned: member(node, 'Versioned'),
    DeltaSyncConfig: member(node, 'DeltaSync'),
  })
  const destination = map(at, { Type: scalarNode('AWS::DynamoDB::Table', at), Arn: member(node, 'TableArn') ?? table })
  return sourceOfType(
    id,
    name,
    'DynamoDB',
    node,
    { Type: scalarNode('AMAZON_DYNAMODB', at), DynamoDBConfig: config },
    { Destination: destination, Permissions: member(node, 'Permissions') ?? list(at, 'Read', 'Write') },
  )
}

function functionSource(id: string, name: string, node: Node): readonly MadeResource[] {
  const { at } = node
  const arn = member(node, 'FunctionArn')
  const destination = map(at, { Type: scalarNode('AWS::Lambda::Function', at), Arn: arn })
  return sourceOfType(
    id,
    name,
    'Lambda',
    node,
    { Type: scalarNode('AWS_LAMBDA', at), LambdaConfig: map(at, { LambdaFunctionArn: arn }) },
    { Destination: destination, Permissions: list(at, 'Write') },
  )
}

/** One that is named by its `Id` is made elsewhere. */
function pipelineFunction(id: string, name: string, node: Node, sources: Node | undefined): readonly MadeResource[] {
  if (member(node, 'Id') !== undefined) return []
  const properties = map(node.at, { ...codeOf(node), DataSourceName: dataSourceName(id, member(node, 'DataSource'), sources) })
  return [{ id: `${id}${name}`, type: 'AWS::AppSync::FunctionConfiguration', properties }]
}

function dataSourceName(id: string, node: Node | undefined, sources: Node | undefined): Node | undefined {
  const name = sourceOf(node)
  if (node === undefined || name === null) return node
  if (member(member(sources, 'DynamoDb'), name) !== undefined) return attribute(`${id}${name}DynamoDBDataSource`, 'Name', node.at)
  if (member(member(sources, 'Lambda'), name) !== undefined) return attribute(`${id}${name}LambdaDataSource`, 'Name', node.at)
  return node
}

const codeOf = (node: Node): Made => ({ Code: member(node, 'InlineCode'), CodeS3Location: member(node, 'CodeUri') })

const resolverOf = (id: string, type: string, name: string, node: Node): MadeResource => ({
  id: `${id}${type}${name}`,
  type: 'AWS::AppSync::Resolver',
  properties: map(node.at, {
    ...codeOf(node),
    TypeName: scalarNode(type, node.at),
    FieldName: member(node, 'FieldName') ?? scalarNode(name, node.at),
  }),
})
