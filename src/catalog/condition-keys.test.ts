import { expect, test } from 'vitest'
import { findAction } from './actions.js'
import { conditionKey, conditionKeysOf, globalConditionKeys } from './condition-keys.js'

const rows: readonly (readonly [key: string, canonical: string, type: string, multiValued: boolean])[] = [
  ['aws:sourcearn', 'aws:SourceArn', 'ARN', false],
  ['aws:SourceIp', 'aws:SourceIp', 'IPAddress', false],
  ['aws:CurrentTime', 'aws:CurrentTime', 'Date', false],
  ['aws:MultiFactorAuthPresent', 'aws:MultiFactorAuthPresent', 'Bool', false],
  ['aws:MultiFactorAuthAge', 'aws:MultiFactorAuthAge', 'Numeric', false],
  ['aws:TagKeys', 'aws:TagKeys', 'String', true],
  ['aws:CalledVia', 'aws:CalledVia', 'String', true],
  ['aws:PrincipalOrgPaths', 'aws:PrincipalOrgPaths', 'String', true],
  ['aws:RequestTag/Team', 'aws:RequestTag/${TagKey}', 'String', false],
  ['aws:principaltag/cost/center', 'aws:PrincipalTag/${TagKey}', 'String', false],
  ['s3:prefix', 's3:prefix', 'String', false],
  ['s3:max-keys', 's3:max-keys', 'Numeric', false],
  ['s3:ExistingObjectTag/x', 's3:ExistingObjectTag/${key}', 'String', false],
  ['dynamodb:LeadingKeys', 'dynamodb:LeadingKeys', 'String', true],
  ['dynamodb:Attributes', 'dynamodb:Attributes', 'String', true],
  ['kms:ViaService', 'kms:ViaService', 'String', false],
  ['kms:EncryptionContext:app', 'kms:EncryptionContext:${EncryptionContextKey}', 'String', false],
  ['iam:PassedToService', 'iam:PassedToService', 'String', false],
  ['lambda:FunctionArn', 'lambda:FunctionArn', 'ARN', false],
  ['saml:aud', 'saml:aud', 'String', false],
]

test.each(rows)('%s', (key, canonical, type, multiValued) => {
  expect(conditionKey(key)).toEqual({ key: canonical, type, multiValued })
})

test.each(['aws:NoSuchKey', 's3:nonsense', 'nowhere:key', '', 'aws:RequestTag/', '__proto__'])('`%s` is no condition key', (key) => {
  expect(conditionKey(key)).toBeNull()
})

test('a key that belongs to another service is found only where no service is named', () => {
  expect(conditionKey('saml:aud')?.key).toBe('saml:aud')
  expect(conditionKey('saml:aud', 'sts')?.key).toBe('saml:aud')
  expect(conditionKey('saml:aud', 's3')).toBeNull()
})

test('every key of an action is declared or global', () => {
  const missing = [
    's3:PutObject',
    'dynamodb:Query',
    'sts:AssumeRole',
    'kms:Decrypt',
    'lambda:CreateFunctionUrlConfig',
    'iam:PassRole',
  ].flatMap((action) => (findAction(action)?.conditionKeys ?? []).filter((key) => conditionKey(key) === null))
  expect(missing).toEqual([])
})

test('global keys are sorted and begin with `aws:`', () => {
  const keys = globalConditionKeys().map(({ key }) => key)
  expect(keys.every((key) => key.startsWith('aws:'))).toBe(true)
  expect([...keys].sort()).toEqual(keys)
  expect(conditionKeysOf('s3').length).toBeGreaterThan(30)
})
