import { expect, test } from 'vitest'
import type { Problem } from '../../outcome/index.js'
import { member } from '../document/node.js'
import { parseDocumentText } from '../document/read-document.js'
import { openStack } from '../stack/stack.js'
import { plain } from '../testing/plain.js'
import type { Value } from '../types.js'

interface Row {
  readonly name: string
  readonly expression: string
  readonly want: unknown
  readonly given?: Readonly<Record<string, string>>
  readonly stage?: Readonly<Record<string, string>>
  readonly pseudo?: { readonly account: string | null; readonly region: string | null }
  readonly problems?: readonly string[]
}

const TEMPLATE = `
Parameters:
  Stage: { Type: String, Default: dev }
  Size: { Type: Number, Default: 5 }
  Zone: { Type: String, AllowedValues: [blue, green] }
  Subnets: { Type: CommaDelimitedList, Default: 'a,b' }
  Looked: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /common/name }
Mappings:
  ByStage:
    dev: { Bucket: dev-bucket, Days: 1 }
    prod: { Bucket: prod-bucket, Days: 1 }
  ByZone:
    blue: { Name: one }
    green: { Name: two }
    red: { Name: three }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsBlue: !Equals [!Ref Zone, blue]
  IsRed: !Equals [!Ref Zone, red]
  Always: !Equals [a, a]
  Never: !Not [!Condition Always]
  NeverAndUnknown: !And [!Condition Never, !Condition IsProd]
  AlwaysOrUnknown: !Or [!Condition Always, !Condition IsProd]
  Loops: !Not [!Condition LoopsBack]
  LoopsBack: !Condition Loops
  SameRegion: !Equals [!Ref AWS::Region, !Ref AWS::Region]
  InIreland: !Equals [!Ref AWS::Region, eu-west-1]
  StageOfMap: !Equals [!FindInMap [ByStage, !Ref Stage, Days], 1]
Resources:
  Table: { Type: AWS::DynamoDB::Table }
  Queue: { Type: AWS::SQS::Queue }
  Topic: { Type: AWS::SNS::Topic }
  Name: { Type: AWS::SSM::Parameter }
  Fn: { Type: AWS::Serverless::Function, Properties: { AutoPublishAlias: live } }
`

