export { comparePlaces, type Finding, fail, ok, type Place, type Problem, type Result, type Severity } from './outcome.js'
export {
  type CodeOf,
  error,
  info,
  type ProblemArgs,
  type ProblemRow,
  type ProblemTable,
  type ProblemText,
  problemTable,
  warning,
} from './problem-table.js'
