/** A declared role with those who share it: the unit in which what a template grants is compared with what is needed. */
import type { App, AppFunction, Resource, Value } from '../app/index.js'
import { expandActions, managedPolicy } from '../catalog/index.js'
import { type DeclaredIndex, type Grant, type Needs, unknownNeeds } from '../needs/index.js'
import type { Place } from '../outcome/index.js'
import { printSym, type SymText } from '../policy/index.js'
import { accessOf, type DeclaredAccess } from './declared-cells.js'
import { openUses } from './role-uses.js'

export interface NeededCell {
  readonly action: string
  readonly resource: SymText
  readonly grant: Grant
  readonly user: string
}

export interface Subject {
  /** The role's ID where the template declares one; else the function's, or the state machine's. */
  readonly id: string
  /** The functions among those who have it. */
  readonly users: readonly AppFunction[]
  readonly access: readonly DeclaredAccess[]
  readonly needed: readonly NeededCell[]
  readonly at: Place
  /** Whether all that it may do is in the template. */
  readonly known: boolean
  /** Whether what all its users need is known: code that was read, principals whose needs are worked out. */
  readonly isRead: boolean
}

/** A role, and who has it: functions, and what else of the app assumes it. */
interface Holder {
  readonly functions: AppFunction[]
  readonly principals: { readonly id: string; readonly grants: readonly Grant[] }[]
}

export function subjectsOf(app: App, needs: Needs, index: DeclaredIndex): readonly Subject[] {
  const holders = new Map<string, Holder>()
  const holder = (key: string): Holder => {
    const found = holders.get(key) ?? { functions: [], principals: [] }
    holders.set(key, found)
    return found
  }
  for (const id of [...app.functions.keys()].sort()) {
    const fn = app.functions.get(id)
    if (fn !== undefined) holder(fn.role.kind === 'resource' ? fn.role.id : fn.id).functions.push(fn)
  }
  for (const [id, { byRole }] of needs.principals)
    for (const { role, grants } of byRole) {
      const key = role ?? (makesOwnRole(app.resources.get(id)) ? id : null)
      if (key !== null && app.given.has(key)) holder(key).principals.push({ id, grants })
    }
  const open = new Set(openUses(app, needs, index).map(({ role }) => role))
  return [...holders].map(([id, held]) => subjectOf(id, held, open, { app, needs, index }))
}

/** SAM makes a state machine that names no role one of its policies. */
const makesOwnRole = (resource: Resource | undefined): boolean =>
  resource?.type === 'AWS::Serverless::StateMachine' && !resource.properties.entries.has('Role')

interface Side {
  readonly app: App
  readonly needs: Needs
  readonly index: DeclaredIndex
}

function subjectOf(id: string, { functions, principals }: Holder, open: ReadonlySet<string>, { app, needs, index }: Side): Subject {
  const given = new Set([id, ...principals.map((principal) => principal.id)])
  const access = [...functions, ...[...given].flatMap((held) => app.given.get(held) ?? [])].flatMap((has) => accessOf(has, index))
  const ofFunctions = functions.map((fn) => ({ id: fn.id, grants: needs.functions.get(fn.id)?.grants ?? [] }))
  return {
    id,
    users: functions,
    access: uniqueAccess(access),
    needed: [...ofFunctions, ...principals].flatMap((user) => user.grants.flatMap((grant) => cellsOf(grant, user.id))),
    at: app.resources.get(id)?.at ?? functions[0]?.at ?? { file: '', line: 1, column: 1 },
    known: functions.every((fn) => knowsDeclared(fn, app)) && (principals.length === 0 || seesPolicies(app.resources.get(id), app)),
    isRead:
      !open.has(id) &&
      functions.every((fn) => needs.functions.get(fn.id)?.isRead !== false) &&
      principals.every(({ id }) => isWorkedOut(id, needs)),
  }
}

const isWorkedOut = (id: string, { principals }: Needs): boolean => {
  const own = principals.get(id)
  return own === undefined || unknownNeeds(own).length === 0
}

/** Policies that are not of this app and not AWS's own say things that nobody sees here. */
export function knowsDeclared(fn: AppFunction, app: App): boolean {
  if (fn.role.kind !== 'resource' && fn.role.kind !== 'implicit') return false
  const holder = app.resources.get(fn.role.kind === 'resource' ? fn.role.id : fn.resource)
  return seesPolicies(holder, app)
}

function seesPolicies(holder: Resource | undefined, app: App): boolean {
  // A role's `Policies` are documents, and SAM's may be names.
  const properties = holder?.type === 'AWS::IAM::Role' ? ['ManagedPolicyArns'] : ['Policies', 'ManagedPolicyArns']
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
