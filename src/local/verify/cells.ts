/** Roles as cells that can be taken away, and the policies that are left then. */
import { listOf, mapOf, type Plain, textsOf } from '../api/index.js'
import type { RolePlan } from '../app/index.js'
import type { CheckOutcome } from '../types.js'
import type { Cell } from './types.js'

/**
 * @param symbolic the same role with symbols in its texts, statement for statement; null where there is none
 */
export function cellsOf(plan: RolePlan, symbolic: ReadonlyMap<string, unknown>): readonly Cell[] {
  const of = (kind: Cell['kind'], policies: ReadonlyMap<string, unknown>): readonly Cell[] =>
    [...policies].flatMap(([policy, document]) => {
      const written = listOf(mapOf(symbolic.get(policy)).Statement).map(mapOf)
      return listOf(mapOf(document).Statement)
        .map(mapOf)
        .flatMap((statement, i) =>
          textsOf(statement.Action).flatMap((action) =>
            textsOf(statement.Resource).map((resource, j): Cell => {
              const text = symbolicText(listOf(written[i]?.Resource)[j])
              return { role: plan.id, policy, kind, statement: i, action, resource, symbolic: text ?? resource }
            }),
          ),
        )
    })
  return [...of('inline', plan.inline), ...of('managed', plan.managed)]
}

/** `{ "Fn::Sub": "…" }` as the text inside. */
function symbolicText(value: unknown): string | null {
  if (typeof value === 'string') return value
  const sub = mapOf(value)['Fn::Sub']
  return typeof sub === 'string' ? sub : Array.isArray(sub) ? String(sub[0]) : null
}

/** The role without some of its cells: a statement that loses some of its pairs becomes several. */
export function without(plan: RolePlan, cells: readonly Cell[]): RolePlan {
  const left = (kind: Cell['kind'], policies: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> =>
    new Map(
      [...policies].flatMap(([policy, document]): [string, unknown][] => {
        const gone = cells.filter((cell) => cell.role === plan.id && cell.kind === kind && cell.policy === policy)
        if (gone.length === 0) return [[policy, document]]
        const statements = listOf(mapOf(document).Statement)
          .map(mapOf)
          .flatMap((statement, i) =>
            remaining(
              statement,
              gone.filter((cell) => cell.statement === i),
            ),
          )
        return [[policy, { ...mapOf(document), Statement: statements.length > 0 ? statements : [NOTHING] }]]
      }),
    )
  return { ...plan, inline: left('inline', plan.inline), managed: left('managed', plan.managed) }
}

/** A policy has at least one statement; this one allows nothing that any app asks for. */
const NOTHING: Plain = { Sid: 'Nothing', Effect: 'Deny', Action: ['iam:GetAccountSummary'], Resource: ['*'] }

function remaining(statement: Plain, gone: readonly Cell[]): readonly Plain[] {
  if (gone.length === 0) return [statement]
  const { Sid: _, ...rest } = statement
  const byResources = new Map<string, { actions: string[]; resources: readonly string[] }>()
  for (const action of textsOf(statement.Action)) {
    const resources = textsOf(statement.Resource).filter(
      (resource) => !gone.some((cell) => cell.action === action && cell.resource === resource),
    )
    if (resources.length === 0) continue
    const key = resources.join('\n')
    const group = byResources.get(key) ?? { actions: [], resources }
    group.actions.push(action)
    byResources.set(key, group)
  }
  return [...byResources.values()].map(({ actions, resources }) => ({ ...rest, Action: actions, Resource: resources }))
}

/** Whether a check is one that the cell is for. @param roleName physical */
export function covers(
  cell: Cell,
  roleName: string,
  check: Pick<CheckOutcome, 'principal' | 'action' | 'resource' | 'orResource'>,
): boolean {
  const session = /:assumed-role\/([^/]+)\//.exec(check.principal)?.[1]
  return (
    session === roleName &&
    glob(cell.action.toLowerCase(), check.action.toLowerCase()) &&
    [check.resource, ...(check.orResource === undefined ? [] : [check.orResource])].some((resource) => glob(cell.resource, resource))
  )
}

function glob(pattern: string, text: string): boolean {
  const source = pattern.replace(/\$\{[^}]*\}/g, '*').replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text)
}
