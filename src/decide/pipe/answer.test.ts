import { expect, test } from 'vitest'
import { answers } from './answer.js'
import { evaluateStream } from './stream.js'

const REQUEST =
  '{"principal":"arn:aws:iam::111122223333:role/app","action":"s3:GetObject","resource":"arn:aws:s3:::b/k","resourceAccount":"111122223333"}'
const POLICIES =
  '{"identity":[{"name":"p","document":{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}}]}'

interface Broken {
  readonly name: string
  readonly line: string
  readonly code: string
  /** What stands at the place of the error. */
  readonly at: string
}

const withRequest = (member: string, value: string): string => {
  const request = JSON.parse(REQUEST) as Record<string, unknown>
  const rest = Object.entries(request).filter(([key]) => key !== member)
  const members = [...rest.map(([key, it]) => `"${key}":${JSON.stringify(it)}`), ...(value === '' ? [] : [`"${member}":${value}`])]
  return `{"id":"x","request":{${members.join(',')}},"policies":${POLICIES}}`
}
const withPolicies = (policies: string): string => `{"id":"x","request":${REQUEST},"policies":${policies}}`
const withStatement = (statement: string): string =>
  withPolicies(`{"identity":[{"name":"p","document":{"Version":"2012-10-17","Statement":[${statement}]}}]}`)

