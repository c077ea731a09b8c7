/**
 * SAM's `Policies` → managed policies and inline ones of the role that it makes.
 * Source: AWS SAM Developer Guide, "AWS::Serverless::Function", property Policies; "AWS SAM policy templates".
 */
import { policyTemplate } from '../../../catalog/index.js'
import type { Json, JsonMap } from './types.js'
import { callOf, isMap, listOf, mapOf } from './values.js'

export interface PolicyMembers {
  readonly managed: readonly Json[]
  /** `{ PolicyName, PolicyDocument }` each. */
  readonly inline: readonly Json[]
}

export function policyMembers(roleId: string, policies: readonly Json[], arnOf: (name: string) => string): PolicyMembers {
  const managed: Json[] = []
  const inline: Json[] = []
  policies.forEach((policy, i) => {
    const PolicyName = `${roleId}Policy${i}`
    if (typeof policy === 'string') managed.push(policy.startsWith('arn:') ? policy : arnOf(policy))
    else if (isMap(policy) && callOf(policy)?.[0] === 'Fn::If') inline.push(conditional(policy, PolicyName))
    else if (callOf(policy) !== null) managed.push(policy)
    else {
      const document = documentOf(mapOf(policy))
      if (document !== null) inline.push({ PolicyName, PolicyDocument: document })
    }
  })
  return { managed, inline }
}

/** A policy under a condition keeps it. */
function conditional(policy: JsonMap, PolicyName: string): Json {
  const [condition, yes, no] = listOf(policy['Fn::If'])
  const side = (value: Json | undefined): Json => {
    const document = isMap(value) && callOf(value) === null ? documentOf(value) : null
    return document === null ? (value ?? { Ref: 'AWS::NoValue' }) : { PolicyName, PolicyDocument: document }
  }
  return { 'Fn::If': [condition ?? '', side(yes), side(no)] }
}

function documentOf(policy: JsonMap): Json | null {
  if (policy.Statement !== undefined) return policy
  if (policy.Effect !== undefined) return { Version: '2012-10-17', Statement: [policy] }
  const statements = Object.entries(policy).flatMap(([name, parameters]) =>
    (policyTemplate(name)?.statements ?? []).map((statement) => filled(statement as unknown as Json, mapOf(parameters))),
  )
  return statements.length === 0 ? null : { Version: '2012-10-17', Statement: statements }
}

/** `%{Parameter}` and pseudo parameters in a template's text become one `Fn::Sub`. */
function filled(value: Json, parameters: JsonMap): Json {
  if (typeof value === 'string') return filledText(value, parameters)
  if (Array.isArray(value)) return value.map((item: Json) => filled(item, parameters))
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, parameters)]))
}

function filledText(text: string, parameters: JsonMap): Json {
  const only = /^%\{([^}]+)\}$/.exec(text)?.[1]
  if (only !== undefined && parameters[only] !== undefined) return parameters[only]
  const used: Record<string, Json> = {}
  const template = text.replace(/%\{([^}]+)\}/g, (whole, name: string) => {
    const value = parameters[name]
    if (value === undefined) return whole
    used[name] = value
    return `\${${name}}`
  })
  if (Object.keys(used).length > 0) return { 'Fn::Sub': [template, used] }
  return template.includes('${') ? { 'Fn::Sub': template } : template
}
