/** What buckets answer beyond the check list: to a client that is allowed to ask. */
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetBucketOwnershipControlsCommand,
  GetObjectCommand,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusal } from './testing/checklist.js'
import { type ClientSettings, type Running, running } from './testing/running.js'

let it: Running
const s3Of = (settings: ClientSettings): S3Client => new S3Client({ ...settings, forcePathStyle: true })

beforeAll(async () => {
  it = await running()
})
afterAll(() => it.aws.close())

// Source: S3 User Guide, "Controlling ownership of objects and disabling ACLs for your bucket".
describe('a new bucket', () => {
  const Bucket = 'owned'
  beforeAll(async () => {
    const s3 = s3Of(it.admin())
    await s3.send(new CreateBucketCommand({ Bucket }))
    await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }))
  })

  test('enforces its owner', async () => {
    const { OwnershipControls } = await s3Of(it.admin()).send(new GetBucketOwnershipControlsCommand({ Bucket }))
    expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }])
  })

  test.each([
    ['an upload', () => new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', ACL: 'public-read' })],
    ['a grant', () => new PutObjectCommand({ Bucket, Key: 'k', Body: 'x', GrantRead: 'id=1' })],
    ['a copy', () => new CopyObjectCommand({ Bucket, Key: 'c', CopySource: `${Bucket}/k`, ACL: 'public-read' })],
    ['an upload in parts', () => new CreateMultipartUploadCommand({ Bucket, Key: 'm', ACL: 'public-read' })],
    ['an ACL afterwards', () => new PutObjectAclCommand({ Bucket, Key: 'k', ACL: 'private' })],
    ['an ACL of the bucket', () => new PutBucketAclCommand({ Bucket, ACL: 'public-read' })],
  ])('refuses the ACL of %s', async (_, command) => {
    const error = await refusal(s3Of(it.admin()).send(command() as PutObjectCommand))
    expect([error.name, error.status, error.message]).toEqual(['AccessControlListNotSupported', 400, 'The bucket does not allow ACLs'])
  })

  test('takes them with another ownership, and public ones only unblocked', async () => {
    const s3 = s3Of(it.admin())
    await s3.send(new CreateBucketCommand({ Bucket: 'with-acls' }))
    await s3.send(
      new PutBucketOwnershipControlsCommand({ Bucket: 'with-acls', OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } }),
    )
    await s3.send(new PutObjectCommand({ Bucket: 'with-acls', Key: 'k', Body: 'x', ACL: 'private' }))
    const open = new CreateMultipartUploadCommand({ Bucket: 'with-acls', Key: 'm', ACL: 'public-read' })
    expect((await refusal(s3.send(open))).name).toBe('AccessDenied')
  })
})

// Source: S3 API Reference, "GetObject", x-amz-tagging-count.
test('the number of tags is told to whoever may read them', async () => {
  const s3 = s3Of(it.admin())
  await s3.send(new CreateBucketCommand({ Bucket: 'tagged' }))
  await s3.send(new PutObjectCommand({ Bucket: 'tagged', Key: 'k', Body: 'x', Tagging: 'a=1&b=2' }))
  const may = async (...actions: readonly string[]) => {
    const role = await it.roleWith([{ Effect: 'Allow', Action: actions, Resource: '*' }])
    return (await s3Of(role).send(new GetObjectCommand({ Bucket: 'tagged', Key: 'k' }))).TagCount
  }
  expect(await may('s3:GetObject')).toBeUndefined()
  expect(await may('s3:GetObject', 's3:GetObjectTagging')).toBe(2)
})
