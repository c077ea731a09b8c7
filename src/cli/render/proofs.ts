/** Proofs as one line a claim; what is refuted is a finding, and has its own place. */
import type { Generated, GeneratedProof } from '../../generate/index.js'
import type { Style } from '../style.js'

interface Claim {
  readonly claim: string
  /** What was proved of them all. */
  readonly holds: string
  /** What the refuted ones do: of one, of several. */
  readonly fails: readonly [one: string, several: string]
  /** What those of them do that share their role with others. */
  readonly shared?: readonly [one: string, several: string]
}

const CLAIMS: readonly Claim[] = [
  { claim: 'needed-in-generated', holds: 'all that is needed is in the generated roles', fails: ['lacks something', 'lack something'] },
  { claim: 'packed-equals-unpacked', holds: 'packing into policies changes no decision', fails: ['differs', 'differ'] },
  {
    claim: 'generated-in-declared',
    holds: "the generated roles allow nothing beyond the template's",
    fails: ['needs what the template does not give', 'need what the template does not give'],
    shared: ['shares a role that allows what another of its users needs', 'share a role that allows what another of its users needs'],
  },
]

export function renderProofs(generated: Generated, style: Style): readonly string[] {
  return CLAIMS.flatMap((claim) => {
    const own = generated.proofs.filter((proof) => proof.claim === claim.claim)
    return own.length === 0 ? [] : [lineOf(own, claim, generated, style)]
  })
}

function lineOf(proofs: readonly GeneratedProof[], { holds, fails, shared }: Claim, generated: Generated, style: Style): string {
  const of = (verdict: GeneratedProof['verdict']): readonly GeneratedProof[] => proofs.filter((proof) => proof.verdict === verdict)
  const inShared = shared === undefined ? [] : of('refuted').filter(({ subject }) => sharesRole(subject, generated))
  const refuted = of('refuted').length - inShared.length
  const unknown = of('unknown').length
  const mark = refuted + inShared.length > 0 ? style.yellow('!') : unknown > 0 ? style.yellow('?') : style.green('✓')
  const notes = [...counted(refuted, fails), ...counted(inShared.length, shared), ...(unknown > 0 ? [`${unknown} not known`] : [])]
  const rest = notes.length === 0 ? '' : style.dim(`; ${notes.join(', ')}`)
  return `${mark} ${style.dim('proved:')} ${holds} ${style.dim(`(${of('proved').length} of ${proofs.length})`)}${rest}`
}

const sharesRole = (subject: string, { functions, roles }: Generated): boolean =>
  (roles[functions[subject]?.role ?? '']?.usedBy.length ?? 0) > 1

const counted = (count: number, said: readonly [one: string, several: string] | undefined): readonly string[] =>
  count === 0 || said === undefined ? [] : [`${count} ${said[count === 1 ? 0 : 1]}`]
