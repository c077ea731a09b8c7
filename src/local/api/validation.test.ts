/**
 * Source: API Gateway Developer Guide, "Request validation for REST APIs in API Gateway": parameters are "included and not
 * blank", and the payload "adheres to the configured JSON schema".
 */
import { expect, test } from 'vitest'
import { readApis } from './read-apis.js'
import { openApiRules } from './read-validation.js'
import { request } from './testing/requests.js'
import type { RequestRules } from './types.js'
import { brokenRule } from './validation.js'

const ITEM = { type: 'object', required: ['name'], properties: { name: { type: 'string' }, price: { $ref: '#/definitions/Price' } } }
const DOCUMENT = {
  'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true, validateRequestParameters: true } },
  'x-amazon-apigateway-request-validator': 'all',
  definitions: { Item: ITEM, Price: { type: 'number', minimum: 0 } },
}
const OPERATION = {
  parameters: [
    { in: 'query', name: 'page', required: true },
    { in: 'header', name: 'X-Tenant', required: true },
    { in: 'query', name: 'size' },
    { in: 'body', schema: { $ref: '#/definitions/Item' } },
  ],
}
const rules = openApiRules(DOCUMENT, OPERATION, []) as RequestRules

const good = request({
  query: [['page', '1']],
  headers: [['x-tenant', 't']],
  body: Buffer.from('{"name":"a","price":1}'),
})
const rows = [
  { name: 'what keeps all rules', with: {}, want: null },
  { name: 'a parameter that is not there', with: { query: [] }, want: 'Missing required request parameters: [page]' },
  { name: 'a blank one', with: { headers: [['x-tenant', ' ']] as const }, want: 'Missing required request parameters: [X-Tenant]' },
  { name: 'both', with: { query: [], headers: [] }, want: 'Missing required request parameters: [page, X-Tenant]' },
  { name: 'a body without a member', with: { body: Buffer.from('{"price":1}') }, want: 'BAD_REQUEST_BODY' },
  { name: 'a member of another type, by a reference', with: { body: Buffer.from('{"name":"a","price":-1}') }, want: 'BAD_REQUEST_BODY' },
  { name: 'a body that is no JSON', with: { body: Buffer.from('name') }, want: 'BAD_REQUEST_BODY' },
  { name: 'no body', with: { body: Buffer.alloc(0) }, want: 'BAD_REQUEST_BODY' },
  {
    name: 'a body of a type without a model',
    with: { body: Buffer.from('x'), headers: [...good.headers, ['content-type', 'text/plain']] as const },
    want: null,
  },
]
test.each(rows)('$name', async (row) => {
  const broken = await brokenRule(rules, { ...good, ...row.with }, new Map())
  expect(broken === null ? null : broken.rule === 'BAD_REQUEST_BODY' ? broken.rule : broken.message).toBe(row.want)
})

test('what is wrong with a body is said by its place', async () => {
  const broken = await brokenRule(rules, { ...good, body: Buffer.from('{"name":1}') }, new Map())
  expect(broken).toMatchObject({ errors: expect.stringContaining('#/name') })
})

test('without a validator nothing is asked', () => expect(openApiRules({}, OPERATION, [])).toBeNull())

test('methods with models that name each other, and events of SAM', () => {
  const resources = new Map(
    Object.entries({
      Rest: { type: 'AWS::ApiGateway::RestApi', properties: {} },
      Both: {
        type: 'AWS::ApiGateway::RequestValidator',
        properties: { RestApiId: 'Rest', ValidateRequestBody: true, ValidateRequestParameters: true },
      },
      Price: { type: 'AWS::ApiGateway::Model', properties: { RestApiId: 'Rest', Name: 'Price', Schema: { type: 'number' } } },
      Item: {
        type: 'AWS::ApiGateway::Model',
        properties: {
          RestApiId: 'Rest',
          Schema: { properties: { price: { $ref: 'https://apigateway.amazonaws.com/restapis/Rest/models/Price' } } },
        },
      },
      Put: {
        type: 'AWS::ApiGateway::Method',
        properties: {
          RestApiId: 'Rest',
          HttpMethod: 'PUT',
          RequestValidatorId: 'Both',
          RequestModels: { 'application/json': 'Item' },
          RequestParameters: { 'method.request.querystring.q': true, 'method.request.querystring.r': false },
          Integration: { Type: 'MOCK' },
        },
      },
      Sam: { type: 'AWS::Serverless::Api', properties: { Models: { User: { type: 'object' } } } },
      Fn: {
        type: 'AWS::Serverless::Function',
        properties: {
          Events: {
            Post: {
              Type: 'Api',
              Properties: {
                RestApiId: 'Sam',
                Path: '/u',
                Method: 'post',
                RequestModel: { Model: 'User', ValidateBody: true },
                RequestParameters: ['method.request.header.A', { 'method.request.header.B': { Required: true } }],
              },
            },
          },
        },
      },
    }).map(([id, it]) => [id, { id, ...it }] as const),
  )
  const apis = readApis({
    account: '111122223333',
    region: 'us-east-1',
    resources,
    idOf: (written) => (resources.has(written) ? written : null),
    refOf: (id) => id,
    functionArn: (id) => `arn:aws:lambda:us-east-1:111122223333:function:${id}`,
    aliasOf: () => null,
    roleFor: () => null,
  })
  expect(apis.map(({ routes }) => routes[0]?.rules)).toEqual([
    {
      parameters: [{ place: 'querystring', name: 'q' }],
      models: new Map([['application/json', { properties: { price: { type: 'number' } } }]]),
    },
    { parameters: [{ place: 'header', name: 'B' }], models: new Map([['application/json', { type: 'object' }]]) },
  ])
})
