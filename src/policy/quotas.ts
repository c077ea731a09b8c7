/**
 * How long documents may be. IAM leaves white space out when it counts; Organizations and VPC endpoints count it.
 *
 * Source: IAM User Guide, "IAM and AWS STS quotas"; AWS Organizations User Guide, "Quotas and service limits for AWS
 * Organizations"; AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint policies"; AWS KMS Developer
 * Guide, "Resource quotas".
 */
import type { PolicyKind } from './types.js'

export const quotas = {
  /** All inline policies of a role, user or group together. */
  inlinePoliciesOfRoleChars: 10_240,
  inlinePoliciesOfUserChars: 2_048,
  inlinePoliciesOfGroupChars: 5_120,
  managedPolicyChars: 6_144,
  managedPoliciesPerRole: 10,
  /** On request. */
  managedPoliciesPerRoleMax: 25,
  managedPoliciesPerUser: 10,
  managedPoliciesPerGroup: 10,
  trustPolicyChars: 2_048,
  /** On request. */
  trustPolicyMaxChars: 8_192,
  sessionPolicyChars: 2_048,
  sessionPolicyArns: 10,
  keyPolicyBytes: 32_768,
  organizationPolicyChars: 5_120,
  vpcEndpointPolicyChars: 20_480,
} as const

export interface SizeLimit {
  readonly maxChars: number
  /** Whether white space between the tokens of the JSON counts. */
  readonly whiteSpaceCounts: boolean
}

/** The limit of one document by its kind; null where the resource's service sets it. */
export function sizeLimitOf(kind: PolicyKind): SizeLimit | null {
  switch (kind) {
    case 'identity':
      return { maxChars: quotas.inlinePoliciesOfRoleChars, whiteSpaceCounts: false }
    case 'boundary':
      return { maxChars: quotas.managedPolicyChars, whiteSpaceCounts: false }
    case 'trust':
      return { maxChars: quotas.trustPolicyChars, whiteSpaceCounts: false }
    case 'session':
      return { maxChars: quotas.sessionPolicyChars, whiteSpaceCounts: false }
    case 'scp':
    case 'rcp':
      return { maxChars: quotas.organizationPolicyChars, whiteSpaceCounts: true }
    case 'vpcEndpoint':
      return { maxChars: quotas.vpcEndpointPolicyChars, whiteSpaceCounts: true }
    case 'resource':
      return null
  }
}
