/** What became of the smoke requests, for a person, and what the roles refuse beside what the template's own allow. */
import type { Outside, SmokeAnswer, SmokeResult } from '../../local/index.js'
import type { Style } from '../style.js'
import { renderProblem } from './problem.js'
import { type Row, renderTable, wrapWords } from './table.js'

/** So many actions are named a line. */
const MAX_NAMED = 3
const WIDTH = 120

export function renderSmoke({ requests, outside, problems }: SmokeResult, style: Style): string[] {
  const good = requests.filter(({ isExpected }) => isExpected)
  const denied = requests.reduce((sum, answer) => sum + answer.denied.length, 0)
  const mark = good.length === requests.length ? style.green('✓') : style.red('✗')
  return [
    '',
    `${mark} run under these roles: ${good.length} of ${requests.length} requests answered as they should, ${denied === 0 ? 'every call of theirs allowed' : `${denied} calls denied`}`,
    ...wrapWords(
      good.map(({ request, status }) => `${request} ${status}`),
      WIDTH,
      ' · ',
    ).map((line) => style.dim(`    ${line}`)),
    ...requests.filter(({ isExpected }) => !isExpected).flatMap((answer) => renderFailure(answer, style)),
    ...problems.map((problem) => renderProblem(problem, style)),
    ...renderOutside(outside, style),
  ]
}

const renderFailure = ({ name, request, status, denied }: SmokeAnswer, style: Style): string[] => [
  `  ${style.red('✗')} ${request}  ${status ?? 'no answer'}  ${style.dim(name)}`,
  ...denied.map(({ action, resource, because }) => style.red(`      denied: ${action} on ${resource}: ${because}`)),
]

/** A row for each role of the template: what those that have it asked beyond their own new roles. */
function renderOutside(outside: readonly Outside[], style: Style): string[] {
  if (outside.length === 0) return []
  const denied = outside.filter(({ decision }) => decision !== 'allowed')
  const before = outside.filter(({ declared }) => declared?.decision === 'allowed')
  const rows = [...byDeclared(outside)].map(([role, list]) => rowOf(role, list))
  return [
    `${denied.length === outside.length ? style.green('✓') : style.red('✗')} ${denied.length} of ${outside.length} requests beyond them denied; the template's own roles allow ${before.length} of those`,
    ...renderTable(rows, '    '),
    ...outside
      .filter(({ decision }) => decision === 'allowed')
      .map(({ role, action, resource }) => style.red(`      allowed by ${role}: ${action} on ${resource}`)),
  ]
}

function rowOf(role: string, list: readonly Outside[]): Row {
  const allowed = list.filter(({ declared }) => declared?.decision === 'allowed')
  const actions = [...new Set(allowed.map(({ action }) => action))].sort()
  const more = actions.length > MAX_NAMED ? ` and ${actions.length - MAX_NAMED} more` : ''
  const subjects = new Set(list.map(({ subject }) => subject))
  const users = subjects.size === 1 ? ([...subjects][0] ?? '') : `${subjects.size} functions`
  return [
    { text: role },
    { text: users },
    { text: `allows ${allowed.length} of ${list.length}`, align: 'right' },
    { text: actions.length === 0 ? '' : `${actions.slice(0, MAX_NAMED).join(', ')}${more}` },
  ]
}

function byDeclared(outside: readonly Outside[]): ReadonlyMap<string, readonly Outside[]> {
  const found = new Map<string, Outside[]>()
  for (const row of outside) {
    const role = row.declared?.roles.join(', ') ?? 'no role'
    found.set(role, [...(found.get(role) ?? []), row])
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}
