/**
 * What a service asks KMS for on its caller's behalf: the same caller needs permission for the key that seals the resource,
 * by its own policies and the key's.
 *
 * Source: AWS KMS Developer Guide, "kms:ViaService" and "Encryption context"; IAM User Guide, "Forward access sessions".
 */
import { clientPrefix } from '../../catalog/index.js'
import type { LocalService, PlannedCheck, ServiceCall } from '../types.js'

export interface KeyCheck {
  readonly check: PlannedCheck
  /** The call as KMS would get it: what its service says of a check depends on it. */
  readonly call: ServiceCall
}

/** Keys that AWS manages let every principal of the account in through their service. */
const MANAGED = /(?:^|[:/])alias\/aws\//

/** @param kms the service of KMS, which knows what an alias stands for */
export function keyChecks(check: PlannedCheck, call: ServiceCall, service: LocalService | null, kms: LocalService): readonly KeyCheck[] {
  const sealed = check.kms === undefined ? null : (service?.sealedBy?.(check, call) ?? null)
  if (check.kms === undefined || sealed === null || MANAGED.test(sealed.key)) return []
  const via = `${clientPrefix(call.service) ?? call.service}.${call.region}.amazonaws.com`
  const asKms: ServiceCall = {
    ...call,
    service: 'kms',
    caller: { ...call.caller, via: { service: via, sourceArn: null } },
    input: { KeyId: sealed.key, EncryptionContext: sealed.encryptionContext },
    body: null,
    http: null,
  }
  const resource = sealed.key.startsWith('arn:') ? sealed.key : `arn:aws:kms:${call.region}:${call.account}:key/${sealed.key}`
  return check.kms.flatMap((action): readonly KeyCheck[] => {
    const planned: PlannedCheck = {
      action,
      resource,
      context: { 'aws:ViaAWSService': ['true'] },
      ...(check.item === undefined ? {} : { item: check.item }),
    }
    const asked = { ...asKms, operation: action.slice('kms:'.length) }
    const found = kms.resolve?.(planned, asked) ?? planned
    return [found].flat().map((each) => ({ check: each as PlannedCheck, call: asked }))
  })
}
