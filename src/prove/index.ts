export { DEFAULT_LIMITS, type Limits } from './budget.js'
export { compare, disjoint, equivalent } from './compare.js'
export { contains } from './contains.js'
export { parseSubjects, type SubjectKind, type SubjectText } from './parse-subjects.js'
export { comparisonSchema, counterexampleSchema, regionSchema } from './schema.js'
export { summarize } from './summarize.js'
export type {
  AllowedBy,
  Comparison,
  Counterexample,
  ProofOptions,
  Region,
  RegionCondition,
  Relation,
  SideVerdict,
  Subject,
  Summary,
  Verdict,
} from './types.js'
