/**
 * Whether one statement applies to a request: principal, action, resource and conditions must all match in it.
 *
 * Source: IAM User Guide, "Policies and permissions in AWS Identity and Access Management", "Multiple statements and
 * multiple policies".
 */
import type { Policy, Statement } from '../../policy/index.js'
import { hasAccount } from '../principal.js'
import { hasGatewayEndpoint, isKmsKey, matchedResource } from '../service-rules.js'
import type { PolicyType, Request } from '../types.js'
import { actionMatches } from './action.js'
import { conditionHolds } from './condition.js'
import { variableValue } from './context.js'
import { isSparedBy, type Naming, namingsOf } from './principal.js'
import { resourceMatches } from './resource.js'

/** What is asked of every statement. */
export interface Question {
  readonly request: Request
  /** The action in lower case. */
  readonly action: string
  /** What resource patterns are held against. */
  readonly resource: string
  readonly hasBoundary: boolean
  /** The kind of policy that is asked; null where that makes no difference. */
  readonly asked: PolicyType | null
}

export function questionOf(request: Request, hasBoundary: boolean): Question {
  const action = request.action.toLowerCase()
  const partition = hasAccount(request.principal) ? request.principal.partition : 'aws'
  return { request, action, resource: matchedResource(action, request.resource, partition), hasBoundary, asked: null }
}

/** Policy variables count in documents of 2012-10-17 only. Source: IAM User Guide, "IAM JSON policy elements: Version". */
export const hasVariables = (policy: Policy): boolean => policy.version === '2012-10-17'

export const statementApplies = (statement: Statement, policy: Policy, question: Question): boolean =>
  principalApplies(statement, question) &&
  actionMatches(statement.actions, question.action) &&
  resourceApplies(statement, policy, question) &&
  statement.conditions.every((condition) => conditionHolds(condition, question.request.context, hasVariables(policy), statement.effect))

/** Policies without `Principal` hang on the caller. */
export function principalApplies(statement: Statement, question: Question): boolean {
  const { principals } = statement
  const { request, hasBoundary, asked, action } = question
  if (principals === null) return true
  if ('except' in principals) return !isSparedBy(principals.except, request, hasBoundary)
  if (namingsOf(principals.only, request).length === 0) return false
  return !(asked === 'vpcEndpoint' && hasGatewayEndpoint(action) && allowsByAccount(statement, request))
}

/** Whether it allows the caller as one of an account's: in the policy of a gateway endpoint that means the root user alone. */
export function allowsByAccount({ principals, effect }: Statement, request: Request): boolean {
  if (effect === 'deny' || principals === null || 'except' in principals || request.principal.kind === 'root') return false
  const found = namingsOf(principals.only, request)
  return found.length > 0 && found.every((naming) => naming === 'account')
}

export function resourceApplies({ resources }: Statement, policy: Policy, { request, action, resource }: Question): boolean {
  // Without `Resource` a policy speaks of what it hangs on. Key policies are the exception: such a statement has no effect.
  // Source: AWS KMS Developer Guide, "Creating a key policy".
  if (resources === null) return !isKmsKey(action, resource)
  return resourceMatches(resources, resource, hasVariables(policy), variableValue(request.context))
}

/** How an applying statement names the caller; none where it has no `Principal` or names by `NotPrincipal`. */
export const namings = ({ principals }: Statement, request: Request): readonly Naming[] =>
  principals !== null && 'only' in principals ? namingsOf(principals.only, request) : []
