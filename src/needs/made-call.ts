/** Calls that a definition of the template makes, not source: read by the same rows, granted to the platform's principal. */
import { operationModel } from '../catalog/index.js'
import type { Place } from '../outcome/index.js'
import type { Traced } from '../trace/index.js'
import type { Atom } from './atom.js'
import { type CallNeeds, needsOfCall } from './call.js'
import type { Scope, World } from './scope.js'

export interface MadeCall {
  /** Client suffix, e.g. `dynamodb`. */
  readonly service: string
  readonly operation: string
  readonly input: Traced
  readonly at: Place
  /** What asks, for the evidence: `States.SaveItem`. */
  readonly asks: string
}

export const OPEN_INPUT: Traced = { kind: 'object', entries: new Map(), computed: null, open: true }

export const atomsOfMadeCall = (made: MadeCall, scope: Scope): readonly Atom[] => needsOfMadeCall(made, scope).atoms

export function needsOfMadeCall(made: MadeCall, scope: Scope): CallNeeds {
  const { service, operation, at, asks } = made
  const input = spelled(made)
  const call = {
    service,
    operation,
    input,
    region: null,
    endpoint: null,
    assumedRole: null,
    at,
    via: [],
    handles: [],
    origin: 'template',
    atLoad: false,
  }
  const { atoms, unresolved } = needsOfCall(call, scope)
  return { atoms: atoms.map((atom) => ({ ...atom, kind: 'platform', evidence: { at, operation: asks, via: [], chain: [] } })), unresolved }
}

/** Where a definition stands: nothing but the template says what its values are. */
export const definitionScope = (world: World, id: string, environment: Scope['environment'] = new Map()): Scope => ({
  world,
  id,
  self: null,
  environment,
  event: () => [],
  hints: [],
  depth: 1,
})

/** `putItem` → `PutItem`. */
export const pascalCase = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1)

/** Definitions spell members in their own case (`StateMachineArn`); the API's spelling is the one that rows know. */
function spelled({ service, operation, input }: MadeCall): Traced {
  const model = operationModel(service, operation)
  if (model === null || input.kind !== 'object') return input
  const names = new Map([...model.input.keys()].map((name) => [name.toLowerCase(), name]))
  return { ...input, entries: new Map([...input.entries].map(([key, value]) => [names.get(key.toLowerCase()) ?? key, value])) }
}
