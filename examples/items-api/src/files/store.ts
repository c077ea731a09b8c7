import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { config } from '../config'

export interface StoredFile {
  name: string
  size: number
  changedAt?: string
}

const s3 = new S3Client({})
const keyOf = (name: string) => `${config.filePrefix}${name}`

/** Stores a small file that came with the request. */
export async function putFile(name: string, body: Buffer, contentType: string): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: config.bucketName, Key: keyOf(name), Body: body, ContentType: contentType }))
}

/** A link to which a large file can be sent without passing through the API. */
export function uploadLink(name: string, contentType: string): Promise<string> {
  const command = new PutObjectCommand({ Bucket: config.bucketName, Key: keyOf(name), ContentType: contentType })
  return getSignedUrl(s3, command, { expiresIn: config.linkSeconds })
}

export function downloadLink(name: string): Promise<string> {
  return getSignedUrl(s3, new GetObjectCommand({ Bucket: config.bucketName, Key: keyOf(name) }), { expiresIn: config.linkSeconds })
}

/** The file's text, or nothing where there is none of that name. */
export async function readText(name: string): Promise<string | undefined> {
  try {
    const object = await s3.send(new GetObjectCommand({ Bucket: config.bucketName, Key: keyOf(name) }))
    return await object.Body?.transformToString()
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined
    throw error
  }
}

export async function listFiles(limit: number): Promise<StoredFile[]> {
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: config.bucketName, Prefix: config.filePrefix, MaxKeys: limit }),
  )
  return Contents.map(({ Key = '', Size = 0, LastModified }) => ({
    name: Key.slice(config.filePrefix.length),
    size: Size,
    changedAt: LastModified?.toISOString(),
  }))
}

export async function putReport(day: string, report: unknown): Promise<string> {
  const key = `${config.reportPrefix}${day}.json`
  await s3.send(
    new PutObjectCommand({ Bucket: config.bucketName, Key: key, Body: JSON.stringify(report), ContentType: 'application/json' }),
  )
  return key
}
