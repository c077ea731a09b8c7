/** The page: it draws the value that stands in it, and computes nothing of its own. */
import { type JSX, render } from 'preact'
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import type { Report } from '../types.js'
import { Audit } from './audit.js'
import { Findings, Proofs } from './findings.js'
import { Flow } from './flow.js'
import { SubjectCard } from './grants.js'
import { EVERYTHING, type NodeKey, nameOf, parseView, printView, type View, visibleSubjects } from './model.js'
import { Summary } from './summary.js'
import { Name, visible } from './text.js'

function Page({ report }: { readonly report: Report }): JSX.Element {
  const [view, setView] = useState(() => parseView(location.hash))
  useEffect(() => {
    const follow = (): void => setView(parseView(location.hash))
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  const change = useCallback((next: View | ((before: View) => View)): void => {
    setView((before) => {
      const made = typeof next === 'function' ? next(before) : next
      history.replaceState(null, '', `#${printView(made)}`)
      return made
    })
  }, [])
  const select = useCallback((selected: NodeKey | null): void => change((before) => ({ ...before, selected })), [change])
  // The picture is the largest part, and changes with the selection alone.
  const picture = useMemo(() => <Flow report={report} selected={view.selected} select={select} />, [report, view.selected, select])
  const subjects = visibleSubjects(report, view)
  const filtered = view.selected !== null || view.query !== ''
  return (
    <>
      <header>
        <h1>
          <Name>{report.title}</Name> <small>access, from source to role</small>
        </h1>
        <p class="hint">
          {report.generated.app.format}: {report.generated.app.templates.map(visible).join(', ')}
        </p>
      </header>
      <main>
        <Summary report={report} />
        {picture}
        <search class="search">
          <label>
            Search{' '}
            <input
              type="search"
              placeholder="a function, action, resource or file"
              value={view.query}
              onInput={(event) => change({ ...view, query: event.currentTarget.value })}
            />
          </label>
          {view.selected !== null && (
            <span class="chosen">
              only <Name>{nameOf(report, view.selected.slice(2))}</Name>
            </span>
          )}
          {(filtered || view.severities.length < EVERYTHING.severities.length) && (
            <button type="button" onClick={() => change(EVERYTHING)}>
              Show everything
            </button>
          )}
        </search>
        <div class="columns">
          <section aria-labelledby="access-title">
            <h2 id="access-title">Needed access</h2>
            <p class="hint" role="status">
              {subjects.length} {subjects.length === 1 ? 'part' : 'parts'} shown
            </p>
            {subjects.map((subject) => (
              <SubjectCard key={`${subject.id} ${filtered}`} subject={subject} report={report} open={filtered && subjects.length <= 5} />
            ))}
          </section>
          <div>
            <Findings report={report} view={view} change={change} />
            <Proofs report={report} view={view} />
            <Audit report={report} />
          </div>
        </div>
      </main>
    </>
  )
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
