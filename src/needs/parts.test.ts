import { expect, test } from 'vitest'
import { type Piece, parseSym, printSym, type SymText, symText } from '../policy/index.js'
import type { TracePiece } from '../trace/index.js'
import { type Bound, known } from './bound.js'
import { indexDeclared } from './declared.js'
import { partOf, replacedBound } from './parts.js'
import { appOf, callOf, cells, needsWith, piece } from './testing/app-of.js'

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Parameters: { Given: { Type: String } }
Resources:
  Jobs: { Type: AWS::SQS::Queue }
  Group: { Type: AWS::Logs::LogGroup }
  Uploads: { Type: AWS::S3::Bucket }
  Machine: { Type: AWS::Serverless::StateMachine, Properties: { Definition: { StartAt: A, States: { A: { Type: Succeed } } } } }
  Table: { Type: AWS::DynamoDB::Table, Properties: { StreamSpecification: { StreamViewType: KEYS_ONLY } } }
  Other: { Type: AWS::DynamoDB::Table }
  Task: { Type: AWS::ECS::TaskDefinition }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: .
      Environment: { Variables: { ARN: !GetAtt Table.Arn, URL: !Ref Jobs, MACHINE: !Ref Machine, IN: !Ref Uploads } }
      Events: { S: { Type: DynamoDB, Properties: { Stream: !GetAtt Table.StreamArn, StartingPosition: LATEST } } }
