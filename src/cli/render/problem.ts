/** An error as a person reads it: code, message, place, and the next thing to do. */
import type { Place, Problem } from '../../outcome/index.js'
import type { Style } from '../style.js'

export const renderPlace = (at: Place): string => `${at.file}:${at.line}:${at.column}`

export function renderProblem(problem: Problem, style: Style): string {
  const lines = [`${style.red('error')} ${style.bold(problem.message)} ${style.dim(`[${problem.code}]`)}`]
  if (problem.at !== null) lines.push(`  at ${style.cyan(renderPlace(problem.at))}`)
  if (problem.hint !== '') lines.push(`  hint: ${problem.hint}`)
  return lines.join('\n')
}
