/**
 * `AWS::Lambda::Permission` where the template lets something invoke a function and does not allow it. SAM makes those of
 * its own events.
 * Source: AWS Lambda Developer Guide, "Granting Lambda function access to AWS services".
 */
import type { App } from '../../app/index.js'
import type { Needs, ResourceGrant } from '../../needs/index.js'
import { printSym } from '../../policy/index.js'
import { isShutFunction } from '../../review/index.js'
import { lower } from '../../roles/index.js'
import type { Json } from '../yaml.js'
import { readable } from './document.js'
import { freeId } from './free-id.js'
import type { LocalNames } from './local-names.js'
import { referencesIn } from './references.js'
import { isMap, type JsonMap, listOf, mapAt, putResource, resourceIn, resourcesOf, type Template } from './template.js'

export function putPermissions(template: Template, app: App, needs: Needs, names: LocalNames): void {
  const lastOf = new Map<string, string>()
  for (const grant of needs.resourceGrants) {
    const user = missingFor(grant, app, template)
    if (user === null) continue
    const permission = permissionOf(grant, user, template, names)
    if (permission === null || isThere(template, permission)) continue
    const id = freeId(template, `${user}${serviceName(grant.principal.name)}Permission`)
    const condition = resourceIn(template, user)?.Condition
    const waiting = waiterOf(grant, app, template)
    if (waiting !== null) letWait(template, waiting, id, permission.Properties as JsonMap)
    putResource(
      template,
      id,
      { ...(typeof condition === 'string' ? { Condition: condition } : {}), ...permission },
      lastOf.get(user) ?? user,
    )
    lastOf.set(user, id)
  }
}

/** The function that a service may not invoke although the template wires them. */
function missingFor(grant: ResourceGrant, app: App, { prefix }: Template): string | null {
  if (grant.kind !== 'lambda-permission' || grant.principal.kind !== 'service') return null
  const [piece] = grant.resource
  const id = piece?.kind === 'symbol' ? piece.name : null
  const fn = id === null ? undefined : app.functions.get(id)
  if (fn === undefined || !fn.id.startsWith(prefix) || fn.id.slice(prefix.length).includes('/')) return null
  return isShutFunction(grant, fn.id, app) ? fn.id.slice(prefix.length) : null
}

/**
 * Resources that ask for the permission when they are made: they wait for it, and the permission cannot name what waits.
 * Source: S3 User Guide, "Granting permissions to publish event notification messages to a destination"; Elastic Load Balancing,
 * "Use Lambda functions as targets"; Secrets Manager User Guide, "Lambda rotation function execution role permissions";
 * CloudWatch Logs User Guide, "Log group-level subscription filters"; SES Developer Guide, "Giving permissions"; Config
 * Developer Guide, "Creating Config custom Lambda rules".
 */
const ASK_WHEN_MADE: ReadonlySet<string> = new Set([
  'AWS::Config::ConfigRule',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::Logs::SubscriptionFilter',
  'AWS::S3::Bucket',
  'AWS::SES::ReceiptRule',
  'AWS::SecretsManager::RotationSchedule',
])

function waiterOf(grant: ResourceGrant, app: App, { prefix }: Template): string | null {
  const [piece] = grant.resource
  const fn = piece?.kind === 'symbol' ? app.functions.get(piece.name) : undefined
  const at = grant.evidence[0]?.at
  const wire = fn?.wires.find((it) => it.at.line === at?.line && it.at.column === at.column && it.at.file === at.file)
  const ids = [wire?.id, wire?.source?.resource].filter((id) => id != null && ASK_WHEN_MADE.has(app.resources.get(id)?.type ?? ''))
  return ids[0]?.startsWith(prefix) ? ids[0].slice(prefix.length) : null
}

function letWait(template: Template, waiting: string, id: string, properties: JsonMap): void {
  if (referencesIn(properties.SourceArn).some((reference) => reference.id === waiting)) {
    delete properties.SourceArn
    properties.SourceAccount ??= { Ref: 'AWS::AccountId' }
  }
  dependOn(template, waiting, id)
}

function permissionOf(grant: ResourceGrant, user: string, template: Template, names: LocalNames): JsonMap | null {
  const value = (key: string): Json | null => {
    const condition = grant.conditions.find((c) => c.key === key)
    const [first] = condition?.values ?? []
    return first === undefined ? null : readable(names.write(lower(first) as Json))
  }
  const source = value('aws:SourceArn')
  const account = value('aws:SourceAccount')
  const token = value('lambda:EventSourceToken')
  const called = functionName(grant, user, template, names)
  if (names.unknown([source, account, called]).length > 0) return null
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: grant.actions[0] ?? 'lambda:InvokeFunction',
      FunctionName: called,
      Principal: grant.principal.name,
      ...(source === null ? {} : { SourceArn: source }),
      ...(account === null ? {} : { SourceAccount: account }),
      ...(token === null ? {} : { EventSourceToken: token }),
    },
  }
}

/** The function, or the alias or version of it that is invoked, by the resource that stands for that. */
function functionName({ resource: [, ...qualifier] }: ResourceGrant, user: string, template: Template, names: LocalNames): Json {
  const written = printSym(qualifier)
  if (written === '') return { 'Fn::GetAtt': [user, 'Arn'] }
  const name = written.slice(1)
  const own = mapAt(resourceIn(template, user)?.Properties)
  if (own?.AutoPublishAlias === name) return { Ref: `${user}.Alias` }
  const alias = Object.entries(resourcesOf(template)).find(([, resource]) => isAliasOf(resource, user, name))
  if (alias !== undefined) return { Ref: alias[0] }
  return names.write({ 'Fn::Sub': `\${${user}.Arn}${written}` })
}

function isAliasOf(resource: Json | undefined, user: string, name: string): boolean {
  if (!isMap(resource) || resource.Type !== 'AWS::Lambda::Alias' || !isMap(resource.Properties)) return false
  const { FunctionName: of, Name: own } = resource.Properties
  return own === name && referencesIn(of).some(({ id }) => id === user)
}

/** A permission of the function for the same service. */
function isThere(template: Template, permission: JsonMap): boolean {
  const wanted = isMap(permission.Properties) ? permission.Properties : {}
  const [user] = referencesIn(wanted.FunctionName).map(({ id }) => id)
  return Object.values(resourcesOf(template)).some((resource) => {
    if (!isMap(resource) || resource.Type !== 'AWS::Lambda::Permission' || !isMap(resource.Properties)) return false
    const { FunctionName, Principal, SourceArn } = resource.Properties
    const isSame = referencesIn(FunctionName).some(({ id }) => id === user) && Principal === wanted.Principal
    return (
      isSame &&
      (SourceArn === undefined || wanted.SourceArn === undefined || JSON.stringify(SourceArn) === JSON.stringify(wanted.SourceArn))
    )
  })
}

export const serviceName = (principal: string): string =>
  (principal.split('.')[0] ?? '').replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase())

export function dependOn(template: Template, id: string, on: string): void {
  const resource = resourceIn(template, id)
  if (resource === null) return
  const present = listOf(resource.DependsOn)
  if (present.includes(on)) return
  resource.DependsOn = present.length === 0 ? on : [...present, on]
}
