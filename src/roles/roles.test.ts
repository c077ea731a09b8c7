import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Grant } from '../needs/index.js'
import { parseSym, printSym, quotas, type SymText, symText } from '../policy/index.js'
import { cellsOf } from './cell.js'
import { lower } from './lower.js'
import { limited, logicalId, roleIdOf, roleIdsOf } from './name.js'
import { pack } from './pack.js'
import { rolesOf } from './roles-of.js'
import { sizeOf, symbolSizes } from './size.js'
import { statementsOf } from './statement.js'
import { appOfTemplate, needsOfSketches } from './testing/needs-of-template.js'
import { trustOf } from './trust.js'
import type { CfnString, RoleOptions, RoleStatement } from './types.js'

const place = { file: 'index.js', line: 1, column: 1 }

function grant(actions: readonly string[], resources: readonly string[], more: Partial<Grant> = {}): Grant {
  return {
    actions,
    resources: resources.map(parseSym),
    conditions: [],
    kind: 'call',
    certainty: 'resolved',
    reason: null,
    evidence: [{ at: place, operation: actions[0] ?? '', via: ['handler'], chain: [place] }],
    ...more,
  }
}

const TABLE = 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${ItemsTable}'

const lowered: readonly { readonly name: string; readonly from: string; readonly want: CfnString }[] = [
  { name: 'text without symbols stays text', from: 'arn:aws:s3:::b/*', want: 'arn:aws:s3:::b/*' },
  { name: 'a symbol becomes a substitution', from: '${Queue.Arn}', want: { 'Fn::Sub': '${Queue.Arn}' } },
  {
    name: 'an import is a variable of it',
    from: 'arn:${AWS::Partition}:s3:::${import:data-bucket}/*',
    want: { 'Fn::Sub': ['arn:${AWS::Partition}:s3:::${Import1}/*', { Import1: { 'Fn::ImportValue': 'data-bucket' } }] },
  },
  {
    name: 'an import’s name may hold symbols',
    from: '${import:${Stack}-bucket}',
    want: { 'Fn::Sub': ['${Import1}', { Import1: { 'Fn::ImportValue': { 'Fn::Sub': '${Stack}-bucket' } } }] },
  },
  {
    name: 'a parameter of Systems Manager is a dynamic reference',
    from: 'table/${ssm:/app/table}',
    want: { 'Fn::Sub': 'table/{{resolve:ssm:/app/table}}' },
  },
  { name: 'an output of a nested stack is an attribute', from: '${stack:Data.TableArn}', want: { 'Fn::Sub': '${Data.Outputs.TableArn}' } },
]

test.each(lowered)('$name', ({ from, want }) => expect(lower(parseSym(from))).toEqual(want))

test('a policy variable beside a symbol is escaped, and alone it is as it is', () => {
  const variable: SymText = [{ kind: 'text', text: 'home/${aws:username}/' }]
  expect(lower(variable)).toBe('home/${aws:username}/')
  expect(lower(symText(parseSym('${Bucket}/'), variable))).toEqual({ 'Fn::Sub': '${Bucket}/home/${!aws:username}/' })
})

const sids: readonly { readonly name: string; readonly grants: readonly Grant[]; readonly want: readonly string[] }[] = [
  {
    name: 'reads and writes of a table',
    grants: [grant(['dynamodb:GetItem', 'dynamodb:PutItem'], [TABLE])],
    want: ['ReadWriteItemsTable'],
  },
  { name: 'an index of it', grants: [grant(['dynamodb:Query'], [`${TABLE}/index/byDate`])], want: ['ReadItemsTableIndexes'] },
  {
    name: 'a function that is invoked',
    grants: [grant(['lambda:InvokeFunction'], ['arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${Worker}'])],
    want: ['InvokeWorker'],
  },
  {
    name: 'two statements that would be called alike',
    grants: [
      grant(['s3:GetObject'], ['arn:aws:s3:::a-b/*']),
      grant(['s3:GetObject'], ['arn:aws:s3:::ab/*'], {
        conditions: [{ operator: 'Bool', key: 'aws:SecureTransport', values: [parseSym('true')] }],
      }),
    ],
    want: ['ReadABObjects', 'ReadAbObjects'],
  },
]

