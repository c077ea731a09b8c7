/**
 * Events of single services: load balancers, user pools, IoT, Alexa, CloudFront.
 * Source: Serverless Framework documentation, "Application Load Balancer", "Cognito User Pool", "IoT", "IoT Fleet
 * Provisioning", "Alexa Skill", "Alexa Smart Home", "CloudFront".
 */
import { itemsOf, member, type Node, sourceOf } from '../../document/node.js'
import { plainName } from '../names.js'
import { arnOf, join, list, record, ref, resource, sub } from '../nodes.js'
import { eventsOf, isTrue, of, type Service } from '../service.js'
import { type Made, nothing, resourcesOnly, together } from '../template/made.js'
import type { MakeEvent } from './event.js'
import { permission } from './rest-api.js'

export const alb: MakeEvent = (event, fn, service) => {
  const { at } = event
  const listener = of(event, 'listenerArn')
  if (listener === undefined) return nothing
  const text = service.text(listener)
  const balancer = text?.split('/')[3] ?? sourceOf(itemsOf(member(listener, 'Ref'))[0]) ?? ''
  const id = `${fn.normal}Alb${isTrue(of(event, 'multiValueHeaders')) ? 'MultiValue' : ''}TargetGroup${balancer}`
  const priority = service.text(of(event, 'priority')) ?? '1'
  return resourcesOnly([
    [
      id,
      resource(at, 'AWS::ElasticLoadBalancingV2::TargetGroup', {
        TargetType: 'lambda',
        Targets: list(at, [record(at, { Id: arnOf(at, fn.id) })]),
      }),
    ],
    [
      `${fn.normal}AlbListenerRule${priority}`,
      resource(at, 'AWS::ElasticLoadBalancingV2::ListenerRule', {
        ListenerArn: listener,
        Priority: of(event, 'priority'),
        Actions: list(at, [record(at, { Type: 'forward', TargetGroupArn: ref(at, id) })]),
      }),
    ],
    [`${fn.normal}LambdaPermissionRegisterTarget`, permission(at, fn.id, 'elasticloadbalancing.amazonaws.com')],
  ])
}

const CUSTOM_SENDERS: ReadonlySet<string> = new Set(['CustomSMSSender', 'CustomEmailSender'])

/** All events of user pools together: a pool has one configuration of triggers. */
export function makeUserPools(service: Service): Made {
  const all = service.functions.flatMap((fn) =>
    eventsOf(fn, service).flatMap((event) => {
      const pool = of(event, 'pool')
      const trigger = service.text(of(event, 'trigger'))
      return event.type !== 'cognitoUserPool' || pool === undefined || trigger === null
        ? []
        : [
            {
              fn,
              pool,
              trigger,
              name: service.text(pool) ?? '',
              at: event.at,
              existing: isTrue(of(event, 'existing')),
              key: of(event, 'kmsKeyId'),
            },
          ]
    }),
  )
  const names = [...new Set(all.filter(({ existing }) => !existing).map(({ name }) => name))]
  const pools = names.map((name): readonly [string, Node] => {
    const own = all.filter((each) => each.name === name && !each.existing)
    const at = own[0]?.at ?? service.at
    const triggers = own.map(({ fn, trigger, at: place }): readonly [string, Node] => [
      trigger,
      CUSTOM_SENDERS.has(trigger) ? record(place, { LambdaArn: arnOf(place, fn.id), LambdaVersion: 'V1_0' }) : arnOf(place, fn.id),
    ])
    const key = own.find((each) => each.key !== undefined)?.key
    return [
      `CognitoUserPool${plainName(name)}`,
      resource(at, 'AWS::Cognito::UserPool', {
        UserPoolName: own[0]?.pool,
        LambdaConfig: record(at, { ...Object.fromEntries(triggers), ...(key === undefined ? {} : { KMSKeyID: key }) }),
      }),
    ]
  })
  const permissions = all.map(({ fn, name, trigger, at, existing }): readonly [string, Node] => [
    `${fn.normal}LambdaPermissionCognitoUserPool${plainName(name)}TriggerSource${plainName(trigger)}`,
    permission(at, fn.id, 'cognito-idp.amazonaws.com', {
      SourceArn: existing
        ? sub(at, 'arn:${AWS::Partition}:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/*')
        : arnOf(at, `CognitoUserPool${plainName(name)}`),
    }),
  ])
  return resourcesOnly([...pools, ...permissions])
}

