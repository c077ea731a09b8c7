/** The page: it draws the value that stands in it, and computes nothing of its own. */
import { type JSX, render } from 'preact'
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import type { Report } from '../types.js'
import { Audit } from './audit.js'
import { Findings } from './findings.js'
import { Flow } from './flow.js'
import { EFFECTS, EVERYTHING, indexOf, isFiltered, type NodeKey, nameOf, parseView, printView, shownParts, type View } from './model.js'
import { Parts } from './parts.js'
import { Proofs } from './proofs.js'
import { mayOf, Summary } from './summary.js'
import { Name, Names, visible } from './text.js'

/** The address follows when a person pauses. */
const ADDRESS_PAUSE_MS = 150

function Page({ report }: { readonly report: Report }): JSX.Element {
  const index = useMemo(() => indexOf(report), [report])
  const [view, setView] = useView()
  const printing = usePrinting()
  const select = useCallback((selected: NodeKey | null): void => setView((before) => ({ ...before, selected })), [setView])
  const shown = useMemo(() => shownParts(index, view), [index, view.selected, view.query, view.effect])
  const summary = useMemo(() => <Summary index={index} change={setView} />, [index, setView])
  const use = useMemo(() => <Audit report={report} printing={printing} />, [report, printing])
  const short = useCallback((resource: string): string => nameOf(report, resource), [report])
  return (
    <Names.Provider value={short}>
      <header>
        <h1>
          <Name>{report.title}</Name> <small>access, from source to role</small>
        </h1>
        <p class="hint">
          {report.generated.app.format}: {report.generated.app.templates.map(visible).join(', ')}
        </p>
      </header>
      <main>
        {summary}
        <Tools view={view} change={setView} />
        <Flow index={index} view={view} shown={shown} select={select} printing={printing} />
        {use}
        <div class="columns">
          <Parts index={index} view={view} shown={shown} select={select} printing={printing} />
          <div>
            <Findings index={index} view={view} shown={shown} change={setView} printing={printing} />
            <Proofs index={index} view={view} shown={shown} />
          </div>
        </div>
      </main>
    </Names.Provider>
  )
}

interface ToolsProps {
  readonly view: View
  readonly change: (next: (before: View) => View) => void
}

function Tools({ view, change }: ToolsProps): JSX.Element {
  return (
    <search class="search">
      <label>
        Search{' '}
        <input
          type="search"
          placeholder="a function, action, resource or file"
          value={view.query}
          onInput={(event) => {
            const query = event.currentTarget.value
            change((before) => ({ ...before, query }))
          }}
        />
      </label>
      <fieldset class="filters effects">
        <legend>May</legend>
        {EFFECTS.map((effect) => (
          <button
            key={effect}
            type="button"
            class={`filter is-${effect.toLowerCase()}`}
            aria-pressed={view.effect === effect}
            onClick={() => change((before) => ({ ...before, effect: before.effect === effect ? null : effect }))}
          >
            {mayOf(effect)}
          </button>
        ))}
      </fieldset>
      {view.selected !== null && (
        <span class="chosen">
          only <Name>{view.selected.slice(2)}</Name>
        </span>
      )}
      {(isFiltered(view) || view.severities.length < EVERYTHING.severities.length) && (
        <button type="button" onClick={() => change(() => EVERYTHING)}>
          Show everything
        </button>
      )}
    </search>
  )
}

/** What is looked at, which the page's address remembers. */
function useView(): readonly [View, (next: (before: View) => View) => void] {
  const [view, setView] = useState(() => parseView(location.hash))
  useEffect(() => {
    // A link to a section of the page is no view.
    const follow = (): void => {
      if (document.getElementById(location.hash.slice(1)) === null) setView(parseView(location.hash))
    }
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  useEffect(() => {
    const fragment = printView(view)
    if (fragment === printView(parseView(location.hash))) return
    const timer = setTimeout(() => history.replaceState(null, '', `#${fragment}`), ADDRESS_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [view])
  return [view, setView]
}

/** On paper everything is unfolded. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false)
  useEffect(() => {
    const begin = (): void => setPrinting(true)
    const end = (): void => setPrinting(false)
    addEventListener('beforeprint', begin)
    addEventListener('afterprint', end)
    return () => {
      removeEventListener('beforeprint', begin)
      removeEventListener('afterprint', end)
    }
  }, [])
  return printing
}

/** The value that stands in the page: JSON, deflated, in base64. */
async function readReport(): Promise<Report> {
  const text = document.getElementById('report')?.textContent ?? ''
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return (await new Response(stream).json()) as Report
}

const root = document.getElementById('page')
if (root !== null)
  void readReport().then((report) => {
    root.replaceChildren()
    render(<Page report={report} />, root)
  })
