/** Requests that policies do not decide, or not alone. */
import { splitArn } from '../../policy/index.js'
import { hasAccount, hasLongTermKeys } from '../principal.js'
import { callerHasNoIdentity, needsLongTermKeys } from '../service-rules.js'
import type { Outcome } from './case.js'
import type { Question } from './statement.js'

export function beyondPolicies({ action, request }: Question): Extract<Outcome, { exempt: unknown } | { refused: unknown }> | null {
  const { principal, resource } = request
  // Source: AWS STS API Reference, "GetCallerIdentity": no permissions are needed, and an explicit deny does not stop it.
  if (action === 'sts:getcalleridentity' && hasAccount(principal)) return { exempt: 'callerIdentity' }
  // Source: IAM User Guide, "Permissions for GetSessionToken": no permissions are required, and policies cannot control it.
  if (action === 'sts:getsessiontoken' && hasLongTermKeys(principal)) return { exempt: 'sessionToken' }
  // Source: AWS STS API Reference, "GetSessionToken" and "GetFederationToken": to be called with long-term credentials.
  if (needsLongTermKeys(action) && !hasLongTermKeys(principal)) return { refused: 'longTermKeysNeeded' }
  // Source: AWS KMS Developer Guide, "Retiring and revoking grants": a policy alone cannot allow it.
  if (action === 'kms:retiregrant') return { refused: 'retireGrant' }
  // Source: AWS STS API Reference, "AssumeRole": the root user cannot call it.
  if (action === 'sts:assumerole' && principal.kind === 'root') return { refused: 'rootAssumesRole' }
  if (callerHasNoIdentity(action) && principal.kind !== 'provider') return { refused: 'assertionNeeded' }
  // Source: IAM User Guide, "Cross account resource access in IAM": partitions do not mix.
  const partition = splitArn(resource)?.partition
  if (partition !== undefined && hasAccount(principal) && partition !== principal.partition) return { refused: 'otherPartition' }
  return null
}
