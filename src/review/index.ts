export { type AccessDiff, type AccessRegion, diffAccess, type SubjectDiff } from './access-diff.js'
export { accessDiffSchema } from './access-diff-schema.js'
export { checkGuardrails } from './guardrails.js'
export { type GuardrailResult, type Guardrails, NO_GUARDRAILS } from './guardrails-types.js'
export { type Instance, makeInstance, namesIn, wholeSymbols } from './instance.js'
export { isShutFunction } from './let-in.js'
export {
  type AccessChange,
  type BuiltLock,
  buildLock,
  compareLocks,
  isEqual,
  LOCK_FILE,
  type Lock,
  type LockComparison,
  type LockGrant,
  type ParsedLock,
  parseLock,
  printLock,
  type VerifiedCell,
  verifiedIn,
  withVerified,
} from './lock/index.js'
export { type Review, review, type Width } from './review.js'
export { knowsDeclared } from './subject.js'
