/** What managed policies allow: AWS's own from the catalog, the app's from its template. */
import { managedPolicy } from '../../catalog/index.js'
import type { Place, Problem } from '../../outcome/index.js'
import { printSym, type SymText } from '../../policy/index.js'
import { resolveResource } from '../resolve.js'
import type { App, DeclaredStatement, Value } from '../types.js'
import { entry, items, textOf, texts } from '../values.js'
import { valueOfJson } from './from-json.js'
import { statementOf, statementsOf } from './statements.js'

export interface ManagedPolicies {
  /** The statements of the policy that a value names: by ARN, by AWS's name, or by the symbol of one in the template. */
  readonly statements: (value: Value) => readonly DeclaredStatement[]
  /** The statements of an AWS managed policy by its name; the origin can say that SAM attaches it by itself. */
  readonly byName: (name: string, at: Place, kind: 'managed' | 'implicit') => readonly DeclaredStatement[]
  /** Those of the named policies whose statements are not seen: neither of the template nor AWS's. */
  readonly elsewhere: (values: Value | null) => readonly SymText[]
}

export function managedPolicies(resources: App['resources'], report: (problem: Problem) => void): ManagedPolicies {
  const app = { resources }

  // Functions by the hundred have the same few policies, so a policy is read once and put in many places.
  const read = new Map<string, readonly DeclaredStatement[]>()

  function byName(nameOrArn: string, at: Place, kind: 'managed' | 'implicit'): readonly DeclaredStatement[] {
    const key = `${kind} ${nameOrArn}`
    const known = read.get(key) ?? readPolicy(nameOrArn, at, kind)
    read.set(key, known)
    return known.map((statement) => ({ ...statement, at }))
  }

  function readPolicy(nameOrArn: string, at: Place, kind: 'managed' | 'implicit'): readonly DeclaredStatement[] {
    const facts = managedPolicy(nameOrArn)
    if (facts === null) return []
    const document = valueOfJson(facts.document, at)
    return items(entry(document, 'Statement')).flatMap((statement) => statementOf(statement, { kind, name: facts.name }))
  }

  function statements(value: Value): readonly DeclaredStatement[] {
    const text = value.kind === 'unknown' ? null : textOf(value)
    if (text === null) return []
    const own = resolveResource(app, text, 'AWS::IAM::ManagedPolicy')
    if (own !== null) return statementsOf(entry(own.resource.properties, 'PolicyDocument'), { kind: 'managed', name: own.id })
    const found = byName(awsName(text), value.at, 'managed')
    if (found.length === 0)
      report({
        code: 'app/policy-not-here',
        message: `the policy \`${printSym(text)}\` is neither in the template nor one of AWS's, so what it allows is not counted as declared`,
        hint: 'nothing to do where code is read: what that needs is in the generated roles',
        at: value.at,
      })
    return found
  }

  const elsewhere = (values: Value | null): readonly SymText[] =>
    texts(values).filter((text) => resolveResource(app, text, 'AWS::IAM::ManagedPolicy') === null && managedPolicy(awsName(text)) === null)

  return { statements, byName, elsewhere }
}

/** AWS's policies have the same name in each partition. */
const awsName = (text: SymText): string =>
  printSym(text).replace(/^arn:(\$\{AWS::Partition\}|\*|aws[a-z-]*):iam::aws:/, 'arn:aws:iam::aws:')