export const iot: MakeEvent = (event, fn, _, index) => {
  const { at } = event
  const id = `${fn.normal}IotTopicRule${index}`
  const payload = record(at, {
    Sql: of(event, 'sql'),
    AwsIotSqlVersion: of(event, 'sqlVersion'),
    RuleDisabled: sourceOf(of(event, 'enabled')) === 'false',
    Actions: list(at, [record(at, { Lambda: record(at, { FunctionArn: arnOf(at, fn.id) }) })]),
  })
  const source = join(at, [sub(at, 'arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:rule/'), ref(at, id)])
  return resourcesOnly([
    [id, resource(at, 'AWS::IoT::TopicRule', { RuleName: of(event, 'name'), TopicRulePayload: payload })],
    [`${fn.normal}LambdaPermissionIotTopicRule${index}`, permission(at, fn.id, 'iot.amazonaws.com', { SourceArn: source })],
  ])
}

export const iotFleetProvisioning: MakeEvent = (event, fn) => {
  const { at } = event
  const id = `${fn.normal}IotProvisioningTemplate`
  const template = resource(at, 'AWS::IoT::ProvisioningTemplate', {
    TemplateBody: of(event, 'templateBody'),
    ProvisioningRoleArn: of(event, 'provisioningRoleArn'),
    TemplateName: of(event, 'templateName'),
    PreProvisioningHook: record(at, { TargetArn: arnOf(at, fn.id) }),
  })
  return resourcesOnly([
    [id, template],
    [
      `${fn.normal}LambdaPermissionIotProvisioningTemplate`,
      permission(at, fn.id, 'iot.amazonaws.com', {
        SourceArn: join(at, [sub(at, 'arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:provisioningtemplate/'), ref(at, id)]),
      }),
    ],
  ])
}

/** The skill's ID alone, or a map with it; without one any skill may call. */
export const alexaSkill: MakeEvent = (event, fn, _, index) => {
  const id =
    of(event, 'appId') ?? (sourceOf(event.settings) === 'true' ? undefined : event.settings.kind === 'scalar' ? event.settings : undefined)
  return resourcesOnly([
    [`${fn.normal}LambdaPermissionAlexaSkill${index}`, permission(event.at, fn.id, 'alexa-appkit.amazon.com', { EventSourceToken: id })],
  ])
}

export const alexaSmartHome: MakeEvent = (event, fn, _, index) => {
  const id = of(event, 'appId') ?? (event.settings.kind === 'scalar' ? event.settings : undefined)
  return resourcesOnly([
    [
      `${fn.normal}LambdaPermissionAlexaSmartHome${index}`,
      permission(event.at, fn.id, 'alexa-connectedhome.amazon.com', { EventSourceToken: id }),
    ],
  ])
}

/** All `cloudFront` events together: one distribution, whose behaviours call functions at the edge. */
export function makeDistribution(service: Service): Made {
  const all = service.functions.flatMap((fn) =>
    eventsOf(fn, service).flatMap((event) => (event.type === 'cloudFront' ? [{ fn, event }] : [])),
  )
  const [first] = all
  if (first === undefined) return nothing
  const { at } = first.event
  const behaviors = all.map(({ fn, event }) =>
    record(event.at, {
      PathPattern: of(event, 'pathPattern'),
      LambdaFunctionAssociations: list(event.at, [
        record(event.at, {
          EventType: of(event, 'eventType'),
          LambdaFunctionARN: arnOf(event.at, fn.id),
          IncludeBody: of(event, 'includeBody'),
        }),
      ]),
    }),
  )
  const isDefault = (index: number): boolean => {
    const event = all[index]?.event
    return event !== undefined && of(event, 'pathPattern') === undefined
  }
  const [main] = behaviors.filter((_, i) => isDefault(i))
  const origins = all.flatMap(({ event }) => of(event, 'origin') ?? [])
  const distribution = resource(at, 'AWS::CloudFront::Distribution', {
    DistributionConfig: record(at, {
      Enabled: true,
      DefaultCacheBehavior: main,
      CacheBehaviors: list(
        at,
        behaviors.filter((each) => each !== main),
      ),
      Origins: list(at, origins),
    }),
  })
  return together([
    resourcesOnly([['CloudFrontDistribution', distribution]]),
    ...[...new Set(all.map(({ fn }) => fn))].map(
      (fn): Made => ({ ...nothing, trusted: [{ of: fn.key, service: 'edgelambda.amazonaws.com' }] }),
    ),
  ])
}
