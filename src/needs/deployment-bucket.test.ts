import { expect, test } from 'vitest'
import { appOf, callOf, cells, needsWith, piece } from './testing/app-of.js'

const FUNCTION = `Type: AWS::Lambda::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, Role: arn:aws:iam::111122223333:role/r`

const grants = async (resources: string): Promise<readonly string[]> => {
  const app = await appOf(`Resources:\n${resources}`)
  const call = callOf('s3', 'GetObject', { Bucket: piece.any(), Key: 'a' })
  return cells(needsWith(app, { Fn: [call] }).functions.get('Fn')?.grants ?? [], 'call')
}

test.each([
  [
    'the only declared bucket is meant',
    `  Files: { Type: AWS::S3::Bucket }\n  Fn: { ${FUNCTION}, Code: . } }`,
    's3:GetObject s3:${Files}/a ?assumed',
  ],
  [
    'a bucket that code is deployed from is not',
    `  Packages: { Type: AWS::S3::Bucket }\n  Fn: { ${FUNCTION}, Code: { S3Bucket: !Ref Packages, S3Key: a.zip } } }`,
    's3:GetObject s3:*/a ?wildcard',
  ],
  [
    'nor is the one that the Serverless Framework makes',
    `  ServerlessDeploymentBucket: { Type: AWS::S3::Bucket }\n  Fn: { ${FUNCTION}, Code: . } }`,
    's3:GetObject s3:*/a ?wildcard',
  ],
  [
    'and so another one is the only one',
    `  ServerlessDeploymentBucket: { Type: AWS::S3::Bucket }\n  Files: { Type: AWS::S3::Bucket }\n  Fn: { ${FUNCTION}, Code: . } }`,
    's3:GetObject s3:${Files}/a ?assumed',
  ],
])('of a bucket whose name is not known, %s', async (_, resources, want) => {
  expect(await grants(resources)).toEqual([want])
})
