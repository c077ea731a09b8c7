/**
 * Tasks of state machines that call functions, in every branch and iterator.
 * Source: Step Functions Developer Guide, "Task workflow state" and "Invoke an AWS Lambda function with Step Functions".
 */
import { printSym } from '../../policy/index.js'
import type { Resource, Value } from '../types.js'
import { alternatives, entriesOf, entry, items, literal, texts } from '../values.js'
import { type Item, type ReadWires, selfValue, wiresOf, withMembers } from './item.js'

export const stateMachineWires: ReadWires = (resource, world, permitted) =>
  tasksOf(entry(resource.properties, 'Definition'), 0).flatMap(({ name, state }) =>
    wiresOf(itemOf(resource, name, state), world, permitted),
  )

interface Task {
  readonly name: string
  readonly state: Value
}

/** More levels of parallel branches and maps than a state machine of AWS's size limit can have. */
const MAX_DEPTH = 40

function tasksOf(definition: Value | null, depth: number): readonly Task[] {
  if (definition === null || depth > MAX_DEPTH) return []
  return entriesOf(entry(definition, 'States')).flatMap(([name, written]) =>
    alternatives(written).flatMap((state) => [
      ...(literal(entry(state, 'Type')) === 'Task' ? [{ name, state }] : []),
      ...items(entry(state, 'Branches')).flatMap((branch) => tasksOf(branch, depth + 1)),
      ...tasksOf(entry(state, 'Iterator'), depth + 1),
      ...tasksOf(entry(state, 'ItemProcessor'), depth + 1),
    ]),
  )
}

/** A task names its function as its resource, or in the arguments of the integration with Lambda. */
function itemOf(resource: Resource, name: string, state: Value): Item {
  const called = entry(state, 'Resource')
  const integrated = texts(called).some((text) => /:states:[^:]*:[^:]*:(aws-sdk:)?lambda:invoke/.test(printSym(text)))
  const named = entry(state, 'Parameters.FunctionName') ?? entry(state, 'Arguments.FunctionName')
  return {
    id: `${resource.id}.${name}`,
    kind: 'state-machine',
    calls: integrated ? named : called,
    source: selfValue(resource, state),
    properties: withMembers(state, { StateName: name }),
    principal: null,
  }
}
