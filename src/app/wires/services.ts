/** Resources that invoke functions, one row a type. Source: CloudFormation Template Reference, the page of each type. */
import { any, type SymText, symbol, symText } from '../../policy/index.js'
import type { Resource, Value } from '../types.js'
import { entriesOf, entry, items, literal, textOf, textValue } from '../values.js'
import { type Item, type ReadWires, selfValue, wiresOf, withMembers } from './item.js'

const rows =
  (read: (resource: Resource) => readonly Item[]): ReadWires =>
  (resource, world, permitted) =>
    read(resource).flatMap((item) => wiresOf(item, world, permitted))

const base = (resource: Resource): Pick<Item, 'id' | 'properties'> => ({ id: resource.id, properties: resource.properties })

/** Rows for resources that name one function in one property. */
const one = (kind: Item['kind'], calls: string, source: string | null, principal: string | null): ReadWires =>
  rows((resource) => [
    {
      ...base(resource),
      kind,
      calls: entry(resource.properties, calls),
      source: source === null ? selfValue(resource, resource.properties) : entry(resource.properties, source),
      principal,
    },
  ])

function rule(resource: Resource): readonly Item[] {
  const get = (path: string): Value | null => entry(resource.properties, path)
  const kind = get('ScheduleExpression') !== null && get('EventPattern') === null ? 'schedule-rule' : 'rule'
  return items(get('Targets')).map((target) => ({
    id: resource.id,
    kind,
    calls: entry(target, 'Arn'),
    source: get('EventBusName'),
    onFailure: entry(target, 'DeadLetterConfig.Arn'),
    properties: withMembers(resource.properties, { Pattern: get('EventPattern'), Schedule: get('ScheduleExpression'), Target: target }),
    principal: 'events.amazonaws.com',
  }))
}

function schedule(resource: Resource): readonly Item[] {
  const target = entry(resource.properties, 'Target')
  const item = {
    ...base(resource),
    kind: 'scheduler',
    source: null,
    onFailure: entry(target, 'DeadLetterConfig.Arn'),
    principal: null,
  } as const
  // A universal target names the function in its input.
  return [
    { ...item, calls: entry(target, 'Arn') },
    { ...item, calls: entry(target, 'Input') },
  ]
}

function pipe(resource: Resource): readonly Item[] {
  const get = (path: string): Value | null => entry(resource.properties, path)
  const onFailure = entriesOf(get('SourceParameters')).flatMap(([, parameters]) => entry(parameters, 'DeadLetterConfig.Arn') ?? [])[0]
  const item = { ...base(resource), kind: 'pipe', source: get('Source'), onFailure: onFailure ?? null, principal: null } as const
  return [
    { ...item, calls: get('Enrichment') },
    { ...item, calls: get('Target') },
  ]
}

const bucket = (resource: Resource): readonly Item[] =>
  items(entry(resource.properties, 'NotificationConfiguration.LambdaConfigurations')).map((configuration) => ({
    id: resource.id,
    kind: 's3',
    calls: entry(configuration, 'Function'),
    source: selfValue(resource, configuration),
    properties: configuration,
    principal: 's3.amazonaws.com',
  }))

/** The CDK sets notifications through a custom resource. */
const synthesisedNotifications = (resource: Resource): readonly Item[] =>
  items(entry(resource.properties, 'NotificationConfiguration.LambdaFunctionConfigurations')).map((configuration) => ({
    id: resource.id,
    kind: 's3',
    calls: entry(configuration, 'LambdaFunctionArn'),
    source: entry(resource.properties, 'BucketName'),
    properties: configuration,
    principal: 's3.amazonaws.com',
  }))

/** The Serverless Framework sets those of buckets that are there already by their names. Source: its documentation, "S3", `existing`. */
const existingBucket = (resource: Resource): readonly Item[] => {
  const bucket = entry(resource.properties, 'BucketName')
  const arn = (name: SymText): Value => textValue(symText('arn:', symbol('AWS::Partition'), ':s3:::', name), resource.properties.at)
  return items(entry(resource.properties, 'BucketConfigs')).map((configuration) => ({
    id: resource.id,
    kind: 's3',
    calls: entry(resource.properties, 'FunctionName'),
    source: bucket === null ? null : arn(textOf(bucket) ?? [any]),
    properties: configuration,
    principal: 's3.amazonaws.com',
  }))
}