const rows: readonly Row[] = [
  { name: 'a plain text is itself', expression: 'hello', want: 'hello' },
  { name: 'a number keeps its kind', expression: '12', want: 12 },
  { name: 'a Boolean keeps its kind', expression: 'true', want: true },
  { name: 'a quoted Boolean is text', expression: '"true"', want: 'true' },
  { name: 'digits with a leading zero are text: an account ID', expression: '012345678901', want: '012345678901' },
  { name: 'a wildcard in a text is anything', expression: 'a*b', want: 'a*b' },

  { name: 'Ref of a resource is its symbol', expression: '!Ref Table', want: '${Table}' },
  { name: 'Ref in its long form is the same', expression: '{ Ref: Table }', want: '${Table}' },
  { name: 'Ref of a parameter with a default keeps the symbol', expression: '!Ref Stage', want: '${Stage}' },
  { name: 'Ref of a parameter that a person gave is its text', expression: '!Ref Stage', given: { Stage: 'prod' }, want: 'prod' },
  {
    name: 'Ref of a parameter that samconfig.toml sets keeps the symbol',
    expression: '!Ref Stage',
    stage: { Stage: 'prod' },
    want: '${Stage}',
  },
  {
    name: 'Ref of a list parameter that a person gave is a list',
    expression: '!Ref Subnets',
    given: { Subnets: 'x, y' },
    want: ['x', 'y'],
  },
  {
    name: 'Ref of a parameter that names an SSM parameter is a symbol even where the name is given',
    expression: '!Ref Looked',
    given: { Looked: '/a' },
    want: '${Looked}',
  },
  { name: 'Ref of NoValue takes the member out of a map', expression: '{ a: 1, b: !Ref AWS::NoValue }', want: { a: 1 } },
  { name: 'Ref of NoValue takes the item out of a list', expression: '[1, !Ref AWS::NoValue]', want: [1] },
  { name: 'Ref of a pseudo parameter is its symbol', expression: '!Ref AWS::StackName', want: '${AWS::StackName}' },
  {
    name: 'a region that is known is text',
    expression: '!Ref AWS::Region',
    pseudo: { account: null, region: 'eu-west-1' },
    want: 'eu-west-1',
  },
  {
    name: 'the partition follows from the region',
    expression: '!Ref AWS::Partition',
    pseudo: { account: null, region: 'cn-north-1' },
    want: 'aws-cn',
  },
  {
    name: 'an account that is known is text',
    expression: '!Sub "${AWS::AccountId}"',
    pseudo: { account: '111122223333', region: null },
    want: '111122223333',
  },
  {
    name: 'Ref of a name that is not declared is unknown, and said',
    expression: '!Ref Tabel',
    want: { unknown: '`Tabel` is not declared' },
    problems: ['app/unresolved-reference'],
  },
  { name: 'Ref of what SAM makes is its symbol', expression: '!Ref FnRole', want: '${FnRole}' },
  { name: "Ref of SAM's name for an alias is its symbol", expression: '!Ref Fn.Alias', want: '${Fn.Alias}' },
  {
    name: 'Ref may take an expression, as language extensions allow',
    expression: '{ Ref: !Sub "Ta${Nothing}" }',
    want: { unknown: 'the name depends on what is known at deployment' },
    problems: ['app/unresolved-reference'],
  },

  { name: 'GetAtt is a symbol with the attribute', expression: '!GetAtt Table.Arn', want: '${Table.Arn}' },
  { name: 'GetAtt as a list is the same', expression: '{ Fn::GetAtt: [Table, StreamArn] }', want: '${Table.StreamArn}' },
  { name: 'an attribute may hold dots', expression: '!GetAtt Queue.A.B', want: '${Queue.A.B}' },

  {
    name: 'Sub puts symbols into text',
    expression: '!Sub "arn:${AWS::Partition}:s3:::${Stage}-${Table}/*"',
    want: 'arn:${AWS::Partition}:s3:::${Stage}-${Table}/*',
  },
  { name: 'Sub takes attributes', expression: '!Sub "${Table.Arn}/index/*"', want: '${Table.Arn}/index/*' },
  { name: 'Sub has variables of its own', expression: '!Sub ["${A}-${B}", { A: x, B: !Ref Table }]', want: 'x-${Table}' },
  { name: 'a variable of Sub hides a parameter', expression: '!Sub ["${Stage}", { Stage: mine }]', want: 'mine' },
  { name: 'Sub keeps `${!Literal}` as text', expression: '!Sub "${!aws:username}-${Stage}"', want: '${aws:username}-${Stage}' },
  {
    name: 'Sub with an undecided variable gives each text',
    expression: '!Sub ["b-${V}", { V: !If [IsProd, one, two] }]',
    want: { oneOf: ['b-one', 'b-two'] },
  },
  { name: 'Sub of a list parameter that a person gave is not text', expression: '!Sub "${Subnets}"', given: { Subnets: 'x' }, want: '*' },

  { name: 'Join puts a text between', expression: '!Join ["-", [a, !Ref Table, c]]', want: 'a-${Table}-c' },
  {
    name: 'Join with nothing between',
    expression: '!Join ["", ["arn:", !Ref AWS::Partition, ":s3:::x"]]',
    want: 'arn:${AWS::Partition}:s3:::x',
  },
  { name: 'Join leaves NoValue out', expression: '!Join [",", [a, !Ref AWS::NoValue, b]]', want: 'a,b' },
  { name: 'Join of a list that is an expression', expression: '!Join [",", !Split ["-", "a-b"]]', want: 'a,b' },
  { name: 'Join of numbers is text', expression: '!Join [".", [1, 2]]', want: '1.2' },

  { name: 'If is its true side where the condition holds', expression: '!If [Always, yes, no]', want: 'yes' },
  { name: 'If is its false side where it does not', expression: '!If [Never, yes, no]', want: 'no' },
  { name: 'If on a default alone is both sides', expression: '!If [IsProd, yes, no]', want: { oneOf: ['yes', 'no'] } },
  { name: 'If on a value that a person gave is decided', expression: '!If [IsProd, yes, no]', given: { Stage: 'prod' }, want: 'yes' },
  { name: 'If on a value that samconfig.toml sets is decided', expression: '!If [IsProd, yes, no]', stage: { Stage: 'dev' }, want: 'no' },
  { name: 'a value outside AllowedValues is never equal', expression: '!If [IsRed, yes, no]', want: 'no' },
  { name: 'a value among AllowedValues may be equal', expression: '!If [IsBlue, yes, no]', want: { oneOf: ['yes', 'no'] } },
  { name: 'both sides the same is one value', expression: '!If [IsProd, same, same]', want: 'same' },
  { name: 'a side of NoValue is null among the sides', expression: '!If [IsProd, yes, !Ref AWS::NoValue]', want: { oneOf: ['yes', null] } },
  { name: 'And with a false member is false whatever the others are', expression: '!If [NeverAndUnknown, yes, no]', want: 'no' },
  { name: 'Or with a true member is true whatever the others are', expression: '!If [AlwaysOrUnknown, yes, no]', want: 'yes' },
  { name: 'a symbol is equal to itself', expression: '!If [SameRegion, yes, no]', want: 'yes' },
  { name: 'a symbol is perhaps equal to a text', expression: '!If [InIreland, yes, no]', want: { oneOf: ['yes', 'no'] } },
  { name: 'a known region decides', expression: '!If [InIreland, yes, no]', pseudo: { account: null, region: 'eu-west-1' }, want: 'yes' },
  { name: 'a mapping that gives the same for each key decides', expression: '!If [StageOfMap, yes, no]', want: 'yes' },
  {
    name: 'a condition that depends on itself is undecided, and said',
    expression: '!If [Loops, yes, no]',
    want: { oneOf: ['yes', 'no'] },
    problems: ['app/cyclic-condition'],
  },
  {
    name: 'a condition that is not declared is undecided, and said',
    expression: '!If [Nope, yes, no]',
    want: { oneOf: ['yes', 'no'] },
    problems: ['app/unknown-condition'],
  },
  {
    name: 'nested conditions give all that can come out',
    expression: '!If [IsProd, a, !If [IsBlue, b, c]]',
    want: { oneOf: ['a', 'b', 'c'] },
  },

  { name: 'FindInMap with literal keys', expression: '!FindInMap [ByStage, prod, Bucket]', want: 'prod-bucket' },
  {
    name: 'FindInMap on a default gives what each stage has',
    expression: '!FindInMap [ByStage, !Ref Stage, Bucket]',
    want: { oneOf: ['dev-bucket', 'prod-bucket'] },
  },
  { name: 'FindInMap that is the same for each stage is one value', expression: '!FindInMap [ByStage, !Ref Stage, Days]', want: 1 },
  {
    name: 'FindInMap on a given value',
    expression: '!FindInMap [ByStage, !Ref Stage, Bucket]',
    given: { Stage: 'prod' },
    want: 'prod-bucket',
  },
  {
    name: 'FindInMap on a value that samconfig.toml sets',
    expression: '!FindInMap [ByStage, !Ref Stage, Bucket]',
    stage: { Stage: 'dev' },
    want: 'dev-bucket',
  },
  {
    name: 'FindInMap takes the keys that AllowedValues leave',
    expression: '!FindInMap [ByZone, !Ref Zone, Name]',
    want: { oneOf: ['one', 'two'] },
  },
  {
    name: 'FindInMap with a missing key takes the default of language extensions',
    expression: '!FindInMap [ByStage, test, Bucket, { DefaultValue: other }]',
    want: 'other',
  },
  {
    name: 'FindInMap with a missing key and no default is unknown, and said',
    expression: '!FindInMap [ByStage, test, Bucket]',
    want: { unknown: 'the mapping has no such key' },
    problems: ['app/mapping-missing'],
  },
  {
    name: 'FindInMap by region gives what each region has',
    expression: '!FindInMap [ByStage, !Ref AWS::Region, Bucket]',
    want: { oneOf: ['dev-bucket', 'prod-bucket'] },
  },

  { name: 'Select of a list', expression: '!Select [1, [a, b]]', want: 'b' },
  { name: 'Select of a split text', expression: '!Select [1, !Split ["-", "a-b-c"]]', want: 'b' },
  {
    name: 'Select before a symbol that may hold the separator is known',
    expression: '!Select [0, !Split ["-", !Sub "a-${Stage}-c"]]',
    want: 'a',
  },
  { name: 'Select behind such a symbol is anything', expression: '!Select [2, !Split ["-", !Sub "a-${Stage}-c"]]', want: '*' },
  { name: 'Select of an ARN opens the symbol', expression: '!Select [5, !Split [":", !GetAtt Queue.Arn]]', want: '${Queue.QueueName}' },
  { name: "Select of a table's ARN is its name", expression: '!Select [1, !Split ["/", !GetAtt Table.Arn]]', want: '${Table}' },
  { name: "Select of a stream's label is anything", expression: '!Select [3, !Split ["/", !GetAtt Table.StreamArn]]', want: '*' },
  { name: "Select of a queue's URL", expression: '!Select [4, !Split ["/", !Ref Queue]]', want: '${Queue.QueueName}' },
  { name: "Select of a topic's ARN", expression: '!Select [5, !Split [":", !Ref Topic]]', want: '${Topic.TopicName}' },
  { name: "Select of the stack's ID", expression: '!Select [1, !Split ["/", !Ref AWS::StackId]]', want: '${AWS::StackName}' },
  {
    name: 'Select out of reach is unknown',
    expression: '!Select [7, [a, b]]',
    want: { unknown: 'an item of a list that is known at deployment' },
  },
  { name: 'Split gives a list', expression: '!Split ["|", "a|b"]', want: ['a', 'b'] },
  {
    name: 'Split of symbols at commas keeps each as one item',
    expression: '!Split [",", !Join [",", [!Ref Stage, !ImportValue x]]]',
    want: ['${Stage}', '${import:x}'],
  },
  { name: "Split of a parameter's name at slashes is not known", expression: '!Select [1, !Split ["/", !Ref Name]]', want: '*' },

  { name: 'ImportValue is a symbol', expression: '!ImportValue shared-Bucket', want: '${import:shared-Bucket}' },
  {
    name: 'the name of an import may hold symbols',
    expression: '{ Fn::ImportValue: !Sub "${Stage}-Bucket" }',
    want: '${import:${Stage}-Bucket}',
  },
  { name: 'ImportValue inside a text', expression: '!Join ["/", [!ImportValue b, "*"]]', want: '${import:b}/*' },

  { name: 'a reference to an SSM parameter is a symbol', expression: "'{{resolve:ssm:/app/table}}'", want: '${ssm:/app/table}' },
  { name: 'its version is left out', expression: "'{{resolve:ssm:/app/table:3}}'", want: '${ssm:/app/table}' },
  { name: 'a secure one is the same parameter', expression: "'{{resolve:ssm-secure:/app/key:1}}'", want: '${ssm:/app/key}' },
  { name: 'a reference may be built', expression: '!Sub "{{resolve:ssm:/app/${Stage}/bus}}"', want: '${ssm:/app/${Stage}/bus}' },
  {
    name: 'a reference may be joined',
    expression: '!Join ["", ["{{resolve:ssm:/app/", !Ref Stage, "}}-x"]]',
    want: '${ssm:/app/${Stage}}-x',
  },
  { name: 'a reference to a secret is a symbol', expression: "'{{resolve:secretsmanager:db}}'", want: '${secretsmanager:db}' },
  {
    name: 'a key of a secret stays, since its value is another',
    expression: "'{{resolve:secretsmanager:db:SecretString:password}}'",
    want: '${secretsmanager:db:SecretString:password}',
  },
  {
    name: "a secret's ARN holds colons",
    expression: "'{{resolve:secretsmanager:arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf:SecretString:user}}'",
    want: '${secretsmanager:arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf:SecretString:user}',
  },
  { name: 'two references in one text', expression: "'{{resolve:ssm:a}}-{{resolve:ssm:b}}'", want: '${ssm:a}-${ssm:b}' },

  {
    name: 'ToJsonString keeps symbols',
    expression: '!ToJsonString { a: !Ref Table, n: 1, l: [true] }',
    want: '{"a":"${Table}","n":1,"l":[true]}',
  },
  { name: 'Length of a list', expression: '{ Fn::Length: [a, b] }', want: 2 },
  { name: 'Base64 is not read', expression: '!Base64 hello', want: { unknown: 'text in Base64' } },
  { name: 'GetAZs is known at deployment', expression: '!GetAZs ""', want: { unknown: 'the availability zones of the region' } },
  {
    name: 'a macro of the user is unknown',
    expression: '{ Fn::Transform: { Name: Mine } }',
    want: { unknown: '`Fn::Transform` is not evaluated' },
  },
  { name: 'a condition function as a value is decided where it can be', expression: '!Equals [a, b]', want: false },
  { name: 'a condition function on a default is either', expression: '!Equals [!Ref Stage, dev]', want: { oneOf: [true, false] } },
  { name: 'anchors and aliases stand for the same value', expression: '{ a: &x [1], b: *x }', want: { a: [1], b: [1] } },
  {
    name: 'a merge key adds members, and own ones win',
    expression: '{ base: &b { k: 1, l: 2 }, own: { <<: *b, l: 3 } }',
    want: { base: { k: 1, l: 2 }, own: { l: 3, k: 1 } },
  },
  { name: 'maps with a key like a function beside others are maps', expression: '{ Ref: a, other: b }', want: { Ref: 'a', other: 'b' } },
]

