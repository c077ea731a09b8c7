/**
 * A request's way: host → signature → service and operation → input → checks → event → the service that answers.
 * Nothing that a client sends ends the process: what a step cannot read is an answer of the protocol.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { clientFacts } from '../../catalog/index.js'
import type { Sessions } from '../identity/sessions.js'
import { fault, isFault } from '../reply.js'
import type {
  Body,
  Caller,
  CheckOutcome,
  Clock,
  Fault,
  HttpRequest,
  Input,
  LocalService,
  Mode,
  RecordedCall,
  Reply,
  ServiceCall,
} from '../types.js'
import { authFault } from './auth-faults.js'
import { deniedMessage, type Judge } from './authorize.js'
import { BodyFault } from './body-fault.js'
import type { Coverage } from './coverage.js'
import type { Circumstances } from './global-context.js'
import { readPostObject } from './post-object.js'
import { type Asking, answerOf, type HttpAnswer } from './protocols/answer.js'
import { readQueryInput } from './protocols/query.js'
import { findRoute, readRestInput } from './protocols/rest-json.js'
import { readS3Body, readS3Request } from './protocols/s3-rest.js'
import { withQueueOfPath } from './protocols/sqs-query.js'
import { type BodyPlan, bodyOf, readBody } from './read-body.js'
import { type Recognised, recognise } from './recognise.js'
import { isDataEvent, recordEvent } from './record-event.js'
import { type AuthProblem, checkSignature, checkTime, fromAmzTime, readSigned, type Signed, sha256Hex, signingKey } from './sigv4.js'

export interface GatewayParts {
  readonly services: ReadonlyMap<string, LocalService>
  readonly sessions: Sessions
  readonly judge: Judge
  readonly coverage: Coverage
  readonly mode: Mode
  readonly clock: Clock
  readonly region: string
  readonly secureTransport: boolean
  readonly endpoint: () => string
  /** The account whose buckets and queues a caller without an identity speaks of. */
  readonly account: string
  readonly commit: () => void
  /** @param isData a data event, which CloudTrail's history does not hold */
  readonly record: (make: () => RecordedCall, isData: boolean) => void
  /** Answers in place of the service, after the check; null where none is set. */
  readonly forward: ((call: ServiceCall, http: HttpRequest) => Promise<Reply>) | null
  readonly forwarded: ReadonlySet<string>
}

/** A caller whose signature was right, and how its body is to be read. */
export interface Authenticated {
  readonly caller: Caller
  readonly signed: Signed | null
  /** Set where the signature was not on the request: the fields of a form are the input. */
  readonly form?: { readonly input: Input; readonly body: Body }
}

type From = Pick<Circumstances, 'sourceIp' | 'userAgent' | 'referer'>

/** An answer, and its record, which is made once the answer is on its way. */
interface Ran {
  readonly reply: Reply
  readonly record: () => void
}

export interface Gateway {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  /** The same way for a call inside the process, from the checks on. */
  readonly run: (call: ServiceCall, from: From) => Promise<Reply>
  readonly authenticate: (request: IncomingMessage, body: Buffer, scope: string) => Caller | Fault
}

/** DynamoDB takes 16 MB, S3 takes 2 MB of XML; nothing else takes more. */
const MAX_BODY_BYTES = 17 * 1024 * 1024

/** An upload by a form is read whole, since its policy stands before its file. */
const MAX_FORM_BYTES = 256 * 1024 * 1024

export const ANYBODY: Caller = {
  principal: '*',
  account: '',
  accessKeyId: null,
  context: { 'aws:PrincipalType': ['Anonymous'] },
  identity: { type: 'AWSAccount', principalId: 'Anonymous', accountId: 'anonymous' },
  subject: null,
  via: null,
}

