/**
 * Asks the evaluator again. An identity-based document is asked as its holder's policy, on a resource whose side lets
 * the holder's account decide; a resource-based or trust policy by its own statements: some allows, and none denies.
 */
import { decide, hasAccount, noPolicies, type PolicySet, questionOf, type Request, statementApplies } from '../decide/index.js'
import type { Policy } from '../policy/index.js'
import type { AllowedBy, Subject } from './types.js'

/** The Allows that let the request through; null where the subject does not allow it. */
export function allowedBy(subject: Subject, request: Request): readonly AllowedBy[] | null {
  if (subject.kind === 'set') return byDecision(subject.set, request)
  if (subject.kind !== 'identity') return byDocument(subject, request)
  const found = byDecision({ ...noPolicies, identity: subject.policies, resource: delegation(request) }, request)
  return (
    found?.flatMap(({ policy, statement }) =>
      policy.startsWith(IDENTITY) ? [{ policy: policy.slice(IDENTITY.length), statement }] : [],
    ) ?? null
  )
}

const IDENTITY = 'identity:'

function byDecision(set: PolicySet, request: Request): readonly AllowedBy[] | null {
  const answer = decide(set, request)
  return answer.decision === 'allowed' ? answer.by.map(({ policy, statement }) => ({ policy, statement })) : null
}

function byDocument({ policies }: Exclude<Subject, { kind: 'set' }>, request: Request): readonly AllowedBy[] | null {
  const question = questionOf(request, false)
  const applying = policies.flatMap(({ name, policy }) =>
    policy.statements.filter((statement) => statementApplies(statement, policy, question)).map((statement) => ({ name, statement })),
  )
  if (applying.length === 0 || applying.some(({ statement }) => statement.effect === 'deny')) return null
  return applying.map(({ name, statement }) => ({ policy: name, statement: statement.index }))
}

/** A resource-based policy that leaves it to the caller's account: nothing is granted by it alone. */
function delegation({ principal }: Request): Policy | null {
  if (!hasAccount(principal)) return null
  const { account } = principal
  return {
    version: '2012-10-17',
    id: null,
    statements: [
      {
        index: 0,
        sid: null,
        effect: 'allow',
        principals: { only: [{ kind: 'account', account, text: account }] },
        actions: { only: ['*'] },
        resources: { only: ['*'] },
        conditions: [],
        at: null,
      },
    ],
  }
}
