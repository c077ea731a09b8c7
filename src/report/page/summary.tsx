/** The answer, first: how much access was declared and is needed, what is wrong, what is proved. */
import type { JSX } from 'preact'
import type { Severity } from '../../outcome/index.js'
import type { Report } from '../types.js'

export function Summary({ report }: { readonly report: Report }): JSX.Element {
  const { functions, principals, roles, widths, findings, proofs } = report.generated
  const cells = (side: 'declared' | 'generated'): number => Object.values(widths).reduce((sum, width) => sum + width[side].cells, 0)
  const declared = cells('declared')
  const needed = cells('generated')
  const count = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length
  const proved = proofs.filter(({ verdict }) => verdict === 'proved').length
  const open = Object.values(functions).reduce((sum, fn) => sum + fn.unresolved.length, 0)
  return (
    <section class="tiles" aria-label="Summary">
      <div class="tile">
        <h2>Access</h2>
        <p class="figure">
          {declared > 0 ? `${declared} → ${needed}` : needed}
          <small> cells</small>
        </p>
        <Bar part={needed} whole={Math.max(declared, needed)} />
        <p class="hint">
          {declared > needed
            ? `${Math.round((1 - needed / declared) * 100)} % of what the template grants is not needed`
            : 'one action on one resource is a cell'}
        </p>
      </div>
      <div class="tile">
        <h2>Parts</h2>
        <p class="figure">
          {Object.keys(functions).length}
          <small> functions</small>
        </p>
        <p class="hint">
          {Object.keys(roles).length} roles
          {Object.keys(principals).length > 0 ? `, ${Object.keys(principals).length} of other services` : ''}
        </p>
      </div>
      <div class={count('error') > 0 ? 'tile bad' : 'tile'}>
        <h2>Findings</h2>
        <p class="figure">
          {count('error')}
          <small> {count('error') === 1 ? 'error' : 'errors'}</small>
        </p>
        <p class="hint">
          {count('warning')} warnings, {count('info')} notes{open > 0 ? `, ${open} places unresolved` : ''}
        </p>
      </div>
      {proofs.length > 0 && (
        <div class={proved < proofs.length ? 'tile open' : 'tile good'}>
          <h2>Proofs</h2>
          <p class="figure">
            {proved}
            <small> of {proofs.length}</small>
          </p>
          <p class="hint">
            {proved === proofs.length ? 'every claim is proved' : `${proofs.length - proved} with a counterexample or unknown`}
          </p>
        </div>
      )}
    </section>
  )
}

const Bar = ({ part, whole }: { readonly part: number; readonly whole: number }): JSX.Element => (
  <svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
    <rect class="whole" width="100" height="6" />
    <rect class="part" width={whole === 0 ? 0 : Math.max(1, (part / whole) * 100)} height="6" />
  </svg>
)
