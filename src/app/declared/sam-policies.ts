/**
 * SAM's `Policies`: names or ARNs of managed policies, policy templates, statements, documents, one or many, with
 * conditions around any of them. Source: AWS SAM Developer Guide, "AWS::Serverless::Function", property Policies.
 */
import { policyTemplate, policyTemplateNames } from '../../catalog/index.js'
import type { Problem } from '../../outcome/index.js'
import type { DeclaredStatement, Value } from '../types.js'
import { entriesOf, entry, items, texts } from '../values.js'
import { valueOfJson } from './from-json.js'
import type { ManagedPolicies } from './managed-policies.js'
import { statementOf, statementsOf } from './statements.js'

const INLINE = { kind: 'inline', name: 'Policies' } as const

export function samPolicies(
  policies: Value | null,
  managed: ManagedPolicies,
  report: (problem: Problem) => void,
): readonly DeclaredStatement[] {
  return items(policies).flatMap((policy) => {
    if (policy.kind !== 'map') return managed.statements(policy)
    if (entry(policy, 'Statement') !== null) return statementsOf(policy, INLINE)
    if (entry(policy, 'Effect') !== null) return statementOf(policy, INLINE)
    return entriesOf(policy).flatMap(([name, parameters]) => templateStatements(name, parameters, policy, report))
  })
}

function templateStatements(
  name: string,
  parameters: Value,
  policy: Value,
  report: (problem: Problem) => void,
): readonly DeclaredStatement[] {
  const template = policyTemplate(name)
  if (template === null) {
    const nearest = policyTemplateNames().find((known) => known.toLowerCase() === name.toLowerCase())
    report({
      code: 'app/unknown-policy-template',
      message: `SAM has no policy template named \`${name}\``,
      hint: nearest === undefined ? 'correct the name, or write the statements out' : `did you mean \`${nearest}\`?`,
      at: policy.at,
    })
    return []
  }
  const fill = (place: string) => {
    const found = texts(entry(parameters, place))
    return found.length === 0 ? null : found
  }
  const origin = { kind: 'template', name } as const
  return template.statements.flatMap((statement) => statementOf(valueOfJson(statement, policy.at, fill), origin))
}
