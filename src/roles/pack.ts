/**
 * Statements → policies inside IAM's quotas: inline while all fit into a role's 10,240 characters, then customer managed
 * policies of 6,144 each. Statements are moved, and split by resource or action; never widened.
 * Source: IAM User Guide, "IAM and AWS STS quotas".
 */
import { quotas } from '../policy/index.js'
import { policyName } from './name.js'
import { type SymbolSize, sizeOf } from './size.js'
import { documentOf } from './statement.js'
import type { RolePolicy, RoleStatement } from './types.js'

export interface Packed {
  readonly policies: readonly RolePolicy[]
  /** All documents together. */
  readonly sizeChars: number
  /** False where the role would want more managed policies than an account gives without asking. */
  readonly fits: boolean
}

export function pack(roleId: string, statements: readonly RoleStatement[], sizes: SymbolSize): Packed {
  if (statements.length === 0) return { policies: [], sizeChars: 0, fits: true }
  const whole = documentOf(statements)
  const size = sizeOf(whole, sizes)
  if (size <= quotas.inlinePoliciesOfRoleChars) {
    return { policies: [{ name: policyName(roleId, 1), kind: 'inline', document: whole }], sizeChars: size, fits: true }
  }
  const parts = fill(
    statements.flatMap((s) => pieces(s, sizes)),
    sizes,
  )
  const policies = parts.map((part, i): RolePolicy => ({ name: policyName(roleId, i + 1), kind: 'managed', document: documentOf(part) }))
  const sizeChars = policies.reduce((sum, policy) => sum + sizeOf(policy.document, sizes), 0)
  return { policies, sizeChars, fits: policies.length <= quotas.managedPoliciesPerRole }
}

/** In order, so that a statement stays where it was when others grow a little. */
export function fill(statements: readonly RoleStatement[], sizes: SymbolSize): readonly (readonly RoleStatement[])[] {
  const out: RoleStatement[][] = []
  for (const statement of statements) {
    const last = out.at(-1)
    if (last !== undefined && sizeOf(documentOf([...last, statement]), sizes) <= quotas.managedPolicyChars) last.push(statement)
    else out.push([statement])
  }
  return out
}

/** A statement that no policy could hold is cut in halves by its resources, then by its actions. */
function pieces(statement: RoleStatement, sizes: SymbolSize): readonly RoleStatement[] {
  if (sizeOf(documentOf([statement]), sizes) <= quotas.managedPolicyChars) return [statement]
  const halves =
    statement.Resource.length > 1 ? halve(statement.Resource, 'Resource', statement) : halve(statement.Action, 'Action', statement)
  return halves === null ? [statement] : halves.flatMap((half) => pieces(half, sizes))
}

function halve<T>(
  list: readonly T[],
  key: 'Resource' | 'Action',
  statement: RoleStatement,
): readonly [RoleStatement, RoleStatement] | null {
  if (list.length < 2) return null
  const middle = Math.ceil(list.length / 2)
  return [
    { ...statement, Sid: `${statement.Sid}A`, [key]: list.slice(0, middle) },
    { ...statement, Sid: `${statement.Sid}B`, [key]: list.slice(middle) },
  ]
}
