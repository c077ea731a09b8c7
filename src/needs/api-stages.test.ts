import { expect, test } from 'vitest'
import { appOf, callOf, cells, joined, needsWith, piece } from './testing/app-of.js'

const url = (id: string) => `!Sub 'https://\${${id}}.execute-api.\${AWS::Region}.amazonaws.com'`

const app = await appOf(`
Transform: AWS::Serverless-2016-10-31
Resources:
  Plain: { Type: AWS::Serverless::HttpApi, Properties: {} }
  Named: { Type: AWS::Serverless::HttpApi, Properties: { StageName: live } }
  Rest: { Type: AWS::ApiGateway::RestApi, Properties: { Name: rest } }
  Bare: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: bare, ProtocolType: HTTP } }
  BareStage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Bare, StageName: $default } }
  Unseen: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: unseen, ProtocolType: HTTP } }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      CodeUri: .
      Environment: { Variables: { PLAIN: ${url('Plain')}, NAMED: ${url('Named')}, REST: ${url('Rest')}, BARE: ${url('Bare')}, UNSEEN: ${url('Unseen')} } }
`)

const invoked = (name: string, path: string): readonly string[] => {
  const call = callOf('execute-api', 'GET', { url: joined(piece.env(name), path) })
  return cells(needsWith(app, { Fn: [call] }).functions.get('Fn')?.grants ?? [], 'call')
}

test.each([
  { name: 'an HTTP API of SAM has the stage that is in no path', of: 'PLAIN', path: '/items/1', want: ['${Plain}/$default/GET/items/1'] },
  { name: 'a named stage stands in the path', of: 'NAMED', path: '/live/items', want: ['${Named}/live/GET/items'] },
  { name: 'a REST API always has one', of: 'REST', path: '/prod/items', want: ['${Rest}/prod/GET/items'] },
  { name: 'stages of their own count', of: 'BARE', path: '/items/1', want: ['${Bare}/$default/GET/items/1'] },
  {
    name: 'where no stage is seen, both readings are possible',
    of: 'UNSEEN',
    path: '/items/1',
    want: ['${Unseen}/$default/GET/items/1', '${Unseen}/items/GET/1'],
  },
])('$name', ({ of, path, want }) => expect(invoked(of, path)).toEqual(want.map((resource) => `execute-api:Invoke ${resource}`)))
