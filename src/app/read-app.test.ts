import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { printSym } from '../policy/index.js'
import { parseDocumentText } from './document/read-document.js'
import { readApp } from './read-app.js'
import { appOf, folderWith, functionOf, readFiles } from './testing/app-in-folder.js'
import { plain } from './testing/plain.js'

const TEMPLATE = `
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: { Handler: a.handler, Runtime: nodejs22.x, Environment: { Variables: { V: !Ref AWS::Region } } }
`
const SDK = "require('@aws-sdk/client-s3')\n"
const SOURCE = 'export const handler = async () => {}\n'

interface FindRow {
  readonly name: string
  readonly files: Readonly<Record<string, string>>
  readonly target?: string
  readonly templates?: readonly string[]
  readonly format?: string
  readonly code?: string
  readonly says?: readonly string[]
  readonly hints?: string
  /** The file that the handler of `Fn` is in. */
  readonly entry?: string
}

const PACKAGED = JSON.stringify({
  Resources: {
    Fn: {
      Type: 'AWS::Lambda::Function',
      Properties: { Handler: 'src/a.handler', Runtime: 'nodejs22.x', Code: { S3Bucket: { Ref: 'Deployed' }, S3Key: 'x/dev/1/x.zip' } },
    },
  },
})

const findRows: readonly FindRow[] = [
  { name: 'a folder with template.yaml', files: { 'template.yaml': TEMPLATE }, templates: ['template.yaml'], format: 'sam' },
  { name: 'a folder with template.yml', files: { 'template.yml': TEMPLATE }, templates: ['template.yml'] },
  {
    name: 'a folder with template.json',
    files: { 'template.json': '{"Resources": {}}' },
    templates: ['template.json'],
    format: 'cloudformation',
  },
  { name: 'a template by its name', files: { 'infra/main.yaml': TEMPLATE }, target: 'infra/main.yaml', templates: ['main.yaml'] },
  {
    name: 'a config wins over a template beside it',
    files: { 'rolewright.config.yaml': 'template: infra/app.yaml\n', 'infra/app.yaml': TEMPLATE, 'template.yaml': 'Resources: {}' },
    templates: ['infra/app.yaml'],
  },
  {
    name: 'a config as the target',
    files: { 'rolewright.config.json': '{"template": "app.yaml"}', 'app.yaml': TEMPLATE },
    target: 'rolewright.config.json',
    templates: ['app.yaml'],
  },
  {
    name: 'a config without a template leaves the search to go on',
    files: { 'rolewright.config.yml': 'layout: per-function\n', 'template.yaml': TEMPLATE },
    templates: ['template.yaml'],
  },
  {
    name: 'cdk.out wins over template.yaml',
    files: { 'template.yaml': TEMPLATE, ...assembly() },
    templates: ['cdk.out/One.template.json'],
    format: 'cdk',
  },
  {
    name: 'template.yaml wins over serverless.yml',
    files: { 'template.yaml': TEMPLATE, 'serverless.yml': 'service: x' },
    templates: ['template.yaml'],
  },
  { name: 'one source file', files: { 'src/a.ts': SOURCE }, target: 'src/a.ts', templates: [], format: 'source', entry: 'a.ts' },
  {
    name: 'a folder without anything',
    files: { 'a.txt': '' },
    code: 'app/nothing-found',
    says: ['rolewright.config.yaml', 'cdk.out/manifest.json', 'template.yaml', 'serverless.yml'],
  },
  {
    name: 'a folder with a template further down',
    files: { 'infra/template.yaml': TEMPLATE, 'infra/values.yaml': 'Resources: 3', 'package.json': '{}' },
    templates: ['infra/template.yaml'],
  },
  {
    name: 'a template under another name',
    files: { 'stack.json': '{ "Resources": { "Files": { "Type": "AWS::S3::Bucket" } } }' },
    templates: ['stack.json'],
    format: 'cloudformation',
  },
  {
    name: 'of several templates, the one with the functions',
    files: { 'infra/a.yaml': 'Resources:\n  Files: { Type: AWS::S3::Bucket }\n', 'infra/b.yaml': TEMPLATE },
    templates: ['infra/b.yaml'],
  },
  {
    name: 'several templates with functions',
    files: { 'a/template.yaml': TEMPLATE, 'b/template.yaml': TEMPLATE },
    code: 'app/several-templates',
    says: ['2 templates', 'b/template.yaml'],
    hints: 'rolewright generate a/template.yaml',
  },
  {
    name: 'a CDK app that was not synthesised',
    files: { 'cdk.json': '{ "app": "npx tsx bin/app.ts" }' },
    code: 'app/not-synthesised',
    says: ['cdk.json'],
    hints: 'cdk synth',
  },
  { name: 'a CDK app further down', files: { 'infra/cdk.json': '{}' }, code: 'app/not-synthesised', hints: 'in `infra`' },
  {
    name: 'Terraform below',
    files: { 'infra/lambda.tf': '' },
    code: 'app/unsupported',
    says: ['infra/lambda.tf', 'Terraform'],
    hints: 'generate',
  },
  {
    name: 'Terraform with handlers',
    files: { 'main.tf.json': '{}', 'src/a.ts': `${SDK}export const handler = async () => {}` },
    code: 'app/unsupported',
    hints: 'rolewright generate src/a.ts',
  },
  { name: 'a CDK for Terraform app', files: { 'cdktf.json': '{}' }, code: 'app/unsupported', says: ['cdktf.json'] },
  { name: 'an Architect app', files: { 'app.arc': '@app\nx' }, code: 'app/unsupported', says: ['Architect'], hints: 'generate sam.json' },
  { name: 'an SST app', files: { 'sst.config.ts': '' }, code: 'app/unsupported', says: ['SST'] },
  { name: 'an Amplify app', files: { 'amplify/backend.ts': '' }, code: 'app/unsupported', says: ['Amplify'] },
  { name: 'a Pulumi app', files: { 'Pulumi.yaml': 'name: x' }, code: 'app/unsupported', says: ['Pulumi'] },
  { name: 'Python alone', files: { 'src/app.py': '' }, code: 'app/no-template', says: ['src/app.py', 'Python'], hints: 'with a template' },
  {
    name: 'a container alone',
    files: { Dockerfile: 'FROM scratch' },
    code: 'app/no-template',
    says: ['Dockerfile'],
    hints: 'generate src/index.js',
  },
  {
    name: 'the program that a package starts',
    files: {
      'package.json': '{ "scripts": { "start": "node --enable-source-maps src/job.js" } }',
      'src/job.js': "require('./save')",
      'src/save.js': SDK,
    },
    templates: [],
    format: 'source',
    entry: 'src/job.js',
  },
  {
    name: 'the container of a program',
    files: { Dockerfile: 'FROM node', 'package.json': '{ "main": "./job.js" }', 'job.js': SDK },
    templates: [],
    format: 'source',
    entry: 'job.js',
  },
  {
    name: 'handlers without a template',
    files: {
      'src/a.ts': `${SDK}export const handler = async () => {}`,
      'src/lib.ts': SDK,
      'src/a.test.ts': `${SDK}export const handler = 1`,
    },
    templates: [],
    format: 'source',
    entry: 'src/a.ts',
  },
  { name: 'a program that calls nothing of AWS', files: { 'package.json': '{ "main": "a.js" }', 'a.js': '1' }, code: 'app/nothing-found' },
  {
    name: 'a config that names a folder',
    files: { 'rolewright.config.yaml': 'template: infra\n', 'infra/template.yaml': TEMPLATE },
    templates: ['infra/template.yaml'],
  },
  {
    name: 'what the Serverless Framework makes of a service that is a program, with the code beside that',
    files: {
      'serverless.ts': 'export default {}',
      '.serverless/cloudformation-template-update-stack.json': PACKAGED,
      'src/a.js': 'exports.handler = async () => {}',
    },
    templates: ['.serverless/cloudformation-template-update-stack.json'],
    format: 'cloudformation',
    entry: 'src/a.js',
  },
  {
    name: 'serverless.yml is read itself, whatever was made of it',
    files: { 'serverless.yml': 'service: x', '.serverless/cloudformation-template-update-stack.json': PACKAGED },
    templates: ['serverless.yml'],
    format: 'serverless',
  },
  {
    name: 'what was made of it, by its name',
    files: {
      'serverless.yml': 'service: x',
      '.serverless/cloudformation-template-update-stack.json': PACKAGED,
      'src/a.js': 'exports.handler = async () => {}',
    },
    target: '.serverless/cloudformation-template-update-stack.json',
    templates: ['.serverless/cloudformation-template-update-stack.json'],
    format: 'cloudformation',
    entry: 'src/a.js',
  },
  {
    name: 'a service under another name',
    files: { 'serverless-blue.yml': 'service: x' },
    target: 'serverless-blue.yml',
    templates: ['serverless-blue.yml'],
    format: 'serverless',
  },
  {
    name: 'serverless.ts alone',
    files: { 'serverless.ts': 'export default {}' },
    code: 'app/unsupported',
    says: ['program', 'serverless package'],
  },
  { name: 'Terraform alone', files: { 'main.tf': '' }, code: 'app/unsupported', says: ['Terraform'] },
  { name: 'a path that is not there', files: {}, target: 'nothing.yaml', code: 'app/file-missing', says: ['nothing.yaml'] },
  {
    name: 'a config that names a template that is not there',
    files: { 'rolewright.config.yaml': 'template: x.yaml' },
    code: 'app/file-missing',
    says: ['x.yaml'],
  },
  { name: 'a config that is broken', files: { 'rolewright.config.yaml': 'template: "x' }, code: 'app/yaml-syntax' },
]

