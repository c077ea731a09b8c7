/**
 * Who invokes a function by its own policy: services that have no role for it.
 * Source: AWS Lambda Developer Guide, "Granting Lambda function access to AWS services" and the page of each service.
 */
import type { AppFunction, Wire, WireKind } from '../../app/index.js'
import { parseSym, printSym, type SymText, symbol, symText } from '../../policy/index.js'
import { arnHere, canonicalArn, functionArn, publishedAlias } from '../arn.js'
import { cloudFormationType } from '../declared.js'
import { type Integration, integrationsOf } from '../principals/integration.js'
import { routeOf as credentialedRoute } from '../principals/sam-routes.js'
import type { World } from '../scope.js'
import { targetArn } from '../target.js'
import type { GrantCondition, ResourceGrant } from '../types.js'
import { firstAt, textsAt } from '../value.js'
import { invokedBy, qualifierIn } from './invoked.js'
import { receiving, sourceAccount, sourceArn } from './receiver.js'

interface Invoker {
  readonly service: string
  readonly conditions: (wire: Wire, fn: AppFunction, world: World) => readonly GrantCondition[]
}

const ofSource = (wire: Wire, _: AppFunction, world: World): readonly GrantCondition[] =>
  wire.source === null ? [] : [sourceArn(targetArn(wire.source, world).arn)]

/** A bucket's ARN holds no account, and a rule or a log group may be deleted and made again by another. */
const ofSourceAndAccount = (wire: Wire, fn: AppFunction, world: World): readonly GrantCondition[] => [
  ...ofSource(wire, fn, world),
  sourceAccount,
]

const INVOKERS = new Map<WireKind, Invoker>([
  ['s3', { service: 's3.amazonaws.com', conditions: ofSourceAndAccount }],
  ['sns', { service: 'sns.amazonaws.com', conditions: ofSource }],
  ['rule', { service: 'events.amazonaws.com', conditions: ofRule }],
  ['schedule-rule', { service: 'events.amazonaws.com', conditions: ofRule }],
  ['cognito', { service: 'cognito-idp.amazonaws.com', conditions: ofSource }],
  ['iot', { service: 'iot.amazonaws.com', conditions: ofIotRule }],
  ['logs', { service: 'logs.amazonaws.com', conditions: ofLogGroup }],
  ['alb', { service: 'elasticloadbalancing.amazonaws.com', conditions: ofSource }],
  ['config', { service: 'config.amazonaws.com', conditions: () => [sourceAccount] }],
  ['alexa', { service: 'alexa-appkit.amazon.com', conditions: ofSkill }],
  ['agent', { service: 'bedrock.amazonaws.com', conditions: ofSourceAndAccount }],
  ['alarm', { service: 'lambda.alarms.cloudwatch.amazonaws.com', conditions: ofSourceAndAccount }],
  ['lattice', { service: 'vpc-lattice.amazonaws.com', conditions: ofSource }],
  ['lex', { service: 'lexv2.amazonaws.com', conditions: ofSource }],
  ['ses', { service: 'ses.amazonaws.com', conditions: ofRuleSet }],
])

const GRAPHQL: Invoker = { service: 'appsync.amazonaws.com', conditions: ofSource }

const GRAPHQL_APIS: ReadonlySet<string> = new Set(['AWS::AppSync::Api', 'AWS::AppSync::GraphQLApi'])

/** Authorizers of REST and HTTP APIs are integrations; those of AppSync's APIs are invoked by AppSync. */
function invokerOf(wire: Wire, world: World): Invoker | undefined {
  if (wire.kind !== 'authorizer') return INVOKERS.get(wire.kind)
  const api = wire.source?.resource ?? null
  return api !== null && GRAPHQL_APIS.has(world.declared.byId.get(api)?.type ?? '') ? GRAPHQL : undefined
}

/** SES asks whether it may invoke when the rule is made, so the rule itself is not there to name. Source: SES Developer Guide, "Giving permissions". */
function ofRuleSet(wire: Wire): readonly GrantCondition[] {
  const [set] = textsAt(wire.properties, ['RuleSetName'])
  const rules = set === undefined ? [] : [sourceArn(arnHere('ses', 'receipt-rule-set/', set, ':receipt-rule/*'))]
  return [...rules, sourceAccount]
}

/** The rule of a SAM event is `<Function><Event>`; a bare one is the wire's own ID. */
export function ruleArn(wire: Wire, fn: AppFunction, world: World): SymText {
  const id = [`${fn.resource}${wire.id}`, wire.id].find((one) => world.declared.byId.get(one)?.type === 'AWS::Events::Rule')
  if (id !== undefined) return world.declared.byId.get(id)?.arn ?? symText(symbol(`${id}.Arn`))
  return arnHere('events', 'rule/*')
}

