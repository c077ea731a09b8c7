/** Names that stay the same from run to run and inside IAM's limits. Source: IAM User Guide, "IAM and AWS STS quotas", names. */
import { createHash } from 'node:crypto'

const MAX_ROLE_NAME_CHARS = 64
const MAX_POLICY_NAME_CHARS = 128
const HASH_CHARS = 8

/** A logical ID of letters and digits from an ID that may hold slashes (nested stacks) or dots and `#` (source files). */
export function logicalId(id: string): string {
  const words = id.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  return words.map((word, i) => (i === 0 && words.length === 1 ? word : word.slice(0, 1).toUpperCase() + word.slice(1))).join('')
}

/** The role's ID beside a function or principal: `CreateFunctionRole`, as SAM's own; in a nested stack `Stack/CreateRole`. */
export function roleIdOf(id: string): string {
  const nested = /^(?:[A-Za-z0-9]+\/)+/.exec(id)?.[0] ?? ''
  const own = id.slice(nested.length)
  return /^[A-Za-z0-9]+$/.test(own) ? `${nested}${own}Role` : `${logicalId(id)}Role`
}

/**
 * The role's ID beside each of several, and no two the same: `get-item` and `get_item` both become `GetItem`, and then each
 * has a hash of the whole behind it.
 */
export function roleIdsOf(ids: readonly string[]): ReadonlyMap<string, string> {
  const users = new Map<string, number>()
  for (const id of ids) users.set(roleIdOf(id), (users.get(roleIdOf(id)) ?? 0) + 1)
  return new Map(
    ids.map((id) => {
      const plain = roleIdOf(id)
      if (users.get(plain) === 1) return [id, plain]
      const hash = createHash('sha256').update(id).digest('hex').slice(0, HASH_CHARS)
      return [id, plain.replace(/Role$/, `${hash}Role`)]
    }),
  )
}

/** The same name is kept; a longer one is cut, with a hash of the whole so that two never meet. */
export function limited(name: string, maxChars: number): string {
  if (name.length <= maxChars) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_CHARS)
  return `${name.slice(0, maxChars - HASH_CHARS - 1)}-${hash}`
}

/** A role's physical name, for those who ask for one. */
export const roleName = (id: string): string => limited(id.replace(/[^\w+=,.@-]+/g, '-'), MAX_ROLE_NAME_CHARS)

/** @param part 1 is the first; others carry their number */
export function policyName(roleId: string, part: number): string {
  const base = `${logicalId(roleId).replace(/Role$/, '')}Policy`
  return limited(part === 1 ? base : `${base}${part}`, MAX_POLICY_NAME_CHARS)
}
