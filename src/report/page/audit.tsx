/** What CloudTrail shows: each cell as granted, needed and used, and when it was used. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { AuditedRole, Report } from '../types.js'
import { own } from './model.js'
import { many } from './summary.js'
import { Message, Name, visible } from './text.js'

/** A resource as it is called in a trail; the ARN's head is the same in every line. */
const nameOf = (report: Report, resource: string): string =>
  own(report.names, resource) ?? resource.replace(/^arn:[^:]*:[^:]*:[^:]*:\d*:/, '')

interface Span {
  readonly from: string | null
  readonly to: string | null
}

export function Audit({ report, printing }: { readonly report: Report; readonly printing: boolean }): JSX.Element | null {
  const { audit } = report
  if (audit === null) return null
  const { from, to, events } = audit.read
  const roles = Object.entries(audit.roles)
  return (
    <section aria-labelledby="audit-title">
      <h2 id="audit-title">Use</h2>
      <p class="hint">
        {many(events, 'event')} of CloudTrail{from === null || to === null ? '' : `, ${shortTime(from)} to ${shortTime(to)}`}
      </p>
      {roles.map(([arn, role]) => (
        <AuditedRoleCard key={arn} arn={arn} role={role} span={{ from, to }} report={report} open={printing || roles.length === 1} />
      ))}
    </section>
  )
}

interface CardProps {
  readonly arn: string
  readonly role: AuditedRole
  readonly span: Span
  readonly report: Report
  readonly open: boolean
}

function AuditedRoleCard({ arn, role, span, report, open }: CardProps): JSX.Element {
  const [chosen, setChosen] = useState<boolean | null>(null)
  const isOpen = chosen ?? open
  const used = role.used.reduce((sum, { count }) => sum + count, 0)
  const denied = role.used.reduce((sum, it) => sum + it.denied, 0)
  return (
    <details
      class="card"
      open={isOpen}
      onToggle={(event) => {
        if (event.currentTarget.open !== isOpen) setChosen(event.currentTarget.open)
      }}
    >
      <summary>
        <Name>{arn.replace(/^arn:[^:]*:iam::\d*:role\//, '')}</Name>
        <span class="aside">
          {role.sessions.map(visible).join(', ')} · {many(used, 'call')}
          {denied > 0 && `, ${denied.toLocaleString('en')} denied`}
        </span>
      </summary>
      {isOpen && <RoleUse role={role} span={span} report={report} />}
    </details>
  )
}

function RoleUse({ role, span, report }: Omit<CardProps, 'arn' | 'open'>): JSX.Element {
  const unknown = role.cells.length === 0
  return (
    <>
      {unknown ? <Used role={role} span={span} report={report} /> : <Cells role={role} span={span} report={report} />}
      {role.denials.length > 0 && (
        <>
          <h3>Denied</h3>
          <ul class="cells">
            {role.denials.map((it) => (
              <li key={`${it.action} ${it.resource} ${it.by}`}>
                <code>{visible(it.action)}</code> {it.resource !== null && <>on {visible(nameOf(report, it.resource))} </>}
                <span class="aside">
                  {many(it.count, 'time')}
                  {it.by === null ? '' : `, by ${visible(it.by)}`}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {role.notObservable.length > 0 && (
        <p class="hint">CloudTrail cannot show: {role.notObservable.map(({ action }) => visible(action)).join(', ')}</p>
      )}
    </>
  )
}

type UseProps = Omit<CardProps, 'arn' | 'open'>

/** Three answers a cell, and the sentence that follows from them. */
function Cells({ role, span, report }: UseProps): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard
    <section class="scroll" tabIndex={0} aria-label="Granted, needed and used">
      <table>
        <thead>
          <tr>
            <th scope="col">access</th>
            <th scope="col">granted</th>
            <th scope="col">needed</th>
            <th scope="col">used</th>
            <th scope="col">calls</th>
            <th scope="col">when</th>
          </tr>
        </thead>
        <tbody>
          {role.cells.map((cell) => {
            const uses = role.used.filter(({ action, resources }) => action === cell.action && resources.includes(cell.resource))
            const [use = role.used.find(({ action }) => action === cell.action)] = uses
            return (
              <tr key={`${cell.action} ${cell.resource}`}>
                <td>
                  <code>{visible(cell.action)}</code> on{' '}
                  <span title={visible(cell.resource)}>{visible(nameOf(report, cell.resource))}</span>
                  <div class="hint">
                    <Message>{cell.sentence}</Message>
                  </div>
                </td>
                <Mark is={cell.granted} word="granted" />
                <Mark is={cell.needed} word="needed" />
                <Mark is={cell.used} word="used" />
                <td class="number">{cell.used && use !== undefined ? use.count.toLocaleString('en') : ''}</td>
                <td>{cell.used && use !== undefined && <Strip first={use.first} last={use.last} span={span} />}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

const Mark = ({ is, word }: { readonly is: boolean; readonly word: string }): JSX.Element => (
  <td class={is ? 'mark yes' : 'mark'}>
    <span aria-hidden="true">{is ? '●' : '○'}</span>
    <span class="hidden">{is ? word : `not ${word}`}</span>
  </td>
)

/** Without an app to compare with. */
function Used({ role, span, report }: UseProps): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard
    <section class="scroll" tabIndex={0} aria-label="What was used">
      <table>
        <thead>
          <tr>
            <th scope="col">access</th>
            <th scope="col">calls</th>
            <th scope="col">denied</th>
            <th scope="col">when</th>
          </tr>
        </thead>
        <tbody>
          {role.used.map((it) => (
            <tr key={`${it.action} ${it.resources.join()}`}>
              <td>
                <code>{visible(it.action)}</code> on {it.resources.map((resource) => visible(nameOf(report, resource))).join(', ')}
              </td>
              <td class="number">{it.count.toLocaleString('en')}</td>
              <td class="number">{it.denied === 0 ? '' : it.denied.toLocaleString('en')}</td>
              <td>
                <Strip first={it.first} last={it.last} span={span} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const shortTime = (time: string): string =>
  visible(time)
    .replace('T', ' ')
    .replace(/:\d\d(\.\d+)?Z$/, ' UTC')

interface StripProps {
  readonly first: string | null
  readonly last: string | null
  readonly span: Span
}

const STRIP_WIDTH = 130

/** First to last use, on the line of all that was read. */
function Strip({ first, last, span }: StripProps): JSX.Element {
  const label = `${first === null ? '?' : shortTime(first)} to ${last === null ? '?' : shortTime(last)}`
  const [begin = Number.NaN, end = Number.NaN, from = Number.NaN, to = Number.NaN] = [first, last, span.from, span.to].map((time) =>
    Date.parse(time ?? ''),
  )
  if ([begin, end, from, to].some(Number.isNaN)) return <span>{label}</span>
  const scale = STRIP_WIDTH / Math.max(1, to - from)
  const width = Math.max(3, (end - begin) * scale)
  return (
    <svg class="strip" width={STRIP_WIDTH} height="10" role="img" aria-label={label}>
      <title>{label}</title>
      <rect class="whole" width={STRIP_WIDTH} height="10" rx="2" />
      <rect class="part" x={Math.min(STRIP_WIDTH - width, (begin - from) * scale)} width={width} height="10" rx="2" />
    </svg>
  )
}
