/** Condition keys of a request. Source: IAM User Guide, "IAM policy elements: Variables and tags". */
import type { ValueOf } from '../../policy/index.js'
import type { Context } from '../types.js'

/** The values of a key, whose name ignores case. An empty list is as good as no key. */
export function valuesOf(context: Context, key: string): readonly string[] | null {
  const values = context.get(key.toLowerCase())
  return values === undefined || values.length === 0 ? null : values
}

/** What a policy variable stands for: keys with one value only. */
export const variableValue =
  (context: Context): ValueOf =>
  (key) => {
    const values = valuesOf(context, key)
    return values?.length === 1 ? (values[0] ?? null) : null
  }
