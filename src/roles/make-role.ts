/** One role from the grants that it must hold and those who use it. */
import type { Grant } from '../needs/index.js'
import type { Finding, Place } from '../outcome/index.js'
import { printSym, type SymText } from '../policy/index.js'
import { lower } from './lower.js'
import { pack } from './pack.js'
import type { SymbolSize } from './size.js'
import { statementsOf } from './statement.js'
import { trustOf } from './trust.js'
import type { Role, RoleOptions, RolePolicy } from './types.js'
import type { RoleFrame } from './users.js'

export interface RoleWanted {
  readonly id: string
  readonly usedBy: readonly string[]
  /** Service principals that assume it. */
  readonly services: readonly string[]
  readonly grants: readonly Grant[]
  /** Policies of elsewhere. */
  readonly managedPolicies: readonly SymText[]
  /** What the template gives the present roles of its users; a person's configuration comes before it. */
  readonly frame: RoleFrame
  readonly at: Place | null
}

export interface MadeRole {
  readonly role: Role
  readonly findings: readonly Finding[]
}

export function makeRole(wanted: RoleWanted, options: RoleOptions, sizes: SymbolSize): MadeRole {
  const packed = pack(wanted.id, statementsOf(wanted.grants), sizes)
  const role = roleOf(wanted, packed.policies, options)
  return { role: { ...role, sizeChars: packed.sizeChars }, findings: packed.fits ? [] : [tooLarge(wanted, packed.policies.length)] }
}

/** The role's frame around policies that were made elsewhere. */
export function roleOf(wanted: Omit<RoleWanted, 'grants'>, policies: readonly RolePolicy[], options: RoleOptions): Role {
  const elsewhere = new Map(wanted.managedPolicies.map((arn) => [printSym(arn), arn]))
  return {
    id: wanted.id,
    usedBy: [...new Set(wanted.usedBy)],
    trustPolicy: trustOf(wanted.services),
    policies,
    managedPolicyArns: [...elsewhere].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, arn]) => lower(arn)),
    permissionsBoundary: options.boundary ?? wanted.frame.boundary,
    path: options.path ?? wanted.frame.path,
    tags: [...options.tags].sort((a, b) => (a.key < b.key ? -1 : 1)),
    sizeChars: 0,
  }
}

const tooLarge = (wanted: RoleWanted, policies: number): Finding => ({
  code: 'role/too-large',
  severity: 'error',
  subject: wanted.id,
  message: `\`${wanted.id}\` wants ${policies} managed policies, and a role takes 10 without asking for more`,
  hint: 'split the function, or name the resources that are not resolved so that wildcards become fewer',
  at: wanted.at,
})
