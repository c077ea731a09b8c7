/** The answers of `audit` and `replay` for a person who has read nothing about them. */
import type { Audit, AuditResult, Cell, Quarantined, Replay, RoleUsage } from '../../audit/index.js'
import { shortResource } from '../../explain/index.js'
import type { Style } from '../style.js'

export interface AuditView {
  /** Whether the trail's selectors were given. */
  readonly selected: boolean
  readonly removes: boolean
  /** Whether there was an app, or policies, to compare with. */
  readonly compared: boolean
}

const number = (value: number): string => value.toLocaleString('en-US')
const plural = (count: number, one: string, many = `${one}s`): string => `${number(count)} ${count === 1 ? one : many}`

/** Lists are cut for a person; `--json` has all. */
const SHOWN = 12

export function renderAudit(
  { audit, proposals, allowed, unmapped, byRoles, missingPolicies }: AuditResult,
  style: Style,
  { removes, compared, selected }: AuditView,
): string {
  const lines = [...readLines(audit, byRoles, style)]
  const roles = Object.entries(audit.roles)
  if (roles.length === 0 && audit.read.events > 0)
    lines.push('', audit.read.from === null ? 'none of these calls is of the days that were asked for' : 'no role made any of these calls')
  for (const [key, usage] of roles) lines.push('', ...roleLines(key, usage, { allowed: allowed.get(key) ?? NONE_ALLOWED, selected }, style))
  if (roles.some(([key]) => key.includes('#')))
    lines.push('', style.dim('a role with `#AROA…` was deleted and made again: each time is listed by itself'))
  if (removes && proposals.size === 0) lines.push('', style.yellow(nothingToRemove(compared)))
  if (removes) {
    for (const [key, own] of proposals) {
      for (const { policy, managedArn, removed, document } of own) {
        lines.push('', `${style.bold(shortRole(key))}: policy \`${policy}\` without ${plural(removed.length, 'action')} that nobody used:`)
        lines.push(`  ${cut(removed).join(', ').replaceAll(/\s+/g, ' ')}`)
        if (managedArn !== undefined && document !== null) lines.push(`  ${instead(managedArn)}`)
        lines.push(document === null ? '  nothing of it is used: detach it' : indented(JSON.stringify(document, null, 2)))
      }
    }
  }
  for (const [arn, missing] of missingPolicies)
    lines.push(
      '',
      style.yellow(
        `${shortRole(arn)} also has ${missing.join(', ')}, which the file of policies does not hold: more is granted than is known`,
      ),
    )
  if (unmapped.length > 0) {
    lines.push(
      '',
      style.yellow(`${plural(unmapped.length, 'name')} of calls that no IAM action is known for:`),
      `  ${cut(unmapped).join(', ')}`,
    )
  }
  if (!selected && roles.some(([, { notObservable }]) => notObservable.some(({ code }) => code === 'audit/not-selected'))) {
    lines.push('', style.dim('`--selectors FILE` (what `aws cloudtrail get-event-selectors` prints) tells what this trail records'))
  }
  if (!compared && roles.length > 0) {
    lines.push(
      '',
      style.dim('`--app APP` compares this with what code needs, `--policies FILE` with what is granted: then unused grants are shown'),
    )
  }
  return lines.join('\n')
}

const instead = (managedArn: string): string =>
  /:iam::aws:policy\//.test(managedArn)
    ? 'AWS manages this policy: detach it, and give the role this one of its own'
    : 'others may have this policy too: detach it, and give the role this one of its own'

const nothingToRemove = (compared: boolean): string =>
  compared
    ? 'no policy was given that allows anything unused: what is granted was used, is needed by code, or could not be seen'
    : '`--remove-unused` narrows policies: give them with `--policies FILE`'

const indented = (text: string): string => text.replaceAll(/^/gm, '  ')