const broken: readonly Broken[] = [
  { name: 'text that is not JSON', line: '{"id":"x",', code: 'request/not-json', at: '' },
  { name: 'a word', line: 'hello', code: 'request/not-json', at: 'hello' },
  { name: 'a list', line: '[1]', code: 'request/not-json', at: '[1]' },
  { name: 'a number', line: '7', code: 'request/not-json', at: '7' },
  { name: 'an unfinished string', line: `{"id":"x`, code: 'request/not-json', at: '' },
  { name: 'no policies', line: `{"id":"x","request":${REQUEST}}`, code: 'request/unknown-policies', at: '{"id"' },
  {
    name: 'policies that nobody defined',
    line: `{"id":"x","request":${REQUEST},"policiesRef":"nobody"}`,
    code: 'request/unknown-policies',
    at: '"nobody"',
  },
  {
    name: 'an id that is a number',
    line: `{"id":7,"request":${REQUEST},"policies":${POLICIES}}`,
    code: 'request/bad-shape',
    at: '7',
  },
  {
    name: 'policies and the name of others',
    line: `{"id":"x","request":${REQUEST},"policies":${POLICIES},"policiesRef":"p"}`,
    code: 'request/bad-shape',
    at: '"p"',
  },
  { name: 'no request', line: `{"id":"x","policies":${POLICIES}}`, code: 'request/bad-shape', at: '{"id"' },
  {
    name: 'a request that is text',
    line: `{"id":"x","request":"s3:GetObject","policies":${POLICIES}}`,
    code: 'request/bad-shape',
    at: '"s3:GetObject"',
  },
  { name: 'a define that is no text', line: `{"define":7,"policies":${POLICIES}}`, code: 'request/bad-shape', at: '7' },
  { name: 'no principal', line: withRequest('principal', ''), code: 'request/bad-shape', at: '{"action"' },
  { name: 'no action', line: withRequest('action', ''), code: 'request/bad-shape', at: '{"principal"' },
  { name: 'no resource', line: withRequest('resource', ''), code: 'request/bad-shape', at: '{"principal"' },
  { name: 'a principal that is no identity', line: withRequest('principal', '"app"'), code: 'request/bad-principal', at: '"app"' },
  {
    name: 'a principal that is a group',
    line: withRequest('principal', '"arn:aws:iam::111122223333:group/g"'),
    code: 'request/bad-principal',
    at: '"arn:aws:iam::111122223333:group/g"',
  },
  {
    name: 'a principal without an account',
    line: withRequest('principal', '"arn:aws:iam:::role/app"'),
    code: 'request/bad-principal',
    at: '"arn:aws:iam:::role/app"',
  },
  {
    name: 'a session without a name',
    line: withRequest('principal', '"arn:aws:sts::111122223333:assumed-role/app"'),
    code: 'request/bad-principal',
    at: '"arn:aws:sts::111122223333:assumed-role/app"',
  },
  { name: 'a principal that is a number', line: withRequest('principal', '7'), code: 'request/bad-shape', at: '7' },
  { name: 'an action without a prefix', line: withRequest('action', '"GetObject"'), code: 'request/bad-action', at: '"GetObject"' },
  { name: 'an action with a wildcard', line: withRequest('action', '"s3:*"'), code: 'request/bad-action', at: '"s3:*"' },
  { name: 'an action that is null', line: withRequest('action', 'null'), code: 'request/bad-shape', at: 'null' },
  { name: 'a resource that is no ARN', line: withRequest('resource', '"b/k"'), code: 'request/bad-resource', at: '"b/k"' },
  {
    name: 'a resource with five parts',
    line: withRequest('resource', '"arn:aws:s3::b"'),
    code: 'request/bad-resource',
    at: '"arn:aws:s3::b"',
  },
  {
    name: 'a resource whose owner nobody names',
    line: withRequest('resourceAccount', ''),
    code: 'request/missing-resource-account',
    at: '"arn:aws:s3:::b/k"',
  },
  {
    name: 'an account with eleven digits',
    line: withRequest('resourceAccount', '"11112222333"'),
    code: 'request/bad-account',
    at: '"11112222333"',
  },
  {
    name: 'an account that is a number',
    line: withRequest('resourceAccount', '111122223333'),
    code: 'request/bad-shape',
    at: '111122223333',
  },
  { name: 'a context that is a list', line: withRequest('context', '[]'), code: 'request/bad-shape', at: '[]' },
  {
    name: 'a context value that is no list',
    line: withRequest('context', '{"aws:SourceIp":"1.2.3.4"}'),
    code: 'request/bad-shape',
    at: '"1.2.3.4"',
  },
  { name: 'a context value with a number', line: withRequest('context', '{"s3:max-keys":[10]}'), code: 'request/bad-shape', at: '10' },
  {
    name: 'a context key in two spellings',
    line: withRequest('context', '{"aws:SourceIp":["a"],"AWS:sourceip":["b"]}'),
    code: 'request/duplicate-context-key',
    at: '["b"]',
  },
  { name: 'a member that no request has', line: withRequest('contxt', '{}'), code: 'request/bad-shape', at: '{}' },
  { name: 'a managementAccount that is text', line: withRequest('managementAccount', '"yes"'), code: 'request/bad-shape', at: '"yes"' },
  { name: 'policies that are a list', line: withPolicies('[]'), code: 'request/bad-shape', at: '[]' },
  {
    name: 'a kind of policies that does not exist',
    line: withPolicies('{"identity":[],"permissionsBoundary":{}}'),
    code: 'request/bad-shape',
    at: '{}',
  },
  {
    name: 'identity-based policies that are one document',
    line: withPolicies('{"identity":{"Statement":[]}}'),
    code: 'request/bad-shape',
    at: '{"Statement"',
  },
  {
    name: 'a policy without a name',
    line: withPolicies('{"identity":[{"document":{"Statement":[]}}]}'),
    code: 'request/bad-shape',
    at: '{"document"',
  },
  {
    name: 'a policy without a document',
    line: withPolicies('{"identity":[{"name":"p"}]}'),
    code: 'request/bad-shape',
    at: '{"name":"p"}',
  },
  {
    name: 'SCPs without levels',
    line: withPolicies('{"scps":[{"name":"p","document":{"Statement":[]}}]}'),
    code: 'request/bad-shape',
    at: '{"name":"p"',
  },
  {
    name: 'an unknown operator in a deny',
    line: withStatement('{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringIs":{"aws:x":"y"}}}'),
    code: 'policy/unknown-operator',
    at: '"StringIs"',
  },
  {
    name: 'an effect in small letters',
    line: withStatement('{"Effect":"deny","Action":"*","Resource":"*"}'),
    code: 'policy/bad-effect',
    at: '"deny"',
  },
  {
    name: 'a number in a policy that is none',
    line: withStatement('{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"NumericLessThan":{"s3:max-keys":"many"}}}'),
    code: 'policy/bad-condition-value',
    at: '"many"',
  },
  { name: 'a document that is text', line: withPolicies('{"resource":"allow"}'), code: 'policy/not-an-object', at: '"allow"' },
  {
    name: 'policies that are not JSON',
    line: `{"id":"x","request":${REQUEST},"policies":{"identity":[}}`,
    code: 'request/not-json',
    at: '}}',
  },
]

