/** One task of a state machine → what the machine's role needs for it. */
import type { Value } from '../../app/index.js'
import { clientSuffixes } from '../../catalog/index.js'
import { literalOf, parseSym, printSym, type SymText, symbol, symText } from '../../policy/index.js'
import type { Traced } from '../../trace/index.js'
import { arnFields, arnHere, behindText, canonicalArn } from '../arn.js'
import { type Atom, isAtom, type Need, platform } from '../atom.js'
import { needsOfDefinedCall, OPEN_INPUT, pascalCase, unknownCall } from '../made-call.js'
import type { Scope, World } from '../scope.js'
import { ANY } from '../target.js'
import { tracedValue } from '../traced-value.js'
import { firstAt, textsAt } from '../value.js'
import type { State } from './definition.js'
import { askedOfInput, inputPathOf, type MachineInput } from './flow.js'
import { type Extra, INTEGRATIONS, OPERATIONS } from './integrations.js'

export function taskNeeds(state: State, input: MachineInput, world: World): readonly Need[] {
  const assumed = firstAt(state.value, ['Credentials'])
  return assumed === null || assumed.kind === 'null' ? ownNeeds(state, input, world) : assumedRole(state, assumed, input, world)
}

/**
 * A task with credentials of its own is done by the role that they name, whatever it calls; the machine's role only assumes it.
 * Source: Step Functions Developer Guide, "Accessing resources in other AWS accounts in Step Functions".
 */
function assumedRole(state: State, credentials: Value, input: MachineInput, world: World): readonly Need[] {
  const { traced, scope } = payloadOf(state, credentials, input, world)
  return needsOfDefinedCall({ service: 'sts', operation: 'AssumeRole', input: traced, at: credentials.at, asks: asks(state) }, scope)
}

function ownNeeds(state: State, input: MachineInput, world: World): readonly Need[] {
  return textsAt(state.value, ['Resource']).flatMap((resource) => {
    const integration = integrationOf(resource)
    if (integration !== null) return integrated(state, integration, input, world)
    const canonical = canonicalArn(resource, world.declared)
    // Workers of an activity come to Step Functions by themselves.
    if (canonical.declared?.type === 'AWS::StepFunctions::Activity' || printSym(resource).includes(':activity:')) return []
    return platform(['lambda:InvokeFunction'], canonical.arn, asks(state), state.value.at)
  })
}

/** `sqs:sendMessage.waitForTaskToken` of `arn:aws:states:::…`; null for functions and activities. */
export function integrationOf(resource: SymText): string | null {
  const fields = arnFields(resource)
  if (fields === null || literalOf(fields.service) !== 'states') return null
  const tail = printSym(fields.tail)
  return /^(activity|stateMachine):/.test(tail) ? null : tail
}

const asks = (state: State): string => `States.${state.name}`

function integrated(state: State, written: string, input: MachineInput, world: World): readonly Need[] {
  const [head = '', ...patterns] = written.split('.')
  const sdk = /^aws-sdk:([\w-]+):(\w+)$/.exec(head)
  if (sdk !== null) return sdkCall(state, sdk[1] ?? '', sdk[2] ?? '', input, world)
  const [service = '', operation = ''] = head.split(':')
  if (service === 'apigateway') return invokedApi(state, input, world)
  if (service === 'http') return invokedEndpoint(state, input, world)
  const row = INTEGRATIONS.get(head) ?? INTEGRATIONS.get(service)
  if (row === undefined) return [unknownCall(head, state.value.at)]
  const name = OPERATIONS.get(head) ?? pascalCase(operation)
  const called = call(state, row.client, name, input, world)
  const atoms = called.filter(isAtom)
  const extras = [...(row.always ?? []), ...(patterns.some((p) => p.startsWith('sync')) ? (row.sync ?? []) : [])]
  const nested = service === 'states' && patterns.some((p) => p.startsWith('sync')) ? executionsOf(state, atoms) : []
  return [...called, ...nested, ...extras.flatMap((extra) => extraAtoms(state, extra, atoms))]
}

