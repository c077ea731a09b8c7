/** Requests that are built and signed with parts of SDK v2 itself, and its other members. */
import { type Machine, type NativeClass, textValue, UNDEFINED, unknownValue, type Value } from '../values.js'
import { signedService } from './signed-services.js'

const anything: NonNullable<NativeClass['members']>[string] = () => unknownValue('a part of the SDK')

export function signerMembers(machine: Machine): Readonly<Record<string, Value>> {
  const endpoint = machine.nativeClass('Endpoint', {
    construct: (inner, made, [url = UNDEFINED]) => {
      for (const name of ['host', 'hostname', 'href']) inner.set(made, name, url)
      inner.set(made, 'path', textValue('/'))
    },
  })
  const httpRequest = machine.nativeClass('HttpRequest', {
    construct: (inner, made, [url = UNDEFINED, region = UNDEFINED]) => {
      const host = inner.get(url, 'host')
      inner.set(made, 'endpoint', host.kind === 'undefined' ? inner.object({ host: url }) : url)
      inner.set(made, 'region', region)
      inner.set(made, 'method', textValue('POST'))
      inner.set(made, 'headers', inner.object({}))
    },
  })
  const v4 = machine.nativeClass('V4', {
    construct: (inner, made, [request = UNDEFINED, service = UNDEFINED]) => {
      inner.set(made, 'request', request)
      inner.set(made, 'service', service)
    },
    members: {
      addAuthorization: (inner, { self }) => {
        const request = inner.get(self, 'request')
        const host = inner.path(request, 'endpoint.host')
        const method = inner.literals(inner.get(request, 'method'))?.[0] ?? 'POST'
        const scheme = textValue('https://')
        const input = inner.object({ url: inner.call(inner.get(scheme, 'concat'), scheme, [host, inner.get(request, 'path')]) })
        const service = signedService(inner.literals(inner.get(self, 'service'))?.[0] ?? null, inner.traced(host))
        if (service !== null) inner.record({ client: null, service, operation: method.toUpperCase(), input, origin: 'call' })
        return UNDEFINED
      },
    },
  })
  const handle: NonNullable<NativeClass['members']>[string] = (inner, { args }) => {
    for (const arg of args.slice(2)) inner.later(() => void inner.call(arg, UNDEFINED, [unknownValue('an answer over HTTP')]))
    return unknownValue('a request that is sent')
  }
  const http = machine.nativeClass('HttpClient', { members: { handleRequest: handle } })
  machine.set(
    http,
    'getInstance',
    machine.native('getInstance', (inner) => inner.object({ handleRequest: inner.native('handleRequest', handle) })),
  )
  const same = machine.native('Signers', anything)
  return {
    Endpoint: endpoint,
    HttpRequest: httpRequest,
    Signers: machine.object({ V4: v4, V2: v4, S3: v4 }),
    HttpClient: http,
    NodeHttpClient: http,
    util: unknownValue('helpers of the SDK'),
    VERSION: textValue('2'),
    Service: same,
    Request: same,
    XML: same,
    JSON: same,
  }
}
