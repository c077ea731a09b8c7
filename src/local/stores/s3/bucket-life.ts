/** Buckets are made and taken away. */
import { recordOf, textOf } from '../../input.js'
import { fault, isFault } from '../../reply.js'
import type { Reply, ServiceCall } from '../../types.js'
import { NS } from './bucket-settings.js'
import type { Bucket } from './model.js'
import { asksForAcl, ENFORCED, ownershipXml } from './ownership.js'
import { ALL_BLOCKED } from './public-access.js'
import { empty, noContent } from './reply.js'
import { readAcl } from './requests.js'
import type { S3Store } from './store.js'

const BUCKET_NAME =
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?![.-])){1,61}[a-z0-9]$/

export function createBucket(store: S3Store, { input, account, region, now }: ServiceCall): Reply {
  const name = textOf(input, 'Bucket') ?? ''
  if (!BUCKET_NAME.test(name)) return fault('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name })
  const there = store.buckets.get(name)
  const constraint = textOf(recordOf(input, 'CreateBucketConfiguration') ?? {}, 'LocationConstraint')
  const where = constraint ?? region
  if (there !== undefined) {
    if (there.account !== account)
      return fault(
        'BucketAlreadyExists',
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
        409,
        { BucketName: name },
      )
    // Source: S3 API Reference, "CreateBucket", Errors: in us-east-1 the owner gets 200.
    if (region !== 'us-east-1')
      return fault('BucketAlreadyOwnedByYou', 'Your previous request to create the named bucket succeeded and you already own it.', 409, {
        BucketName: name,
      })
  }
  const acl = readAcl(input, account)
  if (isFault(acl)) return acl
  const objectLock = textOf(input, 'ObjectLockEnabledForBucket') === 'true'
  const ownership = textOf(input, 'ObjectOwnership') ?? ENFORCED
  if (ownership === ENFORCED && asksForAcl(input) && textOf(input, 'ACL') !== 'private')
    return fault(
      'InvalidBucketAclWithObjectOwnership',
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
      400,
      { BucketName: name },
    )
  if (there === undefined)
    store.buckets.set(name, {
      name,
      account,
      region: where === 'EU' ? 'eu-west-1' : where,
      createdAt: now,
      versioning: objectLock ? 'Enabled' : null,
      policy: null,
      tags: null,
      configs: {
        publicAccessBlock: ALL_BLOCKED,
        ...(objectLock
          ? { 'object-lock': `<ObjectLockConfiguration ${NS}><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>` }
          : {}),
        ownershipControls: ownershipXml(ownership),
      },
      acl,
      objectLock,
    })
  return empty({ location: `/${name}`, 'x-amz-bucket-arn': `arn:aws:s3:::${name}` })
}

export function deleteBucket(store: S3Store, { name }: Bucket): Reply {
  if (store.keys(name).size > 0) return fault('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, { BucketName: name })
  for (const upload of [...store.uploads.values()]) if (upload.bucket === name) store.uploads.delete(upload.id)
  store.dropBucket(name)
  return noContent()
}
