/** What stays open about a call, said so that a person can settle it. */
import { cfnType, findAction } from '../catalog/index.js'
import { comparePlaces, type Problem } from '../outcome/index.js'
import { printSym } from '../policy/index.js'
import type { Call } from '../trace/index.js'
import type { Located } from './candidates.js'
import type { Declared } from './declared.js'
import type { Certainty, PrincipalNeeds } from './types.js'

const HINT = 'say what it is under `hints` in rolewright.config.yaml, or pass its name through an environment variable of the function'

export function unknownOperation(call: Call, reason: string): Problem {
  return {
    code: 'needs/unknown-operation',
    message: `no IAM action is known for \`${call.service}:${call.operation}\`: ${reason}`,
    hint: 'add the action under `add` in rolewright.config.yaml, with a reason',
    at: call.at,
  }
}

export interface LocatedOperation {
  readonly action: string
  readonly operation: string
  readonly found: readonly Located[]
}

type Open = Exclude<Certainty, 'resolved'>

const SAID: Readonly<Record<Open, { readonly code: string; readonly say: (what: string, found: Located) => string }>> = {
  assumed: { code: 'needs/assumed-resource', say: assumedAs },
  candidates: { code: 'needs/candidate-resources', say: (what) => `${what} can be any declared one` },
  wildcard: { code: 'needs/unknown-resource', say: (what) => `${what} is not known` },
}

function assumedAs(what: string, { declared, resource }: Located): string {
  if (declared !== null) return `${what} is taken to be \`${declared.id}\`, the only one declared`
  return `${what} is taken to be \`${printSym(resource)}\`, which the present role allows`
}

const ORDER: readonly Open[] = ['wildcard', 'candidates', 'assumed']

/** One problem a call, for the least sure of its resources. */
export function unresolvedResources(call: Call, made: readonly LocatedOperation[]): readonly Problem[] {
  for (const certainty of ORDER) {
    for (const { action, operation, found } of made) {
      // What a hint says is assumed too, and settled.
      const open = found.find((f) => f.certainty === certainty && f.why !== null)
      if (open === undefined) continue
      const { code, say } = SAID[certainty]
      const what = `the ${resourceWord(action, open.declared)} of \`${operation}\``
      return [{ code, message: `${say(what, open)}: ${open.why ?? 'its name is not known'}`, hint: HINT, at: call.at }]
    }
  }
  return []
}

/** What people call it: the type of the declared resource, else the one type that the action is on. */
function resourceWord(action: string, declared: Declared | null): string {
  const type = declared === null ? null : cfnType(declared.type)
  const facts = findAction(action)
  const [only, ...others] = facts === null ? [] : facts.requiredTypes.length > 0 ? facts.requiredTypes : facts.resourceTypes
  return (type?.resourceType ?? (others.length === 0 ? only : undefined) ?? 'resource').toLowerCase()
}

/** Calls and targets for which nobody knows what they take: what is made of the rest would lack it. */
export const unknownNeeds = ({ unresolved }: Pick<PrincipalNeeds, 'unresolved'>): readonly Problem[] =>
  unresolved.filter(({ code }) => UNKNOWN_NEEDS.has(code))

const UNKNOWN_NEEDS: ReadonlySet<string> = new Set([
  'needs/forwarded',
  'needs/unknown-operation',
  'needs/unknown-target',
  'needs/unread-resolver',
])

/** Each once, by its place. */
export function uniqueProblems(all: readonly Problem[]): readonly Problem[] {
  const unique = new Map(all.map((p) => [JSON.stringify([p.code, p.at, p.message]), p]))
  return [...unique.values()].sort((a, b) => comparePlaces(a.at, b.at) || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0))
}
