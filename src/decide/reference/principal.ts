/**
 * Whether a `Principal` names the caller, and as what: an account lets its own policies decide, a role is limited by
 * boundary and session policy, a user or a session is not.
 *
 * Source: IAM User Guide, "AWS JSON policy elements: Principal" and "NotPrincipal".
 */
import { type PrincipalPattern, splitArn } from '../../policy/index.js'
import { hasAccount } from '../principal.js'
import type { AccountPrincipal, Request } from '../types.js'
import { variableValue } from './context.js'

/** How a statement names the caller. `session` stands for federated sessions too, `federatingUser` for the user behind one. */
export type Naming = 'everyone' | 'account' | 'user' | 'role' | 'session' | 'federatingUser' | 'service' | 'provider'

export function namingsOf(patterns: readonly PrincipalPattern[], request: Request): readonly Naming[] {
  return patterns.flatMap((pattern) => namingBy(pattern, request) ?? [])
}

function namingBy(pattern: PrincipalPattern, request: Request): Naming | null {
  const { principal } = request
  switch (pattern.kind) {
    case 'everyone':
      return 'everyone'
    case 'account':
      return hasAccount(principal) && isAccountOf(pattern, principal) ? 'account' : null
    case 'arn':
      if (principal.kind === 'originAccess') return principal.text === pattern.arn ? 'user' : null
      return hasAccount(principal) ? namingByArn(pattern.arn, principal, request) : null
    case 'service':
      return principal.kind === 'service' && principal.text === pattern.service ? 'service' : null
    case 'federated':
      return principal.kind === 'provider' && principal.text === pattern.provider ? 'provider' : null
    // Source: Amazon S3 User Guide, "Principals for bucket policies": a canonical user id and an account's number identify
    // the same account.
    case 'canonicalUser':
      return hasAccount(principal) && request.canonicalUser === pattern.id ? 'account' : null
    // Unique ids are left of deleted users and roles, and match nobody, a namesake included.
    case 'uniqueId':
      return null
  }
}

function isAccountOf(pattern: Extract<PrincipalPattern, { kind: 'account' }>, principal: AccountPrincipal): boolean {
  const partition = splitArn(pattern.text)?.partition ?? principal.partition
  return pattern.account === principal.account && partition === principal.partition
}

function namingByArn(arn: string, principal: AccountPrincipal, request: Request): Naming | null {
  if (arn === principal.text) {
    if (principal.kind === 'user' || principal.kind === 'role') return principal.kind
    return principal.kind === 'root' ? null : 'session'
  }
  if (principal.kind === 'session' && isRoleOf(arn, principal, request)) return 'role'
  return principal.kind === 'federatedUser' && arn === request.federatedBy ? 'federatingUser' : null
}

/**
 * A session's ARN leaves the role's path out; the name decides, which no second role of the account can have. Where the
 * request carries the role's whole ARN as `aws:PrincipalArn`, the path must be right as well.
 */
function isRoleOf(arn: string, session: AccountPrincipal, request: Request): boolean {
  const known = variableValue(request.context)('aws:principalarn')
  return isRoleNamed(arn, session) && (known === null || !isRoleNamed(known, session) || arn === known)
}

function isRoleNamed(arn: string, session: AccountPrincipal): boolean {
  const role = splitArn(arn)
  return (
    role?.service === 'iam' &&
    role.account === session.account &&
    role.partition === session.partition &&
    role.resource.startsWith('role/') &&
    role.resource.slice(role.resource.lastIndexOf('/') + 1) === session.roleName
  )
}

/**
 * Whether `NotPrincipal` spares the caller. AWS holds the account, the role and the session against the list in turn, so
 * each must stand in it, and a principal with a permissions boundary is never spared.
 */
export function isSparedBy(patterns: readonly PrincipalPattern[], request: Request, hasBoundary: boolean): boolean {
  const { principal } = request
  if (hasBoundary && hasAccount(principal)) return false
  const namings = new Set(namingsOf(patterns, request))
  if (namings.has('everyone')) return true
  return chainOf(request).every((link) => namings.has(link))
}

function chainOf({ principal }: Request): readonly Naming[] {
  switch (principal.kind) {
    case 'root':
      return ['account']
    case 'user':
    case 'role':
      return ['account', principal.kind]
    case 'session':
      return ['account', 'role', 'session']
    case 'federatedUser':
      return ['account', 'session']
    case 'service':
    case 'provider':
      return [principal.kind]
    case 'originAccess':
      return ['user']
    case 'anonymous':
      return ['everyone']
  }
}
