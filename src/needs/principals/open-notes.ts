/** What stays open about the needs of a principal that is no function: said like what stays open about a call. */
import type { Finding } from '../../outcome/index.js'
import type { Atom } from '../atom.js'
import type { Certainty } from '../types.js'
import { resourceWord } from '../unresolved.js'

type Open = Exclude<Certainty, 'resolved'>

const SAID: Readonly<Record<Open, Pick<Finding, 'code' | 'severity'> & { readonly is: string }>> = {
  assumed: { code: 'needs/assumed-resource', severity: 'info', is: 'is taken to be the only one declared' },
  candidates: { code: 'needs/candidate-resources', severity: 'warning', is: 'can be any declared one' },
  wildcard: { code: 'needs/unknown-resource', severity: 'warning', is: 'is not known' },
}

const HINT = 'name it in the template, or say what is needed under `add` and what is not under `refuse` in rolewright.config.yaml'

/** @returns one for each action of each place; what the template declares, or a person adds, is said elsewhere */
export function openNotes(subject: string, atoms: readonly Atom[]): readonly Finding[] {
  const notes = atoms.flatMap(({ action, kind, certainty, evidence }): readonly Finding[] => {
    if (certainty === 'resolved' || kind !== 'platform' || evidence === null) return []
    const { code, severity, is } = SAID[certainty]
    const message = `the ${resourceWord(action, null)} of \`${action}\` in \`${evidence.operation}\` ${is}`
    return [{ code, severity, subject, message, hint: HINT, at: evidence.at }]
  })
  return [...new Map(notes.map((note) => [JSON.stringify([note.code, note.message, note.at]), note])).values()]
}
