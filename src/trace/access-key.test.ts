import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTracer } from './tracer.js'

const tracer = createTracer({ folder: mkdtempSync(join(tmpdir(), 'keys-')) })
const HEAD = `
const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3')
const AWS = require('aws-sdk')
const get = (credentials) => new S3Client({ credentials }).send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))
`

const rows = [
  { name: 'keys of variables', code: 'get({ accessKeyId: process.env.KEY, secretAccessKey: process.env.SECRET })', want: true },
  { name: 'keys of a job’s event', code: 'get(event.data.artifactCredentials)', want: true },
  { name: 'parts of a job’s event', code: 'get({ accessKeyId: event.credentials.accessKeyId })', want: true },
  { name: 'the function’s own variables', code: "get({ accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? 'local' })", want: false },
  { name: 'keys that are given locally alone', code: "get(process.env.LOCAL ? { accessKeyId: 'local' } : undefined)", want: false },
  { name: 'keys in the settings of SDK v2', code: "new AWS.S3({ accessKeyId: 'AKIA' }).getObject({ Bucket: 'b' }).promise()", want: true },
  { name: 'settings that nobody knows', code: "new AWS.S3(JSON.parse(process.env.S3)).getObject({ Bucket: 'b' }).promise()", want: false },
  { name: 'no keys', code: 'get()', want: false },
]

test.each(rows)('$name', ({ code, want }) => {
  const source = `${HEAD}exports.handler = async (event) => ${code}`
  const { calls } = tracer.trace({ kind: 'inline', source, exportName: 'handler', at: { file: 't.yaml', line: 1, column: 1 } })
  expect(calls.map(({ accessKey }) => (accessKey ?? null) !== null)).toEqual([want])
})
