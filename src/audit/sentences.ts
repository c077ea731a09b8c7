/** The sentence of each cell of the cube: needed by code, used in logs, granted. */
import type { NotObservableCode } from './types.js'

export interface CellFacts {
  readonly needed: boolean
  readonly used: boolean
  readonly granted: boolean
  /** Whether an app was given, so that `needed` says something. */
  readonly codeKnown: boolean
  readonly denied: boolean
  readonly notObservable: NotObservableCode | null
  /** Days that the logs cover. */
  readonly days: number
}

export function sentenceOf(facts: CellFacts): string {
  if (facts.denied && !facts.used) return refused(facts)
  return facts.used ? used(facts) : unused(facts)
}

const inDays = (days: number): string => (days === 1 ? 'in one day' : `in ${days} days`)

function refused({ needed, granted, codeKnown }: CellFacts): string {
  if (granted) return 'denied although it is granted: another policy refuses it; the denial names which'
  if (!codeKnown) return 'denied: find who calls, then grant it or keep the denial'
  return needed ? 'denied, needed by code: missing grant' : 'denied, and no code needs it: keep the denial, and find who calls'
}

function used({ needed, granted, codeKnown }: CellFacts): string {
  if (!codeKnown) return granted ? 'granted and used: keep it' : 'used, but not granted by these policies: what else grants it?'
  if (granted) return needed ? 'granted, needed by code, used: keep it' : 'used, but no code needs it: who calls?'
  return needed
    ? 'needed by code and used, but not granted here: what else grants it?'
    : 'used, but neither granted here nor needed by code: who calls, and what grants it?'
}

function unused({ needed, granted, codeKnown, notObservable, days }: CellFacts): string {
  if (!granted) return 'needed by code, not granted, never tried: missing grant'
  if (notObservable !== null) {
    const why = notObservable === 'audit/never-logged' ? 'CloudTrail never records it' : 'this trail does not record it'
    if (!codeKnown) return `granted; ${why}, so nobody can know: keep it`
    return needed ? `granted, needed by code; ${why}: keep it` : `granted, and no code needs it; ${why}: nobody can know whether it is used`
  }
  if (!codeKnown) return `granted, never used ${inDays(days)}: remove it, or exercise it`
  return needed
    ? `granted, needed by code, never used ${inDays(days)}: exercise it or remove the code`
    : `granted, needed by no code, never used ${inDays(days)}: remove it`
}
