/**
 * The answer of the main job as a person reads it: a block a function with its role, its cells and what it may do on
 * what, with the line that needs it; then findings and what is unresolved.
 */
import { shortActions, shortResource } from '../../explain/index.js'
import type { Generated, GeneratedFunction, GeneratedGrant, Width } from '../../generate/index.js'
import type { Style } from '../style.js'
import { renderFindings } from './findings.js'
import { renderProofs } from './proofs.js'
import { type Row, renderTable } from './table.js'

export function renderGenerated(generated: Generated, style: Style): string {
  const functions = Object.entries(generated.functions)
  const shareLogs = functions.length > 1 && functions.every(([, f]) => f.grants.some(isOwnLogs))
  const blocks = [
    ...functions.map(([id, f]) => functionBlock(id, f, generated.widths[id], shareLogs, style)),
    ...Object.entries(generated.principals).map(([id, p]) => ({
      head: [
        { text: id, paint: style.bold },
        { text: p.role, paint: style.cyan },
        { text: `for ${p.service}`, paint: style.dim },
      ],
      rows: grantRows(together(p.grants), style),
    })),
  ]
  const heads = renderTable(blocks.map((b) => b.head))
  const bodies = renderTable(
    blocks.flatMap((b) => b.rows),
    '  ',
  )
  const lines: string[] = [style.dim([generated.app.format, ...generated.app.templates].join('  ')), '']
  let next = 0
  blocks.forEach((block, i) => {
    lines.push(heads[i] ?? '', ...bodies.slice(next, next + block.rows.length))
    next += block.rows.length
  })
  if (shareLogs) lines.push('', style.dim(`each function also writes its own logs: ${ownLogsActions(functions.map(([, f]) => f))}`))
  const total = totalLine(generated, style)
  const proofs = renderProofs(generated, style)
  return [
    ...lines,
    ...(total === null ? [] : ['', total]),
    ...(proofs.length === 0 ? [] : ['', ...proofs]),
    ...renderFindings(generated, style),
  ].join('\n')
}

function functionBlock(
  id: string,
  f: GeneratedFunction,
  width: WidthPair | undefined,
  hideLogs: boolean,
  style: Style,
): { head: Row; rows: Row[] } {
  const grants = hideLogs ? f.grants.filter((g) => !isOwnLogs(g)) : f.grants
  return {
    head: [{ text: id, paint: style.bold }, { text: f.role, paint: style.cyan }, ...widthCells(width, style)],
    rows: grants.length === 0 ? [[{ text: emptyText(f, hideLogs), paint: style.dim }]] : grantRows(grants, style),
  }
}

const emptyText = (f: GeneratedFunction, hideLogs: boolean): string =>
  f.handler === null ? 'its code was not read' : hideLogs ? 'its own logs alone' : 'nothing'

interface WidthPair {
  readonly declared: Width
  readonly generated: Width
}

