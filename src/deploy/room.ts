/** IAM's quotas: what is too much, and what has room beside what is there. */
import type { Problem } from '../outcome/index.js'
import { quotas } from '../policy/index.js'
import { printDocument } from './documents.js'
import type { Document, LiveRole, WantedPolicy, WantedRole } from './types.js'

const sizeOf = (documents: Iterable<Document>): number => [...documents].reduce((sum, document) => sum + printDocument(document).length, 0)

export interface Difference {
  readonly put: readonly WantedPolicy[]
  readonly remove: readonly string[]
  readonly attach: readonly string[]
  readonly detach: readonly string[]
  readonly foreign: readonly string[]
  /** Whether what the role allows can change on the way. */
  readonly access: boolean
  readonly changes: boolean
}

/** The most that inline policies take at any moment of the change, and the most attachments. */
export function roomFor(live: LiveRole, { put, attach }: Difference): { readonly inline: number; readonly attachments: number } {
  const now = new Map(live.inline)
  let most = sizeOf(now.values())
  for (const { name, document } of put) {
    now.set(name, document)
    most = Math.max(most, sizeOf(now.values()))
  }
  return {
    inline: quotas.inlinePoliciesOfRoleChars - most,
    attachments: quotas.managedPoliciesPerRole - live.attached.length - attach.length,
  }
}

export function tooLarge(wanted: WantedRole): Problem | null {
  const inline = sizeOf(wanted.policies.filter(({ kind }) => kind === 'inline').map(({ document }) => document))
  const attached = wanted.managedPolicyArns.length + wanted.policies.filter(({ kind }) => kind === 'managed').length
  const over = wanted.policies.find(
    ({ kind, document }) => kind === 'managed' && printDocument(document).length > quotas.managedPolicyChars,
  )
  const said =
    inline > quotas.inlinePoliciesOfRoleChars
      ? `its inline policies take ${inline} characters, and IAM takes ${quotas.inlinePoliciesOfRoleChars}`
      : over !== undefined
        ? `the policy \`${over.name}\` takes ${printDocument(over.document).length} characters, and IAM takes ${quotas.managedPolicyChars}`
        : attached > quotas.managedPoliciesPerRole
          ? `it needs ${attached} attached policies, and IAM takes ${quotas.managedPoliciesPerRole}`
          : printDocument(wanted.trustPolicy).length > quotas.trustPolicyMaxChars
            ? `its trust policy takes ${printDocument(wanted.trustPolicy).length} characters, and IAM takes ${quotas.trustPolicyMaxChars} at most`
            : null
  return said === null
    ? null
    : {
        code: 'deploy/quota',
        message: `\`${wanted.name}\`: ${said}`,
        hint: 'give its functions roles of their own, or resources a common prefix; nothing was changed',
        at: null,
      }
}

export const noRoom = (wanted: WantedRole, live: LiveRole): Problem => ({
  code: 'deploy/no-room',
  message: `\`${wanted.name}\` has no room for the new policies beside the old: ${sizeOf(live.inline.values())} characters inline, ${live.attached.length} attached`,
  hint: 'remove a policy that is not used, or ask AWS for more attachments a role; nothing was changed',
  at: null,
})
