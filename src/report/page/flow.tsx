/** The picture: functions, their roles, and what the roles reach. A node that is chosen filters everything below. */
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { AccessLevel } from '../../catalog/index.js'
import type { Report } from '../types.js'
import { type FlowEdge, type Flow as Layout, layoutFlow, NODE_HEIGHT, NODE_WIDTH } from './flow-layout.js'
import { type NodeKey, nameOf } from './model.js'
import { visible } from './text.js'

interface Props {
  readonly report: Report
  readonly selected: NodeKey | null
  readonly select: (key: NodeKey | null) => void
}

const LEVELS: readonly AccessLevel[] = ['List', 'Read', 'Write', 'Tagging', 'Permissions management']
const MAX_LABEL_CHARS = 34
const KIND: Readonly<Record<string, string>> = { f: 'needs access', r: 'role', x: 'resource' }

export const levelClass = (level: AccessLevel | null): string => `level-${(level ?? 'none').split(' ')[0]?.toLowerCase()}`

export function Flow({ report, selected, select }: Props): JSX.Element {
  const flow = useMemo(() => layoutFlow(report), [report])
  const near = useMemo(() => reachedFrom(flow, selected), [flow, selected])
  return (
    <section aria-labelledby="flow-title">
      <h2 id="flow-title">Who reaches what</h2>
      <p class="legend">
        {LEVELS.map((level) => (
          <span key={level} class={`key ${levelClass(level)}`}>
            {level === 'Permissions management' ? 'Permissions' : level}
          </span>
        ))}
        <span class="key ghost">granted, not needed</span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard */}
      <section class="picture" aria-label="Functions, roles and resources" tabIndex={0}>
        <svg viewBox={`-4 -4 ${flow.width + 8} ${flow.height + 8}`} width={flow.width} height={flow.height + 8}>
          <title>Functions on the left, their roles in the middle, what the roles reach on the right</title>
          {flow.edges.map((edge) => (
            <path key={`${edge.from} ${edge.to}`} class={edgeClass(edge, near)} d={edge.path}>
              <title>{edgeTitle(edge, report)}</title>
            </path>
          ))}
          {flow.nodes.map((node) => {
            const label = visible(node.label)
            const toggle = (): void => select(selected === node.key ? null : node.key)
            return (
              // biome-ignore lint/a11y/useSemanticElements: SVG has no button
              <g
                key={node.key}
                class={`node ${node.key.slice(0, 1)}${near !== null && !near.has(node.key) ? ' far' : ''}${selected === node.key ? ' chosen' : ''}`}
                role="button"
                tabindex={0}
                aria-pressed={selected === node.key}
                aria-label={`${KIND[node.key.slice(0, 1)] ?? ''} ${label}`}
                transform={`translate(${node.x},${Math.round(node.y * 10) / 10})`}
                onClick={toggle}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' && event.key !== ' ') return
                  event.preventDefault()
                  toggle()
                }}
              >
                <title>{label}</title>
                <rect width={NODE_WIDTH} height={NODE_HEIGHT} rx="5" />
                <text x="9" y="16.5">
                  {label.length > MAX_LABEL_CHARS ? `${label.slice(0, MAX_LABEL_CHARS - 1)}…` : label}
                </text>
              </g>
            )
          })}
        </svg>
      </section>
    </section>
  )
}

/** What lies on a way through the chosen node; null where none is chosen. */
function reachedFrom(flow: Layout, selected: NodeKey | null): ReadonlySet<NodeKey> | null {
  if (selected === null) return null
  const reached = new Set<NodeKey>([selected])
  const walk = (key: NodeKey, next: (edge: FlowEdge, from: NodeKey) => NodeKey | null): void => {
    for (const edge of flow.edges) {
      const to = next(edge, key)
      if (to === null || reached.has(to)) continue
      reached.add(to)
      walk(to, next)
    }
  }
  walk(selected, (edge, from) => (edge.from === from ? edge.to : null))
  walk(selected, (edge, from) => (edge.to === from ? edge.from : null))
  return reached
}

const edgeClass = ({ from, to, level, ghost }: FlowEdge, near: ReadonlySet<NodeKey> | null): string =>
  `edge ${ghost ? 'ghost' : levelClass(level)}${near !== null && !(near.has(from) && near.has(to)) ? ' far' : ''}`

const edgeTitle = ({ from, to, level, ghost }: FlowEdge, report: Report): string => {
  const target = nameOf(report, to.slice(2))
  return visible(
    `${from.slice(2)} → ${target}${level === null ? '' : `: ${level}`}${ghost ? ', granted by the template and not needed' : ''}`,
  )
}
