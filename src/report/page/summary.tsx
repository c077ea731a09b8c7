/** The answer, first: how much access was declared and is needed, what is wrong, what is proved, who can do harm. */
import type { JSX } from 'preact'
import type { GeneratedProof } from '../../generate/index.js'
import type { Finding, Severity } from '../../outcome/index.js'
import type { Effect, Report } from '../types.js'
import type { Index, View } from './model.js'
import { Message, Name } from './text.js'

interface Props {
  readonly index: Index
  readonly change: (next: (before: View) => View) => void
}

export const many = (count: number, one: string, more = `${one}s`): string => `${count.toLocaleString('en')} ${count === 1 ? one : more}`

export function Summary({ index, change }: Props): JSX.Element {
  const { report } = index
  const { functions, principals, roles, widths } = report.generated
  const total = (side: 'declared' | 'generated'): number => Object.values(widths).reduce((sum, width) => sum + width[side].cells, 0)
  const [declared, needed] = [total('declared'), total('generated')]
  const others = Object.keys(principals).length
  return (
    <section aria-label="Summary">
      <p class="lead">
        {many(Object.keys(functions).length, 'function')}
        {others > 0 && ` and ${many(others, 'other service')}`} in {many(Object.keys(roles).length, 'role')}.{' '}
        {declared > needed ? (
          <>
            The template grants the functions <b>{declared.toLocaleString('en')}</b> cells of access; their code needs{' '}
            <b>{needed.toLocaleString('en')}</b>.
          </>
        ) : (
          <>
            The functions need <b>{needed.toLocaleString('en')}</b> cells of access.
          </>
        )}{' '}
        <span class="aside note">A cell is one action on one resource.</span>
      </p>
      <div class="tiles">
        <Access report={report} declared={declared} needed={needed} />
        <Wrong findings={report.generated.findings} unresolved={Object.values(functions).reduce((n, fn) => n + fn.unresolved.length, 0)} />
        <Proved proofs={report.generated.proofs} />
        <Harm index={index} change={change} />
        <Observed report={report} />
      </div>
    </section>
  )
}

function Access({
  report,
  declared,
  needed,
}: {
  readonly report: Report
  readonly declared: number
  readonly needed: number
}): JSX.Element {
  const changes = Object.values(report.changes)
  const lose = changes.filter(({ lost, narrowed }) => lost.length + narrowed.length > 0).length
  const apart = Object.keys(report.generated.functions).length - changes.length
  const gain = changes.filter(({ gained }) => gained.length > 0).length
  return (
    <div class="tile">
      <h2>Access</h2>
      <p class="figure">
        {declared > needed ? `−${Math.round((1 - needed / declared) * 100)} %` : needed.toLocaleString('en')}
        <small> {declared > needed ? `${declared.toLocaleString('en')} → ${needed.toLocaleString('en')} cells` : 'cells needed'}</small>
      </p>
      <Bar part={needed} whole={Math.max(declared, needed)} />
      <p class="hint">
        {changes.length > 0
          ? `${many(lose, 'function')} can lose access, ${gain === 0 ? 'none lacks any' : `${gain} ${gain === 1 ? 'lacks' : 'lack'} some that the code needs`}${apart > 0 ? `; ${apart} not compared` : ''}`
          : 'what the template grants beside what the code needs'}
      </p>
    </div>
  )
}

function Wrong({ findings, unresolved }: { readonly findings: readonly Finding[]; readonly unresolved: number }): JSX.Element {
  const count = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length
  const [errors, warnings] = [count('error'), count('warning')]
  const [first] = findings
  const gravest = first !== undefined && first.severity === 'error' ? first : null
  return (
    <div class={errors > 0 ? 'tile bad' : warnings > 0 ? 'tile open' : 'tile good'}>
      <h2>Wrong</h2>
      <p class="figure">
        {errors}
        <small>
          {' '}
          {errors === 1 ? 'error' : 'errors'}, {many(warnings, 'warning')}
        </small>
      </p>
      {gravest !== null && (
        <p class="hint short">
          <Name>{gravest.subject}</Name>: <Message>{gravest.message}</Message>
        </p>
      )}
      <p class="hint">
        <a href="#findings-title">{many(findings.length, 'finding')}</a>
        {unresolved > 0 && `; ${many(unresolved, 'place')} of the code could not be settled`}
      </p>
    </div>
  )
}

