/** Where the account differs from what was deployed last. */
import { sameDocument } from './documents.js'
import type { AccountState, DeployedRecord, Drift, LiveRole } from './types.js'

interface ForeignPolicy {
  readonly role: string
  readonly policy: string
}

/** @returns by role, then by what it says */
export function driftOf(deployed: DeployedRecord | null, state: AccountState, foreign: readonly ForeignPolicy[]): readonly Drift[] {
  const strangers = foreign.map(
    ({ role, policy }): Drift => ({
      role,
      code: 'drift/foreign-policy',
      message: `\`${policy}\` is on the role and not of this app: it is left alone`,
      policy,
      by: null,
    }),
  )
  const changed = Object.entries(deployed?.roles ?? {}).flatMap(([name, before]): readonly Drift[] => {
    const live = state.roles.get(name.toLowerCase())
    if (live === undefined)
      return [
        { role: name, code: 'drift/role-missing', message: 'the role was deployed and is not there any more', policy: null, by: null },
      ]
    return [...roleDrift(name, before, live)]
  })
  return [...changed, ...strangers].sort((a, b) => (a.role < b.role ? -1 : a.role > b.role ? 1 : a.message < b.message ? -1 : 1))
}

function* roleDrift(name: string, before: DeployedRecord['roles'][string], live: LiveRole): Generator<Drift> {
  if (live.id !== before.id)
    yield {
      role: name,
      code: 'drift/recreated',
      message: `the role was deleted and made again: it is \`${live.id}\` now, and was \`${before.id}\``,
      policy: null,
      by: null,
    }
  if (!sameDocument(before.trustPolicy, live.trustPolicy))
    yield { role: name, code: 'drift/trust-changed', message: 'its trust policy was changed', policy: null, by: null }
  for (const policy of before.policies) {
    const now = policy.kind === 'inline' ? live.inline.get(policy.name) : live.attached.find((it) => it.name === policy.name)?.document
    if (now === undefined || now === null)
      yield { role: name, code: 'drift/policy-removed', message: `\`${policy.name}\` was removed`, policy: policy.name, by: null }
    else if (!sameDocument(now, policy.document))
      yield { role: name, code: 'drift/policy-changed', message: `\`${policy.name}\` was changed`, policy: policy.name, by: null }
  }
}
