/**
 * What AWS says of a denial.
 *
 * Source: IAM User Guide, "Troubleshoot access denied error messages".
 */
import { isTrustAction } from '../service-rules.js'
import type { PolicyType, Request } from '../types.js'

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

export const nothingAllows = (type: PolicyType, { action }: Request): string =>
  `no ${policyTypeName(type, action)} allows the ${action} action`

export function explicitDenyIn(type: PolicyType, { action }: Request): string {
  const name = policyTypeName(type, action)
  return `with an explicit deny in ${name === 'role trust policy' ? 'the' : name.startsWith('i') ? 'an' : 'a'} ${name}`
}

export const allowedBy = (types: readonly PolicyType[], { action }: Request): string =>
  `${types.map((type, i) => `${i === 0 ? 'the' : 'and the'} ${policyTypeName(type, action)}`).join(' ')} ${types.length === 1 ? 'allows' : 'allow'} the ${action} action`

/**
 * The whole message. Where the resource is `*`, AWS leaves it out.
 *
 * @param because of an implicit or explicit deny
 */
export function denialMessage(request: Request, because: string): string {
  const resource = request.resource === '*' ? '' : ` on resource: ${request.resource}`
  const reason = because.startsWith('with ') ? because : `because ${because}`
  return `User: ${request.principal.text} is not authorized to perform: ${request.action}${resource} ${reason}`
}
