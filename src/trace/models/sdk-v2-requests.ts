/** Requests of SDK v2: what a method of a client gives, and when it is sent. */
import { type AbstractObject, anyText, type Machine, type NativeFunction, NULL, UNDEFINED, unknownValue, type Value } from '../values.js'

export interface Wanted {
  readonly client: Value
  readonly service: string
  readonly operation: string
  readonly input: Value
  readonly origin: string
}

export const isFunction = (value: Value | undefined): value is AbstractObject => value?.kind === 'object' && value.code !== null

/** A callback is the last argument, and takes an error or an answer. One that is not known may be one, and then the request is sent. */
export function splitCallback([first = UNDEFINED, second = UNDEFINED]: readonly Value[]): {
  readonly input: Value
  readonly callback: Value | null
} {
  if (isFunction(first)) return { input: UNDEFINED, callback: first }
  return { input: first, callback: mayBeFunction(second) ? second : null }
}

const mayBeFunction = (value: Value): boolean =>
  isFunction(value) || value.kind === 'unknown' || value.kind === 'given' || (value.kind === 'union' && value.options.some(mayBeFunction))

export const answerBack = (machine: Machine, callback: Value, answer: Value): void =>
  void machine.either([
    () => machine.call(callback, UNDEFINED, [NULL, answer]),
    () => machine.call(callback, UNDEFINED, [unknownValue('an error of AWS'), NULL]),
  ])

export const send = (machine: Machine, wanted: Wanted): Value => machine.record(wanted)

/** The request of a call; sent at once where it was given a callback. */
export function makeRequest(machine: Machine, wanted: Wanted, callback: Value | null): Value {
  const request = requestOf(machine, wanted)
  if (callback !== null) answerBack(machine, callback, send(machine, wanted))
  return request
}

function requestOf(machine: Machine, wanted: Wanted): AbstractObject {
  const sends =
    (then: (inner: Machine, answer: Value, args: readonly Value[], self: Value) => Value): NativeFunction =>
    (inner, { args, self }) =>
      then(inner, send(inner, wanted), args, self)
  const callingBack = sends((inner, answer, args) => {
    const [callback] = args
    if (callback !== undefined) answerBack(inner, callback, answer)
    return UNDEFINED
  })
  const eachPage = sends((inner, answer, args) => {
    const [callback] = args
    const next = inner.native('done', () => UNDEFINED)
    if (callback !== undefined) {
      inner.later(() => void inner.call(callback, UNDEFINED, [NULL, answer, next]))
      answerBack(inner, callback, answer)
    }
    return UNDEFINED
  })
  const listens: NativeFunction = (inner, { args, self }) => {
    const [, listener] = args
    if (listener !== undefined) inner.later(() => void inner.call(listener, UNDEFINED, [unknownValue('a response of AWS')]))
    return self
  }
  return machine.object({
    promise: machine.native(
      'sdk:promise',
      sends((inner, answer) => inner.promise(answer)),
    ),
    send: machine.native('sdk:send', callingBack),
    eachPage: machine.native('sdk:eachPage', eachPage),
    eachItem: machine.native('sdk:eachItem', eachPage),
    createReadStream: machine.native(
      'sdk:createReadStream',
      sends(() => unknownValue('what an object holds')),
    ),
    presign: machine.native(
      'sdk:presign',
      sends((_inner, _answer) => anyText('a signed URL')),
    ),
    on: machine.native('on', listens),
    abort: machine.native('abort', (_inner, { self }) => self),
    isPageable: machine.native('isPageable', () => unknownValue('whether an answer has pages')),
    params: wanted.input,
    httpRequest: unknownValue('the HTTP request of a call'),
  })
}

/** An upload in parts: `PutObject` allows every part of it, and one that fails is ended. */
export function managedUpload(machine: Machine, client: Value, params: Value, callback: Value | undefined): Value {
  const sendAll = (inner: Machine): Value => {
    const origin = 'library:aws-sdk'
    const answer = inner.record({ client, service: 's3', operation: 'PutObject', input: params, origin })
    const members = { Bucket: inner.get(params, 'Bucket'), Key: inner.get(params, 'Key') }
    inner.record({ client, service: 's3', operation: 'CreateMultipartUpload', input: inner.object(members), origin })
    inner.record({ client, service: 's3', operation: 'AbortMultipartUpload', input: inner.object(members), origin })
    return answer
  }
  if (callback !== undefined) answerBack(machine, callback, sendAll(machine))
  const self: NativeFunction = (_inner, call) => call.self
  return machine.object({
    promise: machine.native('sdk:promise', (inner) => inner.promise(sendAll(inner))),
    send: machine.native('sdk:send', (inner, { args: [back] }) => {
      const answer = sendAll(inner)
      if (back !== undefined) answerBack(inner, back, answer)
      return UNDEFINED
    }),
    on: machine.native('on', (inner, { args, self: upload }) => {
      const [, listener] = args
      if (listener !== undefined) inner.later(() => void inner.call(listener, UNDEFINED, [unknownValue('the progress of an upload')]))
      return upload
    }),
    abort: machine.native('abort', self),
  })
}
