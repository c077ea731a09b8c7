/** Calls that a definition of the template makes, not source: read by the same rows, granted to the platform's principal. */
import { operationModel } from '../catalog/index.js'
import type { Place, Problem } from '../outcome/index.js'
import type { Traced } from '../trace/index.js'
import type { Gap, Need } from './atom.js'
import { type CallNeeds, needsOfCall } from './call.js'
import { forwardingOf } from './forwarded.js'
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

/** The same for whoever is no function: no hint of a person speaks of its values. */
export function needsOfDefinedCall(made: MadeCall, scope: Scope): readonly Need[] {
  const { atoms, unresolved } = needsOfMadeCall(made, scope)
  const forwarded = forwardingOf({ ...made, input: spelled(made) })
  return [
    ...atoms,
    ...unresolved.map((problem): Gap => ({ gap: isOpen(problem) ? { ...problem, hint: NAME_IT } : problem })),
    ...(forwarded === null ? [] : [forwardedGap(forwarded.what, made)]),
  ]
}

const forwardedGap = (what: string, { service, operation, at }: MadeCall): Gap => ({
  gap: {
    code: 'needs/forwarded',
    message: `what ${what} with the rights of its role is not in the definition of \`${service}:${operation}\``,
    hint: ADD_IT,
    at,
  },
})

const isOpen = ({ code }: Problem): boolean => code !== 'needs/unknown-operation'
const ADD_IT = 'add the action under `add` in rolewright.config.yaml, with a reason'
export const NAME_IT = 'name it in the definition; what is known only when it runs is granted on all that it can be'

/** A call of a service, or an operation, that the catalog does not have. */
export const unknownCall = (written: string, at: Place): Gap => ({
  gap: {
    code: 'needs/unknown-operation',
    message: `no IAM action is known for \`${written}\``,
    hint: ADD_IT,
    at,
  },
})

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
