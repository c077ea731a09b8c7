import { DetectTextCommand, RekognitionClient } from '@aws-sdk/client-rekognition'

const eyes = new RekognitionClient({})

export const main = async (event: { Records: { s3: { bucket: { name: string }; object: { key: string } } }[] }) => {
  for (const { s3 } of event.Records)
    await eyes.send(new DetectTextCommand({ Image: { S3Object: { Bucket: s3.bucket.name, Name: s3.object.key } } }))
}
