/** Who sends a request: its signature held against the secret of its key, in headers, in the query, or in the fields of a form. */
import type { IncomingMessage } from 'node:http'
import { clientFacts } from '../../catalog/index.js'
import type { Sessions } from '../identity/sessions.js'
import { isFault } from '../reply.js'
import type { Body, Caller, Clock, Fault, HttpRequest, Input } from '../types.js'
import { authFault } from './auth-faults.js'
import { readPostObject } from './post-object.js'
import { declaredLength, joined } from './raw-request.js'
import { readBody } from './read-body.js'
import type { Recognised } from './recognise.js'
import { type AuthProblem, checkSignature, checkTime, fromAmzTime, readSigned, type Signed, sha256Hex } from './sigv4.js'

/** A caller whose signature was right, and how its body is to be read. */
export interface Authenticated {
  readonly caller: Caller
  readonly signed: Signed | null
  /** What it was signed with; null where nothing was. */
  readonly secret: string | null
  /** Set where the signature was not on the request: the fields of a form are the input. */
  readonly form?: { readonly input: Input; readonly body: Body }
}

export interface Authentication {
  /** @param whole the body, where it was read already: its hash is signed */
  readonly authenticate: (
    raw: IncomingMessage,
    http: HttpRequest,
    recognised: Recognised,
    signed: Signed | AuthProblem | null,
    whole: Buffer | null,
  ) => Promise<Authenticated | Fault>
  /** Of a request that is no operation of a service. @param scope of its signature: `execute-api` */
  readonly authenticateFor: (raw: IncomingMessage, body: Buffer, scope: string) => Caller | Fault
}

/** An upload by a form is read whole, since its policy stands before its file. */
const MAX_FORM_BYTES = 256 * 1024 * 1024

const ANYBODY: Caller = {
  principal: '*',
  account: '',
  accessKeyId: null,
  context: { 'aws:PrincipalType': ['Anonymous'] },
  identity: { type: 'AWSAccount', principalId: 'Anonymous', accountId: 'anonymous' },
  subject: null,
  via: null,
}

/** Operations of STS that a web identity or an assertion signs. */
const UNSIGNED = new Set(['AssumeRoleWithWebIdentity', 'AssumeRoleWithSAML'])

export function authentication({ sessions, clock }: { readonly sessions: Sessions; readonly clock: Clock }): Authentication {
  function authenticateSigned(raw: IncomingMessage, signed: Signed, payloadHash: string): Caller | AuthProblem {
    const late = checkTime(signed, clock.now())
    if (late !== null) return late
    const holder = sessions.find(signed.accessKeyId)
    if (holder === null || !holder.active) return { kind: 'unknownKey', accessKeyId: signed.accessKeyId }
    const { credentials, caller } = holder
    if ((credentials.sessionToken ?? null) !== signed.token) return { kind: 'badToken' }
    if (credentials.expiresAt !== null && credentials.expiresAt <= clock.now()) return { kind: 'expiredToken' }
    const request = { method: raw.method ?? 'GET', url: raw.url ?? '/', rawHeaders: raw.rawHeaders }
    return checkSignature(request, signed, credentials.secretAccessKey, payloadHash) ?? caller
  }

  async function authenticate(
    raw: IncomingMessage,
    http: HttpRequest,
    { suffix, protocol, operation }: Recognised,
    signed: Signed | AuthProblem | null,
    whole: Buffer | null,
  ): Promise<Authenticated | Fault> {
    // A browser asks before it sends, with the URL that was signed for another method.
    if (protocol === 'rest-xml' && http.method === 'OPTIONS') return { caller: ANYBODY, signed: null, secret: null }
    if (signed === null) {
      if (protocol === 'rest-xml') {
        const isForm = http.method === 'POST' && http.headers['content-type']?.startsWith('multipart/form-data') === true
        if (!isForm) return { caller: ANYBODY, signed: null, secret: null }
        const body = readBody(raw, { length: declaredLength(http.headers), sha256: null, md5: null, framing: null }, MAX_FORM_BYTES)
        const posted = await readPostObject(http, body, sessions, clock)
        return isFault(posted)
          ? posted
          : { caller: posted.caller, signed: null, secret: null, form: { input: posted.input, body: posted.body } }
      }
      if (suffix === 'sts' && operation !== null && UNSIGNED.has(operation)) return { caller: ANYBODY, signed: null, secret: null }
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
    if ('kind' in caller) return authFault(caller, protocol)
    const known = protocol === 'rest-xml' ? withSignature(caller, signed, given, clock.now()) : caller
    return { caller: known, signed, secret: sessions.find(signed.accessKeyId)?.credentials.secretAccessKey ?? null }
  }

  function authenticateFor(raw: IncomingMessage, body: Buffer, scope: string): Caller | Fault {
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
  }

  return { authenticate, authenticateFor }
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
      // What comes with a presigned URL was never signed.
      ...(hash === undefined && kind === 'header' ? {} : { 's3:x-amz-content-sha256': [hash ?? 'UNSIGNED-PAYLOAD'] }),
    },
  }
}
