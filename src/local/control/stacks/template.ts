/**
 * A template's text → what it means, or CloudFormation's own words for what is wrong with it.
 *
 * Source: CloudFormation User Guide, "CloudFormation template sections", "CloudFormation quotas"; API Reference, "CreateStack".
 */
import { templateValue } from '../../../emit/index.js'
import { fault } from '../../reply.js'
import type { Fault } from '../../types.js'
import { referencesIn } from './evaluate.js'
import { hasSam, samToCloudFormation } from './sam.js'
import type { Json, JsonMap, ParameterValue, Template } from './types.js'
import { isMap, listOf, mapOf, textOf } from './values.js'

export const MAX_BODY_CHARS = 51_200
export const MAX_URL_CHARS = 1_048_576

export const validation = (message: string): Fault => fault('ValidationError', message, 400)
const format = (message: string): Fault => validation(`Template format error: ${message}`)

/** @errors `ValidationError`, as a fault */
export function readTemplate(text: string): Template | Fault {
  const root = templateValue(text) as Json
  if (!isMap(root)) return format('unsupported structure.')
  if (!isMap(root.Resources) || Object.keys(root.Resources).length === 0) return format('At least one Resources member must be defined.')
  for (const [id, resource] of Object.entries(root.Resources)) {
    if (!/^[A-Za-z0-9]{1,255}$/.test(id) && !id.startsWith('Fn::ForEach')) return format(`Resource name ${id} is non alphanumeric.`)
    if (!isMap(resource) || typeof resource.Type !== 'string')
      return format(`[/Resources/${id}] Every Resources object must contain a Type member.`)
  }
  const processed = hasSam(root) ? samToCloudFormation(root) : root
  return checkReferences(processed) ?? { original: text, processed }
}

export const resourcesOf = (template: JsonMap): ReadonlyMap<string, JsonMap> =>
  new Map(Object.entries(mapOf(template.Resources)).flatMap(([id, it]) => (isMap(it) ? [[id, it] as const] : [])))

/** Names that nothing has, and circles. */
function checkReferences(template: JsonMap): Fault | null {
  const resources = resourcesOf(template)
  const parameters = new Set(Object.keys(mapOf(template.Parameters)))
  const unknown = new Set<string>()
  for (const resource of resources.values()) {
    const named = referencesIn([resource.Properties ?? {}, ...listOf(resource.DependsOn).map((id): Json => ({ Ref: id }))], () => true)
    for (const id of named) if (!resources.has(id) && !parameters.has(id) && !id.startsWith('AWS::')) unknown.add(id)
  }
  if (unknown.size > 0)
    return format(`Unresolved resource dependencies [${[...unknown].sort().join(', ')}] in the Resources block of the template`)
  const circle = circular(template)
  return circle.length > 0 ? validation(`Circular dependency between resources: [${circle.join(', ')}]`) : null
}

/** What each resource waits for. */
export function waitsFor(template: JsonMap): ReadonlyMap<string, readonly string[]> {
  const resources = resourcesOf(template)
  return new Map(
    [...resources].map(([id, { Properties, DependsOn }]) => [
      id,
      referencesIn([Properties ?? {}, ...listOf(DependsOn).map((it): Json => ({ Ref: it }))], (it) => resources.has(it) && it !== id),
    ]),
  )
}

/** Resources so that each stands behind what it waits for. */
export function inOrder(template: JsonMap): readonly string[] {
  const waits = waitsFor(template)
  const placed: string[] = []
  const seen = new Set<string>()
  const visit = (id: string): void => {
    if (seen.has(id)) return
    seen.add(id)
    for (const before of waits.get(id) ?? []) visit(before)
    placed.push(id)
  }
  for (const id of [...waits.keys()].sort()) visit(id)
  return placed
}

function circular(template: JsonMap): readonly string[] {
  const waits = waitsFor(template)
  const free = new Set<string>()
  for (let grew = true; grew; ) {
    grew = false
    for (const [id, before] of waits)
      if (!free.has(id) && before.every((it) => free.has(it))) {
        free.add(id)
        grew = true
      }
  }
  return [...waits.keys()].filter((id) => !free.has(id)).sort()
}

interface GivenParameter {
  readonly ParameterKey?: unknown
  readonly ParameterValue?: unknown
  readonly UsePreviousValue?: unknown
}

