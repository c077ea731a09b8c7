/**
 * Requests to AWS's own APIs that code signs without a client: which operation each is. Protocols of JSON say it in a header,
 * those of REST by method and path. Sources: Smithy, "AWS JSON 1.0 protocol", `X-Amz-Target`; API references, request syntax.
 */
import { type ClientFacts, clientFacts, clientSuffixes, operationModel } from '../../catalog/index.js'
import type { Traced, TracePiece } from '../types.js'
import { type Machine, unknownValue, type Value } from '../values.js'
import type { ClientSettings } from './client-settings.js'
import { splitPieces } from './pieces.js'
import { signedHost } from './signed-services.js'

type Text = readonly TracePiece[]

export interface ApiRequest {
  /** As far as it is known, with scheme and host. */
  readonly url: Value
  readonly method: string
  readonly headers: Value
  readonly body: Value
}

interface ApiCall {
  readonly service: string
  readonly operation: string
  readonly input: Value
  /** Null: the host names none. */
  readonly region: Traced | null
}

/** Whether a URL leads to an API of AWS itself, and not to one of the app's. */
export function isApiUrl(url: Value): boolean {
  const { labels } = partsOf(url)
  return labels.includes('amazonaws') && signedHost(labels.map((label) => label ?? '*').join('.')) === null
}

/**
 * @param signing the service that the signature is for; null: the host says it
 * @returns null where no operation is known to look so
 */
function apiCall(machine: Machine, signing: string | null, request: ApiRequest): ApiCall | null {
  const { labels, host, path } = partsOf(request.url)
  const at = labels.findIndex((label) => label !== null && /^s3($|-)/.test(label))
  const name = signing ?? (at === 0 || at === 1 ? 's3' : (labels[0] ?? null))
  if (name === null) return null
  const region = labels[Math.max(at, 0) + 1] === 'amazonaws' ? null : textOf(host[Math.max(at, 0) + 1] ?? [])
  if (name === 's3') return at < 0 ? null : onObject({ machine, request, bucket: at === 1 ? (host[0] ?? []) : null, path, region })
  const clients = clientSuffixes().flatMap((suffix): readonly ClientFacts[] => {
    const facts = clientFacts(suffix)
    return facts !== null && (facts.signing === name || suffix === name) ? [facts] : []
  })
  const target = targetOf(machine, request.headers)
  if (target === null) return byRoute(machine, clients, request, path, region)
  const [prefix, operation = ''] = target.split('.')
  const client = clients.find((facts) => facts.target === prefix && facts.operations.includes(operation))
  return client === undefined ? null : { service: client.suffix, operation, input: machine.parsed(request.body), region }
}

function partsOf(url: Value): {
  readonly host: readonly Text[]
  readonly labels: readonly (string | null)[]
  readonly path: readonly Text[]
} {
  const pieces = url.kind === 'text' ? url.pieces : []
  const [first = [], ...rest] = splitPieces(pieces, '/')
  const hasScheme = literal(first)?.endsWith(':') === true && literal(rest[0] ?? [{ kind: 'any', why: '' }]) === ''
  const [authority = [], ...path] = hasScheme ? rest.slice(1) : [first, ...rest]
  const host = splitPieces(authority, '.')
  return { host, labels: host.map(literal), path: path.map((part) => splitPieces(part, '?')[0] ?? []) }
}

/** @returns null where not all of it is literal */
const literal = (pieces: Text): string | null =>
  pieces.every((piece) => piece.kind === 'literal') ? pieces.map((piece) => (piece.kind === 'literal' ? piece.text : '')).join('') : null

const textOf = (pieces: Text): Extract<Traced, { kind: 'text' }> => ({ kind: 'text', pieces })

function targetOf(machine: Machine, headers: Value): string | null {
  for (const [name, value] of machine.members(headers).known)
    if (name.toLowerCase() === 'x-amz-target') return machine.literals(value)?.[0] ?? null
  return null
}

