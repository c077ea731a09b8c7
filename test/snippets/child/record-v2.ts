/**
 * Records calls of SDK v2: its global listeners see each request before it is validated (presigned ones too), and the
 * listener that would open the socket is replaced by one that answers.
 */
import { Readable } from 'node:stream'
import AWS from 'aws-sdk'
import { answerTo, record } from './recording.js'

type Listener = (subject: never, done: never) => void
interface Listeners {
  on(event: string, listener: Listener): void
  removeAllListeners(event: string): void
  readonly _events: Record<string, Listener[] | undefined>
}
interface Request extends Listeners {
  readonly service: {
    readonly api: { readonly serviceId?: string; readonly endpointPrefix: string }
    serviceInterface(): Listeners
  }
  readonly operation: string
  readonly params: unknown
  /** What a document client was given, before it became attribute values. */
  readonly rawParams?: unknown
  emit(event: string, args: readonly unknown[]): void
}
interface Response {
  readonly request: Request
  readonly httpResponse: object
  data: unknown
}
interface Core {
  readonly events: Listeners
  readonly EventListeners: { readonly Core: Listeners }
}

const serviceId = (request: Request): string => request.service.api.serviceId ?? request.service.api.endpointPrefix
const operationOf = (request: Request): string => request.operation.charAt(0).toUpperCase() + request.operation.slice(1)

export function recordV2(): void {
  const core = AWS as unknown as Core
  core.events.on('validate', (request: Request) => {
    record(serviceId(request), operationOf(request), request.rawParams ?? request.params)
    const { extractData = [] } = request._events
    const parsers = request.service.serviceInterface()._events['extractData'] ?? []
    request._events['extractData'] = [answer, ...extractData.filter((listener) => !parsers.includes(listener))]
  })
  core.EventListeners.Core.removeAllListeners('send')
  core.EventListeners.Core.on('send', Object.assign(open, { _isAsync: true }))
}

/** In place of the protocol's parser. */
function answer(response: Response): void {
  const { request } = response
  response.data = answerTo(serviceId(request), operationOf(request), request.params)
}

/** In place of the listener that opens the socket. */
function open(response: Response, done: () => void): void {
  // `createReadStream` takes the body from the socket, before there is data.
  const createUnbufferedStream = (): Readable => Readable.from([Buffer.from('{}')])
  Object.assign(response.httpResponse, { statusCode: 200, headers: {}, body: Buffer.alloc(0), createUnbufferedStream })
  response.request.emit('httpHeaders', [200, {}, response, 'OK'])
  done()
}
