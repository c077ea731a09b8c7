/** The checks of one call, decided: what the request means, the keys that AWS sets, the policies that apply. */
import { denialMessage } from '../../decide/index.js'
import { printDenial } from '../../events/index.js'
import type { Caller, CheckOutcome, Context, LocalService, PlannedCheck, ServiceCall } from '../types.js'
import type { Engines } from './engines.js'
import { type Circumstances, globalContext, requestTags } from './global-context.js'
import { keyChecks } from './key-checks.js'
import { planChecks } from './plan-checks.js'

export type Verdict =
  | { readonly kind: 'judged'; readonly outcomes: readonly CheckOutcome[]; readonly denied: CheckOutcome | null }
  /** Nothing says which checks the operation makes; in `enforce` it is denied. */
  | { readonly kind: 'uncovered'; readonly reason: string }

export interface Judge {
  readonly judge: (call: ServiceCall, service: LocalService | null, circumstances: Circumstances) => Verdict
  /**
   * One check by itself.
   *
   * @param policy the resource's own, where no service is asked for it
   * @param call what it is a part of, where it is one
   */
  readonly check: (check: PlannedCheck, circumstances: Circumstances, policy?: unknown, call?: ServiceCall) => CheckOutcome
}

export interface JudgeParts {
  readonly engines: Engines
  /** The service of an action by its prefix. */
  readonly serviceOf: (prefix: string) => LocalService | undefined
}

const NO_ROW = 'no row says what is checked for a call with this input'

const NOTHING: Verdict = { kind: 'judged', outcomes: [], denied: null }

export function judgeWith({ engines, serviceOf }: JudgeParts): Judge {
  const decideOne = (
    check: PlannedCheck,
    global: () => Context,
    caller: Caller,
    call: ServiceCall | null,
    policy: unknown,
  ): CheckOutcome => {
    const { action, resource } = check
    const service = serviceOf(action.slice(0, action.indexOf(':')))
    const owner = accountIn(resource) ?? service?.ownerOf?.(resource) ?? caller.account
    const resourcePolicy = policy === undefined ? (service?.resourcePolicy?.(resource, action, caller) ?? null) : policy
    const authority = engines.authorityOf(caller, resourcePolicy)
    const context = authority.asksContext
      ? wholeContext(check, global(), owner, call === null ? null : (service?.contextOf?.(check, call) ?? null))
      : check.context
    const ask = (arn: string) => authority.decide({ principal: caller.principal, action, resource: arn, resourceAccount: owner, context })
    let { decision, because, by } = ask(resource)
    if (check.orResource !== undefined && decision !== 'explicitDeny') {
      const other = ask(check.orResource)
      if (other.decision === 'explicitDeny' || decision !== 'allowed') ({ decision, because, by } = other)
    }
    return {
      action,
      resource,
      context,
      principal: caller.principal,
      decision,
      because,
      by,
      ...(check.orResource === undefined ? {} : { orResource: check.orResource }),
      ...(check.item === undefined ? {} : { item: check.item }),
    }
  }
  return {
    judge: (call, service, circumstances) => {
      const where = { partition: 'aws', region: call.region, account: call.account }
      const plan = planChecks(call.service, call.operation, call.input, where)
      if (plan.kind === 'nothing') return NOTHING
      if (plan.kind === 'unknown') return { kind: 'uncovered', reason: plan.reason }
      let made: Context | null = null
      const global = (): Context => {
        made ??= { ...globalContext(circumstances), ...requestTags(call.input) }
        return made
      }
      const outcomes: CheckOutcome[] = []
      let denied: CheckOutcome | null = null
      const take = (outcome: CheckOutcome): void => {
        outcomes.push(outcome)
        // An explicit deny is named before a missing allow.
        const isWorse = denied === null || (denied.decision === 'implicitDeny' && outcome.decision === 'explicitDeny')
        if (outcome.decision !== 'allowed' && isWorse) denied = outcome
      }
      const kms = serviceOf('kms')
      for (const planned of plan.checks) {
        const resolved = service?.resolve?.(planned, call) ?? planned
        for (const check of Array.isArray(resolved) ? (resolved as readonly PlannedCheck[]) : [resolved as PlannedCheck]) {
          take(decideOne(check, global, circumstances.caller, call, undefined))
          if (check.kms === undefined || kms === undefined) continue
          for (const asked of keyChecks(check, call, service, kms))
            take(decideOne(asked.check, global, circumstances.caller, asked.call, undefined))
        }
      }
      // What needs no permission is a row of its own: a call without any check is one that no row foresees.
      if (outcomes.length === 0) return { kind: 'uncovered', reason: NO_ROW }
      return { kind: 'judged', outcomes, denied }
    },
    check: (check, circumstances, policy, call) =>
      decideOne(check, () => globalContext(circumstances), circumstances.caller, call ?? null, policy),
  }
}

const wholeContext = (check: PlannedCheck, global: Context, owner: string, stored: Context | null): Context => ({
  ...global,
  'aws:ResourceAccount': [owner],
  ...stored,
  ...check.context,
})

function accountIn(arn: string): string | null {
  if (!arn.startsWith('arn:')) return null
  let from = -1
  for (let i = 0; i < 4; i++) from = arn.indexOf(':', from + 1)
  const end = arn.indexOf(':', from + 1)
  const account = arn.slice(from + 1, end)
  return from > 0 && /^\d{12}$/.test(account) ? account : null
}

/** AWS's sentence for a denial. Source: IAM User Guide, "Troubleshoot access denied error messages". */
export function deniedMessage({ principal, action, resource, because }: CheckOutcome): string {
  // The answer to a caller without an identity says no more.
  if (principal === '*') return 'Access Denied'
  // STS does not say why.
  if (action === 'sts:AssumeRole') return printDenial({ ...BARE, principal, action, resource })
  return denialMessage(principal, action, resource, because)
}

const BARE = { by: null, explicit: null, policyArn: null, through: null, encoded: null }
