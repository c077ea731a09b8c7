const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3')
exports.handler = (event) => new S3Client({}).send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: `in/${event.id}` }))
