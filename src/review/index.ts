export { type Instance, makeInstance, wholeSymbols, wholeSymbolsOf } from './instance.js'
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
} from './lock/index.js'
export { type Review, review, type Width } from './review.js'
export { knowsDeclared } from './subject.js'
