/** 47 things that S3 does, through the SDK's own client. */
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { type Check, refusal, type Target } from './checklist.js'

export function s3Checks(target: Target): readonly Check[] {
  const client = new S3Client({ ...target, forcePathStyle: true })
  const unique = randomBytes(4).toString('hex')
  const Bucket = `checks-${unique}`
  const Versioned = `versions-${unique}`
  const text = async (Key: string, more: Record<string, unknown> = {}): Promise<string> => {
    const got = await client.send(new GetObjectCommand({ Bucket, Key, ...more }))
    return (await got.Body?.transformToString()) ?? ''
  }
  const put = (Key: string, Body: string, more: Record<string, unknown> = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
  const bytes = randomBytes(200_000)
  const ODD = 'a b+c ü&=/x'
  let uploaded = ''
  return [
    { name: '1 CreateBucket', run: async () => void (await client.send(new CreateBucketCommand({ Bucket }))) },
    { name: '2 HeadBucket', run: async () => void (await client.send(new HeadBucketCommand({ Bucket }))) },
    {
      name: '3 ListBuckets shows it',
      run: async () => assert.ok((await client.send(new ListBucketsCommand({}))).Buckets?.some((it) => it.Name === Bucket)),
    },
    {
      name: '4 PutObject of a buffer with the default CRC32, content type and metadata',
      run: async () => {
        const put = await client.send(
          new PutObjectCommand({ Bucket, Key: 'buffer', Body: bytes, ContentType: 'text/plain', Metadata: { colour: 'green' } }),
        )
        assert.equal(put.ETag, `"${createHash('md5').update(bytes).digest('hex')}"`)
      },
    },
    {
      name: '5 GetObject is byte-identical',
      run: async () => {
        const got = await client.send(new GetObjectCommand({ Bucket, Key: 'buffer' }))
        assert.ok(bytes.equals(Buffer.from((await got.Body?.transformToByteArray()) ?? [])))
      },
    },
    {
      name: '6 GetObject with ChecksumMode returns the stored CRC32',
      run: async () =>
        assert.ok((await client.send(new GetObjectCommand({ Bucket, Key: 'buffer', ChecksumMode: 'ENABLED' }))).ChecksumCRC32),
    },
    {
      name: '7 PutObject with a wrong checksum is refused',
      run: async () => assert.equal((await refusal(put('wrong', 'body', { ChecksumCRC32: 'AAAAAA==' }))).status, 400),
    },
    {
      name: '8 PutObject from a stream reads back identical',
      run: async () => {
        await client.send(
          new PutObjectCommand({
            Bucket,
            Key: 'stream',
            Body: Readable.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)]),
            ContentLength: bytes.length,
          }),
        )
        const got = await client.send(new GetObjectCommand({ Bucket, Key: 'stream' }))
        assert.ok(bytes.equals(Buffer.from((await got.Body?.transformToByteArray()) ?? [])))
      },
    },
    {
      name: '9 PutObject with a SHA256 checksum',
      run: async () => {
        const done = await put('sha', 'hello', { ChecksumAlgorithm: 'SHA256' })
        assert.equal(done.ChecksumSHA256, createHash('sha256').update('hello').digest('base64'))
      },
    },
    {
      name: '10 PutObject with an empty body',
      run: async () => {
        await put('empty', '')
        assert.equal(await text('empty'), '')
      },
    },
    {
      name: '11 a key with space, plus, unicode and signs is read and listed as given',
      run: async () => {
        await put(ODD, 'odd')
        assert.equal(await text(ODD), 'odd')
        assert.ok((await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'a b+' }))).Contents?.some((it) => it.Key === ODD))
      },
    },
    {
      name: '12 HeadObject: length, content type, metadata',
      run: async () => {
        const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'buffer' }))
        assert.deepEqual([head.ContentLength, head.ContentType, head.Metadata?.colour], [200_000, 'text/plain', 'green'])
      },
    },
    {
      name: '13 Range: body and Content-Range',
      run: async () => {
        const got = await client.send(new GetObjectCommand({ Bucket, Key: 'buffer', Range: 'bytes=10-19' }))
        assert.ok(bytes.subarray(10, 20).equals(Buffer.from((await got.Body?.transformToByteArray()) ?? [])))
        assert.equal(got.ContentRange, 'bytes 10-19/200000')
      },
    },
    {
      name: '14 If-None-Match with the ETag: 304',
      run: async () => {
        const { ETag } = await client.send(new HeadObjectCommand({ Bucket, Key: 'buffer' }))
        assert.equal((await refusal(client.send(new GetObjectCommand({ Bucket, Key: 'buffer', IfNoneMatch: ETag })))).status, 304)
      },
    },
    {
      name: '15 NoSuchKey and NoSuchBucket',
      run: async () => {
        assert.equal((await refusal(client.send(new GetObjectCommand({ Bucket, Key: 'missing' })))).name, 'NoSuchKey')
        assert.equal((await refusal(client.send(new GetObjectCommand({ Bucket: `none-${unique}`, Key: 'k' })))).name, 'NoSuchBucket')
      },
    },
    {
      name: '16 PutObject with If-None-Match on an existing key: 412',
      run: async () => assert.equal((await refusal(put('buffer', 'x', { IfNoneMatch: '*' }))).status, 412),
    },
    {
      name: '17 CopyObject',
      run: async () => {
        await put('source', 'copied', { Metadata: { kept: 'yes' } })
        await client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/source` }))
        assert.equal(await text('copy'), 'copied')
        assert.equal((await client.send(new HeadObjectCommand({ Bucket, Key: 'copy' }))).Metadata?.kept, 'yes')
      },
    },
    {
      name: '18 CopyObject with REPLACE drops the old metadata',
      run: async () => {
        await client.send(
          new CopyObjectCommand({
            Bucket,
            Key: 'copy2',
            CopySource: `${Bucket}/source`,
            MetadataDirective: 'REPLACE',
            Metadata: { fresh: '1' },
          }),
        )
        assert.deepEqual((await client.send(new HeadObjectCommand({ Bucket, Key: 'copy2' }))).Metadata, { fresh: '1' })
      },
    },
    {
      name: '19 ListObjectsV2 with prefix and delimiter counts keys and common prefixes',
      run: async () => {
        for (const key of ['p/a', 'p/b/1', 'p/b/2', 'p/c/1']) await put(key, 'x')
        const list = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'p/', Delimiter: '/' }))
        assert.deepEqual(
          list.Contents?.map((it) => it.Key),
          ['p/a'],
        )
        assert.deepEqual(
          list.CommonPrefixes?.map((it) => it.Prefix),
          ['p/b/', 'p/c/'],
        )
        assert.equal(list.KeyCount, 3)
      },
    },
    {
      name: '20 ListObjectsV2 pages by MaxKeys',
      run: async () => {
        const keys: (string | undefined)[] = []
        let ContinuationToken: string | undefined
        do {
          const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'p/', MaxKeys: 1, ContinuationToken }))
          keys.push(...(page.Contents ?? []).map((it) => it.Key))
          ContinuationToken = page.NextContinuationToken
        } while (ContinuationToken !== undefined)
        assert.deepEqual(keys, ['p/a', 'p/b/1', 'p/b/2', 'p/c/1'])
      },
    },
    {
      name: '21 ListObjects with a marker',
      run: async () =>
        assert.deepEqual(
          (await client.send(new ListObjectsCommand({ Bucket, Prefix: 'p/', Marker: 'p/b/1' }))).Contents?.map((it) => it.Key),
          ['p/b/2', 'p/c/1'],
        ),
    },
    {
      name: '22 DeleteObject, then HeadObject fails',
      run: async () => {
        await client.send(new DeleteObjectCommand({ Bucket, Key: 'copy2' }))
        assert.equal((await refusal(client.send(new HeadObjectCommand({ Bucket, Key: 'copy2' })))).status, 404)
      },
    },
    {
      name: '23 DeleteObjects reports the keys',
      run: async () => {
        const done = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'p/b/1' }, { Key: 'p/b/2' }] } }))
        assert.deepEqual(done.Deleted?.map((it) => it.Key).sort(), ['p/b/1', 'p/b/2'])
      },
    },
    {
      name: '24 multipart: the ETag ends in -2 and the body is identical',
      run: async () => {
        const Key = 'multi'
        const parts = [randomBytes(5 * 1024 * 1024), randomBytes(100_000)]
        const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
        const done = []
        for (const [i, Body] of parts.entries()) {
          const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: i + 1, Body }))
          done.push({ ETag, PartNumber: i + 1 })
        }
        const complete = await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: done } }))
        assert.ok(complete.ETag?.endsWith('-2"'))
        const got = await client.send(new GetObjectCommand({ Bucket, Key }))
        assert.ok(Buffer.concat(parts).equals(Buffer.from((await got.Body?.transformToByteArray()) ?? [])))
      },
    },
    {
      name: '25 ListParts, ListMultipartUploads, Abort',
      run: async () => {
        const Key = 'aborted'
        const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
        await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'part' }))
        assert.equal((await client.send(new ListPartsCommand({ Bucket, Key, UploadId }))).Parts?.length, 1)
        assert.ok((await client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads?.some((it) => it.UploadId === UploadId))
        await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
        assert.equal((await refusal(client.send(new ListPartsCommand({ Bucket, Key, UploadId })))).name, 'NoSuchUpload')
      },
    },
    {
      name: '26 UploadPartCopy',
      run: async () => {
        const Key = 'part-copy'
        const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
        const copied = await client.send(
          new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber: 1, CopySource: `${Bucket}/source` }),
        )
        await client.send(
          new CompleteMultipartUploadCommand({
            Bucket,
            Key,
            UploadId,
            MultipartUpload: { Parts: [{ PartNumber: 1, ETag: copied.CopyPartResult?.ETag }] },
          }),
        )
        assert.equal(await text(Key), 'copied')
      },
    },
    {
      name: '27 lib-storage uploads a stream of 6 MiB',
      run: async () => {
        const body = randomBytes(6 * 1024 * 1024)
        await new Upload({ client, params: { Bucket, Key: 'lib', Body: Readable.from([body]) } }).done()
        const got = await client.send(new GetObjectCommand({ Bucket, Key: 'lib' }))
        assert.ok(body.equals(Buffer.from((await got.Body?.transformToByteArray()) ?? [])))
      },
    },
    {
      name: '28 presigned GET',
      run: async () => {
        const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'source' }), { expiresIn: 60 })
        assert.equal(await (await fetch(url)).text(), 'copied')
      },
    },
    {
      name: '29 presigned PUT',
      run: async () => {
        const url = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'by-url' }), { expiresIn: 60 })
        assert.equal((await fetch(url, { method: 'PUT', body: 'by url' })).status, 200)
        assert.equal(await text('by-url'), 'by url')
      },
    },
    {
      name: '30 an expired presigned URL: 403',
      run: async () => {
        const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'source' }), {
          expiresIn: 1,
          signingDate: new Date(Date.now() - 120_000),
        })
        assert.equal((await fetch(url)).status, 403)
      },
    },
    {
      name: '31 versioning put and get',
      run: async () => {
        await client.send(new CreateBucketCommand({ Bucket: Versioned }))
        await client.send(new PutBucketVersioningCommand({ Bucket: Versioned, VersioningConfiguration: { Status: 'Enabled' } }))
        assert.equal((await client.send(new GetBucketVersioningCommand({ Bucket: Versioned }))).Status, 'Enabled')
      },
    },
    {
      name: '32 an old version is readable, and both are listed',
      run: async () => {
        const first = await client.send(new PutObjectCommand({ Bucket: Versioned, Key: 'k', Body: 'one' }))
        await client.send(new PutObjectCommand({ Bucket: Versioned, Key: 'k', Body: 'two' }))
        const old = await client.send(new GetObjectCommand({ Bucket: Versioned, Key: 'k', VersionId: first.VersionId }))
        assert.equal(await old.Body?.transformToString(), 'one')
        assert.equal((await client.send(new ListObjectVersionsCommand({ Bucket: Versioned }))).Versions?.length, 2)
      },
    },
    {
      name: '33 a delete marker, then NoSuchKey',
      run: async () => {
        const gone = await client.send(new DeleteObjectCommand({ Bucket: Versioned, Key: 'k' }))
        assert.equal(gone.DeleteMarker, true)
        assert.equal((await refusal(client.send(new GetObjectCommand({ Bucket: Versioned, Key: 'k' })))).name, 'NoSuchKey')
      },
    },
    {
      name: '34 object tagging put and get',
      run: async () => {
        await client.send(new PutObjectTaggingCommand({ Bucket, Key: 'source', Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }))
        assert.deepEqual((await client.send(new GetObjectTaggingCommand({ Bucket, Key: 'source' }))).TagSet, [{ Key: 'a', Value: 'b' }])
      },
    },
    {
      name: '35 tags on PutObject',
      run: async () => {
        await put('tagged', 'x', { Tagging: 'c=d' })
        assert.deepEqual((await client.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' }))).TagSet, [{ Key: 'c', Value: 'd' }])
      },
    },
    {
      name: '36 bucket policy round-trips as JSON',
      run: async () => {
        const Policy = JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:DeleteBucket', Resource: `arn:aws:s3:::${Bucket}` }],
        })
        await client.send(new PutBucketPolicyCommand({ Bucket: Versioned, Policy: Policy.replaceAll(Bucket, Versioned) }))
        assert.deepEqual(
          JSON.parse((await client.send(new GetBucketPolicyCommand({ Bucket: Versioned }))).Policy ?? ''),
          JSON.parse(Policy.replaceAll(Bucket, Versioned)),
        )
      },
    },
    {
      name: '37 bucket CORS put and get',
      run: async () => {
        const CORSRules = [{ AllowedMethods: ['GET'], AllowedOrigins: ['https://example.com'] }]
        await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }))
        assert.deepEqual((await client.send(new GetBucketCorsCommand({ Bucket }))).CORSRules, CORSRules)
      },
    },
    {
      name: '38 object ACL put, and get has grants',
      run: async () => {
        await client.send(new PutObjectAclCommand({ Bucket, Key: 'source', ACL: 'bucket-owner-full-control' }))
        assert.ok(((await client.send(new GetObjectAclCommand({ Bucket, Key: 'source' }))).Grants?.length ?? 0) > 0)
      },
    },
    {
      name: '39 GetObjectAttributes: ObjectSize',
      run: async () =>
        assert.equal(
          (await client.send(new GetObjectAttributesCommand({ Bucket, Key: 'buffer', ObjectAttributes: ['ObjectSize'] }))).ObjectSize,
          200_000,
        ),
    },
    {
      name: '40 bucket encryption put and get',
      run: async () => {
        const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const } }]
        await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }))
        const got = await client.send(new GetBucketEncryptionCommand({ Bucket }))
        assert.equal(got.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm, 'aws:kms')
      },
    },
    {
      name: '41 PublicAccessBlock put and get',
      run: async () => {
        await client.send(
          new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: false } }),
        )
        assert.equal((await client.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration?.BlockPublicAcls, true)
      },
    },
    {
      name: '42 lifecycle put and get',
      run: async () => {
        const Rules = [{ ID: 'old', Status: 'Enabled' as const, Filter: { Prefix: 'tmp/' }, Expiration: { Days: 7 } }]
        await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }))
        assert.equal((await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules?.[0]?.Expiration?.Days, 7)
      },
    },
    {
      name: '43 notification configuration put and get',
      run: async () => {
        await client.send(
          new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { EventBridgeConfiguration: {} } }),
        )
        assert.ok((await client.send(new GetBucketNotificationConfigurationCommand({ Bucket }))).EventBridgeConfiguration)
      },
    },
    {
      name: '44 virtual-hosted addressing',
      run: async () => {
        const url = new URL(await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'source' })))
        assert.ok([200, 403].includes(await statusOfHost(url, `${Bucket}.s3.${target.region}.amazonaws.com`)))
      },
    },
    {
      name: '45 a wrong secret: 403',
      run: async () => {
        const wrong = new S3Client({ ...target, forcePathStyle: true, credentials: { ...target.credentials, secretAccessKey: 'wrong' } })
        assert.equal((await refusal(wrong.send(new ListBucketsCommand({})))).status, 403)
      },
    },
    {
      name: '46 DeleteBucket on a bucket that is not empty',
      run: async () => assert.equal((await refusal(client.send(new DeleteBucketCommand({ Bucket })))).name, 'BucketNotEmpty'),
    },
    {
      name: '47 DeleteBucket',
      run: async () => {
        uploaded = `gone-${unique}`
        await client.send(new CreateBucketCommand({ Bucket: uploaded }))
        await client.send(new DeleteBucketCommand({ Bucket: uploaded }))
        assert.equal((await refusal(client.send(new HeadBucketCommand({ Bucket: uploaded })))).status, 404)
      },
    },
  ]
}

async function statusOfHost(url: URL, host: string): Promise<number> {
  const { request } = await import('node:http')
  return await new Promise((resolve, reject) => {
    const sent = request({ host: url.hostname, port: url.port, path: `/source${url.search}`, headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end()
  })
}
