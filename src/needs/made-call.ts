/** Calls that a definition of the template makes, not source: read by the same rows, granted to the platform's principal. */
import type { Place } from '../outcome/index.js'
import type { Traced } from '../trace/index.js'
import type { Atom } from './atom.js'
import { needsOfCall } from './call.js'
import type { Scope } from './scope.js'

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

export function atomsOfMadeCall(made: MadeCall, scope: Scope): readonly Atom[] {
  const { service, operation, input, at, asks } = made
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
  return needsOfCall(call, scope).atoms.map((atom) => ({
    ...atom,
    kind: 'platform',
    evidence: { at, operation: asks, via: [], chain: [] },
  }))
}

/** `putItem` → `PutItem`. */
export const pascalCase = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1)
