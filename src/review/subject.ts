/** A declared role with those who share it: the unit in which what a template grants is compared with what is needed. */
import type { App, AppFunction, Value } from '../app/index.js'
import { expandActions, managedPolicy } from '../catalog/index.js'
import type { DeclaredIndex, Grant, Needs } from '../needs/index.js'
import type { Place } from '../outcome/index.js'
import { printSym, type SymText } from '../policy/index.js'
import { accessOf, type DeclaredAccess } from './declared-cells.js'

export interface NeededCell {
  readonly action: string
  readonly resource: SymText
  readonly grant: Grant
  readonly user: string
}

export interface Subject {
  /** The role's ID where the template declares one; else the function's. */
  readonly id: string
  readonly users: readonly AppFunction[]
  readonly access: readonly DeclaredAccess[]
  readonly needed: readonly NeededCell[]
  readonly at: Place
  /** Whether all that it may do is in the template. */
  readonly known: boolean
  /** Whether the code of all its users was read: else what they need is what is declared. */
  readonly isRead: boolean
}

export function subjectsOf(app: App, needs: Needs, index: DeclaredIndex): readonly Subject[] {
  const groups = new Map<string, AppFunction[]>()
  for (const id of [...app.functions.keys()].sort()) {
    const fn = app.functions.get(id)
    if (fn === undefined) continue
    const key = fn.role.kind === 'resource' ? fn.role.id : fn.id
    groups.set(key, [...(groups.get(key) ?? []), fn])
  }
  return [...groups].map(([id, users]): Subject => {
    const [first] = users
    const access = users.flatMap((fn) => accessOf(fn, index))
    return {
      id,
      users,
      access: uniqueAccess(access),
      needed: users.flatMap((fn) => (needs.functions.get(fn.id)?.grants ?? []).flatMap((grant) => cellsOf(grant, fn.id))),
      at: app.resources.get(id)?.at ?? first?.at ?? { file: '', line: 1, column: 1 },
      known: users.every((fn) => knowsDeclared(fn, app)),
      isRead: users.every((fn) => needs.functions.get(fn.id)?.isRead !== false),
    }
  })
}

/** Policies that are not of this app and not AWS's own say things that nobody sees here. */
export function knowsDeclared(fn: AppFunction, app: App): boolean {
  if (fn.role.kind !== 'resource' && fn.role.kind !== 'implicit') return false
  const holder = app.resources.get(fn.role.kind === 'resource' ? fn.role.id : fn.id)
  const properties = fn.role.kind === 'resource' ? ['ManagedPolicyArns'] : ['Policies', 'ManagedPolicyArns']
  return properties.every((name) => isSeen(holder?.properties.entries.get(name), app))
}

function isSeen(value: Value | undefined, app: App): boolean {
  if (value === undefined) return true
  switch (value.kind) {
    case 'unknown':
      return false
    case 'list':
      return value.items.every((item) => isSeen(item, app))
    case 'options':
      return value.options.every((option) => isSeen(option, app))
    case 'text': {
      const written = printSym(value.text)
      return managedPolicy(written.replace('${AWS::Partition}', 'aws')) !== null || app.resources.has(written.replace(/^\$\{(.+)\}$/, '$1'))
    }
    default:
      return true
  }
}

/** What is kept as declared may be a pattern. */
const spelled = (action: string): readonly string[] => (/[*?]/.test(action) ? expandActions(action) : [action])

const cellsOf = (grant: Grant, user: string): readonly NeededCell[] =>
  grant.actions.flatMap(spelled).flatMap((action) => grant.resources.map((resource) => ({ action, resource, grant, user })))

/** Users of one role have the same statements. */
function uniqueAccess(all: readonly DeclaredAccess[]): readonly DeclaredAccess[] {
  const unique = new Map(
    all.map((a) => [JSON.stringify([a.statement.at, a.statement.origin, a.statement.actions, a.resources.map(printSym)]), a]),
  )
  return [...unique.values()]
}
