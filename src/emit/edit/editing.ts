/** What the steps of one template's edits share. */
import type { DeclaredIndex } from '../../needs/index.js'
import type { Finding, Place } from '../../outcome/index.js'
import type { Role } from '../../roles/index.js'
import { type Json, stringify } from '../yaml.js'
import { attachedTo } from './attached.js'
import { type DocumentPlace, readable, statementsAsJson } from './document.js'
import type { Graph } from './graph.js'
import type { LocalNames } from './local-names.js'
import { listOf, mapAt, resourceIn, type Template } from './template.js'
import type { EditInput, Paste } from './types.js'
import { conditionsBefore } from './written.js'

export interface World {
  readonly graph: Graph
  readonly names: LocalNames
  readonly index: DeclaredIndex
}

export interface Editing extends World {
  readonly input: EditInput
  readonly template: Template
  /** What other files of the app say. */
  readonly included: readonly Json[]
  readonly findings: Finding[]
  readonly pastes: Paste[]
}

export interface State extends Editing {
  /** Roles of functions that are left alone: nobody tightens or removes them. */
  readonly frozen: Set<string>
  /** Roles that a function has left. */
  readonly left: Set<string>
}

export const prefixOf = (id: string): string => id.slice(0, id.lastIndexOf('/') + 1)
export const localId = (id: string): string => id.slice(id.lastIndexOf('/') + 1)

export interface Said {
  readonly code: string
  readonly severity: Finding['severity']
  readonly subject: string
  readonly message: string
  readonly hint: string
  readonly at: Place | null
}

/** A finding with the role as YAML to paste. */
export function leave(state: State, said: Said, role: Role | null): void {
  state.findings.push(said)
  if (role === null || role.policies.length === 0) return
  const statements = role.policies
    .flatMap((policy) => statementsAsJson(policy.document.Statement))
    .map((s) => readable(state.names.write(s)))
  const text = stringify({ Version: '2012-10-17', Statement: statements })
  if (!state.pastes.some((paste) => paste.subject === said.subject)) state.pastes.push({ subject: said.subject, text })
}

/** The condition under which a resource of the template exists. */
export function conditionOf(template: Template, id: string): string | null {
  const condition = resourceIn(template, id)?.Condition
  return typeof condition === 'string' ? condition : null
}

/**
 * Where a role's documents go: what would be a circle, and which conditions hold there anyway.
 *
 * @param written the policies so far: what they say under a condition alone stays under it
 */
export function placeFor({ graph, template }: State, roleId: string, users: readonly string[], written: readonly Json[]): DocumentPlace {
  const conditions = users.map((id) => conditionOf(template, id))
  const own = conditionOf(template, roleId)
  const [first] = conditions
  const common = first != null && conditions.every((name) => name === first) ? [first] : []
  const before = conditionsBefore(written)
  return {
    graph,
    holders: [roleId, ...users],
    conditionsOf: (id) => [conditionOf(template, id), before.get(id) ?? null].filter((name) => name !== null),
    given: [...new Set([...common, ...(own === null ? [] : [own])])],
  }
}

/** The policies of a role as the template has them now, those that stand apart too. */
export function policiesOf(template: Template, roleId: string): readonly Json[] {
  const properties = mapAt(resourceIn(template, roleId)?.Properties)
  const apart = attachedTo(template, roleId).map(({ id }) => mapAt(resourceIn(template, id)?.Properties)?.PolicyDocument ?? null)
  return [...listOf(properties?.ManagedPolicyArns), ...listOf(properties?.Policies), ...apart]
}

/** The condition that all users have in common: a role that is made for them alone exists only under it. */
export function commonCondition(template: Template, users: readonly string[]): string | null {
  const [first, ...others] = users.map((id) => conditionOf(template, id))
  return first !== undefined && others.every((name) => name === first) ? first : null
}
