/**
 * Cases of what the keys of policy variables hold, which together are all: where conditions name values of such a key,
 * each of them is a case, and so are "nothing" and "another value". Where a variable has a default, it stands for the key
 * in the case "nothing" and in no other.
 */
import { conditionKey } from '../catalog/index.js'
import type { NamedPolicy, PolicySet } from '../decide/index.js'
import { type Condition, operatorFacts, type Policy, parseVariable, type Statement, variablesIn } from '../policy/index.js'
import { resourceTexts } from './prepared.js'
import type { Subject } from './types.js'
import type { AccountCase, Chosen } from './variable-modes.js'

export interface VariableCase {
  readonly chosen: Chosen
  /** Keys that have another value than those that are named. */
  readonly present: ReadonlySet<string>
  /** What holds of them. */
  readonly others: readonly Condition[]
  /** Of accounts that follow from caller and resource, by key: the one that is meant, or those that are not. */
  readonly accounts: ReadonlyMap<string, AccountCase>
}

/** Keys that follow from caller and resource, and that hold an account. */
const ACCOUNT_KEYS: ReadonlySet<string> = new Set(['aws:principalaccount', 'aws:resourceaccount'])

/** @param keys in lower case; one alone where there would be too many cases */
export function variableCases(keys: readonly string[], statements: readonly Statement[]): readonly VariableCase[] {
  let cases: readonly VariableCase[] = [{ chosen: new Map(), present: new Set(), others: [], accounts: new Map() }]
  for (const key of keys) {
    if (ACCOUNT_KEYS.has(key)) {
      const named = [...new Set(JSON.stringify(statements).match(/\b\d{12}\b/g) ?? [])].sort()
      if (cases.length * (named.length + 1) > MOST_CASES) continue
      cases = cases.flatMap(({ chosen, accounts, ...rest }) => [
        ...named.map(
          (is): VariableCase => ({ ...rest, chosen: new Map([...chosen, [key, is]]), accounts: new Map([...accounts, [key, { is }]]) }),
        ),
        { ...rest, chosen, accounts: new Map([...accounts, [key, { not: named }]]) },
      ])
      continue
    }
    // Of a list of values a variable has none, and conditions on it see several: no case of these.
    if (conditionKey(key)?.multiValued !== false) continue
    const named = namedValues(key, statements)
    if (named === null || cases.length * (named.length + 2) > MOST_CASES) continue
    const texts = [null, ...named]
    cases = cases.flatMap(({ chosen, present, others, accounts }) => [
      ...texts.map((text): VariableCase => ({ chosen: new Map([...chosen, [key, text]]), present, others, accounts })),
      { chosen, present: new Set([...present, key]), others: [...others, ...another(key, named)], accounts },
    ])
  }
  return cases
}

const MOST_CASES = 48

/** Values that conditions compare the key with; null where none looks at it, and no variable has a default for it. */
function namedValues(key: string, statements: readonly Statement[]): readonly string[] | null {
  const own = statements.flatMap(({ conditions }) => conditions.filter((condition) => condition.key.toLowerCase() === key))
  if (own.length === 0 && !statements.some((statement) => hasDefault(key, statement))) return null
  const texts = own.flatMap(({ operator, values }) => (operatorFacts(operator).family === 'string' ? values : []))
  return [...new Set(texts.filter((text) => !/[*?$]/.test(text)))].sort()
}

const hasDefault = (key: string, { resources, conditions }: Statement): boolean =>
  [...resourceTexts(resources), ...conditions.flatMap((condition) => condition.values)].some((text) =>
    variablesIn(text).some((written) => {
      const variable = parseVariable(written)
      return variable?.kind === 'variable' && variable.key === key && variable.fallback !== null
    }),
  )

function another(key: string, named: readonly string[]): readonly Condition[] {
  const base = { quantifier: null, ifExists: false, key } as const
  // `Null` would take an empty text for nothing.
  const present: Condition = { ...base, operator: 'StringLike', values: ['*'] }
  return named.length === 0 ? [present] : [present, { ...base, operator: 'StringNotEquals', values: named }]
}

/** The subject for requests of which the conditions hold. */
export function withConditions(subject: Subject, conditions: readonly Condition[]): Subject {
  if (conditions.length === 0) return subject
  const part = (policy: Policy): Policy => ({
    ...policy,
    statements: policy.statements.map((it) => (it.effect === 'allow' ? { ...it, conditions: [...it.conditions, ...conditions] } : it)),
  })
  const named = (list: readonly NamedPolicy[]): readonly NamedPolicy[] => list.map((it) => ({ ...it, policy: part(it.policy) }))
  if (subject.kind !== 'set') return { ...subject, policies: named(subject.policies) }
  const { set } = subject
  const limited: PolicySet = { ...set, identity: named(set.identity), resource: set.resource === null ? null : part(set.resource) }
  return { kind: 'set', set: limited }
}
