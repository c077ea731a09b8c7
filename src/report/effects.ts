/**
 * What an action does, as a person asks about it: AWS's access level, where what takes away is told apart from other writing.
 *
 * Source: Service Authorization Reference, "Understanding access level summaries within policy summaries" (IAM User Guide);
 * the reference has no level for deleting, so that the action's name tells.
 */
import { type AccessLevel, expandActions, findAction } from '../catalog/index.js'
import type { Effect } from './types.js'

/** From the weakest to the strongest. */
const EFFECTS: readonly Effect[] = ['List', 'Read', 'Tagging', 'Write', 'Delete', 'Permissions']

const OF_LEVEL: Readonly<Record<AccessLevel, Effect>> = {
  List: 'List',
  Read: 'Read',
  Tagging: 'Tagging',
  Write: 'Write',
  'Permissions management': 'Permissions',
}

const TAKES_AWAY = /:(Batch|Admin|PartiQL|Schedule|Force)?(Delete|Remove|Purge|Terminate|Destroy|Erase|Expunge|KeyDeletion)/
/**
 * Names that do not say it. Source: Amazon DynamoDB Developer Guide, "BatchWriteItem" (puts and deletes); AWS KMS Developer
 * Guide, "Deleting AWS KMS keys"; Amazon S3 User Guide, "Expiring objects".
 */
const ALSO_TAKE_AWAY: ReadonlySet<string> = new Set(['dynamodb:BatchWriteItem', 'kms:ScheduleKeyDeletion', 's3:PutLifecycleConfiguration'])

/** @returns the strongest effect of what a pattern allows; null where the catalog has none of it */
export function effectOf(pattern: string): Effect | null {
  if (pattern === '*' || pattern.startsWith('all but ')) return 'Permissions'
  const effects = expandActions(pattern).flatMap((action) => effectOfAction(action) ?? [])
  return effects.length === 0 ? null : effects.reduce((a, b) => (EFFECTS.indexOf(b) > EFFECTS.indexOf(a) ? b : a))
}

function effectOfAction(action: string): Effect | null {
  const facts = findAction(action)
  if (facts === null) return null
  const effect = OF_LEVEL[facts.level]
  return effect === 'Write' && (TAKES_AWAY.test(action) || ALSO_TAKE_AWAY.has(action)) ? 'Delete' : effect
}
