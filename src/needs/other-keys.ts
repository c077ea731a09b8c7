/** Calls that are signed with keys which somebody gave the code: what they may do is the affair of whose keys they are. */
import type { Call, Traced } from '../trace/index.js'
import { optionsOf } from './input.js'
import type { Scope } from './scope.js'

/** A variable that the template does not set may be empty, and then SDK v2 takes the function's own keys. */
export function isSignedByOthers({ accessKey = null }: Call, scope: Scope): boolean {
  return accessKey !== null && optionsOf(accessKey).every((option) => isSet(option, scope))
}

const isSet = (key: Traced, { environment }: Scope): boolean =>
  key.kind === 'text' && key.pieces.every((piece) => piece.kind !== 'env' || piece.fallback !== null || environment.has(piece.name))
