/**
 * A lock → the bytes of its file. JSON with a line for each text; a subject without access still has two lines, so that
 * between the blocks of two subjects there is always a line that neither of them changes, and git merges them.
 */
import type { Lock, LockGrant } from './types.js'

export function printLock({ lockVersion, subjects }: Lock): string {
  const blocks = [...subjects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, grants]) => block(id, grants))
  const body = blocks.length === 0 ? '{}' : `{\n${blocks.join(',\n')}\n  }`
  return `{\n  "lockVersion": ${lockVersion},\n  "subjects": ${body}\n}\n`
}

function block(id: string, grants: readonly LockGrant[]): string {
  const entries = grants.map((grant) => indented(JSON.stringify(inOrder(grant), null, 2)))
  return `    ${JSON.stringify(id)}: [\n${entries.length === 0 ? '' : `${entries.join(',\n')}\n`}    ]`
}

const inOrder = ({ actions, resources, conditions, kind, certainty, evidence }: LockGrant): LockGrant => ({
  actions,
  resources,
  conditions,
  kind,
  certainty,
  evidence,
})

const indented = (text: string): string => text.replace(/^/gm, '      ')
