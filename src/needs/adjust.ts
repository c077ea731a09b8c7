/** What a person adds to the needs, and refuses of them. */
import { findAction, matchesGlob } from '../catalog/index.js'
import type { Finding, Place } from '../outcome/index.js'
import { matchGlob, parseGlob, parseSym, printSym } from '../policy/index.js'
import type { Atom } from './atom.js'
import type { Addition, Refusal } from './types.js'

export function additionsFor(id: string, additions: readonly Addition[]): readonly Atom[] {
  return additions
    .filter((a) => a.to === id)
    .flatMap((a) =>
      a.actions.flatMap((action) =>
        a.resources.map(
          (resource): Atom => ({
            action: findAction(action)?.action ?? action,
            resource: parseSym(resource),
            conditions: a.conditions.map((c) => ({ operator: c.operator, key: c.key, values: c.values.map(parseSym) })),
            kind: 'added',
            certainty: 'assumed',
            reason: a.reason,
            evidence: null,
          }),
        ),
      ),
    )
}

export interface Refused {
  readonly atoms: readonly Atom[]
  readonly notes: readonly Finding[]
}

/** Takes refused atoms out, and says so: code that needs them will be denied. */
export function refuse(id: string, at: Place, atoms: readonly Atom[], refusals: readonly Refusal[]): Refused {
  const own = refusals.filter((r) => r.to === null || r.to === id)
  const kept: Atom[] = []
  const notes = new Map<string, Finding>()
  for (const atom of atoms) {
    const refusal = own.find((r) => refuses(r, atom))
    if (refusal === undefined) kept.push(atom)
    else notes.set(atom.action, refusedNote(id, atom, refusal, at))
  }
  return { atoms: kept, notes: [...notes.values()] }
}

const refuses = (refusal: Refusal, atom: Atom): boolean =>
  refusal.actions.some((pattern) => matchesGlob(pattern.toLowerCase(), atom.action.toLowerCase())) &&
  refusal.resources.some((pattern) => matchGlob(parseGlob(pattern, { wildcards: true, variables: false }), printSym(atom.resource)))

const refusedNote = (id: string, atom: Atom, refusal: Refusal, at: Place): Finding => ({
  code: 'needs/refused',
  severity: 'warning',
  subject: id,
  message: `\`${atom.action}\` is needed, and refused: ${refusal.reason}`,
  hint: 'what calls it will be denied',
  at: atom.evidence?.at ?? at,
})
