/** What CloudTrail shows: granted, needed, used, each cell with its sentence, and when it was used. */
import type { JSX } from 'preact'
import type { AuditedRole, Report } from '../types.js'
import { Message, Name, visible } from './text.js'

export function Audit({ report }: { readonly report: Report }): JSX.Element | null {
  const { audit } = report
  if (audit === null) return null
  const { from, to, events } = audit.read
  return (
    <section aria-labelledby="audit-title">
      <h2 id="audit-title">Use</h2>
      <p class="hint">
        {events} events{from === null || to === null ? '' : `, ${from} to ${to}`}
      </p>
      {Object.entries(audit.roles).map(([arn, role]) => (
        <details key={arn} class="card">
          <summary>
            <Name>{arn}</Name>
            <span class="aside">{role.sessions.map(visible).join(', ')}</span>
          </summary>
          <Used role={role} from={from} to={to} />
          {role.notObservable.length > 0 && (
            <p class="hint">CloudTrail cannot show: {role.notObservable.map(({ action }) => visible(action)).join(', ')}</p>
          )}
          <ul class="cells">
            {role.cells.map((cell) => (
              <li key={`${cell.action} ${cell.resource}`}>
                <code>{visible(cell.action)}</code> on <Name>{cell.resource}</Name>{' '}
                <span class="tags">
                  {(['granted', 'needed', 'used'] as const).map((word) => (
                    <span key={word} class={`tag ${cell[word] ? 'seen' : 'off'}`}>
                      {cell[word] ? word : `not ${word}`}
                    </span>
                  ))}
                </span>
                <div class="hint">
                  <Message>{cell.sentence}</Message>
                </div>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  )
}

function Used({ role, from, to }: { readonly role: AuditedRole; readonly from: string | null; readonly to: string | null }): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard
    <section class="scroll" tabIndex={0} aria-label="What was used">
      <table>
        <thead>
          <tr>
            <th scope="col">action</th>
            <th scope="col">calls</th>
            <th scope="col">denied</th>
            <th scope="col">when</th>
          </tr>
        </thead>
        <tbody>
          {role.used.map((it) => (
            <tr key={it.action}>
              <td>
                <code>{visible(it.action)}</code>
              </td>
              <td>{it.count}</td>
              <td>{it.denied}</td>
              <td>
                <Strip first={it.first} last={it.last} from={from} to={to} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** First to last use, on the line of all that was read. */
function Strip(props: Readonly<Record<'first' | 'last' | 'from' | 'to', string | null>>): JSX.Element {
  const [first, last, from, to] = [props.first, props.last, props.from, props.to].map((time) => Date.parse(time ?? ''))
  const label = `${props.first ?? '?'} to ${props.last ?? '?'}`
  if ([first, last, from, to].some((time) => time === undefined || Number.isNaN(time))) return <span>{label}</span>
  const span = Math.max(1, (to ?? 0) - (from ?? 0))
  const x = (((first ?? 0) - (from ?? 0)) / span) * 120
  return (
    <svg class="strip" width="120" height="10" role="img" aria-label={label}>
      <title>{label}</title>
      <rect class="whole" width="120" height="10" rx="2" />
      <rect class="part" x={x} width={Math.max(2, (((last ?? 0) - (first ?? 0)) / span) * 120)} height="10" rx="2" />
    </svg>
  )
}