`
const app = await appOf(TEMPLATE)
const index = indexDeclared(app)

/** `*` stands for what is not known. */
const bound = (written: string): Bound => {
  const pieces = parseSym(written).flatMap((p): (string | Piece)[] =>
    p.kind === 'text' ? p.text.split('*').flatMap((each, i): (string | Piece)[] => (i === 0 ? [each] : [{ kind: 'any' }, each])) : [p],
  )
  const text = symText(...pieces)
  return text.some(({ kind }) => kind === 'any') ? { text, why: 'not known' } : known(text)
}
const shown = (text: SymText): string => printSym(text)

test.each([
  ['a name at the end of a plain ARN', 'arn:aws:dynamodb:eu-west-1:1:table/a', '/', -1, false, 'a'],
  [
    'a name in an ARN with its symbol',
    'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Table}',
    '/',
    1,
    false,
    '${Table}',
  ],
  ['the account of an ARN', '${Table.Arn}', ':', 4, false, '${AWS::AccountId}'],
  ['all behind the account', '${Table.StreamArn}', ':', 5, true, 'table/${Table}/stream/*'],
  ['the table of a stream', '${Table.StreamArn}', '/', 1, false, '${Table}'],
  ['the name in a URL of a queue', '${Jobs}', '/', -1, false, '${Jobs.QueueName}'],
  ['the account in a URL of a queue', '${Jobs}', '/', -2, false, '${AWS::AccountId}'],
  ['the name of a queue in its ARN', '${Jobs.Arn}', ':', 5, false, '${Jobs.QueueName}'],
  ['the last two parts', '${Jobs}', '/', -2, true, '${AWS::AccountId}/${Jobs.QueueName}'],
  ['the name in an ARN that `Ref` gives', '${Machine}', ':', -1, false, '${Machine.Name}'],
  ['a part before what is not known', 'in/*', '/', 0, false, 'in'],
  ['what is not known and all behind it', 'in/*', '/', 1, true, '*'],
  ['a part behind what may hold more of them', 'in/*/end', '/', 2, false, '*'],
  ['the last part before which something is not known', 'in/*/end', '/', -1, false, 'end'],
  ['a name that may hold slashes', 'arn:aws:logs:r:a:log-group:${Group}', '/', -1, false, '*'],
  ['a name of words with hyphens', '${Table}-prod', '-', 0, false, '*'],
  ['a parameter', '${Given}', ':', 5, false, '*'],
  ['a wildcard that is written as text', 'in/?', '/', 1, false, '*'],
  ['an ARN whose form nobody knows', '${Task}', '/', -1, false, '*'],
])('a part: %s', (_, text, by, at, rest, want) => {
  const [found] = partOf(text.includes('?') ? known(text.replace('?', '*')) : bound(text), { kind: 'part', of: [], by, at, rest }, index)
  expect(found === undefined ? null : shown(found.text)).toBe(want)
  expect(found?.why === null).toBe(!want.includes('*'))
})

test.each([
  ['URLs of queues', '${Jobs},${Given}', ['${Jobs}', '*']],
  ['names and ARNs', '${Table},${Machine},plain', ['${Table}', '${Machine}', 'plain']],
  ['what is not known', 'a,*', ['a', '*']],
])('each part of a list of %s', (_, text, want) => {
  const found = partOf(bound(text), { kind: 'part', of: [], by: ',', at: '*', rest: false }, index)
  expect(found.map((each) => shown(each.text))).toEqual(want)
})

test('a part that the text does not have is nothing', () => {
  expect(partOf(bound('a/b'), { kind: 'part', of: [], by: '/', at: 2, rest: false }, index)).toEqual([])
  expect(partOf(bound('a/b'), { kind: 'part', of: [], by: '/', at: -3, rest: false }, index)).toEqual([])
})

test.each([
  [
    'in an ARN that `Ref` gives',
    '${Machine}',
    ':stateMachine:',
    ':execution:',
    'first',
    'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${Machine.Name}',
  ],
  ['nothing, and the symbol stays', '${Machine}', 'x', 'y', 'first', '${Machine}'],
  ['the prefix of a key', 'in/*', 'in/', 'out/', 'first', 'out/*'],
  ['a beginning', 'in/*', 'in/', 'out/', 'start', 'out/*'],
  ['a beginning that is another', 'in/*', 'up/', 'out/', 'start', 'in/*'],
  ['an end', '*.jpg', '.jpg', '.png', 'end', '*.png'],
  ['what may have come before', '*/in/x', 'in/', 'out/', 'first', '*'],
  ['everywhere', 'a/*/b/c', '/', '-', 'all', 'a-*-b-c'],
  ['in a parameter', '${Given}', ':', '/', 'all', '*'],
] as const)('replaced: %s', (_, text, what, by, where, want) => {
  expect(shown(replacedBound(bound(text), { kind: 'replaced', of: [], what, by, where }, index).text)).toBe(want)
})

const part = (of: TracePiece, by: string, at: number): TracePiece => ({ kind: 'part', of: [of], by, at, rest: false })
const response = (service: string, operation: string, path: string, input: Record<string, string>): TracePiece => {
  const { input: traced } = callOf(service, operation, input)
  return { kind: 'response', service, operation, path: path.split('.'), input: traced }
}

test.each([
  [
    'the table of an ARN in a variable',
    callOf('dynamodb', 'Scan', { TableName: part(piece.env('ARN'), '/', -1) }),
    'dynamodb:Scan table/${Table}',
  ],
  [
    'the table of the stream that the event is of',
    callOf('dynamodb', 'Scan', { TableName: part(piece.event('Records.*.eventSourceARN'), '/', 1) }),
    'dynamodb:Scan table/${Table}',
  ],
  [
    'a queue by the name in its URL',
    callOf('sqs', 'GetQueueUrl', { QueueName: part(piece.env('URL'), '/', -1) }),
    'sqs:GetQueueUrl ${Jobs.Arn}',
  ],
])('%s', async (_, call, want) => {
  expect(cells(needsWith(app, { Fn: [call] }).functions.get('Fn')?.grants ?? [], 'call')).toEqual([want])
})

test.each([
  [
    'a queue asked for by its own name',
    callOf('sqs', 'SendMessage', { QueueUrl: response('sqs', 'GetQueueUrl', 'QueueUrl', { QueueName: 'jobs' }) }),
    'sqs:SendMessage sqs:${AWS::Region}:${AWS::AccountId}:jobs',
  ],
  [
    'a queue of another account',
    callOf('sqs', 'SendMessage', {
      QueueUrl: response('sqs', 'GetQueueUrl', 'QueueUrl', { QueueName: 'jobs', QueueOwnerAWSAccountId: '111122223333' }),
    }),
    'sqs:SendMessage sqs:${AWS::Region}:111122223333:jobs',
  ],
  [
    'a topic that was made',
    callOf('sns', 'Publish', { TopicArn: response('sns', 'CreateTopic', 'TopicArn', { Name: 'news' }) }),
    'sns:Publish sns:${AWS::Region}:${AWS::AccountId}:news',
  ],
  [
    'a version that was listed below a prefix',
    callOf('s3', 'DeleteObject', {
      Bucket: 'b',
      Key: response('s3', 'ListObjectVersions', 'Versions.*.Key', { Bucket: 'b', Prefix: 'tmp/' }),
    }),
    's3:DeleteObject s3:::b/tmp/*',
  ],
])('an answer: %s', (_, call, want) => {
  const found =
    needsWith(app, { Fn: [call] })
      .functions.get('Fn')
      ?.grants.filter(({ kind }) => kind === 'call') ?? []
  expect(
    found.flatMap((grant) =>
      grant.actions.flatMap((a) => grant.resources.map((r) => `${a} ${printSym(r).replace('arn:${AWS::Partition}:', '')}`)),
    ),
  ).toEqual([want])
})
