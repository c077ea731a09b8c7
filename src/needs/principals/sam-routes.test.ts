import { expect, test } from 'vitest'
import { printSym } from '../../policy/index.js'
import type { TracePiece } from '../../trace/index.js'
import { appOf, callOf, cells, needsWith, piece } from '../testing/app-of.js'

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: . }
  Api: { Auth: { Authorizers: { Token: { FunctionArn: !GetAtt Guard.Arn } } } }
Resources:
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  Guard: { Type: AWS::Serverless::Function }
  Guarded: { Type: AWS::Serverless::Function, Properties: { Events: { Get: { Type: Api, Properties: { Path: /guarded, Method: get } } } } }
  AsCaller: { Type: AWS::Serverless::Api, Properties: { StageName: prod, Auth: { DefaultAuthorizer: AWS_IAM } } }
  ByRole: { Type: AWS::Serverless::Api, Properties: { StageName: prod, Auth: { DefaultAuthorizer: AWS_IAM, InvokeRole: !GetAtt Role.Arn } } }
  AsItself: { Type: AWS::Serverless::Api, Properties: { StageName: prod, Auth: { DefaultAuthorizer: AWS_IAM, InvokeRole: NONE } } }
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Caller: { Type: Api, Properties: { RestApiId: !Ref AsCaller, Path: '/orders/{id}', Method: get } }
        Role: { Type: Api, Properties: { RestApiId: !Ref ByRole, Path: /orders, Method: post } }
        Open: { Type: Api, Properties: { RestApiId: !Ref ByRole, Path: /open, Method: get, Auth: { Authorizer: NONE } } }
        Itself: { Type: Api, Properties: { RestApiId: !Ref AsItself, Path: /orders, Method: any } }
  Client: { Type: AWS::Serverless::Function }
`

const app = await appOf(TEMPLATE)
const permitted = (id: string): readonly string[] =>
  needsWith(app, {})
    .resourceGrants.filter((grant) => printSym(grant.resource) === `\${${id}}`)
    .flatMap((grant) => grant.conditions.flatMap(({ values }) => values.map((value) => printSym(value).split(':').at(-1) ?? '')))
    .sort()

test('an API with an InvokeRole invokes the functions of its routes with it', () => {
  const found = needsWith(app, {}).principals.get('ByRole')
  expect(cells(found?.grants ?? [])).toEqual(['lambda:InvokeFunction function:${Orders}'])
  expect(found?.declaredRole).toBe('Role')
})

test('a function permits the routes that API Gateway invokes as itself, and no others', () => {
  expect(permitted('Orders')).toEqual(['${AsItself}/*/*/orders', '${ByRole}/*/GET/open'])
})

test('authorizers in the globals are those of the API that SAM makes, and of every other', () => {
  expect(permitted('Guard')).toContain('${ServerlessRestApi}/authorizers/*')
})

const callers = [
  {
    name: 'who calls a route that hands credentials on invokes the function behind it',
    api: 'AsCaller',
    path: '/orders/7',
    want: ['lambda:InvokeFunction function:${Orders}'],
  },
  { name: 'another path of the same API is not behind it', api: 'AsCaller', path: '/others', want: [] },
  { name: 'API Gateway invokes as itself where SAM is told so', api: 'AsItself', path: '/orders', want: [] },
]
test.each(callers)('$name', async ({ api, path, want }) => {
  const client = `  Client: { Type: AWS::Serverless::Function, Properties: { Environment: { Variables: { URL: !Sub 'https://\${${api}}.execute-api.\${AWS::Region}.amazonaws.com/prod' } } } }`
  const own = await appOf(TEMPLATE.replace('  Client: { Type: AWS::Serverless::Function }', client))
  const call = callOf('execute-api', 'GET', {
    url: {
      traced: {
        kind: 'text',
        pieces: [
          { kind: 'env', name: 'URL', fallback: null },
          { kind: 'literal', text: path },
        ],
      },
    },
  })
  const grants = needsWith(own, { Client: [call] }).functions.get('Client')?.grants ?? []
  expect(cells(grants, 'call').filter((cell) => cell.startsWith('lambda:'))).toEqual(want)
})

const SOCKET = `
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: . } }
Resources:
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  Guard: { Type: AWS::Serverless::Function }
  Say: { Type: AWS::Serverless::Function }
  Chat:
    Type: AWS::Serverless::WebSocketApi
    Properties: { Auth: { AuthType: CUSTOM, AuthArn: !GetAtt Guard.Arn, InvokeRole: !GetAtt Role.Arn }, Routes: { say: { FunctionArn: !GetAtt Say.Arn } } }
`

test('a socket API of SAM invokes its authorizer with the role that it is given, and its routes by permission', async () => {
  const needs = needsWith(await appOf(SOCKET), {})
  expect(cells(needs.principals.get('Chat')?.grants ?? [])).toEqual(['lambda:InvokeFunction function:${Guard}'])
  expect(
    needs.resourceGrants.map((grant) => [printSym(grant.resource), ...grant.conditions.flatMap((c) => c.values.map(printSym))]),
  ).toEqual([['${Say}', 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Chat}/*/say']])
})

test('who answers over a socket does so in the stage that its API has', async () => {
  const endpoint = (path: string): TracePiece => ({ kind: 'event', path: ['requestContext', path] })
  const call = callOf(
    'apigatewaymanagementapi',
    'PostToConnection',
    {},
    { endpoint: { kind: 'text', pieces: [piece.literal('https://'), endpoint('domainName'), piece.literal('/'), endpoint('stage')] } },
  )
  const grants = needsWith(await appOf(SOCKET), { Say: [call] }).functions.get('Say')?.grants ?? []
  expect(cells(grants, 'call')).toEqual(['execute-api:ManageConnections ${Chat}/default/POST/@connections/*'])
})
