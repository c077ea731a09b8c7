/**
 * Event sources (`dynamodb.amazonaws.com`) ⇄ clients of the AWS SDK ⇄ IAM prefixes. Most are the client's signing name; the
 * rows below are the others.
 */
import { clientFacts, clientSuffixes, isService } from '../catalog/index.js'

const DOMAIN = '.amazonaws.com'

/**
 * Client → label of its event source, where that is not its signing name.
 * Source: the page "Logging … API calls using AWS CloudTrail" of each service's guide, and the EventBridge Events Reference.
 */
const LABEL_OF_CLIENT: ReadonlyMap<string, string> = new Map([
  ['application-auto-scaling', 'autoscaling'],
  ['rds-data', 'rdsdata'],
  ['appconfigdata', 'appconfig'],
  ['lex-models-v2', 'lex'],
  ['lex-model-building-service', 'lex'],
  ['pinpoint', 'mobiletargeting'],
  ['iot-data-plane', 'iot'],
  ['cloudfront-keyvaluestore', 'edgekeyvaluestore'],
])

/** Labels of sources that no client has → IAM prefix. */
const PREFIX_OF_LABEL: ReadonlyMap<string, string> = new Map([
  ['monitoring', 'cloudwatch'],
  ['streams', 'dynamodb'],
  ['tagging', 'tag'],
  ['appstream2', 'appstream'],
  ['lex', 'lex'],
  ['models', 'lex'],
  ['runtime', 'lex'],
  ['email', 'ses'],
  ['rdsdata', 'rds-data'],
  ['cloudcontrolapi', 'cloudformation'],
  ['s3express', 's3express'],
  ['elasticloadbalancingv2', 'elasticloadbalancing'],
  ['marketplacecommerceanalytics', 'marketplacecommerceanalytics'],
  ['kafka-cluster', 'kafka-cluster'],
  ['edgekeyvaluestore', 'cloudfront-keyvaluestore'],
])

/** Labels that stand before the service's own: `streams.dynamodb`, `models.lex`. */
const label = (source: string): string => {
  const name = source.toLowerCase().replace(/\.amazonaws\.com(\.cn)?$/, '')
  if (name === 'streams.dynamodb') return 'dynamodb'
  return name.endsWith('.lex') ? 'lex' : name
}

/** @returns the event source that calls of a client are recorded under, e.g. `cloudwatch` → `monitoring.amazonaws.com` */
export function eventSourceOf(suffix: string): string {
  const facts = clientFacts(suffix)
  return `${LABEL_OF_CLIENT.get(suffix) ?? facts?.signing ?? facts?.prefix ?? suffix}${DOMAIN}`
}

let byLabel: ReadonlyMap<string, readonly string[]> | null = null

function clientsByLabel(): ReadonlyMap<string, readonly string[]> {
  if (byLabel !== null) return byLabel
  const map = new Map<string, string[]>()
  for (const suffix of clientSuffixes()) {
    const facts = clientFacts(suffix)
    const labels = new Set([facts?.signing, facts?.prefix, LABEL_OF_CLIENT.get(suffix)].flatMap((one) => one ?? []))
    for (const one of labels) map.set(one.toLowerCase(), [...(map.get(one.toLowerCase()) ?? []), suffix])
  }
  // Directory buckets are called with the client of S3.
  map.set('s3express', ['s3'])
  // The client that is called like the source comes first: `rds` before `docdb`.
  for (const [name, suffixes] of map) suffixes.sort((a, b) => Number(b === name) - Number(a === name) || (a < b ? -1 : 1))
  byLabel = map
  return map
}

/** @returns suffixes of the clients whose calls have this source, the likeliest first; empty for sources of no client */
export const clientsOfSource = (source: string): readonly string[] => clientsByLabel().get(label(source)) ?? []

/** @returns the IAM prefix of a source's actions, e.g. `monitoring.amazonaws.com` → `cloudwatch`; null where it has none */
export function prefixOfSource(source: string): string | null {
  const name = label(source)
  const row = PREFIX_OF_LABEL.get(name)
  if (row !== undefined) return row
  if (isService(name)) return name
  for (const suffix of clientsOfSource(source)) {
    const prefix = clientFacts(suffix)?.prefix ?? null
    if (prefix !== null) return prefix
  }
  return null
}
