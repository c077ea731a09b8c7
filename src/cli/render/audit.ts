/** The answers of `audit` and `replay` for a person who has read nothing about them. */
import type { Audit, AuditResult, Quarantined, Replay, RoleUsage } from '../../audit/index.js'
import { shortResource } from '../../explain/index.js'
import type { Style } from '../style.js'

export interface AuditView {
  readonly removes: boolean
  /** Whether there was an app, or policies, to compare with. */
  readonly compared: boolean
}

const number = (value: number): string => value.toLocaleString('en-US')
const plural = (count: number, one: string, many = `${one}s`): string => `${number(count)} ${count === 1 ? one : many}`

/** Lists are cut for a person; `--json` has all. */
const SHOWN = 12

export function renderAudit({ audit, proposals, unmapped }: AuditResult, style: Style, { removes, compared }: AuditView): string {
  const lines = [...readLines(audit, style)]
  const roles = Object.entries(audit.roles)
  if (roles.length === 0) lines.push('', 'no role made any of these calls')
  for (const [key, usage] of roles) lines.push('', ...roleLines(key, usage, style))
  if (removes) {
    for (const [key, own] of proposals) {
      for (const { policy, removed, document } of own) {
        lines.push('', `${style.bold(shortRole(key))}: policy \`${policy}\` without ${removed.join(', ')}`)
        lines.push(document === null ? '  nothing of it is used: detach it' : indented(JSON.stringify(document, null, 2)))
      }
    }
  }
  if (unmapped.length > 0) {
    lines.push(
      '',
      style.yellow(`${plural(unmapped.length, 'name')} of calls that no IAM action is known for:`),
      `  ${cut(unmapped).join(', ')}`,
    )
  }
  if (!compared && roles.length > 0) {
    lines.push(
      '',
      style.dim('`--app APP` compares this with what code needs, `--policies FILE` with what is granted: then unused grants are shown'),
    )
  }
  return lines.join('\n')
}

const indented = (text: string): string => text.replaceAll(/^/gm, '  ')

function readLines({ read }: Audit, style: Style): readonly string[] {
  const span = read.from === null ? '' : `, from ${dayOf(read.from)} to ${dayOf(read.to)}`
  const lines = [style.bold(`${plural(read.events, 'event')} in ${plural(read.files, 'file')}${span}`)]
  const aside = [
    ...(read.duplicates > 0 ? [`${plural(read.duplicates, 'repeat')} of an event, counted once`] : []),
    ...(read.copies > 0 ? [`${plural(read.copies, 'second view')} of calls between accounts, counted once`] : []),
    ...(read.skipped > 0 ? [`${plural(read.skipped, 'file')} of something else left aside`] : []),
  ]
  lines.push(...aside.map((line) => style.dim(`  ${line}`)))
  if (read.quarantined.length > 0) {
    lines.push(
      style.yellow(
        `  ${plural(read.quarantined.length, 'file')} could not be read and ${read.quarantined.length === 1 ? 'was' : 'were'} set aside:`,
      ),
    )
    lines.push(...cut(read.quarantined.map((one) => `    ${one.file}: ${WHY[one.code]}`)))
  }
  return lines
}

const WHY: Readonly<Record<Quarantined['code'], string>> = {
  'audit/bad-gzip': 'no gzip, or damaged',
  'audit/truncated': 'it ends in the middle',
  'audit/bad-json': 'no JSON, or damaged',
  'audit/unreadable': 'it could not be opened',
  'audit/access-denied': 'no permission to read it',
  'audit/not-understood': 'a fault of this tool; please report it',
}

const dayOf = (time: string | null): string => time?.slice(0, 10) ?? ''

const cut = (lines: readonly string[]): readonly string[] =>
  lines.length <= SHOWN ? lines : [...lines.slice(0, SHOWN - 1), `    … and ${number(lines.length - SHOWN + 1)} more`]

const shortRole = (key: string): string => key.replace(/^arn:[^:]*:iam::/, '')

