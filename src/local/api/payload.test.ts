/**
 * Events held against the examples of AWS's documentation.
 * Source: API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway", formats 2.0 and 1.0,
 * without the client certificate; their times are those of their epochs.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { payload1, payload2 } from './payload.js'
import { api, request, route } from './testing/requests.js'

const golden = (name: string): Record<string, unknown> => JSON.parse(readFileSync(new URL(`golden/${name}`, import.meta.url), 'utf8'))

/** Headers that API Gateway adds are the machine's own. */
const ownHeaders = (headers: unknown, names: readonly string[]): unknown =>
  Object.fromEntries(Object.entries(headers as object).filter(([name]) => names.includes(name)))

test('payload format 2.0 is that of the documentation', () => {
  const rawQuery = 'parameter1=value1&parameter1=value2&parameter2=value'
  const made = payload2({
    api: api({
      stageVariables: new Map([
        ['stageVariable1', 'value1'],
        ['stageVariable2', 'value2'],
      ]),
    }),
    request: request({
      method: 'POST',
      headers: [
        ['Header1', 'value1'],
        ['Header2', 'value1'],
        ['Header2', 'value2'],
        ['Cookie', 'cookie1; cookie2'],
        ['User-Agent', 'agent'],
        ['Content-Length', '17'],
      ],
      rawQuery,
      query: [...new URLSearchParams(rawQuery)],
      body: Buffer.from('Hello from Lambda'),
    }),
    matched: { route: route(), pathParameters: new Map([['parameter1', 'value1']]) },
    identity: { kind: 'jwt', claims: { claim1: 'value1', claim2: 'value2' }, scopes: ['scope1', 'scope2'] },
  })
  expect({ ...made, headers: ownHeaders(made.headers, ['header1', 'header2', 'content-length', 'cookie']) }).toEqual(
    golden('payload-2.0.json'),
  )
})

test('payload format 1.0 is that of the documentation', () => {
  const rawQuery = 'parameter1=value1&parameter1=value1&parameter2=value'
  const made = payload1({
    api: api({ apiId: 'id' }),
    request: request({
      headers: [
        ['header1', 'value1'],
        ['header2', 'value1'],
        ['header2', 'value2'],
        ['User-Agent', 'user-agent'],
      ],
      rawQuery,
      query: [...new URLSearchParams(rawQuery)],
      body: Buffer.from('Hello from Lambda!'),
      time: 1583349317135,
    }),
    matched: { route: route({ method: 'GET', path: '/my/path' }), pathParameters: new Map() },
    identity: { kind: 'jwt', claims: {}, scopes: ['email'] },
  })
  const { deploymentId: _, extendedRequestId: __, resourceId: ___, identity, ...context } = made.requestContext as Record<string, unknown>
  const { apiKey: ____, apiKeyId: _____, ...who } = identity as Record<string, unknown>
  expect({
    ...made,
    headers: ownHeaders(made.headers, ['header1', 'header2']),
    multiValueHeaders: ownHeaders(made.multiValueHeaders, ['header1', 'header2']),
    requestContext: { ...context, identity: who },
  }).toEqual(golden('payload-1.0.json'))
})

test('what a REST API has none of is null, and what an HTTP API has none of is left out', () => {
  const matched = { route: route({ method: 'GET', path: '/my/path' }), pathParameters: new Map<string, string>() }
  const rest = payload1({ api: api({ kind: 'rest', stage: 'prod' }), request: request(), matched, identity: { kind: 'none' } })
  expect(rest).toMatchObject({
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: null,
  })
  expect(rest).not.toHaveProperty('version')
  expect(rest.requestContext).toMatchObject({ path: '/prod/my/path', stage: 'prod', resourcePath: '/my/path' })
  const http = payload2({ api: api({ stage: 'dev' }), request: request(), matched, identity: { kind: 'none' } })
  for (const absent of ['cookies', 'queryStringParameters', 'pathParameters', 'stageVariables', 'body'])
    expect(http).not.toHaveProperty(absent)
  expect(http).toMatchObject({ rawPath: '/dev/my/path', routeKey: 'GET /my/path' })
})

test.each([
  { kind: 'http', path: '/a b/ü' },
  { kind: 'rest', path: '/a%20b/%C3%BC' },
  { kind: 'url', path: '/a%20b/%C3%BC' },
] as const)('of the kind `$kind`, a path is given as `$path`', ({ kind, path }) => {
  const input = {
    api: api({ kind, stage: '$default' }),
    request: request({ path: '/a%20b/%C3%BC' }),
    matched: { route: route(), pathParameters: new Map<string, string>() },
    identity: { kind: 'none' } as const,
  }
  expect(payload1(input)).toMatchObject({ path, requestContext: { path } })
  expect(payload2(input)).toMatchObject({ rawPath: path, requestContext: { http: { path } } })
})

const bodies = [
  { name: 'an HTTP API hands text on as it is', kind: 'http', binary: [], type: 'application/json', isBase64Encoded: false },
  { name: 'an HTTP API encodes what is no text', kind: 'http', binary: [], type: 'image/png', isBase64Encoded: true },
  { name: 'a REST API hands everything on as text', kind: 'rest', binary: [], type: 'image/png', isBase64Encoded: false },
  { name: 'a REST API encodes its binary media types', kind: 'rest', binary: ['image/*'], type: 'image/png', isBase64Encoded: true },
  { name: 'a REST API for which all is binary', kind: 'rest', binary: ['*/*'], type: 'application/json', isBase64Encoded: true },
] as const
test.each(bodies)('$name', ({ kind, binary, type, isBase64Encoded }) => {
  const input = {
    api: api({ kind, binaryMediaTypes: binary }),
    request: request({ headers: [['content-type', type]], body: Buffer.from('x') }),
    matched: { route: route(), pathParameters: new Map<string, string>() },
    identity: { kind: 'none' } as const,
  }
  const made = kind === 'rest' ? payload1(input) : payload2(input)
  expect(made).toMatchObject({ isBase64Encoded, body: isBase64Encoded ? 'eA==' : 'x' })
})
