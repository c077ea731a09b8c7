/** What a function needs for the calls that custom resources tell it to make. */
import { type AppFunction, type ToldCall, toldCalls } from '../app/index.js'
import { clientSuffixes, operationName, suffixOfV2Class } from '../catalog/index.js'
import type { Traced } from '../trace/index.js'
import { canonicalArn } from './arn.js'
import { type Atom, platform } from './atom.js'
import { atomsOfMadeCall, OPEN_INPUT } from './made-call.js'
import type { World } from './scope.js'
import { tracedValue } from './traced-value.js'
import { textsAt } from './value.js'

export const toldAtoms = (fn: AppFunction, world: World): readonly Atom[] =>
  (toldCalls(fn) ?? []).flatMap((call) => [...(call.assumedRole === null ? atomsOf(fn, call, world) : assumed(call, world))])

function atomsOf(fn: AppFunction, call: ToldCall, world: World): readonly Atom[] {
  const service = clientOf(call.service)
  const operation = service === null ? null : operationName(service, call.action.replace(/Command$/, ''))
  if (service === null || operation === null) return []
  const read = call.parameters === null ? null : tracedValue(call.parameters, { text: markerOf, key: (key) => key })
  const scope = { world, id: fn.id, self: null, environment: read?.environment ?? new Map(), event: () => [], hints: [], depth: 1 }
  return atomsOfMadeCall({ service, operation, input: read?.traced ?? OPEN_INPUT, at: call.at, asks: call.asks }, scope)
}

/** The physical ID stands in parameters as a mark, and is known when the resource is made. */
const markerOf = (text: string): Traced | null =>
  text.includes('PHYSICAL:RESOURCEID:') ? { kind: 'text', pieces: [{ kind: 'any', why: 'the physical ID of the custom resource' }] } : null

/** @returns the client of a service by the name of its package, its class of before, or its own */
function clientOf(service: string): string | null {
  const plain = service
    .replace(/^@aws-sdk\/client-/, '')
    .replaceAll('-', '')
    .toLowerCase()
  return clientSuffixes().find((suffix) => suffix.replaceAll('-', '') === plain) ?? suffixOfV2Class(service)
}

const assumed = (call: ToldCall, world: World): readonly Atom[] =>
  textsAt(call.assumedRole).flatMap((role) => platform(['sts:AssumeRole'], canonicalArn(role, world.declared).arn, call.asks, call.at))
