/**
 * Why a service would not store a document that the grammar allows: its length, and what Organizations takes.
 *
 * Source: IAM User Guide, "IAM and AWS STS quotas"; AWS Organizations User Guide, "SCP syntax" and "RCP syntax".
 */
import type { Place, Problem } from '../../outcome/index.js'
import { type Policy, type PolicyKind, type Statement, sizeLimitOf } from '../../policy/index.js'

export type RefusalCode =
  | 'policy/missing-element'
  | 'policy/empty-list'
  | 'policy/bad-resource'
  | 'policy/bad-condition-key'
  | 'policy/too-large'
  | 'policy/bad-version'
  | 'policy/organization-syntax'

export interface PolicyRefusal extends Problem {
  readonly code: RefusalCode
}

export function refusalsOf(policy: Policy, kind: PolicyKind, text: string, start: Place | null): readonly PolicyRefusal[] {
  return [...sizeRefusal(kind, text, start), ...(kind === 'scp' || kind === 'rcp' ? organizationRefusals(policy, kind, start) : [])]
}

function sizeRefusal(kind: PolicyKind, text: string, at: Place | null): readonly PolicyRefusal[] {
  const limit = sizeLimitOf(kind)
  if (limit === null) return []
  const sizeChars = limit.whiteSpaceCounts ? text.length : withoutWhiteSpace(text).length
  if (sizeChars <= limit.maxChars) return []
  const white = limit.whiteSpaceCounts ? '' : ' without white space'
  return [
    {
      code: 'policy/too-large',
      message: `${sizeChars} characters${white}, and the limit is ${limit.maxChars}`,
      hint: 'merge statements, use wildcards, or split it',
      at,
    },
  ]
}

/** White space outside of strings does not count. */
const withoutWhiteSpace = (text: string): string => text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1')

function organizationRefusals(policy: Policy, kind: 'scp' | 'rcp', start: Place | null): readonly PolicyRefusal[] {
  const refuse = (at: Place | null, message: string, hint: string): PolicyRefusal => ({
    code: 'policy/organization-syntax',
    message,
    hint,
    at,
  })
  const version: readonly PolicyRefusal[] =
    policy.version === '2012-10-17'
      ? []
      : [
          {
            code: 'policy/bad-version',
            message: 'policies of an organization have version 2012-10-17',
            hint: 'write `"Version": "2012-10-17"`',
            at: start,
          },
        ]
  // SCPs take the whole language: conditions, resources and `NotAction` with either effect.
  const faults = (kind === 'rcp' ? policy.statements : []).flatMap((statement) =>
    rcpFaults(statement).map((message) => refuse(statement.at, message, 'see "RCP syntax" in the AWS Organizations User Guide')),
  )
  return [...version, ...faults]
}

function rcpFaults(statement: Statement): readonly string[] {
  const everyone =
    statement.principals !== null &&
    'only' in statement.principals &&
    statement.principals.only.every((pattern) => pattern.kind === 'everyone')
  const everything = isOnly(statement.actions, '*')
  // The one Allow is AWS's own RCPFullAWSAccess.
  if (statement.effect === 'allow')
    return everything && everyone && isOnly(statement.resources, '*') && statement.conditions.length === 0
      ? []
      : ['an RCP of one’s own has Deny statements only']
  return [
    ...(everyone ? [] : ['an RCP takes only `"Principal": "*"`']),
    ...(everything ? ['an RCP does not take `*` alone as action'] : []),
  ]
}

const isOnly = (matcher: Statement['actions'] | null, text: string): boolean =>
  matcher !== null && 'only' in matcher && matcher.only.length === 1 && matcher.only[0] === text
