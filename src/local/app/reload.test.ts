/** What a changed template brings while the app runs: what fed a function before feeds it no more. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { ListSubscriptionsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp, until } from '../testing/app.js'

const FIRST = {
  News: { Type: 'SNS', Properties: { Topic: { Ref: 'Topic' }, FilterPolicy: { kind: ['old'] } } },
  Upload: { Type: 'S3', Properties: { Bucket: { Ref: 'Inbox' }, Events: 's3:ObjectCreated:*' } },
  Rule: { Type: 'EventBridgeRule', Properties: { Pattern: { source: ['shop'] } } },
}
const template = (Events: object, more: object = {}): string =>
  JSON.stringify({
    Transform: 'AWS::Serverless-2016-10-31',
    Resources: {
      Topic: { Type: 'AWS::SNS::Topic' },
      Inbox: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'inbox' } },
      Reader: {
        Type: 'AWS::Serverless::Function',
        Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', CodeUri: '.', Events },
      },
      ...more,
    },
  })
const CODE = `exports.handler = async (event) => console.log('got', JSON.stringify(event.Records?.[0].Sns?.Message ?? event.Records?.[0].s3?.object.key ?? event.detail))`

let it: TestApp
beforeAll(async () => {
  const declared = {
    Second: { Type: 'AWS::SNS::Topic' },
    Queue: { Type: 'AWS::SQS::Queue' },
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Second' }, Protocol: 'sqs', Endpoint: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
    },
  }
  it = await startTestApp({ 'template.json': template(FIRST, declared), 'index.js': CODE })
}, 30_000)
afterAll(() => it.close())

async function send(kind: string): Promise<void> {
  const topic = it.app.describe().resources.Topic?.ref
  await new SNSClient(it.admin()).send(
    new PublishCommand({ TopicArn: topic, Message: `sns ${kind}`, MessageAttributes: { kind: { DataType: 'String', StringValue: kind } } }),
  )
  await new S3Client({ ...it.admin(), forcePathStyle: true }).send(new PutObjectCommand({ Bucket: 'inbox', Key: `s3-${kind}`, Body: 'x' }))
  const entry = { Source: 'shop', DetailType: 'd', Detail: JSON.stringify({ bus: kind }) }
  await new EventBridgeClient(it.admin()).send(new PutEventsCommand({ Entries: [entry] }))
}
const got = (): readonly string[] => it.logs.flatMap((line) => /got (\S.*?)\s*$/.exec(line)?.[1] ?? [])

test('sources that go are gone, and a filter that changes is changed', async () => {
  await send('old')
  await until(() => (got().length === 3 ? true : null))
  writeFileSync(
    join(it.folder, 'template.json'),
    template({ News: { Type: 'SNS', Properties: { Topic: { Ref: 'Topic' }, FilterPolicy: { kind: ['new'] } } } }),
  )
  expect(await it.app.reload(await it.generate())).toMatchObject({ ok: true })
  await send('old')
  await send('new')
  await until(() => got().find((text) => text.includes('sns new')))
  await it.app.settle()
  expect(got().slice(3)).toEqual(['"sns new"'])
  const { Subscriptions } = await new SNSClient(it.admin()).send(new ListSubscriptionsCommand({}))
  expect(Subscriptions?.map(({ Protocol }) => Protocol)).toEqual(['lambda'])
  expect((await new EventBridgeClient(it.admin()).send(new ListRulesCommand({}))).Rules).toEqual([])
  expect(it.problems).toEqual([])
})

test('a rule that loses a target feeds it no more, and the one that stays is fed', async () => {
  const rule = (...queues: readonly string[]): object => ({
    First: { Type: 'AWS::SQS::Queue' },
    Other: { Type: 'AWS::SQS::Queue' },
    Shop: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['targets'] },
        Targets: queues.map((id) => ({ Id: id, Arn: { 'Fn::GetAtt': [id, 'Arn'] } })),
      },
    },
  })
  const targets = async (...queues: readonly string[]): Promise<readonly (string | undefined)[]> => {
    writeFileSync(join(it.folder, 'template.json'), template({}, rule(...queues)))
    expect(await it.app.reload(await it.generate())).toMatchObject({ ok: true })
    const client = new EventBridgeClient(it.admin())
    const { Rules } = await client.send(new ListRulesCommand({}))
    const { Targets } = await client.send(new ListTargetsByRuleCommand({ Rule: Rules?.[0]?.Name }))
    return (Targets ?? []).map(({ Id }) => Id).sort()
  }
  expect(await targets('First', 'Other')).toEqual(['First', 'Other'])
  expect(await targets('Other')).toEqual(['Other'])
  expect(await targets('Other', 'First')).toEqual(['First', 'Other'])
})

test('without a filter, everything comes', async () => {
  writeFileSync(join(it.folder, 'template.json'), template({ News: { Type: 'SNS', Properties: { Topic: { Ref: 'Topic' } } } }))
  await it.app.reload(await it.generate())
  await send('any')
  await until(() => got().find((text) => text.includes('sns any')))
})
