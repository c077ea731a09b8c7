/**
 * What API Gateway needs: to invoke functions with a role, to call services directly, and to write the account's logs.
 * Source: API Gateway Developer Guide, "Integrations for REST APIs", "AWS service integrations for HTTP APIs" and "Set up
 * CloudWatch logging for REST APIs in API Gateway".
 */
import type { Resource, Value } from '../../app/index.js'
import { clientPrefix, clientSuffixes } from '../../catalog/index.js'
import type { Finding, Place } from '../../outcome/index.js'
import { literalOf, parseSym, printSym, type SymText } from '../../policy/index.js'
import type { Traced } from '../../trace/index.js'
import { arnFields, canonicalArn } from '../arn.js'
import { type Atom, type Gap, type Need, platform } from '../atom.js'
import { definitionScope, NAME_IT, needsOfDefinedCall, OPEN_INPUT, pascalCase, unknownCall } from '../made-call.js'
import type { World } from '../scope.js'
import { ANY } from '../target.js'
import { tracedValue } from '../traced-value.js'
import { firstAt, textsAt } from '../value.js'
import { type Integration, integrationsOf } from './integration.js'
import { mappedParameters, membersOfTemplates } from './mapping-template.js'
import type { Part } from './part.js'
import { samRoutes } from './sam-routes.js'

const SERVICE = 'apigateway.amazonaws.com'

export function apiParts(world: World): readonly Part[] {
  return [...integrationsOf(world), ...samRoutes(world)]
    .filter((one) => (one.credentials === null ? asksService(one) : !isCaller(one.credentials)))
    .map((one) => ({
      id: one.api,
      service: SERVICE,
      role: one.credentials,
      needs: needsOf(one, world),
      notes: one.credentials === null ? [withoutRole(one)] : [],
      at: world.declared.byId.get(one.api)?.resource.at ?? one.at,
    }))
}

const withoutRole = (one: Integration): Finding => ({
  code: 'access/no-role',
  severity: 'error',
  subject: one.api,
  message: `\`${asksOf(one)}\` calls a service of AWS without a role, and is refused`,
  hint: 'give the integration the generated role as its `Credentials` (HTTP APIs: `CredentialsArn`, OpenAPI: `credentials`)',
  at: one.at,
})

/** Functions can be invoked by their own policies; other services ask for a role, also where the template gives none. */
const asksService = (one: Integration): boolean =>
  one.subtype !== null || (one.uris.length > 0 && one.uris.every((uri) => functionOfUri(uri) === null && isServiceUri(uri)))

const isServiceUri = (uri: SymText): boolean => {
  const fields = arnFields(uri)
  return fields !== null && literalOf(fields.service) === 'apigateway'
}

/** `arn:aws:iam::*:user/*` hands the caller's own credentials on. */
export const isCaller = (credentials: Value): boolean => textsAt(credentials).some((text) => /:iam::\*:user\/\*$/.test(printSym(text)))

const asksOf = (one: Integration): string => (one.isAuthorizer ? 'Authorizer' : `${one.method ?? 'ANY'} ${one.path ?? '*'}`)

/** What it takes to do what the integration asks for. */
export function needsOf(one: Integration, world: World): readonly Need[] {
  if (one.subtype !== null) return subtyped(one, one.subtype, world)
  return one.uris.flatMap((uri) => ofUri(one, uri, world))
}

