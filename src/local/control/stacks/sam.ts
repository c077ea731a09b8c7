/**
 * `AWS::Serverless-2016-10-31`: SAM's types as the resources that they stand for. Roles, functions and permissions are as
 * SAM makes them; of APIs, tables and the like what names and references need.
 *
 * Source: AWS SAM Developer Guide, "Generated AWS CloudFormation resources for AWS SAM", "AWS::Serverless::Function",
 * "Globals section of the AWS SAM template", "AWS SAM policy templates".
 */
import { managedPolicy, samType } from '../../../catalog/index.js'
import { eventResources } from './sam-events.js'
import { policyMembers } from './sam-policies.js'
import type { Json, JsonMap, SamContext } from './types.js'
import { callOf, isList, isMap, listOf, mapOf, textOf } from './values.js'

export const SAM_TRANSFORM = 'AWS::Serverless-2016-10-31'

export const hasSam = (template: JsonMap): boolean => listOf(template.Transform).includes(SAM_TRANSFORM)

/** The template without its transform, each of SAM's resources exchanged. */
export function samToCloudFormation(template: JsonMap): JsonMap {
  const globals = mapOf(template.Globals)
  const resources: Record<string, Json> = {}
  const context: SamContext = { resources: mapOf(template.Resources) }
  for (const [id, resource] of Object.entries(mapOf(template.Resources))) {
    const type = textOf(mapOf(resource).Type) ?? ''
    const made = type.startsWith('AWS::Serverless::') ? ofSam(id, mapOf(resource), globals, context) : { [id]: resource }
    for (const [name, value] of Object.entries(made)) resources[name] = value
  }
  const { Transform, Globals: _, Resources: __, ...rest } = template
  const others = listOf(Transform).filter((name) => name !== SAM_TRANSFORM)
  const names = (id: string, property: string): string | null =>
    Object.keys(resources).find(
      (made) => made.startsWith(`${id}${property}`) || (property === 'Stage' && made.startsWith(id) && made.endsWith(property)),
    ) ?? null
  return withReferable({ ...rest, ...(others.length > 0 && { Transform: others }), Resources: resources }, names) as JsonMap
}

/** `!Ref Function.Alias` is the alias that SAM made. Source: AWS SAM Developer Guide, "Referencing generated CloudFormation resources". */
function withReferable(value: Json, names: (id: string, property: string) => string | null): Json {
  if (isList(value)) return value.map((item) => withReferable(item, names))
  if (!isMap(value)) return value
  const [id = '', property] = typeof value.Ref === 'string' ? value.Ref.split('.') : []
  const made = property === undefined ? null : names(id, property)
  if (made !== null) return { Ref: made }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withReferable(item, names)]))
}

type Made = Readonly<Record<string, Json>>

function ofSam(id: string, resource: JsonMap, globals: JsonMap, context: SamContext): Made {
  const type = textOf(resource.Type) ?? ''
  const section = mapOf(globals[type.replace('AWS::Serverless::', '')])
  const properties = mapOf(merged(section, mapOf(resource.Properties)))
  const frame: Record<string, Json> = {}
  for (const key of ['Condition', 'DependsOn', 'DeletionPolicy', 'UpdateReplacePolicy', 'Metadata'])
    if (resource[key] !== undefined) frame[key] = resource[key]
  switch (type) {
    case 'AWS::Serverless::Function':
      return ofFunction(id, properties, frame, context)
    case 'AWS::Serverless::StateMachine':
      return ofStateMachine(id, properties, frame)
    case 'AWS::Serverless::Api':
      return ofApi(id, properties, frame)
    case 'AWS::Serverless::HttpApi':
      return ofHttpApi(id, properties, frame)
    case 'AWS::Serverless::GraphQLApi': {
      // Its functions and resolvers are resources of their own, which wait for it.
      const { Name } = properties
      return { [id]: { ...frame, Type: 'AWS::AppSync::GraphQLApi', Properties: { Name: Name ?? { Ref: 'AWS::StackName' } } } }
    }
    case 'AWS::Serverless::SimpleTable':
      return { [id]: { ...frame, Type: 'AWS::DynamoDB::Table', Properties: ofSimpleTable(properties) } }
    default:
      return { [id]: { ...frame, Type: samType(type) ?? type, Properties: properties } }
  }
}

/** Source: AWS SAM Developer Guide, "Globals section": maps are merged, lists get the global items first, the rest is replaced. */
function merged(global: Json, own: Json): Json {
  if (isList(global) && isList(own)) return [...global, ...own]
  if (!isMap(global) || !isMap(own) || callOf(global) !== null || callOf(own) !== null) return own
  const out: Record<string, Json> = { ...global }
  for (const [key, value] of Object.entries(own)) out[key] = out[key] === undefined ? value : merged(out[key], value)
  return out
}

