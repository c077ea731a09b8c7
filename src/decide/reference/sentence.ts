/**
 * What AWS says of a denial.
 *
 * Source: IAM User Guide, "Troubleshoot access denied error messages".
 */
import { printDenial } from '../../events/index.js'
import { isTrustAction } from '../service-rules.js'
import type { PolicyType } from '../types.js'
import type { Exemption, Refusal } from './case.js'

const NAMES: Readonly<Record<PolicyType, string>> = {
  rcp: 'resource control policy',
  scp: 'service control policy',
  vpcEndpoint: 'VPC endpoint policy',
  resource: 'resource-based policy',
  identity: 'identity-based policy',
  permissionBoundary: 'permissions boundary',
  session: 'session policy',
}

export const policyTypeName = (type: PolicyType, action: string): string =>
  type === 'resource' && isTrustAction(action.toLowerCase()) ? 'role trust policy' : NAMES[type]

export const nothingAllows = (type: PolicyType, action: string): string => `no ${policyTypeName(type, action)} allows the ${action} action`

export function explicitDenyIn(type: PolicyType, action: string): string {
  const name = policyTypeName(type, action)
  return `with an explicit deny in ${name === 'role trust policy' ? 'the' : name.startsWith('i') ? 'an' : 'a'} ${name}`
}

export const allowedBy = (types: readonly PolicyType[], action: string): string =>
  `${types.map((type) => `the ${policyTypeName(type, action)}`).join(' and ')} ${types.length === 1 ? 'allows' : 'allow'} the ${action} action`

export function exemptionText(exemption: Exemption): string {
  switch (exemption) {
    case 'callerIdentity':
      return 'sts:GetCallerIdentity needs no permission'
    case 'sessionToken':
      return 'sts:GetSessionToken needs no permission'
    case 'rootInItsAccount':
      return 'the root user needs no policy in its own account'
  }
}

export function refusalText(refusal: Refusal, action: string): string {
  switch (refusal) {
    case 'retireGrant':
      return 'the grant itself decides on kms:RetireGrant, and a policy cannot show it'
    case 'longTermKeysNeeded':
      return `${action} is called with the long-term keys of a user`
    case 'rootAssumesRole':
      return 'the root user cannot call sts:AssumeRole'
    case 'assertionNeeded':
      return `${action} is called with an identity provider's assertion, not with an AWS identity`
    case 'otherPartition':
      return 'the resource lies in another partition than the principal'
    case 'neverAcrossAccounts':
      return `${action} never works across accounts`
  }
}

const NO_REASON = { by: null, explicit: null, policyArn: null, through: null, encoded: null } as const

/**
 * The whole message. Where the resource is `*`, AWS leaves it out.
 *
 * @param because of an implicit or explicit deny
 */
export function denialMessage(principal: string, action: string, resource: string, because: string): string {
  const reason = because.startsWith('with ') ? because : `because ${because}`
  return `${printDenial({ ...NO_REASON, principal, action, resource: resource === '*' ? null : resource })} ${reason}`
}