function byRoute(
  machine: Machine,
  clients: readonly ClientFacts[],
  { method, body }: ApiRequest,
  path: readonly Text[],
  region: Traced | null,
): ApiCall | null {
  const found = clients.flatMap((client) =>
    client.operations.flatMap((operation) => {
      const http = operationModel(client.suffix, operation)?.http ?? null
      const labels = http?.method === method ? labelsOf(http.uri, path) : null
      return labels === null ? [] : [{ service: client.suffix, operation, labels }]
    }),
  )
  // Of several routes the one with the fewest open parts is meant.
  const [best, next] = found.sort((a, b) => a.labels.size - b.labels.size)
  if (best === undefined || next?.labels.size === best.labels.size) return null
  const input = machine.object(Object.fromEntries([...machine.members(machine.parsed(body)).known, ...best.labels]))
  return { service: best.service, operation: best.operation, input, region }
}

/** @returns the members that the path names; null where it is no path of that route */
function labelsOf(uri: string, path: readonly Text[]): ReadonlyMap<string, Value> | null {
  const [route = ''] = uri.split('?')
  const wanted = route.replace(/^\//, '').replace(/\/$/, '').split('/')
  if (wanted.length !== path.filter((part, i) => i < path.length - 1 || part.length > 0).length) return null
  const labels = new Map<string, Value>()
  for (const [i, want] of wanted.entries()) {
    const name = /^\{([^+}]+)\+?\}$/.exec(want)?.[1]
    const part = path[i] ?? []
    if (name === undefined ? literal(part) !== want : part.length === 0) return null
    if (name !== undefined) labels.set(name, { kind: 'text', pieces: part })
  }
  return labels
}

const OBJECT_METHODS: ReadonlyMap<string, string> = new Map([
  ['GET', 'GetObject'],
  ['PUT', 'PutObject'],
  ['HEAD', 'HeadObject'],
  ['DELETE', 'DeleteObject'],
])

interface ObjectRequest {
  readonly machine: Machine
  readonly request: ApiRequest
  /** Null: the path begins with it. Source: S3 User Guide, "Virtual hosting of buckets". */
  readonly bucket: Text | null
  readonly path: readonly Text[]
  readonly region: Traced | null
}

/** An object alone; sub-resources and lists stand in the query, which a signature of a URL has too. */
function onObject({ machine, request, bucket, path, region }: ObjectRequest): ApiCall | null {
  const operation = OBJECT_METHODS.get(request.method)
  const key = bucket === null ? path.slice(1) : path
  const query = request.url.kind === 'text' ? splitPieces(request.url.pieces, '?')[1] : undefined
  if (operation === undefined || !key.some((part) => part.length > 0) || (query !== undefined && !isSignature(query))) return null
  const Key = key.flatMap((part, i): Text => (i === 0 ? part : [{ kind: 'literal', text: '/' }, ...part]))
  const Bucket = bucket ?? path[0] ?? []
  return { service: 's3', operation, input: machine.object({ Bucket: asText(Bucket), Key: asText(Key) }), region }
}

const isSignature = (query: Text): boolean => query[0]?.kind === 'literal' && /^x-amz-/i.test(query[0].text)

const asText = (pieces: Text): Value => (pieces.length === 0 ? unknownValue('a part of a URL') : { kind: 'text', pieces })

/** What stands for a client where a request is signed without one. */
export const signingClient = (machine: Machine, service: string, settings: Partial<ClientSettings>): Value => {
  const { region = null, assumedRole = null, accessKey = null } = settings
  return machine.branded({
    kind: 'client',
    service,
    document: false,
    version: 3,
    region,
    endpoint: null,
    assumedRole,
    accessKey,
    bound: null,
  })
}

/** Who signs a request to STS by hand shows who it is, by `GetCallerIdentity`, which needs no permission. */
const ASKS_NOTHING = 'sts'

/** Notes the call that a signed request to an API of AWS is, or that it is not known which. */
export function recordApiCall(machine: Machine, signing: string | null, request: ApiRequest, settings: Partial<ClientSettings>): void {
  const call = apiCall(machine, signing, request)
  if (call !== null) {
    const { service, operation, input } = call
    const client = signingClient(machine, service, { ...settings, region: settings.region ?? call.region })
    machine.record({ service, operation, input, client, origin: machine.origin })
    return
  }
  const name = signing ?? partsOf(request.url).labels[0] ?? 'a service that is not known'
  if (name !== ASKS_NOTHING) unknownRequest(machine, name)
}

export const unknownRequest = (machine: Machine, name: string): void =>
  machine.unresolved(
    'trace/signed-request',
    `a request to \`${name}\` is signed by hand, and which of its operations it is, is not followed`,
    'send it by a client of the SDK, or add its permission by hand',
  )
