import { expect, test } from 'vitest'
import { appOf, functionOf } from '../testing/app-in-folder.js'
import { plain } from '../testing/plain.js'

const CHILD = `
Parameters:
  TableName: { Type: String }
  Stage: { Type: String, Default: dev }
  Names: { Type: CommaDelimitedList, Default: '' }
Conditions: { IsProd: !Equals [!Ref Stage, prod] }
Resources:
  Own: { Type: AWS::SQS::Queue }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: src/child.handler
      Runtime: nodejs22.x
      Environment: { Variables: { TABLE: !Ref TableName, STAGE: !Ref Stage, QUEUE: !Ref Own, NAME: !Sub "\${AWS::StackName}-x", KIND: !If [IsProd, p, d], LIST: !Join ["+", !Ref Names] } }
Outputs:
  QueueUrl: { Value: !Ref Own }
  Passed: { Value: !Ref TableName }
`

test('a nested stack gets its parameters from the parent, and its resources the ID of the stack before theirs', async () => {
  const parent = `
Resources:
  Table: { Type: AWS::DynamoDB::Table }
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: ./nested/child.yaml, Parameters: { TableName: !Ref Table, Names: !Join [",", [!Ref Table, b]] } }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: src/root.handler
      Runtime: nodejs22.x
      Environment: { Variables: { Q: !GetAtt Nested.Outputs.QueueUrl, T: !GetAtt Nested.Outputs.Passed, X: !GetAtt Nested.Outputs.Nothing } }
`
  const app = await appOf(parent, { 'nested/child.yaml': CHILD, 'nested/src/child.js': '', 'src/root.js': '' })
  expect(app.problems).toEqual([])
  expect(app.templates).toEqual(['template.yaml', 'nested/child.yaml'])
  expect([...app.resources.keys()]).toEqual(['Table', 'Nested', 'Fn', 'FnRole', 'Nested/Own', 'Nested/Fn', 'Nested/FnRole'])
  const child = functionOf(app, 'Nested/Fn')
  expect(plain({ kind: 'map', entries: child.environment, at: child.at })).toEqual({
    TABLE: '${Table}',
    STAGE: 'dev',
    QUEUE: '${Nested/Own}',
    NAME: '${Nested/AWS::StackName}-x',
    KIND: 'd',
    LIST: '${Table}+b',
  })
  expect(child.code).toMatchObject({ kind: 'files', entry: { file: 'nested/src/child.js' } })
  const root = functionOf(app, 'Fn')
  expect(plain({ kind: 'map', entries: root.environment, at: root.at })).toEqual({
    Q: '${Nested/Own}',
    T: '${Table}',
    X: '${stack:Nested.Nothing}',
  })
})

test('a parameter of a nested stack that the parent leaves undecided is undecided there', async () => {
  const parent = `
Parameters: { Stage: { Type: String, Default: dev } }
Resources:
  Nested:
    Type: AWS::Serverless::Application
    Properties: { Location: child.yaml, Parameters: { TableName: t, Stage: !Ref Stage } }
`
  const app = await appOf(parent, { 'child.yaml': CHILD, 'src/child.js': '' })
  const { environment } = functionOf(app, 'Nested/Fn')
  expect(plain(environment.get('KIND') ?? null)).toEqual({ oneOf: ['p', 'd'] })
  expect(plain(environment.get('STAGE') ?? null)).toBe('${Stage}')
})

test('outputs of a stack that cannot be read are symbols', async () => {
  const parent = `
Resources:
  Registry: { Type: AWS::Serverless::Application, Properties: { Location: { ApplicationId: 'arn:aws:serverlessrepo:us-east-1:111122223333:applications/x', SemanticVersion: 1.0.0 } } }
  Published: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: 'https://s3.amazonaws.com/bucket/x.yaml' } }
  Bucket: { Type: AWS::S3::Bucket, Properties: { A: !GetAtt Registry.Outputs.Key, B: !GetAtt Published.Outputs.Key } }
`
  const app = await appOf(parent)
  expect(plain(app.resources.get('Bucket')?.properties ?? null)).toEqual({ A: '${stack:Registry.Key}', B: '${stack:Published.Key}' })
  expect(app.problems).toEqual([])
})

