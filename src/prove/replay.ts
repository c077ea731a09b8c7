/**
 * Asks the evaluator again. Documents are asked by their own statements, of which some must allow and none deny: an
 * identity-based policy says what it gives its holder, whatever the resource's side says. Sets of policies are decided.
 */
import { decide, hasAccount, type PolicySet, questionOf, type Request, statementApplies } from '../decide/index.js'
import type { AllowedBy, Subject } from './types.js'

/**
 * The Allows that let the request through; null where the subject does not allow it. None where a caller may do it without
 * them, as a root user may in its own account.
 */
export const allowedBy = (subject: Subject, request: Request): readonly AllowedBy[] | null =>
  subject.kind === 'set' ? byDecision(subject.set, request) : byDocument(subject, request)

function byDecision(set: PolicySet, request: Request): readonly AllowedBy[] | null {
  const answer = decide(set, request)
  return answer.decision === 'allowed' ? answer.by.map(({ policy, statement }) => ({ policy, statement })) : null
}

function byDocument({ kind, policies }: Exclude<Subject, { kind: 'set' }>, request: Request): readonly AllowedBy[] | null {
  if (kind === 'identity' && (!hasAccount(request.principal) || request.principal.kind === 'root')) return null
  const question = questionOf(request, false)
  const applying = policies.flatMap(({ name, policy }) =>
    policy.statements.filter((statement) => statementApplies(statement, policy, question)).map((statement) => ({ name, statement })),
  )
  if (applying.length === 0 || applying.some(({ statement }) => statement.effect === 'deny')) return null
  return applying.map(({ name, statement }) => ({ policy: name, statement: statement.index }))
}
