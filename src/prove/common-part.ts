/**
 * What need not be looked at, read off the statements as they are written. Versions of one policy are alike but for a few
 * statements, and what they have in common tells no request apart.
 */
import type { NamedPolicy } from '../decide/index.js'
import type { Condition, Matcher, Policy, Statement } from '../policy/index.js'
import type { Subject } from './types.js'

export interface Sides {
  readonly narrow: Subject
  readonly wides: readonly Subject[]
}

type Documents = Exclude<Subject, { kind: 'set' }>

/**
 * The sides without what cannot matter to a request that the narrow side allows and no wide side does:
 *
 * - An Allow of the narrow side that a wide side has as well, where every Deny of that wide side is one of the narrow side
 *   too: a request that it lets through, and the narrow side does not deny, the wide side lets through.
 * - Statements of services that no Allow which is left speaks of.
 *
 * Sets of policies stay as they are: there one statement does not decide.
 */
export function withoutCommonPart({ narrow, wides }: Sides): Sides {
  if (narrow.kind === 'set') return { narrow, wides }
  const own = writtenOf(narrow)
  const covering = wides.flatMap((wide): Lookup[] => {
    if (wide.kind !== narrow.kind) return []
    const theirs = writtenOf(wide)
    const denied = lookup(own)
    const mirrored = theirs.every((it) => it.statement.effect === 'allow' || denied(it))
    return mirrored ? [lookup(theirs)] : []
  })
  const left =
    covering.length === 0
      ? narrow
      : kept(narrow, (statement, policy) => statement.effect === 'deny' || !covering.some((has) => has({ statement, policy })))
  const services = servicesOf(left)
  if (services === null || wides.some((wide) => wide.kind === 'set')) return { narrow: left, wides }
  const spoken = (subject: Subject): Subject =>
    subject.kind === 'set' ? subject : kept(subject, ({ actions }) => speaksOf(actions, services))
  return { narrow: spoken(left), wides: wides.map(spoken) }
}

/** Whether the side has no Allow, and so allows nothing. */
export const allowsNothing = (subject: Subject): boolean =>
  subject.kind !== 'set' && subject.policies.every(({ policy }) => policy.statements.every(({ effect }) => effect === 'deny'))

function kept(subject: Documents, keep: (statement: Statement, policy: Policy) => boolean): Subject {
  const policies = subject.policies.map((named): NamedPolicy => {
    const { policy } = named
    const statements = policy.statements.filter((statement) => keep(statement, policy))
    return statements.length === policy.statements.length ? named : { name: named.name, policy: { ...policy, statements } }
  })
  return { kind: subject.kind, policies }
}

interface Written {
  readonly statement: Statement
  readonly policy: Policy
}
type Lookup = (written: Written) => boolean

const writtenOf = (subject: Documents): readonly Written[] =>
  subject.policies.flatMap(({ policy }) => policy.statements.map((statement) => ({ statement, policy })))

/** Statements mostly come in the same order: each is looked for from where the last one was found. */
function lookup(among: readonly Written[]): Lookup {
  let next = 0
  return ({ statement, policy }) => {
    for (let i = 0; i < among.length; i++) {
      const at = (next + i) % among.length
      const other = among[at]
      if (other === undefined || other.policy.version !== policy.version || !isSame(other.statement, statement)) continue
      next = at + 1
      return true
    }
    return false
  }
}

const isSame = (a: Statement, b: Statement): boolean =>
  a === b ||
  (a.effect === b.effect &&
    isSameMatcher(a.actions, b.actions) &&
    (a.resources === null || b.resources === null ? a.resources === b.resources : isSameMatcher(a.resources, b.resources)) &&
    a.conditions.length === b.conditions.length &&
    a.conditions.every((condition, i) => isSameCondition(condition, b.conditions[i])) &&
    (a.principals === b.principals || JSON.stringify(a.principals) === JSON.stringify(b.principals)))

const isSameMatcher = (a: Matcher<string>, b: Matcher<string>): boolean =>
  'only' in a ? 'only' in b && isSameList(a.only, b.only) : 'except' in b && isSameList(a.except, b.except)

const isSameCondition = (a: Condition, b: Condition | undefined): boolean =>
  b !== undefined &&
  a.operator === b.operator &&
  a.quantifier === b.quantifier &&
  a.ifExists === b.ifExists &&
  a.key === b.key &&
  isSameList(a.values, b.values)

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Services that the Allows speak of, in lower case; null: of any. */
function servicesOf(subject: Subject): ReadonlySet<string> | null {
  const services = new Set<string>()
  if (subject.kind === 'set') return null
  for (const { policy } of subject.policies) {
    for (const { effect, actions } of policy.statements) {
      if (effect === 'deny') continue
      if ('except' in actions) return null
      for (const action of actions.only) {
        const service = serviceOf(action)
        if (service === null) return null
        services.add(service)
      }
    }
  }
  return services
}

const speaksOf = (actions: Matcher<string>, services: ReadonlySet<string>): boolean =>
  'except' in actions ||
  actions.only.some((action) => {
    const service = serviceOf(action)
    return service === null || services.has(service)
  })

/** Null where what stands before the colon is a pattern. */
function serviceOf(action: string): string | null {
  const service = action.slice(0, Math.max(0, action.indexOf(':')))
  return service === '' || service.includes('*') || service.includes('?') ? null : service.toLowerCase()
}
