/** What one place of the template needs of a role: an integration, a target, a data source. */
import type { Value } from '../../app/index.js'
import type { Finding, Place } from '../../outcome/index.js'
import { type Atom, grantsOf } from '../atom.js'
import { named } from '../declared.js'
import type { World } from '../scope.js'
import type { PrincipalNeeds } from '../types.js'
import { textsAt } from '../value.js'
import { openNotes } from './open-notes.js'

export interface Part {
  /** The resource that the role is for. */
  readonly id: string
  /** Who assumes it, e.g. `apigateway.amazonaws.com`. */
  readonly service: string
  /** As the template gives it; null where it gives none. */
  readonly role: Value | null
  readonly atoms: readonly Atom[]
  /** What was refused of it. */
  readonly notes?: readonly Finding[]
  readonly at: Place
}

/** Parts of one resource are one principal. */
export function principalsOf(parts: readonly Part[], world: World): ReadonlyMap<string, PrincipalNeeds> {
  const groups = new Map<string, Part[]>()
  for (const part of parts) groups.set(part.id, [...(groups.get(part.id) ?? []), part])
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
  return new Map(sorted.flatMap(([id, list]) => (list.every((p) => p.atoms.length === 0) ? [] : [[id, principalOf(list, world)] as const])))
}

function principalOf(parts: readonly Part[], world: World): PrincipalNeeds {
  const atoms = new Map<string | null, Atom[]>()
  for (const part of parts.filter((p) => p.atoms.length > 0)) {
    const role = declaredRole(part.role, world)
    atoms.set(role, [...(atoms.get(role) ?? []), ...part.atoms])
  }
  const byRole = [...atoms]
    .map(([role, own]) => ({ role, grants: grantsOf(own) }))
    .sort((a, b) => ((a.role ?? '') < (b.role ?? '') ? -1 : 1))
  const [most] = [...byRole].sort((a, b) => b.grants.length - a.grants.length)
  const [first] = parts
  return {
    service: first?.service ?? '',
    declaredRole: most?.role ?? null,
    grants: grantsOf(parts.flatMap((p) => p.atoms)),
    byRole,
    notes: parts.flatMap((p) => [...(p.notes ?? []), ...openNotes(p.id, p.atoms)]),
    at: first?.at ?? { file: '', line: 1, column: 1 },
  }
}

function declaredRole(value: Value | null, world: World): string | null {
  for (const text of textsAt(value)) {
    const found = named(text, world.declared)
    if (found?.declared.type === 'AWS::IAM::Role') return found.declared.id
  }
  return null
}
