/**
 * Checks of operations that no row speaks of: the action of the same name, on the resource that the input names. Members are
 * matched to the variables of the ARN formats that the Service Authorization Reference gives the action's resource types.
 */
import { findAction, resourceType } from './actions.js'
import type { InputShape, OperationModel } from './clients.js'
import type { MemberRule } from './operations/rows.js'
import type { ActionFacts, InputTest, OperationCheck, ResourceRule } from './types.js'

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
  const located = locationsOf({ action, prefix, operation, rules })
  return [
    ...located.map(
      ({ resource, when }): OperationCheck => ({ action: action.action, resource, ...(when === null ? {} : { when: [when] }) }),
    ),
    ...taggingChecks(action, operation.input, oneOf(located.filter(({ beside }) => beside !== true))),
    ...passedRoles(action, operation),
  ]
}

interface Asked {
  readonly action: ActionFacts
  readonly prefix: string
  readonly operation: OperationModel
  readonly rules: readonly MemberRule[]
}

/** Where the check is made, and where two members can name it, by which of them. */
interface Location {
  readonly resource: ResourceRule
  readonly when: InputTest | null
  /** Named by the request beside what the action always speaks of. */
  readonly beside?: true
}

const at = (resource: ResourceRule, when: InputTest | null = null): Location => ({ resource, when })

/**
 * One resource for each type that the action always speaks of; where it always speaks of none, the best of all its types.
 * Source: Service Authorization Reference, "How to read the tables": a required type must be allowed as well as the others.
 */
function locationsOf(asked: Asked): readonly Location[] {
  const { requiredTypes, resourceTypes } = asked.action
  if (resourceTypes.length === 0) return [at({ kind: 'any' })]
  const typed = { ...asked, rules: asked.rules.filter((rule) => rule.types !== undefined) }
  const always =
    requiredTypes.length < 2
      ? locationsAmong(requiredTypes.length === 1 ? requiredTypes : resourceTypes, asked)
      : requiredTypes.flatMap((type) => locationsAmong([type], typed))
  return distinct([...always, ...namedBeside(always, typed)])
}

/**
 * EC2 also asks for each resource that a request names, of types that the action does not always speak of: the security groups
 * of a network interface. Source: EC2 User Guide, "Identity-based policies for Amazon EC2": calls that act on several resources.
 */
function namedBeside(always: readonly Location[], asked: Asked): readonly Location[] {
  if (asked.prefix !== 'ec2' || always.some(({ resource }) => resource.kind !== 'arn')) return []
  const known = new Set(always.flatMap(({ resource }) => (resource.kind === 'arn' ? [resource.template] : [])))
  return asked.action.resourceTypes.flatMap((type) =>
    locationsAmong([type], asked).flatMap(({ resource, when }) => {
      if (when !== null || resource.kind !== 'arn' || known.has(resource.template)) return []
      const member = /\{([A-Z][A-Za-z0-9]+(?:\[\])?)\}/.exec(resource.template)?.[1]
      return member === undefined ? [] : [{ ...at(resource, { member, is: 'set' }), beside: true as const }]
    }),
  )
}

/** What is tagged is one of the resources that the action speaks of. */
function oneOf(located: readonly Location[]): ResourceRule {
  const [first] = located
  if (located.length === 1 && first !== undefined) return first.resource
  const templates = located.flatMap(({ resource }) =>
    resource.kind === 'arn' ? [resource.template] : resource.kind === 'one-of' ? resource.templates : [],
  )
  return { kind: 'one-of', templates: [...templates].sort() }
}

const distinct = (located: readonly Location[]): readonly Location[] => [
  ...new Map(located.map((one) => [JSON.stringify(one), one])).values(),
]

const givenArn = (member: string): ResourceRule => ({ kind: 'arn', template: `{${member}}`, forms: { [member]: 'arn' } })

function locationsAmong(types: readonly string[], asked: Asked): readonly Location[] {
  const { input } = asked.operation
  const allowed = (rule: MemberRule): boolean => rule.types === undefined || rule.types.some((type) => types.includes(type))
  const rule = asked.rules.find((r) => r.members.every((member) => input.has(member)) && allowed(r))
  if (rule !== undefined) return [at(rule.resource)]
  const matched = types.flatMap((type) => matchType(type, asked)).sort((a, b) => b.filled - a.filled)
  const best = matched[0]
  const given = [...input.keys()].find((member) => /^resource_?arn$/i.test(member))
  // `ResourceArn` may also be what the resource of the action is for: what a web ACL protects.
  if (given !== undefined && (OF_ANY_RESOURCE.test(asked.operation.name) || !isNamed(best, types))) return [at(givenArn(given))]
  if (best === undefined) return [at({ kind: 'any' })]
  if (best.given !== null) {
    const byArn = givenArn(best.given)
    if (best.filled === GIVEN_ARN) return [at(byArn)]
    return [
      at(byArn, { member: best.given, is: 'set' }),
      at(templateRule(best.template), { member: best.given.replace(/\[\]$/, ''), is: 'absent' }),
    ]
  }
  if (best.filled > 0 || matched.length === 1) return [at(templateRule(best.template))]
  return [at({ kind: 'one-of', templates: [...new Set(matched.map((m) => m.template))].sort() })]
}

