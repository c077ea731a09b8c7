/**
 * A role's document → policies as they stand in one template: names as that stack knows them, what exists only under a
 * condition asked for only under it, and what would be a circle inside the role apart.
 */
import type { RoleStatement } from '../../roles/index.js'
import type { Json } from '../yaml.js'
import { type Graph, waits } from './graph.js'
import { referencesIn } from './references.js'
import { isList, isMap, type JsonMap } from './template.js'

export interface DocumentPlace {
  readonly graph: Graph
  /** What the role must not wait for: itself and whoever uses it. */
  readonly holders: readonly string[]
  /** Under what a resource exists, and what stood around its name so far. A condition that must not hold begins with `!`. */
  readonly conditionsOf: (id: string) => readonly string[]
  /** Conditions that hold wherever the role exists. */
  readonly given: readonly string[]
}

export interface Split {
  /** Can stand in the role. */
  readonly inside: readonly Json[]
  /** Must be a resource of its own, which waits for the role and for what it speaks of. */
  readonly apart: readonly Json[]
}

export const NO_VALUE: Json = { Ref: 'AWS::NoValue' }

export function splitStatements(statements: readonly Json[], place: DocumentPlace): Split {
  const inside: Json[] = []
  const apart: Json[] = []
  for (const statement of statements) (isCircular(statement, place) ? apart : inside).push(statement)
  return { inside: underConditions(inside, place), apart: underConditions(apart, place) }
}

const isCircular = (statement: Json, { graph, holders }: DocumentPlace): boolean =>
  referencesIn(statement).some(({ id }) => holders.some((holder) => waits(graph, id, holder)))

/** Values of `Fn::Sub` that are a single symbol become what they are. */
export function readable(value: Json): Json {
  if (isList(value)) return value.map(readable)
  if (!isMap(value)) return value
  const sub = Object.keys(value).length === 1 ? value['Fn::Sub'] : undefined
  const only = typeof sub === 'string' ? /^\$\{([^!{}][^{}]*)\}$/.exec(sub)?.[1] : undefined
  if (only !== undefined) {
    const dot = only.indexOf('.')
    return dot < 0 || only.startsWith('AWS::') ? { Ref: only } : { 'Fn::GetAtt': [only.slice(0, dot), only.slice(dot + 1)] }
  }
  // `[ "${Import1}", { Import1: … } ]` is what the variable stands for.
  if (isList(sub) && sub.length === 2 && typeof sub[0] === 'string' && isMap(sub[1])) {
    const [name, ...others] = Object.keys(sub[1])
    const only = name === undefined || others.length > 0 ? undefined : sub[1][name]
    if (only !== undefined && sub[0] === `\${${name}}`) return readable(only)
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readable(item)]))
}

export const statementsAsJson = (statements: readonly RoleStatement[]): readonly Json[] =>
  statements.map((statement) => structuredClone(statement) as unknown as Json)

/** A resource under a condition is named only under it; a statement that names nothing else is there only under it. */
function underConditions(statements: readonly Json[], place: DocumentPlace): readonly Json[] {
  return statements.flatMap((statement) => {
    if (!isMap(statement) || !isList(statement.Resource)) return [statement]
    const parts = statement.Resource.map((resource) => ({ resource, conditions: conditionsOf(resource, place) }))
    if (parts.every((part) => part.conditions.length === 0)) return [statement]
    const always = parts.some((part) => part.conditions.length === 0)
    if (always) {
      return [{ ...statement, Resource: parts.map(({ resource, conditions }) => onlyIf(conditions, resource)) }]
    }
    const groups = new Map<string, { conditions: readonly string[]; resources: Json[] }>()
    for (const { resource, conditions } of parts) {
      const group = groups.get(conditions.join()) ?? { conditions, resources: [] }
      group.resources.push(resource)
      groups.set(conditions.join(), group)
    }
    return [...groups.values()].map(({ conditions, resources }, i): Json => {
      const own: JsonMap = { ...statement, Resource: resources }
      if (i > 0 && typeof own.Sid === 'string') own.Sid = `${own.Sid}If${conditions.join('And').replace(/[^A-Za-z0-9]/g, '')}`
      return onlyIf(conditions, own)
    })
  })
}

function conditionsOf(value: Json, { conditionsOf: ofResource, given }: DocumentPlace): readonly string[] {
  const found = referencesIn(value).flatMap(({ id }) => ofResource(id))
  return [...new Set(found)].filter((name) => !given.includes(name)).sort()
}

export const onlyIf = (conditions: readonly string[], value: Json): Json =>
  conditions.reduceRight<Json>(
    (inner, name) => (name.startsWith('!') ? { 'Fn::If': [name.slice(1), NO_VALUE, inner] } : { 'Fn::If': [name, inner, NO_VALUE] }),
    value,
  )

/** The condition around a value, as `onlyIf` writes it, and what stands under it. */
export function conditionAround(value: Json): { readonly name: string; readonly inner: Json } | null {
  const argument = isMap(value) && Object.keys(value).length === 1 ? value['Fn::If'] : undefined
  if (!isList(argument) || typeof argument[0] !== 'string') return null
  const [name, first = null, second = null] = argument
  if (isNoValue(second)) return { name, inner: first }
  return isNoValue(first) ? { name: `!${name}`, inner: second } : null
}

const isNoValue = (value: Json): boolean => isMap(value) && value.Ref === 'AWS::NoValue'

/** The one condition under which all of the statements stand; null where one stands always, or where several are asked. */
export function sharedCondition(statements: readonly Json[]): string | null {
  const names = new Set(statements.map((statement) => conditionAround(statement)?.name ?? null))
  const [only] = names
  return names.size === 1 ? (only ?? null) : null
}

/** The statements without the condition around each of them. */
export const withoutCondition = (statements: readonly Json[]): readonly Json[] => statements.map((s) => conditionAround(s)?.inner ?? s)
