const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3')

const s3 = new S3Client({})
exports.put = (Bucket, Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body: '' }))
