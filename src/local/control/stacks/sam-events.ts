/**
 * What SAM makes of a function's `Events`: rules, subscriptions, mappings, and the permissions of those that call.
 * Source: AWS SAM Developer Guide, "Generated AWS CloudFormation resources for AWS SAM", "EventSource".
 */
import type { Json, JsonMap, SamContext } from './types.js'
import { mapOf, textOf } from './values.js'

type Made = Readonly<Record<string, Json>>

export function eventResources(id: string, properties: JsonMap, context: SamContext): Made {
  const made: Record<string, Json> = {}
  for (const [name, event] of Object.entries(mapOf(properties.Events))) {
    const type = textOf(mapOf(event).Type) ?? ''
    const row = EVENTS.get(type)
    if (row === undefined) continue
    for (const [key, value] of Object.entries(row({ id, event: `${id}${name}`, settings: mapOf(mapOf(event).Properties), context })))
      made[key] = value
  }
  return made
}

interface EventOf {
  readonly id: string
  readonly event: string
  readonly settings: JsonMap
  readonly context: SamContext
}

const target = (id: string): Json => ({ 'Fn::GetAtt': [id, 'Arn'] })

const permission = (id: string, principal: string, source: Json | null): Json => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { Ref: id },
    Principal: principal,
    ...(source !== null && { SourceArn: source }),
  },
})

function rule({ id, event, settings }: EventOf, own: JsonMap): Made {
  return {
    [event]: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ...own,
        ...(settings.Description !== undefined && { Description: settings.Description }),
        ...(settings.EventBusName !== undefined && { EventBusName: settings.EventBusName }),
        Targets: [{ Arn: target(id), Id: `${event}LambdaTarget`, ...(settings.Input !== undefined && { Input: settings.Input }) }],
      },
    },
    [`${event}Permission`]: permission(id, 'events.amazonaws.com', { 'Fn::GetAtt': [event, 'Arn'] }),
  }
}

const pattern = (it: EventOf): Made => rule(it, { EventPattern: it.settings.Pattern ?? {} })

/** Streams and queues are read with the function's role, so that nobody needs a permission. */
const mapping =
  (source: string) =>
  ({ id, event, settings }: EventOf): Made => {
    const { [source]: from, ...rest } = settings
    return {
      [event]: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { ...rest, EventSourceArn: from ?? null, FunctionName: { Ref: id } },
      },
    }
  }

function api({ id, event, settings, context }: EventOf): Made {
  const api = mapOf(settings.RestApiId).Ref ?? settings.RestApiId ?? 'ServerlessRestApi'
  const own = textOf(api) ?? 'ServerlessRestApi'
  const isThere = context.resources[own] !== undefined
  const stage = textOf(mapOf(mapOf(context.resources[own]).Properties).StageName) ?? (own === 'ServerlessRestApi' ? 'Prod' : 'Stage')
  const method = (textOf(settings.Method) ?? 'any').toUpperCase()
  const path = (textOf(settings.Path) ?? '/').replace(/\{[^}]*\}/g, '*')
  const arn: Json = {
    'Fn::Sub': [
      `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${ApiId}/*/${method === 'ANY' ? '*' : method}${path}`,
      { ApiId: { Ref: own } },
    ],
  }
  return {
    [`${event}Permission${stage}`]: permission(id, 'apigateway.amazonaws.com', arn),
    ...(!isThere &&
      own === 'ServerlessRestApi' && {
        ServerlessRestApi: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: { Ref: 'AWS::StackName' } } },
        ServerlessRestApiDeployment: {
          Type: 'AWS::ApiGateway::Deployment',
          Properties: { RestApiId: { Ref: 'ServerlessRestApi' }, StageName: 'Stage' },
        },
        ServerlessRestApiProdStage: {
          Type: 'AWS::ApiGateway::Stage',
          Properties: { RestApiId: { Ref: 'ServerlessRestApi' }, DeploymentId: { Ref: 'ServerlessRestApiDeployment' }, StageName: 'Prod' },
        },
      }),
  }
}

function httpApi({ id, event, settings, context }: EventOf): Made {
  const own = textOf(mapOf(settings.ApiId).Ref ?? settings.ApiId ?? null) ?? 'ServerlessHttpApi'
  const arn: Json = {
    'Fn::Sub': ['arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiId}/*', { ApiId: { Ref: own } }],
  }
  return {
    [`${event}Permission`]: permission(id, 'apigateway.amazonaws.com', arn),
    ...(context.resources[own] === undefined && {
      ServerlessHttpApi: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: { Ref: 'AWS::StackName' }, ProtocolType: 'HTTP' } },
      ServerlessHttpApiApiGatewayDefaultStage: {
        Type: 'AWS::ApiGatewayV2::Stage',
        Properties: { ApiId: { Ref: 'ServerlessHttpApi' }, StageName: '$default', AutoDeploy: true },
      },
    }),
  }
}

const EVENTS: ReadonlyMap<string, (it: EventOf) => Made> = new Map<string, (it: EventOf) => Made>([
  ['Schedule', (it) => rule(it, { ScheduleExpression: it.settings.Schedule ?? null })],
  ['CloudWatchEvent', pattern],
  ['EventBridgeRule', pattern],
  ['SQS', mapping('Queue')],
  ['Kinesis', mapping('Stream')],
  ['DynamoDB', mapping('Stream')],
  ['MSK', mapping('Stream')],
  [
    'SNS',
    ({ id, event, settings }) => ({
      [event]: {
        Type: 'AWS::SNS::Subscription',
        Properties: { Protocol: 'lambda', Endpoint: target(id), TopicArn: settings.Topic ?? null },
      },
      [`${event}Permission`]: permission(id, 'sns.amazonaws.com', settings.Topic ?? null),
    }),
  ],
  ['S3', ({ id, event }) => ({ [`${event}Permission`]: permission(id, 's3.amazonaws.com', null) })],
  ['Api', api],
  ['HttpApi', httpApi],
])
