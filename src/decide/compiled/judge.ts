/**
 * The decision on a frame. The same rules as the reference engine's, in an order that ends early: see there for their
 * sources. Outcomes are constants, so that nothing is allocated.
 */

import { hasLongTermKeys } from '../principal.js'
import type { Outcome } from '../reference/case.js'
import { isKmsKey, matchedResource } from '../service-rules.js'
import type { AccountPrincipal, PolicyType } from '../types.js'
import type { Candidates, Statements } from './candidates.js'
import type { Frame } from './frame.js'
import { isLimited, isWhole } from './principal-test.js'
import { applies, type CompiledStatement } from './statement.js'

/** A statement that denies, or the outcome where none does. */
export type Judgement = CompiledStatement | Outcome

const MISSING: Readonly<Record<PolicyType, Outcome>> = {
  rcp: { missing: 'rcp' },
  scp: { missing: 'scp' },
  vpcEndpoint: { missing: 'vpcEndpoint' },
  resource: { missing: 'resource' },
  identity: { missing: 'identity' },
  permissionBoundary: { missing: 'permissionBoundary' },
  session: { missing: 'session' },
}
const BY_RESOURCE: Outcome = { granted: ['resource'] }
const BY_IDENTITY: Outcome = { granted: ['identity'] }
const BY_BOTH: Outcome = { granted: ['identity', 'resource'] }
const CALLER_IDENTITY: Outcome = { exempt: 'callerIdentity' }
const SESSION_TOKEN: Outcome = { exempt: 'sessionToken' }
const ROOT: Outcome = { exempt: 'rootInItsAccount' }
const RETIRE_GRANT: Outcome = { refused: 'retireGrant' }
const NO_LONG_TERM_KEYS: Outcome = { refused: 'longTermKeysNeeded' }
const ROOT_ASSUMES: Outcome = { refused: 'rootAssumesRole' }
const NO_ASSERTION: Outcome = { refused: 'assertionNeeded' }
const OTHER_PARTITION: Outcome = { refused: 'otherPartition' }
const NEVER_ACROSS: Outcome = { refused: 'neverAcrossAccounts' }

/** Which kinds of policies reach this caller, found once a request. */
interface Reach {
  account: AccountPrincipal | null
  rcp: boolean
  scp: boolean
  identity: boolean
  permissionBoundary: boolean
  session: boolean
}

const reach: Reach = { account: null, rcp: false, scp: false, identity: false, permissionBoundary: false, session: false }

export function judge(frame: Frame, the: Candidates): Judgement {
  findReach(frame, the)
  const { account } = reach
  if (account !== null && the.action === 'sts:getcalleridentity') return CALLER_IDENTITY
  if (the.needsLongTermKeys && the.action === 'sts:getsessiontoken' && hasLongTermKeys(frame.principal)) return SESSION_TOKEN
  frame.action = the.action
  if (frame.resource === '*') frame.resource = matchedResource(the.action, '*', account?.partition ?? 'aws')
  for (const statement of the.denies) if (reaches(statement.type) && applies(statement, frame) !== 0) return statement
  return (
    special(frame, the) ??
    limits(frame, the) ??
    (account === null
      ? withoutAccount(frame, the)
      : account.account === frame.resourceAccount
        ? within(frame, the, account)
        : across(frame, the, account))
  )
}

function findReach(frame: Frame, the: Candidates): void {
  const { principal } = frame
  if (!('account' in principal)) {
    reach.account = null
    reach.rcp = the.rcpsReach
    reach.scp = false
    reach.identity = principal.kind === 'anonymous' && the.action === 'execute-api:invoke'
    reach.permissionBoundary = false
    reach.session = false
    return
  }
  const root = principal.kind === 'root'
  reach.account = principal
  reach.rcp = the.rcpsReach && !principal.serviceLinked && !(frame.managementAccount && frame.resourceAccount === principal.account)
  reach.scp = !principal.serviceLinked && !frame.managementAccount
  reach.identity = !root
  reach.permissionBoundary = !root
  reach.session = true
}

export function reaches(type: PolicyType): boolean {
  return type === 'resource' || type === 'vpcEndpoint' || reach[type]
}

function special(frame: Frame, the: Candidates): Outcome | null {
  const { principal, resource } = frame
  if (the.needsLongTermKeys && !hasLongTermKeys(principal)) return NO_LONG_TERM_KEYS
  if (the.action === 'kms:retiregrant') return RETIRE_GRANT
  if (principal.kind === 'root' && the.action === 'sts:assumerole') return ROOT_ASSUMES
  if (the.needsAssertion && principal.kind !== 'provider') return NO_ASSERTION
  const { account } = reach
  if (account === null || resource === '*') return null
  const { partition } = account
  return resource.startsWith(partition, 4) && resource.charCodeAt(4 + partition.length) === 58 ? null : OTHER_PARTITION
}

function limits(frame: Frame, the: Candidates): Outcome | null {
  if (reach.rcp && the.rcp !== null && !eachLevel(the.rcp, frame)) return MISSING.rcp
  if (reach.scp && the.scp !== null && !eachLevel(the.scp, frame)) return MISSING.scp
  return the.vpcEndpoint !== null && !some(the.vpcEndpoint, frame) ? MISSING.vpcEndpoint : null
}

function eachLevel(levels: readonly Statements[], frame: Frame): boolean {
  for (const level of levels) if (!some(level, frame)) return false
  return true
}

function some(statements: Statements, frame: Frame): boolean {
  for (const statement of statements) if (applies(statement, frame) !== 0) return true
  return false
}

function withoutAccount(frame: Frame, the: Candidates): Outcome {
  if (some(the.resource, frame)) return BY_RESOURCE
  return reach.identity && some(the.identity, frame) ? BY_IDENTITY : MISSING.resource
}

function within(frame: Frame, the: Candidates, principal: AccountPrincipal): Outcome {
  const mustAllow = the.isTrustAction || (the.isKms && isKmsKey(the.action, frame.resource))
  let bits = 0
  for (const statement of the.resource) bits |= applies(statement, frame)
  if (mustAllow && bits === 0) return MISSING.resource
  if (isWhole(bits, frame, the.action)) return BY_RESOURCE
  const limit = failedLimit(frame, the, principal)
  if (limit === null && isLimited(bits)) return BY_RESOURCE
  if (principal.kind === 'root') return limit ?? (bits === 0 ? ROOT : BY_RESOURCE)
  if (!some(the.identity, frame)) return MISSING.identity
  return limit ?? (mustAllow ? BY_BOTH : BY_IDENTITY)
}

function across(frame: Frame, the: Candidates, principal: AccountPrincipal): Outcome {
  if (!the.worksAcrossAccounts) return NEVER_ACROSS
  const root = principal.kind === 'root'
  if (!root && !some(the.identity, frame)) return MISSING.identity
  const limit = failedLimit(frame, the, principal)
  if (limit !== null) return limit
  if (!some(the.resource, frame)) return MISSING.resource
  return root ? BY_RESOURCE : BY_BOTH
}

function failedLimit(frame: Frame, the: Candidates, principal: AccountPrincipal): Outcome | null {
  if (reach.permissionBoundary && the.permissionBoundary !== null && !some(the.permissionBoundary, frame)) return MISSING.permissionBoundary
  if (the.session === null ? principal.kind === 'federatedUser' : !some(the.session, frame)) return MISSING.session
  return null
}
