/**
 * Object Ownership: a bucket that enforces its owner takes no ACLs. New buckets do so until somebody sets another ownership.
 *
 * Source: S3 User Guide, "Controlling ownership of objects and disabling ACLs for your bucket".
 */
import { childOf, parseXml, textIn } from '../../gateway/protocols/xml.js'
import { textOf } from '../../input.js'
import { fault } from '../../reply.js'
import type { Fault, Input } from '../../types.js'
import type { Bucket } from './model.js'

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

export const ENFORCED = 'BucketOwnerEnforced'

export const ownershipXml = (ownership: string): string =>
  `<OwnershipControls xmlns="${NAMESPACE}"><Rule><ObjectOwnership>${ownership}</ObjectOwnership></Rule></OwnershipControls>`

const GRANTS = ['GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWrite', 'GrantWriteACP']

/** Whether a request asks for an ACL beyond the one that such a bucket has anyway. */
export const asksForAcl = (input: Input): boolean =>
  GRANTS.some((member) => textOf(input, member) !== null) || ![null, 'bucket-owner-full-control'].includes(textOf(input, 'ACL'))

export function refusesAcl({ configs }: Bucket, input: Input): Fault | null {
  if (configs.ownershipControls === undefined || !asksForAcl(input)) return null
  const root = parseXml(configs.ownershipControls)
  return root.ok && textIn(childOf(root.value, 'Rule'), 'ObjectOwnership') === ENFORCED
    ? fault('AccessControlListNotSupported', 'The bucket does not allow ACLs', 400)
    : null
}
