/** What the template grants a role's users now, as pairs of an action and a resource pattern. */
import type { AppFunction, DeclaredStatement } from '../app/index.js'
import { allActions, expandActions, matchesGlob } from '../catalog/index.js'
import { canonicalArn, type DeclaredIndex } from '../needs/index.js'
import { any, printSym, type SymText, symText } from '../policy/index.js'

export interface DeclaredAccess {
  readonly statement: DeclaredStatement
  /** Expanded against the catalog; patterns of unknown actions stand as they are. */
  readonly actions: readonly string[]
  /** Declared resources by their symbols; `*` for what `NotResource` leaves. */
  readonly resources: readonly SymText[]
}

/** Allowing statements alone. */
export function accessOf({ declared }: Pick<AppFunction, 'declared'>, index: DeclaredIndex): readonly DeclaredAccess[] {
  return declared
    .filter((statement) => statement.effect === 'allow')
    .map((statement) => ({ statement, actions: actionsOf(statement), resources: resourcesOf(statement, index) }))
}

function actionsOf(statement: DeclaredStatement): readonly string[] {
  if (statement.notActions.length > 0) {
    const except = statement.notActions.map((a) => a.toLowerCase())
    return allActions().filter((action) => !except.some((pattern) => matchesGlob(pattern, action.toLowerCase())))
  }
  const expanded = statement.actions.flatMap((pattern) => {
    if (pattern === '*') return allActions()
    const found = expandActions(pattern)
    return found.length === 0 ? [pattern] : found
  })
  return [...new Set(expanded)]
}

function resourcesOf(statement: DeclaredStatement, index: DeclaredIndex): readonly SymText[] {
  if (statement.notResources.length > 0 || statement.resources.length === 0) return [symText(any)]
  const unique = new Map(statement.resources.map((r) => canonicalArn(r, index).arn).map((r) => [printSym(r), r]))
  return [...unique.values()]
}

/** Actions and cells, each counted once however many statements give it. */
export function widthOf(access: readonly { readonly actions: readonly string[]; readonly resources: readonly SymText[] }[]): {
  readonly actions: number
  readonly cells: number
} {
  const actions = new Set<string>()
  const cells = new Map<string, Set<string>>()
  for (const { actions: names, resources } of access) {
    for (const resource of resources) {
      const key = printSym(resource)
      const held = cells.get(key) ?? new Set<string>()
      for (const name of names) {
        actions.add(name)
        held.add(name)
      }
      cells.set(key, held)
    }
  }
  return { actions: actions.size, cells: [...cells.values()].reduce((sum, held) => sum + held.size, 0) }
}