export function gateway(parts: GatewayParts): Gateway {
  const { services, sessions, judge, mode, clock } = parts

  const authenticateSigned = (raw: IncomingMessage, signed: Signed, payloadHash: string): Caller | AuthProblem => {
    const late = checkTime(signed, clock.now())
    if (late !== null) return late
    const holder = sessions.find(signed.accessKeyId)
    if (holder === null || !holder.active) return { kind: 'unknownKey', accessKeyId: signed.accessKeyId }
    const { credentials, caller } = holder
    if ((credentials.sessionToken ?? null) !== signed.token) return { kind: 'badToken' }
    if (credentials.expiresAt !== null && credentials.expiresAt <= clock.now()) return { kind: 'expiredToken' }
    const request = { method: raw.method ?? 'GET', url: raw.url ?? '/', rawHeaders: raw.rawHeaders }
    secrets.set(signed, credentials.secretAccessKey)
    return checkSignature(request, signed, credentials.secretAccessKey, payloadHash) ?? caller
  }

  const runUnrecorded = async (call: ServiceCall, from: From): Promise<Ran> => {
    const service = services.get(call.service) ?? null
    const recorded = (reply: Reply, outcomes: readonly CheckOutcome[], error: Fault | null): Ran => ({
      reply,
      record: () =>
        parts.record(
          () => ({
            event: recordEvent({
              call,
              outcomes,
              error: isFault(reply) ? reply : error,
              sourceIp: from.sourceIp,
              userAgent: from.userAgent,
            }),
            checks: outcomes,
          }),
          isDataEvent(call.service, call.operation),
        ),
    })
    // A browser asks before its request, and without a signature.
    if (call.operation === 'Preflight') return { reply: await answer(call, service), record: () => undefined }
    if (mode === 'off') return recorded(await answer(call, service), [], null)
    const circumstances: Circumstances = {
      caller: call.caller,
      now: call.now,
      region: call.region,
      secureTransport: parts.secureTransport,
      ...from,
    }
    const verdict = judge.judge(call, service, circumstances)
    const outcomes = verdict.kind === 'judged' ? verdict.outcomes : []
    const itemwise = service?.itemwise?.has(call.operation) === true
    const refused = itemwise
      ? new Map(
          outcomes.flatMap((it) => (it.decision === 'allowed' || it.item === undefined ? [] : [[it.item, deniedMessage(it)] as const])),
        )
      : call.refused
    const error =
      verdict.kind === 'uncovered'
        ? parts.coverage.note(call, verdict.reason)
        : verdict.denied === null
          ? null
          : denial(call, deniedMessage(verdict.denied))
    const blocks = mode === 'enforce' && error !== null && (!itemwise || verdict.kind === 'uncovered')
    const may: ServiceCall['may'] = (action, resource, context = {}) =>
      mode !== 'enforce' || judge.check({ action, resource, context }, circumstances).decision === 'allowed'
    const reply = blocks ? error : await answer({ ...call, refused: mode === 'enforce' ? refused : NONE, may }, service)
    return recorded(reply, outcomes, error)
  }

  const run: Gateway['run'] = async (call, from) => {
    const { reply, record } = await runUnrecorded(call, from)
    record()
    return reply
  }

  const answer = async (call: ServiceCall, service: LocalService | null): Promise<Reply> => {
    if (parts.forward !== null && call.http !== null && parts.forwarded.has(call.service)) return await parts.forward(call, call.http)
    const operation = service?.operations.get(call.operation)
    if (operation === undefined) return notServed(call)
    try {
      const reply = await operation(call)
      parts.commit()
      return reply
    } catch (thrown) {
      if (thrown instanceof BodyFault) return fault(thrown.code, thrown.message, thrown.status)
      throw thrown
    }
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
    const body = authentic.form?.body ?? (whole === null ? streamed(raw, headers, authentic.signed) : bodyOf(whole))
    if (isFault(body)) return reply(body)
    let read: { readonly operation: string; readonly input: Input } | Fault
    try {
      read = await readInput(recognised, http, params, body, authentic)
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
      may: () => true,
      refused: NONE,
    }
    const from = { sourceIp: addressOf(raw), userAgent: headers['user-agent'] ?? null, referer: headers.referer ?? null }
    const { reply: result, record } = await runUnrecorded(call, from)
    if (!raw.readableEnded) raw.resume()
    const sent = reply(result, read.operation)
    record()
    await sent
  }

  const authenticate = async (
    raw: IncomingMessage,
    http: HttpRequest,
    { suffix, protocol, operation }: Recognised,
    signed: Signed | AuthProblem | null,
    whole: Buffer | null,
  ): Promise<Authenticated | Fault> => {
    if (signed === null) {
      if (protocol === 'rest-xml') {
        const isForm = http.method === 'POST' && http.headers['content-type']?.startsWith('multipart/form-data') === true
        if (!isForm) return { caller: ANYBODY, signed: null }
        const body = readBody(raw, { length: declaredLength(http.headers), sha256: null, md5: null, framing: null }, MAX_FORM_BYTES)
        const posted = await readPostObject(http, body, sessions, clock)
        return isFault(posted) ? posted : { caller: posted.caller, signed: null, form: { input: posted.input, body: posted.body } }
      }
      if (suffix === 'sts' && operation !== null && UNSIGNED.has(operation)) return { caller: ANYBODY, signed: null }
      return authFault({ kind: 'missing' }, protocol)
    }
    if (!('signature' in signed)) return authFault(signed, protocol)
    const expected = clientFacts(suffix)?.signing ?? suffix
    if (signed.service !== expected && !(suffix === 's3' && signed.service === 's3express'))
      return authFault({ kind: 'wrongService', scope: signed.service, expected }, protocol)
    const given = http.headers['x-amz-content-sha256']
    const hash = given ?? (signed.kind === 'query' && signed.service === 's3' ? 'UNSIGNED-PAYLOAD' : sha256Hex(whole ?? ''))
    if (whole !== null && given !== undefined && /^[0-9a-f]{64}$/.test(given) && sha256Hex(whole) !== given)
      return authFault({ kind: 'bodyHash' }, protocol)
    const caller = authenticateSigned(raw, signed, hash)
    return 'kind' in caller
      ? authFault(caller, protocol)
      : { caller: protocol === 'rest-xml' ? withSignature(caller, signed, given, clock.now()) : caller, signed }
  }

  return {
    handle,
    run,
    authenticate: (raw, body, scope) => {
      const headers = joined(raw)
      const url = raw.url ?? '/'
      const mark = url.indexOf('?')
      const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
      const signed = readSigned({ method: raw.method ?? 'GET', url, rawHeaders: raw.rawHeaders }, headers, query)
      if (signed === null) return authFault({ kind: 'missing' }, 'rest-json')
      if (!('signature' in signed)) return authFault(signed, 'rest-json')
      if (signed.service !== scope) return authFault({ kind: 'wrongService', scope: signed.service, expected: scope }, 'rest-json')
      const given = headers['x-amz-content-sha256']
      const hash = given === 'UNSIGNED-PAYLOAD' ? given : sha256Hex(body)
      const caller = authenticateSigned(raw, signed, hash)
      return 'kind' in caller ? authFault(caller, 'rest-json') : caller
    },
  }
}

