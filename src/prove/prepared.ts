/**
 * What can be made of a statement by itself, once: versions of a policy, both directions of a comparison and all callers
 * share it.
 */
import { type Condition, type Matcher, operatorFacts, type Statement, variablesIn } from '../policy/index.js'
import { type ActionList, actionList } from './action-lists.js'
import { isDerived, OWNER_KEY } from './callers.js'

export interface PreparedCondition {
  readonly condition: Condition
  /** In lower case. */
  readonly key: string
  readonly negated: boolean
  readonly hasVariables: boolean
  /** What the condition asks, the same text for the same question. */
  readonly name: string
}

export interface Prepared {
  readonly actions: ActionList
  readonly resources: {
    readonly negated: boolean
    readonly texts: readonly string[]
    readonly hasVariables: boolean
    readonly name: string
  } | null
  readonly conditions: readonly PreparedCondition[]
  /** Keys that variables name, as they are written. `${*}` and its like name none. */
  readonly variables: readonly string[]
  /** Whether it depends on who calls, and on whose the resource is. */
  readonly asksCaller: boolean
  readonly asksOwner: boolean
}

const known = new WeakMap<Statement, Prepared>()

export function prepare(statement: Statement): Prepared {
  const old = known.get(statement)
  if (old !== undefined) return old
  const made = build(statement)
  known.set(statement, made)
  return made
}

function build(statement: Statement): Prepared {
  const conditions = statement.conditions.map((condition) => prepareCondition(condition, statement.effect === 'deny'))
  const texts = [...resourceTexts(statement.resources), ...statement.conditions.flatMap((condition) => condition.values)]
  const variables = [...new Set(texts.flatMap((text) => (text.includes('${') ? variablesIn(text).map(spelledKey) : [])))].filter(
    (key) => key.length > 1,
  )
  const lower = variables.map((key) => key.toLowerCase())
  return {
    actions: actionList(statement.actions),
    resources: statement.resources === null ? null : prepareResources(statement.resources),
    conditions,
    variables,
    asksCaller: statement.principals !== null || conditions.some(({ key }) => isDerived(key)) || lower.some(isDerived),
    asksOwner: conditions.some(({ key }) => key === OWNER_KEY) || lower.includes(OWNER_KEY),
  }
}

export const resourceTexts = (resources: Statement['resources']): readonly string[] =>
  resources === null ? [] : 'only' in resources ? resources.only : resources.except

/** The key of a variable as written, `${key}` or `${key, 'fallback'}`. */
export const spelledKey = (written: string): string => written.slice(2, -1).split(',')[0] ?? ''

function prepareResources(matcher: Matcher<string>): Prepared['resources'] {
  const negated = 'except' in matcher
  const texts = [...new Set(negated ? matcher.except : matcher.only)].sort()
  const hasVariables = texts.some((text) => text.includes('${'))
  return { negated, texts, hasVariables, name: `${negated ? '!' : ''}${texts.join('\n')}` }
}

function prepareCondition(condition: Condition, deny: boolean): PreparedCondition {
  const { negated } = operatorFacts(condition.operator)
  const key = condition.key.toLowerCase()
  const values = [...new Set(condition.values)].sort()
  const hasVariables = values.some((value) => value.includes('${'))
  // A negated operator without a quantifier answers several values by the effect of its statement.
  const byEffect = negated && condition.quantifier === null && deny
  const name = [
    condition.operator,
    condition.quantifier ?? '',
    condition.ifExists ? 'IfExists' : '',
    key,
    byEffect ? 'deny' : '',
    ...values,
  ].join('\n')
  return { condition, key, negated, hasVariables, name }
}
