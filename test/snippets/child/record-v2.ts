/**
 * Records calls of SDK v2: its global listeners see each request before it is validated (presigned ones too), and the
 * listener that would open the socket is replaced by one that answers.
 */
import AWS from 'aws-sdk/lib/core'
import { answerTo, record } from './recording.js'

interface Request {
  readonly service: { readonly api: { readonly serviceId?: string; readonly endpointPrefix: string } }
  readonly operation: string
  readonly params: unknown
}
interface Response {
  readonly request: Request
  readonly httpResponse: { statusCode: number; headers: Record<string, string>; body: Buffer }
  data: unknown
}
interface Listeners {
  on(event: string, listener: (subject: never) => void): void
  removeAllListeners(event: string): void
}
interface Core {
  readonly events: Listeners
  readonly EventListeners: { readonly Core: Listeners; readonly CorePost: Listeners }
}

const serviceId = (request: Request): string => request.service.api.serviceId ?? request.service.api.endpointPrefix
const operationOf = (request: Request): string => request.operation.charAt(0).toUpperCase() + request.operation.slice(1)

export function recordV2(): void {
  const core = AWS as unknown as Core
  core.events.on('validate', (request: Request) => record(serviceId(request), operationOf(request), request.params))
  core.EventListeners.Core.removeAllListeners('send')
  const answer = (response: Response, done: () => void): void => {
    Object.assign(response.httpResponse, { statusCode: 200, headers: {}, body: Buffer.alloc(0) })
    done()
  }
  core.EventListeners.Core.on('send', Object.assign(answer, { _isAsync: true }))
  core.EventListeners.CorePost.on('extractData', (response: Response) => {
    response.data = answerTo(serviceId(response.request), operationOf(response.request), response.request.params)
  })
}
