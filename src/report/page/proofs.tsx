/** What was proved of every role, and where it was not, the request that shows it. */
import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { GeneratedProof } from '../../generate/index.js'
import { type Index, nameOf, own, type Shown, shownProofs, type View } from './model.js'
import { CLAIMS, holdsOf, many } from './summary.js'
import { Name, visible } from './text.js'

interface Props {
  readonly index: Index
  readonly view: View
  readonly shown: readonly Shown[]
}

export function Proofs({ index, view, shown }: Props): JSX.Element | null {
  const proofs = useMemo(() => shownProofs(index, view, shown), [index, shown])
  return useMemo(() => (index.report.generated.proofs.length === 0 ? null : <Claims index={index} proofs={proofs} />), [index, proofs])
}

function Claims({ index, proofs }: { readonly index: Index; readonly proofs: readonly GeneratedProof[] }): JSX.Element {
  const known = CLAIMS.map(({ claim }) => claim)
  const others = [...new Set(proofs.map(({ claim }) => claim).filter((claim) => !known.includes(claim)))]
  return (
    <section aria-labelledby="proofs-title">
      <h2 id="proofs-title">Proofs</h2>
      {CLAIMS.map(({ claim, says, not }) => (
        <Claim key={claim} index={index} proofs={proofs} claim={claim} says={says} not={not} />
      ))}
      {others.map((claim) => (
        <Claim key={claim} index={index} proofs={proofs} claim={claim} says={claim.replace(':', ' ')} not="it does not hold" />
      ))}
    </section>
  )
}

interface ClaimProps {
  readonly index: Index
  readonly proofs: readonly GeneratedProof[]
  readonly claim: string
  readonly says: string
  readonly not: string
}

function Claim({ index, proofs, claim, says, not }: ClaimProps): JSX.Element | null {
  const [isOpen, setOpen] = useState(false)
  const [holds, all] = holdsOf(proofs, claim)
  if (all === 0) return null
  const refuted = proofs.filter((it) => it.claim === claim && it.verdict === 'refuted')
  const unknown = proofs.filter((it) => it.claim === claim && it.verdict === 'unknown')
  const proved = proofs.filter((it) => it.claim === claim && it.verdict === 'proved')
  return (
    <div class={`claim ${holds === all ? 'proved' : 'open'}`}>
      <p>
        <b>{visible(says.charAt(0).toUpperCase() + says.slice(1))}</b>{' '}
        <span class="aside">{holds === all ? `proved of all ${all}` : `proved of ${holds} of ${all}`}</span>
      </p>
      <ul class="proofs">
        {refuted.map((it) => (
          <Refuted key={it.subject} proof={it} not={not} index={index} />
        ))}
        {unknown.length > 0 && (
          <li class="unknown">
            Not known of {unknown.map(({ subject }) => visible(subject)).join(', ')}
            <div class="hint">a part of what the template grants is not in the template, or the question is too large; it counts as no</div>
          </li>
        )}
      </ul>
      {proved.length > 0 && (
        <details class="inner" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{many(proved.length, 'proof')}</summary>
          {isOpen && <p class="hint">{proved.map(({ subject }) => visible(subject)).join(', ')}</p>}
        </details>
      )}
    </div>
  )
}

function Refuted({
  proof,
  not,
  index,
}: {
  readonly proof: GeneratedProof
  readonly not: string
  readonly index: Index
}): JSX.Element | null {
  const { subject, counterexample } = proof
  if (counterexample === null) return null
  const { action, resource } = counterexample.request
  const gained = own(index.report.changes, subject)?.gained ?? []
  return (
    <li class="refuted">
      <Name>{subject}</Name>: {not}, e.g. <code>{visible(action)}</code>
      on {visible(nameOf(index.report, resource))}
      {gained.length > 0 && <span class="aside"> (its code needs it)</span>}
      <details class="inner">
        <summary>the request</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard */}
        <pre tabIndex={0}>{visible(JSON.stringify(counterexample, null, 2))}</pre>
      </details>
    </li>
  )
}
