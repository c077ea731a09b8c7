/** Whatever comes in, an answer goes out, and soon: no exception, no hang, no time that grows faster than the text. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parsePolicy, printPolicy, readJson } from '../policy/index.js'
import { authorizer } from './authorizer.js'
import { compile } from './compiled/compile.js'
import { parsePolicySet } from './parse-policies.js'
import { parseRequest } from './parse-request.js'
import { answers } from './pipe/answer.js'
import { parsePoliciesText } from './policies-text.js'
import { anyPolicies, anyRequest } from './random.test.data.js'
import { walk } from './reasons/walk.js'
import { decide } from './reference/decide.js'
import type { RequestInput } from './types.js'
import { validatePolicy } from './validate/validate.js'

const words = [
  'Version',
  '2012-10-17',
  'Statement',
  'Effect',
  'Allow',
  'Deny',
  'Action',
  's3:*',
  'Resource',
  '*',
  'Condition',
  'Null',
  'Principal',
  'AWS',
  '${aws:username}',
  '__proto__',
  'constructor',
  '',
  '\u0000',
  '💥',
]
const nearJson = fc
  .array(
    fc.oneof(
      fc.constantFrom(...words.map((word) => JSON.stringify(word))),
      fc.constantFrom('{', '}', '[', ']', ':', ',', 'true', 'null', '1e9', '"', '\\', ' '),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))
const nearPolicy = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<unknown>(...words, 1, true, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...words), tie('value'), { maxKeys: 4 }),
  ),
})).value

test('the reader of JSON takes exactly what JSON.parse takes, and reads the same', () => {
  let valid = 0
  fc.assert(
    fc.property(fc.oneof(nearJson, fc.json(), fc.string()), (text) => {
      let wanted: unknown
      let parses = true
      try {
        wanted = JSON.parse(text)
      } catch {
        parses = false
      }
      const read = readJson(text)
      // A byte order mark before the text is passed over, where JSON.parse stumbles.
      expect(read.ok || text.startsWith('\ufeff')).toBe(parses || text.startsWith('\ufeff'))
      if (!read.ok || !parses) return
      valid++
      const frame = parsePoliciesText(`{"identity": [{"name": "x", "document": ${text}}]}`, 'f')
      const value = parsePolicySet({ identity: [{ name: 'x', document: wanted }] })
      expect(frame.ok).toBe(value.ok)
    }),
    { numRuns: 4_000, seed: 4 },
  )
  expect(valid).toBeGreaterThan(500)
})

test('the parser answers any value for any kind, and whatever it takes prints', () => {
  const kinds = ['identity', 'resource', 'trust', 'boundary', 'session', 'scp', 'rcp', 'vpcEndpoint'] as const
  fc.assert(
    fc.property(fc.oneof(nearPolicy, fc.anything()), fc.constantFrom(...kinds), (value, kind) => {
      const parsed = parsePolicy(typeof value === 'string' ? [value] : value, kind)
      if (parsed.ok) printPolicy(parsed.value)
      else for (const error of parsed.error) expect(error.code).toMatch(/^policy\//)
      const text = JSON.stringify(value)
      if (text !== undefined) validatePolicy(text, kind, 'f')
    }),
    { numRuns: 4_000, seed: 5 },
  )
})

test('the engines answer any request, and a line of any text is answered', () => {
  const made = authorizer({
    identity: [{ name: 'p', document: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } }],
  })
  const { answer } = answers()
  fc.assert(
    fc.property(
      fc.oneof(
        fc.anything(),
        fc.record({ principal: fc.anything(), action: fc.anything(), resource: fc.anything(), context: fc.anything() }),
      ),
      nearJson,
      (request, text) => {
        const decision = made.ok ? made.value(request as RequestInput) : null
        expect(decision?.decision).toBe(parseRequest(request).ok ? 'allowed' : 'implicitDeny')
        const line = answer(text, 1)
        if (line !== null) JSON.parse(line)
      },
    ),
    { numRuns: 4_000, seed: 6 },
  )
})

test('the walk comes to the decision of the engine, and a deny is never without a reason', () => {
  fc.assert(
    fc.property(anyPolicies, anyRequest, (policies, input) => {
      const set = parsePolicySet(policies)
      const request = parseRequest(input)
      if (!set.ok) throw new Error('the generators make valid policies')
      if (!request.ok) return
      const { decision, by, because, steps } = walk(set.value, request.value)
      expect({ decision, by, because }).toEqual(decide(set.value, request.value))
      expect(because).not.toBe('')
      if (decision === 'explicitDeny') expect(steps.some((step) => step.outcome === 'explicitDeny')).toBe(true)
    }),
    { numRuns: 1_500, seed: 7 },
  )
})

const long = 'a'.repeat(2_000)
const hard = ['*a*a*a*a*b', `${'*a'.repeat(400)}*b`, `${'?'.repeat(900)}*b`, `*${'a'.repeat(900)}b`, `${'*?'.repeat(400)}b`]
test.each(hard.map((pattern) => ({ pattern, name: pattern.slice(0, 20) })))('`$name…` on 2,000 characters takes no time', ({ pattern }) => {
  const policies = {
    identity: [
      {
        name: 'p',
        document: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: `s3:${pattern.slice(0, 90)}b`, Resource: '*' },
            {
              Effect: 'Allow',
              Action: '*',
              Resource: `arn:aws:s3:::${pattern}`,
              Condition: {
                StringLike: { 's3:prefix': [pattern, `\${aws:username}${pattern}`] },
                ArnLike: { 'aws:SourceArn': `arn:aws:s3:::${pattern}` },
              },
            },
          ],
        },
      },
    ],
  }
  const set = parsePolicySet(policies)
  if (!set.ok) throw new Error(JSON.stringify(set.error))
  const input = {
    principal: 'arn:aws:iam::111122223333:role/app',
    action: `s3:${'a'.repeat(100)}`,
    resource: `arn:aws:s3:::${long}`,
    resourceAccount: '111122223333',
    context: { 's3:prefix': [long], 'aws:SourceArn': [`arn:aws:s3:::${long}`], 'aws:username': ['a'] },
  }
  const request = parseRequest(input)
  if (!request.ok) throw new Error(JSON.stringify(request.error))
  const began = performance.now()
  expect(decide(set.value, request.value).decision).toBe('implicitDeny')
  expect(compile(set.value).decide(input).decision).toBe('implicitDeny')
  validatePolicy(JSON.stringify(policies.identity[0]?.document), 'identity', 'f')
  // A power of the stars would take centuries; a machine that is busy takes some milliseconds more.
  expect(performance.now() - began).toBeLessThan(5_000)
})

test('a deeply nested document is an error, not a stack that overflows', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  expect(parsePolicy(deep, 'identity').ok).toBe(false)
  const { answer } = answers()
  expect(answer(`{"id":"x","policies":${deep},"request":{}}`, 1)).toContain('request/not-json')
})

const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))
const allowIf = (Condition: unknown): unknown => ({ Effect: 'Allow', Action: '*', Resource: '*', Condition })
const asked: RequestInput = {
  principal: 'arn:aws:iam::111122223333:role/app',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::b/k',
  resourceAccount: '111122223333',
}
const large: readonly { readonly name: string; readonly statement: unknown; readonly context?: RequestInput['context'] }[] = [
  {
    name: 'a hundred and fifty thousand numbers',
    statement: allowIf({ NumericLessThan: { 's3:max-keys': many(150_000, (i) => i) } }),
    context: { 's3:max-keys': ['5'] },
  },
  { name: 'as many keys', statement: allowIf({ Null: Object.fromEntries(many(130_000, (i) => [`aws:PrincipalTag/${i}`, 'true'])) }) },
  {
    name: 'a context of twenty thousand keys',
    statement: allowIf({ StringEquals: { 'aws:PrincipalTag/x7': 'y' } }),
    context: Object.fromEntries(many(20_000, (i) => [`aws:PrincipalTag/X${i}`, ['y']])),
  },
]
test.each(large)(
  '$name are answered',
  ({ statement, context }) => {
    const policies = { identity: [{ name: 'p', document: { Version: '2012-10-17', Statement: statement } }] }
    const request = context === undefined ? asked : { ...asked, context }
    const { answer } = answers()
    expect(JSON.parse(answer(JSON.stringify({ id: 'x', request, policies }), 1) ?? '')).toMatchObject({ decision: 'allowed' })
  },
  60_000,
)

test('as many errors as statements are told together', () => {
  const policies = {
    identity: [{ name: 'p', document: { Version: '2012-10-17', Statement: many(70_000, () => ({ Effect: 'x', Action: 'y' })) } }],
  }
  const { answer } = answers()
  expect(answer(JSON.stringify({ id: 'x', request: asked, policies }), 1)).toContain('more')
}, 60_000)

test('a context of many keys reads as one of few, and a key in two spellings is found in both', () => {
  const made = authorizer({
    identity: [
      { name: 'p', document: { Version: '2012-10-17', Statement: allowIf({ StringEquals: { 'aws:PrincipalTag/team': 'red' } }) } },
    ],
  })
  if (!made.ok) throw new Error('the policy of this test is valid')
  for (const count of [0, 63, 64, 65, 200]) {
    const others = Object.fromEntries(many(count, (i) => [`aws:RequestTag/k${i}`, ['v']]))
    expect(made.value({ ...asked, context: { ...others, 'AWS:principaltag/Team': ['red'] } }).decision).toBe('allowed')
    expect(made.value({ ...asked, context: { ...others, 'AWS:principaltag/Team': ['blue'] } }).decision).toBe('implicitDeny')
    const twice = { ...others, 'aws:RequestTag/X': ['v'], 'aws:requesttag/x': ['v'], 'aws:PrincipalTag/team': ['red'] }
    expect(made.value({ ...asked, context: twice }).because).toContain('twice')
  }
})
