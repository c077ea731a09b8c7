/** Grants → the statements of a document: grouped by service and resource, in a fixed order, each with a `Sid`. */
import type { Grant, GrantCondition } from '../needs/index.js'
import { type Block, blocksOf, cellsOf } from './cell.js'
import { lower } from './lower.js'
import { sidsOf } from './sid.js'
import type { CfnString, RoleDocument, RoleStatement } from './types.js'

export const statementsOf = (grants: readonly Grant[]): readonly RoleStatement[] => statementsOfBlocks(blocksOf(cellsOf(grants)))

function statementsOfBlocks(blocks: readonly Block[]): readonly RoleStatement[] {
  const sids = sidsOf(blocks)
  return blocks.map((block, i) => ({
    Sid: sids[i] ?? `Statement${i + 1}`,
    Effect: 'Allow',
    Action: block.actions,
    Resource: block.resources.map(lower),
    ...(block.conditions.length === 0 ? {} : { Condition: conditionOf(block.conditions) }),
  }))
}

/** Operators and keys in the order of their names; one value stands alone. */
export function conditionOf(conditions: readonly GrantCondition[]): NonNullable<RoleStatement['Condition']> {
  const blocks: Record<string, Record<string, CfnString | readonly CfnString[]>> = {}
  const ordered = [...conditions].sort((a, b) => (a.operator + a.key < b.operator + b.key ? -1 : 1))
  for (const { operator, key, values } of ordered) {
    const [first] = values
    const block = blocks[operator] ?? {}
    block[key] = values.length === 1 && first !== undefined ? lower(first) : values.map(lower)
    blocks[operator] = block
  }
  return blocks
}

export const documentOf = (statements: readonly RoleStatement[]): RoleDocument => ({ Version: '2012-10-17', Statement: statements })
