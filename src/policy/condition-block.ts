/** Conditions → the `Condition` of a statement, where an operator holds a key once: two of a kind have no place in one. */

export interface BlockCondition<T> {
  readonly operator: string
  readonly key: string
  readonly values: readonly T[]
}

export type ConditionBlock<V> = Readonly<Record<string, Readonly<Record<string, readonly V[]>>>>

/** @returns what a statement spreads: nothing where there are no conditions */
export function conditionBlock<T, V>(
  conditions: readonly BlockCondition<T>[],
  write: (value: T) => V,
): { readonly Condition?: ConditionBlock<V> } {
  if (conditions.length === 0) return {}
  const block: Record<string, Record<string, readonly V[]>> = {}
  for (const { operator, key, values } of conditions) block[operator] = { ...block[operator], [key]: values.map(write) }
  return { Condition: block }
}

/** Whether a statement can hold them all; names of keys ignore case. */
export const fitsOneBlock = (conditions: readonly Pick<BlockCondition<unknown>, 'operator' | 'key'>[]): boolean =>
  new Set(conditions.map(({ operator, key }) => `${operator}\n${key.toLowerCase()}`)).size === conditions.length
