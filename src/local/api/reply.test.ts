/** Source: API Gateway Developer Guide, "Output format of a Lambda function for proxy integration"; "Create AWS Lambda proxy integrations for HTTP APIs". */
import { describe, expect, test } from 'vitest'
import { gatewayResponse, proxyReply1, proxyReply2 } from './reply.js'
import { api, request } from './testing/requests.js'

const rest = api({ kind: 'rest' })
const bytes = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))

describe('format 1.0', () => {
  test.each([
    { name: 'an unknown member', answer: { statusCode: 200, body: 'x', extra: 1 } },
    { name: 'no object', answer: '"text"' },
    { name: 'broken JSON', answer: '{"statusCode":' },
    { name: 'a body that is an object', answer: { statusCode: 200, body: { a: 1 } } },
    { name: 'a header that is an object', answer: { statusCode: 200, headers: { a: {} } } },
    { name: 'a status that is none', answer: { statusCode: 'ok' } },
  ])('$name is malformed', ({ answer }) => expect(proxyReply1(rest, request(), bytes(answer))).toBeNull())

  test('several values of a header win over one', () => {
    const reply = proxyReply1(
      rest,
      request(),
      bytes({ statusCode: 201, headers: { 'X-A': 'one' }, multiValueHeaders: { 'x-a': ['two', 'three'] }, body: 'b' }),
    )
    expect(reply).toMatchObject({ status: 201, body: 'b' })
    expect(reply?.headers.filter(([name]) => name.toLowerCase() === 'x-a')).toEqual([
      ['x-a', 'two'],
      ['x-a', 'three'],
    ])
  })

  test('a REST API decodes only what the client accepts as binary', () => {
    const answer = bytes({ statusCode: 200, body: 'aGk=', isBase64Encoded: true })
    const binary = api({ kind: 'rest', binaryMediaTypes: ['image/png'] })
    expect(proxyReply1(binary, request({ headers: [['accept', 'image/png']] }), answer)?.body).toEqual(Buffer.from('hi'))
    expect(proxyReply1(binary, request({ headers: [['accept', 'text/plain']] }), answer)?.body).toBe('aGk=')
  })
})

describe('format 2.0', () => {
  test('what has no status is the body of a 200', () => {
    expect(proxyReply2(bytes({ message: 'hi' }))).toEqual({
      status: 200,
      headers: [['content-type', 'application/json']],
      body: '{"message":"hi"}',
    })
    expect(proxyReply2(bytes('"text"'))?.body).toBe('text')
  })

  test('cookies are headers of their own', () => {
    const reply = proxyReply2(bytes({ statusCode: 204, cookies: ['a=1', 'b=2'] }))
    expect(reply?.headers.filter(([name]) => name === 'set-cookie')).toEqual([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ])
  })
})

describe('gateway responses', () => {
  test.each([
    {
      name: 'no route',
      type: 'MISSING_AUTHENTICATION_TOKEN',
      status: 403,
      message: 'Missing Authentication Token',
      errorType: 'MissingAuthenticationTokenException',
    },
    { name: 'no token', type: 'UNAUTHORIZED', status: 401, message: 'Unauthorized', errorType: 'UnauthorizedException' },
    {
      name: 'too late',
      type: 'INTEGRATION_TIMEOUT',
      status: 504,
      message: 'Endpoint request timed out',
      errorType: 'GatewayTimeoutException',
    },
    {
      name: 'an authorizer that is wrong',
      type: 'AUTHORIZER_CONFIGURATION_ERROR',
      status: 500,
      message: 'Internal server error',
      errorType: 'InternalServerErrorException',
    },
  ] as const)('$name', ({ type, status, message, errorType }) => {
    const reply = gatewayResponse(rest, request(), type)
    expect(reply.status).toBe(status)
    expect(JSON.parse(String(reply.body))).toEqual({ message })
    expect(reply.headers).toContainEqual(['x-amzn-errortype', errorType])
  })

  test('a template and headers of its own', () => {
    const custom = api({
      kind: 'rest',
      gatewayResponses: new Map([
        [
          'DEFAULT_4XX',
          {
            status: 418,
            parameters: new Map([['gatewayresponse.header.Access-Control-Allow-Origin', "'*'"]]),
            templates: new Map([['application/json', '{"error":$context.error.messageString}']]),
          },
        ],
      ]),
    })
    const reply = gatewayResponse(custom, request(), 'UNAUTHORIZED')
    expect(reply).toMatchObject({ status: 418, body: '{"error":"Unauthorized"}' })
    expect(reply.headers).toContainEqual(['Access-Control-Allow-Origin', '*'])
  })

  test('an HTTP API answers in its own words', () => {
    expect(gatewayResponse(api(), request(), 'RESOURCE_NOT_FOUND')).toMatchObject({ status: 404, body: '{"message":"Not Found"}' })
    expect(gatewayResponse(api(), request(), 'ACCESS_DENIED')).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' })
    expect(gatewayResponse(api(), request(), 'INTEGRATION_TIMEOUT').status).toBe(503)
  })
})
