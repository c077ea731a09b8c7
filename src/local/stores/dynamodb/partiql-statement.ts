/** A PartiQL statement, in the expressions of DynamoDB's own operations. */
import type { AttributeValue, Item } from './dynalite.js'

/** One part of a WHERE that must hold, as text of a condition expression. */
export interface Conjunct {
  readonly text: string
  /** Set where the part compares an attribute of the top level with values: its name and the comparison. */
  readonly name: string | null
  readonly simple: string | null
  /** What it is compared with: one value, or those of an IN. */
  readonly values: readonly AttributeValue[]
}

export interface Statement {
  readonly kind: 'select' | 'insert' | 'update' | 'delete'
  readonly table: string
  readonly index: string | null
  readonly projection: string | null
  readonly conjuncts: readonly Conjunct[]
  readonly descending: boolean
  readonly item: Item
  readonly update: string
  readonly returning: string | null
  readonly names: Readonly<Record<string, string>>
  readonly values: Readonly<Record<string, AttributeValue>>
}