test.each(sids)('a Sid says what for: $name', ({ grants, want }) => expect(statementsOf(grants).map((s) => s.Sid)).toEqual(want))

test('Sids are letters and digits, and none comes twice', () => {
  const grants = Array.from({ length: 40 }, (_, i) =>
    grant(['s3:GetObject'], [`arn:aws:s3:::b/${'x'.repeat(60)}/*`], {
      conditions: [{ operator: 'StringEquals', key: 'k', values: [parseSym(String(i))] }],
    }),
  )
  const found = statementsOf(grants).map((s) => s.Sid)
  expect(new Set(found).size).toBe(40)
  for (const sid of found) expect(sid).toMatch(/^[A-Za-z0-9]{1,64}$/)
})

test('a cell that another covers is left out, and one with fewer conditions covers', () => {
  const cells = cellsOf([
    grant(['s3:GetObject'], ['arn:aws:s3:::b/*', 'arn:aws:s3:::b/a/*', 'arn:aws:s3:::c/*']),
    grant(['s3:GetObject'], ['arn:aws:s3:::c/*'], {
      conditions: [{ operator: 'Bool', key: 'aws:SecureTransport', values: [parseSym('true')] }],
    }),
  ])
  expect(cells.map((c) => printSym(c.resource)).sort()).toEqual(['arn:aws:s3:::b/*', 'arn:aws:s3:::c/*'])
})

/** Cells of grants, with symbols as they stand. */
const cellSet = (grants: readonly Grant[]): readonly string[] =>
  cellsOf(grants)
    .map((c) => JSON.stringify([c.action, lower(c.resource), c.conditions]))
    .sort()

const cellSetOfStatements = (
  statements: readonly RoleStatement[],
  conditionsOf: (s: RoleStatement) => Grant['conditions'],
): readonly string[] =>
  [...new Set(statements.flatMap((s) => s.Action.flatMap((a) => s.Resource.map((r) => JSON.stringify([a, r, conditionsOf(s)])))))].sort()

const ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 's3:GetObject', 's3:PutObject', 'sqs:SendMessage']

const anyGrants = fc.array(
  fc
    .record({
      actions: fc.uniqueArray(fc.constantFrom(...ACTIONS), { minLength: 1, maxLength: 4 }),
      resources: fc.uniqueArray(
        fc
          .tuple(fc.constantFrom('table/', 'bucket-', 'q/'), fc.nat({ max: 4000 }))
          .map(([kind, n]) => `arn:\${AWS::Partition}:x:::${kind}${n}-${'long'.repeat(n % 23)}`),
        { minLength: 1, maxLength: 60 },
      ),
    })
    .map(({ actions, resources }) => grant(actions, resources)),
  { minLength: 1, maxLength: 25 },
)

test('grouping and packing keep exactly the cells, inside the quotas', () => {
  let managed = 0
  fc.assert(
    fc.property(anyGrants, (grants) => {
      const packed = pack(
        'FnRole',
        statementsOf(grants),
        symbolSizes(() => null),
      )
      const kept = packed.policies.flatMap((p) => p.document.Statement)
      expect(cellSetOfStatements(kept, () => [])).toEqual(cellSet(grants))
      const sizes = packed.policies.map((p) =>
        sizeOf(
          p.document,
          symbolSizes(() => null),
        ),
      )
      if (packed.policies.some((p) => p.kind === 'managed')) managed++
      const inline = packed.policies.every((p) => p.kind === 'inline')
      if (inline) expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(quotas.inlinePoliciesOfRoleChars)
      else for (const size of sizes) expect(size).toBeLessThanOrEqual(quotas.managedPolicyChars)
      const names = packed.policies.flatMap((p) => p.document.Statement.map((s) => `${p.name} ${s.Sid}`))
      expect(new Set(names).size).toBe(names.length)
    }),
    { seed: 7, numRuns: 120 },
  )
  expect(managed).toBeGreaterThan(10)
})

