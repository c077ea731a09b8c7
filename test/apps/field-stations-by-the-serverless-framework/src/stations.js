const { PutObjectCommand, S3Client } = require('@aws-sdk/client-s3')
const { PublishCommand, SNSClient } = require('@aws-sdk/client-sns')

const s3 = new S3Client({})
const sns = new SNSClient({})
const { RAW, TOPIC } = process.env

exports.ingest = async (event) => {
  await s3.send(new PutObjectCommand({ Bucket: RAW, Key: `measurements/${event.pathParameters.id}`, Body: event.body }))
  return { statusCode: 204 }
}

exports.warn = async (event) => {
  await sns.send(new PublishCommand({ TopicArn: TOPIC, Message: event.detail.name }))
}

exports.archive = async (event) => {
  await s3.send(new PutObjectCommand({ Bucket: RAW, Key: `archive/${event.requestContext.connectionId}`, Body: event.body }))
  return { statusCode: 200 }
}
