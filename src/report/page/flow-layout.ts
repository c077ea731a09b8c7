/**
 * Where the nodes and edges of the picture lie: functions, their roles, and what the roles reach. Pure. Down, units are CSS
 * pixels; across, thousandths of the picture's width.
 */
import type { Effect } from '../types.js'
import { effectOf, type Index, type NodeKey, own, type Part, strongest, thingOf, thingsOf } from './model.js'

export interface FlowNode {
  readonly key: NodeKey
  readonly column: number
  readonly row: number
  readonly y: number
}

/** `ghost`: the template grants it, and nothing needs it. */
export interface FlowEdge {
  readonly from: NodeKey
  readonly to: NodeKey
  readonly effect: Effect | null
  readonly ghost: boolean
  /** Its highest and its lowest point. */
  readonly top: number
  readonly bottom: number
  readonly path: string
}

export interface Flow {
  readonly columns: readonly (readonly FlowNode[])[]
  readonly edges: readonly FlowEdge[]
  readonly height: number
}

export const WIDTH = 1000
export const NODE_HEIGHT = 26
const ROW = 32
/** Left edge and width of each column. */
export const PLACES: Readonly<Record<2 | 3, readonly (readonly [x: number, width: number])[]>> = {
  3: [
    [0, 270],
    [370, 230],
    [700, 300],
  ],
  2: [
    [0, 430],
    [550, 450],
  ],
}

interface Link {
  readonly from: NodeKey
  readonly to: NodeKey
  readonly effect: Effect | null
  readonly ghost: boolean
}

/** @param columns 2 leaves the roles out: functions reach things at once, where there is little room */
export function layoutFlow(index: Index, parts: readonly Part[], columns: 2 | 3): Flow {
  const links = linksOf(index, parts, columns)
  const left = parts.map(({ id }): NodeKey => `f:${id}`)
  const middle = columns === 2 ? [] : [...new Set(parts.map(({ role }): NodeKey => `r:${role}`))].sort(byPosition(links, left))
  const right = [...new Set(links.flatMap(({ to }) => (to.startsWith('x:') ? [to] : [])))]
  right.sort(byPosition(links, columns === 2 ? left : middle))
  const lists = columns === 2 ? [left, right] : [left, middle, right]
  const tallest = Math.max(...lists.map((list) => list.length), 1)
  const nodes = lists.map((list, column) => {
    const step = (tallest * ROW) / Math.max(list.length, 1)
    return list.map((key, row): FlowNode => ({ key, column, row, y: Math.round(row * step + (step - NODE_HEIGHT) / 2) }))
  })
  const at = new Map(nodes.flat().map((node) => [node.key, node]))
  const edges = links.flatMap((link) => edgeOf(link, at, columns))
  return { columns: nodes, edges, height: tallest * ROW }
}

function linksOf({ report }: Index, parts: readonly Part[], columns: 2 | 3): readonly Link[] {
  const links = new Map<string, Link>()
  const add = (from: NodeKey, to: NodeKey, effect: Effect | null, ghost: boolean): void => {
    const key = `${from}\n${to}`
    const before = links.get(key)
    // What is needed is no ghost, whatever else the template grants there.
    if (before !== undefined && ghost && !before.ghost) return
    links.set(key, { from, to, effect: before === undefined ? effect : strongest([before.effect, effect]), ghost })
  }
  const fromOf = (part: Part): NodeKey => (columns === 2 ? `f:${part.id}` : `r:${part.role}`)
  for (const part of parts) {
    if (columns === 3) add(`f:${part.id}`, `r:${part.role}`, null, false)
    for (const grant of part.grants)
      for (const thing of thingsOf(report, grant))
        add(fromOf(part), `x:${thing}`, strongest(grant.actions.map((action) => effectOf(report, action))), false)
  }
  for (const part of parts) {
    if (part.service !== null) continue
    for (const { actions, resources } of own(report.declared, part.id) ?? []) {
      const effect = strongest(actions.map((action) => effectOf(report, action)))
      for (const resource of resources)
        for (const thing of new Set(actions.map((action) => thingOf(report, resource, action))))
          add(fromOf(part), `x:${thing}`, effect, true)
    }
  }
  return [...links.values()]
}

/** Nodes stand near the middle of what they are linked to; likes keep the order of their names. */
function byPosition(links: readonly Link[], others: readonly NodeKey[]): (a: NodeKey, b: NodeKey) => number {
  const place = new Map(others.map((key, i) => [key, i]))
  const sums = new Map<NodeKey, { readonly sum: number; readonly count: number }>()
  for (const { from, to } of links) {
    const position = place.get(from)
    if (position === undefined) continue
    const { sum, count } = sums.get(to) ?? { sum: 0, count: 0 }
    sums.set(to, { sum: sum + position, count: count + 1 })
  }
  const mean = (key: NodeKey): number => {
    const found = sums.get(key)
    return found === undefined ? Number.MAX_SAFE_INTEGER : found.sum / found.count
  }
  return (a, b) => mean(a) - mean(b) || (a < b ? -1 : a > b ? 1 : 0)
}

function edgeOf(link: Link, at: ReadonlyMap<NodeKey, FlowNode>, columns: 2 | 3): readonly FlowEdge[] {
  const from = at.get(link.from)
  const to = at.get(link.to)
  if (from === undefined || to === undefined) return []
  const [left = 0, width = 0] = PLACES[columns][from.column] ?? []
  const [x2 = 0] = PLACES[columns][to.column] ?? []
  const x1 = left + width
  const [y1, y2] = [from.y + NODE_HEIGHT / 2, to.y + NODE_HEIGHT / 2]
  const middle = (x1 + x2) / 2
  return [{ ...link, top: Math.min(y1, y2), bottom: Math.max(y1, y2), path: `M${x1},${y1}C${middle},${y1} ${middle},${y2} ${x2},${y2}` }]
}
