/** An API, a route and a request with nothing special about them. */
import type { Api, ApiRequest, Route } from '../types.js'

export const api = (more: Partial<Api> = {}): Api => ({
  id: 'Api',
  apiId: 'api-id',
  name: 'Api',
  kind: 'http',
  stage: '$default',
  stageVariables: new Map(),
  account: '123456789012',
  region: 'us-east-1',
  routes: [],
  authorizers: new Map(),
  cors: null,
  gatewayResponses: new Map(),
  binaryMediaTypes: [],
  apiKeys: new Set(),
  accessLog: null,
  executionLog: null,
  resourcePolicy: null,
  ...more,
})

export const request = (more: Partial<ApiRequest> = {}): ApiRequest => ({
  id: 'id',
  method: 'GET',
  path: '/my/path',
  headers: [],
  rawQuery: '',
  query: [],
  body: Buffer.alloc(0),
  sourceIp: '192.0.2.1',
  time: 1583348638390,
  host: 'id.execute-api.us-east-1.amazonaws.com',
  ...more,
})

export const route = (more: Partial<Route> = {}): Route => ({
  method: 'ANY',
  path: '$default',
  authorization: { kind: 'none' },
  needsApiKey: false,
  rules: null,
  integration: { kind: 'unsupported', why: '' },
  ...more,
})
