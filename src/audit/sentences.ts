/** The sentence of each cell of the cube: needed by code, used in logs, granted. */
import type { Need } from './grants.js'
import type { NotObservableCode } from './types.js'

export interface CellFacts {
  /** Null: by nobody. */
  readonly need: Need | null
  readonly used: boolean
  readonly granted: boolean
  /** Whether an app was given, so that `need` says something. */
  readonly codeKnown: boolean
  /** `role`: for what the role's own policies lack; `elsewhere`: by a policy that no grant of the role's helps against. */
  readonly denied: 'role' | 'elsewhere' | null
  readonly notObservable: NotObservableCode | null
  /** Whether the trail's selectors were given, so that what it does not record is known. */
  readonly isStated: boolean
  /** Days that the logs cover. */
  readonly days: number
}

export function sentenceOf(facts: CellFacts): string {
  if (facts.denied !== null && !facts.used) return facts.denied === 'role' ? refused(facts) : refusedElsewhere(facts)
  return facts.used ? used(facts) : unused(facts)
}

const inDays = (days: number): string => (days === 1 ? 'in one day' : `in ${days} days`)

const NEEDED: Readonly<Record<Need, string>> = {
  call: 'needed by code',
  platform: 'needed by Lambda itself',
  added: 'asked for by the config',
  declared: 'kept for code that was not read',
}

function refused({ need, granted, codeKnown }: CellFacts): string {
  if (granted) return 'denied although it is granted here: deploy what is granted, or find the condition that did not hold'
  if (!codeKnown) return 'denied: find who calls, then grant it or keep the denial'
  return need === null ? 'denied, and no code needs it: keep the denial, and find who calls' : `denied, ${NEEDED[need]}: missing grant`
}

function refusedElsewhere({ need, granted, codeKnown }: CellFacts): string {
  if (granted) return 'denied although it is granted: change the policy that the denial names, or keep the denial'
  const by = 'denied by a policy that is not the role’s'
  if (!codeKnown) return `${by}: a grant alone does not help; find who calls`
  return need === null
    ? `${by}, and no code needs it: keep the denial, and find who calls`
    : `${by}, ${NEEDED[need]}: a grant alone does not help, that policy must allow it too`
}

function used({ need, granted, codeKnown }: CellFacts): string {
  if (!codeKnown) return granted ? 'granted and used: keep it' : 'used, but not granted by these policies: find what else grants it'
  if (granted) return need === null ? 'used, but no code needs it: who calls?' : `granted, ${NEEDED[need]}, used: keep it`
  return need === null
    ? 'used, but neither granted here nor needed by code: find who calls, and what grants it'
    : `${NEEDED[need]} and used, but not granted here: find what else grants it`
}

const notSeen = (code: NotObservableCode, isStated: boolean): string => {
  if (code === 'audit/never-logged') return 'CloudTrail never records it'
  return isStated ? 'this trail does not record it' : 'these logs show no such events'
}

const UNUSED: Readonly<Record<Need, string>> = {
  call: 'exercise it or remove the code',
  platform: 'keep it',
  added: 'exercise it or take it out of the config',
  declared: 'look whether the code needs it',
}

function unused({ need, granted, codeKnown, notObservable, isStated, days }: CellFacts): string {
  if (!granted) {
    const needed = need === null ? 'not granted' : `${NEEDED[need]}, not granted`
    return `${needed}, ${notObservable === null ? 'never tried' : notSeen(notObservable, isStated)}: missing grant`
  }
  if (notObservable !== null) {
    const why = notSeen(notObservable, isStated)
    if (!codeKnown) return `granted; ${why}, so nobody can know: keep it`
    return need === null
      ? `granted, and no code needs it; ${why}: nobody can know whether it is used; remove it if nothing else has this role`
      : `granted, ${NEEDED[need]}; ${why}: keep it`
  }
  if (!codeKnown) return `granted, never used ${inDays(days)}: remove it, or exercise it`
  return need === null
    ? `granted, needed by no code, never used ${inDays(days)}: remove it`
    : `granted, ${NEEDED[need]}, never used ${inDays(days)}: ${UNUSED[need]}`
}
