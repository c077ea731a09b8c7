/**
 * What a backend asks of a connection: to send to it, to describe it, to end it.
 * Source: API Gateway Developer Guide, "Use @connections commands in your backend service" and "Control access to WebSocket APIs
 * with AWS IAM authorization".
 */
import type { Caller, Fault, LocalAws } from '../../types.js'
import type { Api } from '../types.js'
import type { Connection } from './socket-events.js'

// Source: API Gateway Developer Guide, "Quotas for configuring and running a WebSocket API".
export const MAX_SOCKET_BYTES = 128 * 1024

export interface ManageInput {
  readonly caller: Caller | Fault
  readonly api: Api | null
  readonly connection: (Connection & { readonly lastActiveAt: number }) | null
  readonly method: string
  readonly body: Buffer
}

export interface Managed {
  readonly status: number
  readonly body: string
  readonly errorType: string | null
  /** What goes to the connection. */
  readonly send?: string
}

export function manageConnection(aws: LocalAws, { caller, api, connection, method, body }: ManageInput): Managed {
  if ('fault' in caller) return refusal(403, caller.code, caller.message)
  if (api === null || connection === null) return refusal(410, 'GoneException', null)
  const outcome = aws.authorize({
    as: caller,
    action: 'execute-api:ManageConnections',
    resource: `arn:aws:execute-api:${api.region}:${api.account}:${api.apiId}/${api.stage}/${method}/@connections/${connection.id}`,
  })
  if (outcome.decision !== 'allowed' && aws.mode === 'enforce') {
    const resource = outcome.resource.replace(`:${api.account}:`, `:********${api.account.slice(-4)}:`)
    const message = `User: ${caller.principal} is not authorized to perform: execute-api:ManageConnections on resource: ${resource} ${outcome.because}`
    return refusal(403, 'ForbiddenException', message)
  }
  if (method === 'DELETE') return { status: 204, body: '', errorType: null }
  if (method === 'POST')
    return body.length > MAX_SOCKET_BYTES
      ? refusal(413, 'PayloadTooLargeException', 'Request Entity Too Large')
      : { status: 200, body: '', errorType: null, send: body.toString('utf8') }
  const iso = (time: number): string => new Date(time).toISOString()
  const { connectedAt, lastActiveAt, sourceIp, userAgent } = connection
  const facts = { connectedAt: iso(connectedAt), lastActiveAt: iso(lastActiveAt), identity: { sourceIp, userAgent } }
  return { status: 200, body: JSON.stringify(facts), errorType: null }
}

const refusal = (status: number, errorType: string, message: string | null): Managed => ({
  status,
  body: JSON.stringify({ message }),
  errorType,
})
