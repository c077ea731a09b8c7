/**
 * Records requests that were signed by hand. The SDKs never come this far, so whatever leaves through `http`, `https` or
 * `fetch` with a SigV4 signature was signed by the row's own code. Nothing reaches the network.
 */
import { EventEmitter } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import { PassThrough, Writable } from 'node:stream'
import { record } from './recording.js'

function recordSigned(method: string, url: URL, authorization: string): void {
  const scope =
    /Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(authorization) ??
    /^[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request$/.exec(url.searchParams.get('X-Amz-Credential') ?? '')
  if (scope !== null) record(`signed:${scope[2]}`, method.toUpperCase(), { host: url.host, path: url.pathname })
}

type Options = { readonly [name: string]: unknown }

function urlOf(options: Options, protocol: string): URL {
  const host = String(options['host'] ?? options['hostname'] ?? 'localhost')
  return new URL(`${protocol}//${host}${String(options['path'] ?? '/')}`)
}

const headerOf = (headers: unknown, name: string): string => {
  const found = Object.entries((headers ?? {}) as Record<string, unknown>).find(([key]) => key.toLowerCase() === name)
  return found === undefined ? '' : String(found[1])
}

/** An `http.request` that answers 200 and an empty JSON object once the request's body has ended. */
function request(protocol: string, args: readonly unknown[]): unknown {
  const callback = args.find((arg) => typeof arg === 'function') as ((response: unknown) => void) | undefined
  const given = args.find((arg) => typeof arg === 'object' && arg !== null && !(arg instanceof URL)) as Options | undefined
  const target = args.find((arg) => typeof arg === 'string' || arg instanceof URL) as string | URL | undefined
  const url = target === undefined ? urlOf(given ?? {}, protocol) : new URL(target)
  recordSigned(String(given?.['method'] ?? 'GET'), url, headerOf(given?.['headers'], 'authorization'))
  const stream = new Writable({ write: (_chunk, _encoding, done) => done() })
  stream.on('finish', () => {
    const response = Object.assign(new PassThrough(), { statusCode: 200, headers: { 'content-type': 'application/json' } })
    callback?.(response)
    stream.emit('response', response)
    response.end('{}')
  })
  return Object.assign(stream, { setTimeout: () => stream, setHeader: () => stream, abort: () => {}, socket: new EventEmitter() })
}

export function recordHttp(): void {
  for (const [module, protocol] of [
    [http, 'http:'],
    [https, 'https:'],
  ] as const) {
    const patched = { request: (...args: unknown[]) => request(protocol, args), get: (...args: unknown[]) => endedRequest(protocol, args) }
    Object.assign(module, patched)
  }
  globalThis.fetch = async (input, init) => {
    const asked = new Request(input as string, init)
    recordSigned(asked.method, new URL(asked.url), asked.headers.get('authorization') ?? '')
    return new Response('{}', { status: 200, headers: { 'content-type': 'application/json' } })
  }
}

function endedRequest(protocol: string, args: readonly unknown[]): unknown {
  const made = request(protocol, args) as Writable
  made.end()
  return made
}