/** Properties of `AWS::Lambda::Function` that SAM hands on as they are. */
const HANDED_ON = [
  'FunctionName',
  'Handler',
  'Runtime',
  'Description',
  'MemorySize',
  'Timeout',
  'Environment',
  'Layers',
  'VpcConfig',
  'Architectures',
  'EphemeralStorage',
  'KmsKeyArn',
  'FileSystemConfigs',
  'ImageConfig',
  'PackageType',
  'ReservedConcurrentExecutions',
  'LoggingConfig',
  'SnapStart',
  'RecursiveLoop',
  'RuntimeManagementConfig',
]

const SAM_TAG: Json = { Key: 'lambda:createdBy', Value: 'SAM' }
const tagList = (tags: Json | undefined): readonly Json[] => Object.entries(mapOf(tags)).map(([Key, Value]) => ({ Key, Value }))

function ofFunction(id: string, properties: JsonMap, frame: JsonMap, context: SamContext): Made {
  const roleId = `${id}Role`
  const hasRole = properties.Role !== undefined
  const made: Record<string, Json> = {
    [id]: {
      ...frame,
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: codeOf(properties),
        ...Object.fromEntries(HANDED_ON.flatMap((key) => (properties[key] === undefined ? [] : [[key, properties[key] ?? null]]))),
        ...(properties.Tracing !== undefined && { TracingConfig: { Mode: properties.Tracing } }),
        ...(properties.DeadLetterQueue !== undefined && {
          DeadLetterConfig: { TargetArn: mapOf(properties.DeadLetterQueue).TargetArn ?? null },
        }),
        Role: properties.Role ?? { 'Fn::GetAtt': [roleId, 'Arn'] },
        Tags: [...tagList(properties.Tags), SAM_TAG],
      },
    },
  }
  if (!hasRole) {
    made[roleId] = {
      ...(frame.Condition !== undefined && { Condition: frame.Condition }),
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: properties.AssumeRolePolicyDocument ?? trust('lambda.amazonaws.com'),
        ...rolePolicies(roleId, properties, [
          properties.DurableConfig === undefined ? 'AWSLambdaBasicExecutionRole' : 'AWSLambdaBasicDurableExecutionRolePolicy',
          ...(properties.Tracing !== undefined ? ['AWSXRayDaemonWriteAccess'] : []),
          ...(properties.VpcConfig !== undefined ? ['AWSLambdaVPCAccessExecutionRole'] : []),
          ...pollerPolicies(properties),
        ]),
        ...(properties.RolePath !== undefined && { Path: properties.RolePath }),
        ...(properties.PermissionsBoundary !== undefined && { PermissionsBoundary: properties.PermissionsBoundary }),
        Tags: [SAM_TAG],
      },
    }
  }
  return { ...made, ...eventResources(id, properties, context), ...aliasOf(id, properties) }
}

function aliasOf(id: string, { AutoPublishAlias, FunctionUrlConfig }: JsonMap): Made {
  const name = textOf(AutoPublishAlias)
  return {
    ...(name !== null && {
      [`${id}Version`]: { Type: 'AWS::Lambda::Version', DeletionPolicy: 'Retain', Properties: { FunctionName: { Ref: id } } },
      [`${id}Alias${name.replace(/[^A-Za-z0-9]/g, '')}`]: {
        Type: 'AWS::Lambda::Alias',
        Properties: { Name: name, FunctionName: { Ref: id }, FunctionVersion: { 'Fn::GetAtt': [`${id}Version`, 'Version'] } },
      },
    }),
    ...(FunctionUrlConfig !== undefined && {
      [`${id}Url`]: { Type: 'AWS::Lambda::Url', Properties: { ...mapOf(FunctionUrlConfig), TargetFunctionArn: { Ref: id } } },
    }),
  }
}

function codeOf({ CodeUri, InlineCode, ImageUri }: JsonMap): Json {
  if (InlineCode !== undefined) return { ZipFile: InlineCode }
  if (ImageUri !== undefined) return { ImageUri }
  if (isMap(CodeUri) && CodeUri.Bucket !== undefined)
    return {
      S3Bucket: CodeUri.Bucket,
      S3Key: CodeUri.Key ?? null,
      ...(CodeUri.Version !== undefined && { S3ObjectVersion: CodeUri.Version }),
    }
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(textOf(CodeUri) ?? '') ?? []
  // AWS takes code from S3 alone; a template of this machine is taken as it stands, to rehearse.
  return bucket === undefined || key === undefined ? { LocalPath: CodeUri ?? '.' } : { S3Bucket: bucket, S3Key: key }
}

export const trust = (service: string): Json => ({
  Version: '2012-10-17',
  Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [service] } }],
})

/** Where AWS keeps the policies that SAM knows by name. */
function arnOf(name: string): string {
  const paths = ['service-role/', '', 'job-function/', 'aws-service-role/']
  const found = paths.map((path) => `arn:aws:iam::aws:policy/${path}${name}`).find((arn) => managedPolicy(arn) !== null)
  return found ?? `arn:aws:iam::aws:policy/${name}`
}

/** Managed and inline policies of a role that SAM makes: names count through the list, whatever its items are. */
export function rolePolicies(roleId: string, properties: JsonMap, implied: readonly string[]): JsonMap {
  const { managed, inline } = policyMembers(roleId, listOf(properties.Policies), arnOf)
  const arns = [...new Map([...implied.map(arnOf), ...managed].map((arn) => [JSON.stringify(arn), arn])).values()]
  return { ...(arns.length > 0 && { ManagedPolicyArns: arns }), ...(inline.length > 0 && { Policies: inline }) }
}

