/** What a function that handles errors asks for. */
import type { Value } from '../values.js'
import { askedErrors } from './asked-errors.js'
import { closureOfValue } from './closures.js'

export function askedErrorsOf(handler: Value): ReadonlySet<string> | null {
  const closure = closureOfValue(handler)
  return closure?.kind === 'function' ? askedErrors(closure.code.body().body) : null
}