/** @param before values that the stack has; null: there is none yet */
export function readParameters(
  template: JsonMap,
  given: readonly GivenParameter[],
  before: readonly ParameterValue[] | null,
): readonly ParameterValue[] | Fault {
  const declared = mapOf(template.Parameters)
  const strange = given.map((it) => String(it.ParameterKey)).filter((key) => !Object.hasOwn(declared, key))
  if (strange.length > 0) return validation(`Parameters: [${strange.join(', ')}] do not exist in the template`)
  const values: ParameterValue[] = []
  const missing: string[] = []
  for (const [key, declaration] of Object.entries(declared)) {
    const said = given.find((it) => it.ParameterKey === key)
    const previous = before?.find((it) => it.key === key)?.value
    const usesPrevious = said?.UsePreviousValue === true || said?.UsePreviousValue === 'true'
    if (usesPrevious && said?.ParameterValue !== undefined)
      return validation(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
      )
    if (usesPrevious && previous === undefined)
      return validation(`Invalid input for parameter key ${key}. Unable to retrieve previous value for parameter`)
    const value = usesPrevious ? previous : (textOf(said?.ParameterValue as Json) ?? textOf(mapOf(declaration).Default))
    if (value === undefined || value === null) {
      missing.push(key)
      continue
    }
    const wrong = checkParameter(key, value, mapOf(declaration))
    if (wrong !== null) return wrong
    values.push({ key, value })
  }
  return missing.length > 0 ? validation(`Parameters: [${missing.join(', ')}] must have values`) : values
}

function checkParameter(key: string, value: string, { AllowedValues, AllowedPattern, MinLength, MaxLength, Type }: JsonMap): Fault | null {
  if (AllowedValues !== undefined && !listOf(AllowedValues).map(String).includes(value))
    return validation(`Parameter '${key}' must be one of AllowedValues`)
  if (typeof AllowedPattern === 'string' && !matchesWhole(AllowedPattern, value))
    return validation(`Parameter '${key}' must match pattern ${AllowedPattern}`)
  if (Type === 'Number' && !Number.isFinite(Number(value))) return validation(`Parameter '${key}' must be a number`)
  if (MinLength !== undefined && value.length < Number(MinLength))
    return validation(`Parameter '${key}' must contain at least ${String(MinLength)} characters`)
  if (MaxLength !== undefined && value.length > Number(MaxLength))
    return validation(`Parameter '${key}' must contain at most ${String(MaxLength)} characters`)
  return null
}

function matchesWhole(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(value)
  } catch {
    return true
  }
}

/** Types that need an acknowledgement, and the property that names them. Source: CloudFormation API Reference, "CreateStack", Capabilities. */
const ACKNOWLEDGED: ReadonlyMap<string, string | null> = new Map([
  ['AWS::IAM::AccessKey', null],
  ['AWS::IAM::Group', 'GroupName'],
  ['AWS::IAM::InstanceProfile', 'InstanceProfileName'],
  ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName'],
  ['AWS::IAM::Policy', null],
  ['AWS::IAM::Role', 'RoleName'],
  ['AWS::IAM::User', 'UserName'],
  ['AWS::IAM::UserToGroupAddition', null],
])

/** @returns the capability that the template's IAM resources ask for; null: none */
export function capabilityOf(template: JsonMap): 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM' | null {
  const found = [...resourcesOf(template).values()].filter(({ Type }) => ACKNOWLEDGED.has(String(Type)))
  if (found.length === 0) return null
  const isNamed = found.some(({ Type, Properties }) => {
    const property = ACKNOWLEDGED.get(String(Type))
    return typeof property === 'string' && mapOf(Properties)[property] !== undefined
  })
  return isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'
}

/** @returns what was not acknowledged, as the message has it; null: nothing */
export function unacknowledged(template: JsonMap, given: readonly string[], expands: boolean): string | null {
  const iam = capabilityOf(template)
  const missing = [
    ...(iam !== null && !given.includes(iam) && !given.includes('CAPABILITY_NAMED_IAM') ? [iam] : []),
    ...(expands && !given.includes('CAPABILITY_AUTO_EXPAND') ? ['CAPABILITY_AUTO_EXPAND'] : []),
  ]
  return missing.length === 0 ? null : `Requires capabilities : [${missing.join(', ')}]`
}
