/**
 * Policies of queues and topics that a service sends to, where the template wires them and does not let the service in. A
 * queue has one policy: what is missing goes into the one that is there.
 * Source: SQS Developer Guide, "Basic examples of Amazon SQS policies"; SNS Developer Guide, "Example cases for Amazon SNS
 * access control"; S3 User Guide, "Granting permissions to publish event notification messages to a destination".
 */
import type { App } from '../../app/index.js'
import type { Needs, ResourceGrant } from '../../needs/index.js'
import { printSym } from '../../policy/index.js'
import { lower } from '../../roles/index.js'
import type { Json } from '../yaml.js'
import { readable } from './document.js'
import { freeId } from './free-id.js'
import type { LocalNames } from './local-names.js'
import { dependOn, serviceName } from './permissions.js'
import { referencesIn } from './references.js'
import { isMap, type JsonMap, listOf, mapAt, putResource, resourceIn, resourcesOf, type Template } from './template.js'

interface Kind {
  readonly type: string
  /** The property of the policy that names its receivers. */
  readonly holders: string
}

const KINDS = new Map<ResourceGrant['kind'], Kind>([
  ['queue-policy', { type: 'AWS::SQS::QueuePolicy', holders: 'Queues' }],
  ['topic-policy', { type: 'AWS::SNS::TopicPolicy', holders: 'Topics' }],
])

export function putReceiverPolicies(template: Template, app: App, needs: Needs, names: LocalNames): void {
  for (const grant of needs.resourceGrants) {
    const kind = KINDS.get(grant.kind)
    const receiver = receiverOf(grant, template)
    // SAM lets a topic send to the queue that it puts between the two.
    if (kind === undefined || receiver === null || grant.evidence.some(({ operation }) => operation === 'SqsSubscription')) continue
    // So do connectors.
    if (app.connected.some(({ to, services }) => to === template.prefix + receiver && services.includes(grant.principal.name))) continue
    const present = policiesOf(template, kind, receiver)
    if (present.some(({ properties }) => listOf(documentOf(properties)?.Statement).some((s) => letsIn(s, grant)))) continue
    const bucket = notifierOf(grant, app, template)
    const statement = statementOf(grant, receiver, names, bucket)
    if (statement === null) continue
    const [own] = present
    const document = own === undefined ? null : documentOf(own.properties)
    const id = own?.id ?? freeId(template, `${receiver}Policy`)
    if (document !== null) document.Statement = [...listOf(document.Statement), statement]
    else if (own === undefined) {
      const condition = resourceIn(template, receiver)?.Condition
      const properties = { [kind.holders]: [{ Ref: receiver }], PolicyDocument: { Version: '2012-10-17', Statement: [statement] } }
      putResource(
        template,
        id,
        { Type: kind.type, ...(typeof condition === 'string' ? { Condition: condition } : {}), Properties: properties },
        receiver,
      )
    }
    // The bucket asks whether it may send when it is made.
    if (bucket !== null) dependOn(template, bucket, id)
  }
}

/** The queue or topic, where it stands in this template by itself. */
function receiverOf({ resource, principal }: ResourceGrant, template: Template): string | null {
  const id = /^\$\{([^{}]+)\}$/.exec(printSym(resource))?.[1]
  if (id === undefined || principal.kind !== 'service' || !id.startsWith(template.prefix)) return null
  const local = id.slice(template.prefix.length)
  return resourceIn(template, local) === null ? null : local
}

interface Present {
  readonly id: string
  readonly properties: JsonMap
}

function policiesOf(template: Template, { type, holders }: Kind, receiver: string): readonly Present[] {
  return Object.entries(resourcesOf(template)).flatMap(([id, resource]): readonly Present[] => {
    const properties = isMap(resource) && resource.Type === type ? mapAt(resource.Properties) : null
    if (properties === null) return []
    const named = listOf(properties[holders])
    return named.some((one) => referencesIn(one).some((reference) => reference.id === receiver)) ? [{ id, properties }] : []
  })
}

const documentOf = (properties: JsonMap): JsonMap | null => mapAt(properties.PolicyDocument)

/** Whether a statement that somebody wrote lets the service do it; what holds only under conditions counts. */
function letsIn(statement: Json, grant: ResourceGrant): boolean {
  if (!isMap(statement)) return true
  if (statement.Effect !== 'Allow') return false
  const { Principal: principal, Action: actions } = statement
  const services = isMap(principal) ? [...listOf(principal.Service), ...listOf(principal.AWS)] : listOf(principal)
  const isOpen = services.some((one) => one === '*' || one === grant.principal.name || typeof one !== 'string')
  const does = listOf(actions).some((one) => typeof one === 'string' && grant.actions.some((action) => matches(one, action)))
  return isOpen && does
}

const matches = (pattern: string, action: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  ).test(action)

/** The bucket of a notification. */
function notifierOf(grant: ResourceGrant, app: App, { prefix }: Template): string | null {
  if (grant.principal.name !== 's3.amazonaws.com') return null
  const source = grant.conditions.find((c) => c.key === 'aws:SourceArn')?.values[0]
  const id = source === undefined ? undefined : /\$\{([^{}.:]+)(?:\.Arn)?\}$/.exec(printSym(source))?.[1]
  return id !== undefined && app.resources.get(id)?.type === 'AWS::S3::Bucket' && id.startsWith(prefix) ? id.slice(prefix.length) : null
}

function statementOf(grant: ResourceGrant, receiver: string, names: LocalNames, bucket: string | null): Json | null {
  const conditions: Record<string, Record<string, Json>> = {}
  for (const { operator, key, values } of grant.conditions) {
    // The bucket waits for this policy, so the policy cannot name it.
    if (bucket !== null && key === 'aws:SourceArn') continue
    const written = values.map((value) => readable(names.write(lower(value) as Json)))
    conditions[operator] = { ...conditions[operator], [key]: written.length === 1 ? (written[0] ?? null) : written }
  }
  if (names.unknown(grant.conditions.flatMap(({ values }) => values.map((value) => lower(value) as Json))).length > 0) return null
  return {
    Sid: `Allow${serviceName(grant.principal.name)}`,
    Effect: 'Allow',
    Principal: { Service: grant.principal.name },
    Action: grant.actions.length === 1 ? (grant.actions[0] ?? '') : grant.actions,
    Resource: grant.kind === 'topic-policy' ? { Ref: receiver } : { 'Fn::GetAtt': [receiver, 'Arn'] },
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  }
}