function assembly(): Readonly<Record<string, string>> {
  return {
    'cdk.out/manifest.json': JSON.stringify({
      artifacts: { One: { type: 'aws:cloudformation:stack', properties: { templateFile: 'One.template.json' } } },
    }),
    'cdk.out/One.template.json': '{"Resources": {}}',
  }
}

test.each(findRows)('$name', async (row) => {
  const read = await readFiles(row.files, row.target ?? '.')
  if (row.code === undefined) {
    if (!read.ok) throw new Error(read.error[0]?.message)
    expect(read.value.templates).toEqual(row.templates)
    if (row.format !== undefined) expect(read.value.format).toBe(row.format)
    if (row.format === 'source')
      expect([...read.value.functions.values()].map(({ code }) => code)).toMatchObject([{ entry: { file: row.entry } }])
    else if (row.entry !== undefined) expect(functionOf(read.value, 'Fn').code).toMatchObject({ kind: 'files', entry: { file: row.entry } })
    return
  }
  if (read.ok) throw new Error('it was read')
  expect(read.error[0]?.code).toBe(row.code)
  if (row.hints !== undefined) expect(read.error[0]?.hint).toContain(row.hints)
  for (const part of row.says ?? []) expect(read.error[0]?.message).toContain(part)
})

test('--from looks for one format alone', async () => {
  const read = await readFiles({ 'template.yaml': TEMPLATE, ...assembly() }, '.', { from: 'sam' })
  expect(read.ok && read.value.format).toBe('sam')
})

