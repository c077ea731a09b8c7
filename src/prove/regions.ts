/** Regions: parts of what a policy allows, by action and resource, as subjects that can be asked about and as patterns. */
import { expandActions, services } from '../catalog/index.js'
import type { NamedPolicy, PolicySet } from '../decide/index.js'
import {
  type Condition,
  type Matcher,
  type Policy,
  type PrincipalPattern,
  printOperator,
  printPrincipal,
  type Statement,
} from '../policy/index.js'
import type { Region, Subject } from './types.js'

/** A part of one Allow: these of its actions, on these of its resources. */
export interface Cell {
  readonly version: Policy['version']
  readonly statement: Statement
  readonly actions: Matcher<string>
  readonly resources: Statement['resources']
  readonly conditions: readonly Condition[]
}

/** The subject as far as the cell allows it: its Denies stay. */
export function within(subject: Subject, cell: Cell): Subject {
  if (subject.kind === 'set') return { kind: 'set', set: limited(subject.set, cell) }
  const own: Statement = { ...cell.statement, ...partOf(cell) }
  const denies = subject.policies.map(
    ({ name, policy }): NamedPolicy => ({ name, policy: only(policy, ({ effect }) => effect === 'deny') }),
  )
  return { kind: subject.kind, policies: [{ name: 'part', policy: { version: cell.version, id: null, statements: [own] } }, ...denies] }
}

const partOf = ({ actions, resources, conditions }: Cell): Pick<Statement, 'actions' | 'resources' | 'conditions'> => ({
  actions,
  resources,
  conditions,
})

const only = (policy: Policy, keep: (statement: Statement) => boolean): Policy => ({
  ...policy,
  statements: policy.statements.filter(keep),
})

/** Of a set everything outside of the cell is denied: what else allows it is not part of the cell. */
function limited(set: PolicySet, cell: Cell): PolicySet {
  const outside: Statement[] = [denial({ actions: complement(cell.actions), resources: { only: ['*'] }, conditions: [] })]
  if (cell.resources !== null) outside.push(denial({ actions: { only: ['*'] }, resources: complement(cell.resources), conditions: [] }))
  return withDenials(set, [{ version: cell.version, statements: outside }])
}

const complement = <P>(matcher: Matcher<P>): Matcher<P> => ('only' in matcher ? { except: matcher.only } : { only: matcher.except })

export interface Denials {
  readonly version: Policy['version']
  readonly statements: readonly Statement[]
}

/** The subject without what the cells hold. */
export function without(subject: Subject, cells: readonly Cell[]): Subject {
  const byVersion = new Map<Policy['version'], Statement[]>()
  for (const cell of cells) {
    const denies = byVersion.get(cell.version) ?? []
    byVersion.set(cell.version, denies)
    denies.push(denial(partOf(cell), subject.kind === 'trust' || cell.resources === null))
  }
  const denials = [...byVersion].map(([version, statements]): Denials => ({ version, statements }))
  if (subject.kind === 'set') return { kind: 'set', set: withDenials(subject.set, denials) }
  const bare = subject.kind === 'identity'
  const added = denials.map(({ version, statements }, i): NamedPolicy => {
    const own = bare ? statements : statements.map(forEveryone)
    return { name: `without ${i}`, policy: { version, id: null, statements: own } }
  })
  return { kind: subject.kind, policies: [...subject.policies, ...added] }
}

function denial(part: Pick<Statement, 'actions' | 'resources' | 'conditions'>, noResources = false): Statement {
  return { index: 0, sid: null, effect: 'deny', principals: null, at: null, ...part, resources: noResources ? null : part.resources }
}

const EVERYONE: Matcher<PrincipalPattern> = { only: [{ kind: 'everyone', bare: true }] }
const forEveryone = (statement: Statement): Statement => ({ ...statement, principals: EVERYONE })

/** Denials stand where every allowance of the set passes: the caller's policies, and the resource's where it has one. */
function withDenials(set: PolicySet, denials: readonly Denials[]): PolicySet {
  const identity = denials.map(({ version, statements }, i): NamedPolicy => {
    const own = statements.map((statement) => ({ ...statement, resources: statement.resources ?? { only: ['*'] } }))
    return { name: `without ${i}`, policy: { version, id: null, statements: own } }
  })
  const { resource } = set
  const own = resource === null ? [] : denials.flatMap(({ version, statements }) => (version === resource.version ? statements : []))
  return {
    ...set,
    identity: [...set.identity, ...identity],
    resource: resource === null ? null : { ...resource, statements: [...resource.statements, ...own.map(forEveryone)] },
  }
}

/** Cells as patterns: those that differ in one list alone are one. */
export function regionsOf(cells: readonly Cell[], known: readonly string[]): readonly Region[] {
  const byPlace = new Map<string, { cell: Cell; actions: Set<string> }>()
  for (const cell of cells) {
    const key = JSON.stringify([cell.resources, cell.conditions, cell.statement.principals, 'except' in cell.actions ? cell.actions : ''])
    const same = byPlace.get(key) ?? { cell, actions: new Set() }
    byPlace.set(key, same)
    if ('only' in cell.actions) for (const action of cell.actions.only) same.actions.add(action)
  }
  const byActions = new Map<string, Region>()
  for (const { cell, actions } of byPlace.values()) {
    const region = regionOf(cell, shortest([...actions], known))
    const key = JSON.stringify([region.actions, region.exceptResources, region.principals, region.conditions])
    const same = byActions.get(key)
    const resources = [...new Set([...(same?.resources ?? []), ...region.resources])].sort()
    byActions.set(key, { ...region, resources })
  }
  const text = (region: Region): string => JSON.stringify([region.actions, region.resources, region.conditions, region.principals])
  return [...byActions.values()].sort((a, b) => (text(a) < text(b) ? -1 : 1))
}

function regionOf({ resources, conditions, statement: { principals } }: Cell, actions: readonly string[]): Region {
  const except = resources !== null && 'except' in resources ? resources.except : null
  return {
    actions,
    resources: resources !== null && 'only' in resources ? [...resources.only].sort() : ['*'],
    ...(except === null ? {} : { exceptResources: [...except].sort() }),
    ...(principals === null ? {} : { principals: namesOf(principals) }),
    conditions: conditions
      .map((condition) => ({ operator: printOperator(condition), key: condition.key, values: [...condition.values].sort() }))
      .sort((a, b) => (a.operator + a.key < b.operator + b.key ? -1 : 1)),
  }
}

function namesOf(principals: Matcher<PrincipalPattern>): readonly string[] {
  const names = ('only' in principals ? principals.only : principals.except).map(printPrincipal).sort()
  return 'only' in principals ? names : names.map((name) => `not ${name}`)
}

/** Patterns, where all that they mean is there, in place of the actions that they mean. */
export function shortest(actions: readonly string[], known: readonly string[]): readonly string[] {
  if (actions.length < 2) return actions
  const left = new Set(actions)
  const out: string[] = []
  const prefixes = new Set(actions.map((action) => action.slice(0, action.indexOf(':'))))
  const whole = prefixes.size > services().length / 2 ? ['*'] : []
  const patterns = [...whole, ...known.filter((text) => /[*?]/.test(text)), ...[...prefixes].map((prefix) => `${prefix}:*`)]
  const sizes = new Map([...new Set(patterns)].map((pattern) => [pattern, expandActions(pattern)]))
  for (const [pattern, members] of [...sizes].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))) {
    if (members.length < 2 || !members.every((action) => left.has(action))) continue
    out.push(pattern)
    for (const action of members) left.delete(action)
  }
  return [...out, ...left].sort()
}
