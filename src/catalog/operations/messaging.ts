/** SQS, SNS, EventBridge, Scheduler and Pipes. */
import { absent, any, arn, check, given, matches, passRole, row, type ServiceRows, same, set } from './rows.js'

const SQS = 'SQS Developer Guide, "Amazon SQS API permissions: Actions and resource reference"'
const SQS_KEYS = 'SQS Developer Guide, "Key management" (configuring AWS KMS permissions)'
const queue = arn('arn:{P}:sqs:{R}:{A}:{QueueUrl}', { QueueUrl: 'url' })
const dead = arn('{SourceArn}', { SourceArn: 'arn' })

export const sqs: ServiceRows = {
  clients: ['sqs'],
  rows: [
    row(['SendMessage', 'SendMessageBatch'], SQS_KEYS, [check('sqs:SendMessage', queue, { kms: ['GenerateDataKey', 'Decrypt'] })]),
    row('ReceiveMessage', SQS_KEYS, [check('sqs:ReceiveMessage', queue, { kms: ['Decrypt'] })]),
    row(['DeleteMessage', 'DeleteMessageBatch'], SQS, [check('sqs:DeleteMessage', queue)]),
    row(['ChangeMessageVisibility', 'ChangeMessageVisibilityBatch'], SQS, [check('sqs:ChangeMessageVisibility', queue)]),
    row('CreateQueue', SQS, [
      check('sqs:CreateQueue', arn('arn:{P}:sqs:{R}:{A}:{QueueName}')),
      check('sqs:TagQueue', arn('arn:{P}:sqs:{R}:{A}:{QueueName}'), { when: [set('tags')] }),
    ]),
    row('GetQueueUrl', SQS, [
      check('sqs:GetQueueUrl', arn('arn:{P}:sqs:{R}:{A}:{QueueName}'), { when: [absent('QueueOwnerAWSAccountId')] }),
      check('sqs:GetQueueUrl', arn('arn:{P}:sqs:{R}:{QueueOwnerAWSAccountId}:{QueueName}'), { when: [set('QueueOwnerAWSAccountId')] }),
    ]),
    row('StartMessageMoveTask', 'SQS API Reference, "StartMessageMoveTask"', [
      ...['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((name) => check(`sqs:${name}`, dead)),
      check('sqs:SendMessage', given('DestinationArn'), { when: [set('DestinationArn')] }),
    ]),
    // The handle is opaque, and holds the queue.
    row('CancelMessageMoveTask', 'SQS API Reference, "CancelMessageMoveTask"', [
      ...['CancelMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((name) =>
        check(`sqs:${name}`, arn('arn:{P}:sqs:{R}:{A}:*')),
      ),
    ]),
    ...same('sqs', ['ListMessageMoveTasks'], SQS, dead),
  ],
  members: [{ members: ['QueueUrl'], resource: queue }],
}

const SNS = 'SNS Developer Guide, "Using identity-based policies with Amazon SNS"'
const SNS_KEYS = 'SNS Developer Guide, "Managing Amazon SNS encryption keys and costs"'
const published = { kms: ['GenerateDataKey', 'Decrypt'] }
const topicArn = given('TopicArn')

export const sns: ServiceRows = {
  clients: ['sns'],
  rows: [
    row(['Publish'], SNS_KEYS, [
      check('sns:Publish', topicArn, { when: [set('TopicArn')], ...published }),
      check('sns:Publish', given('TargetArn'), { when: [set('TargetArn')], ...published }),
      // A text message goes to a telephone, which is no resource.
      check('sns:Publish', any, { when: [set('PhoneNumber')] }),
    ]),
    row('PublishBatch', SNS_KEYS, [check('sns:Publish', topicArn, published)]),
    row('CreateTopic', SNS, [
      check('sns:CreateTopic', arn('arn:{P}:sns:{R}:{A}:{Name}')),
      check('sns:TagResource', arn('arn:{P}:sns:{R}:{A}:{Name}'), { when: [set('Tags')] }),
      ...['HTTP', 'Firehose', 'Lambda', 'Application', 'SQS'].flatMap((protocol) =>
        ['SuccessFeedbackRoleArn', 'FailureFeedbackRoleArn'].map((kind) => passRole(`Attributes.${protocol}${kind}`, 'sns.amazonaws.com')),
      ),
    ]),
    row('SetTopicAttributes', SNS, [
      check('sns:SetTopicAttributes', topicArn),
      passRole('AttributeValue', 'sns.amazonaws.com', [matches('AttributeName', 'FeedbackRoleArn$')]),
    ]),
    ...['CreatePlatformApplication', 'SetPlatformApplicationAttributes'].map((name) =>
      row(name, SNS, [
        check(`sns:${name}`, any),
        ...['SuccessFeedbackRoleArn', 'FailureFeedbackRoleArn'].map((kind) => passRole(`Attributes.${kind}`, 'sns.amazonaws.com')),
      ]),
    ),
    // A subscription's ARN begins with its topic's, and an ID follows that is made when it is.
    ...same('sns', ['Unsubscribe', 'GetSubscriptionAttributes', 'SetSubscriptionAttributes'], SNS, arn('arn:{P}:sns:{R}:{A}:*')),
  ],
  members: [{ members: ['TopicArn'], resource: topicArn }],
}

const EVENTS = 'Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge"'
const RULES = 'EventBridge User Guide, "Using identity-based policies (IAM policies) for Amazon EventBridge"'
const bus = (member: string) => arn(`arn:{P}:events:{R}:{A}:event-bus/{${member}}`, {}, { [member]: 'default' })
/** A rule on the default bus is `rule/NAME`, on another `rule/BUS/NAME`. The bus may be given by name or by ARN. */
const ruleChecks = (name: string, member: string) => {
  const onDefault = arn(`arn:{P}:events:{R}:{A}:rule/{${member}}`)
  return [
    check(`events:${name}`, onDefault, { when: [absent('EventBusName')] }),
    check(`events:${name}`, onDefault, { when: [matches('EventBusName', '(^|/)default$')] }),
    check(`events:${name}`, arn(`arn:{P}:events:{R}:{A}:rule/{EventBusName}/{${member}}`, { EventBusName: 'bus' }), {
      when: [matches('EventBusName', '^(?!(.*/)?default$)')],
    }),
  ]
}

export const events: ServiceRows = {
  clients: ['eventbridge', 'cloudwatch-events'],
  rows: [
    row('PutEvents', EVENTS, [
      check('events:PutEvents', bus('Entries[].EventBusName'), {
        context: { 'events:detail-type': 'Entries[].DetailType', 'events:source': 'Entries[].Source' },
      }),
    ]),
    row('PutRule', RULES, [
      ...ruleChecks('PutRule', 'Name'),
      ...ruleChecks('TagResource', 'Name').map((c) => ({ ...c, when: [...(c.when ?? []), set('Tags')] })),
      passRole('RoleArn', 'events.amazonaws.com'),
    ]),
    row('PutTargets', RULES, [...ruleChecks('PutTargets', 'Rule'), passRole('Targets[].RoleArn', 'events.amazonaws.com')]),
    ...['RemoveTargets', 'ListTargetsByRule'].map((name) => row(name, RULES, ruleChecks(name, 'Rule'))),
    ...['DeleteRule', 'DescribeRule', 'DisableRule', 'EnableRule'].map((name) => row(name, RULES, ruleChecks(name, 'Name'))),
    row('CreateEventBus', EVENTS, [
      check('events:CreateEventBus', arn('arn:{P}:events:{R}:{A}:event-bus/{Name}')),
      check('events:TagResource', arn('arn:{P}:events:{R}:{A}:event-bus/{Name}'), { when: [set('Tags')] }),
    ]),
    ...same('events', ['DescribeEventBus'], EVENTS, bus('Name')),
    row('CreateArchive', EVENTS, [
      check('events:CreateArchive', arn('arn:{P}:events:{R}:{A}:archive/{ArchiveName}')),
      check('events:CreateArchive', given('EventSourceArn')),
    ]),
    row('StartReplay', EVENTS, [
      check('events:StartReplay', arn('arn:{P}:events:{R}:{A}:replay/{ReplayName}')),
      check('events:StartReplay', given('EventSourceArn')),
      check('events:StartReplay', given('Destination.Arn')),
    ]),
    ...['CreateEndpoint', 'UpdateEndpoint'].map((name) =>
      row(name, EVENTS, [
        check(`events:${name}`, arn('arn:{P}:events:{R}:{A}:endpoint/{Name}')),
        passRole('RoleArn', 'events.amazonaws.com'),
      ]),
    ),
  ],
  members: [
    { members: ['Name'], resource: arn('arn:{P}:events:{R}:{A}:event-bus/{Name}'), types: ['event-bus'] },
    { members: ['EventBusName'], resource: bus('EventBusName'), types: ['event-bus'] },
  ],
}

const SCHEDULER = 'EventBridge Scheduler User Guide, "Using identity-based policies in EventBridge Scheduler"'
const schedule = arn('arn:{P}:scheduler:{R}:{A}:schedule/{GroupName}/{Name}', {}, { GroupName: 'default' })

export const scheduler: ServiceRows = {
  clients: ['scheduler'],
  rows: [
    ...['CreateSchedule', 'UpdateSchedule'].map((name) =>
      row(name, SCHEDULER, [check(`scheduler:${name}`, schedule), passRole('Target.RoleArn', 'scheduler.amazonaws.com')]),
    ),
    row('CreateScheduleGroup', SCHEDULER, [
      check('scheduler:CreateScheduleGroup', arn('arn:{P}:scheduler:{R}:{A}:schedule-group/{Name}')),
      check('scheduler:TagResource', arn('arn:{P}:scheduler:{R}:{A}:schedule-group/{Name}'), { when: [set('Tags')] }),
    ]),
  ],
  members: [
    { members: ['GroupName', 'Name'], resource: schedule, types: ['schedule'] },
    { members: ['Name'], resource: arn('arn:{P}:scheduler:{R}:{A}:schedule-group/{Name}'), types: ['schedule-group'] },
  ],
}

const PIPES = 'EventBridge User Guide, "Amazon EventBridge Pipes permissions"'
const pipe = arn('arn:{P}:pipes:{R}:{A}:pipe/{Name}')

export const pipes: ServiceRows = {
  clients: ['pipes'],
  rows: [
    row('CreatePipe', PIPES, [
      check('pipes:CreatePipe', pipe),
      check('pipes:TagResource', pipe, { when: [set('Tags')] }),
      passRole('RoleArn', 'pipes.amazonaws.com'),
    ]),
    row('UpdatePipe', PIPES, [check('pipes:UpdatePipe', pipe), passRole('RoleArn', 'pipes.amazonaws.com')]),
  ],
  members: [{ members: ['Name'], resource: pipe }],
}
