/** Roles that functions with different needs share: each can do what the others can. */
import { conditionsKey } from '../needs/index.js'
import type { Finding } from '../outcome/index.js'
import { printSym } from '../policy/index.js'
import type { NeededCell, Subject } from './subject.js'
import { quoted } from './unneeded.js'

export function sharedFindings(subject: Subject): readonly Finding[] {
  if (subject.users.length < 2) return []
  const cells = subject.users.map((fn) => new Set(subject.needed.filter((c) => c.user === fn.id && !isOwnLog(c)).map(keyOf)))
  const [first] = cells
  if (first === undefined || cells.every((c) => c.size === first.size && [...c].every((key) => first.has(key)))) return []
  const all = new Set(cells.flatMap((c) => [...c]))
  const narrowest = cells.reduce((least, c) => Math.min(least, c.size), all.size)
  return [
    {
      code: 'role/shared',
      severity: 'warning',
      subject: subject.id,
      message: `${quoted(subject.users.map((fn) => fn.id))} share one role: together they need ${all.size} cells, the narrowest of them ${narrowest}`,
      hint: 'give each function a role of its own: the layout `per-function`',
      at: subject.at,
    },
  ]
}

const isOwnLog = (cell: NeededCell): boolean => cell.action.startsWith('logs:') && cell.grant.kind === 'platform'

const keyOf = (cell: NeededCell): string => `${cell.action} ${printSym(cell.resource)} ${conditionsKey(cell.grant.conditions)}`
