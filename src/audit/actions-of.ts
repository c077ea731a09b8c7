/** Patterns of actions → actions. */
import { expandActions } from '../catalog/index.js'

/** `*` stays what it is; patterns of a service are each of its actions. */
export function actionsOf(pattern: string): readonly string[] {
  if (/^\*+$/.test(pattern)) return ['*']
  const found = expandActions(pattern)
  return found.length === 0 ? [pattern] : found
}