const NONE: ReadonlyMap<number, string> = new Map()

/** Operations of STS that a web identity or an assertion signs. */
const UNSIGNED = new Set(['AssumeRoleWithWebIdentity', 'AssumeRoleWithSAML'])

function denial({ service }: ServiceCall, message: string): Fault {
  const protocol = clientFacts(service)?.protocol
  if (protocol === 'rest-xml') return fault('AccessDenied', message.replace(/ on resource: (\S+) /, ' on resource: "$1" '), 403)
  if (protocol === 'query') return fault(service === 'sns' ? 'AuthorizationError' : 'AccessDenied', message, 403)
  if (protocol === 'rest-json') return fault('AccessDeniedException', message, 403)
  return {
    ...fault('AccessDeniedException', message, 400),
    ...(service === 'sqs' || service === 'cloudwatch' ? { queryCode: 'AccessDenied' } : {}),
  }
}

const notServed = ({ service, operation }: ServiceCall): Fault =>
  fault('NotImplemented', `local AWS does not answer ${service}:${operation}; \`--backend ${service}=URL\` sends it to what does`, 501)

const addressOf = (raw: IncomingMessage): string => (raw.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '')

function joined(raw: IncomingMessage): Readonly<Record<string, string>> {
  const headers = raw.headers as Record<string, string | string[] | undefined>
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (Array.isArray(value)) headers[name] = value.join(',')
  }
  return headers as Record<string, string>
}

const declaredLength = (headers: Readonly<Record<string, string>>): number | null => {
  const length = headers['content-length']
  return length === undefined ? (headers['transfer-encoding'] === undefined ? 0 : null) : Number(length)
}

function readWhole(raw: IncomingMessage): Promise<Buffer | Fault> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = []
    let size = 0
    raw.on('data', (piece: Buffer) => {
      size += piece.length
      if (size > MAX_BODY_BYTES) {
        raw.removeAllListeners('data')
        raw.resume()
        resolve(fault('RequestEntityTooLarge', 'the request is too large', 413))
      } else pieces.push(piece)
    })
    raw.on('end', () => resolve(pieces.length === 1 ? (pieces[0] ?? EMPTY) : Buffer.concat(pieces)))
    raw.on('error', () => resolve(fault('RequestTimeout', 'the body was cut off', 400)))
    raw.on('close', () => resolve(fault('RequestTimeout', 'the body was cut off', 400)))
  })
}

const EMPTY = Buffer.alloc(0)

/** How the body of an S3 request is framed and what it is held against. */
function streamed(raw: IncomingMessage, headers: Readonly<Record<string, string>>, signed: Signed | null): Body | Fault {
  const hash = headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD'
  const isStreaming = hash.startsWith('STREAMING-')
  const chunked = isStreaming || headers['content-encoding']?.split(',').some((it) => it.trim() === 'aws-chunked') === true
  if (isStreaming && !STREAMED.has(hash)) return fault('InvalidRequest', `${hash} is not supported`, 400)
  const decodedLength = headers['x-amz-decoded-content-length']
  const trailer = headers['x-amz-trailer']?.split(',')[0]?.trim().toLowerCase() ?? null
  const framing: BodyPlan['framing'] = chunked
    ? {
        length: decodedLength === undefined ? null : Number(decodedLength),
        trailer,
        signing: hash.startsWith('STREAMING-AWS4') && signed !== null ? chunkSigning(signed) : null,
      }
    : null
  const sha256 = /^[0-9a-f]{64}$/.test(hash) ? hash : null
  return readBody(raw, { length: declaredLength(headers), sha256, md5: headers['content-md5'] ?? null, framing }, MAX_BODY_BYTES)
}

