/** Gained and lost access as a person reads it: what, on what, and the line or file to look at. */
import { shortActions, shortResource } from '../../explain/index.js'
import type { AccessChange, LockComparison } from '../../review/index.js'
import type { Style } from '../style.js'
import { renderPlace } from './problem.js'

export function renderLockChanges({ gained, lost }: LockComparison, style: Style): readonly string[] {
  const subjects = [...new Set([...gained, ...lost].map((change) => change.subject))].sort()
  return subjects.flatMap((subject) => [
    style.bold(subject),
    ...gained.filter((c) => c.subject === subject).flatMap((c) => changeLines(c, style.green('+'), style)),
    ...lost.filter((c) => c.subject === subject).flatMap((c) => changeLines(c, style.red('-'), style)),
  ])
}

function changeLines({ actions, resources, conditions, evidence, at }: AccessChange, sign: string, style: Style): readonly string[] {
  const when = conditions.map((c) => `      if ${c.operator} ${c.key}: ${c.values.join(', ')}`)
  const why = evidence.map((text) => style.dim(`      ${text}`))
  const where = at === null ? [] : [`      ${style.dim('at')} ${style.cyan(renderPlace(at))}`]
  return [`  ${sign} ${shortActions(actions)}  on  ${resources.map(shortResource).join(', ')}`, ...when, ...why, ...where]
}