function subscription(resource: Resource): readonly Item[] {
  return [
    {
      ...base(resource),
      kind: 'sns',
      calls: entry(resource.properties, 'Endpoint'),
      source: entry(resource.properties, 'TopicArn'),
      onFailure: entry(resource.properties, 'RedrivePolicy.deadLetterTargetArn'),
      principal: 'sns.amazonaws.com',
    },
  ]
}

const topic = (resource: Resource): readonly Item[] =>
  items(entry(resource.properties, 'Subscription')).map((each) => ({
    id: resource.id,
    kind: 'sns',
    calls: entry(each, 'Endpoint'),
    source: selfValue(resource, each),
    properties: each,
    principal: 'sns.amazonaws.com',
  }))

const userPool = (resource: Resource): readonly Item[] =>
  entriesOf(entry(resource.properties, 'LambdaConfig')).map(([trigger, value]) => ({
    id: resource.id,
    kind: 'cognito',
    calls: entry(value, 'LambdaArn') ?? value,
    source: selfValue(resource, value),
    properties: withMembers(value, { Trigger: trigger }),
    principal: 'cognito-idp.amazonaws.com',
  }))

function topicRule(resource: Resource): readonly Item[] {
  const payload = entry(resource.properties, 'TopicRulePayload')
  const error = entry(payload, 'ErrorAction')
  return [...items(entry(payload, 'Actions')), ...(error === null ? [] : [error])].map((action) => ({
    ...base(resource),
    kind: 'iot',
    calls: entry(action, 'Lambda.FunctionArn'),
    source: selfValue(resource, action),
    principal: 'iot.amazonaws.com',
  }))
}

const targetGroup = (resource: Resource): readonly Item[] =>
  literal(entry(resource.properties, 'TargetType')) !== 'lambda'
    ? []
    : items(entry(resource.properties, 'Targets')).map((target) => ({
        ...base(resource),
        kind: 'alb',
        calls: entry(target, 'Id'),
        source: selfValue(resource, target),
        principal: 'elasticloadbalancing.amazonaws.com',
      }))

/** Functions in the processors of any of a stream's destinations. */
const deliveryStream = (resource: Resource): readonly Item[] =>
  entriesOf(resource.properties).flatMap(([, destination]) =>
    items(entry(destination, 'ProcessingConfiguration.Processors')).flatMap((processor) =>
      items(entry(processor, 'Parameters')).flatMap((parameter): readonly Item[] =>
        literal(entry(parameter, 'ParameterName')) !== 'LambdaArn'
          ? []
          : [
              {
                ...base(resource),
                kind: 'firehose',
                calls: entry(parameter, 'ParameterValue'),
                source: selfValue(resource, parameter),
                principal: null,
              },
            ],
      ),
    ),
  )

const objectLambda = (resource: Resource): readonly Item[] =>
  items(entry(resource.properties, 'ObjectLambdaConfiguration.TransformationConfigurations')).map((configuration) => ({
    ...base(resource),
    kind: 'object-lambda',
    calls: entry(configuration, 'ContentTransformation.AwsLambda.FunctionArn'),
    source: selfValue(resource, configuration),
    principal: null,
  }))

const receiptRule = (resource: Resource): readonly Item[] =>
  items(entry(resource.properties, 'Rule.Actions')).map((action) => ({
    ...base(resource),
    kind: 'ses',
    calls: entry(action, 'LambdaAction.FunctionArn'),
    source: selfValue(resource, action),
    principal: 'ses.amazonaws.com',
  }))

const agent = (resource: Resource): readonly Item[] =>
  items(entry(resource.properties, 'ActionGroups')).map((group) => ({
    ...base(resource),
    kind: 'agent',
    calls: entry(group, 'ActionGroupExecutor.Lambda'),
    source: selfValue(resource, group),
    principal: 'bedrock.amazonaws.com',
  }))

