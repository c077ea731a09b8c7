/** What can be wrong with a request or with the frame around policies. Errors inside a document are the policy room's. */
import type { Place, Problem } from '../outcome/index.js'

export type RequestErrorCode =
  | 'request/not-json'
  | 'request/bad-shape'
  | 'request/bad-principal'
  | 'request/bad-action'
  | 'request/bad-resource'
  | 'request/bad-account'
  | 'request/duplicate-context-key'
  | 'request/missing-resource-account'
  | 'request/unknown-policies'
  | 'request/too-long'

export interface RequestError extends Problem {
  readonly code: RequestErrorCode
  /** Which member it is about, from the outermost on; for whoever knows the text that it was read from. */
  readonly path: readonly (string | number)[]
}

export const requestError = (
  code: RequestErrorCode,
  message: string,
  hint: string,
  path: readonly (string | number)[] = [],
  at: Place | null = null,
): RequestError => ({ code, message, hint, at, path })
