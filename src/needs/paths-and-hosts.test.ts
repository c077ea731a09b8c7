import { expect, test } from 'vitest'
import type { TracePiece } from '../trace/index.js'
import { appOf, callOf, cells, joined, needsWith, piece } from './testing/app-of.js'

const app = await appOf(`
Transform: AWS::Serverless-2016-10-31
Resources:
  Target: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: ., FunctionUrlConfig: { AuthType: AWS_IAM } } }
  Other: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: . } }
  OtherUrl: { Type: AWS::Lambda::Url, Properties: { AuthType: AWS_IAM, TargetFunctionArn: !Ref Other, Qualifier: live } }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: .
      Environment: { Variables: { URL: !GetAtt TargetUrl.FunctionUrl, LIVE: !GetAtt OtherUrl.FunctionUrl, API: 'https://abc.execute-api.eu-west-1.amazonaws.com/v1' } }
`)

const asked = (service: string, ...url: readonly (string | TracePiece)[]) => {
  const needs = needsWith(app, { Fn: [callOf(service, 'GET', { url: joined(...url) })] }).functions.get('Fn')
  return { cells: cells(needs?.grants ?? [], 'call'), codes: needs?.unresolved.map(({ code }) => code) }
}

const id = piece.event('pathParameters.id')

test('a function’s URL in a variable is that function, whatever path follows', () => {
  expect(asked('lambda-url', piece.env('URL'), 'items/', id).cells).toEqual([
    'lambda:InvokeFunction function:${Target}',
    'lambda:InvokeFunctionUrl function:${Target}',
  ])
})

test('a URL with a qualifier is the alias', () => {
  expect(asked('lambda-url', piece.env('LIVE')).cells).toContain('lambda:InvokeFunctionUrl function:${Other}:live')
})

test('a part of the path that an event gives leaves nothing open', () => {
  const { cells, codes } = asked('execute-api', piece.env('API'), '/orders/', id)
  expect(cells.map((cell) => cell.split(' ')[1])).toContain(
    'arn:${AWS::Partition}:execute-api:eu-west-1:${AWS::AccountId}:abc/v1/GET/orders/*',
  )
  expect(codes).toEqual([])
})

test('nor does a part of the key of what is copied', () => {
  const copy = callOf('s3', 'CopyObject', { Bucket: 'to', Key: joined(id, '.json'), CopySource: joined('from/', id, '.json') })
  const needs = needsWith(app, { Fn: [copy] }).functions.get('Fn')
  expect(cells(needs?.grants ?? [], 'call')).toEqual(['s3:GetObject s3:from/*.json', 's3:PutObject s3:to/*'])
  expect(needs?.unresolved).toEqual([])
})

test('a request is for the service that its host says', () => {
  for (const service of ['appsync', 'aoss', 'es', 'lambda-url']) expect(asked(service, piece.env('API')).cells).toEqual([])
  expect(asked('execute-api', piece.env('URL')).cells).toEqual([])
})