test('source files are an entry each, by their customary export or all of them', async () => {
  const folder = folderWith({
    'src/a.ts': SOURCE,
    'src/b.js': 'exports.one = () => {}\nexports.two = () => {}\n',
    'src/c.py': 'def lambda_handler(event, context):\n  pass\n',
  })
  const read = await readApp(['src/a.ts', 'src/b.js', 'src/c.py'].map((file) => join(folder, file)))
  if (!read.ok) throw new Error(read.error[0]?.message)
  expect([...read.value.functions.keys()]).toEqual(['a.ts#handler', 'b.js#one', 'b.js#two', 'c.py#lambda_handler'])
  expect(read.value.functions.get('c.py#lambda_handler')?.language).toBe('python')
})

test('a function has its place, its environment and its code', async () => {
  const app = await appOf(TEMPLATE, { 'a.js': SOURCE })
  const fn = functionOf(app, 'Fn')
  expect(fn.at).toEqual({ file: 'template.yaml', line: 3, column: 3 })
  expect(plain(fn.environment.get('V') ?? null)).toBe('${AWS::Region}')
  expect(fn.code).toMatchObject({ kind: 'files', root: app.folder, entry: { file: 'a.js', exportName: 'handler' } })
  expect(printSym(fn.name)).toBe('${Fn}')
  expect(fn.role).toEqual({ kind: 'implicit' })
})

test('account, region and parameters that are given become text', async () => {
  const app = await appOf(TEMPLATE, { 'a.js': SOURCE }, { region: 'eu-west-1' })
  expect(plain(functionOf(app, 'Fn').environment.get('V') ?? null)).toBe('eu-west-1')
})

test('parameters keep their origin', async () => {
  const app = await appOf(
    'Parameters:\n  A: { Type: String, Default: x }\n  B: { Type: String }\n  C: { Type: String }\nResources: {}\n',
    {},
    { parameters: { B: 'y' } },
  )
  expect([...app.parameters.values()].map(({ id, origin, value }) => [id, origin, plain(value)])).toEqual([
    ['A', 'default', 'x'],
    ['B', 'override', 'y'],
    ['C', 'none', null],
  ])
})

test('a resource whose condition is false is left out, one that is undecided says so', async () => {
  const template = `
Parameters: { Stage: { Type: String, Default: dev } }
Conditions: { Never: !Equals [a, b], Prod: !Equals [!Ref Stage, prod] }
Resources:
  Gone: { Type: AWS::S3::Bucket, Condition: Never }
  Perhaps: { Type: AWS::S3::Bucket, Condition: Prod }
  There: { Type: AWS::S3::Bucket }
`
  const app = await appOf(template)
  expect([...app.resources.values()].map(({ id, condition }) => [id, condition])).toEqual([
    ['Perhaps', 'Prod'],
    ['There', null],
  ])
})

