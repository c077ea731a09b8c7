/** An API of API Gateway, as its template or OpenAPI document gives it: what is routed where, and who may call it. */

import type { Caller } from '../types.js'

export type ApiKind =
  /** API Gateway REST API. */
  | 'rest'
  /** API Gateway HTTP API. */
  | 'http'
  /** A function URL: an HTTP API's payload without routes. */
  | 'url'
  /** API Gateway WebSocket API; the path of a route is its key. */
  | 'websocket'

export interface Api {
  /** Logical ID. */
  readonly id: string
  /** What `Ref` gives: ten characters. */
  readonly apiId: string
  readonly name: string
  readonly kind: ApiKind
  /** `prod`, `$default`. */
  readonly stage: string
  readonly stageVariables: ReadonlyMap<string, string>
  readonly account: string
  readonly region: string
  readonly routes: readonly Route[]
  readonly authorizers: ReadonlyMap<string, Authorizer>
  readonly cors: Cors | null
  /** By type: `DEFAULT_4XX`, `ACCESS_DENIED`. */
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>
  readonly binaryMediaTypes: readonly string[]
  /** Values of the keys that the template makes. */
  readonly apiKeys: ReadonlySet<string>
  readonly accessLog: { readonly destinationArn: string; readonly format: string } | null
  /** `INFO` or `ERROR` where execution logs are written; they need the account's logging role. */
  readonly executionLog: 'INFO' | 'ERROR' | null
  /** A REST API's own policy document, `execute-api:/…` resources made whole. */
  readonly resourcePolicy: unknown
  /** Of a WebSocket API: what chooses the route of a message, and the routes that answer with what their function returns. */
  readonly socket?: { readonly selection: string; readonly answering: ReadonlySet<string> }
}

export interface Route {
  /** Upper case; `ANY`. */
  readonly method: string
  /** `/items/{id}`, `/{proxy+}`; `$default` of an HTTP API. */
  readonly path: string
  readonly authorization: Authorization
  readonly needsApiKey: boolean
  /** What a request must keep before it goes on; null: nothing is asked. */
  readonly rules: RequestRules | null
  readonly integration: Integration
}

export interface RequestRules {
  readonly parameters: readonly RequiredParameter[]
  /** JSON Schemas (draft 4) by content type; `$default` is for all others. Null: bodies are not looked at. */
  readonly models: ReadonlyMap<string, unknown> | null
}

export interface RequiredParameter {
  readonly place: 'header' | 'querystring' | 'path'
  readonly name: string
}

export type Authorization =
  | { readonly kind: 'none' }
  | { readonly kind: 'iam' }
  | { readonly kind: 'named'; readonly authorizer: string; readonly scopes: readonly string[] }

export type Authorizer =
  /** `sources`: `$request.header.Auth`, `method.request.header.Auth`. */
  | {
      readonly kind: 'token' | 'request'
      readonly id: string
      readonly functionArn: string
      readonly credentials: string | null
      readonly sources: readonly string[]
      readonly validation: string | null
      readonly payload: '1.0' | '2.0'
      readonly simple: boolean
      readonly ttlSeconds: number
    }
  | {
      readonly kind: 'jwt'
      readonly id: string
      readonly issuer: string | null
      readonly audiences: readonly string[]
      readonly source: string
    }

export type Integration =
  | {
      readonly kind: 'lambda'
      /** ARN as called, with alias or version. */
      readonly functionArn: string
      /** Role, or `CALLER_CREDENTIALS`; null: the function's resource policy decides. */
      readonly credentials: string | null
      readonly payload: '1.0' | '2.0'
      readonly timeoutMs: number
      /** A proxy hands the request over as it is; else templates make the event. */
      readonly mapping: Mapping | null
    }
  /** A REST API's direct call of a service. */
  | {
      readonly kind: 'service'
      /** As in the URI: `dynamodb`, `s3`, `states`. */
      readonly service: string
      readonly region: string
      /** `action/PutItem` or `path/{bucket}/{key}`. */
      readonly call: string
      readonly method: string
      readonly credentials: string | null
      readonly timeoutMs: number
      readonly mapping: Mapping
    }
  /** An HTTP API's first-class integration. */
  | {
      readonly kind: 'subtype'
      readonly subtype: string
      readonly credentials: string | null
      readonly parameters: ReadonlyMap<string, string>
      readonly timeoutMs: number
    }
  /** A proxy has no mapping, and sets the parameters that it names. */
  | {
      readonly kind: 'http'
      readonly url: string
      readonly method: string
      readonly mapping: Mapping | null
      readonly parameters: ReadonlyMap<string, string>
      readonly timeoutMs: number
    }
  | { readonly kind: 'mock'; readonly mapping: Mapping }
  | { readonly kind: 'unsupported'; readonly why: string }

export interface Mapping {
  /** By content type. */
  readonly requestTemplates: ReadonlyMap<string, string>
  /** `integration.request.path.file` → `method.request.path.file`. */
  readonly requestParameters: ReadonlyMap<string, string>
  readonly passthrough: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER'
  readonly responses: readonly IntegrationResponse[]
}

export interface IntegrationResponse {
  /** Null: the default. */
  readonly pattern: string | null
  readonly status: number
  readonly parameters: ReadonlyMap<string, string>
  readonly templates: ReadonlyMap<string, string>
}

export interface Cors {
  readonly origins: readonly string[]
  readonly methods: readonly string[]
  readonly headers: readonly string[]
  readonly exposed: readonly string[]
  readonly maxAgeSeconds: number | null
  readonly credentials: boolean
}

export interface GatewayResponse {
  readonly status: number | null
  /** `gatewayresponse.header.X` → `'text'` or `method.request.header.Y`. */
  readonly parameters: ReadonlyMap<string, string>
  readonly templates: ReadonlyMap<string, string>
}

/** A request of an API, taken apart. */
export interface ApiRequest {
  readonly id: string
  readonly method: string
  /** Behind the stage, still percent-encoded; begins with a slash. */
  readonly path: string
  /** Name and value, as they came. */
  readonly headers: readonly (readonly [string, string])[]
  readonly rawQuery: string
  readonly query: readonly (readonly [string, string])[]
  readonly body: Buffer
  readonly sourceIp: string
  /** Milliseconds since 1970. */
  readonly time: number
  readonly host: string
}

export interface ApiReply {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer | string | NodeJS.ReadableStream
}

/** What an authorizer said of the caller, as the event shows it. */
export type Identity =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'iam'
      readonly accessKey: string
      readonly accountId: string
      readonly callerId: string
      readonly userArn: string
      /** Who makes the call where an integration passes the caller's credentials on. */
      readonly caller: Caller
    }
  | { readonly kind: 'jwt'; readonly claims: Readonly<Record<string, unknown>>; readonly scopes: readonly string[] | null }
  | { readonly kind: 'lambda'; readonly principalId: string | null; readonly context: Readonly<Record<string, unknown>> }

export const header = (request: Pick<ApiRequest, 'headers'>, name: string): string | null => {
  const wanted = name.toLowerCase()
  return request.headers.findLast(([key]) => key.toLowerCase() === wanted)?.[1] ?? null
}

/** In place of a role: the integration is called with the credentials of whoever called the API. */
export const CALLER_CREDENTIALS = 'arn:aws:iam::*:user/*'
