import { textOf } from '../../input.js'
import { isFault } from '../../reply.js'
import type { PlannedCheck, ServiceCall } from '../../types.js'
import { keyOfCiphertext } from './crypto.js'
import { aliasArn } from './keys.js'
import type { KmsStore } from './model.js'

/** A request is checked on the key that it means: of an alias the one behind it, of a ciphertext the one that it was made with. */
export function resolveKey(store: KmsStore, check: PlannedCheck, call: ServiceCall): PlannedCheck | readonly PlannedCheck[] {
  if (!check.action.startsWith('kms:')) return check
  const id = textOf(call.input, check.action === 'kms:ReEncryptTo' ? 'DestinationKeyId' : 'KeyId') ?? textOf(call.input, 'TargetKeyId')
  if (ALIAS_OPERATIONS.has(call.operation)) {
    const alias = aliasArn(call, textOf(call.input, 'AliasName') ?? '')
    const target =
      textOf(call.input, 'TargetKeyId') === null
        ? store.keys.get(store.aliases.get(alias)?.keyArn ?? '')
        : store.find(textOf(call.input, 'TargetKeyId') ?? '', call)
    const onAlias = { ...check, resource: alias }
    return target === undefined || isFault(target) ? onAlias : [onAlias, { ...check, resource: target.arn }]
  }
  if (id !== null) {
    const key = store.find(id, call)
    return isFault(key) ? check : { ...check, resource: key.arn }
  }
  const blob = textOf(call.input, 'CiphertextBlob')
  const arn = blob === null ? null : keyOfCiphertext(Buffer.from(blob, 'base64'))
  return arn === null ? check : { ...check, resource: arn }
}

const ALIAS_OPERATIONS = new Set(['CreateAlias', 'UpdateAlias', 'DeleteAlias'])