test('siblings may use the outputs of each other', async () => {
  const parent = `
Resources:
  Two: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: two.yaml, Parameters: { Bucket: !GetAtt One.Outputs.Bucket } } }
  One: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: one.yaml } }
`
  const app = await appOf(parent, {
    'one.yaml': 'Resources: { B: { Type: AWS::S3::Bucket } }\nOutputs: { Bucket: { Value: !Ref B } }\n',
    'two.yaml':
      'Parameters: { Bucket: { Type: String } }\nResources: { P: { Type: AWS::SSM::Parameter, Properties: { Value: !Ref Bucket } } }\n',
  })
  expect(plain(app.resources.get('Two/P')?.properties ?? null)).toEqual({ Value: '${One/B}' })
})

test('stacks that wait for the outputs of each other end in symbols', async () => {
  const child =
    'Parameters: { In: { Type: String } }\nResources: { P: { Type: AWS::SSM::Parameter, Properties: { Value: !Ref In } } }\nOutputs: { Out: { Value: !Ref In } }\n'
  const app = await appOf(
    `
Resources:
  One: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: c.yaml, Parameters: { In: !GetAtt Two.Outputs.Out } } }
  Two: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: c.yaml, Parameters: { In: !GetAtt One.Outputs.Out } } }
`,
    { 'c.yaml': child },
  )
  expect(plain(app.resources.get('One/P')?.properties ?? null)).toEqual({ Value: '${stack:One.Out}' })
  expect(app.problems.map(({ code }) => code)).toEqual(['app/cyclic-dependency'])
})

interface NestedProblem {
  readonly name: string
  readonly location: string
  readonly files: Readonly<Record<string, string>>
  readonly code: string
  readonly at: string
}

const nestedProblems: readonly NestedProblem[] = [
  { name: 'a nested template that is not there', location: 'nothing.yaml', files: {}, code: 'app/file-missing', at: 'template.yaml:3' },
  {
    name: 'a nested template that is broken',
    location: 'broken.yaml',
    files: { 'broken.yaml': 'Resources:\n  A: [\n' },
    code: 'app/yaml-syntax',
    at: 'broken.yaml:3',
  },
  { name: 'a template that nests itself', location: 'template.yaml', files: {}, code: 'app/cyclic-stack', at: 'template.yaml:3' },
  { name: 'a nested template outside the repository', location: '../../x.yaml', files: {}, code: 'app/outside', at: 'template.yaml:3' },
]

test.each(nestedProblems)('$name does not stop the root', async (row) => {
  const app = await appOf(
    `Resources:\n  Fn: { Type: AWS::Serverless::Function, Properties: { Handler: a.h, Runtime: nodejs22.x } }\n  N: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ${row.location} } }\n`,
    { 'a.js': '', ...row.files },
  )
  expect(app.functions.size).toBe(1)
  expect(app.problems.map(({ code, at }) => [code, `${at?.file}:${at?.line}`])).toEqual([[row.code, row.at]])
})

test('a published nested template is found by the end of its URL, and that is said', async () => {
  const app = await appOf(
    `Resources:\n  N: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: !Sub "https://\${AWS::Region}.example.com/v1/nested/one.yaml" } }\n`,
    { 'nested/one.yaml': 'Resources: { B: { Type: AWS::S3::Bucket } }\n' },
  )
  expect([...app.resources.keys()]).toEqual(['N', 'N/B'])
  expect(app.problems.map(({ code }) => code)).toEqual(['app/found-by-name'])
})

