/**
 * `stepFunctions` of serverless-step-functions → state machines, the roles that the plugin makes for them, and what starts them.
 * Source: serverless-step-functions, README.
 */
import { callNode, itemsOf, type MapNode, mapNode, member, type Node, scalarNode, sourceOf } from '../../document/node.js'
import { pathAndMethod, type Route } from '../event-sources/rest-api.js'
import { normalName } from '../names.js'
import { allow, arnOf, join, list, record, ref, resource, sub, unknown } from '../nodes.js'
import { eventsOf, isCall, type Service, type ServiceEvent, type ServiceFunction } from '../service.js'
import type { Made } from './made.js'

export interface Machines {
  readonly resources: Made['resources']
  /** Methods of the REST API that start or ask a machine. */
  readonly routes: readonly Route[]
}

export function makeStateMachines(service: Service): Machines {
  const section = service.section('stepFunctions')
  const written = member(section, 'stateMachines')
  if (written === undefined) return { resources: [], routes: [] }
  const maps = itemsOf(written).filter((part): part is MapNode => part.kind === 'map' && !isCall(part))
  const machines = maps.flatMap((map) => [...map.entries].map(([key, node]) => machineOf(key, node, map.keys.get(key) ?? node.at, service)))
  const routes = machines.flatMap((machine) => machine.routes)
  const role: Made['resources'] =
    routes.length === 0
      ? []
      : [
          [
            API_ROLE,
            apiRole(
              machines.map(({ id }) => id),
              routes[0]?.at ?? service.at,
            ),
          ],
        ]
  const activities = itemsOf(member(section, 'activities')).flatMap((node): Made['resources'] => {
    const name = service.text(node)
    return name === null
      ? []
      : [[`${normalName(name)}StepFunctionsActivity`, resource(node.at, 'AWS::StepFunctions::Activity', { Name: node })]]
  })
  return { resources: [...machines.flatMap((machine) => machine.resources), ...role, ...activities], routes }
}

interface Machine extends Machines {
  readonly id: string
}

function machineOf(key: string, node: Node, at: Node['at'], service: Service): Machine {
  const name = member(node, 'name')
  const given = service.text(member(node, 'id'))
  const named = service.text(name)
  // A name makes the logical ID, unless an ID does.
  const id = given ?? (named === null ? `${normalName(key)}StepFunctionsStateMachine` : normalName(named).replace(/[^0-9A-Za-z]/g, ''))
  const written = member(node, 'role')
  const roleText = sourceOf(written)
  const roleId = `${id}Role`
  const definition = member(node, 'definition')
  const machine = resource(at, 'AWS::StepFunctions::StateMachine', {
    StateMachineName: name,
    StateMachineType: member(node, 'type'),
    RoleArn:
      written === undefined ? arnOf(at, roleId) : roleText === null || roleText.startsWith('arn:') ? written : arnOf(written.at, roleText),
    Definition: definition === undefined ? undefined : withFunctionNames(definition, service),
    LoggingConfiguration: loggingOf(member(node, 'loggingConfig')),
  })
  const holder: ServiceFunction = {
    key,
    normal: normalName(key),
    id,
    at,
    node: node.kind === 'map' ? node : mapNode(new Map(), at),
    name: name ?? scalarNode(key, at),
  }
  const events = eventsOf(holder, service)
  return {
    id,
    resources: [
      [id, machine],
      ...(written === undefined ? [[roleId, machineRole(at)] as const] : []),
      ...events.flatMap((event, i) => startedBy(event, holder, i + 1)),
    ],
    routes: events.flatMap((event) => routeOf(event, id, service)),
  }
}

function loggingOf(written: Node | undefined): Node | undefined {
  if (written?.kind !== 'map') return undefined
  const destinations = itemsOf(member(written, 'destinations')).map((arn) =>
    record(arn.at, { CloudWatchLogsLogGroup: record(arn.at, { LogGroupArn: arn }) }),
  )
  return record(written.at, {
    Level: member(written, 'level'),
    Destinations: destinations.length === 0 ? undefined : list(written.at, destinations),
  })
}

/** What the plugin puts into the role follows from the definition by rules of its own, so it is not known here. */
const machineRole = (at: Node['at']): Node =>
  resource(at, 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: trust(at, 'states.amazonaws.com'),
    ManagedPolicyArns: unknown(at, 'serverless-step-functions makes the policy of the definition'),
  })

