/**
 * Services that use a resource by its policy without a wire to a function: alarms and received mail to topics and buckets,
 * buses to their dead-letter queues, filters that Lambda decrypts. A topic's default policy lets whatever the account owns publish; a policy that the
 * template gives it takes the place of that, and a key of its own has to let the service in as well.
 * Source: SNS Developer Guide, "Example cases for Amazon SNS access control"; CloudWatch User Guide, "Notifying users on alarm
 * changes"; SES Developer Guide, "Giving permissions to Amazon SES for email receiving"; EventBridge User Guide, "Authorizing
 * EventBridge to use a customer managed key", "Using dead-letter queues to capture encrypted event errors".
 */
import type { Value } from '../../app/index.js'
import { symbol, symText } from '../../policy/index.js'
import { arnHere, canonicalArn } from '../arn.js'
import { named } from '../declared.js'
import { keyArnOf } from '../encryption.js'
import type { World } from '../scope.js'
import { ANY } from '../target.js'
import type { GrantCondition, ResourceGrant } from '../types.js'
import { textsAt, valuesAt } from '../value.js'
import { receiving, sourceAccount, sourceArn } from './receiver.js'
import { keyGrants, type SendTo, sendTo } from './send-to.js'

export const accountSenders = (world: World): readonly ResourceGrant[] => [
  ...alarms(world),
  ...mails(world),
  ...buses(world),
  ...filters(world),
]

const ACTIONS = ['AlarmActions', 'InsufficientDataActions', 'OKActions']

function alarms(world: World): readonly ResourceGrant[] {
  return ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']
    .flatMap((type) => world.declared.byType.get(type) ?? [])
    .flatMap(({ id, arn, resource }) =>
      ACTIONS.flatMap((list) => valuesAt(resource.properties, [list, '*'])).flatMap((action) => {
        const conditions = [sourceArn(arn ?? arnHere('cloudwatch', 'alarm:', symbol(id))), sourceAccount]
        return toTopic(action, { service: 'cloudwatch.amazonaws.com', conditions, asks: 'AlarmActions', at: action.at }, world)
      }),
    )
}

function toTopic(value: Value, sending: Omit<SendTo, 'id'>, world: World): readonly ResourceGrant[] {
  return textsAt(value).flatMap((text) => {
    const topic = named(text, world.declared)?.declared
    if (topic?.type !== 'AWS::SNS::Topic') return []
    const policies = (world.declared.byType.get('AWS::SNS::TopicPolicy') ?? []).filter(({ resource }) =>
      textsAt(resource.properties, ['Topics', '*']).some((one) => named(one, world.declared)?.declared.id === topic.id),
    )
    const to = { ...sending, id: topic.id }
    return policies.length > 0 ? sendTo(to, world) : keyGrants(topic, to, world)
  })
}

const MAIL = 'ses.amazonaws.com'

/** Where a rule has a role for its bucket, the role is asked, and not the bucket's policy. */
function mails(world: World): readonly ResourceGrant[] {
  return (world.declared.byType.get('AWS::SES::ReceiptRule') ?? []).flatMap(({ resource }) => {
    const [set] = textsAt(resource.properties, ['RuleSetName'])
    const rules = set === undefined ? [] : [sourceArn(arnHere('ses', 'receipt-rule-set/', set, ':receipt-rule/*'))]
    const conditions = [...rules, sourceAccount]
    return valuesAt(resource.properties, ['Rule', 'Actions', '*', '*']).flatMap((action) => [
      ...valuesAt(action, ['TopicArn']).flatMap((topic) =>
        toTopic(topic, { service: MAIL, conditions, asks: 'Rule.Actions', at: action.at }, world),
      ),
      ...(valuesAt(action, ['IamRoleArn']).length > 0 ? [] : toBucket(action, conditions, world)),
    ])
  })
}

function toBucket(action: Value, conditions: readonly GrantCondition[], world: World): readonly ResourceGrant[] {
  return textsAt(action, ['BucketName']).flatMap((name) => {
    const bucket = named(name, world.declared)?.declared
    if (bucket?.type !== 'AWS::S3::Bucket' || bucket.arn === null) return []
    const [prefix] = textsAt(action, ['ObjectKeyPrefix'])
    const resource = symText(symbol(bucket.id))
    const arn = symText(bucket.arn, '/', prefix ?? [], ANY)
    const sending = { resource, arn, kind: 'bucket-policy', service: MAIL, actions: ['s3:PutObject'], conditions } as const
    return [receiving({ ...sending, asks: 'Rule.Actions', at: action.at })]
  })
}

const EVENTS = 'events.amazonaws.com'

function buses(world: World): readonly ResourceGrant[] {
  return (world.declared.byType.get('AWS::Events::EventBus') ?? []).flatMap(({ arn, resource }) => {
    if (arn === null) return []
    const conditions = [sourceArn(arn), sourceAccount]
    const { properties, at } = resource
    const failed = textsAt(properties, ['DeadLetterConfig', 'Arn']).flatMap((queue) => named(queue, world.declared)?.declared.id ?? [])
    const keys = textsAt(properties, ['KmsKeyIdentifier']).flatMap((text) => {
      const key = keyArnOf(text, world)
      return key === null ? [] : (canonicalArn(key, world.declared).declared ?? [])
    })
    const actions = ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey']
    return [
      ...failed.flatMap((id) => sendTo({ id, service: EVENTS, conditions, asks: 'DeadLetterConfig', at }, world)),
      ...keys.map(({ id }) =>
        receiving({
          resource: symText(symbol(id)),
          arn: ANY,
          kind: 'key-policy',
          service: EVENTS,
          actions,
          conditions,
          asks: 'KmsKeyIdentifier',
          at,
        }),
      ),
    ]
  })
}

/**
 * Filters of event source mappings that are encrypted: Lambda itself decrypts them, as the service of its region.
 * Source: AWS Lambda Developer Guide, "Control which events Lambda sends to your function", encryption of filter criteria.
 */
function filters(world: World): readonly ResourceGrant[] {
  const conditions = [sourceArn(arnHere('lambda', 'event-source-mapping:*')), sourceAccount]
  return [...world.app.functions.values()].flatMap((fn) =>
    fn.wires.flatMap(({ properties, at }) => {
      if (valuesAt(properties, ['FilterCriteria']).length === 0) return []
      return ['KmsKeyArn', 'KMSKeyArn']
        .flatMap((member) => textsAt(properties, [member]))
        .flatMap((text) => {
          const arn = keyArnOf(text, world)
          const key = arn === null ? null : canonicalArn(arn, world.declared).declared
          if (key === null) return []
          const sending = {
            kind: 'key-policy',
            service: 'lambda.${AWS::Region}.amazonaws.com',
            actions: ['kms:Decrypt'],
            conditions,
          } as const
          return [receiving({ ...sending, resource: symText(symbol(key.id)), arn: ANY, asks: 'FilterCriteria', at })]
        })
    }),
  )
}
