/** The answer of `audit` for a person. */
import type { Audit } from '../../audit/index.js'
import type { Style } from '../style.js'

export function renderAudit({ read, roles }: Audit, style: Style): string {
  const lines = [`${read.events} events in ${read.files} files`]
  for (const [arn, { used }] of Object.entries(roles)) {
    lines.push('', style.bold(arn))
    for (const { action, count, denied } of used) lines.push(`  ${action}  ${count}${denied > 0 ? `  ${denied} denied` : ''}`)
  }
  return lines.join('\n')
}