function readLines({ read }: Audit, byRoles: number, style: Style): readonly string[] {
  const span = read.from === null ? '' : `, from ${dayOf(read.from)} to ${dayOf(read.to)}`
  const lines = [style.bold(`${plural(read.events, 'event')} in ${plural(read.files, 'file')}${span}`)]
  if (read.events === 0) lines.push(...NOTHING_READ)
  const aside = [
    ...(read.duplicates > 0 ? [`${plural(read.duplicates, 'repeat')} of an event, counted once`] : []),
    ...(read.copies > 0 ? [`${plural(read.copies, 'second view')} of calls (by another account, or by a VPC endpoint), counted once`] : []),
    ...(byRoles > 0 && byRoles < read.events - read.duplicates - read.copies
      ? [`${number(byRoles)} made by roles, which are listed here; the others by users and services, or on other days`]
      : []),
    ...(read.skipped > 0 ? [`${plural(read.skipped, 'file')} of something else left aside`] : []),
  ]
  lines.push(...aside.map((line) => style.dim(`  ${line}`)))
  if (read.events === 0 && read.skipped > 0) lines.push(...BY_NAME)
  return [...lines, ...setAsideLines(read, style)]
}

function setAsideLines({ quarantined }: Audit['read'], style: Style): readonly string[] {
  if (quarantined.length === 0) return []
  const were = quarantined.length === 1 ? 'was' : 'were'
  return [
    style.yellow(`  ${plural(quarantined.length, 'file')} could not be read and ${were} set aside:`),
    ...cut(quarantined.map((one) => `    ${one.file}: ${WHY[one.code]}`)),
  ]
}

const BY_NAME = [
  '  In folders, files that are called .txt, .csv, .zip and the like are left aside: unpack archives, and give a file of another',
  '  name by its own path.',
]

const NOTHING_READ = [
  '  no CloudTrail record is here. What is read: files of a trail (gzip or not), answers of `lookup-events`, events of',
  '  EventBridge, CloudTrail Lake (eventData, eventJson) and CloudWatch Logs (exports too), one JSON a file or a line.',
  '  What is not: CSV and Parquet, and so neither tables that Athena or Lake saved nor Security Lake (OCSF); archives, and',
  '  other compressions than gzip.',
]

const WHY: Readonly<Record<Quarantined['code'], string>> = {
  'audit/bad-gzip': 'no gzip, or damaged',
  'audit/truncated': 'it is empty, or ends in the middle',
  'audit/bad-json': 'no JSON, or damaged',
  'audit/unreadable': 'it could not be opened',
  'audit/access-denied': 'no permission to read it',
  'audit/not-understood': 'a fault of this tool; please report it',
}

const dayOf = (time: string | null): string => time?.slice(0, 10) ?? ''

const cut = (lines: readonly string[]): readonly string[] =>
  lines.length <= SHOWN ? lines : [...lines.slice(0, SHOWN - 1), `    … and ${number(lines.length - SHOWN + 1)} more (\`--json\` has all)`]

/** A role of the app that no log knows is called by its logical ID. */
const shortRole = (key: string): string => {
  const symbol = /:role\/\$\{([^}]+)\}$/.exec(key)
  return symbol === null ? key.replace(/^arn:[^:]*:iam::/, '') : `${symbol[1]} of the app`
}

type Allowed = ReadonlyMap<string, readonly string[]>
const NONE_ALLOWED: Allowed = new Map()

interface RoleView {
  /** Resources of calls that were allowed, by action. */
  readonly allowed: Allowed
  readonly selected: boolean
}

