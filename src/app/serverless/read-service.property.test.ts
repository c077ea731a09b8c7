/** Services with any part of them exchanged for something odd are read, or refused with a code: nothing is thrown. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readFiles } from '../testing/app-in-folder.js'

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

const SERVICE = parse(
  `
service: s
frameworkVersion: '3'
plugins: [serverless-iam-roles-per-function, serverless-step-functions]
custom: { a: '\${self:custom.b, "x"}', b: '\${env:B, self:custom.c}', c: { d: 1 } }
params: { default: { p: 1 }, dev: { p: 2 } }
provider:
  name: aws
  runtime: nodejs20.x
  stage: "\${opt:stage, 'dev'}"
  environment: { T: '\${self:custom.a}' }
  vpc: { subnetIds: [a], securityGroupIds: [b] }
  tracing: { lambda: true }
  httpApi: { authorizers: { g: { type: request, functionName: f } } }
  iam: { role: { statements: [{ Effect: Allow, Action: '*', Resource: '*' }], managedPolicies: [x], tags: { a: b } } }
layers: { l: { path: l } }
functions:
  f:
    handler: f.main
    layers: [l, { Ref: LLambdaLayer }]
    iamRoleStatements: [{ Effect: Allow, Action: 'a:B', Resource: ['\${param:p}'] }]
    destinations: { onSuccess: g, onFailure: { type: sqs, arn: { 'Fn::GetAtt': [Q, Arn] } } }
    events:
      - http: { path: 'a/{b}', method: get, authorizer: g }
      - httpApi: GET /a
      - websocket: { route: $connect, authorizer: { name: g } }
      - s3: { bucket: b, rules: [{ prefix: p }], existing: true }
      - sqs: { arn: { 'Fn::GetAtt': [Q, Arn] } }
      - sns: { arn: { Ref: T } }
      - stream: { type: kinesis, arn: { 'Fn::Join': [':', [a, b]] }, consumer: true, destinations: { onFailure: a:b:c } }
      - schedule: { rate: [rate(1 day)], method: scheduler }
      - eventBridge: { eventBus: x, pattern: { source: [a] } }
      - cognitoUserPool: { pool: p, trigger: PreSignUp }
      - cloudFront: { eventType: viewer-request }
      - kafka: { topic: t, bootstrapServers: [a], accessConfigurations: { saslPlainAuth: [s] } }
  g: { image: { uri: u }, url: true, onError: { Ref: T }, fileSystemConfig: { arn: x, localMountPath: y } }
resources:
  - Resources: { Q: { Type: 'AWS::SQS::Queue' }, T: { Type: 'AWS::SNS::Topic' } }
  - extensions: { FLogGroup: { Properties: { RetentionInDays: 1 }, DependsOn: Q } }
stepFunctions: { stateMachines: { m: { events: [{ schedule: rate(1 day) }, { http: GET m }], definition: { StartAt: A, States: { A: { Type: Pass, End: true } } } } } }
`,
) as Json

const odd = fc.constantFrom<Json>(
  null,
  7,
  true,
  '',
  'x',
  [],
  {},
  [[]],
  { Ref: 'Q' },
  { 'Fn::Sub': null },
  { __proto__x: { constructor: 1 } },
  '${self:}',
  '${self:functions}',
  '${self:custom}',
  '${file(serverless.json)}',
  '${file(serverless.json):functions}',
  '${file(x.js)}',
  '${env:X}',
  '${opt:stage}',
  '${sls:stage}-${param:p}-${ssm:/a}',
  '${',
  '${self:a, ',
  '${strToBool(x)}',
  '${a:b(c):d, "e}',
)

const countOf = (node: Json): number =>
  1 + (typeof node === 'object' && node !== null ? Object.values(node).reduce<number>((sum, each) => sum + countOf(each as Json), 0) : 0)

/** The tree with its n-th node exchanged. */
function exchanged(node: Json, n: { left: number }, by: Json): Json {
  if (n.left-- === 0) return by
  if (typeof node !== 'object' || node === null) return node
  if (Array.isArray(node)) return node.map((each: Json) => exchanged(each, n, by))
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, exchanged(value as Json, n, by)]))
}

test('an odd part of a service breaks nothing', async () => {
  const nodes = countOf(SERVICE)
  let read = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(nodes - 1), odd), { minLength: 1, maxLength: 3 }), async (changes) => {
      const service = changes.reduce<Json>((tree, [at, by]) => exchanged(tree, { left: at }, by), SERVICE)
      const found = await readFiles({ 'serverless.json': JSON.stringify(service), 'f.js': 'exports.main = () => 1' })
      if (found.ok) read++
      else expect(found.error[0]?.code).toMatch(/^app\//)
    }),
    { numRuns: 400, seed: 7 },
  )
  expect(read).toBeGreaterThan(300)
}, 60_000)
