/**
 * A change set, held against the edit that it was made of: roles, policies, permissions, and who runs with which role. All
 * else is somebody else's change, or another meaning of the same template, and is not executed.
 *
 * Source: CloudFormation API Reference, "ResourceChange", "ResourceChangeDetail".
 */
import type { Problem } from '../outcome/index.js'
import type { ShownChange, TouchedResource } from './types.js'

type Answer = Readonly<Record<string, unknown>>
const list = (value: unknown): readonly Answer[] => (Array.isArray(value) ? (value as readonly Answer[]) : [])

export function readChange(change: Answer): ShownChange & { readonly details: readonly Answer[] } {
  const it = (change.ResourceChange ?? {}) as Answer
  const details = list(it.Details)
  return {
    action: String(it.Action ?? ''),
    logicalId: String(it.LogicalResourceId ?? ''),
    type: String(it.ResourceType ?? ''),
    physicalId: typeof it.PhysicalResourceId === 'string' ? it.PhysicalResourceId : null,
    replacement: typeof it.Replacement === 'string' ? it.Replacement : null,
    properties: [...new Set(details.flatMap(({ Target }) => ((Target as Answer | undefined)?.Name as string | undefined) ?? []))].sort(),
    details,
  }
}

/** Types that say who may do what, and hold nothing. */
const ACCESS = /^AWS::(IAM::(Role|Policy|ManagedPolicy|RolePolicy)|Lambda::Permission|SQS::QueuePolicy|SNS::TopicPolicy)$/

/** What properties are called once SAM's types are CloudFormation's. */
const DEPLOYED_NAMES: ReadonlyMap<string, string> = new Map([
  ['DefinitionBody', 'Body'],
  ['Role', 'RoleArn'],
])

/** @returns what it changes beyond the edit; null: nothing */
export function beyondEdit(changes: readonly ReturnType<typeof readChange>[], touched: readonly TouchedResource[]): Problem | null {
  const allowed = new Set<string>()
  let others = changes
  // What speaks of a changed role is listed as changing too, so that causes are followed until nothing more is explained.
  for (let grew = true; grew; ) {
    const explained = others.filter((change) => isOfEdit(change, touched, allowed))
    for (const { logicalId } of explained) allowed.add(logicalId)
    others = others.filter((change) => !explained.includes(change))
    grew = explained.length > 0
  }
  const [first] = others
  if (first === undefined) return null
  const what = `${first.action.toLowerCase()} \`${first.logicalId}\` (${first.type}${first.properties.length > 0 ? `: ${first.properties.join(', ')}` : ''})`
  return {
    code: 'deploy/change-set-wider',
    message: `the change set would also ${what}${others.length > 1 ? `, and ${others.length - 1} more` : ''}, which is not part of the edit`,
    hint: 'the deployed template means something else by now: deploy the app as it is first; nothing was changed, and the change set is removed',
    at: null,
  }
}

function isOfEdit(change: ReturnType<typeof readChange>, touched: readonly TouchedResource[], allowed: ReadonlySet<string>): boolean {
  const own = touched.find(({ id }) => id === change.logicalId)
  const maker = own ?? touched.find(({ id, type }) => type.startsWith('AWS::Serverless::') && change.logicalId.startsWith(id))
  if (ACCESS.test(change.type)) return maker !== undefined || isCaused(change, allowed)
  if (change.action !== 'Modify' || change.replacement === 'True') return false
  if (isCaused(change, allowed)) return true
  if (own === undefined || own.change !== 'modify') return false
  const names = new Set(own.properties.flatMap((name) => [name, DEPLOYED_NAMES.get(name) ?? name]))
  // A function that loses its policies is given a role, and nothing else of it changes.
  if (own.type.startsWith('AWS::Serverless::') && (names.has('Policies') || names.has('Role')))
    for (const name of ['Role', 'RoleArn']) names.add(name)
  return change.details.every((detail) => {
    const name = (detail.Target as Answer | undefined)?.Name
    return (typeof name === 'string' && names.has(name)) || isCausedBy(detail, allowed)
  })
}

const isCaused = ({ details, replacement }: ReturnType<typeof readChange>, allowed: ReadonlySet<string>): boolean =>
  replacement !== 'True' && details.length > 0 && details.every((detail) => isCausedBy(detail, allowed))

/** `Role.Arn`: the value is worked out again, since the role it belongs to changes. */
function isCausedBy({ CausingEntity, Evaluation }: Answer, allowed: ReadonlySet<string>): boolean {
  return Evaluation === 'Dynamic' && typeof CausingEntity === 'string' && allowed.has(CausingEntity.split('.')[0] ?? '')
}
