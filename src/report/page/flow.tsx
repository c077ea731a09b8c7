/** The picture: functions, their roles, and what the roles reach. A node that is chosen filters everything. */
import type { JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Effect } from '../types.js'
import { type FlowEdge, type FlowNode, type Flow as Layout, layoutFlow, NODE_HEIGHT, PLACES, WIDTH } from './flow-layout.js'
import { EFFECTS, type Index, isFiltered, type NodeKey, type Part, type Shown, thingsOf, type View } from './model.js'
import { visible } from './text.js'

interface Props {
  readonly index: Index
  readonly view: View
  readonly shown: readonly Shown[]
  readonly select: (key: NodeKey | null) => void
  readonly printing: boolean
}

const KIND: Readonly<Record<string, string>> = { f: 'needs access', r: 'role', x: 'resource' }
/** A taller picture shows what is left by the filters alone; a smaller one keeps its places and dims the others. */
const MAX_STILL_HEIGHT = 1000
/** Drawn above and below what is seen. */
const MARGIN = 300
/** The window moves in steps: most scrolling draws nothing. */
const STEP = 200
/** On paper a taller one says nothing. */
const MAX_PRINTED_HEIGHT = 2400
const NARROW = '(max-width: 640px)'

export const effectClass = (effect: Effect | null): string => `is-${(effect ?? 'none').toLowerCase()}`

export function Flow({ index, view, shown, select, printing }: Props): JSX.Element | null {
  const columns = useNarrow() ? 2 : 3
  const whole = useMemo(() => layoutFlow(index, index.parts, columns), [index, columns])
  const isLarge = whole.height > MAX_STILL_HEIGHT
  const parts = isLarge && shown.length < index.parts.length ? shown.map(({ part }) => part) : null
  const flow = useMemo(() => (parts === null ? whole : layoutFlow(index, parts, columns)), [whole, columns, parts === null || shown])
  const near = useMemo(() => (isFiltered(view) && !isLarge ? nearOf(index, view, shown) : null), [index, view, shown, isLarge])
  const frame = useRef<HTMLElement>(null)
  const [top, setTop] = useState(0)
  useEffect(() => {
    frame.current?.scrollTo(0, 0)
    setTop(0)
  }, [flow])
  if (printing && flow.height > MAX_PRINTED_HEIGHT) return null
  const from = printing ? 0 : top - MARGIN
  const to = printing ? flow.height : top + MARGIN + 800
  const inside = (y: number): boolean => y + NODE_HEIGHT >= from && y <= to
  const nodes = flow.columns.flatMap((column) => column.filter(({ y }) => inside(y)))
  return (
    <section aria-labelledby="flow-title">
      <h2 id="flow-title">Who reaches what</h2>
      <p class="legend">
        {EFFECTS.map((effect) => (
          <span key={effect} class={`key ${effectClass(effect)}`}>
            {effect}
          </span>
        ))}
        <span class="key ghost">granted, not needed</span>
        <span>the log group that each function writes to is left out</span>
      </p>
      <section
        class="picture"
        ref={frame}
        aria-label="Functions, roles and resources"
        onScroll={(event) => setTop(Math.floor(event.currentTarget.scrollTop / STEP) * STEP)}
        onKeyDown={(event) => moveFocus(event, flow, frame.current)}
      >
        <div class="canvas" style={{ height: `${flow.height}px` }}>
          <Edges edges={flow.edges.filter(({ top: y1, bottom: y2 }) => y2 >= from && y1 <= to)} height={flow.height} near={near} />
          {nodes.map((node) => (
            <Node
              key={node.key}
              node={node}
              columns={columns}
              far={near !== null && !near.has(node.key)}
              chosen={view.selected === node.key}
              reachable={node.row === 0}
              select={select}
            />
          ))}
        </div>
      </section>
    </section>
  )
}

interface NodeProps {
  readonly node: FlowNode
  readonly columns: 2 | 3
  readonly far: boolean
  readonly chosen: boolean
  /** By the tabulator key: the first of each column; arrows lead to the others. */
  readonly reachable: boolean
  readonly select: (key: NodeKey | null) => void
}

