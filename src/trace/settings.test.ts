import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readApp } from '../app/index.js'
import { traceApp } from './index.js'

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, Default: dev }
  Kind: { Type: String, Default: dev, AllowedValues: [prod, dev] }
Conditions: { IsTest: !Equals [!Ref Stage, test] }
Resources:
  Allowed: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: ., Environment: { Variables: { STAGE: !Ref Kind } } } }
  Chosen: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: ., Environment: { Variables: { STAGE: !Ref Stage } } } }
  Dev: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: ., Environment: { Variables: { STAGE: dev } } } }
  Empty: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: ., Environment: { Variables: { STAGE: '' } } } }
  OneOf: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: ., Environment: { Variables: { STAGE: !If [IsTest, test, prod] } } } }
  Prod: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: ., Environment: { Variables: { STAGE: prod } } } }
  Unset: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: . } }
`

const SOURCE = `
import { S3Client, GetObjectCommand } from '@aws-sdk/client-s3'
const buckets = { dev: 'things-dev', prod: 'things-prod', test: 'things-test' }
const Bucket = buckets[process.env.STAGE]
export const handler = () => new S3Client({}).send(new GetObjectCommand({ Bucket, Key: 'k' }))
`

test('a shared module goes the way of each function that the template gives a text, and every way for the others', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'))
  try {
    writeFileSync(join(folder, 'template.yaml'), TEMPLATE)
    writeFileSync(join(folder, 'index.mjs'), SOURCE)
    const app = await readApp(folder)
    if (!app.ok) throw new Error(JSON.stringify(app.error))
    const traces = await traceApp(app.value, { libraries: [] })
    const buckets = [...traces].map(([id, { calls }]) => {
      const texts = JSON.stringify(calls.map(({ input }) => (input.kind === 'object' ? input.entries.get('Bucket') : null)))
      return [id, (texts.match(/things-\w+/g) ?? []).sort().join(' ')]
    })
    expect(buckets).toEqual([
      ['Allowed', 'things-dev things-prod'],
      ['Chosen', 'things-dev things-prod things-test'],
      ['Dev', 'things-dev'],
      ['Empty', 'things-dev things-prod things-test'],
      ['OneOf', 'things-prod things-test'],
      ['Prod', 'things-prod'],
      ['Unset', 'things-dev things-prod things-test'],
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