const POLLERS: ReadonlyMap<string, string> = new Map([
  ['DynamoDB', 'AWSLambdaDynamoDBExecutionRole'],
  ['Kinesis', 'AWSLambdaKinesisExecutionRole'],
  ['MSK', 'AWSLambdaMSKExecutionRole'],
  ['SQS', 'AWSLambdaSQSQueueExecutionRole'],
])

const pollerPolicies = ({ Events }: JsonMap): readonly string[] =>
  Object.values(mapOf(Events)).flatMap((event) => POLLERS.get(textOf(mapOf(event).Type) ?? '') ?? [])

function ofStateMachine(id: string, properties: JsonMap, frame: JsonMap): Made {
  const roleId = `${id}Role`
  const { Policies: _, Events: __, Role, RolePath, PermissionsBoundary, Name, Type, DefinitionUri, Tags, ...rest } = properties
  return {
    [id]: {
      ...frame,
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        ...rest,
        ...(Name !== undefined && { StateMachineName: Name }),
        ...(Type !== undefined && { StateMachineType: Type }),
        ...(DefinitionUri !== undefined && { DefinitionS3Location: DefinitionUri }),
        RoleArn: Role ?? { 'Fn::GetAtt': [roleId, 'Arn'] },
        Tags: [...tagList(Tags), { Key: 'stateMachine:createdBy', Value: 'SAM' }],
      },
    },
    ...(Role === undefined && {
      [roleId]: {
        ...(frame.Condition !== undefined && { Condition: frame.Condition }),
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: trust('states.amazonaws.com'),
          ...rolePolicies(roleId, properties, properties.Tracing !== undefined ? ['AWSXRayDaemonWriteAccess'] : []),
          ...(RolePath !== undefined && { Path: RolePath }),
          ...(PermissionsBoundary !== undefined && { PermissionsBoundary }),
          Tags: [{ Key: 'stateMachine:createdBy', Value: 'SAM' }],
        },
      },
    }),
  }
}

function ofApi(id: string, properties: JsonMap, frame: JsonMap): Made {
  const { StageName, DefinitionBody, DefinitionUri, AccessLogSetting, MethodSettings, Variables, TracingEnabled, ...rest } = properties
  const stage = textOf(StageName)
  const stageId = stage === null ? `${id}Stage` : `${id}${stage.replace(/[^A-Za-z0-9]/g, '')}Stage`
  return {
    [id]: {
      ...frame,
      Type: 'AWS::ApiGateway::RestApi',
      Properties: {
        ...(DefinitionBody !== undefined && { Body: DefinitionBody }),
        ...(DefinitionUri !== undefined && { BodyS3Location: DefinitionUri }),
        Name: rest.Name ?? { Ref: 'AWS::StackName' },
        ...(rest.EndpointConfiguration !== undefined && { EndpointConfiguration: rest.EndpointConfiguration }),
      },
    },
    [`${id}Deployment`]: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: id }, StageName: 'Stage' } },
    [stageId]: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: {
        RestApiId: { Ref: id },
        DeploymentId: { Ref: `${id}Deployment` },
        StageName: StageName ?? 'Prod',
        ...(AccessLogSetting !== undefined && { AccessLogSetting }),
        ...(MethodSettings !== undefined && { MethodSettings }),
        ...(Variables !== undefined && { Variables }),
        ...(TracingEnabled !== undefined && { TracingEnabled }),
      },
    },
  }
}

function ofHttpApi(id: string, { StageName, DefinitionBody, ...rest }: JsonMap, frame: JsonMap): Made {
  const stage = textOf(StageName)
  return {
    [id]: {
      ...frame,
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        ...(DefinitionBody !== undefined && { Body: DefinitionBody }),
        Name: rest.Name ?? { Ref: 'AWS::StackName' },
        ProtocolType: 'HTTP',
      },
    },
    [stage === null ? `${id}ApiGatewayDefaultStage` : `${id}${stage}Stage`]: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: id }, StageName: StageName ?? '$default', AutoDeploy: true },
    },
  }
}

function ofSimpleTable({ PrimaryKey, ProvisionedThroughput, TableName, Tags, SSESpecification }: JsonMap): JsonMap {
  const key = mapOf(PrimaryKey)
  const name = key.Name ?? 'id'
  const kind = { String: 'S', Number: 'N', Binary: 'B' }[textOf(key.Type) ?? 'String'] ?? 'S'
  return {
    ...(TableName !== undefined && { TableName }),
    AttributeDefinitions: [{ AttributeName: name, AttributeType: kind }],
    KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
    ...(ProvisionedThroughput === undefined ? { BillingMode: 'PAY_PER_REQUEST' } : { ProvisionedThroughput }),
    ...(Tags !== undefined && { Tags: tagList(Tags) }),
    ...(SSESpecification !== undefined && { SSESpecification }),
  }
}
