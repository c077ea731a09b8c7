import { expect, test } from 'vitest'
import { toldCalls } from '../app/index.js'
import { appOf, cells, needsWith } from './testing/app-of.js'

const template = (resources: string): string => `
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, Code: . , Role: arn:aws:iam::111122223333:role/r } }
  Table: { Type: AWS::DynamoDB::Table, Properties: {} }
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
${resources}`

const told = (id: string, call: string): string =>
  `  ${id}: { Type: Custom::AWS, Properties: { ServiceToken: !GetAtt Fn.Arn, Create: !Sub '${call}' } }\n`

const rows: readonly { readonly name: string; readonly call: string; readonly want: readonly string[] }[] = [
  {
    name: 'a service by its class of before, with parameters that name a resource',
    call: '{"service":"DynamoDB","action":"putItem","parameters":{"TableName":"${Table}","Item":{}}}',
    want: ['dynamodb:PutItem table/${Table}'],
  },
  {
    name: 'a package and its command',
    call: '{"service":"@aws-sdk/client-cognito-identity-provider","action":"DescribeUserPoolClientCommand","parameters":{"UserPoolId":"eu_1","ClientId":"c"}}',
    want: ['cognito-idp:DescribeUserPoolClient userpool/eu_1'],
  },
  {
    name: 'what is known when the resource is made',
    call: '{"service":"SSM","action":"deleteParameter","parameters":{"Name":"PHYSICAL:RESOURCEID:"}}',
    want: ['ssm:DeleteParameter parameter/* ?wildcard'],
  },
  {
    name: 'a call in the name of another role',
    call: '{"service":"SSM","action":"getParameter","parameters":{"Name":"/x"},"assumedRoleArn":"${Role.Arn}"}',
    want: ['sts:AssumeRole role/${Role}'],
  },
]
test.each(rows)('$name', async ({ call, want }) => {
  const grants = needsWith(await appOf(template(told('Call', call))), {}).functions.get('Fn')?.grants ?? []
  expect(cells(grants).filter((cell) => !cell.startsWith('logs:'))).toEqual(want)
})

test('a function that something else invokes, too, is read as code', async () => {
  const call = '{"service":"SSM","action":"getParameter","parameters":{"Name":"/x"}}'
  const app = await appOf(
    template(`${told('Call', call)}  Other: { Type: Custom::Other, Properties: { ServiceToken: !GetAtt Fn.Arn, Name: x } }`),
  )
  const fn = app.functions.get('Fn')
  expect(fn === undefined ? null : toldCalls(fn)).toBe(null)
})

test('a call of a client that is not known is said', async () => {
  const app = await appOf(template(told('Call', '{"service":"Nowhere","action":"getIt","parameters":{}}')))
  const { unresolved } = needsWith(app, {}).functions.get('Fn') ?? { unresolved: [] }
  expect(unresolved.map((problem) => problem.code)).toEqual(['needs/unknown-operation'])
})

test('a function with a call that cannot be read is read as code', async () => {
  const properties = `ServiceToken: !GetAtt Fn.Arn, Create: '{"service":"SSM","action":"getParameter"}', Delete: !ImportValue call`
  const app = await appOf(template(`  Call: { Type: Custom::AWS, Properties: { ${properties} } }\n`))
  const fn = app.functions.get('Fn')
  expect(fn === undefined ? null : toldCalls(fn)).toBe(null)
})
