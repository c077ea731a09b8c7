/**
 * Broken inputs. Each has a function `Good` that nothing is wrong with where the template can be read at all, so that
 * the test can ask whether its role still comes out.
 */
import type { FileContent } from './run-cli.js'

export interface Row {
  readonly name: string
  readonly files: Readonly<Record<string, FileContent>>
  /** Default: `generate . --json`. */
  readonly words?: readonly string[]
  /**
   * `error`: nothing can be answered: status 1. `finding`: the rest is answered, and what is wrong is named as a
   * finding or an unresolved site. `fine`: it only looks broken, and the answer is whole.
   */
  readonly want: 'error' | 'finding' | 'fine'
  /** What the error, finding or unresolved site must say: its code and message and hint and place in one text. */
  readonly says?: RegExp
  /** An error of the words that were given, and not of a file. */
  readonly at?: 'nowhere'
}

const GOOD = `
const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3')
const s3 = new S3Client({})
exports.handler = async () => s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: 'a' }))
`

const fn = (id: string, handler: string, more = ''): string => `
  ${id}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: ${handler}
      Environment: { Variables: { BUCKET: !Ref Files } }${more}`

const HEAD = `Transform: AWS::Serverless-2016-10-31
Resources:
  Files: { Type: AWS::S3::Bucket }`

const template = (...parts: readonly string[]): string => `${HEAD}${fn('Good', 'good.handler')}${parts.join('')}\n`

/** An app whose function `Good` is whole and whose function `Bad` has these files. */
const withBad = (handler: string, files: Readonly<Record<string, FileContent>>): Readonly<Record<string, FileContent>> => ({
  'template.yaml': template(fn('Bad', handler)),
  'good.js': GOOD,
  ...files,
})

const bigResource = (i: number): string => `
  Topic${i}:
    Type: AWS::SNS::Topic
    Properties: { TopicName: !Sub "\${AWS::StackName}-${i}", DisplayName: ${'d'.repeat(160)} }`

const whole = (text: FileContent, more: Readonly<Record<string, FileContent>> = {}): Readonly<Record<string, FileContent>> => ({
  'template.yaml': text,
  'good.js': GOOD,
  ...more,
})

