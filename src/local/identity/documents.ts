/** Documents held against what IAM stores: the grammar by `decide`, lengths by the quotas. */
import { validatePolicy } from '../../decide/index.js'
import { type PolicyKind, quotas } from '../../policy/index.js'
import { fault } from '../reply.js'
import type { Fault } from '../types.js'
import type { Entity } from './model.js'

/** @returns `MalformedPolicyDocument` where IAM would not store it */
export function checkDocument(text: string, kind: PolicyKind): Fault | null {
  const [error] = validatePolicy(text, kind, 'policy').errors.filter(({ code }) => code !== 'policy/too-large')
  return error === undefined ? null : fault('MalformedPolicyDocument', sentenceOf(error.code, error.message), 400)
}

/** AWS's own words where they are known; elsewhere those of the validation, which say more. */
function sentenceOf(code: string, message: string): string {
  switch (code) {
    case 'policy/not-json':
      return 'This policy contains invalid Json'
    case 'policy/not-an-object':
      return 'Syntax errors in policy.'
    case 'policy/bad-action':
      return `Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. (${message})`
    case 'policy/prohibited-element':
      return `Policy document should not specify a principal. (${message})`
    case 'policy/bad-resource':
      return `Resource must be in ARN format or "*". (${message})`
    case 'policy/bad-principal':
      return `Invalid principal in policy: ${message}`
    default:
      return `Syntax errors in policy. (${message})`
  }
}

/** White space outside of strings does not count. Source: IAM User Guide, "IAM and AWS STS quotas". */
export const sizeOf = (text: string): number => text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1').length

const INLINE_CHARS: Readonly<Record<Entity['kind'], number>> = {
  role: quotas.inlinePoliciesOfRoleChars,
  user: quotas.inlinePoliciesOfUserChars,
  group: quotas.inlinePoliciesOfGroupChars,
}

export function checkInlineSize({ kind, name }: Entity, inline: Entity['inline']): Fault | null {
  const limit = INLINE_CHARS[kind]
  const size = Object.values(inline).reduce((sum, text) => sum + sizeOf(text), 0)
  return size <= limit ? null : fault('LimitExceeded', `Maximum policy size of ${limit} bytes exceeded for ${kind} ${name}`, 409)
}

export const checkManagedSize = (text: string): Fault | null =>
  sizeOf(text) <= quotas.managedPolicyChars
    ? null
    : fault('LimitExceeded', `Cannot exceed quota for PolicySize: ${quotas.managedPolicyChars}`, 409)

export const checkTrustSize = (text: string): Fault | null =>
  sizeOf(text) <= quotas.trustPolicyChars
    ? null
    : fault('LimitExceeded', `Cannot exceed quota for ACLSizePerRole: ${quotas.trustPolicyChars}`, 409)