function evaluated(row: Row): { value: Value; problems: readonly Problem[] } {
  const parsed = parseDocumentText(`${TEMPLATE}Value: ${row.expression}\n`, 'template.yaml')
  if (!parsed.ok || parsed.value.root.kind !== 'map') throw new Error(`not YAML: ${row.expression}`)
  const problems: Problem[] = [...parsed.value.problems]
  const sources = {
    prefix: '',
    given: new Map(Object.entries(row.given ?? {})),
    stage: new Map(Object.entries(row.stage ?? {})),
    passed: null,
  }
  const loaded = { path: '/app/template.yaml', file: 'template.yaml', root: parsed.value.root, children: new Map() }
  const stack = openStack(loaded, sources, {
    pseudo: row.pseudo ?? { account: null, region: null },
    imported: () => null,
    report: (problem) => problems.push(problem),
  })
  const node = member(parsed.value.root, 'Value')
  if (node === undefined) throw new Error('no value')
  return { value: stack.evaluator.value(node), problems }
}

test.each(rows)('$name', (row) => {
  const { value, problems } = evaluated(row)
  expect(plain(value)).toEqual(row.want)
  expect(problems.map(({ code }) => code)).toEqual(row.problems ?? [])
})

test('a value knows where it stands', () => {
  const { value } = evaluated({ name: '', expression: '!Sub "${Stage}-x"', want: null })
  expect(value.at).toEqual({ file: 'template.yaml', line: TEMPLATE.split('\n').length, column: 13 })
})

test('more sides than can be told apart become anything', () => {
  const many = Array.from({ length: 6 }, (_, i) => `V${i}: !If [IsProd, a${i}, b${i}]`).join(', ')
  const text = Array.from({ length: 6 }, (_, i) => `\${V${i}}`).join('-')
  const { value } = evaluated({ name: '', expression: `!Sub ["x-${text}", { ${many} }]`, want: null })
  expect(plain(value)).toBe('x-*-*-*-*-*-*')
})

test('aliases that multiply end in a problem, not in waiting', () => {
  const levels = Array.from({ length: 30 }, (_, i) => `l${i + 1}: &l${i + 1} [*l${i}, *l${i}]`).join(', ')
  const { problems } = evaluated({ name: '', expression: `{ l0: &l0 [x, x], ${levels} }`, want: null })
  expect(problems.map(({ code }) => code)).toEqual(['app/too-deep'])
})
