/**
 * Statements that can never allow anything: an action that no policy can limit on an ARN, or an ARN that none of the action's
 * resource types has. Source: Service Authorization Reference, "Resource types" of each service.
 */
import { findAction } from '../catalog/index.js'
import { canApply, type DeclaredIndex } from '../needs/index.js'
import type { Finding } from '../outcome/index.js'
import type { DeclaredAccess } from './declared-cells.js'
import { isEverything } from './overlap.js'
import type { Subject } from './subject.js'
import { quoted } from './unneeded.js'

export const neverMatchingFindings = (subject: Subject, index: DeclaredIndex): readonly Finding[] =>
  subject.access.filter((a) => a.statement.origin.kind === 'inline').flatMap((access) => inStatement(subject, access, index))

function inStatement(subject: Subject, access: DeclaredAccess, index: DeclaredIndex): readonly Finding[] {
  const { statement } = access
  if (statement.notActions.length > 0 || access.resources.some(isEverything)) return []
  const named = statement.actions.filter((a) => !/[*?]/.test(a)).flatMap((a) => findAction(a) ?? [])
  const unlimited = named.filter((a) => a.resourceTypes.length === 0 && !LIMITABLE.has(a.action)).map((a) => a.action)
  const shapeless = named.filter((a) => a.resourceTypes.length > 0 && !access.resources.some((r) => canApply(a.action, r, index)))
  return [
    ...says(unlimited, 'can be allowed on `*` alone, and the statement names resources', 'put it into a statement on `*`', subject, access),
    ...says(
      shapeless.map((a) => a.action),
      `${shapeless.length === 1 ? 'has' : 'have'} no resource of the form that the statement names`,
      'see the ARN in the generated role',
      subject,
      access,
    ),
  ]
}

/**
 * The reference gives these no resource type, and Step Functions checks them on the state machine of the task: a refusal names
 * it, and the policies that SAM and the CDK write for it are limited to it.
 */
const LIMITABLE = new Set(['states:SendTaskFailure', 'states:SendTaskHeartbeat', 'states:SendTaskSuccess'])

function says(actions: readonly string[], what: string, hint: string, subject: Subject, access: DeclaredAccess): readonly Finding[] {
  if (actions.length === 0) return []
  return [
    {
      code: 'access/never-matches',
      severity: 'warning',
      subject: subject.id,
      message: `${quoted([...actions].sort())} ${what}: the statement never allows ${actions.length === 1 ? 'it' : 'them'}`,
      hint,
      at: access.statement.at,
    },
  ]
}