/** `TagResource`, `PutResourcePolicy`: what is meant is what `ResourceArn` says. */
const OF_ANY_RESOURCE = /^(?:Tag|Untag|ListTagsFor)Resource|ResourcePolic(?:y|ies)$/

const isNamed = (best: Match | undefined, types: readonly string[]): boolean =>
  best !== undefined && best.filled > 0 && types.length === 1 && !best.template.includes('*')

const templateRule = (template: string): ResourceRule => ({ kind: 'arn', template })

interface Match {
  readonly template: string
  /** The member that holds the whole ARN, if there is one. */
  readonly given: string | null
  /** How many variables a member fills; an ARN that is given counts for all. */
  readonly filled: number
}

const GIVEN_ARN = 9

function matchType(typeName: string, { action, prefix, operation }: Asked): readonly Match[] {
  const type = plain(typeName)
  const given = memberNamed([`${type}arn`, `${type}arns`], operation.input) ?? memberEnding(`${type}arn`, operation.input)
  // Where several types are always meant, a plain `Name` is the name of the one that the operation is called after.
  const bare = action.requiredTypes.length < 2 || plain(operation.name).includes(type)
  const formats = (resourceType(prefix, typeName)?.arns ?? []).map((format) =>
    matchFormat(format, { prefix, typeName, bare, input: operation.input }),
  )
  if (given === null) return formats
  const named = formats.filter((match) => match.filled > 0).map((match) => ({ ...match, given, filled: match.filled + GIVEN_ARN }))
  return named.length > 0 ? named : [{ template: '', given, filled: GIVEN_ARN }]
}

interface Naming {
  readonly prefix: string
  readonly typeName: string
  readonly bare: boolean
  readonly input: Input
}

function matchFormat(format: string, { prefix, typeName, bare, input }: Naming): Match {
  const used = new Set<string>()
  const variables = [...format.matchAll(/\$\{([^}]+)\}/g)].map((m) => m[1] ?? '').filter((v) => !PLACES.has(v))
  const template = format.replace(/\$\{([^}]+)\}/g, (_, variable: string) => {
    const place = PLACES.get(variable)
    if (place !== undefined) return place
    const names = namesFor(plain(variable), typeName, variables.at(-1) === variable)
    const among = bare ? names : names.filter((name) => !BARE.has(name))
    const likely = isIdOfName(variable, prefix) ? among : among.filter((name) => !/names?$/.test(name))
    const member = memberNamed(likely, input) ?? memberOfService(plain(variable), prefix, input)
    if (member === null || used.has(member)) return '*'
    used.add(member)
    return `{${member}}`
  })
  return { template, given: null, filled: used.size }
}

/**
 * An ID is made by the service, and no name says it: `lightsail:…:Instance/UUID`. Services whose IDs are the names that people
 * give. Source: the formats of ARNs in the Service Authorization Reference, and the examples of the services' guides.
 */
const NAMES_ARE_IDS: ReadonlySet<string> = new Set(['forecast', 'gamelift', 'iotfleetwise', 'mediatailor', 'route53-recovery-readiness'])

const isIdOfName = (variable: string, prefix: string): boolean => !/id$/i.test(variable) || NAMES_ARE_IDS.has(prefix)

const BARE: ReadonlySet<string> = new Set(['name', 'names', 'id', 'ids', 'identifier', 'identifiers'])

/**
 * Names that a member may have for a variable: `TableName`; for the last variable of a type also `Name`, `Id`, the type itself
 * and its last word (`ModelIdentifier` of a `foundation-model`).
 */
function namesFor(variable: string, typeName: string, last: boolean): readonly string[] {
  const type = plain(typeName)
  const identifier = variable.replace(/(instance)?(name|id)$/, '')
  const names = [variable, `${variable}name`, `${variable}id`, `${variable}identifier`, `${variable.replace(/(name|id)$/, '')}identifier`]
  if (identifier !== '') names.push(`${identifier}identifier`)
  if (variable === 'appid') names.push('applicationid')
  if (last) {
    const word = plain(typeName.split(/[^A-Za-z0-9]/).at(-1) ?? typeName)
    names.push(`${type}name`, `${type}id`, `${type}identifier`, type, `${word}name`, `${word}id`, `${word}identifier`)
  }
  if (last && (variable === `${type}name` || variable === 'name')) names.push('name')
  if (last && (variable === `${type}id` || variable === 'id' || variable === 'resourceid')) names.push('id', 'identifier')
  return [...names, ...names.map((name) => `${name}s`)]
}

/** `VectorBucketName` of `s3vectors` for `BucketName`: the word before it is the service's. */
function memberOfService(variable: string, prefix: string, input: Input): string | null {
  const member = memberEnding(variable, input)
  const word = member === null ? '' : plain(member).slice(0, -variable.length)
  return word !== '' && prefix.includes(word) ? member : null
}

/** The one member whose name ends so: `AgentRuntimeArn` for a runtime. */
function memberEnding(end: string, input: Input): string | null {
  const found = [...input].filter(([member, shape]) => shape.kind === 'scalar' && plain(member).endsWith(end))
  return found.length === 1 ? (found[0]?.[0] ?? null) : null
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
