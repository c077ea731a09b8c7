/**
 * `Policies` of a function or state machine whose role SAM makes: exchanged by the statements that are needed beyond what
 * SAM adds by itself. A policy template stays where all that it gives is needed.
 * Source: AWS SAM Developer Guide, "AWS::Serverless::Function", property Policies.
 */
import type { DeclaredStatement } from '../../app/index.js'
import { policyTemplate } from '../../catalog/index.js'
import type { DeclaredIndex, Grant } from '../../needs/index.js'
import { printSym } from '../../policy/index.js'
import { lower, type RoleStatement } from '../../roles/index.js'
import type { Json } from '../yaml.js'
import { attachedTo } from './attached.js'
import { conditionAround, onlyIf, readable, sharedCondition, splitStatements, statementsAsJson, withoutCondition } from './document.js'
import { documents, isSeen, putApart, putManaged, type RolePut } from './put-role.js'
import { cellOf, type EqualTemplate, equalTemplates, expanded, neededCells } from './sam-templates.js'
import { isMap, type JsonMap, listOf, propertiesOf, resourceIn, type Template } from './template.js'

export interface SamPut extends RolePut {
  /** The function or state machine. */
  readonly user: string
  readonly isFunction: boolean
  /** What the template gives it, by policies, connectors and what SAM adds by itself. */
  readonly declared: readonly DeclaredStatement[]
  readonly grants: readonly Grant[]
  readonly index: DeclaredIndex
  /** Symbols that the stack has no name for. */
  readonly unknown: (value: Json) => readonly string[]
}

/** @returns policies that were kept although they are not seen here; null where the resource cannot be edited */
export function putSamPolicies(template: Template, put: SamPut): readonly string[] | null {
  const resource = resourceIn(template, put.user)
  const hadProperties = resource?.Properties !== undefined
  const properties = resource === null ? null : propertiesOf(resource)
  if (resource === null || properties === null) return null
  const present = listOf(properties.Policies)
  const templates = present.filter((item) => isKeptTemplate(item, put))
  // Somebody who writes statements gets statements.
  const writesStatements = !put.isFunction || present.some((item) => isMap(item) && item.Statement !== undefined)
  const chosen = writesStatements ? [] : newTemplates(templates, put)
  const givenBy = new Set([
    ...templates.flatMap((item) => (isMap(item) ? cellsOfTemplate(Object.keys(item)[0] ?? '', put) : [])),
    ...chosen.flatMap(({ cells }) => cells),
  ])
  const unseen = present.filter((item) => isManaged(item) && !isSeen(item, template) && !isSeenByName(item))
  const statements = put.role.policies.filter((p) => p.kind === 'inline').flatMap((p) => p.document.Statement)
  const needed = statements.flatMap((s) => beyond(s, givenBy, put))
  const split = splitStatements(
    statementsAsJson(needed).map((s) => readable(put.local(s))),
    put.place,
  )
  const { denials } = put
  const own = documents([...split.inside])
  const withDenials = own.length === 0 && denials.length > 0 ? [denials] : own.map((list, i) => (i === 0 ? [...list, ...denials] : list))
  const policies: readonly Json[] = [
    ...present.filter((item) => templates.includes(item) || unseen.includes(item)),
    ...chosen.map(({ item }) => readable(put.local(item))),
    ...withDenials.map(documentItem),
  ]
  if (policies.length > 0) properties.Policies = policies
  else delete properties.Policies
  if (!hadProperties && policies.length === 0) delete resource.Properties
  const attached = attachedTo(template, put.id)
  const apart = attached.filter((it) => it.alone && it.type !== 'AWS::IAM::ManagedPolicy')
  putApart(template, put, documents(split.apart), apart)
  for (const policy of put.role.policies.filter((p) => p.kind === 'managed')) putManaged(template, put, policy)
  return unseen.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)))
}

function documentItem(statements: readonly Json[]): Json {
  const condition = sharedCondition(statements)
  const document: Json = { Version: '2012-10-17', Statement: condition === null ? statements : withoutCondition(statements) }
  return onlyIf(condition === null ? [] : [condition], document)
}

/** A name or ARN of a managed policy, as text or as a function's value. */
const isManaged = (item: Json): boolean =>
  typeof item === 'string' ||
  (isMap(item) && ['Ref', 'Fn::Sub', 'Fn::Join', 'Fn::ImportValue', 'Fn::GetAtt'].includes(Object.keys(item)[0] ?? ''))