function Node({ node, columns, far, chosen, reachable, select }: NodeProps): JSX.Element {
  return useMemo(() => {
    const kind = node.key.slice(0, 1)
    const label = visible(node.key.slice(2))
    const [x = 0, width = 0] = PLACES[columns][node.column] ?? []
    return (
      <button
        type="button"
        class={`node ${kind}${far ? ' far' : ''}${chosen ? ' chosen' : ''}`}
        data-key={node.key}
        tabIndex={reachable || chosen ? 0 : -1}
        aria-pressed={chosen}
        aria-label={`${KIND[kind] ?? ''} ${label}`}
        title={label}
        style={{ top: `${node.y}px`, left: `${x / 10}%`, width: `${width / 10}%` }}
        onClick={() => select(chosen ? null : node.key)}
      >
        {label}
      </button>
    )
  }, [node, columns, far, chosen, reachable, select])
}

/** All edges of a kind are one path: a picture of hundreds of functions has a dozen elements here. */
function Edges({
  edges,
  height,
  near,
}: {
  readonly edges: readonly FlowEdge[]
  readonly height: number
  readonly near: ReadonlySet<NodeKey> | null
}): JSX.Element {
  const paths = new Map<string, string>()
  for (const { from, to, effect, ghost, path } of edges) {
    const far = near !== null && !(near.has(from) && near.has(to))
    const kind = `edge ${ghost ? 'ghost' : effectClass(effect)}${far ? ' far' : ''}`
    paths.set(kind, (paths.get(kind) ?? '') + path)
  }
  return (
    <svg viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {[...paths].sort().map(([kind, path]) => (
        <path key={kind} class={kind} d={path} />
      ))}
    </svg>
  )
}

/** What a view leaves: the parts, their roles, and what the grants that are left reach. */
function nearOf(index: Index, view: View, shown: readonly Shown[]): ReadonlySet<NodeKey> {
  const near = new Set<NodeKey>()
  const ofOne = view.effect === null && view.query === '' && !view.selected?.startsWith('x:')
  for (const { part, grants } of shown) {
    near.add(`f:${part.id}`)
    near.add(`r:${part.role}`)
    for (const grant of grants) for (const thing of thingsOf(index.report, grant)) if (isAsked(view, thing)) near.add(`x:${thing}`)
    if (ofOne) for (const thing of declaredThings(index, part)) near.add(`x:${thing}`)
  }
  if (view.selected !== null) near.add(view.selected)
  return near
}

const isAsked = ({ selected }: View, thing: string): boolean => !selected?.startsWith('x:') || selected === `x:${thing}`

const declaredThings = (index: Index, part: Part): Iterable<string> => index.declaredThings.get(part) ?? []

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches)
  useEffect(() => {
    const media = matchMedia(NARROW)
    const follow = (): void => setNarrow(media.matches)
    media.addEventListener('change', follow)
    return () => media.removeEventListener('change', follow)
  }, [])
  return narrow
}

const STEPS: Readonly<Record<string, readonly [across: number, down: number]>> = {
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
}

/** Arrows lead along a column, and to the nearest node of the next. */
function moveFocus(event: KeyboardEvent, flow: Layout, frame: HTMLElement | null): void {
  const step = STEPS[event.key]
  const key = event.target instanceof HTMLElement ? event.target.dataset.key : undefined
  if (step === undefined || key === undefined || frame === null) return
  const here = flow.columns.flat().find((node) => node.key === key)
  if (here === undefined) return
  event.preventDefault()
  const column = flow.columns[here.column + step[0]] ?? []
  const next =
    step[0] === 0
      ? flow.columns[here.column]?.[here.row + step[1]]
      : column.reduce<FlowNode | undefined>(
          (a, b) => (a === undefined || Math.abs(b.y - here.y) < Math.abs(a.y - here.y) ? b : a),
          undefined,
        )
  if (next === undefined) return
  frame.scrollTo(0, Math.max(0, next.y - frame.clientHeight / 2))
  const focus = (): void => frame.querySelector<HTMLElement>(`[data-key="${CSS.escape(next.key)}"]`)?.focus({ preventScroll: true })
  requestAnimationFrame(() => setTimeout(focus))
}
