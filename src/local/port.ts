/**
 * One port for HTTP/1.1 and for HTTP/2 without TLS: the SDK's clients of Kinesis and of other streams speak the latter, and begin
 * with its preface at once (RFC 9113, section 3.3).
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Http2Server, Http2ServerRequest } from 'node:http2'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

export interface Port {
  /** Listens; resolves with the port, or with what kept it from listening. */
  readonly listen: (port: number) => Promise<number | NodeJS.ErrnoException>
  readonly close: () => Promise<void>
}

const PREFACE = Buffer.from('PRI * HTTP/2.0')

export function openPort(handler: Handler, upgrade: Upgrade): Port {
  const server: Server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0, maxHeaderSize: 64 * 1024 }, handler)
  const [http1 = () => undefined] = server.listeners('connection')
  let http2: Promise<Http2Server> | null = null
  /** Connections that are not HTTP/1.1, or not yet. */
  const others = new Set<Socket>()
  /** The server no longer knows of them. */
  const upgraded = new Set<Duplex>()

  const openHttp2 = async (): Promise<Http2Server> => {
    const { createServer: createHttp2Server } = await import('node:http2')
    return createHttp2Server((request, response) => handler(asHttp1(request), response as unknown as ServerResponse))
  }

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    upgraded.add(socket)
    socket.once('close', () => upgraded.delete(socket))
    upgrade(request, socket, head)
  })
  server.removeAllListeners('connection')
  server.on('connection', (socket) => {
    const gone = (): void => {
      others.delete(socket)
      socket.destroy()
    }
    others.add(socket)
    socket.once('error', gone)
    socket.once('close', gone)
    socket.once('data', (first: Buffer) => {
      socket.pause()
      socket.unshift(first)
      if (!first.subarray(0, PREFACE.length).equals(PREFACE)) {
        socket.off('error', gone)
        socket.off('close', gone)
        others.delete(socket)
        http1.call(server, socket)
        socket.resume()
        return
      }
      http2 ??= openHttp2()
      http2.then((it) => it.emit('connection', socket)).catch(gone)
    })
  })

  return {
    listen: (port) =>
      new Promise((done) => {
        server.once('error', done)
        server.listen({ port, host: '127.0.0.1', backlog: 16_384 }, () => {
          const address = server.address()
          done(typeof address === 'object' && address !== null ? address.port : port)
        })
      }),
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
        for (const socket of [...others, ...upgraded]) socket.destroy()
      }),
  }
}

/** The same request with a `Host`. `:authority` stays, since a signature names it in place of the host. */
function asHttp1(request: Http2ServerRequest): IncomingMessage {
  const { rawHeaders, authority } = request
  const kept: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? ''
    if (name === ':authority' || !(name.startsWith(':') || name === 'host')) kept.push(name, rawHeaders[i + 1] ?? '')
  }
  const host = authority || (request.headers.host ?? '')
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name === ':authority' || !name.startsWith(':')))
  Object.defineProperties(request, { rawHeaders: { value: [...kept, 'host', host] }, headers: { value: { ...headers, host } } })
  return request as unknown as IncomingMessage
}