function roleLines(
  key: string,
  { id, used, unused, notObservable, denials, sessions, cells }: RoleUsage,
  view: RoleView,
  style: Style,
): readonly string[] {
  const who = sessions.length === 0 ? '' : `  ${style.dim(`as ${cut(sessions).join(', ').replaceAll(/\s+/g, ' ')}`)}`
  const lines = [`${style.bold(shortRole(key))}${who}`]
  const allowed = used.filter(({ count, denied }) => count > denied)
  const width = Math.max(0, ...[...used, ...unused.slice(0, SHOWN)].map(({ action }) => action.length))
  if (used.length === 0)
    lines.push(style.dim(`  made no call ${sessions.length === 0 && id === null ? 'in these logs' : 'that needs a permission'}`))
  const account = /:iam::(\d+):/.exec(key)?.[1] ?? ''
  if (allowed.length > 0) {
    lines.push('  used')
    for (const { action, count, denied, last } of allowed) {
      const resources = view.allowed.get(action) ?? []
      const times = `${number(count - denied)}×`.padStart(8)
      lines.push(`    ${style.green(action.padEnd(width))}  ${times}  last ${dayOf(last)}  ${style.dim(listed(resources, account))}`)
    }
  }
  if (denials.length > 0) {
    const rows = deniedRows(denials, account)
    lines.push('  denied')
    for (const { action, resource, why, count } of rows.slice(0, SHOWN))
      lines.push(`    ${style.red(action.padEnd(width))}  ${`${number(count)}×`.padStart(8)}  ${why}  ${style.dim(resource)}`)
    if (rows.length > SHOWN) lines.push(`    … and ${number(rows.length - SHOWN)} more (\`--json\` has all)`)
  }
  if (unused.length > 0) {
    lines.push('  granted, never used')
    const rows = unused.flatMap(({ action, resources }) =>
      [...grouped(resources, (resource) => adviceOf(action, resource, cells ?? []))].map(
        ([advice, own]) => `    ${style.yellow(action.padEnd(width))}  ${style.dim(listed(own, account))}${advice}`,
      ),
    )
    lines.push(...cut(rows))
  }
  if (notObservable.length > 0) {
    const never = notObservable.filter(({ code }) => code === 'audit/never-logged').map(({ action }) => action)
    const notSelected = notObservable.filter(({ code }) => code === 'audit/not-selected').map(({ action }) => action)
    lines.push('  granted, and nobody can know whether it is used')
    if (never.length > 0) lines.push(`    ${style.dim('CloudTrail never records')}  ${cut(never).join(', ').replaceAll(/\s+/g, ' ')}`)
    if (notSelected.length > 0)
      lines.push(
        `    ${style.dim(view.selected ? 'this trail does not record' : 'these logs show no such events')}  ${cut(notSelected).join(', ').replaceAll(/\s+/g, ' ')}`,
      )
  }
  const notable = (cells ?? []).filter(isNotable).sort((a, b) => surprise(a) - surprise(b))
  if (notable.length > 0) {
    lines.push('  worth a look')
    lines.push(...cut(notableLines(notable, account, style)))
  }
  return lines
}

/** What differs in its region alone is one line. */
function notableLines(cells: readonly Cell[], account: string, style: Style): readonly string[] {
  const regions = new Map<string, Set<string>>()
  for (const { action, resource, sentence } of cells) {
    const line = `    ${action}  ${style.dim(ownResource(resource, account))}: ${sentence}`
    regions.set(line, (regions.get(line) ?? new Set()).add(OWN.exec(resource)?.[1] ?? ''))
  }
  return [...regions].map(([line, in_]) => (in_.size > 1 ? `${line} (in ${in_.size} regions)` : line))
}

/** What a cell's sentence ends with, behind what it says: `: remove it`. */
function adviceOf(action: string, resource: string, cells: readonly Cell[]): string {
  const sentence = cells.find((cell) => cell.action === action && cell.resource === resource)?.sentence ?? ''
  return /: [^:]*$/.exec(sentence)?.[0] ?? ''
}

/** What is used and needed, or needs nothing done, is no news; what was never used is listed by itself. */
const isNotable = ({ needed, used, granted, sentence }: Cell): boolean =>
  (used || needed) && !(granted && needed && used) && !sentence.endsWith('keep it') && !sentence.includes(', never used in ')

/** What nobody expected comes first, then what is missing. */
const surprise = ({ needed, granted }: Cell): number => (needed ? (granted ? 2 : 1) : 0)

