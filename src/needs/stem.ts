/** Whether two texts speak of the same resource although one is its URL or name and the other its ARN. */
import type { SymText } from '../policy/index.js'
import { type DeclaredIndex, named } from './declared.js'

/** What stacks that hand on a resource put behind its name: `AuditQueueUrl`, `AuditQueueArn`, `audit-queue-name`. */
const KIND = /[-_.]?(url|arn|name|id)$/i

/**
 * By the symbol that each ends with: a declared resource's, or parameters and imports that differ in `Url`, `Arn` or `Name`
 * at their end alone.
 */
export function meansSame(resource: SymText, value: SymText, index: DeclaredIndex): boolean {
  const a = idOf(resource, index)
  const b = idOf(value, index)
  return a !== null && a === b
}

function idOf(value: SymText, index: DeclaredIndex): string | null {
  for (const piece of [...value].reverse()) {
    if (piece.kind !== 'symbol' || piece.name.startsWith('AWS::')) continue
    const own = named([piece], index)
    return own === null ? piece.name.replace(KIND, '') : own.declared.id
  }
  return null
}
