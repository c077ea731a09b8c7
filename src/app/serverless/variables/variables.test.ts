/**
 * What variables of a service become. Each row is the value of one environment variable, as a person reads it: symbols in
 * `${…}`, sides of an undecided value as a list.
 * Source: Serverless Framework documentation, "Variables" and its pages, "Parameters".
 */
import { expect, test } from 'vitest'
import { type FilesOfApp, functionOf, readFiles } from '../../testing/app-in-folder.js'
import { plain } from '../../testing/plain.js'

interface Row {
  readonly name: string
  readonly value: string
  readonly want: unknown
  /** Lines of the service file beside what all rows have. */
  readonly more?: string
  readonly provider?: string
  readonly files?: FilesOfApp
  readonly given?: Readonly<Record<string, string>>
  /** Codes of problems. */
  readonly says?: readonly string[]
}

const rows: readonly Row[] = [
  { name: 'a property of the file', value: '${self:custom.table}', want: 'items' },
  { name: 'text around a property', value: '${self:service}-${self:custom.table}', want: 'shop-items' },
  { name: 'a property that is made of another', value: '${self:custom.longer}', want: 'items-2' },
  { name: 'an item of a list', value: '${self:custom.list.1}', want: 'b' },
  { name: 'the stage by its own name', value: 'x-${sls:stage}', want: 'x-${sls:stage}' },
  { name: 'the stage as an option with the provider behind it', value: '${opt:stage, self:provider.stage}', want: '${sls:stage}' },
  { name: 'the stage as an option with a text behind it', value: "${opt:stage, 'dev'}", want: '${sls:stage}' },
  { name: 'the stage of the provider', value: '${self:provider.stage}', want: '${sls:stage}', provider: 'stage: qa' },
  { name: 'a stage that a person gives', value: 'x-${sls:stage}', want: 'x-prod', given: { stage: 'prod' } },
  { name: 'the region of the provider', value: '${self:provider.region}', want: '${AWS::Region}', provider: 'region: eu-west-1' },
  { name: 'the region as an option', value: "${opt:region, 'us-east-1'}", want: '${AWS::Region}' },
  { name: 'the region and the account of AWS', value: '${aws:region}/${aws:accountId}', want: '${AWS::Region}/${AWS::AccountId}' },
  { name: 'a variable of the environment', value: '${env:TABLE}', want: '${env:TABLE}' },
  { name: 'a variable of the environment with a fallback stays open', value: "${env:TABLE, 'items'}", want: '${env:TABLE}' },
  { name: 'a variable of the environment that a person gives', value: '${env:TABLE}', want: 'theirs', given: { 'env:TABLE': 'theirs' } },
  {
    name: 'a fallback that is itself open leaves both',
    value: '${env:TABLE, self:custom.open}',
    want: { oneOf: ['t-${sls:stage}', '${env:TABLE}'] },
  },
  { name: 'a fallback for what is not there', value: '${self:custom.nothing, self:custom.table}', want: 'items' },
  { name: 'a fallback that is written as a variable', value: '${self:custom.nothing, ${self:custom.table}}', want: 'items' },
  { name: 'the first of several fallbacks that is there', value: "${self:custom.a, self:custom.b, 'last'}", want: 'last' },
  { name: 'a fallback with a comma in quotes', value: "${self:custom.nothing, 'a, b'}", want: 'a, b' },
  { name: 'a number as a fallback', value: '${self:custom.nothing, 1024}', want: '1024' },
  {
    name: 'a part that comes from a file, and speaks of itself',
    value: '${self:custom.own.b}',
    want: 'x-${sls:stage}',
    files: { 'own.yml': "a: x\nb: '${self:custom.own.a}-${sls:stage}'\n" },
  },
  { name: 'null counts as not there', value: "${self:custom.empty, 'full'}", want: 'full' },
  {
    name: 'nothing that is there',
    value: '${self:custom.tabel}',
    want: { unknown: 'the variable `self:custom.tabel` names nothing that is there' },
    says: ['app/missing-variable'],
  },
  {
    name: 'a circle',
    value: '${self:custom.round}',
    want: { unknown: 'a variable that leads back to itself' },
    says: ['app/cyclic-variable'],
  },
  {
    name: 'a key of a YAML file',
    value: '${file(./conf.yml):db.table}',
    want: 'from-yaml',
    files: { 'conf.yml': 'db: { table: from-yaml }' },
  },
  {
    name: 'a key of a JSON file',
    value: '${file(conf.json):table}',
    want: 'from-json',
    files: { 'conf.json': '{ "table": "from-json" }' },
  },
  {
    name: 'a file with variables of its own',
    value: '${file(conf.yml):table}',
    want: 'shop-${sls:stage}',
    files: { 'conf.yml': 'table: "${self:service}-${sls:stage}"' },
  },
  { name: 'a text file', value: '${file(name.txt)}', want: 'plain', files: { 'name.txt': 'plain\n' } },
  {
    name: 'a file that is chosen by the stage, which is the default one',
    value: '${file(conf.${sls:stage}.yml):table}',
    want: 'of-dev',
    files: { 'conf.dev.yml': 'table: of-dev', 'conf.prod.yml': 'table: of-prod' },
    says: ['app/assumed-variable'],
  },
  {
    name: 'a file that is chosen by the stage, which is given',
    value: '${file(conf.${opt:stage}.yml):table}',
    want: 'of-prod',
    given: { stage: 'prod' },
    files: { 'conf.dev.yml': 'table: of-dev', 'conf.prod.yml': 'table: of-prod' },
  },
  { name: 'a file that is not there, with a fallback', value: "${file(nope.yml):x, 'other'}", want: 'other' },
  {
    name: 'what a program would give is not run',
    value: '${file(./conf.js):table}',
    want: '${file(./conf.js):table}',
    files: { 'conf.js': 'throw new Error("run")' },
    says: ['app/program-value'],
  },
  { name: 'a file outside of the app', value: "${file(../../../../../../etc/hostname), 'x'}", want: 'x', says: ['app/outside'] },
  {
    name: 'a parameter of all stages',
    value: '${param:domain}',
    want: 'all.example',
    more: 'stages: { default: { params: { domain: all.example } } }',
  },
  {
    name: 'a parameter of the stage wins over that of all',
    value: '${param:domain}',
    want: 'dev.example',
    more: 'params: { default: { domain: all.example }, dev: { domain: dev.example } }',
    says: ['app/assumed-variable'],
  },
  {
    name: 'a parameter of a stage that is given',
    value: '${param:domain}',
    want: 'example',
    given: { stage: 'prod' },
    more: 'stages: { default: { params: { domain: all.example } }, prod: { params: { domain: example } } }',
  },
  { name: 'a parameter that only the dashboard has', value: '${param:domain}', want: '${param:domain}' },
  { name: 'a parameter of Parameter Store', value: '${ssm:/app/table}', want: '${ssm:/app/table}' },
  { name: 'its name may hold the stage', value: '${ssm:/${sls:stage}/table}', want: '${ssm:/${sls:stage}/table}' },
  { name: 'a secret by its reference', value: '${ssm:/aws/reference/secretsmanager/app/key}', want: '${secretsmanager:app/key}' },
  { name: 'an output of another stack', value: '${cf:network-${sls:stage}.VpcTable}', want: '${cf:network-${sls:stage}.VpcTable}' },
  { name: 'what git says', value: '${git:branch}', want: '${git:branch}' },
  { name: 'an object in S3', value: '${s3:bucket/key}', want: '${s3:bucket/key}' },
  { name: 'a text as a Boolean', value: "${strToBool('True')}", want: 'true' },
  {
    name: 'what only CloudFormation knows is no variable',
    value: '!Sub "${AWS::StackName}-${Items}-${self:custom.table}"',
    want: '${AWS::StackName}-${Items}-items',
  },
  {
    name: 'an open value in the text of Fn::Sub',
    value: '!Sub "${Items}-${sls:stage}-${!Literal}"',
    want: '${Items}-${sls:stage}-${Literal}',
  },
  {
    name: 'what the plugin of pseudo parameters writes',
    value: '"#{AWS::Region}-${self:custom.table}-#{Items}"',
    want: '${AWS::Region}-items-${Items}',
    more: 'plugins: [serverless-pseudo-parameters]',
  },
  { name: 'the same without the plugin is text', value: '"#{AWS::Region}"', want: '#{AWS::Region}' },
  { name: 'a map that is chosen by the stage', value: '${self:custom.names.${sls:stage}}', want: 'of-dev', says: ['app/assumed-variable'] },
  {
    name: 'a map that is chosen by a stage that is given',
    value: '${self:custom.names.${opt:stage}}',
    want: 'of-prod',
    given: { stage: 'prod' },
  },
]