const STREAMED = new Set([
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
])

const secrets = new WeakMap<Signed, string>()

/** The chain of chunk signatures begins with that of the headers, under the same key. */
function chunkSigning(signed: Signed): NonNullable<NonNullable<BodyPlan['framing']>['signing']> {
  return {
    key: signingKey(secrets.get(signed) ?? '', signed),
    time: signed.time,
    scope: `${signed.date}/${signed.region}/${signed.service}/aws4_request`,
    seed: signed.signature,
  }
}

/** Keys that S3 derives from how a request was signed. Source: S3 API Reference, "Amazon S3 Signature Version 4 Authentication Specific Policy Keys". */
function withSignature(caller: Caller, { kind, time }: Signed, hash: string | undefined, now: number): Caller {
  return {
    ...caller,
    context: {
      ...caller.context,
      's3:authType': [kind === 'query' ? 'REST-QUERY-STRING' : 'REST-HEADER'],
      's3:signatureversion': ['AWS4-HMAC-SHA256'],
      ...(kind === 'query' ? { 's3:signatureAge': [String(Math.max(0, now - fromAmzTime(time)))] } : {}),
      ...(hash === undefined ? {} : { 's3:x-amz-content-sha256': [hash] }),
    },
  }
}

async function readInput(
  recognised: Recognised,
  http: HttpRequest,
  params: URLSearchParams,
  body: Body,
  { form }: Authenticated,
): Promise<{ readonly operation: string; readonly input: Input } | Fault> {
  const { suffix, operation, protocol, asked } = recognised
  switch (protocol) {
    case 'json1.0':
    case 'json1.1': {
      if (operation === null) return fault('UnknownOperationException', `${suffix} has no operation ${asked}`, 400)
      const input = jsonInput(await body.bytes())
      return input === null ? fault('SerializationException', 'the body is no JSON object', 400) : { operation, input }
    }
    case 'query':
    case 'ec2':
      return operation === null
        ? fault('InvalidAction', `Could not find operation ${asked}`, 400)
        : {
            operation,
            input: suffix === 'sqs' ? withQueueOfPath(readQueryInput(suffix, params), http.path) : readQueryInput(suffix, params),
          }
    case 'rest-json': {
      const route = findRoute(suffix, http.method, http.path, http.query)
      if (route === null) return fault('UnknownOperationException', `no operation of ${suffix} has the route ${asked}`, 404)
      const isJson = !RAW_BODIES.has(route.operation)
      const text = isJson ? (await body.bytes()).toString('utf8') : ''
      const input = readRestInput(route.input, http.query, text, isJson)
      return input === null ? fault('SerializationException', 'the body is no JSON', 400) : { operation: route.operation, input }
    }
    case 'rest-xml': {
      if (form !== undefined) return { operation: 'PutObject', input: form.input }
      const read = readS3Request(http)
      if (isFault(read)) return read
      if (read.streams || body.length === 0) return read
      const input = readS3Body(read.operation, read.input, (await body.bytes()).toString('utf8'))
      return isFault(input) ? input : { operation: read.operation, input }
    }
    case 'rpc-v2-cbor':
      return fault('UnknownOperationException', 'CBOR is not read', 400)
  }
}

/** Operations whose body is a payload of the user's. */
const RAW_BODIES = new Set(['Invoke', 'InvokeAsync', 'InvokeWithResponseStream'])

function jsonInput(bytes: Buffer): Input | null {
  if (bytes.length === 0) return {}
  try {
    const parsed: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Input) : null
  } catch {
    return null
  }
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

export async function send(response: ServerResponse, { status, headers, body }: HttpAnswer): Promise<void> {
  if (response.destroyed) return
  if (body instanceof Readable) {
    response.writeHead(status, headers)
    try {
      await pipeline(body, response)
    } catch {
      response.destroy()
    }
    return
  }
  const bytes = body === null ? EMPTY : typeof body === 'string' ? Buffer.from(body) : body
  // HEAD says the length of what it leaves out.
  response.writeHead(
    status,
    body === null && (headers['content-length'] !== undefined || status === 204 || status === 304)
      ? headers
      : { ...headers, 'content-length': String(bytes.length) },
  )
  response.end(bytes.length === 0 ? undefined : bytes)
}

export const newRequestId = (): string => randomBytes(16).toString('hex')
