/**
 * Checks of operations that no row speaks of: the action of the same name, on the resource that the input names. Members are
 * matched to the variables of the ARN formats that the Service Authorization Reference gives the action's resource types.
 */
import { findAction, resourceType } from './actions.js'
import type { InputShape, OperationModel } from './clients.js'
import type { MemberRule } from './operations/rows.js'
import type { ActionFacts, OperationCheck, ResourceRule } from './types.js'

type Input = OperationModel['input']

const PLACES: ReadonlyMap<string, string> = new Map([
  ['Partition', '{P}'],
  ['Region', '{R}'],
  ['Account', '{A}'],
])

/**
 * @param prefix IAM prefix of the client
 * @returns no checks where the service has no action of the operation's name
 */
export function deriveChecks(prefix: string, operation: OperationModel, rules: readonly MemberRule[]): readonly OperationCheck[] {
  const action = findAction(`${prefix}:${operation.name}`)
  if (action === null) return []
  const { input } = operation
  const resources = resourcesOf({ action, prefix, operation, rules })
  return [
    ...resources.map((resource): OperationCheck => ({ action: action.action, resource })),
    ...taggingChecks(action, input, oneOf(resources)),
    ...passedRoles(action, operation),
  ]
}

interface Asked {
  readonly action: ActionFacts
  readonly prefix: string
  readonly operation: OperationModel
  readonly rules: readonly MemberRule[]
}

/**
 * One resource for each type that the action always speaks of; where it always speaks of none, the best of all its types.
 * Source: Service Authorization Reference, "How to read the tables": a required type must be allowed as well as the others.
 */
function resourcesOf(asked: Asked): readonly ResourceRule[] {
  const { requiredTypes, resourceTypes } = asked.action
  if (resourceTypes.length === 0) return [{ kind: 'any' }]
  if (requiredTypes.length < 2) return [resourceAmong(requiredTypes.length === 1 ? requiredTypes : resourceTypes, asked)]
  const typed = { ...asked, rules: asked.rules.filter((rule) => rule.types !== undefined) }
  return distinct(requiredTypes.map((type) => resourceAmong([type], typed)))
}

/** What is tagged is one of the resources that the action speaks of. */
function oneOf(rules: readonly ResourceRule[]): ResourceRule {
  const templates = rules.flatMap((rule) => (rule.kind === 'arn' ? [rule.template] : rule.kind === 'one-of' ? rule.templates : []))
  return rules.length === 1 && rules[0] !== undefined ? rules[0] : { kind: 'one-of', templates: [...templates].sort() }
}

const distinct = (rules: readonly ResourceRule[]): readonly ResourceRule[] => [
  ...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values(),
]

function resourceAmong(types: readonly string[], asked: Asked): ResourceRule {
  const { input } = asked.operation
  const allowed = (rule: MemberRule): boolean => rule.types === undefined || rule.types.some((type) => types.includes(type))
  const rule = asked.rules.find((r) => r.members.every((member) => input.has(member)) && allowed(r))
  if (rule !== undefined) return rule.resource
  const given = [...input.keys()].find((member) => /^resource_?arn$/i.test(member))
  if (given !== undefined) return { kind: 'arn', template: `{${given}}`, forms: { [given]: 'arn' } }
  const matched = types.flatMap((type) => matchType(type, asked)).sort((a, b) => b.filled - a.filled)
  const best = matched[0]
  if (best === undefined) return { kind: 'any' }
  if (best.filled > 0 || matched.length === 1) return best.rule
  return { kind: 'one-of', templates: [...new Set(matched.map((m) => m.rule.template))].sort() }
}

interface Match {
  readonly rule: Extract<ResourceRule, { kind: 'arn' }>
  /** How many variables a member fills. An ARN that is given counts for all. */
  readonly filled: number
}

const GIVEN_ARN = 9

function matchType(typeName: string, { action, prefix, operation }: Asked): readonly Match[] {
  const type = plain(typeName)
  const whole = memberNamed([`${type}arn`, `${type}arns`], operation.input)
  if (whole !== null) return [{ rule: { kind: 'arn', template: `{${whole}}`, forms: { [whole]: 'arn' } }, filled: GIVEN_ARN }]
  // Where several types are always meant, a plain `Name` is the name of the one that the operation is called after.
  const bare = action.requiredTypes.length < 2 || plain(operation.name).includes(type)
  return (resourceType(prefix, typeName)?.arns ?? []).map((format) => matchFormat(format, type, bare, operation.input))
}

