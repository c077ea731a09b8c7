/** A reply in the form of its protocol. */
import type { Readable } from 'node:stream'
import type { Protocol } from '../../../catalog/index.js'
import { isFault, isRaw } from '../../reply.js'
import type { Fault, Reply } from '../../types.js'
import { printQueryFault, printQueryFaultJson, printQueryJson, printQueryOutput } from './query.js'
import { members } from './xml.js'

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | string | Readable | null
}

export interface Asking {
  readonly suffix: string
  readonly operation: string
  readonly protocol: Protocol
  readonly requestId: string
  /** HEAD is answered without a body. */
  readonly method: string
  /** What the client takes: services of the query protocol answer JSON where only that is asked for, as API Gateway does. */
  readonly accept?: string
}

export function answerOf(reply: Reply, asking: Asking): HttpAnswer {
  if (isFault(reply)) return faultAnswer(reply, asking)
  if (isRaw(reply)) return { ...reply, headers: { ...idHeaders(asking), ...reply.headers } }
  switch (asking.protocol) {
    case 'json1.0':
    case 'json1.1':
      return { status: 200, headers: jsonHeaders(asking), body: JSON.stringify(reply) }
    case 'rest-json':
      return { status: 200, headers: { 'content-type': 'application/json', ...idHeaders(asking) }, body: JSON.stringify(reply) }
    case 'query':
    case 'ec2':
      if (wantsJson(asking))
        return {
          status: 200,
          headers: { 'content-type': 'application/json', ...idHeaders(asking) },
          body: printQueryJson(asking.suffix, asking.operation, reply, asking.requestId),
        }
      return {
        status: 200,
        headers: { 'content-type': 'text/xml', ...idHeaders(asking) },
        body: printQueryOutput(asking.suffix, asking.operation, reply, asking.requestId),
      }
    case 'rest-xml':
      return { status: 200, headers: { 'content-type': 'application/xml', ...idHeaders(asking) }, body: members(reply, 'flat') }
    case 'rpc-v2-cbor':
      throw new Error('bug: CBOR is printed where it is read')
  }
}

const wantsJson = ({ accept }: Asking): boolean => accept?.startsWith('application/json') === true

const idHeaders = ({ protocol, requestId }: Asking): Readonly<Record<string, string>> =>
  protocol === 'rest-xml' ? { 'x-amz-request-id': requestId, 'x-amz-id-2': requestId } : { 'x-amzn-requestid': requestId }

const jsonHeaders = (asking: Asking): Readonly<Record<string, string>> => ({
  'content-type': asking.protocol === 'json1.0' ? 'application/x-amz-json-1.0' : 'application/x-amz-json-1.1',
  ...idHeaders(asking),
})

/** Names that DynamoDB puts before the codes of its errors. */
const VALIDATE = 'com.amazon.coral.validate#'
const CORAL = 'com.amazon.coral.service#'
const DYNAMODB = 'com.amazonaws.dynamodb.v20120810#'
const CORAL_CODES = new Set([
  ...['AccessDeniedException', 'InvalidSignatureException', 'UnrecognizedClientException', 'SerializationException'],
  ...['MissingAuthenticationTokenException', 'IncompleteSignatureException', 'ExpiredTokenException', 'UnknownOperationException'],
])

function typeOf(code: string, suffix: string): string {
  if (suffix !== 'dynamodb' && suffix !== 'dynamodb-streams') return code
  return (code === 'ValidationException' ? VALIDATE : CORAL_CODES.has(code) ? CORAL : DYNAMODB) + code
}

function faultAnswer(it: Fault, asking: Asking): HttpAnswer {
  const { suffix, protocol, requestId } = asking
  switch (protocol) {
    case 'json1.0':
    case 'json1.1':
    case 'rest-json':
    case 'rpc-v2-cbor':
      return {
        status: it.status,
        headers: {
          ...(protocol === 'rest-json' ? { 'content-type': 'application/json', ...idHeaders(asking) } : jsonHeaders(asking)),
          'x-amzn-errortype': it.code,
          ...(it.queryCode === undefined ? {} : { 'x-amzn-query-error': `${it.queryCode};${it.status >= 500 ? 'Receiver' : 'Sender'}` }),
        },
        body: JSON.stringify({ __type: typeOf(it.code, suffix), message: it.message, ...it.members }),
      }
    case 'query':
    case 'ec2': {
      const named = it.queryCode === undefined ? it : { ...it, code: it.queryCode }
      const isJson = wantsJson(asking)
      return {
        status: it.status,
        headers: { 'content-type': isJson ? 'application/json' : 'text/xml', ...idHeaders(asking) },
        body: isJson ? printQueryFaultJson(named, requestId) : printQueryFault(suffix, named, requestId),
      }
    }
    case 'rest-xml': {
      const inner = members({ Code: it.code, Message: it.message, ...it.members, RequestId: requestId, HostId: requestId }, 'flat')
      const without = asking.method === 'HEAD' || it.status === 304
      return {
        status: it.status,
        headers: { ...(without ? {} : { 'content-type': 'application/xml' }), ...idHeaders(asking) },
        body: without ? null : `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inner}</Error>`,
      }
    }
  }
}
