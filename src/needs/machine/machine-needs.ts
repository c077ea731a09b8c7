/** What a state machine's role needs: its tasks, its maps over files, its logs, traces and key. */
import type { Value } from '../../app/index.js'
import { symbol, symText } from '../../policy/index.js'
import { arnHere, pseudo } from '../arn.js'
import { type Atom, isAtom, type Need, platform } from '../atom.js'
import { keyArnOf } from '../encryption.js'
import { needsOfDefinedCall, pascalCase } from '../made-call.js'
import type { World } from '../scope.js'
import { ANY, viaService } from '../target.js'
import { tracedValue } from '../traced-value.js'
import { firstAt, itemsOf, textsAt, valuesAt } from '../value.js'
import { type Machine, type State, stateText } from './definition.js'
import { askedOfInput, inputPathOf, type MachineInput } from './flow.js'
import { integrationOf, taskNeeds } from './task.js'

export function machineNeeds(machine: Machine, input: MachineInput, world: World): readonly Need[] {
  return [
    ...machine.states.filter((s) => s.type === 'Task').flatMap((state) => taskNeeds(state, input, world)),
    ...machine.states.filter((s) => s.type === 'Map').flatMap((state) => mapNeeds(state, input, world)),
    ...logging(machine),
    ...tracing(machine),
    ...encryption(machine, world),
  ]
}

/** Source: Step Functions Developer Guide, "IAM policies for using Distributed Map states". */
function mapNeeds(state: State, input: MachineInput, world: World): readonly Need[] {
  const files = ['ItemReader', 'ResultWriter'].flatMap((key) => {
    const settings = firstAt(state.value, [key])
    return settings === null ? [] : filesNeeds(state, settings, input, world)
  })
  if (stateText(firstAt(state.value, ['ItemProcessor', 'ProcessorConfig']) ?? state.value, 'Mode') !== 'DISTRIBUTED') return files
  const { at } = state.value
  const asks = `States.${state.name}`
  const execution = arnHere('states', 'execution:', symbol(`${state.machine.id}.Name`), '/*:*')
  return [
    ...platform(['states:StartExecution'], symText(symbol(state.machine.id)), asks, at),
    ...platform(['states:DescribeExecution', 'states:StopExecution'], execution, asks, at),
    ...files,
  ]
}

function filesNeeds(state: State, settings: Value, input: MachineInput, world: World): readonly Need[] {
  const [resource] = textsAt(settings, ['Resource'])
  const operation = resource === undefined ? undefined : /^s3:(\w+)$/.exec(integrationOf(resource) ?? '')?.[1]
  const template = firstAt(settings, [state.language === 'JSONata' ? 'Arguments' : 'Parameters'])
  if (operation === undefined || template === null) return []
  const read = tracedValue(template, {
    text: (text, key) => {
      const path = key.endsWith('.$') || state.language === 'JSONata' ? inputPathOf(text, state.language) : null
      return path === null ? null : { kind: 'text', pieces: [{ kind: 'event', path }] }
    },
    key: (key) => (key.replace(/\.\$$/, '') === 'Prefix' && operation === 'putObject' ? 'Key' : key.replace(/\.\$$/, '')),
  })
  const scope = {
    world,
    id: state.machine.id,
    self: null,
    environment: read.environment,
    event: (path: readonly string[], from: Parameters<MachineInput>[1]) => askedOfInput(state, path, input, from),
    hints: [],
    depth: 1,
  }
  const made = { service: 's3', input: read.traced, at: settings.at, asks: `States.${state.name}` }
  const needs = needsOfDefinedCall({ ...made, operation: pascalCase(operation) }, scope)
  if (operation !== 'putObject') return needs
  // Results are written below the prefix, in parts.
  const written = needs.filter(isAtom).map((atom) => ({ ...atom, resource: symText(atom.resource, '/*') }))
  const parts = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts']
  const gaps = needs.filter((need) => !isAtom(need))
  return [
    ...gaps,
    ...written,
    ...written.filter((a) => a.action === 's3:PutObject').flatMap((a) => parts.map((action): Atom => ({ ...a, action }))),
  ]
}

/** None of these has a resource type. Source: Step Functions Developer Guide, "Using CloudWatch Logs to log execution history". */
const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
]

function logging(machine: Machine): readonly Atom[] {
  const settings = [
    ...valuesAt(machine.resource.properties, ['LoggingConfiguration']),
    ...valuesAt(machine.resource.properties, ['Logging']),
  ]
  return settings
    .filter((s) => itemsOf(firstAt(s, ['Destinations'])).length > 0 && stateText(s, 'Level') !== 'OFF')
    .flatMap((s) => platform(LOG_DELIVERY, ANY, 'LoggingConfiguration', s.at))
}

/** Source: Step Functions Developer Guide, "Trace Step Functions request data in AWS X-Ray". */
function tracing(machine: Machine): readonly Atom[] {
  const settings = [
    ...valuesAt(machine.resource.properties, ['TracingConfiguration']),
    ...valuesAt(machine.resource.properties, ['Tracing']),
  ]
  const actions = ['xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments']
  return settings
    .filter((s) =>
      valuesAt(s, ['Enabled']).some(
        (v) => (v.kind === 'boolean' && v.boolean) || (v.kind === 'text' && stateText(s, 'Enabled') === 'true'),
      ),
    )
    .flatMap((s) => platform(actions, ANY, 'Tracing', s.at))
}

/** Source: Step Functions Developer Guide, "Data at rest encryption in Step Functions". */
function encryption(machine: Machine, world: World): readonly Atom[] {
  return valuesAt(machine.resource.properties, ['EncryptionConfiguration', 'KmsKeyId']).flatMap((value) =>
    textsAt(value).flatMap((text) => {
      const arn = keyArnOf(text, world)
      if (arn === null) return []
      const via = viaService(symText('states.', pseudo('Region'), '.amazonaws.com'))
      return platform(['kms:Decrypt', 'kms:GenerateDataKey'], arn, 'EncryptionConfiguration', value.at, [via])
    }),
  )
}
