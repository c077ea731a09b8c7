/**
 * The resources that SAM makes of a template's own, by the logical IDs that other parts of the template may name.
 * Source: AWS SAM Developer Guide, "Generated AWS CloudFormation resources for AWS SAM".
 */
import { itemsOf, member, type Node, sourceOf } from '../document/node.js'
import { graphqlResources, type MadeResource } from './graphql.js'

export interface Implied extends MadeResource {
  /** The logical ID of the resource that implies it. */
  readonly madeBy: string
}

/** @param text of an expression as far as parameters' overrides and defaults say it; SAM resolves those itself */
export type AssumedText = (node: Node | undefined) => string | null

export function impliedResources(id: string, type: string, properties: Node | undefined, text: AssumedText): readonly Implied[] {
  if (type === 'AWS::Serverless::GraphQLApi') return graphqlResources(id, properties).map((made) => ({ ...made, madeBy: id }))
  const rows = ROWS.get(type)?.(id, properties, text) ?? []
  return rows.map(([name, made]) => ({ id: name, type: made, madeBy: id }))
}

type Rows = readonly (readonly [id: string, type: string])[]
type Imply = (id: string, properties: Node | undefined, text: AssumedText) => Rows

const ROWS: ReadonlyMap<string, Imply> = new Map<string, Imply>([
  ['AWS::Serverless::Function', ofFunction],
  ['AWS::Serverless::StateMachine', ofStateMachine],
  ['AWS::Serverless::Api', ofApi],
  ['AWS::Serverless::HttpApi', ofHttpApi],
  [
    'AWS::Serverless::CapacityProvider',
    (id, properties) => (member(properties, 'OperatorRole') === undefined ? [[`${id}OperatorRole`, 'AWS::IAM::Role']] : []),
  ],
])

function ofFunction(id: string, properties: Node | undefined, text: AssumedText): Rows {
  const rows: (readonly [string, string])[] = []
  if (member(properties, 'Role') === undefined) rows.push([`${id}Role`, 'AWS::IAM::Role'])
  const alias = text(member(properties, 'AutoPublishAlias'))
  if (alias !== null) rows.push([`${id}Alias${alias.replace(/[^A-Za-z0-9]/g, '')}`, 'AWS::Lambda::Alias'])
  if (member(properties, 'FunctionUrlConfig') !== undefined) rows.push([`${id}Url`, 'AWS::Lambda::Url'])
  if (member(properties, 'DeploymentPreference') !== undefined)
    rows.push(
      ['ServerlessDeploymentApplication', 'AWS::CodeDeploy::Application'],
      ['CodeDeployServiceRole', 'AWS::IAM::Role'],
      [`${id}DeploymentGroup`, 'AWS::CodeDeploy::DeploymentGroup'],
    )
  rows.push(...destinationsOf(id, properties, text), ...eventsOf(id, properties, text))
  return rows
}

/** Queues and topics of `EventInvokeConfig` that name a type and no destination. */
function destinationsOf(id: string, properties: Node | undefined, text: AssumedText): Rows {
  const config = member(properties, 'EventInvokeConfig')
  if (config === undefined) return []
  const rows: (readonly [string, string])[] = [[`${id}EventInvokeConfig`, 'AWS::Lambda::EventInvokeConfig']]
  for (const end of ['OnSuccess', 'OnFailure']) {
    const destination = member(member(config, 'DestinationConfig'), end)
    if (destination === undefined || member(destination, 'Destination') !== undefined) continue
    if (text(member(destination, 'Type')) === 'SQS') rows.push([`${id}EventInvokeConfig${end}Queue`, 'AWS::SQS::Queue'])
    if (text(member(destination, 'Type')) === 'SNS') rows.push([`${id}EventInvokeConfig${end}Topic`, 'AWS::SNS::Topic'])
  }
  return rows
}

/** What each kind of event makes; those that only change the source or add a permission have no row. */
const EVENTS: ReadonlyMap<string, string> = new Map([
  ['CloudWatchEvent', 'AWS::Events::Rule'],
  ['CloudWatchLogs', 'AWS::Logs::SubscriptionFilter'],
  ['DocumentDB', 'AWS::Lambda::EventSourceMapping'],
  ['DynamoDB', 'AWS::Lambda::EventSourceMapping'],
  ['EventBridgeRule', 'AWS::Events::Rule'],
  ['IoTRule', 'AWS::IoT::TopicRule'],
  ['Kinesis', 'AWS::Lambda::EventSourceMapping'],
  ['MQ', 'AWS::Lambda::EventSourceMapping'],
  ['MSK', 'AWS::Lambda::EventSourceMapping'],
  ['SNS', 'AWS::SNS::Subscription'],
  ['SQS', 'AWS::Lambda::EventSourceMapping'],
  ['Schedule', 'AWS::Events::Rule'],
  ['ScheduleV2', 'AWS::Scheduler::Schedule'],
  ['SelfManagedKafka', 'AWS::Lambda::EventSourceMapping'],
])

