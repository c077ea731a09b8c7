/**
 * Intrinsic functions worked out against a stack. What is known only after the change is a text that says so.
 *
 * Source: CloudFormation Template Reference, "Intrinsic functions", "Pseudo parameters".
 */
import type { Json, JsonMap } from './types.js'
import { callOf, isList, isMap, listOf, mapOf, textOf } from './values.js'

/** As change sets write it. Source: CloudFormation API Reference, "ResourceTargetDefinition", AfterValue. */
export const AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}'

export interface Scope {
  readonly parameters: ReadonlyMap<string, string>
  /** Types of parameters: lists become lists. */
  readonly parameterTypes: ReadonlyMap<string, string>
  readonly pseudo: ReadonlyMap<string, string>
  readonly mappings: JsonMap
  readonly conditions: JsonMap
  /** Null: no resource of this name. */
  readonly ref: (id: string) => string | null
  readonly attribute: (id: string, attribute: string) => string | null
  readonly imported: (name: string) => string | null
  /** Collects what is wrong, in CloudFormation's words. */
  readonly problems: string[]
}

const NO_VALUE = Symbol('AWS::NoValue')
type Worked = Json | typeof NO_VALUE

/** @returns the value without functions; members that are `AWS::NoValue` are gone */
export function evaluate(value: Json, scope: Scope): Json {
  const worked = work(value, scope, 0)
  return worked === NO_VALUE ? null : worked
}

export function evaluateMap(value: JsonMap, scope: Scope): JsonMap {
  return mapOf(evaluate(value, scope))
}

/** Whether a condition of the template holds. */
export function holds(name: string, scope: Scope, open: ReadonlySet<string> = new Set()): boolean {
  const condition = scope.conditions[name]
  if (condition === undefined) {
    scope.problems.push(`Template format error: Unresolved condition dependency ${name} in the Conditions block of the template`)
    return false
  }
  if (open.has(name)) return false
  return truth(condition, scope, new Set([...open, name]))
}

function truth(value: Json, scope: Scope, open: ReadonlySet<string>): boolean {
  const [name, argument] = callOf(value) ?? ['', null]
  const all = listOf(argument)
  if (name === 'Condition') return holds(textOf(argument) ?? '', scope, open)
  if (name === 'Fn::Not') return !truth(all[0] ?? null, scope, open)
  if (name === 'Fn::And') return all.every((it) => truth(it, scope, open))
  if (name === 'Fn::Or') return all.some((it) => truth(it, scope, open))
  if (name === 'Fn::Equals') {
    const [left, right] = all.map((it) => evaluate(it, scope))
    return String(left) === String(right)
  }
  return value === true || value === 'true'
}

function work(value: Json, scope: Scope, depth: number): Worked {
  if (depth > 100) return null
  const deeper = (inner: Json): Worked => work(inner, scope, depth + 1)
  if (isList(value)) return value.map(deeper).filter((it): it is Json => it !== NO_VALUE)
  if (!isMap(value)) return value
  const call = callOf(value)
  if (call !== null) {
    const [name, argument] = call
    const known = FUNCTIONS.get(name)
    if (known !== undefined) return known(argument, scope, deeper)
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): [string, Json][] => {
      const worked = deeper(inner)
      return worked === NO_VALUE ? [] : [[key, worked]]
    }),
  )
}

type Fn = (argument: Json, scope: Scope, deeper: (value: Json) => Worked) => Worked

const text = (value: Worked): string =>
  value === NO_VALUE || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
const list = (value: Worked): readonly Json[] => (value === NO_VALUE ? [] : listOf(value))

function named(name: string, scope: Scope): Worked {
  if (name === 'AWS::NoValue') return NO_VALUE
  const pseudo = scope.pseudo.get(name)
  if (pseudo !== undefined) return pseudo
  const parameter = scope.parameters.get(name)
  if (parameter !== undefined) {
    const type = scope.parameterTypes.get(name) ?? 'String'
    return type === 'CommaDelimitedList' || type.startsWith('List<') ? parameter.split(',').map((it) => it.trim()) : parameter
  }
  const known = scope.ref(name)
  if (known === null)
    scope.problems.push(`Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`)
  return known ?? ''
}

function attributeOf(id: string, name: string, scope: Scope): string {
  const known = scope.attribute(id, name)
  if (known === null) scope.problems.push(`Template error: instance of Fn::GetAtt references undefined resource ${id}`)
  return known ?? ''
}

