/** The page: it draws the value that stands in it, and computes nothing of its own. */
import { type JSX, render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
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
  const change = (next: View): void => {
    setView(next)
    history.replaceState(null, '', `#${printView(next)}`)
  }
  const select = (selected: NodeKey | null): void => change({ ...view, selected })
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
        <Flow report={report} selected={view.selected} select={select} />
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

const data = document.getElementById('report')?.textContent ?? 'null'
const root = document.getElementById('page')
if (root !== null) render(<Page report={JSON.parse(data) as Report} />, root)
