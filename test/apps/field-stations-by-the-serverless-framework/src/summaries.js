const { GetObjectCommand, S3Client } = require('@aws-sdk/client-s3')
const { celsius } = require('/opt/nodejs/units')

const s3 = new S3Client({})

exports.summarise = async (event) => {
  const found = await s3.send(new GetObjectCommand({ Bucket: process.env.RAW, Key: `summaries/${event.day}` }))
  return { summary: celsius(await found.Body.transformToString()) }
}