const trust = (at: Node['at'], service: Node | string): Node =>
  record(at, {
    Version: '2012-10-17',
    Statement: list(at, [record(at, { Effect: 'Allow', Principal: record(at, { Service: service }), Action: 'sts:AssumeRole' })]),
  })

const API_ROLE = 'ApigatewayToStepFunctionsRole'

const roleThatStarts = (at: Node['at'], service: string, machines: readonly string[]): Node =>
  resource(at, 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: trust(at, service),
    Policies: list(at, [
      record(at, {
        PolicyName: 'starts-state-machines',
        PolicyDocument: record(at, {
          Version: '2012-10-17',
          Statement: list(at, [
            allow(
              at,
              ['states:StartExecution'],
              machines.map((id) => ref(at, id)),
            ),
          ]),
        }),
      }),
    ]),
  })

const apiRole = (machines: readonly string[], at: Node['at']): Node => roleThatStarts(at, 'apigateway.amazonaws.com', machines)

/** Schedules and rules start the machine with a role, the event's own or one that is made. */
function startedBy(event: ServiceEvent, machine: ServiceFunction, index: number): Made['resources'] {
  const { at, settings, type } = event
  if (type !== 'schedule' && type !== 'cloudwatchEvent' && type !== 'eventBridge') return []
  const kind = type === 'schedule' ? 'Schedule' : 'CloudWatchEvent'
  const id = `${machine.normal}StepFunctionsEventsRule${kind}${index}`
  const written = member(settings, 'role') ?? member(settings, 'iamRole')
  const roleId = `${machine.normal}StepFunctionsEventsRule${kind}${index}Role`
  const target = record(at, {
    Arn: ref(at, machine.id),
    Id: `${machine.key}${index}`,
    RoleArn: written ?? arnOf(at, roleId),
    Input: member(settings, 'input'),
    InputPath: member(settings, 'inputPath'),
  })
  const rule = resource(at, 'AWS::Events::Rule', {
    ScheduleExpression: type === 'schedule' ? (member(settings, 'rate') ?? settings) : undefined,
    EventPattern: type === 'schedule' ? undefined : member(settings, 'event'),
    EventBusName: member(settings, 'eventBusName'),
    Targets: list(at, [target]),
  })
  return [[id, rule], ...(written === undefined ? [[roleId, roleThatStarts(at, 'events.amazonaws.com', [machine.id])] as const] : [])]
}

function routeOf({ type, settings, at }: ServiceEvent, machineId: string, service: Service): readonly Route[] {
  const route = type === 'http' ? pathAndMethod(settings, service) : null
  if (route === null) return []
  const action = service.text(member(settings, 'action')) ?? 'StartExecution'
  const integration = record(at, {
    Type: 'AWS',
    IntegrationHttpMethod: 'POST',
    Uri: join(at, [sub(at, 'arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/'), action]),
    Credentials: member(settings, 'iamRole') ?? arnOf(at, API_ROLE),
    RequestTemplates: record(at, {
      'application/json': callNode(
        'Fn::Sub',
        scalarNode(`{"stateMachineArn": "\${${machineId}}", "input": "$util.escapeJavaScript($input.json('$'))"}`, at),
        at,
      ),
    }),
  })
  return [{ fn: null, ...route, at, settings, integration }]
}

/** `Fn::GetAtt: [hello, Arn]` may name a function by its key. */
function withFunctionNames(node: Node, service: Service): Node {
  const ids = new Map(service.functions.map(({ key, id }) => [key, id]))
  const change = (at: Node): Node => {
    if (at.kind === 'list') return { ...at, items: at.items.map(change) }
    if (at.kind === 'scalar') return at
    const [attribute, reference] = [at.entries.get('Fn::GetAtt'), at.entries.get('Ref')]
    const [named, ...rest] = itemsOf(attribute)
    const id = ids.get(sourceOf(named) ?? '')
    if (at.entries.size === 1 && attribute?.kind === 'list' && named !== undefined && id !== undefined)
      return callNode('Fn::GetAtt', { ...attribute, items: [scalarNode(id, named.at), ...rest] }, at.at)
    const referred = ids.get(sourceOf(reference) ?? '')
    // `Ref` gives the function's name, and the plugin makes its ARN of it.
    if (at.entries.size === 1 && referred !== undefined) return arnOf(at.at, referred)
    return mapNode(new Map([...at.entries].map(([key, value]) => [key, change(value)])), at.at, at.keys)
  }
  return change(node)
}
