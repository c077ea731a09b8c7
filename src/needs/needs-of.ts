/** App and traces → everything that the app needs, by function, by other principal, and on resources. */
import type { App, AppFunction } from '../app/index.js'
import { printSym } from '../policy/index.js'
import type { Call, Trace } from '../trace/index.js'
import { additionsFor, refuse } from './adjust.js'
import { conditionsKey, grantsOf, isAtom, sortEvidence } from './atom.js'
import { needsOfCall } from './call.js'
import { asCaller } from './caller-credentials.js'
import { indexDeclared } from './declared.js'
import { bindEvent } from './event.js'
import { forwardedNeeds } from './forwarded.js'
import { handedAtoms } from './handed.js'
import { isOtherLanguage, keptNeeds } from './kept.js'
import { readMessage } from './message.js'
import { offeredLists, offeredTags } from './offer.js'
import { platformNeeds } from './platform.js'
import { type Part, principalsOf } from './principals/part.js'
import { partsOf } from './principals/principals.js'
import { accountSenders } from './receivers/account-senders.js'
import { functionReceivers } from './receivers/functions.js'
import { queueReceivers } from './receivers/queues.js'
import { bindResponse } from './response.js'
import { functionScope, type ValueHint, type World } from './scope.js'
import { toldNeeds } from './told-calls.js'
import type { Addition, FunctionNeeds, Needs, Refusal, ResourceGrant } from './types.js'
import { uniqueProblems } from './unresolved.js'

export interface NeedsOptions {
  readonly hints: readonly ValueHint[]
  readonly add: readonly Addition[]
  readonly refuse: readonly Refusal[]
}

/**
 * @param traces by function ID; a function without one gets its platform needs alone
 * @returns the same needs whatever order functions, calls and resources come in
 */
export function needsOf(app: App, traces: ReadonlyMap<string, Trace>, options: NeedsOptions): Needs {
  const world: World = {
    app,
    declared: indexDeclared(app),
    traces,
    read: { event: bindEvent, response: bindResponse, message: readMessage },
  }
  const functions = new Map<string, FunctionNeeds>()
  for (const id of [...app.functions.keys()].sort()) {
    const fn = app.functions.get(id)
    if (fn !== undefined) functions.set(id, needsOfFunction(fn, world, options))
  }
  return {
    functions,
    principals: principalsOf(adjusted(partsOf(world), options), world),
    resourceGrants: sortGrants([
      ...[...app.functions.values()].flatMap((fn) => functionReceivers(fn, world)),
      ...queueReceivers(world),
      ...accountSenders(world),
    ]),
  }
}

function needsOfFunction(fn: AppFunction, world: World, options: NeedsOptions): FunctionNeeds {
  const trace = world.traces.get(fn.id)
  const calls = (trace?.calls ?? []).map((call) => needsOfCall(call, functionScope(world, fn, 0, hintsFor(call, options.hints))))
  const absent = fn.code.kind === 'absent' && !isOtherLanguage(fn) ? [fn.code.problem] : []
  const told = toldNeeds(fn, world)
  const platform = platformNeeds(fn, world)
  const ofPlatform = [...platform.filter(isAtom), ...told.atoms]
  const kept = keptNeeds(fn, trace, ofPlatform, world)
  const forwarded = kept === null ? forwardedNeeds(fn, trace?.calls ?? [], world) : { atoms: [], unresolved: [] }
  const seen = [...calls.flatMap((c) => c.atoms), ...ofPlatform]
  const needed = [
    ...seen,
    ...asCaller(seen, world),
    ...(kept?.atoms ?? []),
    ...forwarded.atoms,
    ...handedAtoms(trace?.handed ?? [], functionScope(world, fn, 0, options.hints), seen),
  ]
  const { atoms, notes } = refuse(fn.id, fn.at, needed, options.refuse)
  const all = [...atoms, ...additionsFor(fn.id, options.add)]
  return {
    grants: grantsOf(all),
    isRead: kept === null,
    managedPolicies: kept?.managedPolicies ?? [],
    unresolved: uniqueProblems([
      ...absent,
      ...(kept?.unresolved ?? []),
      ...(trace?.unresolved ?? []),
      ...calls.flatMap((c) => c.unresolved),
      ...told.unresolved,
      ...platform.flatMap((need) => (isAtom(need) ? [] : [need.gap])),
      ...forwarded.unresolved,
    ]),
    notes: [
      ...notes,
      ...(kept?.notes ?? []),
      ...offeredLists(fn.id, trace?.calls ?? [], all),
      ...offeredTags(fn.id, trace?.calls ?? [], all),
    ],
  }
}

/** What people add to other principals and refuse them. */
function adjusted(parts: readonly Part[], options: NeedsOptions): readonly Part[] {
  const kept = parts.map((part): Part => {
    const { atoms, notes } = refuse(part.id, part.at, part.needs.filter(isAtom), options.refuse)
    return { ...part, needs: [...atoms, ...part.needs.filter((need) => !isAtom(need))], notes: [...(part.notes ?? []), ...notes] }
  })
  const first = [...new Map([...kept].reverse().map((part) => [part.id, part])).values()]
  return [...kept, ...first.map((part): Part => ({ ...part, needs: additionsFor(part.id, options.add), notes: [] }))]
}

/** A hint speaks of a value in one file; a call is led to by several. */
function hintsFor(call: Call, hints: readonly ValueHint[]): readonly ValueHint[] {
  const files = new Set([call.at.file, ...call.via.map((link) => link.at.file)])
  return hints.filter((hint) => files.has(hint.file))
}

/** Each once: an API and an event of a function may say the same. */
function sortGrants(all: readonly ResourceGrant[]): readonly ResourceGrant[] {
  const key = (g: ResourceGrant): string =>
    JSON.stringify([printSym(g.resource), g.kind, g.principal.name, g.actions, g.resources.map(printSym), conditionsKey(g.conditions)])
  const unique = new Map<string, ResourceGrant>()
  for (const grant of all) {
    const before = unique.get(key(grant))
    unique.set(key(grant), before === undefined ? grant : { ...before, evidence: sortEvidence([...before.evidence, ...grant.evidence]) })
  }
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, grant]) => grant)
}