function roleLines(key: string, { used, unused, notObservable, denials, sessions, cells }: RoleUsage, style: Style): readonly string[] {
  const who = sessions.length === 0 ? '' : `  ${style.dim(`as ${cut(sessions).join(', ').replaceAll(/\s+/g, ' ')}`)}`
  const lines = [`${style.bold(shortRole(key))}${who}`]
  const allowed = used.filter(({ count, denied }) => count > denied)
  const width = Math.max(0, ...used.map(({ action }) => action.length))
  if (used.length === 0) lines.push(style.dim('  made no call in these logs'))
  if (allowed.length > 0) {
    lines.push('  used')
    for (const { action, resources, count, last } of allowed) {
      lines.push(
        `    ${style.green(action.padEnd(width))}  ${`${number(count)}×`.padStart(8)}  last ${dayOf(last)}  ${style.dim(listed(resources))}`,
      )
    }
  }
  if (denials.length > 0) {
    lines.push('  denied')
    for (const { action, resource, by, explicit, count } of denials.slice(0, SHOWN)) {
      const why = by === null ? 'no reason given' : explicit === true ? `refused by a ${by}` : `no ${by} allows it`
      lines.push(`    ${style.red(action.padEnd(width))}  ${`${number(count)}×`.padStart(8)}  ${why}  ${style.dim(resource)}`)
    }
    if (denials.length > SHOWN) lines.push(`    … and ${number(denials.length - SHOWN)} more`)
  }
  if (unused.length > 0) {
    lines.push('  granted, never used')
    lines.push(
      ...cut(
        unused.map(
          ({ action, resources }) => `    ${style.yellow(action.padEnd(width))}  ${style.dim(listed(resources.map(shortResource)))}`,
        ),
      ),
    )
  }
  if (notObservable.length > 0) {
    const never = notObservable.filter(({ code }) => code === 'audit/never-logged').map(({ action }) => action)
    const notSelected = notObservable.filter(({ code }) => code === 'audit/not-selected').map(({ action }) => action)
    lines.push('  granted, and nobody can know whether it is used')
    if (never.length > 0) lines.push(`    ${style.dim('CloudTrail never records')}  ${cut(never).join(', ').replaceAll(/\s+/g, ' ')}`)
    if (notSelected.length > 0)
      lines.push(`    ${style.dim('this trail does not record')}  ${cut(notSelected).join(', ').replaceAll(/\s+/g, ' ')}`)
  }
  const notable = (cells ?? []).filter(({ needed, used: isUsed, granted }) => !(granted && needed && isUsed) && (isUsed || needed))
  if (notable.length > 0) {
    lines.push('  worth a look')
    lines.push(...cut(notable.map(({ action, resource, sentence }) => `    ${action}  ${style.dim(shortResource(resource))}: ${sentence}`)))
  }
  return lines
}

const listed = (resources: readonly string[]): string =>
  resources.length <= 2 ? resources.join(', ') : `${resources.slice(0, 2).join(', ')} and ${resources.length - 2} more`

export function renderReplay({ requests, refused }: Replay, proposed: number, style: Style): string {
  if (proposed === 0) return style.yellow('no role of these logs is one of the proposed roles: nothing was replayed')
  if (requests === 0) return style.yellow('these logs hold no allowed call of the proposed roles: nothing was replayed')
  if (refused.length === 0) return style.green(`all of ${plural(requests, 'recorded call')} would still be allowed`)
  const count = refused.reduce((sum, one) => sum + one.count, 0)
  const lines = [style.bold(`${number(count)} of ${plural(requests, 'recorded call')} would be refused`)]
  for (const { role, action, resource, count: times, because, sampleEventId } of refused) {
    lines.push(
      '',
      `${style.red(action)}  ${number(times)}×  ${resource}`,
      `  ${shortRole(role)}: ${because}`,
      style.dim(`  e.g. event ${sampleEventId}`),
    )
  }
  return lines.join('\n')
}
