/** Inclusion of lists of resources, read off their patterns. The answer no says nothing. */
import { includesArn } from './inclusion.js'
import type { ResourceList } from './rules.js'

export function includesResources(wide: ResourceList | null, narrow: ResourceList | null): boolean {
  if (wide === narrow) return true
  if (wide === null) return false
  if (wide.everything) return true
  if (narrow === null) return false
  if (wide.negated) return narrow.negated && wide.rules.every((rule) => narrow.rules.some((other) => includesArn(other, rule)))
  return !narrow.negated && narrow.rules.every((rule) => wide.rules.some((other) => includesArn(other, rule)))
}
