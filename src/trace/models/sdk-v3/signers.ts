/** Requests and tokens that are signed by hand with parts of the SDK. */
import {
  type AbstractObject,
  anyText,
  type Machine,
  type NativeFunction,
  TRUE,
  textValue,
  UNDEFINED,
  unknownValue,
  type Value,
} from '../../values.js'
import { isApiUrl, recordApiCall, signingClient, unknownRequest } from '../api-requests.js'
import { clientSettings } from '../client-settings.js'
import { graphqlFields } from '../graphql-fields.js'
import { signedService } from '../signed-services.js'

/** `SignatureV4`: signs requests of `HttpRequest`, or objects like it. */
export function signatureV4(machine: Machine): Value {
  const signer = machine.nativeClass('SignatureV4', {
    construct: (inner, made, [options = UNDEFINED]) => {
      const { assumedRole } = clientSettings(inner, options)
      inner.setBrand(made, {
        kind: 'signer',
        name: 'SignatureV4',
        service: inner.get(options, 'service'),
        region: inner.get(options, 'region'),
        role: assumedRole,
      })
    },
    members: { sign: signRequest, presign: signRequest, signMessage: (inner, call) => inner.promise(call.args[0] ?? UNDEFINED) },
  })
  return machine.object({
    __esModule: TRUE,
    SignatureV4: signer,
    SignatureV4MultiRegion: signer,
    SignatureV4a: signer,
    SignatureV4Base: signer,
  })
}

const signRequest: NativeFunction = (machine, { self, args: [request = UNDEFINED, options = UNDEFINED] }) => {
  const [signer] = machine.brands(self, 'signer')
  const given = machine.get(options, 'signingService')
  const name = given.kind === 'undefined' || given.kind === 'unknown' ? (signer?.service ?? UNDEFINED) : given
  recordSigned(machine, request, name, signer?.role ?? null, signer?.region ?? UNDEFINED)
  return machine.promise(request)
}

/** Notes the call that a signed request is. A string that is signed belongs to no API. */
export function recordSigned(
  machine: Machine,
  request: Value,
  service: Value,
  role: ReturnType<typeof clientSettings>['assumedRole'],
  region: Value,
): void {
  if (request.kind === 'text') return
  const host = hostOf(machine, request)
  const names = machine.literals(service)
  const [name = null] = names?.length === 1 ? names : []
  const cache = name === null ? undefined : CACHES.get(name)
  const url = urlOf(machine, request, host)
  const given = region.kind === 'undefined' ? null : machine.traced(region)
  if (cache === undefined && isApiUrl(url)) {
    const methods = machine.literals(machine.get(request, 'method')) ?? ['GET']
    const asked = { url, headers: machine.get(request, 'headers'), body: machine.get(request, 'body') }
    for (const method of methods)
      recordApiCall(machine, name, { ...asked, method: method.toUpperCase() }, { region: given, assumedRole: role })
    return
  }
  const target = cache ?? signedService(name, machine.traced(host))
  if (target === null) {
    if (names?.some((each) => !ASKS_NOTHING.has(each))) unknownRequest(machine, names.join('` or `'))
    if (names === null)
      machine.unresolved(
        'trace/dynamic-client',
        'which service this request is signed for is not known',
        'say `service` as a constant where the request is signed',
      )
    return
  }
  const methods =
    cache === undefined ? (machine.literals(machine.get(request, 'method')) ?? ['*']).map((each) => each.toUpperCase()) : ['Connect']
  const query = machine.get(request, 'query')
  const input =
    cache === undefined
      ? machine.object({ url, ...(target === 'appsync' ? fieldsOf(machine, request) : {}) })
      : machine.object({ Name: host, User: machine.get(query, 'User'), ResourceType: machine.get(query, 'ResourceType') })
  const client = signingClient(machine, target, { region: given, assumedRole: role })
  for (const operation of methods) machine.record({ service: target, operation, input, client, origin: 'call' })
}

function fieldsOf(machine: Machine, request: Value): Record<string, Value> {
  const fields = graphqlFields(machine.traced(machine.get(request, 'body')))
  return fields === null ? {} : { fields: machine.list(fields.map(textValue)) }
}

/** Services that take a signed request as a password. */
const CACHES: ReadonlyMap<string, string> = new Map([
  ['elasticache', 'elasticache-token'],
  ['memorydb', 'memorydb-token'],
])

/** Who signs a request to STS by hand shows who it is, by `GetCallerIdentity`, which needs no permission. */
const ASKS_NOTHING: ReadonlySet<string> = new Set(['sts'])

function hostOf(machine: Machine, request: Value): Value {
  for (const key of ['hostname', 'host']) {
    const host = machine.get(request, key)
    if (host.kind !== 'undefined' && host.kind !== 'unknown') return host
  }
  const headers = machine.get(request, 'headers')
  for (const key of ['host', 'Host']) {
    const host = machine.get(headers, key)
    if (host.kind !== 'undefined') return host
  }
  return unknownValue('the host of a request')
}

function urlOf(machine: Machine, request: Value, host: Value): Value {
  const path = machine.get(request, 'path')
  const at = path.kind === 'undefined' ? machine.get(request, 'pathname') : path
  const scheme = textValue('https://')
  const parts = [scheme, host, at.kind === 'undefined' ? textValue('/') : at]
  return machine.call(machine.get(textValue(''), 'concat'), textValue(''), parts)
}

/** `@smithy/protocol-http` and `@aws-sdk/protocol-http`: a request is what it is made of. */
export function protocolHttp(machine: Machine): Value {
  const construct = (inner: Machine, made: AbstractObject, [options = UNDEFINED]: readonly Value[]): void => {
    inner.set(made, 'method', textValue('GET'))
    inner.set(made, 'headers', inner.object({}))
    inner.set(made, 'path', textValue('/'))
    for (const [key, value] of inner.members(options).known) if (value.kind !== 'undefined') inner.set(made, key, value)
  }
  const request = machine.nativeClass('HttpRequest', { construct, members: { clone: (_, { self }) => self } })
  const response = machine.nativeClass('HttpResponse', { construct })
  return machine.object({ __esModule: TRUE, HttpRequest: request, HttpResponse: response })
}

/** `@aws-sdk/rds-signer`: a token is the right to connect. */
export function rdsSigner(machine: Machine): Value {
  return machine.object({ __esModule: TRUE, Signer: tokenClass(machine, 'rds-signer', ['getAuthToken']) })
}

export function dsqlSigner(machine: Machine): Value {
  const signer = tokenClass(machine, 'dsql-signer', ['getDbConnectAuthToken', 'getDbConnectAdminAuthToken'])
  return machine.object({ __esModule: TRUE, DsqlSigner: signer })
}

function tokenClass(machine: Machine, service: string, methods: readonly string[]): AbstractObject {
  const give =
    (method: string): NativeFunction =>
    (inner, { self }) => {
      const operation = method.charAt(0).toUpperCase() + method.slice(1)
      inner.record({ service, operation, input: inner.get(self, '@@options'), client: self, origin: 'call' })
      return inner.promise(anyText('a token'))
    }
  return machine.nativeClass('Signer', {
    construct: (inner, made, [options = UNDEFINED]) => {
      inner.set(made, '@@options', options)
      inner.setBrand(made, { kind: 'client', service, document: false, version: 3, ...clientSettings(inner, options), bound: null })
    },
    members: Object.fromEntries(methods.map((method) => [method, give(method)])),
  })
}
