/**
 * Runs a command against the enforced app, then takes grants away, by groups and then singly, and runs it again: what it
 * cannot do without is necessary. Each run begins with the stores as they were at the first.
 */
import type { Generation } from '../../generate/index.js'
import type { RolePlan, RunningApp } from '../app/index.js'
import type { CheckOutcome, LocalAws, RecordedCall } from '../types.js'
import { cellsOf, covers, without } from './cells.js'
import type { Cell, DeniedRequest, Verdict, Verification, VerifiedGrant } from './types.js'

export interface VerifyOptions {
  readonly aws: LocalAws
  readonly app: RunningApp
  readonly generation: Generation
  /** Runs the command. @param isFirst its output is of interest */
  readonly run: (isFirst: boolean) => Promise<{ readonly exitCode: number }>
  readonly onProgress?: (message: string) => void
}

interface Observed {
  readonly exitCode: number
  readonly checks: readonly (CheckOutcome & { readonly operation: string })[]
}

export async function verifyApp(options: VerifyOptions): Promise<Verification> {
  const { aws, app } = options
  const original = new Map(app.roles().map((plan) => [plan.id, plan]))
  const cells = rolesOfApp(options)
  const snapshot = aws.snapshot()
  let runs = 0

  async function run(isFirst: boolean): Promise<Observed> {
    runs++
    const checks: (CheckOutcome & { operation: string })[] = []
    const stop = aws.onCall(({ event, checks: some }: RecordedCall) => {
      for (const check of some) checks.push({ ...check, operation: event.eventName ?? '' })
    })
    // Pollers begin anew with each run, and functions are cold: what they ask for then counts too.
    await app.renew()
    const { exitCode } = await options.run(isFirst)
    // What the command set off may still be on its way.
    await app.settle()
    stop()
    return { exitCode, checks }
  }

  const first = await run(true)
  const exercised = cells.filter((cell) => first.checks.some((check) => covers(cell, nameOf(original, cell), check)))
  const denied = first.checks
    .filter(({ decision, principal }) => decision !== 'allowed' && /:assumed-role\/|\.amazonaws\.com$/.test(principal))
    .map(requestOf)
  const verdicts = new Map<Cell, { verdict: Verdict; request: DeniedRequest | null }>()
  if (first.exitCode === 0) {
    // Commands seldom look at logs and traces: these go together. What is left was asked for by a test, and goes singly.
    await search(exercised.filter(isSilent))
    for (const cell of exercised.filter((each) => !isSilent(each))) await search([cell])
  }
  // A command that fails with every grant there says nothing of any of them.
  return { command: { exitCode: first.exitCode }, grants: first.exitCode === 0 ? rows() : [], denied: unique(denied), runs }

  /** What passes without the whole group is redundant; what does not is looked into. */
  async function search(group: readonly Cell[]): Promise<void> {
    if (group.length === 0) return
    options.onProgress?.(
      `without ${group.length === 1 ? describe(group[0]) : `${group.length} grants`}, ${verdicts.size} of ${exercised.length} settled`,
    )
    const after = await runWithout(group)
    if (after.exitCode === 0) {
      for (const cell of group) verdicts.set(cell, { verdict: 'redundant', request: null })
      return
    }
    const [only] = group
    if (group.length === 1 && only !== undefined) {
      const request = after.checks.find((check) => check.decision !== 'allowed' && covers(only, nameOf(original, only), check))
      verdicts.set(only, { verdict: 'necessary', request: request === undefined ? null : requestOf(request) })
      return
    }
    const half = Math.ceil(group.length / 2)
    await search(group.slice(0, half))
    await search(group.slice(half))
  }

  async function runWithout(group: readonly Cell[]): Promise<Observed> {
    aws.restore(snapshot)
    const touched = [...new Set(group.map(({ role }) => role))].flatMap((id) => original.get(id) ?? [])
    for (const plan of touched) await app.putRole(without(plan, group))
    try {
      return await run(false)
    } finally {
      for (const plan of touched) await app.putRole(plan)
    }
  }

  function rows(): readonly VerifiedGrant[] {
    const users = new Map(options.generation.roles.roles.map((role) => [role.id, role.usedBy]))
    const all = cells.flatMap((cell) =>
      usersOf(cell, users.get(cell.role) ?? [], first, app).map((subject): VerifiedGrant => {
        const found = verdicts.get(cell)
        const verdict = found?.verdict ?? (exercised.includes(cell) ? 'redundant' : 'notExercised')
        return { function: subject, action: cell.action, resource: cell.symbolic, verdict, request: found?.request ?? null }
      }),
    )
    const byKey = new Map(all.map((row) => [`${row.function}\n${row.action}\n${row.resource}`, row]))
    return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  }
}

/** What a function does beside its answer. */
const isSilent = ({ action }: Cell): boolean => /^(logs|xray|cloudwatch):/i.test(action)

/** Cells of the roles that the app's own parts run with. */
function rolesOfApp({ app, generation }: VerifyOptions): readonly Cell[] {
  const made = new Map(generation.roles.roles.map((role) => [role.id, role]))
  return app.roles().flatMap((plan) => {
    const role = made.get(plan.id)
    if (role === undefined || role.usedBy.length === 0) return []
    return cellsOf(plan, new Map(role.policies.map(({ name, document }) => [name, document])))
  })
}

const nameOf = (plans: ReadonlyMap<string, RolePlan>, cell: Cell): string => plans.get(cell.role)?.name ?? ''

/** Of a role that several share: those that used the cell, else all. */
function usersOf(cell: Cell, users: readonly string[], { checks }: Observed, app: RunningApp): readonly string[] {
  if (users.length <= 1) return users
  const sessions = new Set(
    checks.filter((check) => check.action.toLowerCase() === cell.action.toLowerCase()).map(({ principal }) => principal.split('/').at(-1)),
  )
  const used = users.filter((id) => sessions.has(app.specs().find((spec) => spec.id === id)?.name))
  return used.length > 0 ? used : users
}

const requestOf = ({ principal, action, resource, because, operation }: CheckOutcome & { readonly operation: string }): DeniedRequest => ({
  principal,
  action,
  resource,
  because,
  operation,
})

const unique = (requests: readonly DeniedRequest[]): readonly DeniedRequest[] => [
  ...new Map(requests.map((each) => [JSON.stringify(each), each])).values(),
]

const describe = (cell: Cell | undefined): string => (cell === undefined ? 'nothing' : `${cell.action} of ${cell.role}`)
