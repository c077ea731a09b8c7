/** What a role's policies allow, and what a change gives and takes: as requests, not as text. */
import { managedPolicy } from '../catalog/index.js'
import type { NamedPolicy } from '../decide/index.js'
import { parsePolicyValue } from '../policy/index.js'
import { type Region, type Subject, summarize } from '../prove/index.js'
import { canonical } from './documents.js'
import type { Document, LiveRole, WantedRole } from './types.js'

export type NamedDocument = readonly [name: string, document: Document]

/** AWS's own policies are known from the catalog; those of other accounts are not seen. */
export const documentsOf = (role: Pick<LiveRole, 'inline' | 'attached'>): readonly NamedDocument[] => [
  ...role.inline,
  ...role.attached.flatMap(({ arn, name, document }): NamedDocument[] => {
    const known = document ?? managedPolicy(arn)?.document ?? null
    return known === null ? [] : [[name, { ...known }]]
  }),
]

export const documentsWanted = (role: Pick<WantedRole, 'policies' | 'managedPolicyArns'>): readonly NamedDocument[] => [
  ...role.policies.map(({ name, document }): NamedDocument => [name, document]),
  ...role.managedPolicyArns.flatMap((arn): NamedDocument[] => {
    const known = managedPolicy(arn)
    return known === null ? [] : [[known.name, { ...known.document }]]
  }),
]

/** @returns nothing where both say the same; a document that IAM would not store allows nothing */
export function changeOfAccess(
  before: readonly NamedDocument[],
  after: readonly NamedDocument[],
): { readonly gained: readonly Region[]; readonly lost: readonly Region[] } {
  const said = (documents: readonly NamedDocument[]): string => canonical(documents.map(([, document]) => canonical(document)).sort())
  if (said(before) === said(after)) return { gained: [], lost: [] }
  const { gained, lost } = summarize(subject(before), subject(after))
  return { gained, lost }
}

function subject(documents: readonly NamedDocument[]): Subject {
  const policies = documents.flatMap(([name, document]): NamedPolicy[] => {
    const policy = parsePolicyValue(document, 'identity')
    return policy.ok ? [{ name, policy: policy.value }] : []
  })
  return { kind: 'identity', policies }
}