export const templateRows: readonly Row[] = [
  {
    name: 'YAML that ends in the middle of a flow map',
    files: whole(`${HEAD}\n  Good: { Type: AWS::Serverless::Function, Properties: { Handler: good.ha`),
    want: 'error',
    says: /template\.yaml:\d+:\d+/,
  },
  {
    name: 'JSON that ends in the middle of a string',
    files: { 'template.json': '{ "Resources": { "Good": { "Type": "AWS::Ser', 'good.js': GOOD },
    want: 'error',
    says: /template\.json:\d+:\d+/,
  },
  {
    name: 'YAML that is indented with tabs',
    files: whole('Resources:\n\tGood:\n\t\tType: AWS::S3::Bucket\n'),
    want: 'error',
    says: /template\.yaml:2/,
  },
  {
    name: 'a tag that CloudFormation does not have',
    files: whole(template('\n  Odd: { Type: AWS::SNS::Topic, Properties: { TopicName: !Frobnicate x } }')),
    want: 'finding',
    says: /Frobnicate/,
  },
  { name: 'a template without a byte', files: whole(''), want: 'error', says: /template\.yaml/ },
  { name: 'a template that is a list', files: whole('- a\n- b\n'), want: 'error', says: /template\.yaml/ },
  { name: 'a template without resources', files: whole('AWSTemplateFormatVersion: "2010-09-09"\n'), want: 'error', says: /Resources/ },
  { name: 'resources that are a list', files: whole('Resources:\n  - Type: AWS::S3::Bucket\n'), want: 'error', says: /Resources/ },
  { name: 'a resource that is a number', files: whole(template('\n  Odd: 7')), want: 'finding', says: /Odd/ },
  { name: 'a resource without a type', files: whole(template('\n  Odd: { Properties: {} }')), want: 'finding', says: /Odd/ },
  {
    name: 'a resource type that does not exist',
    files: whole(template('\n  Odd: { Type: AWS::Nonsense::Thing, Properties: { A: 1 } }')),
    want: 'fine',
  },
  {
    name: 'a key that stands there twice',
    files: whole(`${template()}  Files: { Type: AWS::S3::Bucket, Properties: {} }\n`),
    want: 'finding',
    says: /Files|unique|twice/i,
  },
  {
    name: 'conditions that ask each other',
    files: whole(
      `Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\n${template('\n  Odd: { Type: AWS::SNS::Topic, Condition: A }')}`,
    ),
    want: 'finding',
    says: /condition/i,
  },
  {
    name: 'a nested stack that is its own template',
    files: whole(template('\n  Self: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: template.yaml } }')),
    want: 'finding',
    says: /template\.yaml/,
  },
  {
    name: 'a nested stack that is not there',
    files: whole(template('\n  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml } }')),
    want: 'finding',
    says: /child\.yaml/,
  },
  {
    name: 'a reference to nothing',
    files: whole(template(fn('Bad', 'good.handler', '\n      Role: !GetAtt Nowhere.Arn'))),
    want: 'finding',
    says: /Nowhere/,
  },
  {
    name: 'a map that is looked up and does not exist',
    files: whole(template('\n  Odd: { Type: AWS::SNS::Topic, Properties: { TopicName: !FindInMap [No, such, map] } }')),
    want: 'finding',
    says: /FindInMap|`No`/,
  },
  {
    name: 'intrinsic functions with the wrong arguments',
    files: whole(template(fn('Bad', 'good.handler').replace('!Ref Files', '!Join [x]'))),
    want: 'finding',
    says: /Join/,
  },
  {
    name: 'a `Fn::Sub` whose brace is never closed',
    files: whole(template(`\n  Odd: { Type: AWS::SNS::Topic, Properties: { TopicName: !Sub 'a\${b' } }`)),
    want: 'fine',
  },
  {
    name: 'YAML anchors that grow without end',
    files: whole(`${bomb()}\n${template('\n  Odd: { Type: AWS::SNS::Topic, Properties: { Tags: *i } }')}`),
    want: 'finding',
    says: /alias/i,
  },
  {
    name: 'JSON that is nested ten thousand deep',
    files: {
      'template.json': `{"Resources":{"Odd":{"Type":"AWS::SNS::Topic","Properties":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}}}`,
      'good.js': GOOD,
    },
    want: 'error',
    says: /deep|nested/i,
  },
  { name: 'a template of 5 MB', files: whole(template(...Array.from({ length: 20_000 }, (_, i) => bigResource(i)))), want: 'fine' },
  {
    name: 'a template that is not UTF-8',
    files: whole(Buffer.concat([Buffer.from(template()), Buffer.from([0x23, 0xff, 0xfe, 0xe9, 0x0a])])),
    want: 'error',
    says: /UTF-8/,
  },
  {
    name: 'a template of binary',
    files: whole(Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 73) % 256))),
    want: 'error',
    says: /template\.yaml/,
  },
  {
    name: 'names that are members of every object',
    files: whole(
      template(
        '\n  __proto__: { Type: AWS::SNS::Topic }',
        '\n  constructor: { Type: AWS::SNS::Topic, Properties: { toString: !Ref hasOwnProperty } }',
      ),
    ),
    want: 'finding',
    says: /hasOwnProperty/,
  },
  {
    name: 'a policy that is no policy',
    files: whole(
      template(fn('Bad', 'good.handler', '\n      Policies: [{ Statement: 7 }, { Version: x, Statement: [{ Effect: Maybe }] }, 12]')),
    ),
    want: 'finding',
    says: /polic|statement|effect/i,
  },
]

