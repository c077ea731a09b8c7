/**
 * Step Functions as far as handlers call it: machines, and executions that are recorded and told of. Nothing runs them.
 *
 * Source: Step Functions API Reference, the pages of the operations.
 */
import { randomUUID } from 'node:crypto'
import { numberOf, tagsOf, textOf, textsOf } from '../input.js'
import { fault, nothing } from '../reply.js'
import type { Fault, LocalService, Operation, Output, ServiceCall, StoreWorld } from '../types.js'
import type { Table } from './tables.js'

interface Machine {
  readonly name: string
  readonly arn: string
  readonly account: string
  readonly region: string
  readonly definition: string
  readonly roleArn: string
  readonly type: string
  readonly createdAt: number
  readonly tags: Readonly<Record<string, string>>
}

interface Run {
  readonly name: string
  readonly arn: string
  readonly machine: string
  readonly input: string
  readonly status: 'RUNNING' | 'ABORTED' | 'SUCCEEDED' | 'FAILED'
  readonly startedAt: number
  readonly stoppedAt: number | null
  readonly output: string | null
}

export function stepFunctionsService(world: StoreWorld): LocalService {
  const machines = world.tables.table<Machine>('states/machines')
  const runs = world.tables.table<Run>('states/executions')
  const on =
    (act: (machine: Machine, call: ServiceCall) => Output | Fault): Operation =>
    (call) => {
      // A version or an alias stands after the machine's ARN.
      const asked = textOf(call.input, 'stateMachineArn') ?? textOf(call.input, 'resourceArn') ?? ''
      const machine = machines.get(asked) ?? machines.get(asked.split(':').slice(0, 7).join(':'))
      return machine === undefined ? fault('StateMachineDoesNotExist', `State Machine Does Not Exist: '${asked}'`, 400) : act(machine, call)
    }
  const onRun =
    (act: (run: Run, call: ServiceCall) => Output | Fault): Operation =>
    (call) => {
      const run = runs.get(textOf(call.input, 'executionArn') ?? '')
      return run === undefined
        ? fault('ExecutionDoesNotExist', `Execution Does Not Exist: '${textOf(call.input, 'executionArn')}'`, 400)
        : act(run, call)
    }
  const keep = (machine: Machine): void => {
    machines.set(machine.arn, machine)
  }
  return {
    suffix: 'sfn',
    contextOf: ({ resource }) => {
      const tags = machines.get(resource)?.tags
      return tags === undefined ? null : Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, [value]]))
    },
    operations: new Map<string, Operation>([
      ['CreateStateMachine', (call) => create(machines, call)],
      [
        'DescribeStateMachine',
        on((it) => ({
          stateMachineArn: it.arn,
          name: it.name,
          status: 'ACTIVE',
          definition: it.definition,
          roleArn: it.roleArn,
          type: it.type,
          creationDate: it.createdAt / 1000,
        })),
      ],
      [
        'UpdateStateMachine',
        on((it, { input, now }) => {
          keep({ ...it, definition: textOf(input, 'definition') ?? it.definition, roleArn: textOf(input, 'roleArn') ?? it.roleArn })
          return { updateDate: now / 1000 }
        }),
      ],
      [
        'DeleteStateMachine',
        ({ input }) => {
          machines.delete(textOf(input, 'stateMachineArn') ?? '')
          return nothing
        },
      ],
      [
        'ListStateMachines',
        ({ account, region }) => ({
          stateMachines: [...machines.values()]
            .filter((it) => it.account === account && it.region === region)
            .map((it) => ({ stateMachineArn: it.arn, name: it.name, type: it.type, creationDate: it.createdAt / 1000 })),
        }),
      ],
      ['StartExecution', on((it, call) => start(world, runs, it, call))],
      [
        'DescribeExecution',
        onRun((it) => ({
          executionArn: it.arn,
          stateMachineArn: it.machine,
          name: it.name,
          status: it.status,
          startDate: it.startedAt / 1000,
          ...(it.stoppedAt === null ? {} : { stopDate: it.stoppedAt / 1000 }),
          input: it.input,
          ...(it.output === null ? {} : { output: it.output }),
        })),
      ],
      [
        'StopExecution',
        onRun((it, { now }) => {
          runs.set(it.arn, { ...it, status: 'ABORTED', stoppedAt: now })
          return { stopDate: now / 1000 }
        }),
      ],
      [
        'ListExecutions',
        on((it, { input }) => ({ executions: listed(runs, it.arn, textOf(input, 'statusFilter'), numberOf(input, 'maxResults') ?? 100) })),
      ],
      [
        'GetExecutionHistory',
        onRun((it) => ({
          events: [
            {
              timestamp: it.startedAt / 1000,
              type: 'ExecutionStarted',
              id: 1,
              previousEventId: 0,
              executionStartedEventDetails: { input: it.input },
            },
          ],
        })),
      ],
      [
        'TagResource',
        on((it, { input }) => {
          keep({ ...it, tags: { ...it.tags, ...Object.fromEntries(tagsOf(input.tags)) } })
          return nothing
        }),
      ],
      [
        'UntagResource',
        on((it, { input }) => {
          keep({ ...it, tags: Object.fromEntries(Object.entries(it.tags).filter(([key]) => !textsOf(input, 'tagKeys').includes(key))) })
          return nothing
        }),
      ],
      ['ListTagsForResource', on((it) => ({ tags: Object.entries(it.tags).map(([key, value]) => ({ key, value })) }))],
    ]),
  }
}