function widthCells(width: WidthPair | undefined, style: Style): Row {
  if (width === undefined) return []
  const { declared, generated } = width
  if (declared.cells === 0) return [{ text: `${plural(generated.cells, 'cell')}`, align: 'right' }]
  const change = reduction(declared.cells, generated.cells)
  return [
    { text: `${declared.cells} → ${plural(generated.cells, 'cell')}`, align: 'right' },
    { text: change, paint: generated.cells <= declared.cells ? style.green : style.yellow, align: 'right' },
  ]
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** The change of a count in percent, e.g. `-77 %`. */
function reduction(from: number, to: number): string {
  const percent = Math.round((100 * (to - from)) / from)
  return `${percent > 0 ? '+' : ''}${percent} %`
}

function totalLine(generated: Generated, style: Style): string | null {
  const pairs = Object.values(generated.widths)
  const declared = pairs.reduce((sum, w) => sum + w.declared.cells, 0)
  const needed = pairs.reduce((sum, w) => sum + w.generated.cells, 0)
  if (pairs.length === 0 || declared === 0) return null
  const text = `${plural(pairs.length, 'function')}: ${declared} cells declared, ${needed} generated (${reduction(declared, needed)})`
  return `${style.bold(text)}${style.dim('; a cell is one action on one resource')}`
}

/** The permission to write to the function's own log group, which every function needs alike. */
const isOwnLogs = (grant: GeneratedGrant): boolean => grant.kind === 'platform' && grant.evidence.every((e) => e.operation === 'Logs')

function ownLogsActions(functions: readonly GeneratedFunction[]): string {
  const actions = new Set(functions.flatMap((f) => f.grants.filter(isOwnLogs).flatMap((g) => g.actions)))
  return shortActions([...actions].sort())
}

/** Grants with the same resources, conditions and certainty share a row; calls come before the platform's needs. */
function grantRows(grants: readonly GeneratedGrant[], style: Style): Row[] {
  const groups = new Map<string, GeneratedGrant[]>()
  for (const grant of [...grants].sort((a, b) => KIND_ORDER[a.kind] - KIND_ORDER[b.kind])) {
    const service = grant.actions[0]?.split(':')[0]
    const key = JSON.stringify([grant.kind, service, grant.resources, grant.conditions, grant.certainty])
    groups.set(key, [...(groups.get(key) ?? []), grant])
  }
  return [...groups.values()].map((group) => grantRow(group, style))
}

/** An API invokes many functions alike: from this many on, grants that differ in the resource alone are one row. */
const MANY = 4

function together(grants: readonly GeneratedGrant[]): readonly GeneratedGrant[] {
  const groups = new Map<string, GeneratedGrant[]>()
  for (const grant of grants) {
    const key = JSON.stringify([grant.kind, grant.actions, grant.conditions, grant.certainty])
    groups.set(key, [...(groups.get(key) ?? []), grant])
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined || group.length < MANY) return group
    return [{ ...first, resources: group.flatMap((g) => g.resources), evidence: group.flatMap((g) => g.evidence) }]
  })
}

const KIND_ORDER = { call: 0, added: 1, declared: 2, platform: 3 } as const

function grantRow(group: readonly GeneratedGrant[], style: Style): Row {
  const [first] = group
  const actions = [...new Set(group.flatMap((g) => g.actions))].sort()
  const resources = (first?.resources ?? []).map(shortResource)
  const unsure = first?.certainty !== 'resolved'
  const note = unsure && first !== undefined ? ` (${first.kind === 'declared' ? 'as declared' : first.certainty})` : ''
  const under = first === undefined || first.conditions.length === 0 ? '' : ` if ${first.conditions.map((c) => c.key).join(', ')}`
  return [
    { text: fitActions(actions, 56) },
    { text: `${manyText(resources)}${under}${note}`, ...(unsure ? { paint: style.yellow } : {}) },
    { text: whyText(group), paint: style.dim },
  ]
}

const manyText = (texts: readonly string[]): string => (texts.length <= 2 ? texts.join(', ') : `${texts[0]}, and ${texts.length - 1} more`)

/** Whole names as far as they fit, then how many more there are. */
function fitActions(actions: readonly string[], most: number): string {
  for (let shown = actions.length; shown > 1; shown--) {
    const text = `${shortActions(actions.slice(0, shown))}${shown < actions.length ? ` +${actions.length - shown}` : ''}`
    if (text.length <= most) return text
  }
  return `${actions[0] ?? ''}${actions.length > 1 ? ` +${actions.length - 1}` : ''}`
}

/** The first line that needs it, and how many more there are. */
function whyText(group: readonly GeneratedGrant[]): string {
  const reason = group.find((g) => g.kind === 'added')?.reason
  if (reason !== undefined) return `added: ${reason}`
  const evidence = group.flatMap((g) => g.evidence)
  const places = [...new Set(evidence.map((e) => `${e.file}:${e.line}`))]
  return places.length <= 1 ? (places[0] ?? '') : `${places[0]} +${places.length - 1}`
}
