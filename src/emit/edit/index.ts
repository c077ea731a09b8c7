export { type DiffLine, diffLines, type Hunk, hunksOf } from './diff.js'
export { planEdits } from './plan-edits.js'
export type { EditInput, EditPlan, FileEdit, Paste } from './types.js'
