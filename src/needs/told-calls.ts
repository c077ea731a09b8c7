/** What a function needs for the calls that custom resources tell it to make. */
import { type AppFunction, type ToldCall, toldCalls } from '../app/index.js'
import { clientSuffixes, operationName, suffixOfV2Class } from '../catalog/index.js'
import type { Traced } from '../trace/index.js'
import { canonicalArn } from './arn.js'
import { platform } from './atom.js'
import type { CallNeeds } from './call.js'
import { definitionScope, needsOfMadeCall, OPEN_INPUT, pascalCase } from './made-call.js'
import type { World } from './scope.js'
import { tracedValue } from './traced-value.js'
import { textsAt } from './value.js'

export function toldNeeds(fn: AppFunction, world: World): CallNeeds {
  const told = (toldCalls(fn) ?? []).map((call) => (call.assumedRole === null ? needsOf(fn, call, world) : assumed(call, world)))
  return { atoms: told.flatMap((each) => each.atoms), unresolved: told.flatMap((each) => each.unresolved) }
}

function needsOf(fn: AppFunction, call: ToldCall, world: World): CallNeeds {
  const service = clientOf(call.service) ?? call.service
  const written = call.action.replace(/Command$/, '')
  const operation = operationName(service, written) ?? pascalCase(written)
  const read = call.parameters === null ? null : tracedValue(call.parameters, { text: markerOf, key: (key) => key })
  const made = { service, operation, input: read?.traced ?? OPEN_INPUT, at: call.at, asks: call.asks }
  return needsOfMadeCall(made, definitionScope(world, fn.id, read?.environment))
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

const assumed = (call: ToldCall, world: World): CallNeeds => ({
  atoms: textsAt(call.assumedRole).flatMap((role) =>
    platform(['sts:AssumeRole'], canonicalArn(role, world.declared).arn, call.asks, call.at),
  ),
  unresolved: [],
})