test('Fn::ForEach writes resources, properties and outputs once an item', async () => {
  const app = await appOf(`
Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList, Default: 'a-1,b' } }
Resources:
  Fn::ForEach::Tables:
    - Name
    - !Ref Names
    - Table&{Name}:
        Type: AWS::DynamoDB::Table
        Properties: { TableName: !Sub "\${AWS::StackName}-\${Name}", Tag: !Ref Name }
  Fn::ForEach::Queues:
    - Q
    - [One, Two]
    - Fn::ForEach::Kinds:
        - K
        - [Main, Dead]
        - \${Q}\${K}Queue: { Type: AWS::SQS::Queue, Properties: { Of: !GetAtt "\${Q}DeadQueue.Arn" } }
`)
  expect([...app.resources.keys()]).toEqual(['Tablea1', 'Tableb', 'OneMainQueue', 'OneDeadQueue', 'TwoMainQueue', 'TwoDeadQueue'])
  expect(plain(app.resources.get('Tablea1')?.properties ?? null)).toEqual({ TableName: '${AWS::StackName}-a-1', Tag: 'a-1' })
  expect(plain(app.resources.get('TwoMainQueue')?.properties ?? null)).toEqual({ Of: '${TwoDeadQueue.Arn}' })
})

test('Fn::ForEach over what deployment alone knows is said', async () => {
  const app = await appOf(
    'Parameters: { N: { Type: CommaDelimitedList } }\nResources:\n  Fn::ForEach::X: [I, !Ref N, { "T${I}": { Type: AWS::SQS::Queue } }]\n',
  )
  expect(app.problems.map(({ code }) => code)).toEqual(['app/for-each'])
})

test('included files are merged where their transform stands', async () => {
  const app = await appOf(
    `
Transform: [AWS::Serverless-2016-10-31, { Name: AWS::Include, Parameters: { Location: more.yaml } }]
Resources:
  Table: { Type: AWS::DynamoDB::Table }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.h
      Runtime: nodejs22.x
      Environment:
        Variables:
          OWN: x
          Fn::Transform: { Name: AWS::Include, Parameters: { Location: ./env.yaml } }
  Missing: { Type: AWS::S3::Bucket, Properties: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: gone.yaml } } } }
  Far: { Type: AWS::S3::Bucket, Properties: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://b/k.yaml } } } }
`,
    { 'more.yaml': 'Outputs: { X: { Value: 1 } }\n', 'env.yaml': 'TABLE: !Ref Table\nOWN: y\n', 'a.js': '' },
  )
  const { environment } = functionOf(app, 'Fn')
  expect(plain(environment.get('TABLE') ?? null)).toBe('${Table}')
  expect(plain(environment.get('OWN') ?? null)).toBe('y')
  expect(environment.get('TABLE')?.at.file).toBe('env.yaml')
  expect(app.templates).toEqual(['template.yaml', 'more.yaml', 'env.yaml'])
  expect(app.problems.map(({ code }) => code)).toEqual(['app/file-missing'])
})

test('globals are merged as SAM merges them', async () => {
  const app = await appOf(
    `
Globals:
  Function:
    Runtime: nodejs22.x
    Timeout: 5
    Layers: [arn:aws:lambda:us-east-1:111122223333:layer:g:1]
    Environment: { Variables: { A: global, B: global } }
    VpcConfig: { SubnetIds: [s] }
  SimpleTable: { SSESpecification: { SSEEnabled: true } }
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.h
      Timeout: 9
      Layers: [arn:aws:lambda:us-east-1:111122223333:layer:own:1]
      Environment: { Variables: { B: own, C: own } }
  Alone: { Type: AWS::Serverless::Function, Properties: { Handler: a.h, Runtime: nodejs20.x }, IgnoreGlobals: '*' }
  NoVpc: { Type: AWS::Serverless::Function, Properties: { Handler: a.h }, IgnoreGlobals: [VpcConfig] }
  Intrinsic: { Type: AWS::Serverless::Function, Properties: { Handler: a.h, Environment: !Ref AWS::NoValue } }
  Bare: { Type: AWS::Lambda::Function, Properties: { Handler: a.h, Runtime: nodejs18.x } }
  Items: { Type: AWS::Serverless::SimpleTable }
`,
    { 'a.js': '' },
  )
  const fn = functionOf(app, 'Fn')
  expect([...fn.environment].map(([key, value]) => [key, plain(value)])).toEqual([
    ['A', 'global'],
    ['B', 'own'],
    ['C', 'own'],
  ])
  expect(plain(app.resources.get('Fn')?.properties.entries.get('Layers') ?? null)).toEqual([
    'arn:aws:lambda:us-east-1:111122223333:layer:g:1',
    'arn:aws:lambda:us-east-1:111122223333:layer:own:1',
  ])
  expect(plain(app.resources.get('Fn')?.properties.entries.get('Timeout') ?? null)).toBe(9)
  expect([functionOf(app, 'Alone').vpc, functionOf(app, 'Alone').environment.size]).toEqual([null, 0])
  expect([functionOf(app, 'NoVpc').vpc, functionOf(app, 'NoVpc').environment.size]).toEqual([null, 2])
  expect(functionOf(app, 'Intrinsic').environment.size).toBe(0)
  expect([functionOf(app, 'Bare').runtime, functionOf(app, 'Bare').vpc]).toEqual(['nodejs18.x', null])
  expect(plain(app.resources.get('Items')?.properties ?? null)).toEqual({ SSESpecification: { SSEEnabled: true } })
})

