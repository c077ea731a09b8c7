/**
 * The Lambda Runtime API for one process, on a loopback port of its own.
 * Source: AWS Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes".
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough, type Readable } from 'node:stream'

/** The next event for a process. */
export interface Task {
  readonly requestId: string
  readonly payload: Buffer
  readonly headers: Readonly<Record<string, string>>
}

/** What a process tells. */
export interface RuntimeEvents {
  /** It asks for work; whatever it was given before is done. */
  readonly onNext: () => void
  readonly onResponse: (requestId: string, payload: Buffer, maxRssKb: number | null) => void
  readonly onStream: (requestId: string, contentType: string, body: Readable) => void
  readonly onError: (requestId: string, error: Buffer, maxRssKb: number | null) => void
  readonly onInitError: (error: Buffer) => void
}

export interface RuntimeApi {
  readonly address: string
  /** Gives the process its next event; call it only after `onNext`. */
  readonly give: (task: Task) => void
  readonly close: () => void
}

// Source: Lambda Developer Guide, "Lambda quotas": 6 MB for synchronous responses, and what the envelope takes.
export const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024
export const MAX_RESPONSE_BYTES = 6_291_556

export function openRuntimeApi(events: RuntimeEvents): Promise<RuntimeApi> {
  let waiting: ServerResponse | null = null
  let current: string | null = null
  const server = createServer((request, response) => {
    const route = routeOf(request, server)
    if (route === null) reply(response, 403, { errorType: 'Forbidden', errorMessage: 'not the runtime API of this process' })
    else handle(route, request, response)
  })
  // A process may be silent for as long as its handler runs.
  Object.assign(server, { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, timeout: 0 })

  function handle(route: string, request: IncomingMessage, response: ServerResponse): void {
    const [, id, what] = /^runtime\/invocation\/([^/]+)\/(response|error)$/.exec(route) ?? []
    if (request.method === 'GET' && route === 'runtime/invocation/next') {
      waiting = response
      current = null
      events.onNext()
    } else if (request.method === 'POST' && route === 'runtime/init/error')
      readBody(request, response, (body) => {
        reply(response, 202, OK)
        events.onInitError(body)
      })
    else if (request.method === 'POST' && id !== undefined) answer(id, what ?? '', request, response)
    else if (route.startsWith('extension/') || route.startsWith('telemetry'))
      readBody(request, response, () => {
        response.setHeader('Lambda-Extension-Identifier', '00000000-0000-0000-0000-000000000000')
        reply(response, 200, OK)
      })
    else reply(response, 404, { errorType: 'NotFound', errorMessage: `no route ${request.method} ${request.url}` })
  }

  function answer(id: string, what: string, request: IncomingMessage, response: ServerResponse): void {
    const { headers } = request
    if (id !== current) {
      request.resume()
      reply(response, 400, { errorType: 'InvalidRequestID', errorMessage: 'Invalid request ID' })
    } else if (what === 'response' && headers['lambda-runtime-function-response-mode'] === 'streaming') stream(id, request, response)
    else readBody(request, response, (body) => take(id, what, body, response, rssOf(headers)))
  }

  function take(id: string, what: string, body: Buffer, response: ServerResponse, maxRssKb: number | null): void {
    current = null
    if (what === 'response' && body.length > MAX_RESPONSE_BYTES) {
      reply(response, 413, {
        errorType: 'RequestEntityTooLarge',
        errorMessage: `Exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
      })
      events.onError(id, tooLarge(body.length), maxRssKb)
      return
    }
    reply(response, 202, OK)
    if (what === 'error') events.onError(id, body, maxRssKb)
    else events.onResponse(id, body, maxRssKb)
  }

  function stream(id: string, request: IncomingMessage, response: ServerResponse): void {
    const body = new PassThrough()
    events.onStream(id, request.headers['content-type'] ?? 'application/octet-stream', body)
    request.pipe(body, { end: false })
    request.once('end', () => {
      current = null
      const failure = request.trailers['lambda-runtime-function-error-body']
      if (failure === undefined) body.end()
      else body.destroy(new Error(Buffer.from(String(failure), 'base64').toString('utf8')))
      reply(response, 202, OK)
    })
    request.once('aborted', () => body.destroy(new Error('the function ended before its response did')))
  }

  const give = (task: Task): void => {
    const response = waiting
    if (response === null) return
    waiting = null
    current = task.requestId
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': task.payload.length,
      'lambda-runtime-aws-request-id': task.requestId,
      ...task.headers,
    })
    response.end(task.payload)
  }

  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const close = (): void => {
        server.close()
        server.closeAllConnections()
      }
      resolve({ address: `127.0.0.1:${(server.address() as AddressInfo).port}`, give, close })
    })
  })
}

const OK = { status: 'OK' }

/** The path behind the version; null where the request is not meant for this port (a page in a browser that guesses it). */
function routeOf(request: IncomingMessage, server: Server): string | null {
  const address = server.address() as AddressInfo | null
  if (address === null || request.headers.host !== `127.0.0.1:${address.port}`) return null
  return /^\/20\d\d-\d\d-\d\d\/(.*)$/.exec(request.url ?? '')?.[1] ?? ''
}

function readBody(request: IncomingMessage, response: ServerResponse, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = []
  let length = 0
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    // What is far too long is counted and dropped: it only has to be refused.
    if (length <= 4 * MAX_RESPONSE_BYTES) chunks.push(chunk)
  })
  request.once('end', () => done(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)))
  request.once('error', () => response.destroy())
}

function reply(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

const rssOf = (headers: IncomingHttpHeaders): number | null => {
  const written = Number(headers['x-max-rss-kb'])
  return Number.isFinite(written) ? written : null
}

const tooLarge = (bytes: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
    }),
  )
