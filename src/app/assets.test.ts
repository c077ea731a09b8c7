import { expect, test } from 'vitest'
import { readFiles } from './testing/app-in-folder.js'

const published = (key: string) => ({ S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}' }, S3Key: key })

const TEMPLATE = {
  Resources: {
    Fn: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler', Runtime: 'nodejs22.x', Code: published('aaa.zip') } },
    Data: {
      Type: 'AWS::CloudFormation::Stack',
      Properties: { TemplateURL: { 'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::Region' }, '/assets/bbb.json']] } },
    },
    Resolver: { Type: 'AWS::AppSync::Resolver', Properties: { CodeS3Location: { 'Fn::Sub': 's3://assets-${AWS::AccountId}/ccc.js' } } },
  },
}

const asset = (path: string, objectKey: string) => ({ source: { path }, destinations: { here: { bucketName: 'assets', objectKey } } })

const FILES = {
  'cdk.out/manifest.json': JSON.stringify({
    artifacts: { 'assembly-Dev': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Dev' } } },
  }),
  'cdk.out/assembly-Dev/manifest.json': JSON.stringify({
    artifacts: { Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.template.json' } } },
  }),
  'cdk.out/assembly-Dev/Shop.template.json': JSON.stringify(TEMPLATE),
  'cdk.out/assembly-Dev/Shop.assets.json': JSON.stringify({
    files: {
      aaa: asset('../asset.aaa', 'aaa.zip'),
      bbb: asset('Data.nested.template.json', 'bbb.json'),
      ccc: asset('../asset.ccc.js', 'ccc.js'),
    },
  }),
  'cdk.out/assembly-Dev/Data.nested.template.json': JSON.stringify({
    Resources: { Orders: { Type: 'AWS::DynamoDB::Table', Properties: {} } },
  }),
  'cdk.out/asset.aaa/index.js': 'exports.handler = async () => {}\n',
  'cdk.out/asset.ccc.js': 'export const request = () => ({})\n',
}

test('assets of a synthesised app are found by the keys under which they are published', async () => {
  const read = await readFiles(FILES, 'cdk.out/manifest.json')
  if (!read.ok) throw new Error(read.error[0]?.message)
  const app = read.value
  expect(app.functions.get('Fn')?.code).toMatchObject({ kind: 'files', entry: { file: expect.stringContaining('asset.aaa/index.js') } })
  expect(app.resources.get('Data/Orders')?.type).toBe('AWS::DynamoDB::Table')
  expect(app.resources.get('Resolver')?.properties.entries.get('Code')).toMatchObject({ kind: 'text' })
  expect(app.problems).toEqual([])
})