test.each(broken)('$name is answered by an error at its place', ({ line, code, at }) => {
  const { answer, counts } = answers('in.ndjson')
  const answered = JSON.parse(answer(line, 3) ?? '') as {
    error: { code: string; message: string; hint: string; at: { file: string; line: number; column: number } }
  }
  expect(answered.error).toMatchObject({ code, at: { file: 'in.ndjson', line: 3 } })
  expect(line.slice(answered.error.at.column - 1)).toSatisfy((rest: string) => rest.startsWith(at))
  expect(answered.error.message).toMatch(/^[^\n]+[^.]$/)
  expect(answered.error.hint).not.toBe('')
  expect(counts).toEqual({ decisions: 0, broken: 1 })
})

test('a request is answered with its id, the statement and the sentence', () => {
  const { answer } = answers()
  expect(JSON.parse(answer(withPolicies(POLICIES), 1) ?? '')).toEqual({
    id: 'x',
    decision: 'allowed',
    by: [{ policy: 'identity:p', statement: 0, effect: 'allow' }],
    because: 'the identity-based policy allows the s3:GetObject action',
  })
})

test('members may stand in any order, with white space between', () => {
  const { answer } = answers()
  const line = ` { "policies" : ${POLICIES} , "request" : ${REQUEST} , "id" : "x" } `
  expect(JSON.parse(answer(line, 1) ?? '')).toMatchObject({ id: 'x', decision: 'allowed' })
  expect(JSON.parse(answer(line, 2) ?? '')).toMatchObject({ id: 'x', decision: 'allowed' })
})

test('defined policies are named by later lines', () => {
  const { answer } = answers()
  expect(answer(`{"define":"mine","policies":${POLICIES}}`, 1)).toBe('{"defined":"mine"}')
  expect(JSON.parse(answer(`{"id":"y","request":${REQUEST},"policiesRef":"mine"}`, 2) ?? '')).toMatchObject({
    id: 'y',
    decision: 'allowed',
  })
})

async function run(chunks: readonly Uint8Array[]): Promise<{ lines: string[]; counts: { decisions: number; broken: number } }> {
  let text = ''
  const input = (async function* () {
    yield* chunks
  })()
  const counts = await evaluateStream(input, (out) => {
    text += out
    return undefined
  })
  return { lines: text.split('\n').slice(0, -1), counts }
}

test('lines are answered in order however the bytes are cut, and a broken line does not end the stream', async () => {
  const lines = Array.from({ length: 50 }, (_, i) => (i % 10 === 9 ? 'broken' : withPolicies(POLICIES).replace('"id":"x"', `"id":"é${i}"`)))
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  for (const size of [1, 7, 64, 100_000]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size))
    const { lines: out, counts } = await run(chunks)
    expect(out.map((line) => (JSON.parse(line) as { id: string | null }).id)).toEqual(lines.map((_, i) => (i % 10 === 9 ? null : `é${i}`)))
    expect(counts).toEqual({ decisions: 45, broken: 5 })
  }
})

test('a byte order mark before the first line is passed over', async () => {
  const { lines, counts } = await run([Buffer.from(`\ufeff${withPolicies(POLICIES)}\n${withPolicies(POLICIES)}\n`)])
  expect(lines[0]).toBe(lines[1])
  expect(counts).toEqual({ decisions: 2, broken: 0 })
})

test('the last line needs no end, and empty lines are passed over', async () => {
  const { lines } = await run([Buffer.from(`\n\r\n${withPolicies(POLICIES)}`)])
  expect(lines).toHaveLength(1)
})

test('a line of nearly ten mebibytes is answered, a longer one is an error, and the next is answered', async () => {
  const padded = (length: number): string => withPolicies(POLICIES).replace('"name":"p"', `"name":"${'p'.repeat(length)}"`)
  const { lines } = await run([Buffer.from(`${padded(10_485_000)}\n${padded(10_486_000)}\n${withPolicies(POLICIES)}\n`)])
  const [long, tooLong, next] = lines.map((line) => JSON.parse(line) as { decision?: string; error?: { code: string; at: unknown } })
  expect(long?.decision).toBe('allowed')
  expect(tooLong?.error).toMatchObject({ code: 'request/too-long', at: { line: 2, column: 1 } })
  expect(next?.decision).toBe('allowed')
})

test('a slow reader holds the stream back', async () => {
  let waiting = 0
  let most = 0
  const input = (async function* () {
    for (let i = 0; i < 20; i++) {
      most = Math.max(most, waiting)
      waiting++
      yield Buffer.from(`${withPolicies(POLICIES)}\n`)
    }
  })()
  await evaluateStream(input, async () => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    waiting = 0
  })
  expect(most).toBeLessThanOrEqual(1)
})
