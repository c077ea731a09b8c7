/**
 * What two apps, or an app and its lockfile, differ in: requests by subject, and not text. Order, splitting and wildcards
 * that mean the same are no difference.
 */
import { conditionBlock, type Policy, parsePolicyValue, parseSym } from '../policy/index.js'
import { type Region, type Subject, summarize } from '../prove/index.js'
import { type Instance, makeInstance, wholeSymbols } from './instance.js'
import type { Lock, LockCondition, LockGrant } from './lock/types.js'

export interface AccessRegion {
  readonly actions: readonly string[]
  /** Symbolic text. */
  readonly resources: readonly string[]
  readonly conditions: readonly LockCondition[]
  /** What asks for it, on the side that has it, as the lockfile writes it. */
  readonly evidence: readonly string[]
}

export interface SubjectDiff {
  readonly gained: readonly AccessRegion[]
  readonly lost: readonly AccessRegion[]
}

export interface AccessDiff {
  readonly equal: boolean
  /** Those that differ, by name. */
  readonly subjects: ReadonlyMap<string, SubjectDiff>
  /** Subjects of which it is not known whether all that differs is listed. */
  readonly unknown: readonly string[]
}

/** `equal` if and only if it is proved of every subject that both sides allow it the same requests. */
export function diffAccess(before: Lock, after: Lock): AccessDiff {
  const all = [...before.subjects.values(), ...after.subjects.values()].flat()
  const instance = makeInstance({ whole: wholeSymbols(all.flatMap(({ resources }) => resources.map(parseSym))) })
  const names = [...new Set([...before.subjects.keys(), ...after.subjects.keys()])].sort()
  const subjects = new Map<string, SubjectDiff>()
  const unknown: string[] = []
  for (const name of names) {
    const old = before.subjects.get(name) ?? []
    const now = after.subjects.get(name) ?? []
    const from = subjectOf(old, instance)
    const to = subjectOf(now, instance)
    if (from === null || to === null) {
      unknown.push(name)
      continue
    }
    const { gained, lost, complete } = summarize(from, to)
    if (complete.verdict !== 'proved') unknown.push(name)
    if (gained.length + lost.length === 0) continue
    subjects.set(name, { gained: gained.map((it) => inSymbols(it, now, instance)), lost: lost.map((it) => inSymbols(it, old, instance)) })
  }
  return { equal: subjects.size === 0 && unknown.length === 0, subjects, unknown }
}

function subjectOf(grants: readonly LockGrant[], instance: Instance): Subject | null {
  const named = (texts: readonly string[]): readonly string[] => texts.map((text) => instance.text(parseSym(text)))
  const statements = grants.map(({ actions, resources, conditions }) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: named(resources),
    ...conditionBlock(conditions, (value) => instance.text(parseSym(value))),
  }))
  const parsed = parsePolicyValue({ Version: '2012-10-17', Statement: statements }, 'identity')
  return parsed.ok ? asSubject(parsed.value) : null
}

const asSubject = (policy: Policy): Subject => ({ kind: 'identity', policies: [{ name: 'access', policy }] })

function inSymbols({ actions, resources, conditions }: Region, grants: readonly LockGrant[], { symbolic }: Instance): AccessRegion {
  const written = resources.map(symbolic).sort()
  const own = grants.filter(
    (grant) => grant.actions.some((action) => actions.includes(action)) && grant.resources.some((it) => written.includes(canonical(it))),
  )
  return {
    actions,
    resources: written,
    conditions: conditions.map(({ operator, key, values }) => ({ operator, key, values: values.map(symbolic) })),
    evidence: [...new Set(own.flatMap(({ evidence }) => evidence))].sort(),
  }
}

/** As `symbolic` writes it: a partition that stands as `aws` is the symbol. */
const canonical = (resource: string): string => resource.replace(/^arn:aws:/, 'arn:${AWS::Partition}:')