/** What differs in its region alone is one line. */
function deniedRows(denials: RoleUsage['denials'], account: string) {
  const rows = new Map<string, { readonly action: string; readonly resource: string; readonly why: string; count: number }>()
  for (const { action, resource, by, explicit, count } of denials) {
    const why = by === null ? 'no reason given' : explicit === true ? `refused by a ${by}` : `no ${by} allows it`
    const short = ownResource(resource, account)
    const row = rows.get(`${action} ${short} ${why}`) ?? { action, resource: short, why, count: 0 }
    row.count += count
    rows.set(`${action} ${short} ${why}`, row)
  }
  return [...rows.values()]
}

const OWN = /^arn:[^:]*:[^:]*:([^:]*):(\d*):(.+)$/

/** Of a resource in the role's own account what stands behind the account; the action beside it names the service. */
function ownResource(resource: string, account: string): string {
  const [, , owner, name] = OWN.exec(resource) ?? []
  if (name === undefined) return shortResource(resource)
  return owner === account || owner === '' ? name : resource
}

function listed(resources: readonly string[], account: string): string {
  const names = [...new Set(resources.map((resource) => ownResource(resource, account)))]
  const regions = new Set(resources.flatMap((resource) => OWN.exec(resource)?.[1] || []))
  const more = names.length <= 2 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
  return regions.size > 1 ? `${more}, in ${regions.size} regions` : more
}

export interface ReplayView {
  /** Roles that were proposed, for a session each. */
  readonly proposed: number
  /** Calls of which something would be refused. */
  readonly refused: number
  /** Allowed calls of roles or sessions that nothing was proposed for. */
  readonly others: number
  readonly read: Audit['read']
}

/** What could not be read was not replayed either. */
export function renderReplay(replay: Replay, view: ReplayView, style: Style): string {
  const { read } = view
  const nothing = read.events === 0 ? [...NOTHING_READ, ...(read.skipped > 0 ? BY_NAME : [])] : []
  return [replayed(replay, view, style), ...nothing, ...setAsideLines(read, style)].join('\n')
}

function replayed({ requests, refused }: Replay, { proposed, refused: count, others }: ReplayView, style: Style): string {
  if (proposed === 0) return style.yellow('no role of these logs is one of the proposed roles: nothing was replayed')
  if (requests === 0) return style.yellow('these logs hold no allowed call of the proposed roles: nothing was replayed')
  const beside =
    others === 0
      ? []
      : [style.dim(`${plural(others, 'other recorded call')} of roles or sessions that nothing is proposed for: not replayed`)]
  if (refused.length === 0) return [style.green(`all of ${plural(requests, 'recorded call')} would still be allowed`), ...beside].join('\n')
  const lines = [style.bold(`${number(count)} of ${plural(requests, 'recorded call')} would be refused`), ...beside]
  for (const [role, rows] of grouped(refused, (one) => one.role))
    lines.push('', style.bold(shortRole(role)), ...refusedLines(role, rows, style))
  return lines.join('\n')
}

/** What differs in its resource alone is one row. */
function refusedLines(role: string, refused: Replay['refused'], style: Style): readonly string[] {
  const account = /:iam::(\d+):/.exec(role)?.[1] ?? ''
  const width = Math.max(...refused.map(({ action }) => action.length))
  const rows = [...grouped(refused, ({ action, because }) => `${action} ${because}`).values()].map((same) => {
    const [{ action, because, sampleEventId } = { action: '', because: '', sampleEventId: '' }] = same
    const times = `${number(same.reduce((sum, one) => sum + one.count, 0))}×`.padStart(8)
    const what = `  ${style.red(action.padEnd(width))}  ${times}  ${style.dim(
      listed(
        same.map(({ resource }) => resource),
        account,
      ),
    )}`
    return [what, `    ${because} ${style.dim(`(e.g. event ${sampleEventId})`)}`]
  })
  const more = rows.length - SHOWN
  return [...rows.slice(0, SHOWN).flat(), ...(more > 0 ? [`    … and ${number(more)} more (\`--json\` has all)`] : [])]
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const out = new Map<string, T[]>()
  for (const one of all) out.set(keyOf(one), [...(out.get(keyOf(one)) ?? []), one])
  return out
}
