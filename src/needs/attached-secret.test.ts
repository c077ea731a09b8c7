import { expect, test } from 'vitest'
import { appOf, callOf, cells, needsWith, piece } from './testing/app-of.js'

const TEMPLATE = `
Resources:
  Key: { Type: AWS::KMS::Key, Properties: {} }
  Secret: { Type: AWS::SecretsManager::Secret, Properties: { KmsKeyId: !GetAtt Key.Arn } }
  Attached: { Type: AWS::SecretsManager::SecretTargetAttachment, Properties: { SecretId: !Ref Secret, TargetId: db, TargetType: 'AWS::RDS::DBCluster' } }
  Fn: { Type: AWS::Lambda::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, Code: ., Role: arn:aws:iam::111122223333:role/r, Environment: { Variables: { SECRET: !Ref Attached } } } }
`

test('what is attached to a secret is the secret, with its key', async () => {
  const call = callOf('secrets-manager', 'GetSecretValue', { SecretId: piece.env('SECRET') })
  const grants = needsWith(await appOf(TEMPLATE), { Fn: [call] }).functions.get('Fn')?.grants ?? []
  expect(cells(grants, 'call')).toEqual(['kms:Decrypt key/${Key}', 'secretsmanager:GetSecretValue ${Secret}'])
})
