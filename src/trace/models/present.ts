import type { Value } from '../values.js'

/** Whether a value was given at all. */
export const isPresent = (value: Value | undefined): value is Value =>
  value !== undefined && value.kind !== 'undefined' && value.kind !== 'null'
