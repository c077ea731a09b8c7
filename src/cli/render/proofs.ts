/** Proofs as one line a claim; what is refuted is a finding, and has its own place. */
import type { Generated, GeneratedProof } from '../../generate/index.js'
import type { Style } from '../style.js'

interface Claim {
  readonly claim: string
  /** What was proved of them all. */
  readonly holds: string
  /** What the refuted ones do. */
  readonly fails: string
}

const CLAIMS: readonly Claim[] = [
  { claim: 'needed-in-generated', holds: 'all that is needed is in the generated roles', fails: 'lack something' },
  { claim: 'packed-equals-unpacked', holds: 'packing into policies changes no decision', fails: 'differ' },
  {
    claim: 'generated-in-declared',
    holds: "the generated roles allow nothing beyond the template's",
    fails: 'need what the template does not give',
  },
]

export function renderProofs({ proofs }: Generated, style: Style): readonly string[] {
  return CLAIMS.flatMap(({ claim, holds, fails }) => {
    const own = proofs.filter((proof) => proof.claim === claim)
    return own.length === 0 ? [] : [lineOf(own, holds, fails, style)]
  })
}

function lineOf(proofs: readonly GeneratedProof[], holds: string, fails: string, style: Style): string {
  const of = (verdict: GeneratedProof['verdict']): number => proofs.filter((proof) => proof.verdict === verdict).length
  const refuted = of('refuted')
  const unknown = of('unknown')
  const mark = refuted > 0 ? style.yellow('!') : unknown > 0 ? style.yellow('?') : style.green('✓')
  const notes = [...(refuted > 0 ? [`${refuted} ${fails}`] : []), ...(unknown > 0 ? [`${unknown} not known`] : [])]
  const rest = notes.length === 0 ? '' : style.dim(`; ${notes.join(', ')}`)
  return `${mark} ${style.dim('proved:')} ${holds} ${style.dim(`(${of('proved')} of ${proofs.length})`)}${rest}`
}
