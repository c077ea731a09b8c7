/** What a request asks for, by its protocol: the operation, and the members of its input. */
import { fault, isFault } from '../reply.js'
import type { Body, Fault, HttpRequest, Input } from '../types.js'
import type { Authenticated } from './authenticate.js'
import { readQueryInput } from './protocols/query.js'
import { findRoute, readRestInput } from './protocols/rest-json.js'
import { readS3Body, readS3Request } from './protocols/s3-rest.js'
import { withQueueOfPath } from './protocols/sqs-query.js'
import type { Recognised } from './recognise.js'

/** @returns the operation and its input @errors as the protocol says them; a body that is cut off rejects with a `BodyFault` */
export async function readInput(
  recognised: Recognised,
  http: HttpRequest,
  params: URLSearchParams,
  body: Body,
  form: Authenticated['form'],
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
