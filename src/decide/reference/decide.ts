/**
 * The decision on one request, in AWS's order: an explicit deny anywhere, then what must allow.
 *
 * Source: IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny access".
 */
import { hasAccount } from '../principal.js'
import type { By, Decision, PolicySet, PolicyType, Request } from '../types.js'
import { across } from './across-accounts.js'
import type { Case, Outcome } from './case.js'
import { type Layer, layersOf, type Match, matchesIn, passes } from './layers.js'
import { allowedBy, exemptionText, explicitDenyIn, nothingAllows, refusalText } from './sentence.js'
import { beyondPolicies } from './special.js'
import { type Question, questionOf } from './statement.js'
import { withinAccount } from './within-account.js'
import { withoutAccount } from './without-account.js'

export function decide(set: PolicySet, request: Request): Decision {
  const question = questionOf(request, set.permissionBoundary !== null)
  const layers = layersOf(set, request)
  const special = beyondPolicies(question)
  if (special !== null && 'exempt' in special) return { decision: 'allowed', by: [], because: exemptionText(special.exempt) }
  return explicitDeny(layers, question) ?? decideAllow(layers, question, special)
}

function explicitDeny(layers: readonly Layer[], question: Question): Decision | null {
  const denies = layers
    .map((layer) => ({ type: layer.type, matches: matchesIn(layer, 'deny', question) }))
    .filter(({ matches }) => matches.length > 0)
  const first = denies[0]
  if (first === undefined) return null
  return {
    decision: 'explicitDeny',
    by: denies.flatMap(({ matches }) => byOf(matches)),
    because: explicitDenyIn(first.type, question.request.action),
  }
}

const byOf = (matches: readonly Match[]): readonly By[] => matches.map((match) => match.by)

function decideAllow(layers: readonly Layer[], question: Question, special: Outcome | null): Decision {
  const { request } = question
  const { action } = request
  const layerOf = (type: PolicyType): Layer | undefined => layers.find((layer) => layer.type === type)
  const matches = (type: PolicyType): readonly Match[] => {
    const layer = layerOf(type)
    return layer === undefined ? [] : matchesIn(layer, 'allow', question)
  }
  const the: Case = {
    request,
    question,
    allows: matches,
    passes: (type) => passes(layerOf(type), question),
    has: (type) => layerOf(type) !== undefined,
  }
  const outcome = special ?? limitsOfTheRequest(the) ?? accountRule(the)
  if ('missing' in outcome) return { decision: 'implicitDeny', by: [], because: nothingAllows(outcome.missing, action) }
  if ('refused' in outcome) return { decision: 'implicitDeny', by: [], because: refusalText(outcome.refused, action) }
  if ('exempt' in outcome) return { decision: 'allowed', by: [], because: exemptionText(outcome.exempt) }
  return { decision: 'allowed', by: outcome.granted.flatMap((type) => byOf(matches(type))), because: allowedBy(outcome.granted, action) }
}

/**
 * Which kinds of policies must allow, and whether they do, once nothing denies: the one place where AWS's combination of
 * policies is written. It asks the case alone, so the prover asks it about classes of requests.
 */
export const combine = (the: Case): Outcome => limitsOfTheRequest(the) ?? accountRule(the)

/** What must allow whoever calls and wherever: RCPs of the resource, SCPs of the principal, the endpoint passed. */
function limitsOfTheRequest(the: Case): Outcome | null {
  for (const type of ['rcp', 'scp', 'vpcEndpoint'] as const) if (!the.passes(type)) return { missing: type }
  return null
}

function accountRule(the: Case): Outcome {
  const { principal, resourceAccount } = the.request
  if (!hasAccount(principal)) return withoutAccount(the)
  return principal.account === resourceAccount ? withinAccount(the, principal) : across(the, principal)
}