/** Nine lists of nine of the one before: 387 million elements when they are written out. */
function bomb(): string {
  const names = [...'abcdefghi']
  return ['x-a: &a [x, x, x, x, x, x, x, x, x]', ...names.slice(1).map((n, i) => `x-${n}: &${n} [${`*${names[i]}, `.repeat(9)}]`)].join(
    '\n',
  )
}

export const sourceRows: readonly Row[] = [
  { name: 'a handler whose file is missing', files: withBad('bad.handler', {}), want: 'finding', says: /bad/ },
  {
    name: 'a handler whose export is missing',
    files: withBad('bad.handler', { 'bad.js': 'exports.other = () => 1\n' }),
    want: 'finding',
    says: /handler/,
  },
  { name: 'a handler without a dot', files: withBad('bad', { 'bad.js': GOOD }), want: 'finding', says: /handler/i },
  {
    name: 'a syntax error in the handler',
    files: withBad('bad.handler', { 'bad.js': 'exports.handler = async () => {\n' }),
    want: 'finding',
    says: /bad\.js:\d+/,
  },
  {
    name: 'a syntax error in a file that the handler imports',
    files: withBad('bad.handler', {
      'bad.js': "const { x } = require('./lib')\nexports.handler = async () => x()\n",
      'lib.js': 'exports.x = function {\n',
    }),
    want: 'finding',
    says: /lib\.js:1/,
  },
  {
    name: 'modules that import each other',
    files: withBad('bad.handler', {
      'bad.js': `const b = require('./b')\nexports.name = 'a'\nexports.handler = async () => b.go()\n`,
      'b.js': `const a = require('./bad')\n${GOOD}\nexports.go = () => a.name && exports.handler()\n`,
    }),
    want: 'fine',
  },
  {
    name: 'modules that re-export each other without end',
    files: withBad('bad.handler', { 'bad.mjs': "export * from './b.mjs'\n", 'b.mjs': "export * from './bad.mjs'\n" }),
    want: 'finding',
    says: /handler/,
  },
  {
    name: 'a minified bundle of 3 MB',
    files: withBad('bad.handler', { 'bad.js': `${minified()};${GOOD.replaceAll('\n', ';')}` }),
    want: 'fine',
  },
  {
    name: 'an expression of twenty thousand terms',
    files: withBad('bad.handler', {
      'bad.js': `${GOOD}\nconst long = ${Array.from({ length: 20_000 }, (_, i) => `'${i}'`).join(' + ')}\n`,
    }),
    want: 'fine',
  },
  {
    name: 'functions that are nested three thousand deep',
    files: withBad('bad.handler', { 'bad.js': `${GOOD}\nconst deep = ${'() => ('.repeat(3000)}1${')'.repeat(3000)}\n` }),
    want: 'finding',
    says: /bad\.js:4.*|nest/,
  },
  {
    name: 'a handler that is binary',
    files: withBad('bad.handler', { 'bad.js': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 255, 254, 0]) }),
    want: 'finding',
    says: /bad\.js/,
  },
  {
    name: 'a handler that is not UTF-8',
    files: withBad('bad.handler', { 'bad.js': Buffer.concat([Buffer.from('// caf'), Buffer.from([0xe9, 0x0a]), Buffer.from(GOOD)]) }),
    want: 'finding',
    says: /bad\.js.*UTF-8/,
  },
  { name: 'a handler whose file is a folder', files: withBad('bad.handler', { 'bad.js': { folder: true } }), want: 'finding', says: /bad/ },
  {
    name: 'a symbolic link that points to itself',
    files: withBad('loop/bad.handler', { loop: { linkTo: 'loop' } }),
    want: 'finding',
    says: /loop/,
  },
  {
    name: 'folders that link to each other',
    files: withBad('a/bad.handler', { 'a/bad.js': GOOD, 'a/b': { linkTo: '../a' } }),
    want: 'fine',
  },
  { name: 'code outside the app', files: withBad('../../../../../../../etc/passwd.handler', {}), want: 'finding', says: /passwd|outside/ },
  {
    name: 'a `CodeUri` outside the app',
    files: whole(template(fn('Bad', 'bad.handler', '\n      CodeUri: ../../../../../../../../'))),
    want: 'finding',
    says: /bad|outside/,
  },
  {
    name: 'a runtime that is not read',
    files: whole(template(fn('Bad', 'bad.handler').replace('nodejs22.x', 'ruby3.3'))),
    want: 'finding',
    says: /^trace\/language .*ruby.* template.yaml:\d+/m,
  },
  {
    name: 'a package whose package.json is broken',
    files: withBad('bad.handler', {
      'bad.js': `require('broken')\n${GOOD}`,
      'node_modules/broken/package.json': '{ "main": ',
      'node_modules/broken/index.js': '',
    }),
    want: 'fine',
  },
  {
    name: 'a tsconfig.json that is broken',
    files: withBad('bad.handler', {
      'bad.ts': GOOD.replace('exports.handler =', 'export const handler ='),
      'tsconfig.json': '{ "compilerOptions": ',
    }),
    want: 'fine',
  },
]

