/** The inverse of `parsePolicy`: one canonical document for a policy. */
import { printOperator } from './operators.js'
import type { Condition, Matcher, Policy, PrincipalPattern, Statement } from './types.js'

type Json = string | readonly Json[] | { readonly [key: string]: Json }

/**
 * The document as a JSON value: elements in the order of the grammar, lists of one as the bare value.
 * Parsing it again gives the same policy, but for places.
 */
export function policyDocument(policy: Policy): { readonly Version: string; readonly Id?: string; readonly Statement: readonly Json[] } {
  return {
    Version: policy.version,
    ...(policy.id === null ? {} : { Id: policy.id }),
    Statement: policy.statements.map(statementDocument),
  }
}

/** @param indent spaces a level; 0 gives the form whose length IAM counts */
export const printPolicy = (policy: Policy, indent = 2): string => JSON.stringify(policyDocument(policy), null, indent)

function statementDocument(statement: Statement): Json {
  return {
    ...(statement.sid === null ? {} : { Sid: statement.sid }),
    Effect: statement.effect === 'allow' ? 'Allow' : 'Deny',
    ...element('Principal', statement.principals, principalDocument),
    ...element('Action', statement.actions, oneOrMany),
    ...element('Resource', statement.resources, oneOrMany),
    ...(statement.conditions.length === 0 ? {} : { Condition: conditionDocument(statement.conditions) }),
  }
}

function element<P>(name: string, matcher: Matcher<P> | null, print: (list: readonly P[]) => Json): { readonly [key: string]: Json } {
  if (matcher === null) return {}
  return 'only' in matcher ? { [name]: print(matcher.only) } : { [`Not${name}`]: print(matcher.except) }
}

const oneOrMany = (list: readonly string[]): Json => (list.length === 1 && list[0] !== undefined ? list[0] : list)

function principalDocument(list: readonly PrincipalPattern[]): Json {
  if (list.some((pattern) => pattern.kind === 'everyone' && pattern.bare)) return '*'
  const types = new Map<string, string[]>()
  for (const pattern of list) {
    const [type, text] = principalText(pattern)
    types.set(type, [...(types.get(type) ?? []), text])
  }
  return Object.fromEntries([...types].map(([type, texts]) => [type, oneOrMany(texts)]))
}

/** As a document writes it, without its type. */
export const printPrincipal = (pattern: PrincipalPattern): string => principalText(pattern)[1]

function principalText(pattern: PrincipalPattern): readonly [string, string] {
  switch (pattern.kind) {
    case 'everyone':
      return ['AWS', '*']
    case 'account':
      return ['AWS', pattern.text]
    case 'arn':
      return ['AWS', pattern.arn]
    case 'uniqueId':
      return ['AWS', pattern.id]
    case 'service':
      return ['Service', pattern.service]
    case 'federated':
      return ['Federated', pattern.provider]
    case 'canonicalUser':
      return ['CanonicalUser', pattern.id]
  }
}

function conditionDocument(conditions: readonly Condition[]): Json {
  const blocks = new Map<string, [string, Json][]>()
  for (const condition of conditions) {
    const operator = printOperator(condition)
    blocks.set(operator, [...(blocks.get(operator) ?? []), [condition.key, oneOrMany(condition.values)]])
  }
  return Object.fromEntries([...blocks].map(([operator, keys]) => [operator, Object.fromEntries(keys)]))
}