function ofRule(wire: Wire, fn: AppFunction, world: World): readonly GrantCondition[] {
  return [sourceArn(ruleArn(wire, fn, world))]
}

function ofIotRule(wire: Wire, fn: AppFunction, world: World): readonly GrantCondition[] {
  const id = [`${fn.resource}${wire.id}`, wire.id].find((one) => world.declared.byId.get(one)?.type === 'AWS::IoT::TopicRule')
  const rule = id === undefined ? null : symText(symbol(`${id}.Arn`))
  return [...(rule === null ? [] : [sourceArn(rule)]), sourceAccount]
}

function ofLogGroup(wire: Wire, _: AppFunction, world: World): readonly GrantCondition[] {
  if (wire.source === null) return [sourceAccount]
  const { arn, declared } = targetArn(wire.source, world)
  const whole = declared?.arn ?? (printSym(arn).startsWith('arn:') ? arn : arnHere('logs', 'log-group:', arn))
  return [sourceArn(/:\*$/.test(printSym(whole)) ? whole : symText(whole, ':*')), sourceAccount]
}

function ofSkill(wire: Wire): readonly GrantCondition[] {
  const [skill] = textsAt(wire.properties, ['SkillId'])
  return skill === undefined ? [] : [{ operator: 'StringEquals', key: 'lambda:EventSourceToken', values: [skill] }]
}

export function functionReceivers(fn: AppFunction, world: World): readonly ResourceGrant[] {
  const own = functionArn(fn)
  const grant: Permit = (service, conditions, asks, at, qualifier = []) => {
    const actions = ['lambda:InvokeFunction']
    const resource = symText(fn.name, qualifier)
    return receiving({ resource, arn: symText(own, qualifier), kind: 'lambda-permission', service, actions, conditions, asks, at })
  }
  const alias = publishedAlias(world.app.resources.get(fn.resource))
  const qualifier = ({ names }: Wire): SymText => (names === null ? alias : qualifierIn(names, fn.resource, world))
  const integrations = integrationsInvoking(world).get(fn.resource) ?? []
  const seen = new Set(integrations.map((one) => one.api))
  const invoked = fn.wires.flatMap((wire) => {
    const row = invokerOf(wire, world)
    return row === undefined ? [] : [grant(row.service, row.conditions(wire, fn, world), `Events.${wire.id}`, wire.at, qualifier(wire))]
  })
  // What an API's own body or methods say counts before the event that leads to it: an integration with a role needs no permission.
  const routes = fn.wires
    .filter((wire) => isRoute(wire) && !seen.has(wire.source?.resource ?? '') && credentialedRoute(fn, wire, world) === null)
    .map((wire) => grant('apigateway.amazonaws.com', routeOf(wire, world), `Events.${wire.id}`, wire.at, qualifier(wire)))
  const integrated = integrations
    .filter((one) => one.credentials === null)
    .map((one) => {
      const asks = one.isAuthorizer ? 'Authorizer' : 'Integration'
      return grant('apigateway.amazonaws.com', [sourceArn(routeArn(one, world))], asks, one.at, qualifierOf(one, world))
    })
  return [...invoked, ...routes, ...integrated, ...rotations(fn, world, grant), ...urlReceivers(fn)]
}

/** A permission for an alias or version is of that alias or version: `:live`. */
type Permit = (service: string, conditions: readonly GrantCondition[], asks: string, at: Wire['at'], qualifier?: SymText) => ResourceGrant

const qualifierOf = (one: Integration, world: World): SymText =>
  one.uris.map((uri) => invokedBy(uri, world)?.qualifier ?? []).find((qualifier) => qualifier.length > 0) ?? []

/** SAM's event of an HTTP API without a path is the route that takes all others. */
const isRoute = (wire: Wire): boolean =>
  wire.kind === 'http-api' ||
  (wire.kind === 'api' && textsAt(wire.properties, ['Path']).length > 0 && textsAt(wire.properties, ['Method']).length > 0)

const invoking = new WeakMap<World, ReadonlyMap<string, readonly Integration[]>>()

/** The integrations that invoke each function, by the ID of its resource. */
function integrationsInvoking(world: World): ReadonlyMap<string, readonly Integration[]> {
  const known = invoking.get(world)
  if (known !== undefined) return known
  const found = new Map<string, Integration[]>()
  for (const one of integrationsOf(world)) {
    for (const id of new Set(one.uris.flatMap((uri) => invokedBy(uri, world)?.id ?? []))) {
      const own = found.get(id) ?? []
      own.push(one)
      found.set(id, own)
    }
  }
  invoking.set(world, found)
  return found
}