/** One line of three million characters, as a minifier writes it: many small functions that call each other. */
function minified(): string {
  const functions = Array.from(
    { length: 30_000 },
    (_, i) => `function f${i}(a,b){var c=a&&b?{x:a,y:[b,${i}]}:null;return c?f${(i * 7) % 30_000}(c.x,c.y[0]):${i}}`,
  )
  return functions.join('')
}

export const commandLineRows: readonly Row[] = [
  { name: 'an app that is not there', at: 'nowhere', files: {}, words: ['generate', 'nowhere', '--json'], want: 'error', says: /nowhere/ },
  {
    name: 'a folder without an app',
    at: 'nowhere',
    files: { 'notes.txt': 'x' },
    words: ['generate', '.', '--json'],
    want: 'error',
    says: /template\.yaml/,
  },
  {
    name: 'a file that is neither template nor source',
    files: { 'notes.txt': 'x' },
    words: ['generate', 'notes.txt', '--json'],
    want: 'error',
    says: /notes\.txt/,
  },
  {
    name: 'a function that the app does not have',
    at: 'nowhere',
    files: whole(template()),
    words: ['generate', '.', '--function', 'Goood', '--json'],
    want: 'error',
    says: /did you mean `Good`/,
  },
  {
    name: 'a parameter without a value',
    at: 'nowhere',
    files: whole(template()),
    words: ['generate', '.', '--parameters', 'Stage', '--json'],
    want: 'error',
    says: /NAME=VALUE/,
  },
  {
    name: 'an option that does not exist',
    at: 'nowhere',
    files: whole(template()),
    words: ['generate', '--layuot', 'five-roles'],
    want: 'error',
    says: /--layout/,
  },
  {
    name: 'a layout that does not exist',
    at: 'nowhere',
    files: whole(template()),
    words: ['generate', '--layout', 'two-roles'],
    want: 'error',
    says: /per-function/,
  },
  {
    name: 'a command that does not exist',
    at: 'nowhere',
    files: whole(template()),
    words: ['genrate', '.'],
    want: 'error',
    says: /rolewright generate/,
  },
  {
    name: 'a working folder that is not there',
    at: 'nowhere',
    files: {},
    words: ['generate', '--cwd', 'nowhere'],
    want: 'error',
    says: /nowhere/,
  },
  {
    name: 'a samconfig.toml that is broken',
    files: whole(template(), { 'samconfig.toml': 'version = \n[[[' }),
    want: 'finding',
    says: /samconfig\.toml/,
  },
  {
    name: 'a configuration that is broken',
    files: whole(template(), { 'rolewright.config.yaml': 'layout: [unclosed' }),
    want: 'error',
    says: /rolewright\.config\.yaml:\d+/,
  },
  {
    name: 'a configuration with a member that does not exist',
    files: whole(template(), { 'rolewright.config.yaml': 'layuot: five-roles\n' }),
    want: 'error',
    says: /layuot/,
  },
]
