/** Packages around S3: uploads in parts, signed URLs and signed forms. */
import type { TracePiece } from '../../types.js'
import { anyText, type Machine, type NativeCall, TRUE, textValue, UNDEFINED, unknownValue, type Value } from '../../values.js'
import { splitPieces } from '../pieces.js'

/**
 * `Upload` puts the object, in parts where it is large, and aborts what it cannot finish.
 * Source: AWS SDK for JavaScript v3 API Reference, "@aws-sdk/lib-storage".
 */
export function storagePackage(machine: Machine): Value {
  const upload = machine.nativeClass('Upload', {
    construct: (inner, made, [options = UNDEFINED]) => inner.set(made, '@@options', options),
    members: {
      done: (inner, { self }) => {
        const options = inner.get(self, '@@options')
        const params = inner.get(options, 'params')
        const client = inner.get(options, 'client')
        const origin = 'library:@aws-sdk/lib-storage'
        const tags = inner.get(options, 'tags')
        const tagged = tags.kind !== 'undefined' && inner.items(tags)?.length !== 0
        const input = tagged ? withMember(inner, params, 'Tagging', anyText('tags')) : params
        const answer = inner.record({ service: 's3', operation: 'PutObject', input, client, origin })
        inner.record({ service: 's3', operation: 'CreateMultipartUpload', input: withoutBody(inner, input), client, origin })
        const abort = inner.object({ Bucket: inner.get(params, 'Bucket'), Key: inner.get(params, 'Key') })
        inner.record({ service: 's3', operation: 'AbortMultipartUpload', input: abort, client, origin })
        return inner.promise(answer)
      },
      on: (_, { self }) => self,
      abort: (inner) => inner.promise(UNDEFINED),
    },
  })
  return machine.object({ __esModule: TRUE, Upload: upload })
}

function withoutBody(machine: Machine, value: Value): Value {
  const made = machine.object({})
  for (const [name, each] of machine.members(value).known) if (name !== 'Body') made.props.set(name, each)
  return made
}

function withMember(machine: Machine, value: Value, key: string, member: Value): Value {
  const made = machine.object({})
  for (const [name, each] of machine.members(value).known) made.props.set(name, each)
  made.props.set(key, member)
  return made
}

export function requestPresigner(machine: Machine): Value {
  const getSignedUrl = machine.native('sdk:getSignedUrl', (inner, { args: [client = UNDEFINED, command = UNDEFINED] }) => {
    const commands = inner.brands(command, 'command')
    if (commands.length === 0) {
      inner.unresolved(
        'trace/dynamic-client',
        'what this signed URL allows depends on what is not known here',
        'make the command where it can be followed, or list the operation in the config',
      )
    }
    for (const { service, operation, input } of commands) inner.record({ service, operation, input, client, origin: 'presigned' })
    return inner.promise(anyText('a signed URL'))
  })
  const presigner = machine.nativeClass('S3RequestPresigner', { members: { presign: (inner, call) => presignRequest(inner, call) } })
  return machine.object({ __esModule: TRUE, getSignedUrl, S3RequestPresigner: presigner })
}

const METHODS: ReadonlyMap<string, string> = new Map([
  ['GET', 'GetObject'],
  ['PUT', 'PutObject'],
  ['HEAD', 'HeadObject'],
  ['DELETE', 'DeleteObject'],
])

/** A request of one's own: the method says the operation, host and path say bucket and key. */
function presignRequest(machine: Machine, { args: [request = UNDEFINED] }: NativeCall): Value {
  const method = machine.literals(machine.get(request, 'method'))?.[0] ?? 'GET'
  const operation = METHODS.get(method)
  if (operation !== undefined)
    machine.record({ service: 's3', operation, input: machine.object(objectOf(machine, request)), client: null, origin: 'presigned' })
  return machine.promise(unknownValue('a signed request'))
}

/** `BUCKET.s3.REGION.amazonaws.com/KEY`, or `s3.REGION.amazonaws.com/BUCKET/KEY`. Source: S3 User Guide, "Virtual hosting of buckets". */
function objectOf(machine: Machine, request: Value): Record<string, Value> {
  const host = machine.get(request, 'hostname')
  const path = machine.get(request, 'path')
  const whole = machine.call(machine.get(textValue(''), 'concat'), textValue(''), [host, path])
  if (whole.kind === 'text') {
    const [first = [], ...rest] = splitPieces(whole.pieces, '/')
    const [bucket = [], ...labels] = splitPieces(first, '.')
    const isStyle = (piece: readonly TracePiece[] | undefined): boolean =>
      piece?.length === 1 && piece[0]?.kind === 'literal' && /^s3($|-)/.test(piece[0].text)
    if (isStyle(labels[0])) return { Bucket: text(bucket), Key: text(joinPieces(rest)) }
    if (isStyle(bucket) && rest.length > 0) return { Bucket: text(rest[0] ?? []), Key: text(joinPieces(rest.slice(1))) }
  }
  return { Bucket: unknownValue('the bucket of a request that is signed') }
}

const text = (pieces: readonly TracePiece[]): Value => ({ kind: 'text', pieces })

const joinPieces = (parts: readonly (readonly TracePiece[])[]): readonly TracePiece[] =>
  parts.flatMap((part, i) => (i === 0 ? part : [{ kind: 'literal', text: '/' } as const, ...part]))

/** `${filename}` in a form's key is what the browser sends. */
export function presignedPost(machine: Machine): Value {
  const createPresignedPost = machine.native('sdk:createPresignedPost', (inner, { args: [client = UNDEFINED, options = UNDEFINED] }) => {
    const input = inner.object({ Bucket: inner.get(options, 'Bucket'), Key: withoutFileName(inner.get(options, 'Key')) })
    const fields = inner.get(options, 'Fields')
    for (const [field, member] of [
      ['acl', 'ACL'],
      ['tagging', 'Tagging'],
      ['x-amz-tagging', 'Tagging'],
    ] as const) {
      const value = fields.kind === 'object' ? inner.get(fields, field) : UNDEFINED
      if (value.kind !== 'undefined') input.props.set(member, value)
    }
    inner.record({ service: 's3', operation: 'PutObject', input, client, origin: 'presigned' })
    return inner.promise(inner.object({ url: anyText('the URL of a form'), fields: unknownValue('the fields of a form') }))
  })
  return machine.object({ __esModule: TRUE, createPresignedPost })
}

function withoutFileName(key: Value): Value {
  if (key.kind !== 'text') return key
  const pieces = key.pieces.flatMap((piece): TracePiece[] => {
    if (piece.kind !== 'literal') return [piece]
    return piece.text
      .split('$' + '{filename}')
      .flatMap((text, i) => [
        ...(i > 0 ? [{ kind: 'any', why: 'the name of a file that is uploaded' } as const] : []),
        ...(text === '' ? [] : [{ kind: 'literal', text } as const]),
      ])
  })
  return { kind: 'text', pieces }
}
