/**
 * URLs of things that requests are signed for: what stands for each in an ARN. A URL may be an attribute of a resource of the
 * template, written as its symbol (`${Api.ApiEndpoint}`), with a path behind it.
 */
import { any, literalOf, type SymText, splitSym, symbol, symText } from '../policy/index.js'
import type { ApiMethod, ApiUrlForm, FormReading, Places } from './types.js'

type UrlForm = ApiUrlForm | 'api-stage-url' | 'graphql-url' | 'search-url' | 'collection-url' | 'function-url' | 'cluster-host'
type Reader = (value: SymText, places: Places) => FormReading

const filling = (text: SymText): FormReading => ({ kind: 'text', text, region: null, account: null })

interface UrlParts {
  /** Labels of the host; a symbol that is a whole URL is the first. */
  readonly labels: readonly SymText[]
  /** Without its first slash, without query. */
  readonly path: SymText
}

function partsOf(value: SymText): UrlParts {
  const whole = splitSym(value, '://', 2)
  const rest = whole.length === 2 ? (whole[1] ?? value) : value
  const [host = rest, path = []] = splitSym(rest, '/', 2)
  const [plain = path] = splitSym(path, '?', 2)
  return { labels: splitSym(splitSym(host, ':', 2)[0] ?? host, '.'), path: plain }
}

const isLabel = (value: SymText | undefined, text: string): boolean => value !== undefined && literalOf(value) === text

/** The resource whose attribute a symbol is: `${Api.ApiEndpoint}` with `ApiEndpoint` → `Api`. */
function ownerOf(value: SymText | undefined, attribute: string): string | null {
  const piece = value?.[0]
  return piece?.kind === 'symbol' && piece.name.endsWith(`.${attribute}`) ? piece.name.slice(0, -attribute.length - 1) : null
}

/** Attributes of the template that are URLs or hosts, by what requests to them are signed for. */
const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['ApiEndpoint', 'execute-api'],
  ['GraphQLUrl', 'appsync'],
  ['FunctionUrl', 'lambda-url'],
  ['CollectionEndpoint', 'aoss'],
  ['DomainEndpoint', 'es'],
])

const HOST_LABELS: readonly (readonly [label: string, client: string])[] = [
  ['execute-api', 'execute-api'],
  ['appsync-api', 'appsync'],
  ['lambda-url', 'lambda-url'],
  ['aoss', 'aoss'],
  ['es', 'es'],
]

/** @returns the client of requests to a URL, as far as its host says that; null: a domain of its own, or not known */
export function signedFor(url: SymText): string | null {
  const { labels } = partsOf(url)
  for (const [attribute, client] of ATTRIBUTES) if (labels.some((label) => ownerOf(label, attribute) !== null)) return client
  return HOST_LABELS.find(([text]) => labels.some((label) => isLabel(label, text)))?.[1] ?? null
}

/** API and, where the host says that it is one of API Gateway's, the path behind it; null: a domain of its own. */
function apiOf(value: SymText): { readonly api: SymText; readonly path: SymText; readonly region: SymText | null } | null {
  const { labels, path } = partsOf(value)
  const owner = ownerOf(labels[0], 'ApiEndpoint')
  if (owner !== null && labels.length === 1) return { api: [symbol(owner)], path, region: null }
  return isLabel(labels[1], 'execute-api') ? { api: labels[0] ?? [any], path, region: labels[2] ?? null } : null
}

/**
 * The first part of the path is the stage; the default stage of HTTP APIs is not in the path, so that both readings are
 * given, the one of the default stage last. Source: API Gateway Developer Guide, "Resource format of permissions for executing
 * API in API Gateway", "Invoke HTTP APIs".
 */
const readApiUrl =
  (method: ApiMethod): Reader =>
  (value, { partition, region, account }) => {
    const verb = method === 'any' ? '*' : method.toUpperCase()
    const found = apiOf(value)
    const on = (...parts: readonly (string | SymText)[]): SymText =>
      symText('arn:', partition, ':execute-api:', found?.region ?? region, ':', account, ':', ...parts)
    // A domain's base path can lead to any API and stage.
    if (found === null) return { kind: 'arns', arns: [on('*/*/', verb, '/*')] }
    const [stage = [any], rest] = splitSym(found.path, '/', 2)
    const staged = on(found.api, '/', stage.length === 0 ? [any] : stage, '/', verb, '/', rest ?? (found.path.length === 0 ? '*' : ''))
    const unstaged = on(found.api, '/$default/', verb, '/', found.path)
    return { kind: 'arns', arns: found.path.length === 0 ? [staged] : [staged, unstaged] }
  }

/** `https://API.execute-api.REGION.amazonaws.com/STAGE` → `API/STAGE`, as the management API is called. */
const readApiStage: Reader = (value) => {
  const found = apiOf(value)
  if (found === null) return filling(symText('*/*'))
  const [stage = []] = splitSym(found.path, '/', 2)
  return filling(symText(found.api, '/', stage.length === 0 ? any : stage))
}

/** The host of a GraphQL endpoint is not the API's ID. */
const readGraphqlUrl: Reader = (value) => {
  const owner = ownerOf(partsOf(value).labels[0], 'GraphQLUrl')
  return filling(owner === null ? [any] : [symbol(`${owner}.ApiId`)])
}

/** `search-DOMAIN-RANDOM.REGION.es.amazonaws.com` and `vpc-DOMAIN-RANDOM…`. Source: OpenSearch Service Developer Guide. */
const readSearchUrl: Reader = (value) => {
  const { labels } = partsOf(value)
  const owner = ownerOf(labels[0], 'DomainEndpoint')
  if (owner !== null) return filling([symbol(owner)])
  const name = /^(?:search|vpc)-(.+)-[a-z0-9]{20,}$/.exec(literalOf(labels[0] ?? []) ?? '')?.[1]
  return filling(name === undefined ? [any] : symText(name))
}

/** `ID.REGION.aoss.amazonaws.com`. */
const readCollectionUrl: Reader = (value) => {
  const { labels } = partsOf(value)
  const owner = ownerOf(labels[0], 'CollectionEndpoint')
  if (owner !== null) return filling([symbol(owner)])
  return filling(isLabel(labels[2], 'aoss') ? (labels[0] ?? [any]) : [any])
}

/** `ID.dsql.REGION.on.aws`, or the endpoint of another database, whose resource ID is not in it. */
const readClusterHost: Reader = (value) => {
  const { labels } = partsOf(value)
  return filling(isLabel(labels[1], 'dsql') ? (labels[0] ?? [any]) : [any])
}

export const URL_READERS: Readonly<Record<UrlForm, Reader>> = {
  'api-get': readApiUrl('get'),
  'api-post': readApiUrl('post'),
  'api-put': readApiUrl('put'),
  'api-patch': readApiUrl('patch'),
  'api-delete': readApiUrl('delete'),
  'api-head': readApiUrl('head'),
  'api-options': readApiUrl('options'),
  'api-any': readApiUrl('any'),
  'api-stage-url': readApiStage,
  'graphql-url': readGraphqlUrl,
  'search-url': readSearchUrl,
  'collection-url': readCollectionUrl,
  // The host of a function's URL does not say which function it is.
  'function-url': () => filling([any]),
  'cluster-host': readClusterHost,
}
