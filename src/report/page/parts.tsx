/** Each function and each other principal in a line: what it may do to what, how much less that is, and what is wrong. */
import { Fragment, type JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { GeneratedGrant } from '../../generate/index.js'
import type { Effect } from '../types.js'
import { effectClass } from './flow.js'
import { PartDetail } from './grants.js'
import { useGrowing } from './growing.js'
import {
  EFFECTS,
  effectOf,
  type Index,
  isFiltered,
  isOwnLogs,
  type NodeKey,
  own,
  type Part,
  type Shown,
  thingOf,
  type View,
} from './model.js'
import { Bar, many } from './summary.js'
import { visible } from './text.js'

interface Props {
  readonly index: Index
  readonly view: View
  readonly shown: readonly Shown[]
  readonly select: (key: NodeKey | null) => void
  readonly printing: boolean
}

/** A screen holds fewer. */
const FIRST = 12
/** More than anyone looks through. */
const MANY = 60
/** So few are unfolded when they are asked for. */
const FEW = 5

export function Parts({ index, view, shown, select, printing }: Props): JSX.Element {
  const drawn = useGrowing(shown, FIRST, printing)
  const open = printing || (isFiltered(view) && shown.length <= FEW)
  return (
    <section aria-labelledby="access-title" class={shown.length > MANY ? 'long' : ''}>
      <h2 id="access-title">Needed access</h2>
      <p class="hint" role="status">
        {shown.length === index.parts.length ? many(shown.length, 'part') : `${shown.length} of ${many(index.parts.length, 'part')}`}
      </p>
      {shown.length === 0 && <p>Nothing here has what you look for.</p>}
      {drawn.map(({ part, grants }) => (
        <Row key={part.id} index={index} part={part} grants={grants} open={open} select={select} />
      ))}
    </section>
  )
}

interface RowProps {
  readonly index: Index
  readonly part: Part
  readonly grants: readonly GeneratedGrant[]
  readonly open: boolean
  readonly select: (key: NodeKey | null) => void
}

/** What is folded is not drawn until somebody opens it, or prints. */
function Row({ index, part, grants, open, select }: RowProps): JSX.Element {
  const [own, setOwn] = useState({ open, chosen: open })
  const isOpen = own.open === open ? own.chosen : open
  const summary = useMemo(() => <RowSummary index={index} part={part} grants={grants} />, [index, part, grants])
  const detail = useMemo(
    () => (isOpen ? <PartDetail index={index} part={part} grants={grants} select={select} /> : null),
    [isOpen, index, part, grants, select],
  )
  return (
    <details
      class="card"
      open={isOpen}
      onToggle={(event) => {
        const chosen = event.currentTarget.open
        if (chosen !== isOpen) setOwn({ open, chosen })
      }}
    >
      {summary}
      {detail}
    </details>
  )
}

function RowSummary({ index, part, grants }: Omit<RowProps, 'open' | 'select'>): JSX.Element {
  const width = part.service === null ? own(index.report.generated.widths, part.id) : undefined
  return (
    <summary>
      <span class="row">
        <span class="who">
          <bdi class="name">{breakable(part.id)}</bdi>
          {part.service !== null && <small>{visible(part.service)}</small>}
        </span>
        <span class="does">
          <Does index={index} part={part} grants={grants} />
        </span>
        <span class="width">
          {width !== undefined && (
            <>
              <Bar part={width.generated.cells} whole={Math.max(width.declared.cells, width.generated.cells)} />
              <small title="cells that the template grants → cells that are needed">
                {width.declared.cells.toLocaleString('en')} → {width.generated.cells.toLocaleString('en')}
              </small>
            </>
          )}
          <Flags index={index} part={part} />
        </span>
      </span>
    </summary>
  )
}

/** A long name breaks between its words. */
const breakable = (name: string): JSX.Element[] =>
  visible(name)
    .split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[-_/.])/)
    .map((word, i) => (
      <Fragment key={i}>
        {i > 0 && <wbr />}
        {word}
      </Fragment>
    ))

/** Names beyond these are counted. */
const MOST_THINGS = 3

function Does({ index, part, grants }: Omit<RowProps, 'open' | 'select'>): JSX.Element {
  const { report } = index
  const things = new Map<Effect, Set<string>>()
  for (const grant of grants) {
    if (isOwnLogs(grant)) continue
    for (const action of grant.actions) {
      const effect = effectOf(report, action)
      if (effect === null) continue
      const before = things.get(effect) ?? new Set()
      things.set(effect, before)
      for (const resource of grant.resources) before.add(thingOf(report, resource, action).replace(` of ${part.id}`, ''))
    }
  }
  if (things.size === 0)
    return (
      <small class="may-none">
        {grants.length > 0 ? 'writes its log alone' : part.grants.length > 0 ? 'granted, not needed' : 'needs nothing'}
      </small>
    )
  return (
    <>
      {EFFECTS.flatMap((effect) => {
        const all = [...(things.get(effect) ?? [])]
        return all.length === 0
          ? []
          : [
              <span key={effect} class={`may-do ${effectClass(effect)}`}>
                <b class="may-word">{effect.toLowerCase()} </b>
                <span>
                  {all.slice(0, MOST_THINGS).map(visible).join(', ')}
                  {all.length > MOST_THINGS && ` and ${all.length - MOST_THINGS} more`}
                </span>
              </span>,
            ]
      })}
    </>
  )
}

function Flags({ index, part }: { readonly index: Index; readonly part: Part }): JSX.Element | null {
  const findings = index.findingsOf.get(part.id) ?? []
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const warnings = findings.filter(({ severity }) => severity === 'warning').length
  return (
    <>
      {errors > 0 && <span class="flag error">{many(errors, 'error')}</span>}
      {warnings > 0 && <span class="flag warning">{many(warnings, 'warning')}</span>}
      {part.unresolved.length > 0 && <span class="flag warning">{part.unresolved.length} open</span>}
    </>
  )
}
