const { S3, S3Client, CopyObjectCommand, GetObjectCommand, DeleteObjectsCommand, PutObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutBucketLifecycleConfigurationCommand, CreateMultipartUploadCommand } = require('@aws-sdk/client-s3')
const { getSignedUrl } = require('@aws-sdk/s3-request-presigner')
const { createPresignedPost } = require('@aws-sdk/s3-presigned-post')
const { Upload } = require('@aws-sdk/lib-storage')
const s3 = new S3Client({})
const Bucket = process.env.BUCKET
exports.handler = async (event) => {
  await s3.send(new CopyObjectCommand({ Bucket, Key: `copies/${event.id}`, CopySource: `${Bucket}/originals/${event.id}`, TaggingDirective: 'COPY' }))
  await s3.send(new GetObjectCommand({ Bucket, Key: event.key, VersionId: event.version }))
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'tmp/a' }] } }))
  await s3.send(new PutObjectCommand({ Bucket, Key: 'public/a', ACL: 'public-read', Tagging: 'a=b' }))
  await s3.send(new PutObjectCommand({ Bucket: 'elsewhere', Key: 'x', SSEKMSKeyId: process.env.FOREIGN_KEY, ServerSideEncryption: 'aws:kms' }))
  try { await s3.send(new HeadObjectCommand({ Bucket, Key: 'maybe' })) } catch (e) { if (e.name !== 'NotFound') throw e }
  await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'public/' }))
  await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket }))
  await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: `signed/${event.id}` }))
  await createPresignedPost(s3, { Bucket, Key: 'posted/' + event.id })
  await new Upload({ client: s3, params: { Bucket, Key: 'big/' + event.id, Body: '' } }).done()
  await new S3().listBuckets()
}