test('grants in any order give the same statements', () => {
  fc.assert(
    fc.property(anyGrants, (grants) => {
      expect(JSON.stringify(statementsOf([...grants].reverse()))).toBe(JSON.stringify(statementsOf(grants)))
    }),
    { seed: 11, numRuns: 60 },
  )
})

test('a document is as long as its symbols can become', () => {
  expect(
    sizeOf(
      { Resource: { 'Fn::Sub': 'arn:aws:s3:::${Bucket}' } },
      symbolSizes(() => 'AWS::S3::Bucket'),
    ),
  ).toBe(JSON.stringify({ Resource: `arn:aws:s3:::${'x'.repeat(63)}` }).length)
})

test('a service that sends its source is trusted for this account alone', () => {
  const { Statement } = trustOf(['states.amazonaws.com', 'lambda.amazonaws.com', 'apigateway.amazonaws.com'])
  expect(Statement.map((s) => [s.Principal.Service, Object.keys(s.Condition ?? {})])).toEqual([
    ['apigateway.amazonaws.com', ['StringEqualsIfExists']],
    ['lambda.amazonaws.com', []],
    ['states.amazonaws.com', ['ArnLike', 'StringEquals']],
  ])
})

test('names are stable, and inside their limits', () => {
  expect(roleIdOf('CreateFunction')).toBe('CreateFunctionRole')
  expect(roleIdOf('Data/CreateFunction')).toBe('Data/CreateFunctionRole')
  expect(roleIdOf('src/create.ts#handler')).toBe('SrcCreateTsHandlerRole')
  expect(logicalId('Data/Create')).toBe('DataCreate')
  const long = 'A'.repeat(80)
  expect(limited(long, 64)).toHaveLength(64)
  expect(limited(long, 64)).not.toBe(limited(`${long}B`, 64))
})

test('names that become one logical ID are told apart', () => {
  const ids = roleIdsOf(['get-item', 'get_item', 'getItem'])
  expect(ids.get('getItem')).toBe('getItemRole')
  expect(new Set(ids.values()).size).toBe(3)
  expect(ids.get('get-item')).toMatch(/^GetItem[0-9a-f]{8}Role$/)
})

const FN = 'Handler: index.handler, Runtime: nodejs22.x, CodeUri: .'
const SHARED = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Items: { Type: AWS::Serverless::SimpleTable }
  Files: { Type: AWS::S3::Bucket }
  Shared: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  Table: { Type: AWS::Serverless::Function, Properties: { ${FN}, Role: !GetAtt Shared.Arn, Environment: { Variables: { T: !Ref Items } } } }
  Bucket: { Type: AWS::Serverless::Function, Properties: { ${FN}, Role: !GetAtt Shared.Arn, Environment: { Variables: { B: !Ref Files } } } }
  Both: { Type: AWS::Serverless::Function, Properties: { ${FN}, Tracing: Active, Environment: { Variables: { T: !Ref Items } } } }
  Quiet: { Type: AWS::Serverless::Function, Properties: { ${FN} } }