interface SamConfigRow {
  readonly name: string
  readonly config: string
  readonly file?: string
  readonly env?: string
  readonly want: unknown
  readonly problems?: readonly string[]
}

const samConfigs: readonly SamConfigRow[] = [
  { name: 'overrides as one text', config: '[default.deploy.parameters]\nparameter_overrides = "Other=x Stage=\\"prod\\""\n', want: 'p' },
  { name: 'overrides as a list', config: '[default.deploy.parameters]\nparameter_overrides = ["Stage=prod", "Other=a b"]\n', want: 'p' },
  {
    name: 'overrides in the long form',
    config: '[default.deploy.parameters]\nparameter_overrides = "ParameterKey=Stage,ParameterValue=prod"\n',
    want: 'p',
  },
  { name: 'global overrides', config: '[default.global.parameters]\nparameter_overrides = "Stage=dev"\n', want: 'd' },
  {
    name: 'overrides of deploy win over global ones',
    config:
      '[default.global.parameters]\nparameter_overrides = "Stage=dev"\n[default.deploy.parameters]\nparameter_overrides = "Stage=prod"\n',
    want: 'p',
  },
  {
    name: 'environments that disagree decide nothing',
    config:
      '[default.deploy.parameters]\nparameter_overrides = "Stage=dev"\n[prod.deploy.parameters]\nparameter_overrides = "Stage=prod"\n',
    want: { oneOf: ['p', 'd'] },
  },
  {
    name: 'a chosen environment decides',
    config:
      '[default.deploy.parameters]\nparameter_overrides = "Stage=dev"\n[prod.deploy.parameters]\nparameter_overrides = "Stage=prod"\n',
    env: 'prod',
    want: 'p',
  },
  {
    name: 'an environment that is not there is said',
    config: '[default.deploy.parameters]\nparameter_overrides = "Stage=dev"\n',
    env: 'qa',
    want: { oneOf: ['p', 'd'] },
    problems: ['app/samconfig'],
  },
  { name: 'a file that is no TOML is said and not used', config: '[default\n', want: { oneOf: ['p', 'd'] }, problems: ['app/samconfig'] },
  {
    name: 'the YAML form of the file',
    file: 'samconfig.yaml',
    config: 'default:\n  deploy:\n    parameters:\n      parameter_overrides: [Stage=prod]\n',
    want: 'p',
  },
]

test.each(samConfigs)('samconfig: $name', async (row) => {
  const template =
    'Parameters: { Stage: { Type: String } }\nConditions: { P: !Equals [!Ref Stage, prod] }\nResources: { B: { Type: AWS::S3::Bucket, Properties: { V: !If [P, p, d], S: !Ref Stage } } }\n'
  const app = await appOf(template, { [row.file ?? 'samconfig.toml']: row.config }, row.env === undefined ? {} : { configEnv: row.env })
  expect(plain(app.resources.get('B')?.properties ?? null)).toEqual({ V: row.want, S: '${Stage}' })
  expect(app.problems.map(({ code }) => code)).toEqual(row.problems ?? [])
})
