/**
 * Event sources (`dynamodb.amazonaws.com`) ⇄ clients of the AWS SDK ⇄ IAM prefixes. Most are the client's signing name; the
 * rows below are the others.
 */
import { clientFacts, clientSuffixes, isService } from '../catalog/index.js'

const DOMAIN = '.amazonaws.com'
const DOMAINS = /\.(?:amazonaws\.(?:com|eu)(?:\.cn)?|c2s\.ic\.gov|sc2s\.sgov\.gov)$/

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
  ['mq', 'amazonmq'],
  ['sso', 'sso'],
  ['sso-oidc', 'sso'],
])

/**
 * Labels of sources → the label that clients and prefixes know, where neither is called so. Source: as above; and the Developer
 * Guides of SageMaker ("Monitor API calls with CloudTrail"), Pinpoint, Amazon MQ and Service Catalog AppRegistry.
 */
const OTHER_LABELS: ReadonlyMap<string, string> = new Map([
  ['monitoring', 'cloudwatch'],
  ['streams.dynamodb', 'dynamodb'],
  ['dynamodbstreams', 'dynamodb'],
  ['appstream2', 'appstream'],
  ['lexv2', 'lex'],
  ['models-v2-lex', 'lex'],
  ['runtime-v2-lex', 'lex'],
  ['email', 'ses'],
  ['sesv2', 'ses'],
  ['elasticloadbalancingv2', 'elasticloadbalancing'],
  ['apigatewayv2', 'apigateway'],
  ['kinesisanalyticsv2', 'kinesisanalytics'],
  ['cloudhsmv2', 'cloudhsm'],
  ['pinpoint', 'mobiletargeting'],
  ['servicecatalog-appregistry', 'servicecatalog'],
  ['metrics-sagemaker', 'sagemaker'],
  ['bedrock-runtime', 'bedrock'],
  ['bedrock-agent', 'bedrock'],
  ['bedrock-agent-runtime', 'bedrock'],
  ['iotdata', 'iot'],
  ['migrationhub', 'mgh'],
  ['migrationhub-config', 'mgh'],
  ['timestream-query', 'timestream'],
  ['timestream-write', 'timestream'],
  ['redshiftdata', 'redshift-data'],
  ['s3-control', 's3'],
])

/** Labels whose IAM prefix is not their own name. */
const PREFIX_OF_LABEL: ReadonlyMap<string, string> = new Map([
  ['cloudwatch', 'cloudwatch'],
  ['tagging', 'tag'],
  ['amazonmq', 'mq'],
  ['ses', 'ses'],
  ['rdsdata', 'rds-data'],
  ['cloudcontrolapi', 'cloudformation'],
  ['edgekeyvaluestore', 'cloudfront-keyvaluestore'],
])

/** `agreement-marketplace`, `metering-marketplace`: the parts of the Marketplace share one prefix. */
const MARKETPLACE = /(?:^|[-.])marketplace$/

const isKnown = (name: string): boolean => isService(name) || PREFIX_OF_LABEL.has(name) || clientsByLabel().has(name)

/** Parts of a service have its name at the end or at the begin of theirs: `models.lex`, `ingest.timestream`, `portal.sso`. */
function label(source: string): string {
  const name = source.trim().toLowerCase().replace(DOMAINS, '')
  const other = OTHER_LABELS.get(name)
  if (other !== undefined) return other
  if (MARKETPLACE.test(name)) return 'aws-marketplace'
  if (!name.includes('.') || isKnown(name)) return name
  const [first = name, ...rest] = name.split('.')
  const last = rest.at(-1) ?? name
  return [last, first].map((part) => OTHER_LABELS.get(part) ?? part).find(isKnown) ?? name
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
  // The client that is called like the source comes first (`rds` before `docdb`), then one whose name begins so (`sesv2`), then
  // one whose actions are.
  const likeness = (suffix: string, name: string): number =>
    suffix === name ? 3 : clientFacts(suffix)?.prefix !== name ? 0 : suffix.startsWith(name) ? 2 : 1
  for (const [name, suffixes] of map) suffixes.sort((a, b) => likeness(b, name) - likeness(a, name) || (a < b ? -1 : 1))
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
