/**
 * Direct integrations: the request that API Gateway makes of a service, with the integration's role.
 * Source: API Gateway API Reference, "PutIntegration", `uri`; API Gateway Developer Guide, "Amazon API Gateway integration
 * request data mapping" and "Integration subtype reference".
 */
import { encode } from '../gateway/sigv4.js'
import type { Mapped } from './mapping.js'
import type { OutgoingRequest } from './sign.js'
import type { Integration } from './types.js'

/** Services that take `X-Amz-Target`, by their name in the URI. */
const TARGETS: ReadonlyMap<string, { readonly target: string; readonly version: '1.0' | '1.1' }> = new Map([
  ['cognito-idp', { target: 'AWSCognitoIdentityProviderService', version: '1.1' }],
  ['dynamodb', { target: 'DynamoDB_20120810', version: '1.0' }],
  ['events', { target: 'AWSEvents', version: '1.1' }],
  ['firehose', { target: 'Firehose_20150804', version: '1.1' }],
  ['kinesis', { target: 'Kinesis_20131202', version: '1.1' }],
  ['kms', { target: 'TrentService', version: '1.1' }],
  ['logs', { target: 'Logs_20140328', version: '1.1' }],
  ['secretsmanager', { target: 'secretsmanager', version: '1.1' }],
  ['ssm', { target: 'AmazonSSM', version: '1.1' }],
  ['states', { target: 'AWSStepFunctions', version: '1.0' }],
])

/** Services of the query protocol, with the version of their API. */
const QUERIES: ReadonlyMap<string, string> = new Map([
  ['sns', '2010-03-31'],
  ['sqs', '2012-11-05'],
  ['sts', '2011-06-15'],
])

export function outgoing(
  it: Extract<Integration, { kind: 'service' }>,
  mapped: Mapped,
): OutgoingRequest | { readonly unsupported: string } {
  const [kind = '', ...rest] = it.call.split('/')
  const service = it.service.split('.').at(-1) ?? it.service
  const body = Buffer.from(mapped.body)
  const base = { method: it.method, query: mapped.query, body, service, region: it.region }
  if (kind === 'path') {
    const host = it.service.includes('.') ? `/${it.service.slice(0, it.service.lastIndexOf('.'))}` : ''
    const path = `${host}/${rest.join('/')}`.replace(/\{([^}]+)\}/g, (_, name: string) => mapped.path.get(name) ?? '')
    // Of other services a path of slashes alone is the root.
    const written = service === 's3' ? path : path.replace(/\/{2,}/g, '/')
    return { ...base, path: written.split('/').map(encodedOnce).join('/'), headers: accepting(withoutHop(mapped.headers), service) }
  }
  const action = rest.join('/')
  const json = TARGETS.get(service)
  if (json !== undefined) {
    const headers = new Map(mapped.headers)
    headers.set('x-amz-target', headers.get('x-amz-target') ?? `${json.target}.${action}`)
    headers.set('content-type', `application/x-amz-json-${json.version}`)
    return { ...base, method: 'POST', path: '/', query: [], headers }
  }
  const version = QUERIES.get(service)
  if (version === undefined) return { unsupported: `\`${it.service}:${it.call}\` is no call that local AWS can make` }
  const form = new URLSearchParams([
    ['Action', action],
    ['Version', version],
    ...mapped.query.map(([name, value]): [string, string] => [name, value]),
  ])
  const given = new URLSearchParams(mapped.headers.get('content-type')?.includes('form') === true ? body.toString('utf8') : '')
  for (const [name, value] of given) if (!form.has(name)) form.append(name, value)
  return {
    ...base,
    method: 'POST',
    path: '/',
    query: [],
    headers: accepting(new Map([['content-type', FORM]]), service),
    body: Buffer.from(form.toString()),
  }
}

/** API Gateway asks services of the query protocol for JSON. */
const accepting = (headers: ReadonlyMap<string, string>, service: string): ReadonlyMap<string, string> =>
  QUERIES.has(service) ? new Map([['accept', 'application/json'], ...headers]) : headers

const FORM = 'application/x-www-form-urlencoded'

const withoutHop = (headers: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...headers].filter(([name]) => !['host', 'connection', 'content-length'].includes(name)))

/** Parameters of a path come encoded, and texts of a template not. */
function encodedOnce(segment: string): string {
  try {
    return encode(decodeURIComponent(segment))
  } catch {
    return encode(segment)
  }
}

type SubtypeCall = { readonly service: string; readonly operation: string; readonly input: Readonly<Record<string, unknown>> }

/** First-class integrations of HTTP APIs, by subtype. @param value a parameter, with `$request…` made of the request */
export function subtypeCall(it: Extract<Integration, { kind: 'subtype' }>, value: (name: string) => string | null): SubtypeCall | null {
  const all = (names: readonly string[]): Readonly<Record<string, unknown>> =>
    Object.fromEntries(names.flatMap((name) => (value(name) === null ? [] : [[name, value(name)]])))
  switch (it.subtype) {
    case 'SQS-SendMessage': {
      const url = value('QueueUrl') ?? ''
      const input = { ...all(['MessageBody', 'MessageGroupId', 'MessageDeduplicationId']), QueueUrl: url }
      return { service: 'sqs', operation: 'SendMessage', input }
    }
    case 'EventBridge-PutEvents': {
      const entry = {
        ...all(['Detail', 'DetailType', 'Source', 'EventBusName', 'Time', 'TraceHeader']),
        ...list('Resources', value('Resources')),
      }
      return { service: 'eventbridge', operation: 'PutEvents', input: { Entries: [entry] } }
    }
    case 'StepFunctions-StartExecution':
      return { service: 'sfn', operation: 'StartExecution', input: lower(all(['StateMachineArn', 'Name', 'Input', 'TraceHeader'])) }
    case 'StepFunctions-StopExecution':
      return { service: 'sfn', operation: 'StopExecution', input: lower(all(['ExecutionArn', 'Cause', 'Error'])) }
    case 'Kinesis-PutRecord':
      return {
        service: 'kinesis',
        operation: 'PutRecord',
        input: { ...all(['StreamName', 'PartitionKey', 'ExplicitHashKey']), Data: Buffer.from(value('Data') ?? '').toString('base64') },
      }
    default:
      return null
  }
}

const list = (name: string, written: string | null): Readonly<Record<string, readonly string[]>> => {
  if (written === null) return {}
  try {
    const value: unknown = JSON.parse(written)
    return Array.isArray(value) ? { [name]: value.map(String) } : {}
  } catch {
    return { [name]: written.split(',') }
  }
}

/** Step Functions' own members begin in lower case. */
const lower = (input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(input).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]))
