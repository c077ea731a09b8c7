/** Parameters, secrets and log groups. */
import { createHash } from 'node:crypto'
import { mapOf, numberOf, type Plain, textOf } from '../../api/index.js'
import { type Provision, some } from './made.js'

export const parameter: Provision = async ({ id, properties }, { builder, names }) => {
  const value = textOf(properties.Value) ?? ''
  await builder.make(id, 'ssm', 'PutParameter', {
    Name: names.name(id),
    Type: textOf(properties.Type) ?? 'String',
    Value: value === '' ? ' ' : value,
    Overwrite: true,
  })
}

export const secret: Provision = async ({ id, properties }, { builder, names }) => {
  const SecretString = textOf(properties.SecretString) ?? generated(id, mapOf(properties.GenerateSecretString))
  const made = await builder.make(
    id,
    'secrets-manager',
    'CreateSecret',
    { Name: names.name(id), SecretString, ...some(properties, ['Description', 'KmsKeyId']) },
    ['ResourceExistsException'],
  )
  // One of an earlier run, on a state that was kept, has its value and its ARN.
  const there = made ?? (await builder.make(id, 'secrets-manager', 'DescribeSecret', { SecretId: names.name(id) }))
  const arn = textOf(there?.ARN)
  if (arn === null) return
  names.learn(id, arn)
  names.learn(`${id}.Arn`, arn)
  names.learn(`${id}.Id`, arn)
}

/** The same each time, and no real secret. */
function generated(id: string, rule: Plain): string {
  const password = createHash('sha256')
    .update(id)
    .digest('base64url')
    .slice(0, Number(rule.PasswordLength ?? 32))
  const template = textOf(rule.SecretStringTemplate)
  if (template === null) return password
  try {
    return JSON.stringify({ ...mapOf(JSON.parse(template)), [textOf(rule.GenerateStringKey) ?? 'password']: password })
  } catch {
    return password
  }
}

export const logGroup: Provision = async ({ id, properties }, { builder, names }) => {
  await builder.make(id, 'cloudwatch-logs', 'CreateLogGroup', { logGroupName: names.name(id) }, ['ResourceAlreadyExistsException'])
  if (numberOf(properties.RetentionInDays) !== null)
    await builder.make(
      id,
      'cloudwatch-logs',
      'PutRetentionPolicy',
      { logGroupName: names.name(id), retentionInDays: Number(properties.RetentionInDays) },
      ['UnknownOperationException'],
    )
}