const service = ({ value, more = '', provider = '' }: Row): string => `
service: shop
${more}
custom:
  table: items
  longer: \${self:custom.table}-2
  list: [a, b]
  empty: null
  open: t-\${sls:stage}
  round: \${self:custom.back}
  back: \${self:custom.round}
  names: { dev: of-dev, prod: of-prod }
  own: \${file(own.yml)}
provider:
  name: aws
  runtime: nodejs20.x
  ${provider}
functions:
  run:
    handler: run.main
    environment:
      IT: ${value}
resources:
  Resources:
    Items: { Type: AWS::DynamoDB::Table }
`

test.each(rows)('$name', async (row) => {
  const files = { 'serverless.yml': service(row), 'run.js': 'exports.main = async () => {}', ...row.files }
  const read = await readFiles(files, '.', { parameters: row.given ?? {} })
  if (!read.ok) throw new Error(read.error[0]?.message)
  const value = functionOf(read.value, 'run').environment.get('IT')
  expect(value === undefined ? undefined : plain(value)).toEqual(row.want)
  expect(read.value.problems.map(({ code }) => code)).toEqual(row.says ?? [])
})

test('a fallback is the default of the parameter that stands for the variable', async () => {
  const read = await readFiles({
    'serverless.yml': service({ name: '', value: "${env:TABLE, 'items'}", want: null, provider: "stage: ${opt:stage, 'qa'}" }),
    'run.js': 'exports.main = async () => {}',
  })
  if (!read.ok) throw new Error(read.error[0]?.message)
  const given = [...read.value.parameters.values()].map(({ id, value, origin }) => [id, value === null ? null : plain(value), origin])
  expect(given).toEqual([
    ['sls:stage', 'qa', 'default'],
    ['env:TABLE', 'items', 'default'],
  ])
})
