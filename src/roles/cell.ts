/**
 * Grants as cells (one action on one resource under its conditions) and back to the fewest readable statements. Both ways
 * keep the set of allowed requests: a statement allows every pair of its actions and resources, so it is made of cells that
 * all are there.
 */
import { conditionsKey, type Evidence, type Grant, type GrantCondition } from '../needs/index.js'
import { printSym, type SymText } from '../policy/index.js'

export interface Cell {
  readonly action: string
  readonly resource: SymText
  readonly conditions: readonly GrantCondition[]
  readonly evidence: readonly Evidence[]
}

export interface Block {
  /** Sorted. */
  readonly actions: readonly string[]
  /** Sorted by their written form. */
  readonly resources: readonly SymText[]
  readonly conditions: readonly GrantCondition[]
  readonly evidence: readonly Evidence[]
}

const service = (action: string): string => action.slice(0, Math.max(action.indexOf(':'), 0))

/** Each cell once; those that another one covers in full are left out. */
export function cellsOf(grants: readonly Grant[]): readonly Cell[] {
  const cells = new Map<string, Cell>()
  for (const grant of grants) {
    for (const action of grant.actions) {
      for (const resource of grant.resources) {
        const key = JSON.stringify([action, printSym(resource), conditionsKey(grant.conditions)])
        const before = cells.get(key)
        const evidence = [...(before?.evidence ?? []), ...grant.evidence]
        cells.set(key, { action, resource, conditions: grant.conditions, evidence })
      }
    }
  }
  return uncovered([...cells.values()])
}

function uncovered(cells: readonly Cell[]): readonly Cell[] {
  const byAction = new Map<string, Cell[]>()
  for (const cell of cells) byAction.set(cell.action, [...(byAction.get(cell.action) ?? []), cell])
  return cells.filter((cell) => !(byAction.get(cell.action) ?? []).some((other) => other !== cell && covers(other, cell)))
}

/** An equal pair never covers itself: equal cells were joined before. */
function covers(wide: Cell, narrow: Cell): boolean {
  const sameConditions = wide.conditions.length === 0 || conditionsKey(wide.conditions) === conditionsKey(narrow.conditions)
  if (!sameConditions) return false
  if (printSym(wide.resource) === printSym(narrow.resource)) return conditionsKey(wide.conditions) !== conditionsKey(narrow.conditions)
  return matchesPattern(wide.resource, narrow.resource)
}

/** Whether every text that the second can stand for matches the first; symbols stand for themselves alone. */
export function matchesPattern(pattern: SymText, value: SymText): boolean {
  if (!pattern.some((p) => p.kind === 'any')) return false
  if (pattern.length === 1) return true
  // Wildcards of one ARN field do not reach into the next: the fields are held against each other one by one.
  const fields = (written: string): readonly string[] => splitFields(written)
  const wide = fields(printSym(pattern))
  const narrow = fields(printSym(value))
  return wide.length === narrow.length && wide.every((field, i) => globMatches(field, narrow[i] ?? ''))
}

/** The six fields of an ARN; colons inside `${…}` separate nothing. */
function splitFields(written: string): readonly string[] {
  const out = ['']
  let depth = 0
  for (const [i, char] of [...written].entries()) {
    if (char === '{' && written[i - 1] === '$') depth++
    if (char === '}' && depth > 0) depth--
    if (char === ':' && depth === 0 && out.length < 6) out.push('')
    else out[out.length - 1] += char
  }
  return out
}

const globMatches = (glob: string, text: string): boolean =>
  new RegExp(`^${glob.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replace(/\*+/g, '[\\s\\S]*')}$`).test(text)

/** Cells of one service and equal conditions whose resources have the same actions stand in one block. */
export function blocksOf(cells: readonly Cell[]): readonly Block[] {
  const byResource = new Map<string, Block>()
  for (const cell of cells) {
    const key = JSON.stringify([service(cell.action), printSym(cell.resource), conditionsKey(cell.conditions)])
    const before = byResource.get(key)
    byResource.set(key, {
      actions: sorted([...(before?.actions ?? []), cell.action]),
      resources: [cell.resource],
      conditions: cell.conditions,
      evidence: [...(before?.evidence ?? []), ...cell.evidence],
    })
  }
  const byActions = new Map<string, Block>()
  for (const block of byResource.values()) {
    const key = JSON.stringify([block.actions, conditionsKey(block.conditions)])
    const before = byActions.get(key)
    const resources = sortedSyms([...(before?.resources ?? []), ...block.resources])
    byActions.set(key, { ...block, resources, evidence: [...(before?.evidence ?? []), ...block.evidence] })
  }
  return [...byActions.values()].sort(compareBlocks)
}

const sorted = (all: readonly string[]): readonly string[] => [...new Set(all)].sort()

const sortedSyms = (all: readonly SymText[]): readonly SymText[] => [...all].sort((a, b) => (printSym(a) < printSym(b) ? -1 : 1))

function compareBlocks(a: Block, b: Block): number {
  const key = (block: Block): string =>
    JSON.stringify([service(block.actions[0] ?? ''), block.resources.map(printSym), block.actions, conditionsKey(block.conditions)])
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0
}
