import { expect, test } from 'vitest'
import { reviewOf } from './testing/review-of.js'

const FN = 'Handler: index.handler, Runtime: nodejs22.x'
const POLICY = (statement: string): string => `PolicyDocument: { Version: '2012-10-17', Statement: [${statement}] }`

const COMMON = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Queue: { Type: AWS::SQS::Queue }
  Fn: { Type: AWS::Lambda::Function, Properties: { ${FN}, Code: ., Role: arn:aws:iam::111122223333:role/r } }
`
const FED = '  Fed: { Type: AWS::SNS::Subscription, Properties: { Protocol: sqs, TopicArn: !Ref Topic, Endpoint: !GetAtt Queue.Arn } }\n'
const API = `  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, ProtocolType: HTTP, Target: !GetAtt Fn.Arn } }\n`
const SEALED = FED.replaceAll('Queue', 'Sealed').replace('Fed', 'FedToo')
const KEYED = `  Sealed: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: !Ref Key } }\n  Open: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Sealed], ${POLICY("{ Effect: Allow, Principal: '*', Action: 'sqs:*', Resource: '*' }")} } }\n`

const rows: readonly (readonly [name: string, resources: string, want: readonly string[]])[] = [
  ['a queue without a policy lets no topic in', FED, ['Queue sns.amazonaws.com sqs:SendMessage']],
  [
    'a policy that names the service lets it in',
    `${FED}  Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Queue], ${POLICY('{ Effect: Allow, Principal: { Service: [events.amazonaws.com, sns.amazonaws.com] }, Action: "SQS:Send*", Resource: "*" }')} } }\n`,
    [],
  ],
  [
    'a policy for another service, or another action, does not',
    `${FED}  Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Queue], ${POLICY('{ Effect: Allow, Principal: { Service: events.amazonaws.com }, Action: sqs:SendMessage, Resource: "*" }, { Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: sqs:ReceiveMessage, Resource: "*" }')} } }\n`,
    ['Queue sns.amazonaws.com sqs:SendMessage'],
  ],
  [
    'one that names an account only is for that account',
    `${FED}  Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Queue], ${POLICY('{ Effect: Allow, Principal: { AWS: !Ref AWS::AccountId }, Action: sqs:SendMessage, Resource: "*" }')} } }\n`,
    ['Queue sns.amazonaws.com sqs:SendMessage'],
  ],
  [
    'a connector lets it in',
    `${FED}  Joined: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: Topic }, Destination: { Id: Queue }, Permissions: [Write] } }\n`,
    [],
  ],
  [
    'a key whose policy names the account alone is closed to services',
    `${SEALED}${KEYED}  Key: { Type: AWS::KMS::Key, Properties: { KeyPolicy: { Statement: [{ Effect: Allow, Principal: { AWS: !Sub "arn:aws:iam::\${AWS::AccountId}:root" }, Action: "kms:*", Resource: "*" }] } } }\n`,
    ['Key sns.amazonaws.com kms:Decrypt,kms:GenerateDataKey'],
  ],
  [
    'one that names the service is open to it',
    `${SEALED}${KEYED}  Key: { Type: AWS::KMS::Key, Properties: { KeyPolicy: { Statement: [{ Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: ["kms:Decrypt", "kms:GenerateDataKey*"], Resource: "*" }] } } }\n`,
    [],
  ],
  ['an API needs a permission of the function', API, ['Fn apigateway.amazonaws.com lambda:InvokeFunction']],
  [
    'and has it',
    `${API}  Allowed: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com } }\n`,
    [],
  ],
  [
    'SAM lets its own events in, and whatever it makes a queue for',
    `  Own: { Type: AWS::Serverless::Function, Properties: { ${FN}, CodeUri: ., Events: { News: { Type: SNS, Properties: { Topic: !Ref Topic, SqsSubscription: true } }, Night: { Type: Schedule, Properties: { Schedule: rate(1 day), DeadLetterConfig: { Type: SQS } } } } } }\n`,
    [],
  ],
  [
    'but not in a queue that the event only names',
    `  Own: { Type: AWS::Serverless::Function, Properties: { ${FN}, CodeUri: ., Events: { Night: { Type: Schedule, Properties: { Schedule: rate(1 day), DeadLetterConfig: { Arn: !GetAtt Queue.Arn } } } } } }\n`,
    ['Queue events.amazonaws.com sqs:SendMessage'],
  ],
  [
    'a rotation invokes its function',
    '  Secret: { Type: AWS::SecretsManager::Secret }\n  Turned: { Type: AWS::SecretsManager::RotationSchedule, Properties: { SecretId: !Ref Secret, RotationLambdaARN: !GetAtt Fn.Arn } }\n',
    ['Fn secretsmanager.amazonaws.com lambda:InvokeFunction'],
  ],
]

test.each(rows)('%s', async (_, resources, want) => {
  const { findings } = await reviewOf(COMMON + resources, {})
  const shut = findings.filter(({ code }) => code === 'access/not-let-in')
  const found = shut.map(({ subject, message }) => {
    const [service, ...others] = [...message.matchAll(/`([^`]+)`/g)].map(([, quoted = '']) => quoted)
    return `${subject} ${service} ${others.slice(0, -1).join()}`
  })
  expect(found).toEqual(want)
})

test('a function of a service is called by its key, and what the framework makes lets its own events in', async () => {
  const service = `
service: feeds
provider: { name: aws, runtime: nodejs22.x }
functions:
  own: { handler: index.handler, events: [{ sns: news }] }
  take: { handler: index.handler }
resources:
  Resources:
    Topic: { Type: AWS::SNS::Topic }
    Fed: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt TakeLambdaFunction.Arn } }
`
  const { findings } = await reviewOf(service, {}, 'per-function', 'serverless.yml')
  const shut = findings.filter(({ code }) => code === 'access/not-let-in')
  expect(shut.map(({ subject, at }) => `${subject} ${at?.line}`)).toEqual(['take 10'])
})
