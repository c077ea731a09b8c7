/** What CloudFormation's `Ref` and `GetAtt` of a type give, and the type's ARN. */
import { CFN_ROWS } from './cfn-rows.js'
import { lazyTable, memoised } from './read-table.js'
import type { CfnTypeFacts } from './types.js'

type PackedType = readonly [
  ref: CfnTypeFacts['ref'],
  arn: string | null,
  nameProperty: string | null,
  service: string,
  resourceType: string | null,
  attributes: Readonly<Record<string, 'arn' | 'name' | 'url'>>,
]

const typeTable = lazyTable('cloudformation.json')

/** @returns the facts of a type, e.g. `AWS::DynamoDB::Table`, SAM's types included; null for types that are not known */
export const cfnType = memoised((type): CfnTypeFacts | null => {
  const hand = CFN_ROWS.get(type)
  if (hand !== undefined) return hand
  const packed = typeTable().get(type) as PackedType | undefined
  if (packed === undefined) return null
  const [ref, arn, nameProperty, service, resourceType, attributes] = packed
  return { type, ref, arn, nameProperty, refChangesWith: null, service, resourceType, attributes: new Map(Object.entries(attributes)) }
})

/** All known types, sorted. */
export const cfnTypes = (): readonly string[] => [...new Set([...typeTable().keys, ...CFN_ROWS.keys()])].sort()
