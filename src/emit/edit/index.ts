export { type DiffLine, diffLines, type Hunk, hunksOf } from './diff.js'
export { planEdits } from './plan-edits.js'
export { openRoot as templateValue } from './template.js'
export type { EditInput, EditPlan, FileEdit, Paste } from './types.js'
