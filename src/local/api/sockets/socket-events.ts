/**
 * The events that a WebSocket API makes of a connection and of its messages.
 * Source: API Gateway Developer Guide, "Information saved to your API CloudWatch logs and $context for WebSocket APIs" and
 * "Integrations for WebSocket APIs".
 */
import { randomBytes } from 'node:crypto'
import type { Plain } from '../plain.js'
import type { Api, ApiRequest, Identity } from '../types.js'

export interface Connection {
  readonly id: string
  /** The API's logical ID. */
  readonly apiId: string
  readonly connectedAt: number
  readonly sourceIp: string
  readonly userAgent: string | null
  readonly host: string
  /** What the authorizer of `$connect` said. */
  readonly identity: Identity
}

export type SocketEvent =
  | { readonly type: 'CONNECT'; readonly request: ApiRequest }
  | { readonly type: 'MESSAGE'; readonly routeKey: string; readonly body: string }
  | { readonly type: 'DISCONNECT'; readonly code: number; readonly reason: string }

const ROUTES = { CONNECT: '$connect', DISCONNECT: '$disconnect' } as const

export const routeKeyOf = (event: SocketEvent): string => (event.type === 'MESSAGE' ? event.routeKey : ROUTES[event.type])

/** @param requestId of this event */
export function socketPayload(api: Api, connection: Connection, event: SocketEvent, requestId: string, now: number): Plain {
  const context = requestContext(api, connection, event, requestId, now)
  const variables = api.stageVariables.size > 0 ? { stageVariables: Object.fromEntries(api.stageVariables) } : {}
  if (event.type === 'MESSAGE') return { requestContext: context, ...variables, body: event.body, isBase64Encoded: false }
  const parts = event.type === 'CONNECT' ? connectParts(event.request) : headerParts([['Host', connection.host]])
  return { ...parts, ...variables, requestContext: context, isBase64Encoded: false }
}

function requestContext(api: Api, connection: Connection, event: SocketEvent, requestId: string, now: number): Plain {
  return {
    routeKey: routeKeyOf(event),
    ...(event.type === 'DISCONNECT' && { disconnectStatusCode: event.code, disconnectReason: event.reason }),
    ...authorizer(connection.identity),
    ...(event.type === 'MESSAGE' && { messageId: randomBytes(11).toString('base64') }),
    eventType: event.type,
    extendedRequestId: randomBytes(11).toString('base64'),
    requestTime: clf(now),
    messageDirection: 'IN',
    stage: api.stage,
    connectedAt: connection.connectedAt,
    requestTimeEpoch: now,
    identity: {
      ...(connection.userAgent !== null && { userAgent: connection.userAgent }),
      sourceIp: connection.sourceIp,
      ...(connection.identity.kind === 'iam' && { userArn: connection.identity.userArn, accountId: connection.identity.accountId }),
    },
    requestId,
    domainName: connection.host,
    connectionId: connection.id,
    apiId: api.apiId,
  }
}

function authorizer(identity: Identity): Plain {
  if (identity.kind !== 'lambda') return {}
  return { authorizer: { ...identity.context, principalId: identity.principalId, integrationLatency: 0 } }
}

/** Of a request that opens a connection: what its event and its authorizer's event have alike. */
export function connectParts(request: ApiRequest): Plain {
  const headers = request.headers.filter(([name]) => !['connection', 'upgrade'].includes(name.toLowerCase()))
  const names = [...new Set(request.query.map(([name]) => name))]
  return {
    ...headerParts(headers),
    ...(names.length > 0 && {
      queryStringParameters: Object.fromEntries(request.query),
      multiValueQueryStringParameters: Object.fromEntries(
        names.map((name) => [name, request.query.filter(([each]) => each === name).map(([, value]) => value)]),
      ),
    }),
  }
}

function headerParts(headers: readonly (readonly [string, string])[]): Plain {
  const multi = new Map<string, string[]>()
  for (const [name, value] of headers) multi.set(name, [...(multi.get(name) ?? []), value])
  return { headers: Object.fromEntries(headers), multiValueHeaders: Object.fromEntries(multi) }
}

/** The event of a Lambda authorizer of `$connect`. @param methodArn `…:API/STAGE/$connect` */
export const authorizerPayload = (api: Api, connection: Connection, request: ApiRequest, methodArn: string, now: number): Plain => ({
  type: 'REQUEST',
  methodArn,
  ...connectParts(request),
  stageVariables: Object.fromEntries(api.stageVariables),
  requestContext: requestContext(api, connection, { type: 'CONNECT', request }, request.id, now),
})

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `27/Nov/2026:03:12:04 +0000` */
function clf(time: number): string {
  const [date = '', rest = ''] = new Date(time).toISOString().split('T')
  const [year, month, day] = date.split('-')
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${rest.slice(0, 8)} +0000`
}
