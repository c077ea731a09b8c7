/** Where the nodes and edges of the picture lie: functions, their roles, and what the roles reach. Pure, in SVG units. */
import type { AccessLevel } from '../../catalog/index.js'
import type { Report } from '../types.js'
import { type NodeKey, nameOf, nodesOf, own, type Subject, subjectsOf } from './model.js'

export interface FlowNode {
  readonly key: NodeKey
  readonly label: string
  readonly x: number
  readonly y: number
}

/** `ghost`: the template grants it, and nothing needs it. */
export interface FlowEdge {
  readonly from: NodeKey
  readonly to: NodeKey
  readonly level: AccessLevel | null
  readonly ghost: boolean
  readonly path: string
}

export interface Flow {
  readonly nodes: readonly FlowNode[]
  readonly edges: readonly FlowEdge[]
  readonly width: number
  readonly height: number
}

export const NODE_WIDTH = 230
export const NODE_HEIGHT = 24
const ROW = 32
const COLUMNS = [0, 385, 770]
const WIDTH = 1000

interface Link {
  readonly from: NodeKey
  readonly to: NodeKey
  readonly level: AccessLevel | null
  readonly ghost: boolean
}

const ORDER: readonly AccessLevel[] = ['List', 'Read', 'Tagging', 'Write', 'Permissions management']

export const strongest = (levels: readonly (AccessLevel | null)[]): AccessLevel | null =>
  levels.reduce((best, level) => (level !== null && (best === null || ORDER.indexOf(level) > ORDER.indexOf(best)) ? level : best), null)

export function layoutFlow(report: Report): Flow {
  const subjects = subjectsOf(report)
  const links = linksOf(report, subjects)
  const left = subjects
    .map((subject): NodeKey => `f:${subject.id}`)
    .sort(byPosition(links, [...new Set(subjects.map((s): NodeKey => `r:${s.role}`))]))
  const middle = [...new Set(subjects.map((s): NodeKey => `r:${s.role}`))].sort(byPosition(links, left))
  const right = [...new Set(links.flatMap(({ to }) => (to.startsWith('x:') ? [to] : [])))].sort(byPosition(links, middle))
  const tallest = Math.max(left.length, middle.length, right.length, 1)
  const nodes = [left, middle, right].flatMap((column, i) => {
    const step = (tallest * ROW) / Math.max(column.length, 1)
    return column.map((key, row) => ({ key, label: labelOf(key, report), x: COLUMNS[i] ?? 0, y: row * step + (step - NODE_HEIGHT) / 2 }))
  })
  const at = new Map(nodes.map((node) => [node.key, node]))
  return { nodes, edges: links.flatMap((link) => edgeOf(link, at)), width: WIDTH, height: tallest * ROW }
}

function linksOf(report: Report, subjects: readonly Subject[]): readonly Link[] {
  const links = new Map<string, Link>()
  const add = (from: NodeKey, to: NodeKey, level: AccessLevel | null, ghost: boolean): void => {
    const key = `${from}\n${to}`
    const before = links.get(key)
    // What is needed is no ghost, whatever else the template grants there.
    if (before !== undefined && ghost && !before.ghost) return
    const levels = before === undefined || before.ghost !== ghost ? [level] : [before.level, level]
    links.set(key, { from, to, level: strongest(levels), ghost })
  }
  for (const subject of subjects) {
    add(`f:${subject.id}`, `r:${subject.role}`, null, false)
    for (const grant of subject.grants)
      for (const node of nodesOf(grant))
        add(`r:${subject.role}`, `x:${node}`, strongest(grant.actions.map((a) => own(report.levels, a) ?? null)), false)
  }
  for (const { id, role } of subjects)
    for (const { actions, resources } of own(report.declared, id) ?? [])
      for (const resource of resources)
        add(`r:${role}`, `x:${resource}`, strongest(actions.map((a) => own(report.levels, a) ?? null)), true)
  return [...links.values()]
}

/** Nodes stand near the middle of what they are linked to; likes keep the order of their names. */
function byPosition(links: readonly Link[], others: readonly NodeKey[]): (a: NodeKey, b: NodeKey) => number {
  const place = new Map(others.map((key, i) => [key, i]))
  const sums = new Map<NodeKey, { sum: number; count: number }>()
  const put = (key: NodeKey, other: NodeKey): void => {
    const position = place.get(other)
    if (position === undefined) return
    const before = sums.get(key) ?? { sum: 0, count: 0 }
    sums.set(key, { sum: before.sum + position, count: before.count + 1 })
  }
  for (const { from, to } of links) {
    put(from, to)
    put(to, from)
  }
  const mean = (key: NodeKey): number => {
    const found = sums.get(key)
    return found === undefined ? Number.MAX_SAFE_INTEGER : found.sum / found.count
  }
  return (a, b) => mean(a) - mean(b) || (a < b ? -1 : a > b ? 1 : 0)
}

function edgeOf(link: Link, at: ReadonlyMap<NodeKey, FlowNode>): readonly FlowEdge[] {
  const from = at.get(link.from)
  const to = at.get(link.to)
  if (from === undefined || to === undefined) return []
  const x1 = from.x + NODE_WIDTH
  const y1 = from.y + NODE_HEIGHT / 2
  const x2 = to.x
  const y2 = to.y + NODE_HEIGHT / 2
  const bend = (x2 - x1) / 2
  return [{ ...link, path: `M${x1},${round(y1)}C${x1 + bend},${round(y1)} ${x2 - bend},${round(y2)} ${x2},${round(y2)}` }]
}

const round = (value: number): number => Math.round(value * 10) / 10

function labelOf(key: NodeKey, report: Report): string {
  const id = key.slice(2)
  return key.startsWith('x:') ? nameOf(report, id) : id
}