test('resource types that nobody knows are kept, and stop nothing', async () => {
  const app = await appOf(`${TEMPLATE}  Odd: { Type: Vendor::Odd::Thing, Properties: { A: [1, { B: !Ref Fn }] } }\n  Broken: 3\n`, {
    'a.js': SOURCE,
  })
  expect(plain(app.resources.get('Odd')?.properties ?? null)).toEqual({ A: [1, { B: '${Fn}' }] })
  expect(app.functions.size).toBe(1)
  expect(app.problems.map(({ code }) => code)).toEqual(['app/resource-without-type'])
})

test('circles of resources are found once each', async () => {
  const app = await appOf(`
Resources:
  A: { Type: AWS::SQS::Queue, Properties: { X: !GetAtt B.Arn } }
  B: { Type: AWS::SQS::Queue, Properties: { X: !Sub "x-\${C}" } }
  C: { Type: AWS::SQS::Queue, DependsOn: A }
  Own: { Type: AWS::SQS::Queue, DependsOn: [Own] }
`)
  expect(app.problems.map(({ code, message }) => [code, message])).toEqual([
    ['app/cyclic-dependency', '`A` → `B` → `C` → `A` depend on each other in a circle'],
    ['app/cyclic-dependency', '`Own` → `Own` depend on each other in a circle'],
  ])
})

test('a link that leads back to itself is an error and no waiting', async () => {
  const folder = folderWith({})
  symlinkSync('template.yaml', join(folder, 'template.yaml'))
  const read = await readApp(join(folder, 'template.yaml'))
  expect(read.ok ? null : read.error[0]?.code).toBe('app/file-unreadable')
})

test('the stacks of a synthesised app are told apart by their IDs, and imports between them are resolved', async () => {
  const stack = (resources: object, outputs: object = {}): string => JSON.stringify({ Resources: resources, Outputs: outputs })
  const read = await readFiles({
    'cdk.out/manifest.json': JSON.stringify({
      artifacts: {
        Data: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Data.template.json' } },
        Data2: { type: 'cdk:asset-manifest', properties: { file: 'x.json' } },
        Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Stage' } },
      },
    }),
    'cdk.out/Data.template.json': stack(
      { Table: { Type: 'AWS::DynamoDB::Table' } },
      { Out: { Value: { Ref: 'Table' }, Export: { Name: 'Data:Table' } } },
    ),
    'cdk.out/assembly-Stage/manifest.json': JSON.stringify({
      artifacts: { Api: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Api.template.json' } } },
    }),
    'cdk.out/assembly-Stage/Api.template.json': stack({
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Handler: 'index.handler',
          Runtime: 'nodejs22.x',
          Code: { S3Bucket: 'x', S3Key: 'y' },
          Environment: { Variables: { TABLE: { 'Fn::ImportValue': 'Data:Table' } } },
        },
        Metadata: { 'aws:asset:path': '../asset.abc' },
      },
    }),
    'cdk.out/asset.abc/index.js': SOURCE,
  })
  if (!read.ok) throw new Error(read.error[0]?.message)
  expect([...read.value.resources.keys()]).toEqual(['Data/Table', 'Api/Fn'])
  const fn = functionOf(read.value, 'Api/Fn')
  expect(plain(fn.environment.get('TABLE') ?? null)).toBe('${Data/Table}')
  expect(fn.code).toMatchObject({ kind: 'files', entry: { file: 'cdk.out/asset.abc/index.js' } })
})

test('reading a thousand functions costs a few times what parsing their template does', async () => {
  const fn = (i: number): string => `
  F${i}:
    Type: AWS::Serverless::Function
    Properties:
      Handler: src/f${i}.handler
      Environment: { Variables: { A: !Ref Table, B: !Sub "\${AWS::StackName}-b" } }
      Policies: [{ DynamoDBCrudPolicy: { TableName: !Ref Table } }]
      Events: { Api: { Type: Api, Properties: { Path: /f${i}, Method: get } } }
`
  const globals = 'Globals: { Function: { Runtime: nodejs22.x, Tracing: Active, Environment: { Variables: { G: !Ref Table } } } }\n'
  const template = `${globals}Resources:\n  Table: { Type: AWS::DynamoDB::Table }${Array.from({ length: 1_000 }, (_, i) => fn(i)).join('')}`
  const folder = folderWith({
    'template.yaml': template,
    ...Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`src/f${i}.ts`, SOURCE])),
  })
  const start = performance.now()
  const read = await readApp(folder)
  const tookMs = performance.now() - start
  if (!read.ok) throw new Error(read.error[0]?.message)
  expect([...read.value.functions.values()].filter(({ code }) => code.kind === 'files').length).toBe(1_000)
  // Measured against the parser in the same minute, since the machine may be busy: it is two to three times the parser's time.
  const parseStart = performance.now()
  parseDocumentText(template, 'template.yaml')
  expect(tookMs).toBeLessThan(10 * (performance.now() - parseStart) + 500)
})
