/** `Principal` and `NotPrincipal` as tests that answer with bits: what the statement's grant is worth to the caller. */
import { type Matcher, type PrincipalPattern, splitArn } from '../../policy/index.js'
import { isTrustAction } from '../service-rules.js'
import type { AccountPrincipal, Principal } from '../types.js'
import { type Frame, keyOf, valueOfKey } from './frame.js'

/** How the caller is named. A test answers 0 where it is not. */
export const NAMED = {
  everyone: 1,
  account: 2,
  user: 4,
  role: 8,
  session: 16,
  federatingUser: 32,
  service: 64,
  provider: 128,
  unlisted: 256,
} as const

/** Bits of grants that boundary and session policy limit, and of those that leave it to the account's policies. */
const LIMITED = NAMED.role | NAMED.federatingUser
export const DELEGATED = NAMED.account

export type PrincipalTest = (frame: Frame) => number

const PRINCIPAL_ARN = keyOf('aws:PrincipalArn')

export function compilePrincipals(principals: Matcher<PrincipalPattern> | null): PrincipalTest | null {
  if (principals === null) return null
  if ('only' in principals) return namings(principals.only)
  const listed = namings(principals.except)
  return (frame) => {
    if (frame.hasBoundary && 'account' in frame.principal) return NAMED.unlisted
    const found = listed(frame)
    const chain = CHAINS[frame.principal.kind]
    return (found & NAMED.everyone) !== 0 || (found & chain) === chain ? 0 : NAMED.unlisted
  }
}

/** All of these must be listed for a `NotPrincipal` to spare the caller. */
const CHAINS: Readonly<Record<Principal['kind'], number>> = {
  root: NAMED.account,
  user: NAMED.account | NAMED.user,
  role: NAMED.account | NAMED.role,
  session: NAMED.account | NAMED.role | NAMED.session,
  federatedUser: NAMED.account | NAMED.session,
  service: NAMED.service,
  provider: NAMED.provider,
  originAccess: NAMED.user,
  anonymous: NAMED.everyone,
}

function namings(patterns: readonly PrincipalPattern[]): PrincipalTest {
  const tests = patterns.map(compilePattern)
  const [only] = tests
  if (only !== undefined && tests.length === 1) return only
  return (frame) => {
    let bits = 0
    for (const test of tests) bits |= test(frame)
    return bits
  }
}

const nobody: PrincipalTest = () => 0

function compilePattern(pattern: PrincipalPattern): PrincipalTest {
  switch (pattern.kind) {
    case 'everyone':
      return () => NAMED.everyone
    case 'account': {
      const { account } = pattern
      const partition = splitArn(pattern.text)?.partition ?? null
      return ({ principal }) =>
        'account' in principal && principal.account === account && (partition === null || principal.partition === partition)
          ? NAMED.account
          : 0
    }
    case 'arn':
      return arnTest(pattern.arn)
    case 'service':
      return ({ principal }) => (principal.kind === 'service' && principal.text === pattern.service ? NAMED.service : 0)
    case 'federated':
      return ({ principal }) => (principal.kind === 'provider' && principal.text === pattern.provider ? NAMED.provider : 0)
    case 'canonicalUser':
      return ({ principal, canonicalUser }) => ('account' in principal && canonicalUser === pattern.id ? NAMED.account : 0)
    case 'uniqueId':
      return nobody
  }
}

function arnTest(arn: string): PrincipalTest {
  const role = roleNameOf(arn)
  return (frame) => {
    const { principal } = frame
    switch (principal.kind) {
      case 'user':
      case 'originAccess':
        return principal.text === arn ? NAMED.user : 0
      case 'role':
        return principal.text === arn ? NAMED.role : 0
      case 'federatedUser':
        return principal.text === arn ? NAMED.session : arn === frame.federatedBy ? NAMED.federatingUser : 0
      case 'session':
        return principal.text === arn ? NAMED.session : role !== null && isRoleOf(arn, role, principal, frame) ? NAMED.role : 0
      default:
        return 0
    }
  }
}

interface RoleName {
  readonly partition: string
  readonly account: string
  readonly name: string
}

function roleNameOf(arn: string): RoleName | null {
  const parts = splitArn(arn)
  if (parts?.service !== 'iam' || !parts.resource.startsWith('role/')) return null
  return { partition: parts.partition, account: parts.account, name: parts.resource.slice(parts.resource.lastIndexOf('/') + 1) }
}

const isNamed = (role: RoleName, session: AccountPrincipal): boolean =>
  role.name === session.roleName && role.account === session.account && role.partition === session.partition

function isRoleOf(arn: string, role: RoleName, session: AccountPrincipal, frame: Frame): boolean {
  if (!isNamed(role, session)) return false
  const known = valueOfKey(frame, PRINCIPAL_ARN)
  if (known === null || known === arn) return true
  const other = roleNameOf(known)
  return other === null || !isNamed(other, session)
}

/** The bits that nothing but an explicit deny takes away. */
export const isWhole = (bits: number, frame: Frame, action: string): boolean =>
  (bits & ~(LIMITED | DELEGATED)) !== 0 && !(frame.principal.kind === 'user' && isTrustAction(action))

/** The bits that boundary and session policy limit. */
export const isLimited = (bits: number): boolean => (bits & ~DELEGATED) !== 0