/** SAM takes names of AWS's managed policies as well as ARNs. */
const isSeenByName = (item: Json): boolean => typeof item === 'string' && !item.includes(':')

/** All that the template's policy gives is needed, and nothing of it under a condition. */
function isKeptTemplate(item: Json, put: SamPut): boolean {
  const [name, ...others] = isMap(item) ? Object.keys(item) : []
  if (name === undefined || others.length > 0 || policyTemplate(name) === null) return false
  const cells = cellsOfTemplate(name, put)
  if (cells.length === 0) return false
  const needed = neededCells(put.grants, put.index)
  return cells.every((cell) => needed.has(cell))
}

const cellsOfTemplate = (name: string, { declared, index }: SamPut): readonly string[] =>
  declared.filter((s) => s.origin.kind === 'template' && s.origin.name === name).flatMap((s) => cellsOf(s, index))

const cellsOf = (statement: DeclaredStatement, index: DeclaredIndex): readonly string[] =>
  statement.actions.flatMap(expanded).flatMap((action) => statement.resources.map((resource) => cellOf(action, resource, index)))

/** Templates that say the same as what is needed, where nothing that they name stands under a condition or closes a circle. */
function newTemplates(kept: readonly Json[], put: SamPut): readonly EqualTemplate[] {
  const given = new Set(kept.flatMap((item) => (isMap(item) ? cellsOfTemplate(Object.keys(item)[0] ?? '', put) : [])))
  const bySam = new Set(staying(put).flatMap((s) => cellsOf(s, put.index)))
  return equalTemplates(put.grants, put.index).filter(({ item, cells }) => {
    const { inside, apart } = splitStatements([{ Resource: [readable(put.local(item))] }], put.place)
    const isPlain = apart.length === 0 && inside.every((one) => conditionAround(one) === null)
    return isPlain && !cells.some((cell) => given.has(cell) || bySam.has(cell)) && put.unknown(item).length === 0
  })
}

/** What SAM adds by itself, and what connectors give: it stays whatever `Policies` say. */
const staying = ({ declared }: SamPut): readonly DeclaredStatement[] =>
  declared.filter(
    (s) => (s.origin.kind === 'implicit' || s.origin.kind === 'connector') && s.effect === 'allow' && s.conditions.length === 0,
  )

/** The part of a statement that neither SAM nor a policy template nor a connector gives. */
function beyond(statement: RoleStatement, givenBy: ReadonlySet<string>, put: SamPut): readonly RoleStatement[] {
  const bySam = staying(put)
  const everywhere = new Set(
    bySam
      .filter((s) => s.resources.some((r) => printSym(r) === '*'))
      .flatMap((s) => s.actions.flatMap(expanded))
      .map((a) => a.toLowerCase()),
  )
  const cells = new Set([...givenBy, ...(statement.Condition === undefined ? bySam.flatMap((s) => cellsOf(s, put.index)) : [])])
  const actions = statement.Action.filter((a) => !everywhere.has(a.toLowerCase()))
  const left =
    statement.Condition === undefined
      ? actions.filter((action) => !grantedCells(put, action, statement).every((cell) => cells.has(cell)))
      : actions
  return left.length === 0 ? [] : [{ ...statement, Action: left }]
}

/** The cells of one action of a statement; of none, a cell that nothing gives. */
function grantedCells({ grants, index }: SamPut, action: string, statement: RoleStatement): readonly string[] {
  const written = new Set(statement.Resource.map((r) => JSON.stringify(r)))
  const cells = grants
    .filter((g) => g.actions.includes(action) && g.conditions.length === 0)
    .flatMap((g) => g.resources.filter((r) => written.has(JSON.stringify(lower(r)))).map((r) => cellOf(action, r, index)))
  return cells.length < statement.Resource.length ? ['?'] : cells
}

/** The properties that SAM would have given to the role that it makes. */
export function frameOfImplicit(properties: JsonMap, globals: JsonMap): JsonMap {
  const value = (key: string): Json | undefined => properties[key] ?? globals[key]
  const frame: JsonMap = {}
  const path = value('RolePath')
  const boundary = value('PermissionsBoundary')
  if (path !== undefined) frame.Path = path
  if (boundary !== undefined) frame.PermissionsBoundary = boundary
  return frame
}
