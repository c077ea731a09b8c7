/**
 * Which service and operation a request means. What the request says of itself (target, path, form) and what its signature
 * is scoped to must agree; a request whose parts disagree is refused, not guessed.
 */
import { clientFacts, clientSuffixes, operationName, type Protocol } from '../../catalog/index.js'

export interface Recognised {
  /** Client package's suffix. */
  readonly suffix: string
  /** As the API spells it; null where it is to be found by the route (REST) or is not known. */
  readonly operation: string | null
  readonly protocol: Protocol
  /** The name as the request gives it, for messages. */
  readonly asked: string
}

export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  /** Service of the signature's scope; null where it has none. */
  readonly scope: string | null
}

/** Clients that local AWS can serve; the names of all others are looked up when one is asked for. */
const SERVED = [
  ...['dynamodb', 'dynamodb-streams', 's3', 'iam', 'sts', 'sqs', 'sns', 'eventbridge', 'secrets-manager', 'ssm', 'kms', 'kinesis', 'sfn'],
  ...['cloudwatch-logs', 'lambda', 'cloudwatch', 'cloudtrail', 'api-gateway', 'apigatewayv2', 'cloudformation'],
]

const targets = new Map<string, string>()
const scopes = new Map<string, readonly string[]>()
let indexed: 'nothing' | 'served' | 'all' = 'nothing'

function index(suffixes: readonly string[]): void {
  for (const suffix of suffixes) {
    const facts = clientFacts(suffix)
    if (facts === null) continue
    if (facts.target !== null && !targets.has(facts.target)) targets.set(facts.target, suffix)
    const { signing } = facts
    if (signing !== null && !scopes.get(signing)?.includes(suffix)) scopes.set(signing, [...(scopes.get(signing) ?? []), suffix])
  }
}

function lookUp<T>(find: () => T | undefined): T | undefined {
  if (indexed === 'nothing') {
    index(SERVED)
    indexed = 'served'
  }
  const found = find()
  if (found !== undefined || indexed === 'all') return found
  index(clientSuffixes())
  indexed = 'all'
  return find()
}

/** @returns null where nothing that is known is meant; S3 is what remains for requests without any mark */
export function recognise(asked: Asked): Recognised | null {
  const { headers, scope, path } = asked
  const target = headers['x-amz-target']
  if (target !== undefined && scope !== 's3') return byTarget(target)
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return byCborPath(path, scope)
  if (scope === 's3' || scope === 's3express') return { suffix: 's3', operation: null, protocol: 'rest-xml', asked: path }
  const action = asked.query.get('Action')
  if (action !== null) return byAction(action, asked.query.get('Version'), scope)
  if (scope === null) return { suffix: 's3', operation: null, protocol: 'rest-xml', asked: path }
  return byRoute(asked, scope)
}

function byTarget(target: string): Recognised | null {
  const dot = target.lastIndexOf('.')
  const prefix = target.slice(0, dot)
  const suffix = lookUp(() => targets.get(prefix))
  const protocol = suffix === undefined ? null : clientFacts(suffix)?.protocol
  if (suffix === undefined || protocol === null || protocol === undefined) return null
  const asked = target.slice(dot + 1)
  return { suffix, operation: operationName(suffix, asked), protocol: protocol === 'json1.1' ? 'json1.1' : 'json1.0', asked }
}

/** `/service/GraniteServiceVersion20100801/operation/PutMetricData` */
function byCborPath(path: string, scope: string | null): Recognised | null {
  const [, shape = '', asked = ''] = /\/service\/([^/]+)\/operation\/([^/]+)$/.exec(path) ?? []
  const suffix = lookUp(() => targets.get(shape)) ?? (scope === null ? undefined : lookUp(() => scopes.get(scope))?.[0])
  if (suffix === undefined || asked === '') return null
  return { suffix, operation: operationName(suffix, asked), protocol: 'rpc-v2-cbor', asked }
}

function byAction(asked: string, version: string | null, scope: string | null): Recognised | null {
  const among = scope === null ? ['sts'] : (lookUp(() => scopes.get(scope)) ?? [])
  const suffix = among.find((it) => version === null || clientFacts(it)?.version === version) ?? among[0]
  if (suffix === undefined) return null
  return { suffix, operation: operationName(suffix, asked), protocol: 'query', asked }
}

function byRoute({ method, path }: Asked, scope: string): Recognised | null {
  const among = lookUp(() => scopes.get(scope)) ?? []
  const rest = among.filter((it) => clientFacts(it)?.protocol === 'rest-json')
  // API Gateway's two clients share one scope; their paths tell them apart.
  const suffix = rest.find((it) => path.startsWith('/v2/') === (it === 'apigatewayv2')) ?? rest[0]
  return suffix === undefined ? null : { suffix, operation: null, protocol: 'rest-json', asked: `${method} ${path}` }
}