/** What a claim says of every role, and of a role where it does not hold. */
export const CLAIMS: readonly { readonly claim: string; readonly says: string; readonly not: string }[] = [
  { claim: 'needed-in-generated', says: 'nothing breaks: roles allow all that is needed', not: 'the role lacks something that is needed' },
  {
    claim: 'generated-in-declared',
    says: 'nothing is gained: roles allow no more than the template does',
    not: 'the role allows what the template does not',
  },
  {
    claim: 'packed-equals-unpacked',
    says: 'nothing is lost on the way: written policies mean the grants',
    not: 'packing changed a decision',
  },
]

export const holdsOf = (proofs: readonly GeneratedProof[], claim: string): readonly [holds: number, all: number] => {
  const own = proofs.filter((it) => it.claim === claim)
  return [own.filter(({ verdict }) => verdict === 'proved').length, own.length]
}

function Proved({ proofs }: { readonly proofs: readonly GeneratedProof[] }): JSX.Element | null {
  if (proofs.length === 0) return null
  const proved = proofs.filter(({ verdict }) => verdict === 'proved').length
  return (
    <div class={proved < proofs.length ? 'tile open' : 'tile good'}>
      <h2>Proved</h2>
      <p class="figure">
        {proved}
        <small> of {many(proofs.length, 'claim')}</small>
      </p>
      <ul class="hint">
        {CLAIMS.map(({ claim, says }) => {
          const [holds, all] = holdsOf(proofs, claim)
          return all === 0 ? null : (
            <li key={claim}>
              {holds === all ? '✓' : '!'} {says.split(':')[0]} <span class="aside">{`${holds}/${all}`}</span>
            </li>
          )
        })}
      </ul>
      <p class="hint">
        <a href="#proofs-title">with the requests that show it</a>
      </p>
    </div>
  )
}

const ASKED: readonly Effect[] = ['Permissions', 'Delete', 'Write']
const MAY: Readonly<Record<Effect, string>> = {
  Permissions: 'change permissions',
  Delete: 'delete',
  Write: 'write',
  Tagging: 'tag',
  Read: 'read',
  List: 'list',
}

export const mayOf = (effect: Effect): string => MAY[effect]

/** Who may do what is hard to undo; a click leaves those alone. */
function Harm({ index, change }: Props): JSX.Element {
  return (
    <div class="tile">
      <h2>Who may</h2>
      <ul class="may">
        {ASKED.map((effect) => {
          const able = index.parts.filter((part) => part.grants.some((grant) => index.effectsOf.get(grant)?.includes(effect)))
          return (
            <li key={effect}>
              <button type="button" class="plain" disabled={able.length === 0} onClick={() => change((before) => ({ ...before, effect }))}>
                {mayOf(effect)}
              </button>{' '}
              <span>
                {able.length === 0
                  ? 'nobody'
                  : able.length <= 2
                    ? able.map(({ id }, i) => (
                        <>
                          {i > 0 && ', '}
                          <Name>{id}</Name>
                        </>
                      ))
                    : `${able.length} of ${index.parts.length}`}
              </span>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function Observed({ report: { verify, audit } }: { readonly report: Report }): JSX.Element | null {
  if (verify === null && audit === null) return null
  const of = (verdict: string): number => verify?.grants.filter((it) => it.verdict === verdict).length ?? 0
  const cells = Object.values(audit?.roles ?? {}).flatMap((role) => role.cells)
  return (
    <div class="tile">
      <h2>Seen</h2>
      {verify !== null && (
        <p class="figure">
          {of('necessary')}
          <small> of {many(verify.grants.length, 'cell')} necessary in local runs</small>
        </p>
      )}
      {verify !== null && (
        <p class="hint">
          {many(of('notExercised'), 'cell')} not exercised, {of('redundant')} without effect
        </p>
      )}
      {audit !== null && (
        <p class={verify === null ? 'figure' : 'hint'}>
          {cells.filter(({ used }) => used).length}
          {verify === null ? (
            <small> of {many(cells.length, 'cell')} used in CloudTrail</small>
          ) : (
            ` of ${many(cells.length, 'cell')} used in CloudTrail`
          )}
        </p>
      )}
      {audit !== null && (
        <p class="hint">
          <a href="#audit-title">{many(audit.read.events, 'event')}</a>
        </p>
      )}
    </div>
  )
}

export const Bar = ({ part, whole }: { readonly part: number; readonly whole: number }): JSX.Element => (
  <span class="bar" aria-hidden="true">
    <span class="bar-part" style={{ width: `${whole === 0 ? 0 : Math.max(1, (part / whole) * 100)}%` }} />
  </span>
)
