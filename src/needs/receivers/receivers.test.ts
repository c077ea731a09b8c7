import { expect, test } from 'vitest'
import { printSym } from '../../policy/index.js'
import { appOf, needsWith } from '../testing/app-of.js'

const FN = 'Handler: index.handler, Runtime: nodejs22.x, CodeUri: .'

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Files: { Type: AWS::S3::Bucket, Properties: { NotificationConfiguration: { QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: !GetAtt Sealed.Arn }] } } }
  News: { Type: AWS::SNS::Topic }
  Jobs: { Type: AWS::SQS::Queue }
  Dead: { Type: AWS::SQS::Queue }
  Key: { Type: AWS::KMS::Key }
  Sealed: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: !Ref Key } }
  Pool: { Type: AWS::Cognito::UserPool }
  Fed: { Type: AWS::SNS::Subscription, Properties: { Protocol: sqs, TopicArn: !Ref News, Endpoint: !GetAtt Jobs.Arn } }
  Rule: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [app] }, Targets: [{ Id: a, Arn: !Ref News, DeadLetterConfig: { Arn: !GetAtt Dead.Arn } }] } }
  OnFile: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { New: { Type: S3, Properties: { Bucket: !Ref Inbox, Events: 's3:ObjectCreated:*' } } } } }
  Inbox: { Type: AWS::S3::Bucket }
  OnNews: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { News: { Type: SNS, Properties: { Topic: !Ref News } } } } }
  OnEvent: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { E: { Type: EventBridgeRule, Properties: { Pattern: { source: [app] } } } } } }
  OnCall: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { Get: { Type: Api, Properties: { Path: '/items/{id}', Method: get } } } } }
  OnUser: { Type: AWS::Serverless::Function, Properties: { ${FN}, Events: { U: { Type: Cognito, Properties: { UserPool: !Ref Pool, Trigger: PreSignUp } } } } }
  OnMail: { Type: AWS::Serverless::Function, Properties: { ${FN} } }
  Mail: { Type: AWS::SES::ReceiptRule, Properties: { RuleSetName: inbox, Rule: { Actions: [{ LambdaAction: { FunctionArn: !GetAtt OnMail.Arn } }] } } }
  OnAlarm: { Type: AWS::Serverless::Function, Properties: { ${FN} } }
  Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { AlarmActions: [!GetAtt OnAlarm.Arn] } }
  Guard: { Type: AWS::Serverless::Function, Properties: { ${FN} } }
  Graph: { Type: AWS::AppSync::GraphQLApi, Properties: { AuthenticationType: AWS_LAMBDA, LambdaAuthorizerConfig: { AuthorizerUri: !GetAtt Guard.Arn } } }
  Tool: { Type: AWS::Serverless::Function, Properties: { ${FN} } }
  Agent: { Type: AWS::Bedrock::Agent, Properties: { ActionGroups: [{ ActionGroupExecutor: { Lambda: !GetAtt Tool.Arn } }] } }
  Hook: { Type: AWS::Serverless::Function, Properties: { ${FN} } }
  Bot: { Type: AWS::Lex::BotAlias, Properties: { BotId: b, BotAliasName: a, BotAliasLocaleSettings: [{ LocaleId: en_US, BotAliasLocaleSetting: { Enabled: true, CodeHookSpecification: { LambdaCodeHook: { LambdaArn: !GetAtt Hook.Arn, CodeHookInterfaceVersion: '1.0' } } } }] } }
  Served: { Type: AWS::Serverless::Function, Properties: { ${FN} } }
  Group: { Type: AWS::VpcLattice::TargetGroup, Properties: { Type: LAMBDA, Targets: [{ Id: !GetAtt Served.Arn }] } }
  Gone: { Type: AWS::SQS::Queue }
  Set: { Type: Custom::S3BucketNotifications, Properties: { ServiceToken: x, BucketName: !Ref Inbox, NotificationConfiguration: { QueueConfigurations: [{ Events: ['s3:ObjectRemoved:*'], QueueArn: !GetAtt Gone.Arn }] } } }
  Lost: { Type: AWS::SQS::Queue }
  Flow: { Type: AWS::Serverless::StateMachine, Properties: { Definition: { StartAt: A, States: { A: { Type: Succeed } } }, Events: { On: { Type: EventBridgeRule, Properties: { Pattern: { source: [app] }, DeadLetterConfig: { Arn: !GetAtt Lost.Arn } } } } } }
  Versioned: { Type: AWS::Serverless::Function, Properties: { ${FN} } }
  Third: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Versioned } }
  Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Versioned, FunctionVersion: !GetAtt Third.Version, Name: live } }
  Heard: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref News, Endpoint: !Ref Live } }
  HeardToo: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref News, Endpoint: !Ref Third } }
  Published: { Type: AWS::Serverless::Function, Properties: { ${FN}, AutoPublishAlias: prod } }
  ByAlias: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref News, Endpoint: !Ref Published.Alias } }
  ByName: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref News, Endpoint: !GetAtt Published.Arn } }
  Open: { Type: AWS::Serverless::Function, Properties: { ${FN}, FunctionUrlConfig: { AuthType: NONE } } }
  Closed: { Type: AWS::Serverless::Function, Properties: { ${FN}, FunctionUrlConfig: { AuthType: AWS_IAM }, Events: { Q: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } } } }
`

const app = await appOf(TEMPLATE)

/** `OnFile: s3.amazonaws.com lambda:InvokeFunction ArnLike aws:SourceArn=…`. */
const found = needsWith(app, {}).resourceGrants.map((g) => {
  const conditions = g.conditions.map((c) => `${c.key}=${c.values.map(printSym).join()}`)
  const who = g.principal.name
  return `${printSym(g.resource)} ${g.kind}: ${who} ${g.actions.join()} ${conditions.join(' ')}`
    .replaceAll('${AWS::Partition}', 'P')
    .replaceAll('${AWS::Region}', 'R')
    .replaceAll('${AWS::AccountId}', 'A')
})

const rows: readonly (readonly [name: string, want: string])[] = [
  [
    'a bucket invokes a function, from this account',
    '${OnFile} lambda-permission: s3.amazonaws.com lambda:InvokeFunction aws:SourceArn=arn:P:s3:::${Inbox} aws:SourceAccount=A',
  ],
  ['a topic invokes a function', '${OnNews} lambda-permission: sns.amazonaws.com lambda:InvokeFunction aws:SourceArn=${News}'],
  [
    'a rule invokes a function',
    '${OnEvent} lambda-permission: events.amazonaws.com lambda:InvokeFunction aws:SourceArn=arn:P:events:R:A:rule/${OnEventE}',
  ],
  [
    'a route of an API invokes a function, whatever its parameters',
    '${OnCall} lambda-permission: apigateway.amazonaws.com lambda:InvokeFunction aws:SourceArn=arn:P:execute-api:R:A:${ServerlessRestApi}/*/GET/items/*',
  ],
  [
    'a user pool invokes a function',
    '${OnUser} lambda-permission: cognito-idp.amazonaws.com lambda:InvokeFunction aws:SourceArn=arn:P:cognito-idp:R:A:userpool/${Pool}',
  ],
  [
    'a receipt rule invokes a function, whichever of its set',
    '${OnMail} lambda-permission: ses.amazonaws.com lambda:InvokeFunction aws:SourceArn=arn:P:ses:R:A:receipt-rule-set/inbox:receipt-rule/* aws:SourceAccount=A',
  ],
  [
    'an alarm invokes a function',
    '${OnAlarm} lambda-permission: lambda.alarms.cloudwatch.amazonaws.com lambda:InvokeFunction aws:SourceArn=arn:P:cloudwatch:R:A:alarm:${Alarm} aws:SourceAccount=A',
  ],
  [
    'a GraphQL API invokes its authorizer',
    '${Guard} lambda-permission: appsync.amazonaws.com lambda:InvokeFunction aws:SourceArn=${Graph}',
  ],
  [
    'an agent invokes the function of its actions',
    '${Tool} lambda-permission: bedrock.amazonaws.com lambda:InvokeFunction aws:SourceArn=arn:P:bedrock:R:A:agent/${Agent} aws:SourceAccount=A',
  ],
  ['a bot invokes its code hook', '${Hook} lambda-permission: lexv2.amazonaws.com lambda:InvokeFunction aws:SourceArn=${Bot.Arn}'],
  [
    'a target group of VPC Lattice invokes its function',
    '${Served} lambda-permission: vpc-lattice.amazonaws.com lambda:InvokeFunction aws:SourceArn=${Group}',
  ],
  [
    'a bucket notifies a queue that the CDK’s custom resource names',
    '${Gone} queue-policy: s3.amazonaws.com sqs:SendMessage aws:SourceArn=arn:P:s3:::${Inbox} aws:SourceAccount=A',
  ],
  [
    'the rule of a machine’s event sends to its dead-letter queue',
    '${Lost} queue-policy: events.amazonaws.com sqs:SendMessage aws:SourceArn=arn:P:events:R:A:rule/${FlowOn}',
  ],
  ['an alias is let in as itself', '${Versioned}:live lambda-permission: sns.amazonaws.com lambda:InvokeFunction aws:SourceArn=${News}'],
  ['and a version', '${Versioned}:${Third.Version} lambda-permission: sns.amazonaws.com lambda:InvokeFunction aws:SourceArn=${News}'],
  [
    'the alias that SAM publishes too',
    '${Published}:prod lambda-permission: sns.amazonaws.com lambda:InvokeFunction aws:SourceArn=${News}',
  ],
  ['and the function beside it', '${Published} lambda-permission: sns.amazonaws.com lambda:InvokeFunction aws:SourceArn=${News}'],
  ['anyone calls an open URL', '${Open} lambda-permission: * lambda:InvokeFunctionUrl lambda:FunctionUrlAuthType=NONE'],
  ['and invokes through that URL alone', '${Open} lambda-permission: * lambda:InvokeFunction lambda:InvokedViaFunctionUrl=true'],
  ['a topic sends to a queue', '${Jobs} queue-policy: sns.amazonaws.com sqs:SendMessage aws:SourceArn=${News}'],
  ['a rule publishes to a topic', '${News} topic-policy: events.amazonaws.com sns:Publish aws:SourceArn=arn:P:events:R:A:rule/${Rule}'],
  [
    'a rule sends to its dead-letter queue',
    '${Dead} queue-policy: events.amazonaws.com sqs:SendMessage aws:SourceArn=arn:P:events:R:A:rule/${Rule}',
  ],
  [
    'a bucket notifies an encrypted queue',
    '${Sealed} queue-policy: s3.amazonaws.com sqs:SendMessage aws:SourceArn=arn:P:s3:::${Files} aws:SourceAccount=A',
  ],
  [
    'and may use the queue’s key',
    '${Key} key-policy: s3.amazonaws.com kms:Decrypt,kms:GenerateDataKey aws:SourceArn=arn:P:s3:::${Files} aws:SourceAccount=A',
  ],
]

test.each(rows)('%s', (_, want) => expect(found).toContain(want))

test('a polled queue, a URL for IAM identities, and whatever has a role let nobody in', () => {
  expect(app.problems).toEqual([])
  expect(found).toHaveLength(rows.length)
})