function substituted(argument: Json, scope: Scope, deeper: (value: Json) => Worked): string {
  const [template, variables] = isList(argument) ? [text(deeper(argument[0] ?? '')), mapOf(argument[1])] : [text(deeper(argument)), {}]
  return template.replace(/\$\{(!?)([^{}]*)\}/g, (_, literal: string, symbol: string) => {
    if (literal === '!') return `\${${symbol}}`
    const name = symbol.trim()
    const variable = Object.hasOwn(variables, name) ? variables[name] : undefined
    if (variable !== undefined) return text(deeper(variable))
    const dot = name.indexOf('.')
    return dot < 0 ? text(named(name, scope)) : attributeOf(name.slice(0, dot), name.slice(dot + 1), scope)
  })
}

const FUNCTIONS: ReadonlyMap<string, Fn> = new Map<string, Fn>([
  ['Ref', (argument, scope) => named(textOf(argument) ?? '', scope)],
  [
    'Fn::GetAtt',
    (argument, scope, deeper) => {
      const [id, ...rest] = isList(argument) ? argument.map((it) => text(deeper(it))) : (textOf(argument) ?? '').split(/\.(.*)/s)
      return attributeOf(id ?? '', rest.filter((it) => it !== '').join('.'), scope)
    },
  ],
  ['Fn::Sub', substituted],
  [
    'Fn::Join',
    (argument, _, deeper) => {
      const [separator, items] = list(argument).map(deeper)
      return list(items ?? NO_VALUE)
        .map((it) => text(it))
        .join(text(separator ?? ''))
    },
  ],
  [
    'Fn::If',
    (argument, scope, deeper) => {
      const [condition, yes, no] = listOf(argument)
      return deeper((holds(textOf(condition) ?? '', scope) ? yes : no) ?? null)
    },
  ],
  [
    'Fn::Select',
    (argument, scope, deeper) => {
      const [index, items] = listOf(argument).map(deeper)
      const found = list(items ?? NO_VALUE)[Number(text(index ?? ''))]
      if (found === undefined)
        scope.problems.push(`Template error: Fn::Select cannot select nonexistent value at index ${text(index ?? '')}`)
      return found ?? null
    },
  ],
  [
    'Fn::Split',
    (argument, _, deeper) => {
      const [separator, whole] = listOf(argument).map(deeper)
      return text(whole ?? '').split(text(separator ?? ','))
    },
  ],
  [
    'Fn::FindInMap',
    (argument, scope, deeper) => {
      const [map, first, second, options] = listOf(argument).map(deeper)
      const found = mapOf(mapOf(scope.mappings[text(map ?? '')])[text(first ?? '')])[text(second ?? '')]
      const fallback = options === undefined || options === NO_VALUE ? undefined : mapOf(options).DefaultValue
      if (found === undefined && fallback === undefined)
        scope.problems.push(`Template error: Unable to get mapping for ${text(map ?? '')}::${text(first ?? '')}::${text(second ?? '')}`)
      return found ?? fallback ?? null
    },
  ],
  ['Fn::Base64', (argument, _, deeper) => Buffer.from(text(deeper(argument))).toString('base64')],
  [
    'Fn::GetAZs',
    (argument, scope, deeper) => ['a', 'b', 'c'].map((zone) => (text(deeper(argument)) || (scope.pseudo.get('AWS::Region') ?? '')) + zone),
  ],
  [
    'Fn::ImportValue',
    (argument, scope, deeper) => {
      const name = text(deeper(argument))
      const found = scope.imported(name)
      if (found === null) scope.problems.push(`No export named ${name} found.`)
      return found ?? ''
    },
  ],
  ['Fn::ToJsonString', (argument, _, deeper) => text(JSON.stringify(deeper(argument)))],
  ['Fn::Length', (argument, _, deeper) => list(deeper(argument)).length],
])

/** The resources that a value speaks of, by `Ref`, `Fn::GetAtt` and `Fn::Sub`. */
export function referencesIn(value: Json, isResource: (id: string) => boolean): readonly string[] {
  const found = new Set<string>()
  const walk = (inner: Json): void => {
    const call = callOf(inner)
    const [name, argument] = call ?? ['', null]
    if (name === 'Ref') found.add(textOf(argument) ?? '')
    if (name === 'Fn::GetAtt') found.add((isList(argument) ? textOf(argument[0]) : textOf(argument)?.split('.')[0]) ?? '')
    if (name === 'Fn::Sub') {
      const template = isList(argument) ? textOf(argument[0]) : textOf(argument)
      const variables = isList(argument) ? mapOf(argument[1]) : {}
      for (const [, symbol = ''] of (template ?? '').matchAll(/\$\{([^!{}][^{}]*)\}/g))
        if (!Object.hasOwn(variables, symbol)) found.add(symbol.split('.')[0] ?? '')
    }
    if (isList(inner)) for (const item of inner) walk(item)
    else if (isMap(inner)) for (const item of Object.values(inner)) walk(item)
  }
  walk(value)
  return [...found].filter(isResource).sort()
}
