/**
 * Calls of EC2 as CloudTrail writes them: lists stand below `items` of a member that ends in `Set`
 * (`instancesSet: { items: [{ instanceId }] }`), and newer calls are one member that is called after them
 * (`CreateVpcEndpointRequest: { VpcEndpointId: { tag: 1, content: "vpce-…" } }`).
 *
 * Source: EC2 User Guide, "Log Amazon EC2 API calls using AWS CloudTrail"; Transit Gateways guide, "CloudTrail logs".
 */
import { type InputShape, operationModel } from '../catalog/index.js'
import { type Input, type InputValue, memberOf } from './parameters.js'

const isObject = (value: InputValue | undefined): value is Input => typeof value === 'object' && value !== null && !Array.isArray(value)
const objects = (value: InputValue | undefined): readonly Input[] => [value ?? []].flat().filter(isObject)

export function ec2Input(operation: string, recorded: Input): Input {
  const wrapped = memberOf(recorded, `${operation}Request`)
  const flat = isObject(wrapped) ? wrapped : recorded
  // What is launched stands in the first of its lists, and so may the place where.
  const [instance] = itemsOf(memberOf(flat, 'InstancesSet'))
  const [network] = itemsOf(memberOf(flat, 'NetworkInterfaceSet'))
  const input: Input = operation === 'RunInstances' ? { ...network, ...instance, ...flat } : flat
  const lists: [string, readonly InputValue[]][] = []
  for (const [member, shape] of operationModel('ec2', operation)?.input ?? new Map<string, InputShape>()) {
    if (shape.kind !== 'list' || Array.isArray(memberOf(input, member))) continue
    const values = listed(input, member, shape.element)
    if (values.length > 0) lists.push([member, values])
  }
  return lists.length === 0 ? input : { ...input, ...Object.fromEntries(lists) }
}

const itemsOf = (value: InputValue | undefined): readonly Input[] => (isObject(value) ? objects(memberOf(value, 'Items')) : [])

const singular = (member: string): string => member.toLowerCase().replace(/s$/, '')

function listed(input: Input, member: string, element: InputShape): readonly InputValue[] {
  const one = singular(member)
  for (const [key, value] of Object.entries(input)) {
    const lower = key.toLowerCase()
    if (lower === one && typeof value !== 'string') return objects(value).map((it) => memberOf(it, 'Content') ?? it)
    if (!lower.endsWith('set')) continue
    if (element.kind === 'scalar') {
      const named = itemsOf(value).flatMap((item) => Object.entries(item).flatMap(([name, text]) => (isNameOf(name, one) ? [text] : [])))
      if (named.length > 0) return named
    } else if (lower === `${one}set` || lower === `${one}sset`) return itemsOf(value)
  }
  return []
}

/** `instanceId` of `InstanceIds`, `resourceId` of `Resources`, `groupId` of `SecurityGroupIds`. */
function isNameOf(name: string, one: string): boolean {
  const lower = name.toLowerCase()
  return lower === one || lower === `${one}id` || (lower.endsWith('id') && lower.length > 4 && one.endsWith(lower))
}

/** @returns names under which a record can hold these members of a call, in lower case */
export function ec2Members(operation: string, members: readonly string[]): readonly string[] {
  const names = members.flatMap((member) => {
    const one = singular(member)
    const stem = one.replace(/id$/, '')
    return [one, `${one}set`, `${stem}set`, `${stem}sset`, ...(one.endsWith('groupid') ? ['groupset'] : [])]
  })
  const launched = operation === 'RunInstances' ? ['instancesset', 'networkinterfaceset'] : []
  return [...new Set([...names, ...launched, `${operation.toLowerCase()}request`])]
}
