/** What a stack tells others: its outputs, and those of them that it exports. */
import { evaluate } from './evaluate.js'
import { scopeOf, standing } from './scope.js'
import type { Json, StackRecord } from './types.js'
import { mapOf, textOf } from './values.js'

export function withOutputs(stack: StackRecord, imported: (name: string) => string | null): StackRecord {
  const scope = scopeOf({ place: stack, target: stack.target, resources: stack.resources, imported })
  const outputs = Object.entries(mapOf(stack.target.template.processed.Outputs)).flatMap(([OutputKey, output]) => {
    const { Value, Description, Condition } = mapOf(output)
    const holds =
      textOf(Condition) === null || standing({ Resources: { It: { Type: 'It', Condition: Condition ?? null } } }, scope).size > 0
    return holds
      ? [{ OutputKey, OutputValue: textOf(evaluate(Value ?? null, scope)) ?? '', ...(typeof Description === 'string' && { Description }) }]
      : []
  })
  return { ...stack, outputs }
}

/** The exports of a stack: name → value. */
export function exportsOf(stack: StackRecord): ReadonlyMap<string, string> {
  const scope = scopeOf({ place: stack, target: stack.target, resources: stack.resources, imported: () => null })
  return new Map(
    Object.entries(mapOf(stack.target.template.processed.Outputs)).flatMap(([key, output]): [string, string][] => {
      const name = textOf(evaluate((mapOf(mapOf(output).Export).Name ?? null) as Json, scope))
      const value = stack.outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue
      return name === null || value === undefined ? [] : [[name, value]]
    }),
  )
}