function matchFormat(format: string, type: string, bare: boolean, input: Input): Match {
  const used = new Set<string>()
  const variables = [...format.matchAll(/\$\{([^}]+)\}/g)].map((m) => m[1] ?? '').filter((v) => !PLACES.has(v))
  const template = format.replace(/\$\{([^}]+)\}/g, (_, variable: string) => {
    const place = PLACES.get(variable)
    if (place !== undefined) return place
    const names = namesFor(plain(variable), type, variables.at(-1) === variable)
    const member = memberNamed(bare ? names : names.filter((name) => !BARE.has(name)), input)
    if (member === null || used.has(member)) return '*'
    used.add(member)
    return `{${member}}`
  })
  return { rule: { kind: 'arn', template }, filled: used.size }
}

const BARE: ReadonlySet<string> = new Set(['name', 'names', 'id', 'ids', 'identifier', 'identifiers'])

/** Names that a member may have for a variable: `TableName`; for the last variable of a type also `Name`, `Id` and the type itself. */
function namesFor(variable: string, type: string, last: boolean): readonly string[] {
  const names = [variable, `${variable}name`, `${variable}id`, `${variable}identifier`, variable.replace(/id$/, 'identifier')]
  if (last) names.push(`${type}name`, `${type}id`, `${type}identifier`, type)
  if (last && (variable === `${type}name` || variable === 'name')) names.push('name')
  if (last && (variable === `${type}id` || variable === 'id' || variable === 'resourceid')) names.push('id', 'identifier')
  return [...names, ...names.map((name) => `${name}s`)]
}

/** The member of that name, with `[]` where it is a list of texts; members that are neither are no names. */
function memberNamed(names: readonly string[], input: Input): string | null {
  for (const name of names) {
    for (const [member, shape] of input) {
      if (plain(member) !== name) continue
      if (shape.kind === 'scalar') return member
      if (isTextList(shape)) return `${member}[]`
    }
  }
  return null
}

const isTextList = (shape: InputShape): boolean => shape.kind === 'list' && shape.element.kind === 'scalar'

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

/** Making something with tags needs the tagging action as well, where AWS lists it as a dependent action. */
function taggingChecks(action: ActionFacts, input: Input, resource: ResourceRule): readonly OperationCheck[] {
  const member = [...input.keys()].find((name) => /^(tags?|taglist|tagspecifications?)$/i.test(name))
  if (member === undefined) return []
  const service = action.action.split(':')[0] ?? ''
  return action.dependentActions
    .filter((name) => name !== action.action && name.startsWith(`${service}:`) && findAction(name)?.level === 'Tagging')
    .map((name) => ({ action: findAction(name)?.action ?? name, when: [{ member, is: 'set' as const }], resource }))
}

/**
 * Whoever gives a role to a service must be allowed to pass it. IAM and STS themselves take roles to act on.
 * Source: IAM User Guide, "Grant a user permissions to pass a role to an AWS service".
 */
function passedRoles(action: ActionFacts, operation: OperationModel): readonly OperationCheck[] {
  const listed = action.dependentActions.includes('iam:PassRole')
  const changes =
    !/^(iam|sts):/.test(action.action) && !/^(List|Read)$/.test(action.level) && !/^(Disassociate|Detach|Remove)/.test(operation.name)
  if (!listed && !changes) return []
  // A member that is called `role` alone is often a part that someone plays.
  const role = listed ? /role_?arn$|^(service|iam|execution)?_?role$/i : /role_?arn$|^(service|iam|execution)_?role$/i
  return [...operation.input]
    .filter(([member, shape]) => shape.kind === 'scalar' && role.test(member))
    .map(([member]) => ({
      action: 'iam:PassRole',
      when: [{ member, is: 'set' }],
      resource: { kind: 'arn', template: `arn:{P}:iam::{A}:role/{${member}}` },
    }))
}