function ofUri(one: Integration, uri: SymText, world: World): readonly Need[] {
  const invoked = functionOfUri(uri)
  if (invoked !== null) {
    const { arn, declared } = canonicalArn(invoked, world.declared)
    const isKnown = declared !== null || !arn.some((piece) => piece.kind === 'any')
    const atoms = platform(['lambda:InvokeFunction'], arn, asksOf(one), one.at)
    return isKnown ? atoms : [...atoms.map((atom): Atom => ({ ...atom, certainty: 'wildcard' })), unknownFunction(one)]
  }
  const fields = arnFields(uri)
  if (fields === null || literalOf(fields.service) !== 'apigateway') return []
  const host = printSym(fields.account)
  const service = host.split('.').at(-1) ?? host
  const tail = printSym(fields.tail)
  if (service === 's3') return objectCall(one, tail, world)
  const action = /^action\/(\w+)/.exec(tail)?.[1] ?? actionOfRequest(one)
  return action === null ? [unknownCall(printSym(uri), one.at)] : serviceCall(one, service, action, tail, world)
}

const unknownFunction = (one: Integration): Gap => ({
  gap: {
    code: 'needs/unknown-resource',
    message: `the function of \`${asksOf(one)}\` is not known: its name comes with the request, or from the stage`,
    hint: NAME_IT,
    at: one.at,
  },
})

/** @returns the function's ARN in `…:lambda:path/2015-03-31/functions/ARN/invocations`, or the URI itself where it is one */
export function functionOfUri(uri: SymText): SymText | null {
  // What a stage puts in is known when a request comes.
  const inside = /:lambda:path\/[^/]+\/functions\/(.+)\/invocations$/.exec(
    printSym(uri).replaceAll(/\$\{stageVariables\.[^}]*\}/g, '*'),
  )?.[1]
  if (inside !== undefined) return parseSym(inside)
  const [first] = uri
  const fields = arnFields(uri)
  const isArn = (first?.kind === 'symbol' && !first.name.startsWith('AWS::')) || (fields !== null && literalOf(fields.service) === 'lambda')
  return isArn ? uri : null
}

const CLIENTS = new Map([
  ['states', 'sfn'],
  ['events', 'eventbridge'],
])

function serviceCall(one: Integration, service: string, action: string, tail: string, world: World): readonly Need[] {
  const suffix = CLIENTS.get(service) ?? clientSuffixes().find((s) => s === service || clientPrefix(s) === service)
  if (suffix === undefined) return [unknownCall(`${service}:${action}`, one.at)]
  const members = new Map([...membersOfTemplates(one.templates, one.at), ...asValues(mappedParameters(one.parameters), one.at)])
  const queue = service === 'sqs' ? /^path\/(.+)$/.exec(tail)?.[1] : undefined
  if (queue !== undefined) {
    const url = parseSym(`https://sqs.\${AWS::Region}.\${AWS::URLSuffix}/${queue}`)
    members.set('QueueUrl', { kind: 'text', text: url, at: one.at })
  }
  return call(one, suffix, pascalCase(action), members, world)
}

