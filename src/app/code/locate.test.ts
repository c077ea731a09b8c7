import { expect, test } from 'vitest'
import { appOf, type FilesOfApp, functionOf } from '../testing/app-in-folder.js'
import type { Code } from '../types.js'

interface Row {
  readonly name: string
  /** Properties of a SAM function, in flow form. */
  readonly properties: string
  readonly metadata?: string
  readonly files: readonly string[] | FilesOfApp
  /** `file#export`, or the start of why there is no code. */
  readonly want: string
  readonly problems?: readonly string[]
}

const rows: readonly Row[] = [
  { name: 'a handler beside the template', properties: 'Handler: app.handler', files: ['app.js'], want: 'app.js#handler' },
  {
    name: 'a handler in the code folder',
    properties: 'Handler: app.handler, CodeUri: src/',
    files: ['src/app.js'],
    want: 'src/app.js#handler',
  },
  {
    name: 'a handler with a path',
    properties: 'Handler: src/handlers/app.handler, CodeUri: .',
    files: ['src/handlers/app.mjs'],
    want: 'src/handlers/app.mjs#handler',
  },
  {
    name: 'what `sam build` left, where the source is not there',
    properties: 'Handler: app.handler, CodeUri: dist/',
    files: ['.aws-sam/build/Fn/app.js'],
    want: '.aws-sam/build/Fn/app.js#handler',
  },
  {
    name: 'source before what `sam build` left',
    properties: 'Handler: app.handler',
    files: ['app.ts', '.aws-sam/build/Fn/app.js'],
    want: 'app.ts#handler',
  },
  { name: 'a handler that starts with ./', properties: 'Handler: ./src/app.handler', files: ['src/app.cjs'], want: 'src/app.cjs#handler' },
  { name: 'a nested export', properties: 'Handler: index.routes.create', files: ['index.js'], want: 'index.js#routes.create' },
  {
    name: 'a code folder above the template',
    properties: 'Handler: app.handler, CodeUri: ./sub/../src',
    files: ['src/app.ts'],
    want: 'src/app.ts#handler',
  },
  ...['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'].map((extension) => ({
    name: `a handler in ${extension}`,
    properties: 'Handler: app.handler',
    files: [`app${extension}`],
    want: `app${extension}#handler`,
  })),
  {
    name: 'source comes before what a compiler left beside it',
    properties: 'Handler: app.handler',
    files: ['app.js', 'app.ts'],
    want: 'app.ts#handler',
  },
  {
    name: 'a folder with an index',
    properties: 'Handler: create.handler, CodeUri: src',
    files: ['src/create/index.ts'],
    want: 'src/create/index.ts#handler',
  },
  {
    name: 'Python',
    properties: 'Handler: src.app.lambda_handler, Runtime: python3.12',
    files: ['src/app.py'],
    want: 'src/app.py#lambda_handler',
  },
  {
    name: 'Python in a package',
    properties: 'Handler: app.handler, Runtime: python3.12, CodeUri: fn',
    files: ['fn/app/__init__.py'],
    want: 'fn/app/__init__.py#handler',
  },

  {
    name: "esbuild's entry point",
    properties: 'Handler: app.handler, CodeUri: .',
    metadata: '{ BuildMethod: esbuild, BuildProperties: { EntryPoints: [src/app.ts] } }',
    files: ['src/app.ts'],
    want: 'src/app.ts#handler',
  },
  {
    name: 'an entry point without extension',
    properties: 'Handler: app.handler',
    metadata: '{ BuildMethod: esbuild, BuildProperties: { EntryPoints: [src/app] } }',
    files: ['src/app.mts'],
    want: 'src/app.mts#handler',
  },
  {
    name: 'the one of several entry points that the handler names',
    properties: 'Handler: two.handler',
    metadata: '{ BuildMethod: esbuild, BuildProperties: { EntryPoints: [src/one.ts, src/two.ts] } }',
    files: ['src/one.ts', 'src/two.ts'],
    want: 'src/two.ts#handler',
  },
  {
    name: 'an entry point called otherwise than the handler',
    properties: 'Handler: handler.run',
    metadata: '{ BuildMethod: esbuild, BuildProperties: { EntryPoints: [lambdas/nino/src/start.ts] } }',
    files: ['lambdas/nino/src/start.ts'],
    want: 'lambdas/nino/src/start.ts#run',
  },

  {
    name: 'the source of compiled output, by outDir and rootDir',
    properties: 'Handler: handlers/app.handler, CodeUri: dist',
    files: {
      'tsconfig.json': '{ // where\n "compilerOptions": { "outDir": "./dist", "rootDir": "source", } }',
      'source/handlers/app.ts': '',
      'dist/handlers/app.js': '',
    },
    want: 'source/handlers/app.ts#handler',
  },
  {
    name: 'the source of compiled output, by outDir alone',
    properties: 'Handler: dist/app.handler',
    files: { 'tsconfig.json': '{"compilerOptions": {"outDir": "dist"}}', 'src/app.ts': '', 'dist/app.js': '' },
    want: 'src/app.ts#handler',
  },
  {
    name: 'outDir in a configuration that another extends',
    properties: 'Handler: app.handler, CodeUri: pkg/out-js',
    files: {
      'tsconfig.base.json': '{"compilerOptions": {"outDir": "pkg/out-js", "rootDir": "pkg/ts"}}',
      'pkg/tsconfig.json': '{"extends": "../tsconfig.base.json"}',
      'pkg/ts/app.ts': '',
    },
    want: 'pkg/ts/app.ts#handler',
  },
  {
    name: 'the source of an output folder, by layout',
    properties: 'Handler: handlers/app.handler, CodeUri: build/',
    files: ['src/handlers/app.ts'],
    want: 'src/handlers/app.ts#handler',
  },
  {
    name: 'the source of an output folder of a package',
    properties: 'Handler: index.handler, CodeUri: packages/one/dist',
    files: ['packages/one/src/index.ts'],
    want: 'packages/one/src/index.ts#handler',
  },
  {
    name: 'a function that is called like an output folder',
    properties: 'Handler: app.handler, CodeUri: functions/build',
    files: ['functions/build/app.js', 'functions/app.js'],
    want: 'functions/build/app.js#handler',
  },
  {
    name: 'TypeScript in a folder that is called like an output folder',
    properties: 'Handler: app.handler, CodeUri: lib',
    files: ['lib/app.ts', 'src/app.ts'],
    want: 'lib/app.ts#handler',
  },
  {
    name: 'JavaScript source of an output that is not there',
    properties: 'Handler: app.handler, CodeUri: dist',
    files: ['src/app.js'],
    want: 'src/app.js#handler',
  },
  {
    name: 'build output where there is no source',
    properties: 'Handler: app.handler, CodeUri: dist',
    files: ['dist/app.js'],
    want: 'dist/app.js#handler',
  },
  {
    name: 'an esbuild script that says what an archive is made of',
    properties: 'Handler: index.handler, CodeUri: ./out/one/one.zip',
    files: {
      'scripts/build-one.mjs': "await build({\n entryPoints: ['./src/create-order.ts'],\n outfile: 'out/one/index.js' })",
      'src/create-order.ts': '',
      'src/other.ts': '',
    },
    want: 'src/create-order.ts#handler',
  },
  {
    name: 'an esbuild command in package.json',
    properties: 'Handler: main.handler, CodeUri: bundle',
    files: { 'package.json': '{"scripts": {"build": "esbuild source/entry.ts --bundle --outfile=bundle/main.js"}}', 'source/entry.ts': '' },
    want: 'source/entry.ts#handler',
  },
  {
    name: 'the entry map of a bundler',
    properties: 'Handler: createUser.handler, CodeUri: .webpack/service',
    files: {
      'webpack.config.js': "module.exports = { entry: { createUser: './services/users/create.ts', 'other': './services/x.ts' } }",
      'services/users/create.ts': '',
      'services/x.ts': '',
    },
    want: 'services/users/create.ts#handler',
  },

  {
    name: 'the source that a bundle names in its comments',
    properties: 'Handler: index.handler, CodeUri: bundle/create',
    files: {
      'bundle/create/index.js': '// lib/text.ts\nvar t = 1\n\n// node_modules/x/index.js\n// fns/create.ts\nvar handler = 2\n',
      'lib/text.ts': '',
      'fns/create.ts': '',
      'node_modules/x/index.js': '',
    },
    want: 'fns/create.ts#handler',
  },
  {
    name: 'the source that a source map names',
    properties: 'Handler: index.handler, CodeUri: bundle/create',
    files: {
      'bundle/create/index.js': 'var handler=2\n//# sourceMappingURL=index.js.map\n',
      'bundle/create/index.js.map': '{"version":3,"sources":["../../node_modules/x/i.js","../../lib/text.ts","../../fns/create.ts"]}',
      'lib/text.ts': '',
      'fns/create.ts': '',
    },
    want: 'fns/create.ts#handler',
  },
  {
    name: 'a bundle that names nothing is read itself',
    properties: 'Handler: index.handler, CodeUri: bundle/create',
    files: { 'bundle/create/index.js': 'var handler=2', 'fns/create.ts': '' },
    want: 'bundle/create/index.js#handler',
  },
  {
    name: 'an archive named like one source file, with a note',
    properties: 'Handler: index.handler, CodeUri: out/createUser/createUser.zip',
    files: ['lib/users/createUser.ts', 'lib/users/deleteUser.ts'],
    want: 'lib/users/createUser.ts#handler',
    problems: ['app/found-by-name'],
  },
  {
    name: 'the one file of the handler’s name, with a note',
    properties: 'Handler: create-user.handler, CodeUri: s3://bucket/key',
    files: ['services/users/create-user.ts', 'services/users/model.ts'],
    want: 'services/users/create-user.ts#handler',
    problems: ['app/found-by-name'],
  },
  {
    name: 'two files of the handler’s name are no answer',
    properties: 'Handler: create.handler, CodeUri: s3://bucket/key',
    files: ['a/create.ts', 'b/create.ts'],
    want: 'no file holds the handler `create.handler` of `Fn`',
    problems: ['app/handler-missing'],
  },
  {
    name: 'tests and packages are not searched',
    properties: 'Handler: create.handler, CodeUri: s3://bucket/key',
    files: ['a/create.ts', 'tests/create.ts', 'node_modules/x/create.js', 'b/create.test.ts'],
    want: 'a/create.ts#handler',
    problems: ['app/found-by-name'],
  },
  {
    name: 'a file that is not there names the paths that were tried',
    properties: 'Handler: nothing.handler, CodeUri: src',
    files: ['src/app.js'],
    want: 'no file holds the handler `nothing.handler` of `Fn`; tried `src/nothing`',
    problems: ['app/handler-missing'],
  },
  {
    name: 'a handler that names no export',
    properties: 'Handler: app',
    files: ['app.js'],
    want: 'the handler `app` does not name a file and an export',
    problems: ['app/handler-unreadable'],
  },
  {
    name: 'a function without a handler',
    properties: 'CodeUri: src',
    files: [],
    want: '`Fn` has no handler',
    problems: ['app/handler-unreadable'],
  },
  {
    name: 'code outside the repository is not read',
    properties: 'Handler: app.handler, CodeUri: ../../outside',
    files: [],
    want: 'the code of `Fn` lies outside the repository',
    problems: ['app/outside'],
  },
  {
    name: 'a parameter with a default counts for paths',
    properties: 'Handler: !Sub "${Name}.handler", CodeUri: !Sub "src/${Name}"',
    files: ['src/one/one.js'],
    want: 'src/one/one.js#handler',
  },
  {
    name: 'a script that starts a web server',
    properties: 'Handler: run.sh, Layers: [x]',
    files: ['run.sh'],
    want: '`Fn` starts the script `run.sh`',
    problems: ['app/handler-unreadable'],
  },
  {
    name: 'a runtime of one’s own that is built with esbuild',
    properties: 'Handler: app.handler, Runtime: provided.al2023',
    metadata: '{ BuildMethod: esbuild }',
    files: ['app.ts'],
    want: 'app.ts#handler',
  },
  {
    name: 'Java is not analysed',
    properties: 'Handler: com.x.App::handle, Runtime: java21',
    files: [],
    want: 'the code of `Fn` is not read: it runs on `java21`',
  },

  {
    name: "Datadog's layer calls the function's own handler",
    properties:
      'Handler: /opt/nodejs/node_modules/datadog-lambda-js/handler.handler, Environment: { Variables: { DD_LAMBDA_HANDLER: src/app.run } }',
    files: ['src/app.ts'],
    want: 'src/app.ts#run',
  },
  {
    name: "New Relic's layer does as well",
    properties: 'Handler: newrelic-lambda-wrapper.handler, Environment: { Variables: { NEW_RELIC_LAMBDA_HANDLER: app.run } }',
    files: ['app.ts'],
    want: 'app.ts#run',
  },
  {
    name: 'a wrapper without the variable is the handler as it stands',
    properties: 'Handler: newrelic-lambda-wrapper.handler',
    files: ['newrelic-lambda-wrapper.js'],
    want: 'newrelic-lambda-wrapper.js#handler',
  },

  {
    name: "an image's command is the handler, and what it copies is the code",
    properties: 'PackageType: Image',
    metadata: '{ Dockerfile: Dockerfile, DockerContext: ./fn }',
    files: {
      'fn/Dockerfile': 'FROM public.ecr.aws/lambda/nodejs:22\nCOPY src/ ${LAMBDA_TASK_ROOT}/\nCMD [ "app.handler" ]\n',
      'fn/src/app.mjs': '',
    },
    want: 'fn/src/app.mjs#handler',
  },
  {
    name: "the template's command wins over the image's",
    properties: 'PackageType: Image, ImageConfig: { Command: [other.handler] }',
    metadata: '{ Dockerfile: Dockerfile, DockerContext: . }',
    files: { Dockerfile: 'FROM public.ecr.aws/lambda/nodejs:22\nCMD ["app.handler"]\n', 'other.js': '' },
    want: 'other.js#handler',
  },
  {
    name: 'an image without a Dockerfile here',
    properties: 'PackageType: Image, ImageUri: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/x:1',
    files: [],
    want: 'the code of `Fn` is not read: it is a container image',
  },
]

