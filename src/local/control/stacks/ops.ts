/** A comparison → the operations of an update. */
import { inOrder } from './template.js'
import type { Change, Op, Target } from './types.js'

/** The operations of an update, in the order of references; what goes stands in its cleanup. */
export function opsOf(target: Target, changes: readonly Change[]): readonly Op[] {
  const byId = new Map(changes.map((change) => [change.id, change]))
  return inOrder(target.template.processed).flatMap((id): Op[] => {
    const change = byId.get(id)
    if (change === undefined || change.action === 'Remove') return []
    return [{ act: change.action === 'Add' ? 'create' : change.replacement === 'True' ? 'replace' : 'update', id, type: change.type }]
  })
}
