/**
 * Checks of operations that no row speaks of: the action of the same name, on the resource that the input names. Members are
 * matched to the variables of the ARN formats that the Service Authorization Reference gives the action's resource types.
 */
import { findAction, resourceType } from './actions.js'
import type { OperationModel } from './clients.js'
import type { MemberRule } from './operations/rows.js'
import { elementOf, templatePieces } from './paths.js'
import type { ActionFacts, OperationCheck, OperationFacts, ResourceRule } from './types.js'

const PLACES: ReadonlyMap<string, string> = new Map([
  ['Partition', '{P}'],
  ['Region', '{R}'],
  ['Account', '{A}'],
])

/**
 * @param prefix IAM prefix of the client
 * @returns null where the service has no action of the operation's name
 */
export function deriveFacts(prefix: string, operation: OperationModel, rules: readonly MemberRule[]): OperationFacts | null {
  const action = findAction(`${prefix}:${operation.name}`)
  if (action === null) return null
  const members = [...operation.input.keys()]
  const checks: OperationCheck[] = [{ action: action.action, resource: resourceOf(action, prefix, members, rules) }]
  if (action.dependentActions.includes('iam:PassRole')) checks.push(...passedRoles(members))
  return { kind: 'checks', checks, derived: true }
}

function resourceOf(action: ActionFacts, prefix: string, members: readonly string[], rules: readonly MemberRule[]): ResourceRule {
  if (action.resourceTypes.length === 0) return { kind: 'any' }
  const allowed = (rule: MemberRule): boolean => rule.types === undefined || rule.types.some((type) => action.resourceTypes.includes(type))
  const rule = rules.find((r) => r.members.every((m) => members.includes(m)) && allowed(r))
  if (rule !== undefined) return rule.resource
  const given = members.find((member) => /^resource_?arn$/i.test(member))
  if (given !== undefined) return { kind: 'arn', template: `{${given}}`, forms: { [given]: 'arn' } }
  const matched = typesInOrder(action)
    .map((type) => matchType(prefix, type, members))
    .filter((match) => match !== null)
  const best = matched.sort((a, b) => b.filled - a.filled)[0]
  if (best === undefined) return { kind: 'any' }
  if (best.filled > 0 || matched.length === 1) return best.rule
  return { kind: 'one-of', templates: [...new Set(matched.flatMap((m) => (m.rule.kind === 'arn' ? [m.rule.template] : [])))].sort() }
}

/** Types that the action always speaks of come first; they win where the members fill as much. */
const typesInOrder = (action: ActionFacts): readonly string[] => [...new Set([...action.requiredTypes, ...action.resourceTypes])]

interface Match {
  readonly rule: ResourceRule
  /** How many variables a member fills. An ARN that is given counts for all. */
  readonly filled: number
}

function matchType(prefix: string, typeName: string, members: readonly string[]): Match | null {
  const format = resourceType(prefix, typeName)?.arns[0]
  if (format === undefined) return null
  const plainType = plain(typeName)
  const whole = members.find((member) => plain(member) === `${plainType}arn`)
  if (whole !== undefined) return { rule: { kind: 'arn', template: `{${whole}}`, forms: { [whole]: 'arn' } }, filled: 9 }
  let filled = 0
  const variables = [...format.matchAll(/\$\{([^}]+)\}/g)].map((m) => m[1] ?? '').filter((v) => !PLACES.has(v))
  const template = format.replace(/\$\{([^}]+)\}/g, (_, variable: string) => {
    const place = PLACES.get(variable)
    if (place !== undefined) return place
    const member = memberFor(variable, plainType, members, variables.at(-1) === variable)
    if (member === null) return '*'
    filled++
    return `{${member}}`
  })
  return { rule: { kind: 'arn', template }, filled }
}

/** `TableName` for the variable `TableName`; for the last variable of a type also `Name` and `Id` alone. */
function memberFor(variable: string, type: string, members: readonly string[], last: boolean): string | null {
  const name = plain(variable)
  const wanted = [name, `${name}name`, `${name}id`, ...(last ? [`${type}name`, `${type}id`, `${type}identifier`, type] : [])]
  if (last && (name === `${type}name` || name === 'name')) wanted.push('name')
  if (last && (name === `${type}id` || name === 'id')) wanted.push('id', 'identifier')
  for (const candidate of wanted) {
    const member = members.find((m) => plain(m) === candidate)
    if (member !== undefined) return member
  }
  return null
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

/** Roles that the input hands over, where AWS says that the action passes one. */
const passedRoles = (members: readonly string[]): readonly OperationCheck[] =>
  members
    .filter((member) => /role_?arn$|^role$/i.test(member))
    .map((member) => ({
      action: 'iam:PassRole',
      when: [{ member, is: 'set' as const }],
      resource: { kind: 'arn' as const, template: `arn:{P}:iam::{A}:role/{${member}}` },
    }))

/** Every path that a check speaks of, for tests that hold rows against the models of the clients. */
export function pathsOf(check: OperationCheck): readonly string[] {
  const templates =
    check.resource.kind === 'arn' ? [check.resource.template] : check.resource.kind === 'one-of' ? check.resource.templates : []
  const inTemplates = templates.flatMap(templatePieces).flatMap((piece) => (piece.kind === 'member' ? [piece.path] : []))
  const inTests = [...(check.when ?? []), ...(check.kmsWhen ?? [])].map((test) => test.member)
  return [...new Set([...inTemplates, ...inTests, ...Object.values(check.context ?? {})])].sort()
}

/** The elements that a check is made for: the prefixes up to `[]`, `{}` that its paths share. */
export const elementsOf = (check: OperationCheck): readonly string[] =>
  [
    ...new Set(
      pathsOf(check)
        .map(elementOf)
        .filter((element) => element !== ''),
    ),
  ].sort()
