import fc from 'fast-check'
import { expect, test } from 'vitest'
import { operatorFacts, operatorNames } from './operators.js'
import { parsePolicy } from './parse.js'
import { policyDocument, printPolicy } from './print.js'
import type { Policy, PolicyKind } from './types.js'

const texts = (...list: string[]): fc.Arbitrary<string[]> => fc.uniqueArray(fc.constantFrom(...list), { minLength: 1, maxLength: 3 })
const oneOrMany = (list: readonly string[], many: boolean): unknown => (list.length === 1 && !many ? list[0] : list)

const VALUES = {
  string: ['a', '', '${aws:username}', "${aws:x, 'y'}", '${*}', 'é'],
  arn: ['arn:aws:s3:::b'],
  numeric: ['1', '-2.5'],
  date: ['2025-01-01'],
  bool: ['true', 'false'],
  binary: ['QQ=='],
  ip: ['10.0.0.0/8', '::1'],
  null: ['true'],
} as const

const condition = fc.constantFrom(...operatorNames).chain((operator) =>
  fc
    .record({
      prefix: fc.constantFrom('', 'ForAllValues:', 'ForAnyValue:'),
      suffix: operator === 'Null' ? fc.constant('') : fc.constantFrom('', 'IfExists'),
      key: fc.constantFrom('aws:x', 's3:prefix', '__proto__:x'),
      values: texts(...VALUES[operatorFacts(operator).family]),
      many: fc.boolean(),
    })
    .map(({ prefix, suffix, key, values, many }) => [`${prefix}${operator}${suffix}`, { [key]: oneOrMany(values, many) }] as const),
)

const principal = fc.oneof(
  fc.constant('*' as unknown),
  texts('*', '111122223333', 'arn:aws:iam::111122223333:root', 'arn:aws:iam::111122223333:role/a/b', 'AIDAEXAMPLEEXAMPLEAB').map((AWS) => ({
    AWS,
  })),
  texts('lambda.amazonaws.com').map((Service) => ({ Service, Federated: 'accounts.google.com', CanonicalUser: 'ab12' })),
)

const statement = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    sid: fc.option(fc.stringMatching(/^[A-Za-z0-9]{1,8}$/), { nil: undefined }),
    actions: texts('*', 's3:Get*', 'sqs:SendMessage', 's3:?et*'),
    resources: texts('*', 'arn:aws:s3:::b/${aws:username}/*', 'arn:aws:sqs'),
    not: fc.record({ action: fc.boolean(), resource: fc.boolean(), many: fc.boolean() }),
    conditions: fc.uniqueArray(condition, { maxLength: 3, selector: ([operator]) => operator }),
    principal,
  })
  .map((it) => ({
    ...(it.sid === undefined ? {} : { Sid: it.sid }),
    Effect: it.Effect,
    Principal: it.principal,
    [it.not.action ? 'NotAction' : 'Action']: oneOrMany(it.actions, it.not.many),
    [it.not.resource ? 'NotResource' : 'Resource']: oneOrMany(it.resources, it.not.many),
    Condition: Object.fromEntries(it.conditions),
  }))

const documents = fc.record({
  Version: fc.constantFrom('2012-10-17', '2008-10-17'),
  Id: fc.constantFrom('an id'),
  Statement: fc.uniqueArray(statement, { maxLength: 4, selector: (it) => (it as { Sid?: string }).Sid ?? Math.random() }),
})

const withoutPlaces = (policy: Policy): unknown => ({ ...policy, statements: policy.statements.map((it) => ({ ...it, at: null })) })

test('parsing what was printed gives the same policy, from text and from a value', () => {
  let parsed = 0
  fc.assert(
    fc.property(documents, fc.constantFrom<PolicyKind>('resource', 'vpcEndpoint'), (document, kind) => {
      const policy = parsePolicy(JSON.stringify(document), kind)
      if (!policy.ok) return
      parsed++
      for (const again of [
        parsePolicy(printPolicy(policy.value), kind),
        parsePolicy(printPolicy(policy.value, 0), kind),
        parsePolicy(policyDocument(policy.value), kind),
      ]) {
        expect(again.ok && withoutPlaces(again.value)).toEqual(withoutPlaces(policy.value))
      }
      expect(printPolicy(policy.value)).toBe(JSON.stringify(JSON.parse(printPolicy(policy.value)), null, 2))
    }),
    { numRuns: 1_500, seed: 8 },
  )
  expect(parsed).toBeGreaterThan(500)
})