/** `Action=SendMessage` of a request in the query form, in a template or a mapped parameter. */
function actionOfRequest(one: Integration): string | null {
  const written = [
    ...one.templates.map(printSym),
    ...[...one.parameters].flatMap(([key, value]) => textsAt(value).map((t) => `${key.split('.').at(-1)}=${printSym(t)}`)),
  ]
  for (const text of written) {
    const found = /\bAction=['"]?(\w+)/.exec(text)?.[1]
    if (found !== undefined) return found
  }
  return null
}

const OBJECT_CALLS = new Map([
  ['GET', 'GetObject'],
  ['HEAD', 'HeadObject'],
  ['PUT', 'PutObject'],
  ['DELETE', 'DeleteObject'],
])

/** `path/BUCKET/KEY`, with parameters in braces that a mapping fills. */
function objectCall(one: Integration, tail: string, world: World): readonly Need[] {
  const mapped = mappedParameters(one.parameters)
  const filled = tail.replace(/^path\//, '').replace(/(?<!\$)\{(\w+)\+?\}/g, (_, name: string) => printSym(mapped.get(name) ?? ANY))
  const slash = filled.indexOf('/', filled.startsWith('${') ? filled.indexOf('}') : 0)
  const bucket = slash < 0 ? filled : filled.slice(0, slash)
  const key = slash < 0 ? '' : filled.slice(slash + 1)
  const members = new Map([['Bucket', parseSym(bucket)]])
  if (key === '')
    return call(one, 's3', one.httpMethod?.toUpperCase() === 'HEAD' ? 'HeadBucket' : 'ListObjectsV2', asValues(members, one.at), world)
  members.set('Key', parseSym(key))
  const operation = OBJECT_CALLS.get(one.httpMethod?.toUpperCase() ?? '')
  return operation === undefined
    ? [unknownCall(`s3: ${one.httpMethod ?? ''} of an object`, one.at)]
    : call(one, 's3', operation, asValues(members, one.at), world)
}

/** Source: API Gateway Developer Guide, "AWS service integrations for HTTP APIs", integration subtype reference. */
const SUBTYPES = new Map([
  ['EventBridge', 'eventbridge'],
  ['SQS', 'sqs'],
  ['AppConfig', 'appconfig'],
  ['Kinesis', 'kinesis'],
  ['StepFunctions', 'sfn'],
])

function subtyped(one: Integration, subtype: string, world: World): readonly Need[] {
  const [service = '', operation = ''] = subtype.split('-')
  const suffix = SUBTYPES.get(service)
  if (suffix === undefined) return [unknownCall(subtype, one.at)]
  const members = new Map(
    [...one.parameters].flatMap(([key, value]) =>
      textsAt(value)
        .slice(0, 1)
        .map((text) => [memberOf(key), withoutMapping(text)] as const),
    ),
  )
  return call(one, suffix, operation, asValues(members, one.at), world)
}

const memberOf = (key: string): string => (key === 'StateMachineArn' ? 'stateMachineArn' : key)

const withoutMapping = (text: SymText): SymText => (/\$(request|context|stageVariables)\b/.test(printSym(text)) ? ANY : text)

function call(one: Integration, service: string, operation: string, members: ReadonlyMap<string, Value>, world: World): readonly Need[] {
  const inEntries = service === 'eventbridge' && operation === 'PutEvents' && !members.has('Entries')
  const list = (value: Value): Value => ({
    kind: 'map',
    entries: new Map([['Entries', { kind: 'list', items: [value], at: one.at }]]),
    at: one.at,
  })
  const map: Value = { kind: 'map', entries: members, at: one.at }
  const read = tracedValue(inEntries ? list(map) : map, { text: (text) => (text === '*' ? UNKNOWN : null), key: (key) => key })
  const scope = definitionScope(world, one.api, read.environment)
  const input = members.size === 0 ? OPEN_INPUT : read.traced
  return needsOfDefinedCall({ service, operation, input, at: one.at, asks: asksOf(one) }, scope)
}

const asValues = (members: ReadonlyMap<string, SymText>, at: Place): ReadonlyMap<string, Value> =>
  new Map([...members].map(([key, text]) => [key, { kind: 'text', text, at }]))

const UNKNOWN: Traced = { kind: 'text', pieces: [{ kind: 'any', why: 'a part of the request' }] }

/** Source: AWS Managed Policy Reference, "AmazonAPIGatewayPushToCloudWatchLogs": API Gateway checks for all seven. */
const ACCOUNT_LOGS = [
  'logs:CreateLogGroup',
  'logs:CreateLogStream',
  'logs:DescribeLogGroups',
  'logs:DescribeLogStreams',
  'logs:FilterLogEvents',
  'logs:GetLogEvents',
  'logs:PutLogEvents',
]

/** The one role of the account and region with which API Gateway writes execution logs. */
export function accountParts(account: Resource): readonly Part[] {
  const role = firstAt(account.properties, ['CloudWatchRoleArn'])
  if (role === null) return []
  return [{ id: account.id, service: SERVICE, role, needs: platform(ACCOUNT_LOGS, ANY, 'CloudWatchRoleArn', account.at), at: account.at }]
}