/** Names of services are the SDK's, without hyphens: `aws-sdk:cognitoidentityprovider:adminGetUser`. */
function sdkCall(state: State, service: string, operation: string, input: MachineInput, world: World): readonly Need[] {
  const plain = service.replaceAll('-', '').toLowerCase()
  const suffix = SDK_NAMES.get(plain) ?? clientSuffixes().find((s) => s.replaceAll('-', '') === plain)
  return suffix === undefined
    ? [unknownCall(`${service}:${operation}`, state.value.at)]
    : call(state, suffix, pascalCase(operation), input, world)
}

/** Names that the SDK for Java has and the one for JavaScript spells otherwise. */
const SDK_NAMES = new Map([
  ['cloudwatchlogs', 'cloudwatch-logs'],
  ['dynamodbstreams', 'dynamodb-streams'],
  ['emr', 'emr'],
  ['elasticloadbalancingv2', 'elastic-load-balancing-v2'],
  ['iotdataplane', 'iot-data-plane'],
])

function call(state: State, service: string, operation: string, input: MachineInput, world: World): readonly Need[] {
  const { traced, scope } = payload(state, input, world)
  return needsOfDefinedCall({ service, operation, input: traced, at: state.value.at, asks: asks(state) }, scope)
}

/** The task's parameters as a call's input, and the scope in which its paths mean the state's input. */
const payload = (state: State, input: MachineInput, world: World): Payload =>
  payloadOf(state, firstAt(state.value, [state.language === 'JSONata' ? 'Arguments' : 'Parameters']), input, world)

interface Payload {
  readonly traced: Traced
  readonly scope: Scope
}

function payloadOf(state: State, template: Value | null, input: MachineInput, world: World): Payload {
  const read = template === null ? null : tracedValue(template, { text: (text, key) => special(text, key, state.language), key: apiName })
  const scope: Scope = {
    world,
    id: state.machine.id,
    self: null,
    environment: new Map([...(read?.environment ?? []), [ITSELF, itself(state)]]),
    event: (path, from) => askedOfInput(state, path, input, from),
    hints: [],
    depth: 1,
  }
  return { traced: read?.traced ?? OPEN_INPUT, scope }
}

/** A machine that goes on as a new execution of itself. Source: Step Functions Developer Guide, "Accessing execution data from the Context object". */
const ITSELF = 'machine:itself'
const itself = ({ machine, value }: State): Value => ({ kind: 'text', text: symText(symbol(machine.id)), at: value.at })

/** Members may be given in camel case, and `.$` says that the value is a path. */
const apiName = (key: string): string => key.replace(/\.\$$/, '')

function special(text: string, key: string, language: string): Traced | null {
  const isExpression = language === 'JSONata' ? /^\{%.*%\}$/s.test(text) : key.endsWith('.$')
  if (!isExpression) return null
  const path = inputPathOf(text, language)
  if (path !== null) return { kind: 'text', pieces: [{ kind: 'event', path }] }
  if (/^(\$\$|\{%\s*\$states\.context)\.StateMachine\.Id(\s*%\})?$/.test(text))
    return { kind: 'text', pieces: [{ kind: 'env', name: ITSELF, fallback: null }] }
  return { kind: 'text', pieces: [{ kind: 'any', why: `\`${text}\` is computed by the state machine` }] }
}

/** Waiting for a nested execution. Source: Step Functions Developer Guide, "IAM policies for calling nested workflows". */
function executionsOf(state: State, atoms: readonly Atom[]): readonly Atom[] {
  const machines = atoms.filter((a) => a.action === 'states:StartExecution').map((a) => a.resource)
  return machines.flatMap((machine) =>
    platform(['states:DescribeExecution', 'states:StopExecution'], executionArn(machine), asks(state), state.value.at),
  )
}

