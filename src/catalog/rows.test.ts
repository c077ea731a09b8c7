/** The hand-written rows are held against the models of the clients and the actions of the reference. */
import { expect, test } from 'vitest'
import { findAction } from './actions.js'
import { pathsOf } from './check-paths.js'
import { clientFacts, type InputShape, operationModel, operationName } from './clients.js'
import { handWritten, operationFacts } from './operation-facts.js'
import { ALL_ROWS } from './operations/all.js'
import { inputPath } from './paths.js'
import type { OperationCheck } from './types.js'

const clients = [...new Set(ALL_ROWS.flatMap((rows) => rows.clients))].sort()
const written = clients.flatMap((suffix) => handWritten(suffix).map((name) => ({ suffix, name, facts: operationFacts(suffix, name) })))
const checks = written.flatMap(({ suffix, name, facts }) =>
  facts.kind === 'checks' ? facts.checks.map((check) => ({ suffix, name, check })) : [],
)

/** Requests that are signed by hand have no client. */
const SIGNED: ReadonlySet<string> = new Set([
  'execute-api',
  'es',
  'aoss',
  'lambda-url',
  'rds-signer',
  'dsql-signer',
  'cloudfront-signer',
  'elasticache-token',
  'memorydb-token',
])
const isMethod = (name: string): boolean => /^[A-Z]+$/.test(name)

test('every row is of an operation that one of its clients has', () => {
  const missing = ALL_ROWS.flatMap((rows) =>
    [...rows.rows.flatMap((r) => r.operations), ...(rows.nothing ?? []).flatMap(([, names]) => names), ...(rows.also?.keys() ?? [])].filter(
      (name) => !isMethod(name) && !rows.clients.some((suffix) => SIGNED.has(suffix) || operationName(suffix, name) === name),
    ),
  )
  expect(missing).toEqual([])
})

test('no operation has two rows', () => {
  const names = ALL_ROWS.flatMap((rows) =>
    rows.clients.flatMap((suffix) => rows.rows.flatMap((r) => r.operations.map((name) => `${suffix} ${name}`))),
  )
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
})

test('every action of a row exists, in AWS’s spelling', () => {
  const wrong = checks.filter(({ check }) => findAction(check.action)?.action !== check.action)
  expect(wrong.map(({ suffix, name, check }) => `${suffix} ${name} ${check.action}`)).toEqual([])
})

test('every check of a row cites its source', () => {
  expect(checks.filter(({ check }) => (check.source ?? '') === '').map(({ suffix, name }) => `${suffix} ${name}`)).toEqual([])
})

test('every path of a row is a member of the operation’s input', () => {
  const wrong = checks.flatMap(({ suffix, name, check }) => {
    const model = operationModel(suffix, name)
    return model === null
      ? []
      : pathsOf(check)
          .filter((path) => path !== 'endpoint' && !hasPath(model.input, path))
          .map((path) => `${suffix} ${name} ${path}`)
  })
  expect(wrong).toEqual([])
})

test('every member that rules name is a member of some operation of the client', () => {
  const wrong = ALL_ROWS.flatMap((rows) =>
    (rows.members ?? []).flatMap((rule) => rule.members.filter((member) => !rows.clients.some((suffix) => inSomeInput(suffix, member)))),
  )
  expect(wrong).toEqual([])
})

test('an action without resource types is checked on `*`', () => {
  const wrong = checks.filter(({ check }) => check.resource.kind !== 'any' && findAction(check.action)?.resourceTypes.length === 0)
  expect(wrong.map(({ suffix, name, check }) => `${suffix} ${name} ${check.action}`)).toEqual([])
})

test('an action with resource types is checked on `*` only where AWS names no resource for the call', () => {
  const wide = checks.filter(({ check }) => check.resource.kind === 'any' && (findAction(check.action)?.resourceTypes.length ?? 0) > 0)
  expect([...new Set(wide.map(({ suffix, name, check }) => `${suffix} ${name} ${check.action}`))].sort()).toEqual(ON_EVERYTHING)
})

/** The call names nothing, or what it makes has no ARN yet, or what it uses lies outside the service's resources. */
const ON_EVERYTHING: readonly string[] = [
  'cloudformation DescribeStacks cloudformation:DescribeStacks',
  'cloudwatch GetMetricData cloudwatch:GetMetricData',
  'cloudwatch ListMetrics cloudwatch:ListMetrics',
  'cloudwatch PutMetricData cloudwatch:PutMetricData',
  'kms CreateKey kms:PutKeyPolicy',
  'kms CreateKey kms:TagResource',
  'kms ReplicateKey kms:PutKeyPolicy',
  'kms ReplicateKey kms:TagResource',
  'polly StartSpeechSynthesisTask polly:StartSpeechSynthesisTask',
  'polly SynthesizeSpeech polly:SynthesizeSpeech',
  'rekognition DetectModerationLabels rekognition:DetectModerationLabels',
  'sns Publish sns:Publish',
  'translate StartTextTranslationJob translate:StartTextTranslationJob',
  'translate TranslateDocument translate:TranslateDocument',
  'translate TranslateText translate:TranslateText',
]

test('what is derived exists as well', () => {
  const sample = ['glue', 'sagemaker', 'organizations', 'rds', 'cognito-identity-provider', 'appsync', 'ec2']
  const derived = sample.flatMap((suffix): readonly OperationCheck[] => {
    const facts = operationFacts(suffix, suffix === 'ec2' ? 'CreateVolume' : (FIRST.get(suffix) ?? ''))
    return facts.kind === 'checks' ? facts.checks : []
  })
  expect(derived.length).toBeGreaterThan(sample.length)
  expect(derived.filter((check) => findAction(check.action) === null)).toEqual([])
})

const FIRST: ReadonlyMap<string, string> = new Map([
  ['glue', 'GetPartitions'],
  ['sagemaker', 'CreateTrainingJob'],
  ['organizations', 'CreateAccount'],
  ['rds', 'CreateDBInstance'],
  ['cognito-identity-provider', 'AdminGetUser'],
  ['appsync', 'CreateDataSource'],
])

function hasPath(members: ReadonlyMap<string, InputShape>, path: string): boolean {
  let at: InputShape | undefined = { kind: 'structure', members }
  for (const step of inputPath(path)) {
    if (step.kind === 'member') at = at.kind === 'structure' ? at.members.get(step.name) : at.kind === 'map' ? at.value : undefined
    else if (step.kind === 'element') at = at.kind === 'list' ? at.element : undefined
    else if (step.kind === 'value') at = at.kind === 'map' ? at.value : undefined
    else at = at.kind === 'map' ? { kind: 'scalar' } : undefined
    if (at === undefined) return false
  }
  return true
}

const inSomeInput = (suffix: string, member: string): boolean => inputs(suffix).some((input) => input.has(member))

const known = new Map<string, readonly ReadonlyMap<string, InputShape>[]>()
function inputs(suffix: string): readonly ReadonlyMap<string, InputShape>[] {
  const found = known.get(suffix) ?? operationInputs(suffix)
  known.set(suffix, found)
  return found
}

const operationInputs = (suffix: string): readonly ReadonlyMap<string, InputShape>[] =>
  (clientFacts(suffix)?.operations ?? []).map((name) => operationModel(suffix, name)?.input ?? new Map())
