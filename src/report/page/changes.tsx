/** Before and after: what the generated role of a function changes of what the template grants it now. */
import type { JSX } from 'preact'
import type { Access, DeclaredAccess, Report } from '../types.js'
import { nameOf, own, type Part } from './model.js'
import { Place, visible } from './text.js'

export function Changes({ part, report }: { readonly part: Part; readonly report: Report }): JSX.Element | null {
  const change = own(report.changes, part.id)
  const declared = own(report.declared, part.id) ?? []
  if (change === undefined) return declared.length === 0 ? null : <Statements declared={declared} part={part} report={report} />
  const { gained, narrowed, lost, complete } = change
  const same = gained.length + narrowed.length + lost.length === 0
  return (
    <div class="changes">
      <h3>Before and after</h3>
      {same && complete && <p class="hint">The role allows exactly what the template grants now.</p>}
      <ul class="diff">
        <Lines sign="+" word="gained" all={gained} report={report} />
        <Lines sign="~" word="narrowed" all={narrowed} report={report} />
        <Lines sign="−" word="lost" all={lost} report={report} />
      </ul>
      {gained.length > 0 && <p class="hint">Gained: the code needs it, and as the template stands the call is refused.</p>}
      {narrowed.length > 0 && <p class="hint">Narrowed: it stays allowed on what is needed, and no longer on all of this.</p>}
      {!complete && <p class="hint">It is not proved that this is all that changes.</p>}
      <Statements declared={declared} part={part} report={report} />
    </div>
  )
}

interface LinesProps {
  readonly sign: string
  readonly word: string
  readonly all: readonly Access[]
  readonly report: Report
}

const Lines = ({ sign, word, all, report }: LinesProps): JSX.Element => (
  <>
    {all.map(({ actions, resources }) => (
      <li key={`${actions.join()} ${resources.join()}`} class={word}>
        <span class="sign">
          <span aria-hidden="true">{sign}</span>
          <span class="hidden">{word}</span>
        </span>
        <span>
          {actions.map((action) => (
            <code key={action}>{visible(action)}</code>
          ))}{' '}
          on {resources.map((resource) => visible(nameOf(report, resource))).join(', ')}
        </span>
      </li>
    ))}
  </>
)

interface StatementsProps {
  readonly declared: readonly DeclaredAccess[]
  readonly part: Part
  readonly report: Report
}

/** The template's own statements; what nothing needs is struck out. */
function Statements({ declared, part, report }: StatementsProps): JSX.Element {
  const needed = new Set(part.grants.flatMap(({ actions }) => actions))
  return (
    <details class="inner">
      <summary>What the template grants now</summary>
      <ul class="diff">
        {declared.map(({ actions, resources, at }) => (
          <li key={`${at.file}:${at.line}:${at.column} ${actions.join()}`}>
            <span>
              {actions.map((action) =>
                needed.has(action) || /[*?]/.test(action) ? (
                  <code key={action}>{visible(action)}</code>
                ) : (
                  <del key={action}>
                    <code class="struck">{visible(action)}</code>
                  </del>
                ),
              )}{' '}
              on {resources.map((resource) => visible(nameOf(report, resource))).join(', ')} <Place at={at} />
            </span>
          </li>
        ))}
      </ul>
      <p class="hint">Struck out: no code that was read needs it.</p>
    </details>
  )
}