function eventsOf(id: string, properties: Node | undefined, text: AssumedText): Rows {
  const events = member(properties, 'Events')
  if (events?.kind !== 'map') return []
  const rows: (readonly [string, string])[] = []
  for (const [name, event] of events.entries) {
    const kind = text(member(event, 'Type')) ?? ''
    const settings = member(event, 'Properties')
    const made = EVENTS.get(kind)
    if (made !== undefined) rows.push([id + name, made])
    if (kind === 'ScheduleV2' && member(settings, 'RoleArn') === undefined) rows.push([`${id}${name}Role`, 'AWS::IAM::Role'])
    rows.push(...queuesOf(id + name, kind, settings, text), ...implicitApi(kind, settings))
  }
  return rows
}

function queuesOf(eventId: string, kind: string, settings: Node | undefined, text: AssumedText): Rows {
  const rows: (readonly [string, string])[] = []
  const deadLetter = member(settings, 'DeadLetterConfig')
  if (deadLetter !== undefined && member(deadLetter, 'Arn') === undefined && text(member(deadLetter, 'Type')) === 'SQS')
    rows.push([text(member(deadLetter, 'QueueLogicalId')) ?? `${eventId}Queue`, 'AWS::SQS::Queue'])
  const subscription = member(settings, 'SqsSubscription')
  if (kind !== 'SNS' || subscription === undefined || text(subscription) === 'false') return rows
  rows.push([`${eventId}EventSourceMapping`, 'AWS::Lambda::EventSourceMapping'])
  if (member(subscription, 'QueueArn') === undefined)
    rows.push([`${eventId}Queue`, 'AWS::SQS::Queue'], [`${eventId}QueuePolicy`, 'AWS::SQS::QueuePolicy'])
  return rows
}

/** An API event that names no API gets the one that SAM makes for the template. */
function implicitApi(kind: string, settings: Node | undefined): Rows {
  if (kind === 'Api' && member(settings, 'RestApiId') === undefined)
    return [
      ['ServerlessRestApi', 'AWS::ApiGateway::RestApi'],
      ['ServerlessRestApiProdStage', 'AWS::ApiGateway::Stage'],
    ]
  if (kind === 'HttpApi' && member(settings, 'ApiId') === undefined)
    return [
      ['ServerlessHttpApi', 'AWS::ApiGatewayV2::Api'],
      ['ServerlessHttpApiApiGatewayDefaultStage', 'AWS::ApiGatewayV2::Stage'],
    ]
  return []
}

function ofStateMachine(id: string, properties: Node | undefined, text: AssumedText): Rows {
  const rows: (readonly [string, string])[] = []
  if (member(properties, 'Role') === undefined) rows.push([`${id}Role`, 'AWS::IAM::Role'])
  const alias = text(member(properties, 'AutoPublishAlias'))
  if (alias !== null) rows.push([`${id}Alias${alias.replace(/[^A-Za-z0-9]/g, '')}`, 'AWS::StepFunctions::StateMachineAlias'])
  const events = member(properties, 'Events')
  for (const [name, event] of events?.kind === 'map' ? events.entries : []) {
    const settings = member(event, 'Properties')
    if (member(settings, 'RoleArn') === undefined) rows.push([`${id}${name}Role`, 'AWS::IAM::Role'])
  }
  return [...rows, ...eventsOf(id, properties, text)]
}

function ofApi(id: string, properties: Node | undefined, text: AssumedText): Rows {
  const stage = text(member(properties, 'StageName'))
  const rows: (readonly [string, string])[] = [[`${id}Deployment`, 'AWS::ApiGateway::Deployment']]
  if (stage !== null) rows.push([`${id}${stage}Stage`, 'AWS::ApiGateway::Stage'], [`${id}Stage`, 'AWS::ApiGateway::Stage'])
  for (const usage of itemsOf(member(member(properties, 'Auth'), 'UsagePlan')))
    if (sourceOf(member(usage, 'CreateUsagePlan')) !== 'NONE')
      rows.push([`${id}UsagePlan`, 'AWS::ApiGateway::UsagePlan'], [`${id}ApiKey`, 'AWS::ApiGateway::ApiKey'])
  return rows
}

function ofHttpApi(id: string, properties: Node | undefined, text: AssumedText): Rows {
  const stage = text(member(properties, 'StageName'))
  return [[stage === null ? `${id}ApiGatewayDefaultStage` : `${id}${stage}Stage`, 'AWS::ApiGatewayV2::Stage']]
}
