export { DEFAULT_LIMITS, type Limits } from './budget.js'
export { contains } from './contains.js'
export type { AllowedBy, Counterexample, ProofOptions, Subject, Verdict } from './types.js'
