/**
 * A request's way: host → signature → service and operation → input → checks → event → the service that answers.
 * Nothing that a client sends ends the process: what a step cannot read is an answer of the protocol.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fault, isFault } from '../reply.js'
import type { Caller, Fault, HttpRequest, Input, Reply, ServiceCall } from '../types.js'
import { authentication } from './authenticate.js'
import { BodyFault } from './body-fault.js'
import type { GatewayParts } from './gateway-parts.js'
import { type From, NONE, performer } from './perform.js'
import { type Asking, answerOf, type HttpAnswer } from './protocols/answer.js'
import { addressOf, joined, readWhole } from './raw-request.js'
import { bodyOf } from './read-body.js'
import { readInput } from './read-input.js'
import { recognise } from './recognise.js'
import { send } from './send.js'
import { readSigned } from './sigv4.js'
import { streamed } from './streamed-body.js'

export interface Gateway {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  /** The same way for a call inside the process, from the checks on. */
  readonly run: (call: ServiceCall, from: From) => Promise<Reply>
  readonly authenticate: (request: IncomingMessage, body: Buffer, scope: string) => Caller | Fault
}

export function gateway(parts: GatewayParts): Gateway {
  const { clock } = parts
  const perform = performer(parts)
  const { authenticate, authenticateFor } = authentication(parts)

  const run: Gateway['run'] = async (call, from) => {
    const { reply, record } = await perform(call, from)
    record()
    return reply
  }

  const handle: Gateway['handle'] = async (raw, response) => {
    const requestId = randomUUID()
    const headers = joined(raw)
    const url = raw.url ?? '/'
    const mark = url.indexOf('?')
    const path = mark < 0 ? url : url.slice(0, mark)
    const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
    const method = raw.method ?? 'GET'
    const signed = readSigned({ method, url, rawHeaders: raw.rawHeaders }, headers, query)
    const scope = signed !== null && !('why' in signed) && signed.kind !== 'missing' && 'service' in signed ? signed.service : null
    let whole: Buffer | null = null
    // A form says its operation in the body.
    let params = query
    if (method === 'POST' && scope !== 's3' && headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true) {
      const read = await readWhole(raw)
      if (isFault(read)) return send(response, answerOf(read, { suffix: 'sts', operation: '', protocol: 'query', requestId, method }))
      whole = read
      params = new URLSearchParams(whole.toString('utf8'))
    }
    const recognised = recognise({ method, path, query: params, headers, scope })
    if (recognised === null) return send(response, unknownOperation(requestId, headers, method))
    const asking: Asking = {
      suffix: recognised.suffix,
      operation: recognised.operation ?? '',
      protocol: recognised.protocol,
      requestId,
      method,
      ...(headers.accept !== undefined && { accept: headers.accept }),
    }
    const reply = (it: Reply, operation = asking.operation): Promise<void> => send(response, answerOf(it, { ...asking, operation }))

    const http: HttpRequest = { method, path, query, headers }
    const isS3 = recognised.protocol === 'rest-xml'
    if (!isS3 && whole === null) {
      const read = await readWhole(raw)
      if (isFault(read)) return reply(read)
      whole = read
    }
    const authentic = await authenticate(raw, http, recognised, signed, whole)
    if (isFault(authentic)) {
      // What a client still sends would keep it from reading the answer.
      raw.resume()
      return reply(authentic)
    }
    const body = authentic.form?.body ?? (whole === null ? streamed(raw, headers, authentic.signed, authentic.secret) : bodyOf(whole))
    if (isFault(body)) return reply(body)
    let read: { readonly operation: string; readonly input: Input } | Fault
    try {
      read = await readInput(recognised, http, params, body, authentic.form)
    } catch (thrown) {
      if (thrown instanceof BodyFault) return reply(fault(thrown.code, thrown.message, thrown.status))
      throw thrown
    }
    if (isFault(read)) {
      raw.resume()
      return reply(read)
    }
    const { caller } = authentic
    const call: ServiceCall = {
      service: recognised.suffix,
      operation: read.operation,
      input: read.input,
      caller,
      account: caller.account === '' ? parts.account : caller.account,
      region: authentic.signed?.region ?? parts.region,
      requestId,
      now: clock.now(),
      http,
      body,
      endpoint: parts.endpoint(),
      refusal: () => null,
      refused: NONE,
    }
    const from = { sourceIp: addressOf(raw), userAgent: headers['user-agent'] ?? null, referer: headers.referer ?? null }
    const { reply: result, record } = await perform(call, from)
    if (!raw.readableEnded) raw.resume()
    const sent = reply(result, read.operation)
    record()
    await sent
  }

  return { handle, run, authenticate: authenticateFor }
}

function unknownOperation(requestId: string, headers: Readonly<Record<string, string>>, method: string): HttpAnswer {
  const said = headers['x-amz-target'] ?? 'the request'
  return answerOf(fault('UnknownOperationException', `no service is known that answers ${said.slice(0, 200)}`, 400), {
    suffix: '',
    operation: '',
    protocol: 'json1.1',
    requestId,
    method,
  })
}
