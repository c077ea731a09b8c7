/** Single grants (one action, one resource) → the grants that are printed: merged, grouped and in canonical order. */
import { comparePlaces, type Place, type Problem } from '../outcome/index.js'
import { printSym, type SymText } from '../policy/index.js'
import type { Certainty, Evidence, Grant, GrantCondition } from './types.js'

export interface Atom {
  readonly action: string
  readonly resource: SymText
  readonly conditions: readonly GrantCondition[]
  readonly kind: Grant['kind']
  readonly certainty: Certainty
  readonly reason: string | null
  readonly evidence: Evidence | null
}

/** What is not known of a need. */
export interface Gap {
  readonly gap: Problem
}

/** What a place of the template needs, and what is not known of that. */
export type Need = Atom | Gap
export const isAtom = (need: Need): need is Atom => 'action' in need

const SURER: Readonly<Record<Certainty, number>> = { resolved: 0, assumed: 1, candidates: 2, wildcard: 3 }

interface Merged {
  readonly actions: readonly string[]
  readonly resources: readonly SymText[]
  readonly atom: Atom
  readonly evidence: readonly Evidence[]
}

/** The same atoms in any order give the same grants. */
export function grantsOf(atoms: readonly Atom[]): readonly Grant[] {
  const cells = mergeEvidence(atoms)
  const byResource = group(
    cells,
    (c) => key(c, 'resource'),
    (a, b) => ({ ...a, actions: sortedTexts([...a.actions, ...b.actions]) }),
  )
  const byActions = group(
    byResource,
    (c) => key(c, 'actions'),
    (a, b) => ({ ...a, resources: sortedSyms([...a.resources, ...b.resources]) }),
  )
  return byActions
    .map(({ actions, resources, atom, evidence }) => ({
      actions,
      resources,
      conditions: atom.conditions,
      kind: atom.kind,
      certainty: atom.certainty,
      reason: atom.reason,
      evidence,
    }))
    .sort(compareGrants)
}

/** One cell for each action, resource and conditions, with all its evidence; the surest certainty counts. */
function mergeEvidence(atoms: readonly Atom[]): readonly Merged[] {
  const cells = atoms.map(
    (atom): Merged => ({
      actions: [atom.action],
      resources: [atom.resource],
      atom,
      evidence: atom.evidence === null ? [] : [atom.evidence],
    }),
  )
  return group(
    cells,
    (c) => JSON.stringify([c.atom.kind, c.atom.action, printSym(c.atom.resource), conditionsKey(c.atom.conditions)]),
    (a, b) => ({
      ...a,
      atom: SURER[b.atom.certainty] < SURER[a.atom.certainty] ? b.atom : a.atom,
      evidence: sortEvidence([...a.evidence, ...b.evidence]),
    }),
  )
}

function key(cell: Merged, by: 'resource' | 'actions'): string {
  const { kind, certainty, reason, conditions } = cell.atom
  const evidence = cell.evidence.map((e) => evidenceKey(e))
  const what = by === 'resource' ? cell.resources.map(printSym) : cell.actions
  return JSON.stringify([kind, certainty, reason, conditionsKey(conditions), evidence, what])
}

function group<T>(items: readonly T[], keyOf: (item: T) => string, merge: (a: T, b: T) => T): readonly T[] {
  const groups = new Map<string, T>()
  for (const item of items) {
    const at = keyOf(item)
    const before = groups.get(at)
    groups.set(at, before === undefined ? item : merge(before, item))
  }
  return [...groups.values()]
}

export const conditionsKey = (conditions: readonly GrantCondition[]): string =>
  JSON.stringify(conditions.map((c) => [c.operator, c.key, c.values.map(printSym)]))

const sortedTexts = (all: readonly string[]): readonly string[] => [...new Set(all)].sort()

function sortedSyms(all: readonly SymText[]): readonly SymText[] {
  const byText = new Map(all.map((s) => [printSym(s), s]))
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, s]) => s)
}

const evidenceKey = (e: Evidence): string => JSON.stringify([e.at, e.operation, e.via])

export function sortEvidence(all: readonly Evidence[]): readonly Evidence[] {
  const unique = new Map(all.map((e) => [evidenceKey(e), e]))
  return [...unique.values()].sort(
    (a, b) => comparePlaces(a.at, b.at) || compareText(a.operation, b.operation) || compareText(a.via.join(), b.via.join()),
  )
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const KINDS: Readonly<Record<Grant['kind'], number>> = { call: 0, platform: 1, declared: 2, added: 3 }

function compareGrants(a: Grant, b: Grant): number {
  return (
    KINDS[a.kind] - KINDS[b.kind] ||
    compareText(a.actions.join(), b.actions.join()) ||
    compareText(a.resources.map(printSym).join(), b.resources.map(printSym).join()) ||
    compareText(conditionsKey(a.conditions), conditionsKey(b.conditions)) ||
    SURER[a.certainty] - SURER[b.certainty]
  )
}

/** A platform need: Lambda or another service asks for it because of a place in the template. */
export function platform(
  actions: readonly string[],
  resource: SymText,
  asks: string,
  at: Place,
  conditions: readonly GrantCondition[] = [],
): readonly Atom[] {
  const evidence: Evidence = { at, operation: asks, via: [], chain: [] }
  return actions.map((action) => ({ action, resource, conditions, kind: 'platform', certainty: 'resolved', reason: null, evidence }))
}