`
const app = await appOfTemplate(SHARED)
const needs = needsOfSketches(app, {
  Table: [['dynamodb', 'GetItem', { TableName: 'T' }]],
  Bucket: [['s3', 'GetObject', { Bucket: 'B', Key: 'K' }]],
  Both: [['dynamodb', 'PutItem', { TableName: 'T' }]],
})
const options = (layout: RoleOptions['layout']): RoleOptions => ({ layout, boundary: null, path: null, tags: [] })

test('per function: a role each', () => {
  expect(rolesOf(app, needs, options('per-function')).roles.map((r) => [r.id, r.usedBy])).toEqual([
    ['BothRole', ['Both']],
    ['BucketRole', ['Bucket']],
    ['QuietRole', ['Quiet']],
    ['TableRole', ['Table']],
  ])
})

test('as declared: the template’s own roles, with what all their users need', () => {
  const { roles } = rolesOf(app, needs, options('as-declared'))
  expect(roles.map((r) => [r.id, r.usedBy])).toEqual([
    ['BothRole', ['Both']],
    ['QuietRole', ['Quiet']],
    ['Shared', ['Bucket', 'Table']],
  ])
  const shared = roles.find((r) => r.id === 'Shared')
  expect(shared?.policies.flatMap((p) => p.document.Statement.map((s) => s.Sid))).toEqual(['ReadItems', 'WriteLogs', 'ReadFilesObjects'])
})

test('five roles: each function gets the narrowest that covers it, and policies are shared', () => {
  const { roles, assignments } = rolesOf(app, needs, options('five-roles'))
  expect(assignments.map((a) => [a.subject, a.roles])).toEqual([
    ['Both', ['LambdaExecutionRole']],
    ['Bucket', ['S3AccessRole']],
    ['Quiet', ['CloudWatchLoggingRole']],
    ['Table', ['DynamoDBAccessRole']],
  ])
  expect(roles.map((r) => [r.id, r.policies.map((p) => p.name)])).toEqual([
    ['CloudWatchLoggingRole', ['CloudWatchLoggingPolicy']],
    ['DynamoDBAccessRole', ['DynamoDBAccessPolicy', 'CloudWatchLoggingPolicy']],
    ['LambdaExecutionRole', ['CloudWatchLoggingPolicy', 'DynamoDBAccessPolicy', 'S3AccessPolicy', 'LambdaExecutionPolicy']],
    ['S3AccessRole', ['S3AccessPolicy', 'CloudWatchLoggingPolicy']],
  ])
  expect(roles.every((r) => r.policies.every((p) => p.kind === 'managed'))).toBe(true)
})

test('a boundary, a path and tags go on each role', () => {
  const { roles } = rolesOf(app, needs, {
    layout: 'per-function',
    boundary: parseSym('${Limit}'),
    path: '/app/',
    tags: [
      { key: 'b', value: '2' },
      { key: 'a', value: '1' },
    ],
  })
  for (const role of roles) {
    expect(role).toMatchObject({
      path: '/app/',
      tags: [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ],
    })
    expect(role.permissionsBoundary === null ? null : printSym(role.permissionsBoundary)).toBe('${Limit}')
  }
})

test('the boundary and the path of the present role stay, unless the configuration has others', async () => {
  const own = await appOfTemplate(`
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: . } }
Parameters: { Boundary: { Type: String } }
Resources:
  Role: { Type: AWS::IAM::Role, Properties: { Path: /app/, PermissionsBoundary: !Ref Boundary, AssumeRolePolicyDocument: {} } }
  Sam: { Type: AWS::Serverless::Function, Properties: { PermissionsBoundary: !Sub "arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/b", RolePath: /sam/ } }
  Fn: { Type: AWS::Serverless::Function, Properties: { Role: !GetAtt Role.Arn } }
`)
  const framed = (options: Partial<RoleOptions>) =>
    rolesOf(own, needsOfSketches(own, {}), { layout: 'per-function', boundary: null, path: null, tags: [], ...options }).roles.map(
      ({ id, permissionsBoundary, path }) => `${id} ${printSym(permissionsBoundary ?? [])} ${path}`,
    )
  expect(framed({})).toEqual(['FnRole ${Boundary} /app/', 'SamRole arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/b /sam/'])
  expect(framed({ boundary: parseSym('arn:aws:iam::111122223333:policy/other'), path: '/mine/' })).toEqual([
    'FnRole arn:aws:iam::111122223333:policy/other /mine/',
    'SamRole arn:aws:iam::111122223333:policy/other /mine/',
  ])
})
