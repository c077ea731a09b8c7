/**
 * Statements that can never allow anything: an action that no policy can limit on an ARN, or an ARN that none of the action's
 * resource types has. Source: Service Authorization Reference, "Resource types" of each service.
 */
import { findAction, resourceType } from '../catalog/index.js'
import { canBeEqual, type DeclaredIndex } from '../needs/index.js'
import type { Finding } from '../outcome/index.js'
import { parseSym, type SymText, symText } from '../policy/index.js'
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
  const shapeless = named.filter(
    (a) => a.resourceTypes.length > 0 && !access.resources.some((r) => fits(a.action, a.resourceTypes, r, index)),
  )
  return [
    ...says(unlimited, 'can be allowed on `*` alone, and the statement names resources', 'put it into a statement on `*`', subject, access),
    ...says(
      shapeless.map((a) => a.action),
      'has no resource of the form that the statement names',
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
      message: `${quoted([...actions].sort())} ${what}: the statement never allows it`,
      hint,
      at: access.statement.at,
    },
  ]
}

function fits(action: string, types: readonly string[], resource: SymText, index: DeclaredIndex): boolean {
  const spelled = spellOut(resource, index)
  if (spelled === null) return true
  const service = action.split(':')[0] ?? ''
  const arns = types.flatMap((type) => resourceType(service, type)?.arns ?? [])
  // A pattern that ends in `*` covers what begins like it: `log-group:NAME:*` also names streams.
  return arns.length === 0 || arns.some((arn) => canBeEqual(asPattern(arn), spelled) || canBeEqual(symText(asPattern(arn), ':*'), spelled))
}

const asPattern = (arn: string): SymText => symText(arn.replace(/\$\{\w+\}/g, '*'))

/** The ARN in letters: a declared resource's symbol becomes the form of its type. Null where the form is not known. */
function spellOut(resource: SymText, index: DeclaredIndex): SymText | null {
  const [first, ...rest] = resource
  if (first?.kind !== 'symbol') return first?.kind === 'text' && first.text.startsWith('arn:') ? neutral(resource, index) : null
  const [id = '', attribute] = first.name.split('.')
  const template = index.byId.get(id)?.facts?.arn
  if (template == null || (attribute !== undefined && attribute !== 'Arn')) return null
  const own = template.replaceAll('{ref}', NAME).replace(/\{[^}]*\}/g, '*')
  return neutral(symText(parseSym(own), rest), index)
}

/** A resource's name holds neither slash nor colon: what stands behind it decides the form. */
const NAME = 'name'

/** Partition, region and account are words too; other symbols may be anything. */
const neutral = (value: SymText, index: DeclaredIndex): SymText =>
  symText(...value.map((p) => (p.kind !== 'symbol' ? [p] : index.byId.has(p.name) || p.name.startsWith('AWS::') ? NAME : '*')))