const shown = (code: Code): string =>
  code.kind === 'files'
    ? `${code.entry.file}#${code.entry.exportName}`
    : code.kind === 'inline'
      ? `inline#${code.entry.exportName}`
      : code.problem.message

test.each(rows)('$name', async (row) => {
  const files = Array.isArray(row.files)
    ? Object.fromEntries((row.files as readonly string[]).map((file) => [file, 'handler']))
    : (row.files as FilesOfApp)
  const app = await appOf(
    `
Parameters: { Name: { Type: String, Default: one } }
Globals: { Function: { Runtime: nodejs22.x } }
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Metadata: ${row.metadata ?? '{}'}
    Properties: { ${row.properties} }
`,
    files,
  )
  const got = shown(functionOf(app, 'Fn').code)
  expect(got.slice(0, row.want.length)).toBe(row.want)
  expect(app.problems.map(({ code }) => code)).toEqual(row.problems ?? [])
})

test('inline code has its text and the place where it begins', async () => {
  const app = await appOf(`
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.main
      Code:
        ZipFile: |
          exports.main = async () => {
            return 1
          }
  Sub:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      InlineCode: !Sub |
        const table = "\${Table}"
  Table: { Type: AWS::DynamoDB::Table }
`)
  const { code } = functionOf(app, 'Fn')
  expect(code).toMatchObject({
    kind: 'inline',
    source: 'exports.main = async () => {\n  return 1\n}\n',
    entry: { file: 'template.yaml', exportName: 'main' },
    at: { line: 10, column: 11 },
  })
  expect(functionOf(app, 'Sub').code).toMatchObject({ kind: 'inline', source: 'const table = "${Table}"\n', at: { line: 19, column: 9 } })
})

