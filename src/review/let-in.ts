/**
 * Services that the template wires to a function, queue, topic, bucket or key, and that its policy does not let in: what they
 * send is refused, and often nobody hears of it. A policy counts as soon as it names the service and the action, whatever its
 * conditions.
 * Source: Lambda Developer Guide, "Granting Lambda function access to AWS services"; SQS Developer Guide, "Basic examples of
 * Amazon SQS policies"; AWS KMS Developer Guide, "Key policies in AWS KMS".
 */
import { type App, type AppFunction, alternatives, entriesOf, entry, items, literal, texts, type Value } from '../app/index.js'
import { matchesGlob } from '../catalog/index.js'
import { type DeclaredIndex, type Needs, namedResource } from '../needs/index.js'
import type { Finding } from '../outcome/index.js'
import { printSym } from '../policy/index.js'

type Grant = Needs['resourceGrants'][number]

export function letInFindings(app: App, needs: Needs, index: DeclaredIndex): readonly Finding[] {
  const shut = needs.resourceGrants.flatMap((grant) => {
    const id = idOf(grant)
    const isShut =
      id !== null &&
      grant.principal.kind === 'service' &&
      (isFunction(grant) ? isShutFunction(grant, id, app) : isShutBy(grant, id, app, index))
    return isShut ? [finding(grant, id, app)] : []
  })
  // An API may call one function on many routes.
  return [...new Map([...shut].reverse().map((one) => [`${one.subject} ${one.message}`, one])).values()]
}

const idOf = ({ resource: [first] }: Grant): string | null => (first?.kind === 'symbol' ? first.name : null)

const isFunction = ({ kind }: Grant): boolean => kind === 'lambda-permission'

function finding({ principal, actions, evidence }: Grant, id: string, app: App): Finding {
  return {
    code: 'access/not-let-in',
    severity: 'error',
    subject: functionAt(id, app)?.id ?? id,
    message: `\`${principal.name}\` may not ${actions.map((action) => `\`${action}\``).join(', ')} on \`${id}\`: no policy of the template lets it`,
    hint: 'add the statement of `resourcePolicies` for it, or let `generate --write` add it where it can',
    at: evidence[0]?.at ?? app.resources.get(id)?.at ?? null,
  }
}

/** A service calls its functions otherwise than their resources. */
const functionAt = (id: string, app: App): AppFunction | undefined =>
  app.functions.get(id) ?? [...app.functions.values()].find(({ resource }) => resource === id)

/**
 * What leads to the function says itself whether it is permitted.
 *
 * @param id of its resource
 */
export function isShutFunction(grant: Grant, id: string, app: App): boolean {
  const fn = functionAt(id, app)
  const api = grant.principal.name === 'apigateway.amazonaws.com' ? apiOf(grant) : null
  const wires = (fn?.wires ?? []).filter((wire) =>
    api === null
      ? grant.evidence.some(({ at }) => at.file === wire.at.file && at.line === wire.at.line && at.column === wire.at.column)
      : API_WIRES.has(wire.kind) && wire.source?.resource === api,
  )
  return wires.length > 0 && wires.every((wire) => !wire.permitted)
}

const API_WIRES: ReadonlySet<string> = new Set(['api', 'http-api', 'websocket-api', 'authorizer'])

/** The API of `…:execute-api:…:${Api}/*`. */
function apiOf({ conditions }: Grant): string | null {
  const source = conditions.find((c) => c.key === 'aws:SourceArn')?.values[0]
  return source === undefined ? null : (/:\$\{([^{}]+)\}\//.exec(printSym(source))?.[1] ?? null)
}

/** Types of policies, and the property that names what they are of. */
const HOLDERS: Readonly<Partial<Record<Grant['kind'], ReadonlyMap<string, string>>>> = {
  'queue-policy': new Map([
    ['AWS::SQS::QueuePolicy', 'Queues'],
    ['AWS::SQS::QueueInlinePolicy', 'Queue'],
  ]),
  'topic-policy': new Map([
    ['AWS::SNS::TopicPolicy', 'Topics'],
    ['AWS::SNS::TopicInlinePolicy', 'TopicArn'],
  ]),
  'bucket-policy': new Map([['AWS::S3::BucketPolicy', 'Bucket']]),
}

function isShutBy(grant: Grant, id: string, app: App, index: DeclaredIndex): boolean {
  const receiver = app.resources.get(id)
  // SAM lets in whom it made a queue for, and connectors do.
  if (receiver === undefined || receiver.madeBy !== null || grant.evidence.some(({ operation }) => operation === 'SqsSubscription'))
    return false
  if (app.connected.some(({ to, services }) => to === id && services.includes(grant.principal.name))) return false
  const documents = grant.kind === 'key-policy' ? [entry(receiver.properties, 'KeyPolicy')] : documentsOf(grant, id, app, index)
  return !documents.some((document) => document !== null && letsIn(document, grant))
}

function documentsOf(grant: Grant, id: string, app: App, index: DeclaredIndex): readonly (Value | null)[] {
  const holders = HOLDERS[grant.kind]
  return [...app.resources.values()].flatMap(({ type, properties }) => {
    const holder = holders?.get(type)
    const named = holder === undefined ? [] : items(entry(properties, holder)).flatMap((value) => texts(value))
    return named.some((text) => namedResource(text, index) === id) ? [entry(properties, 'PolicyDocument')] : []
  })
}

/** A document, or a part of one, that is not seen may let it in. */
function letsIn(document: Value, grant: Grant): boolean {
  return alternatives(document).some(
    (one) => one.kind !== 'map' || items(entry(one, 'Statement')).some((statement) => statementLetsIn(statement, grant)),
  )
}

function statementLetsIn(statement: Value, { principal, actions }: Grant): boolean {
  if (statement.kind !== 'map') return true
  if (literal(entry(statement, 'Effect')) === 'Deny') return false
  const written = entry(statement, 'Principal')
  const named =
    written === null || written.kind !== 'map'
      ? namesIn(written)
      : entriesOf(written).flatMap(([key, value]) => (key === 'Service' ? namesIn(value) : namesIn(value).filter((name) => name === '*')))
  const isNamed = written === null || named.some((name) => name === '*' || sameService(name, principal.name) || isUnknown(name))
  const allowed = entry(statement, 'Action')
  return isNamed && (allowed === null || actions.every((action) => namesIn(allowed).some((pattern) => matchesGlob(pattern, action))))
}

const namesIn = (value: Value | null): readonly string[] =>
  value === null ? [] : items(value).flatMap((item) => texts(item).map(printSym))

/** A parameter or the like, which may be any service. */
const isUnknown = (name: string): boolean => /\$\{(?!AWS::)/.test(name)

/** A service of one region, or of China, is the service. */
const sameService = (written: string, service: string): boolean => plainService(written) === plainService(service)

const plainService = (name: string): string =>
  name
    .replace(/^([a-z-]+)\.(?:[a-z]{2}(?:-[a-z]+)+-\d|\$\{AWS::Region\})\./, '$1.')
    .replace(/\.(amazonaws\.com(\.cn)?|\$\{AWS::URLSuffix\})$/, '.amazonaws.com')