/** Source: API Gateway Developer Guide, "Resource format of permissions for executing API". Any stage: each is a URL of the API. */
function routeArn(one: Integration, world: World): SymText {
  const api = apiArn(one.api, world)
  if (one.isAuthorizer) return symText(api, '/authorizers/*')
  return symText(api, '/*/', route(one.method, one.path))
}

/** Socket routes have a name and no method, and so has the route of an HTTP API that takes all others: `$default`. */
function route(method: string | null, path: string | null): string {
  if (path === null && method === null) return '*'
  if (path === '/$default' || (method === null && path !== null && !path.startsWith('/'))) return path.replace(/^\//, '')
  return `${method === null || method.toUpperCase() === 'ANY' ? '*' : method.toUpperCase()}/${(path ?? '*').replace(/^\//, '').replace(/\{[^}]*\}/g, '*')}`
}

function routeOf(wire: Wire, world: World): readonly GrantCondition[] {
  // A route of an API that is not of this template has both in its key: `GET /items/{id}`.
  const [key = ''] = textsAt(wire.properties, ['RouteKey']).map(printSym)
  const [, verbOfKey, pathOfKey] = /^([A-Z]+) (\/.*)$/.exec(key) ?? []
  const [path = pathOfKey === undefined ? undefined : parseSym(pathOfKey)] = textsAt(wire.properties, ['Path'])
  const [method = verbOfKey === undefined ? undefined : parseSym(verbOfKey)] = textsAt(wire.properties, ['Method'])
  const verb = method === undefined ? null : printSym(method)
  const id = wire.source?.resource ?? null
  const api = id === null ? arnHere('execute-api', '*') : apiArn(id, world)
  return [
    sourceArn(
      symText(
        api,
        '/*/',
        parseSym(
          wire.kind === 'http-api' && path === undefined ? '$default' : route(verb ?? 'ANY', path === undefined ? null : printSym(path)),
        ),
      ),
    ),
  ]
}

function apiArn(id: string, world: World): SymText {
  const declared = world.declared.byId.get(id)
  const isApiType = declared !== undefined && /^AWS::ApiGateway(V2)?::(RestApi|Api)$/.test(cloudFormationType(declared.type))
  if (isApiType && declared.arn !== null) return declared.arn
  return arnHere('execute-api', symbol(id))
}

/** Source: Secrets Manager User Guide, "Lambda rotation function execution role permissions"; it invokes by the function's policy. */
function rotations(fn: AppFunction, world: World, grant: Permit): readonly ResourceGrant[] {
  return (world.declared.byType.get('AWS::SecretsManager::RotationSchedule') ?? [])
    .filter(({ resource }) => textsAt(resource.properties, ['RotationLambdaARN']).some((arn) => invokedBy(arn, world)?.id === fn.resource))
    .map(({ resource }) => {
      const secrets = textsAt(resource.properties, ['SecretId']).map((id) => canonicalArn(id, world.declared).arn)
      const called = firstAt(resource.properties, ['RotationLambdaARN'])
      const conditions = secrets.length === 0 ? [sourceAccount] : [...secrets.slice(0, 1).map(sourceArn), sourceAccount]
      return grant(
        'secretsmanager.amazonaws.com',
        conditions,
        'RotationLambdaARN',
        called?.at ?? resource.at,
        called === null ? [] : qualifierIn(called, fn.resource, world),
      )
    })
}

/** Source: AWS Lambda Developer Guide, "Control access to Lambda function URLs": two statements, of which one invokes. */
function urlReceivers(fn: AppFunction): readonly ResourceGrant[] {
  if (fn.url === null || fn.url.auth !== 'NONE') return []
  const { at } = fn.url
  const everyone = (action: string, condition: GrantCondition): ResourceGrant => ({
    resource: fn.name,
    kind: 'lambda-permission',
    principal: { kind: 'everyone', name: '*' },
    actions: [action],
    resources: [functionArn(fn)],
    conditions: [condition],
    evidence: [{ at, operation: 'FunctionUrlConfig', via: [], chain: [] }],
  })
  return [
    everyone('lambda:InvokeFunctionUrl', { operator: 'StringEquals', key: 'lambda:FunctionUrlAuthType', values: [symText('NONE')] }),
    everyone('lambda:InvokeFunction', { operator: 'Bool', key: 'lambda:InvokedViaFunctionUrl', values: [symText('true')] }),
  ]
}