const alarm = (resource: Resource): readonly Item[] =>
  ['AlarmActions', 'OKActions', 'InsufficientDataActions'].flatMap((list) =>
    items(entry(resource.properties, list)).map((action) => ({
      ...base(resource),
      kind: 'alarm',
      calls: action,
      source: selfValue(resource, action),
      principal: 'lambda.alarms.cloudwatch.amazonaws.com',
    })),
  )

const lattice = (resource: Resource): readonly Item[] =>
  items(entry(resource.properties, 'Targets')).map((target) => ({
    ...base(resource),
    kind: 'lattice',
    calls: literal(entry(resource.properties, 'Type')) === 'LAMBDA' ? entry(target, 'Id') : null,
    source: selfValue(resource, target),
    principal: 'vpc-lattice.amazonaws.com',
  }))

const bot = (resource: Resource): readonly Item[] =>
  items(entry(resource.properties, 'BotAliasLocaleSettings')).map((settings) => ({
    ...base(resource),
    kind: 'lex',
    calls: entry(settings, 'BotAliasLocaleSetting.CodeHookSpecification.LambdaCodeHook.LambdaArn'),
    source: selfValue(resource, settings),
    principal: 'lexv2.amazonaws.com',
  }))

function edge(resource: Resource): readonly Item[] {
  const config = entry(resource.properties, 'DistributionConfig')
  const first = entry(config, 'DefaultCacheBehavior')
  const behaviors = [...(first === null ? [] : [first]), ...items(entry(config, 'CacheBehaviors'))]
  return behaviors.flatMap((behavior) =>
    items(entry(behavior, 'LambdaFunctionAssociations')).map((association) => ({
      ...base(resource),
      kind: 'edge',
      calls: entry(association, 'LambdaFunctionARN'),
      source: selfValue(resource, association),
      principal: null,
    })),
  )
}

export const SERVICE_WIRES: ReadonlyMap<string, ReadWires> = new Map<string, ReadWires>([
  ['AWS::AppSync::DataSource', one('appsync', 'LambdaConfig.LambdaFunctionArn', 'ApiId', null)],
  ['AWS::Config::ConfigRule', one('config', 'Source.SourceIdentifier', null, 'config.amazonaws.com')],
  ['AWS::Logs::SubscriptionFilter', one('logs', 'DestinationArn', 'LogGroupName', 'logs.amazonaws.com')],
  ['AWS::SecretsManager::RotationSchedule', one('rotation', 'RotationLambdaARN', 'SecretId', 'secretsmanager.amazonaws.com')],
  ['AWS::S3ObjectLambda::AccessPoint', rows(objectLambda)],
  ['AWS::Bedrock::Agent', rows(agent)],
  ['AWS::CloudFront::Distribution', rows(edge)],
  ['AWS::CloudWatch::Alarm', rows(alarm)],
  ['AWS::Cognito::UserPool', rows(userPool)],
  ['AWS::ElasticLoadBalancingV2::TargetGroup', rows(targetGroup)],
  ['AWS::Events::Rule', rows(rule)],
  ['AWS::IoT::TopicRule', rows(topicRule)],
  ['AWS::KinesisFirehose::DeliveryStream', rows(deliveryStream)],
  ['AWS::Lex::BotAlias', rows(bot)],
  ['AWS::Pipes::Pipe', rows(pipe)],
  ['AWS::S3::Bucket', rows(bucket)],
  ['AWS::SES::ReceiptRule', rows(receiptRule)],
  ['AWS::SNS::Subscription', rows(subscription)],
  ['AWS::SNS::Topic', rows(topic)],
  ['AWS::Scheduler::Schedule', rows(schedule)],
  ['AWS::VpcLattice::TargetGroup', rows(lattice)],
  ['Custom::S3', rows(existingBucket)],
  ['Custom::S3BucketNotifications', rows(synthesisedNotifications)],
])
