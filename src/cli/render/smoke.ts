/** What became of the smoke requests, for a person: each with its status, and what the roles refuse beside the template's. */
import type { Outside, SmokeAnswer, SmokeResult } from '../../local/index.js'
import type { Style } from '../style.js'
import { renderProblem } from './problem.js'
import { type Row, renderTable } from './table.js'

/** So many actions are named a line. */
const MAX_NAMED = 4

export function renderSmoke({ requests, outside, problems }: SmokeResult, style: Style): string[] {
  const lines = ['', style.bold('run under these roles'), ...requests.flatMap((answer) => renderAnswer(answer, style))]
  const good = requests.filter(({ isExpected }) => isExpected).length
  const checks = requests.reduce((sum, answer) => sum + answer.checks, 0)
  const denied = requests.reduce((sum, answer) => sum + answer.denied.length, 0)
  lines.push(
    `${good === requests.length ? style.green('✓') : style.red('✗')} ${good} of ${requests.length} requests answered as they should; ${checks} checks, ${denied === 0 ? 'all allowed' : `${denied} denied`}`,
  )
  for (const problem of problems) lines.push(renderProblem(problem, style))
  return [...lines, ...renderOutside(outside, style)]
}

function renderAnswer({ name, request, status, isExpected, denied }: SmokeAnswer, style: Style): string[] {
  const mark = isExpected ? style.green('✓') : style.red('✗')
  return [
    `  ${mark} ${String(status ?? '---')}  ${request}  ${style.dim(name)}`,
    ...denied.map(({ action, resource, because }) => style.red(`      denied: ${action} on ${resource}: ${because}`)),
  ]
}

function renderOutside(outside: readonly Outside[], style: Style): string[] {
  if (outside.length === 0) return []
  const wrong = outside.filter(({ decision }) => decision === 'allowed')
  const broad = outside.filter(({ declared }) => declared?.decision === 'allowed')
  const rows = [...bySubject(outside)].map(([subject, list]) => rowOf(subject, list))
  return [
    '',
    style.bold('requests beyond these roles'),
    ...renderTable([HEAD.map((text) => ({ text, paint: style.dim })), ...rows], '  '),
    `${wrong.length === 0 ? style.green('✓') : style.red('✗')} ${outside.length - wrong.length} of ${outside.length} denied; under the template's own roles ${broad.length} of them are allowed`,
  ]
}

const HEAD = ['who', 'asked', 'denied', "the template's own role allows"]

function rowOf(subject: string, list: readonly Outside[]): Row {
  const allowed = list.filter(({ declared }) => declared?.decision === 'allowed')
  const role = list.find(({ declared }) => declared !== null)?.declared?.role
  const actions = [...new Set(allowed.map(({ action }) => action))].sort()
  const named = actions.slice(0, MAX_NAMED).join(', ')
  const more = actions.length > MAX_NAMED ? ` and ${actions.length - MAX_NAMED} more` : ''
  const denied = list.filter(({ decision }) => decision !== 'allowed').length
  const beside = role === undefined ? '' : allowed.length === 0 ? `${role}: none` : `${role}: ${allowed.length} (${named}${more})`
  return [{ text: subject }, { text: String(list.length), align: 'right' }, { text: String(denied), align: 'right' }, { text: beside }]
}

function bySubject(outside: readonly Outside[]): ReadonlyMap<string, readonly Outside[]> {
  const found = new Map<string, Outside[]>()
  for (const row of outside) found.set(row.subject, [...(found.get(row.subject) ?? []), row])
  return found
}
