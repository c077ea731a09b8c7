/** The roles of a template as documents that an account would hold: what each allows, and which functions run with it. */
import { type App, type AppFunction, type DeclaredStatement, statementsOfRoles } from '../app/index.js'
import { conditionBlock, type SymText } from '../policy/index.js'
import type { NamedDocument } from './access.js'
import type { Resolver } from './resolve.js'
import type { AccountState, Document } from './types.js'

export interface TemplateRole {
  readonly logicalId: string
  readonly documents: readonly NamedDocument[]
  /** Logical IDs. */
  readonly functions: readonly string[]
  /** Whether it speaks of something that nobody here has a value for, such as a parameter in SSM. */
  readonly hasUnknown: boolean
}

/** How a symbol without a value is written. */
export type Unknown = (symbol: string) => string

/** Its own name, the same on both sides of a comparison. */
export const byName: Unknown = (symbol) => `(${symbol})`
/** Whatever it may be. */
export const asAnything: Unknown = () => '*'

/** By logical ID: roles of the template, and those that SAM makes for functions. Of nested stacks none. */
export function rolesOfTemplate(
  app: App,
  known: Resolver,
  { policies }: Pick<AccountState, 'policies'>,
  unknown: Unknown,
): ReadonlyMap<string, TemplateRole> {
  const missed = new Set<string>()
  const resolve = (symbol: string): string => {
    const value = known(symbol)
    if (value !== null) return value
    missed.add(symbol)
    return unknown(symbol)
  }
  /** What a reading speaks of and has no value for. */
  const withUnknown = <T>(read: () => T): readonly [T, boolean] => {
    missed.clear()
    const value = read()
    return [value, missed.size > 0]
  }
  const statementsOf = statementsOfRoles(app)
  const roles = new Map<string, TemplateRole>()
  for (const { id, type, madeBy } of app.resources.values())
    if (type === 'AWS::IAM::Role' && madeBy === null && !id.includes('/')) {
      const [documents, hasUnknown] = withUnknown(() => documentsFrom(statementsOf(id), resolve))
      roles.set(id, { logicalId: id, documents, functions: [], hasUnknown })
    }
  for (const fn of app.functions.values()) {
    if (fn.id.includes('/')) continue
    const id = roleIdOf(fn)
    if (id === null) continue
    const before = roles.get(id)
    // What connectors and managed policies of elsewhere give stands with the function alone.
    const [own, hasUnknown] = withUnknown(() => documentsFrom(fn.declared, resolve))
    const elsewhere = fn.policiesElsewhere.flatMap((arn): NamedDocument[] => {
      const policy = policies.get(textIn(arn, resolve))
      return policy?.document == null ? [] : [[policy.name, policy.document]]
    })
    const documents = [...(before === undefined || before.functions.length > 0 ? (before?.documents ?? []) : []), ...own, ...elsewhere]
    roles.set(id, {
      logicalId: id,
      documents,
      functions: [...(before?.functions ?? []), fn.id].sort(),
      hasUnknown: hasUnknown || before?.hasUnknown === true,
    })
  }
  return roles
}

/** The logical ID of the role that a function runs with; null where it is not of the template. */
export function roleIdOf({ id, role }: AppFunction): string | null {
  if (role.kind === 'implicit') return `${id}Role`
  return role.kind === 'resource' && !role.id.includes('/') ? role.id : null
}

/** One document a source of statements. */
function documentsFrom(statements: readonly DeclaredStatement[], resolve: Named): readonly NamedDocument[] {
  const byOrigin = new Map<string, unknown[]>()
  for (const statement of statements) {
    const name = statement.origin.name
    byOrigin.set(name, [...(byOrigin.get(name) ?? []), statementFrom(statement, resolve)])
  }
  return [...byOrigin].map(([name, all]): NamedDocument => [name, { Version: '2012-10-17', Statement: all }])
}

function statementFrom(statement: DeclaredStatement, resolve: Named): Document {
  const { effect, actions, notActions, resources, notResources, conditions } = statement
  const texts = (all: readonly SymText[]): readonly string[] => all.map((text) => textIn(text, resolve))
  return {
    Effect: effect === 'allow' ? 'Allow' : 'Deny',
    ...(actions.length > 0 ? { Action: actions } : { NotAction: notActions }),
    ...(notResources.length > 0 ? { NotResource: texts(notResources) } : { Resource: resources.length > 0 ? texts(resources) : ['*'] }),
    ...conditionBlock(conditions, (text) => textIn(text, resolve)),
  }
}

type Named = (symbol: string) => string

const textIn = (text: SymText, resolve: Named): string =>
  text.map((piece) => (piece.kind === 'text' ? piece.text : piece.kind === 'any' ? '*' : resolve(piece.name))).join('')