/** The executions of a machine: those of any, where only its symbol is known. */
function executionArn(machine: SymText): SymText {
  const literal = printSym(machine)
  const prefix = arnHere('states', 'execution:')
  if (/^\$\{\w+\}$/.test(literal)) return symText(prefix, parseSym(`\${${literal.slice(2, -1)}.Name}`), ':*')
  const name = /:stateMachine:(.+)$/.exec(literal)?.[1]
  return symText(prefix, parseSym(name ?? '*'), ':*')
}

function extraAtoms(state: State, extra: Extra, atoms: readonly Atom[]): readonly Atom[] {
  if (!extra.resource.startsWith('{own}')) return platform(extra.actions, parseSym(extra.resource), asks(state), state.value.at)
  // A call may reach into other services as well: what a query writes to is no query.
  const service = extra.actions[0]?.split(':')[0] ?? ''
  const behind = extra.resource.slice('{own}'.length)
  const own = new Map(atoms.filter(({ action }) => action.startsWith(`${service}:`)).map((a) => [printSym(a.resource), a.resource]))
  return [...own.values()].flatMap((resource) => platform(extra.actions, symText(resource, behind), asks(state), state.value.at))
}

/** Source: Step Functions Developer Guide, "IAM policies for calls to Amazon API Gateway". */
function invokedApi(state: State, input: MachineInput, world: World): readonly Atom[] {
  const { traced, scope } = payload(state, input, world)
  const method = textOfMember(traced, 'Method') ?? '*'
  const stage = textOfMember(traced, 'Stage') ?? '*'
  const path = textOfMember(traced, 'Path')?.replace(/^\//, '') ?? '*'
  const apis = textsAt(firstAt(state.value, ['Parameters']) ?? firstAt(state.value, ['Arguments']), ['ApiEndpoint'])
  const found = apis.length === 0 ? [ANY] : apis
  return found.flatMap((endpoint) => {
    const host = endpoint[0]?.kind === 'text' ? (behindText(endpoint, 'https://') ?? endpoint) : endpoint
    const id = host.slice(0, 1).map((p) => (p.kind === 'text' ? { ...p, text: p.text.split('.')[0] ?? p.text } : p))
    const arn = arnHere('execute-api', id, `/${stage}/${method}/${path}`)
    return platform(['execute-api:Invoke'], canonicalArn(arn, scope.world.declared).arn, asks(state), state.value.at)
  })
}

function textOfMember(traced: Traced, name: string): string | null {
  const value = traced.kind === 'object' ? traced.entries.get(name) : undefined
  if (value?.kind !== 'text' || value.pieces.length !== 1) return null
  const [piece] = value.pieces
  return piece?.kind === 'literal' ? piece.text : null
}

/** Source: Step Functions Developer Guide, "Call HTTPS APIs", IAM permissions. */
function invokedEndpoint(state: State, input: MachineInput, world: World): readonly Atom[] {
  const { traced } = payload(state, input, world)
  const method = textOfMember(traced, 'Method')
  const parameters = firstAt(state.value, ['Parameters']) ?? firstAt(state.value, ['Arguments'])
  const endpoints = textsAt(parameters, ['ApiEndpoint'])
  const connections = textsAt(parameters, ['Authentication', 'ConnectionArn']).map((c) => canonicalArn(c, world.declared).arn)
  const conditions = [
    ...(endpoints.length === 0 ? [] : [{ operator: 'StringLike', key: 'states:HTTPEndpoint', values: endpoints }]),
    ...(method === null ? [] : [{ operator: 'StringEquals', key: 'states:HTTPMethod', values: [symText(method)] }]),
  ]
  const secrets = arnHere('secretsmanager', 'secret:events!connection/*')
  return [
    ...platform(['states:InvokeHTTPEndpoint'], ANY, asks(state), state.value.at, conditions),
    ...connections.flatMap((arn) => platform(['events:RetrieveConnectionCredentials'], arn, asks(state), state.value.at)),
    ...platform(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], secrets, asks(state), state.value.at),
  ]
}
