/** Findings by what they say, with their filter. */
import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { Finding, Severity } from '../../outcome/index.js'
import { useGrowing } from './growing.js'
import { type Index, SEVERITIES, type Shown, shownFindings, type View } from './model.js'
import { Message, Name, Place } from './text.js'

interface Props {
  readonly index: Index
  readonly view: View
  readonly shown: readonly Shown[]
  readonly change: (next: (before: View) => View) => void
  readonly printing: boolean
}

const WORD: Readonly<Record<Severity, string>> = { error: 'Errors', warning: 'Warnings', info: 'Notes' }

export function Findings({ index, view, shown, change, printing }: Props): JSX.Element {
  const all = index.report.generated.findings
  const findings = useMemo(() => shownFindings(index, view, shown), [index, shown, view.selected, view.query, view.severities])
  const groups = useMemo(() => groupsOf(findings), [findings])
  const toggle = (severity: Severity): void =>
    change((before) => ({
      ...before,
      severities: SEVERITIES.filter((it) => (it === severity ? !before.severities.includes(it) : before.severities.includes(it))),
    }))
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
            {WORD[severity]} {all.filter((it) => it.severity === severity).length}
          </button>
        ))}
      </fieldset>
      <p class="hint" role="status">
        {findings.length} of {all.length} shown
      </p>
      {groups.map((group) => (
        <Group key={`${group.severity} ${group.code}`} group={group} printing={printing} />
      ))}
    </section>
  )
}

interface Group {
  readonly code: string
  readonly severity: Severity
  /** Null: they do not all say the same. */
  readonly hint: string | null
  readonly findings: readonly Finding[]
}

/** In the order of their first: the gravest come first. */
function groupsOf(findings: readonly Finding[]): readonly Group[] {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.code}`
    const before = groups.get(key)
    if (before === undefined) groups.set(key, [finding])
    else before.push(finding)
  }
  return [...groups.values()].flatMap((own) => {
    const [first] = own
    if (first === undefined) return []
    const { code, severity, hint } = first
    return [{ code, severity, hint: own.every((it) => it.hint === hint) ? hint : null, findings: own }]
  })
}

/** `access/unneeded-action` is `Unneeded action`; one word alone says too little. */
export function titleOf(code: string): string {
  const [room = '', rest = code] = code.split('/')
  const words = rest.includes('-') ? rest.replaceAll('-', ' ') : `${room} ${rest}`
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** So many of a kind are unfolded; of more, the first is enough to know. */
const FEW = 12
const FIRST = 12

function Group({ group, printing }: { readonly group: Group; readonly printing: boolean }): JSX.Element {
  const [chosen, setChosen] = useState<boolean | null>(null)
  const { code, severity, hint, findings } = group
  const isOpen = printing || (chosen ?? (severity === 'error' || (severity === 'warning' && findings.length <= FEW)))
  return (
    <details
      class={`group ${severity}`}
      open={isOpen}
      onToggle={(event) => {
        if (event.currentTarget.open !== isOpen) setChosen(event.currentTarget.open)
      }}
    >
      <summary>
        <b>{titleOf(code)}</b> <span class="aside">{findings.length}</span> <code class="code-name">{code}</code>
      </summary>
      {isOpen && <Items findings={findings} hint={hint} printing={printing} />}
    </details>
  )
}

function Items({ findings, hint, printing }: Pick<Group, 'findings' | 'hint'> & { readonly printing: boolean }): JSX.Element {
  const drawn = useGrowing(findings, FIRST, printing)
  return (
    <>
      {hint !== null && hint !== '' && (
        <p class="hint">
          <Message>{hint}</Message>
        </p>
      )}
      <ul class="findings">
        {drawn.map((it) => (
          <li key={`${it.subject} ${it.message} ${it.at?.file}:${it.at?.line}:${it.at?.column}`}>
            <Name>{it.subject}</Name> <Message>{it.message}</Message> {it.at !== null && <Place at={it.at} />}
            {hint === null && (
              <div class="hint">
                <Message>{it.hint}</Message>
              </div>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
