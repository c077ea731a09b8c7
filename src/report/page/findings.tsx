/** Findings with their filter, and proofs with their counterexamples. */
import type { JSX } from 'preact'
import type { Severity } from '../../outcome/index.js'
import type { Report } from '../types.js'
import { own, SEVERITIES, type View, visibleFindings, visibleProofs } from './model.js'
import { Message, Name, Place, visible } from './text.js'

interface Props {
  readonly report: Report
  readonly view: View
  readonly change: (view: View) => void
}

const WORD: Readonly<Record<Severity, string>> = { error: 'Errors', warning: 'Warnings', info: 'Notes' }

export function Findings({ report, view, change }: Props): JSX.Element {
  const findings = visibleFindings(report, view)
  const toggle = (severity: Severity): void =>
    change({
      ...view,
      severities: SEVERITIES.filter((it) => (it === severity ? !view.severities.includes(it) : view.severities.includes(it))),
    })
  return (
    <section aria-labelledby="findings-title">
      <h2 id="findings-title">Findings</h2>
      <fieldset class="filters">
        <legend class="hidden">Which findings</legend>
        {SEVERITIES.map((severity) => (
          <button
            key={severity}
            type="button"
            class={`filter ${severity}`}
            aria-pressed={view.severities.includes(severity)}
            onClick={() => toggle(severity)}
          >
            {WORD[severity]} {report.generated.findings.filter((it) => it.severity === severity).length}
          </button>
        ))}
      </fieldset>
      <p class="hint" role="status">
        {findings.length} of {report.generated.findings.length} shown
      </p>
      <ul class="findings">
        {findings.map((it) => (
          <li key={`${it.code} ${it.subject} ${it.message} ${it.at?.file}:${it.at?.line}:${it.at?.column}`} class={it.severity}>
            <div>
              <Name>{it.subject}</Name> <Message>{it.message}</Message>
            </div>
            <div class="hint">
              <Message>{it.hint}</Message>
            </div>
            <div class="tags">
              <code>{it.code}</code> {it.at !== null && <Place at={it.at} />}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

const CLAIM: Readonly<Record<string, string>> = {
  'needed-in-generated': 'the role gives all that is needed',
  'generated-in-declared': 'the role gives nothing that the template did not',
  'packed-equals-unpacked': 'packing changed no decision',
}

export function Proofs({ report, view }: Pick<Props, 'report' | 'view'>): JSX.Element | null {
  const proofs = visibleProofs(report, view)
  if (report.generated.proofs.length === 0) return null
  const open = proofs.filter(({ verdict }) => verdict !== 'proved')
  const proved = proofs.filter(({ verdict }) => verdict === 'proved')
  return (
    <section aria-labelledby="proofs-title">
      <h2 id="proofs-title">Proofs</h2>
      <p class="hint">
        {proved.length} of {proofs.length} claims are proved
      </p>
      <ul class="proofs">
        {open.map((it) => (
          <li key={`${it.claim} ${it.subject}`} class={it.verdict}>
            <Name>{it.subject}</Name> {visible(own(CLAIM, it.claim) ?? it.claim)}: <strong>{it.verdict}</strong>
            {it.counterexample !== null && it.counterexample !== undefined && (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard
              <pre tabIndex={0}>{visible(JSON.stringify(it.counterexample, null, 2))}</pre>
            )}
          </li>
        ))}
      </ul>
      {proved.length > 0 && (
        <details class="inner">
          <summary>Proved</summary>
          <ul class="proofs">
            {proved.map((it) => (
              <li key={`${it.claim} ${it.subject}`} class="proved">
                <Name>{it.subject}</Name> {visible(own(CLAIM, it.claim) ?? it.claim)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}