test('local layers are folders, in their order', async () => {
  const app = await appOf(
    `
Resources:
  One: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: layers/one } }
  Two: { Type: AWS::Lambda::LayerVersion, Properties: { Content: layers/two } }
  Fn:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs22.x, Handler: a.h, Layers: [!Ref Two, 'arn:aws:lambda:us-east-1:111122223333:layer:x:1', !Ref One] }
`,
    { 'a.js': '', 'layers/one/nodejs/package.json': '{}', 'layers/two/nodejs/package.json': '{}' },
  )
  const { code } = functionOf(app, 'Fn')
  expect(code.kind === 'files' ? code.layers : null).toEqual([`${app.folder}/layers/two`, `${app.folder}/layers/one`])
})

test('a staged copy of a source folder is the source', async () => {
  const app = await appOf(
    `
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs22.x, Handler: create.handler, Code: { S3Bucket: b, S3Key: k } }
    Metadata: { aws:asset:path: cdk.out/asset.174026 }
`,
    {
      'cdk.out/asset.174026/create.js': 'exports.handler = 1',
      'lambda/create.js': 'exports.handler = 1',
      'old/create.js': 'exports.handler = 2',
    },
  )
  expect(shown(functionOf(app, 'Fn').code)).toBe('lambda/create.js#handler')
})

test('the asset of a synthesised template is found by name where its folder is not here', async () => {
  const app = await appOf(
    `
Resources:
  HandlerFB6EB814:
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs22.x, Handler: lambda.handler, Code: { S3Bucket: !Ref B, S3Key: k } }
    Metadata: { aws:cdk:path: Stack/Handler/Resource, aws:asset:path: asset.174026, aws:asset:property: Code }
  B: { Type: AWS::S3::Bucket }
`,
    { 'lambda-fns/lambda.ts': 'export const handler = 1', 'lib/stack.ts': '' },
  )
  expect(shown(functionOf(app, 'HandlerFB6EB814').code)).toBe('lambda-fns/lambda.ts#handler')
  expect(app.problems.map(({ code }) => code)).toEqual(['app/found-by-name'])
})
