/** Building the parts of a CloudFormation template, each at the place of the service file that it was made of. */
import type { Place } from '../../outcome/index.js'
import { callNode, type ListNode, type MapNode, mapNode, type Node, scalarNode } from '../document/node.js'

/** Members that are not there are left out; a plain text, number or Boolean is a scalar. */
export type Written = Node | string | number | boolean | undefined

export const nodeOf = (value: Exclude<Written, undefined>, at: Place): Node => (typeof value === 'object' ? value : scalarNode(value, at))

export function record(at: Place, members: Readonly<Record<string, Written>>): MapNode {
  const entries = Object.entries(members).flatMap(([key, value]): [string, Node][] =>
    value === undefined ? [] : [[key, nodeOf(value, at)]],
  )
  return mapNode(new Map(entries), at)
}

export const list = (at: Place, items: readonly Exclude<Written, undefined>[]): ListNode => ({
  kind: 'list',
  items: items.map((item) => nodeOf(item, at)),
  at,
})

export const ref = (at: Place, id: string): MapNode => callNode('Ref', scalarNode(id, at), at)

export const arnOf = (at: Place, id: string): MapNode => callNode('Fn::GetAtt', list(at, [id, 'Arn']), at)

export const join = (at: Place, parts: readonly Exclude<Written, undefined>[], between = ''): MapNode =>
  callNode('Fn::Join', list(at, [between, list(at, parts)]), at)

/** `${…}` names what CloudFormation knows: AWS's own symbols and logical IDs. */
export const sub = (at: Place, text: string): MapNode => callNode('Fn::Sub', scalarNode(text, at), at)

/**
 * A function's ARN by its name. Roles speak of functions so, since functions wait for their role.
 */
export const namedArn = (at: Place, name: Node): MapNode =>
  join(at, [sub(at, 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:'), name])

/** What is not known, with the reason. */
export const unknown = (at: Place, why: string): MapNode => callNode('Fn::Unknown', scalarNode(why, at), at)

export const resource = (
  at: Place,
  type: string,
  properties: Readonly<Record<string, Written>>,
  more: Readonly<Record<string, Written>> = {},
): MapNode => record(at, { Type: type, Properties: record(at, properties), ...more })

export const allow = (at: Place, actions: readonly string[], resources: readonly Exclude<Written, undefined>[]): MapNode =>
  record(at, { Effect: 'Allow', Action: list(at, actions), Resource: list(at, resources) })
