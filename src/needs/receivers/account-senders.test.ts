import { expect, test } from 'vitest'
import { printSym } from '../../policy/index.js'
import { appOf, needsWith } from '../testing/app-of.js'

const found = async (resources: string): Promise<readonly string[]> => {
  const app = await appOf(
    `\nResources:\n  Topic: { Type: AWS::SNS::Topic }\n  Queue: { Type: AWS::SQS::Queue }\n  Key: { Type: AWS::KMS::Key }\n${resources}`,
  )
  expect(app.problems).toEqual([])
  return needsWith(app, {}).resourceGrants.map((grant) => {
    const conditions = grant.conditions.map(({ key, values }) => `${key}=${values.map(printSym).join()}`)
    return [
      printSym(grant.resource),
      grant.kind,
      grant.principal.name,
      grant.actions.join(),
      grant.resources.map(printSym).join(),
      ...conditions,
    ]
      .join(' ')
      .replaceAll('${AWS::Partition}', 'P')
      .replaceAll('${AWS::Region}', 'R')
      .replaceAll('${AWS::AccountId}', 'A')
  })
}

const ALARM = '  Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { AlarmActions: [!Ref Topic] } }\n'
const ALARM_ARN = 'aws:SourceArn=arn:P:cloudwatch:R:A:alarm:${Alarm} aws:SourceAccount=A'
const MAIL = (action: string): string =>
  `  Bucket: { Type: AWS::S3::Bucket }\n  Rule: { Type: AWS::SES::ReceiptRule, Properties: { RuleSetName: inbox, Rule: { Actions: [${action}] } } }\n`
const RULES = 'aws:SourceArn=arn:P:ses:R:A:receipt-rule-set/inbox:receipt-rule/* aws:SourceAccount=A'
const BUS = 'aws:SourceArn=arn:P:events:R:A:event-bus/${Bus} aws:SourceAccount=A'

const rows: readonly (readonly [name: string, resources: string, want: readonly string[]])[] = [
  ['an alarm publishes by the default policy of a topic', ALARM, []],
  [
    'a policy of the template takes the place of the default one, and has to let the alarm in',
    `${ALARM}  Policy: { Type: AWS::SNS::TopicPolicy, Properties: { Topics: [!Ref Topic], PolicyDocument: { Statement: [] } } }\n`,
    [`\${Topic} topic-policy cloudwatch.amazonaws.com sns:Publish \${Topic} ${ALARM_ARN}`],
  ],
  [
    'so has the key of an encrypted topic',
    `${ALARM.replace('!Ref Topic', '!Ref Sealed')}  Sealed: { Type: AWS::SNS::Topic, Properties: { KmsMasterKeyId: !Ref Key } }\n`,
    [`\${Key} key-policy cloudwatch.amazonaws.com kms:Decrypt,kms:GenerateDataKey * ${ALARM_ARN}`],
  ],
  [
    'received mail is put below its prefix by the bucket’s policy',
    MAIL('{ S3Action: { BucketName: !Ref Bucket, ObjectKeyPrefix: in/ } }'),
    [`\${Bucket} bucket-policy ses.amazonaws.com s3:PutObject arn:P:s3:::\${Bucket}/in/* ${RULES}`],
  ],
  ['or by a role', MAIL('{ S3Action: { BucketName: !Ref Bucket, IamRoleArn: arn:aws:iam::111122223333:role/r } }'), []],
  [
    'Lambda decrypts filters with the key that they are encrypted with',
    "  Fn: { Type: AWS::Lambda::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, Code: ., Role: arn:aws:iam::111122223333:role/r } }\n  Map: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Queue.Arn, KmsKeyArn: !GetAtt Key.Arn, FilterCriteria: { Filters: [{ Pattern: '{}' }] } } }\n",
    ['${Key} key-policy lambda.R.amazonaws.com kms:Decrypt * aws:SourceArn=arn:P:lambda:R:A:event-source-mapping:* aws:SourceAccount=A'],
  ],
  [
    'a bus leaves what it cannot decrypt in its queue, and uses its key itself',
    '  Bus: { Type: AWS::Events::EventBus, Properties: { Name: b, KmsKeyIdentifier: !Ref Key, DeadLetterConfig: { Arn: !GetAtt Queue.Arn } } }\n',
    [
      `\${Key} key-policy events.amazonaws.com kms:Decrypt,kms:DescribeKey,kms:GenerateDataKey * ${BUS}`,
      `\${Queue} queue-policy events.amazonaws.com sqs:SendMessage \${Queue.Arn} ${BUS}`,
    ],
  ],
]

test.each(rows)('%s', async (_, resources, want) => expect(await found(resources)).toEqual(want))
