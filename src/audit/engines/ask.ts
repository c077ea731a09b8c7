/** Asks a query engine what the local reader would count: the same facts come back. */
import { ok, type Problem, type Result } from '../../outcome/index.js'
import type { Selection } from '../layout.js'
import type { Saved } from '../read/read-facts.js'
import type { Trail } from '../read/read-trail.js'
import { printTime } from '../read/texts.js'
import { Tally } from '../tally.js'
import { factsQuery, namesQuery, summaryQuery } from './question.js'
import { type Cell, factOf, secondsOf } from './rows.js'

/** A connection to an engine. */
export interface QueryEngine {
  readonly run: (sql: string) => Promise<Result<readonly (readonly Cell[])[], readonly Problem[]>>
}

export async function askEngine(
  engine: QueryEngine,
  view: string,
  selection: Selection,
  onStep: (what: string) => void,
): Promise<Result<Trail, readonly Problem[]>> {
  onStep('counting calls')
  const rows = await engine.run(factsQuery(view, selection))
  if (!rows.ok) return rows
  onStep('counting events')
  const summary = await engine.run(summaryQuery(view, selection))
  if (!summary.ok) return summary
  onStep('listing names')
  const names = await engine.run(namesQuery(view, selection))
  if (!names.ok) return names
  const tally = new Tally()
  for (const row of rows.value) {
    const fact = factOf(row)
    if (fact !== null) tally.addFact(fact)
  }
  const [events = 0, ids = 0, calls = 0, files = 0, from = null, to = null] = summary.value[0] ?? []
  const read = {
    files: Number(files),
    events: Number(events),
    duplicates: Number(events) - Number(ids),
    copies: Number(ids) - Number(calls),
    skipped: 0,
    quarantined: [],
    from: printTime(secondsOf(from)),
    to: printTime(secondsOf(to)),
  }
  const facts = tally.finish()
  return ok({
    facts,
    read,
    names: new Set(names.value.map(([source, name]) => `${source} ${name}`)),
    opened: read.files,
    toSave: (): Saved => ({
      since: selection.since,
      counts: { ...read, from: secondsOf(from), to: secondsOf(to) },
      cursor: {},
      names: [],
      facts,
      ids: new Uint32Array(0),
      shares: new Uint32Array(0),
      files: new Uint32Array(0),
    }),
  })
}
