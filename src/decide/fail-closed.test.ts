/**
 * What is not understood never allows, and never loses a deny: it is an error before any decision.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { operatorFacts, operatorNames } from '../policy/index.js'
import { authorizer } from './authorizer.js'
import { answers } from './pipe/answer.js'
import { anyPolicies, anyRequest } from './random.test.data.js'
import type { PoliciesInput, RequestInput } from './types.js'

const request: RequestInput = {
  principal: 'arn:aws:iam::111122223333:role/app',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::b/k',
  resourceAccount: '111122223333',
}
const allow = { Effect: 'Allow', Action: '*', Resource: '*' }
const document = (...statements: unknown[]): unknown => ({ Version: '2012-10-17', Statement: [allow, ...statements] })
const identity = (...statements: unknown[]): PoliciesInput => ({ identity: [{ name: 'p', document: document(...statements) }] })
const deny = (extra: Record<string, unknown>): PoliciesInput => identity({ Effect: 'Deny', Action: '*', Resource: '*', ...extra })

test('without the strange part the request is allowed, and with a plain deny it is denied', () => {
  const plain = authorizer(identity())
  expect(plain.ok && plain.value(request).decision).toBe('allowed')
  const denied = authorizer(deny({}))
  expect(denied.ok && denied.value(request).decision).toBe('explicitDeny')
})

const strange: readonly { readonly name: string; readonly policies: unknown }[] = [
  ...[
    'StringEqual',
    'stringequals',
    'Equals',
    'NullIfExists',
    'ForAllValue:StringEquals',
    'ForAnyValue:',
    'StringEqualsIfExist',
    'NotBool',
    'ArnEqualsIgnoreCase',
    'constructor',
    '__proto__x',
  ].map((operator) => ({
    name: `the operator ${operator}`,
    policies: deny({ Condition: { [operator]: { 'aws:x': 'y' } } }),
  })),
  ...[
    ['NumericEquals', 'x'],
    ['NumericLessThan', ''],
    ['DateEquals', 'tomorrow'],
    ['DateGreaterThan', '2025-13-01'],
    ['Bool', 'no'],
    ['BinaryEquals', 'QQ='],
    ['IpAddress', '10.0.0.256'],
    ['NotIpAddress', '10.0.0.0/x'],
    ['Null', 'maybe'],
    ['NumericEquals', '${aws:x}'],
  ].map(([operator = '', value = '']) => ({
    name: `${operator} on \`${value}\``,
    policies: deny({ Condition: { [operator]: { 'aws:x': value } } }),
  })),
  { name: 'a condition key without prefix', policies: deny({ Condition: { StringEquals: { x: 'y' } } }) },
  { name: 'a mistyped element of a deny', policies: deny({ Conditions: {} }) },
  { name: 'a mistyped effect', policies: deny({ Effect: 'DENY' }) },
  {
    name: 'a principal type that does not exist',
    policies: { resource: { Version: '2012-10-17', Statement: { Effect: 'Deny', Principal: { Role: 'x' }, Action: '*', Resource: '*' } } },
  },
  {
    name: 'a principal with a wildcard',
    policies: {
      resource: {
        Version: '2012-10-17',
        Statement: { Effect: 'Deny', Principal: { AWS: 'arn:aws:iam::111122223333:role/*' }, Action: '*', Resource: '*' },
      },
    },
  },
  { name: 'a kind of policies that does not exist', policies: { ...identity(), permissionsBoundary: document() } },
  { name: 'a kind of policies in another spelling', policies: { ...identity(), SCPs: [] } },
  { name: 'a symbol that nobody resolved', policies: deny({ Resource: 'arn:aws:s3:::${Bucket}/*' }) },
  { name: 'a variable that is none', policies: deny({ Resource: 'arn:aws:s3:::${aws:username,x}/*' }) },
  { name: 'a version that does not exist', policies: { identity: [{ name: 'p', document: { Version: '2020-01-01', Statement: allow } }] } },
]

test.each(strange)('$name is an error, not a decision', ({ policies }) => {
  const made = authorizer(policies as PoliciesInput)
  expect(made.ok ? [] : made.error.map((error) => error.code)).not.toEqual([])
  const { answer } = answers()
  const line = JSON.parse(answer(JSON.stringify({ id: 'x', request, policies }), 1) ?? '') as Record<string, unknown>
  expect(line).toHaveProperty('error')
  expect(line).not.toHaveProperty('decision')
})

const SAMPLE = {
  string: 'x',
  arn: 'arn:aws:s3:::b',
  numeric: '1',
  date: '2025-01-01',
  bool: 'true',
  binary: 'QQ==',
  ip: '10.0.0.1',
  null: 'true',
} as const
const NONSENSE = ['nonsense', '', '\u0000', '💥', '-', '999999999999999999999999']

// A value that is not of the operator's type matches nothing: a positive operator does not allow by it.
test.each(operatorNames.filter((name) => !operatorFacts(name).negated && !['string', 'null'].includes(operatorFacts(name).family)))(
  '%s does not allow by a value that is not of its type',
  (operator) => {
    const value = SAMPLE[operatorFacts(operator).family]
    const made = authorizer({
      identity: [
        { name: 'p', document: { Version: '2012-10-17', Statement: { ...allow, Condition: { [operator]: { 'aws:x': value } } } } },
      ],
    })
    for (const nonsense of NONSENSE) {
      if (operatorFacts(operator).family === 'numeric' && nonsense.startsWith('9')) continue
      expect(made.ok && made.value({ ...request, context: { 'aws:x': [nonsense] } }).decision).toBe('implicitDeny')
    }
  },
)

/** Every object that stands at a condition operator or is a statement, with how to change its key into one that nobody knows. */
function strangers(policies: PoliciesInput): readonly PoliciesInput[] {
  const out: PoliciesInput[] = []
  const text = JSON.stringify(policies)
  for (const name of operatorNames) {
    const found = new RegExp(`"(?:ForA(?:ll|ny)Values?:)?${name}(?:IfExists)?":`).exec(text)
    if (found !== null) out.push(JSON.parse(text.replace(found[0], `"${name}Of":`)) as PoliciesInput)
  }
  for (const element of ['"Condition":', '"Effect":"Deny"', '"Resource":', '"Principal":', '"scps":', '"vpcEndpoint":'])
    if (text.includes(element)) out.push(JSON.parse(text.replace(element, element.replace(/(\w)"/, '$1s"'))) as PoliciesInput)
  return out
}

test('random policies with one word that nobody knows are an error, whatever else they hold', () => {
  let changed = 0
  fc.assert(
    fc.property(anyPolicies, (policies) => {
      for (const stranger of strangers(policies)) {
        changed++
        expect(authorizer(stranger).ok).toBe(false)
      }
    }),
    { numRuns: 400, seed: 8 },
  )
  expect(changed).toBeGreaterThan(1_000)
})

test('a further Deny never widens, and never hides another', () => {
  const seen = { kept: 0, denied: 0 }
  const further = {
    Effect: 'Deny',
    Action: ['s3:*', 'kms:Decrypt'],
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:username': 'bob' } },
  }
  const widened = (policies: PoliciesInput): PoliciesInput => ({
    ...policies,
    identity: [...(policies.identity ?? []), { name: 'further', document: { Version: '2012-10-17', Statement: further } }],
  })
  fc.assert(
    fc.property(anyPolicies, anyRequest, (policies, asked) => {
      const before = authorizer(policies)
      const after = authorizer(widened(policies))
      if (!before.ok || !after.ok) throw new Error('the generators make valid policies')
      const was = before.value(asked).decision
      const is = after.value(asked).decision
      if (was === 'explicitDeny') expect(is).toBe('explicitDeny')
      else if (was === 'implicitDeny') expect(is).not.toBe('allowed')
      seen[is === was ? 'kept' : 'denied']++
    }),
    { numRuns: 4_000, seed: 9 },
  )
  expect(seen.kept).toBeGreaterThan(1_000)
  expect(seen.denied).toBeGreaterThan(100)
})
