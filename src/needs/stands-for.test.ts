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

const MACHINES = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Plain: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: arn:aws:iam::111122223333:role/m, DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}' } }
  Version: { Type: AWS::StepFunctions::StateMachineVersion, Properties: { StateMachineArn: !GetAtt Plain.Arn } }
  Live: { Type: AWS::StepFunctions::StateMachineAlias, Properties: { RoutingConfiguration: [{ StateMachineVersionArn: !Ref Version, Weight: 100 }] } }
  BySam: { Type: AWS::Serverless::StateMachine, Properties: { AutoPublishAlias: live, Definition: { StartAt: A, States: { A: { Type: Succeed } } } } }
  Fn: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, Runtime: nodejs22.x, CodeUri: ., Environment: { Variables: { LIVE: !Ref Live, VERSION: !GetAtt Version.Arn, SAM: !Ref BySamAliaslive } } } }
`

test.each([
  ['an alias', 'LIVE', '${Plain}'],
  ['a version', 'VERSION', '${Plain}'],
  ['an alias that SAM makes', 'SAM', '${BySam}'],
])('%s of a state machine is asked about as the state machine', async (_, name, machine) => {
  const call = callOf('sfn', 'StartExecution', { stateMachineArn: piece.env(name) })
  const grants = needsWith(await appOf(MACHINES), { Fn: [call] }).functions.get('Fn')?.grants ?? []
  expect(cells(grants, 'call')).toEqual([`states:StartExecution ${machine}`])
})