function create(machines: Table<Machine>, { input, account, region, now }: ServiceCall): Output | Fault {
  const name = textOf(input, 'name') ?? ''
  if (!/^[\w-]{1,80}$/.test(name)) return fault('InvalidName', `Invalid Name: '${name}'`, 400)
  const definition = textOf(input, 'definition') ?? ''
  const problem = definitionProblem(definition)
  if (problem !== null) return fault('InvalidDefinition', `Invalid State Machine Definition: '${problem}'`, 400)
  const arn = `arn:aws:states:${region}:${account}:stateMachine:${name}`
  const there = machines.get(arn)
  if (there !== undefined && there.definition !== definition)
    return fault('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`, 400)
  machines.set(arn, {
    name,
    arn,
    account,
    region,
    definition,
    roleArn: textOf(input, 'roleArn') ?? '',
    type: textOf(input, 'type') ?? 'STANDARD',
    createdAt: now,
    tags: Object.fromEntries(tagsOf(input.tags)),
  })
  return { stateMachineArn: arn, creationDate: now / 1000 }
}

function definitionProblem(text: string): string | null {
  try {
    const { StartAt, States } = JSON.parse(text) as { readonly StartAt?: unknown; readonly States?: Readonly<Record<string, unknown>> }
    if (typeof StartAt !== 'string') return "MISSING_START_AT: Missing 'StartAt' field at /"
    return States !== undefined && Object.hasOwn(States, StartAt) ? null : "MISSING_TRANSITION_TARGET: Missing 'Next' target at /StartAt"
  } catch {
    return 'INVALID_JSON_DESCRIPTION: not JSON at /'
  }
}

const MAX_INPUT_BYTES = 262_144

function start(world: StoreWorld, runs: Table<Run>, machine: Machine, { input, now }: ServiceCall): Output | Fault {
  const given = textOf(input, 'input') ?? '{}'
  if (Buffer.byteLength(given) > MAX_INPUT_BYTES)
    return fault('InvalidExecutionInput', `Invalid Execution Input: the input is longer than ${MAX_INPUT_BYTES} bytes`, 400)
  try {
    JSON.parse(given)
  } catch {
    return fault('InvalidExecutionInput', `Invalid State Machine Execution Input: '${given.slice(0, 80)}'`, 400)
  }
  const name = textOf(input, 'name') ?? randomUUID()
  const express = machine.type === 'EXPRESS'
  const arn = express
    ? `${machine.arn.replace(':stateMachine:', ':express:')}:${name}:${randomUUID()}`
    : `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`
  const there = runs.get(arn)
  if (there !== undefined) {
    // The same name with the same input is the same execution.
    if (there.status === 'RUNNING' && there.input === given) return { executionArn: arn, startDate: there.startedAt / 1000 }
    return fault('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`, 400)
  }
  runs.set(arn, { name, arn, machine: machine.arn, input: given, status: 'RUNNING', startedAt: now, stoppedAt: null, output: null })
  setImmediate(() => world.started({ arn, stateMachineArn: machine.arn, input: given }))
  return { executionArn: arn, startDate: now / 1000 }
}

const listed = (runs: Table<Run>, machine: string, status: string | null, max: number): readonly Output[] =>
  [...runs.values()]
    .filter((it) => it.machine === machine && (status === null || it.status === status))
    .sort((a, b) => b.startedAt - a.startedAt)
    .slice(0, max)
    .map((it) => ({ executionArn: it.arn, stateMachineArn: it.machine, name: it.name, status: it.status, startDate: it.startedAt / 1000 }))
