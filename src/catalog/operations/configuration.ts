/** Secrets Manager, Systems Manager, KMS and STS. */
import { absent, any, arn, check, equals, given, matches, passRole, row, type ServiceRows, same, set } from './rows.js'

const SECRETS = 'Secrets Manager User Guide, "Actions, resources, and condition keys for AWS Secrets Manager"'
const SECRET_KEYS = 'Secrets Manager User Guide, "Secret encryption and decryption in AWS Secrets Manager"'
const secret = arn('arn:{P}:secretsmanager:{R}:{A}:secret:{SecretId}', { SecretId: 'secret' })
const newSecret = arn('arn:{P}:secretsmanager:{R}:{A}:secret:{Name}', { Name: 'secret' })
const sealed = ['GenerateDataKey', 'Decrypt']

export const secretsManager: ServiceRows = {
  clients: ['secrets-manager'],
  rows: [
    row('GetSecretValue', SECRET_KEYS, [
      check('secretsmanager:GetSecretValue', secret, {
        kms: ['Decrypt'],
        context: {
          'secretsmanager:SecretId': 'SecretId',
          'secretsmanager:VersionId': 'VersionId',
          'secretsmanager:VersionStage': 'VersionStage',
        },
      }),
    ]),
    row('BatchGetSecretValue', 'Secrets Manager API Reference, "BatchGetSecretValue"', [
      check('secretsmanager:BatchGetSecretValue', any),
      check(
        'secretsmanager:GetSecretValue',
        arn('arn:{P}:secretsmanager:{R}:{A}:secret:{SecretIdList[]}', { 'SecretIdList[]': 'secret' }),
        {
          when: [set('SecretIdList[]')],
          kms: ['Decrypt'],
        },
      ),
      check('secretsmanager:ListSecrets', any, { when: [set('Filters')] }),
      check('secretsmanager:GetSecretValue', arn('arn:{P}:secretsmanager:{R}:{A}:secret:*'), { when: [set('Filters')], kms: ['Decrypt'] }),
    ]),
    row('CreateSecret', SECRETS, [
      check('secretsmanager:CreateSecret', newSecret, {
        kms: sealed,
        context: { 'secretsmanager:Name': 'Name', 'secretsmanager:KmsKeyId': 'KmsKeyId' },
      }),
      check('secretsmanager:TagResource', newSecret, { when: [set('Tags')] }),
      check('secretsmanager:ReplicateSecretToRegions', newSecret, { when: [set('AddReplicaRegions')] }),
    ]),
    ...same('secretsmanager', ['PutSecretValue', 'UpdateSecret'], SECRET_KEYS, secret, { kms: sealed }),
    row('ValidateResourcePolicy', SECRETS, [
      check('secretsmanager:ValidateResourcePolicy', secret),
      check('secretsmanager:PutResourcePolicy', secret),
    ]),
    row('RotateSecret', SECRETS, [
      check('secretsmanager:RotateSecret', secret, { context: { 'secretsmanager:RotationLambdaARN': 'RotationLambdaARN' } }),
      check('lambda:InvokeFunction', given('RotationLambdaARN'), { when: [set('RotationLambdaARN')] }),
      passRole('ExternalSecretRotationRoleArn', 'secretsmanager.amazonaws.com'),
    ]),
  ],
  members: [{ members: ['SecretId'], resource: secret }],
}

const PARAMETERS = 'Systems Manager User Guide, "Restricting access to Parameter Store parameters using IAM policies"'
const PARAMETER_KEYS = 'KMS Developer Guide, "How AWS Systems Manager Parameter Store uses AWS KMS"'
const parameter = arn('arn:{P}:ssm:{R}:{A}:parameter/{Name}', { Name: 'parameter' })
const parameters = arn('arn:{P}:ssm:{R}:{A}:parameter/{Names[]}', { 'Names[]': 'parameter' })
// A SecureString is decrypted for the caller only where the call asks for it.
const decrypted = { kms: ['Decrypt'], kmsWhen: [equals('WithDecryption', 'true')] }
const document = arn('arn:{P}:ssm:{R}:{A}:document/{Name}')
const SSM = 'Service Authorization Reference, "Actions, resources, and condition keys for AWS Systems Manager"'

/** Tags are put on things of several types, which the input names. */
const TAGGED: readonly (readonly [type: string, resource: string])[] = [
  ['Parameter', 'parameter'],
  ['Document', 'document'],
  ['ManagedInstance', 'managed-instance'],
  ['MaintenanceWindow', 'maintenancewindow'],
  ['PatchBaseline', 'patchbaseline'],
  ['OpsItem', 'opsitem'],
  ['OpsMetadata', 'opsmetadata'],
  ['Automation', 'automation-execution'],
  ['Association', 'association'],
]
const tagged = (name: string) =>
  row(
    name,
    SSM,
    TAGGED.map(([type, resource]) =>
      check(`ssm:${name}`, arn(`arn:{P}:ssm:{R}:{A}:${resource}/{ResourceId}`, type === 'Parameter' ? { ResourceId: 'parameter' } : {}), {
        when: [equals('ResourceType', type)],
      }),
    ),
  )

/**
 * AWS's own documents belong to no account. Names that begin so are AWS's.
 * Source: Systems Manager User Guide, "Sample IAM policies for Systems Manager"; API Reference, "CreateDocument", Name.
 */
const onDocument = (action: string) => [
  check(action, arn('arn:{P}:ssm:{R}:{A}:document/{DocumentName}'), { when: [matches('DocumentName', '^(?!aws|amazon|amzn)')] }),
  check(action, arn('arn:{P}:ssm:{R}::document/{DocumentName}'), { when: [matches('DocumentName', '^(?:aws|amazon|amzn)')] }),
]

export const ssm: ServiceRows = {
  clients: ['ssm'],
  rows: [
    ...same('ssm', ['GetParameter', 'GetParameterHistory'], PARAMETER_KEYS, parameter, decrypted),
    ...same('ssm', ['GetParameters'], PARAMETER_KEYS, parameters, decrypted),
    // AWS's refusals name the path alone, without a slash at its end.
    row('GetParametersByPath', PARAMETERS, [
      check('ssm:GetParametersByPath', arn('arn:{P}:ssm:{R}:{A}:parameter/{Path}', { Path: 'parameter' }), {
        ...decrypted,
        context: { 'ssm:Recursive': 'Recursive' },
      }),
    ]),
    row('PutParameter', PARAMETER_KEYS, [
      check('ssm:PutParameter', parameter, {
        kms: ['Encrypt'],
        kmsWhen: [equals('Type', 'SecureString')],
        context: { 'ssm:Overwrite': 'Overwrite' },
      }),
      // A parameter that is overwritten keeps its type where none is given.
      check('ssm:PutParameter', parameter, { when: [absent('Type')], kms: ['Encrypt'], context: { 'ssm:Overwrite': 'Overwrite' } }),
      check('ssm:PutParameter', parameter, {
        when: [matches('Tier', '^(Advanced|Intelligent-Tiering)$')],
        kms: ['GenerateDataKey'],
        kmsWhen: [equals('Type', 'SecureString')],
        context: { 'ssm:Overwrite': 'Overwrite' },
      }),
      check('ssm:AddTagsToResource', parameter, { when: [set('Tags')] }),
    ]),
    ...['AddTagsToResource', 'ListTagsForResource', 'RemoveTagsFromResource'].map(tagged),
    ...same('ssm', ['DeleteParameter', 'LabelParameterVersion', 'UnlabelParameterVersion'], PARAMETERS, parameter),
    ...same('ssm', ['DeleteParameters'], PARAMETERS, parameters),
    row('GetInventorySchema', SSM, [check('ssm:GetInventorySchema', any), check('ssm:GetInventory', any)]),
    row('CreateActivation', SSM, [check('ssm:CreateActivation', any), passRole('IamRole', 'ssm.amazonaws.com')]),
    row('UpdateManagedInstanceRole', SSM, [
      check('ssm:UpdateManagedInstanceRole', arn('arn:{P}:ssm:{R}:{A}:managed-instance/{InstanceId}')),
      passRole('IamRole', 'ssm.amazonaws.com'),
    ]),
    row('CreateDocument', SSM, [check('ssm:CreateDocument', document)]),
    row('SendCommand', SSM, [
      ...onDocument('ssm:SendCommand'),
      check('ssm:SendCommand', arn('arn:{P}:ec2:{R}:{A}:instance/{InstanceIds[]}'), { when: [matches('InstanceIds[]', '^(?!mi-)')] }),
      check('ssm:SendCommand', arn('arn:{P}:ssm:{R}:{A}:managed-instance/{InstanceIds[]}'), { when: [matches('InstanceIds[]', '^mi-')] }),
      check('ssm:SendCommand', arn('arn:{P}:ec2:{R}:{A}:instance/*'), { when: [set('Targets')] }),
      check('ssm:SendCommand', arn('arn:{P}:s3:::{OutputS3BucketName}'), { when: [set('OutputS3BucketName')] }),
      passRole('ServiceRoleArn', 'ssm.amazonaws.com'),
    ]),
    row('StartSession', SSM, [
      check('ssm:StartSession', arn('arn:{P}:ec2:{R}:{A}:instance/{Target}'), { when: [matches('Target', '^(?!mi-|ecs:)')] }),
      check('ssm:StartSession', arn('arn:{P}:ssm:{R}:{A}:managed-instance/{Target}'), { when: [matches('Target', '^mi-')] }),
      check('ssm:StartSession', arn('arn:{P}:ecs:{R}:{A}:task/*'), { when: [matches('Target', '^ecs:')] }),
      ...onDocument('ssm:StartSession'),
    ]),
    ...['RegisterTaskWithMaintenanceWindow', 'UpdateMaintenanceWindowTask'].map((name) =>
      row(name, SSM, [
        check(`ssm:${name}`, arn('arn:{P}:ssm:{R}:{A}:maintenancewindow/{WindowId}')),
        passRole('ServiceRoleArn', 'ssm.amazonaws.com'),
      ]),
    ),
  ],
  members: [
    { members: ['WindowId'], resource: arn('arn:{P}:ssm:{R}:{A}:maintenancewindow/{WindowId}'), types: ['maintenancewindow'] },
    { members: ['BaselineId'], resource: arn('arn:{P}:ssm:{R}:{A}:patchbaseline/{BaselineId}'), types: ['patchbaseline'] },
    {
      members: ['SettingId'],
      resource: arn('arn:{P}:ssm:{R}:{A}:servicesetting/{SettingId}', { SettingId: 'parameter' }),
      types: ['servicesetting'],
    },
  ],
}

const KMS = 'KMS Developer Guide, "AWS KMS permissions"'
const key = arn('arn:{P}:kms:{R}:{A}:key/{KeyId}', { KeyId: 'key' })
const keyOf = (member: string) => arn(`arn:{P}:kms:{R}:{A}:key/{${member}}`, { [member]: 'key' })
const aliased = { context: { 'kms:RequestAlias': 'KeyId' } }

export const kms: ServiceRows = {
  clients: ['kms'],
  rows: [
    ...same(
      'kms',
      [
        'Encrypt',
        'GenerateDataKey',
        'GenerateDataKeyWithoutPlaintext',
        'GenerateDataKeyPair',
        'GenerateDataKeyPairWithoutPlaintext',
        'Sign',
        'Verify',
        'GenerateMac',
        'VerifyMac',
        'GetPublicKey',
        'DescribeKey',
        'DeriveSharedSecret',
      ],
      KMS,
      key,
      aliased,
    ),
    row('Decrypt', 'KMS API Reference, "Decrypt"', [
      check('kms:Decrypt', key, { when: [set('KeyId')], ...aliased }),
      // A symmetric ciphertext names its key itself.
      check('kms:Decrypt', arn('arn:{P}:kms:{R}:{A}:key/*'), { when: [absent('KeyId')] }),
    ]),
    row('ReEncrypt', 'KMS API Reference, "ReEncrypt"', [
      check('kms:ReEncryptFrom', keyOf('SourceKeyId'), { when: [set('SourceKeyId')] }),
      check('kms:ReEncryptFrom', arn('arn:{P}:kms:{R}:{A}:key/*'), { when: [absent('SourceKeyId')] }),
      check('kms:ReEncryptTo', keyOf('DestinationKeyId')),
    ]),
    row('CreateKey', KMS, [
      check('kms:CreateKey', any),
      check('kms:TagResource', any, { when: [set('Tags')] }),
      check('kms:PutKeyPolicy', any, { when: [set('Policy')] }),
    ]),
    row('ReplicateKey', KMS, [
      check('kms:ReplicateKey', key),
      // The replica is made in the other region, where it has no ARN yet.
      check('kms:CreateKey', any),
      check('kms:TagResource', any, { when: [set('Tags')] }),
      check('kms:PutKeyPolicy', any, { when: [set('Policy')] }),
    ]),
    ...['CreateAlias', 'UpdateAlias'].map((name) =>
      row(name, 'KMS Developer Guide, "Controlling access to aliases"', [
        check(`kms:${name}`, arn('arn:{P}:kms:{R}:{A}:{AliasName}')),
        check(`kms:${name}`, keyOf('TargetKeyId')),
      ]),
    ),
    // The key behind the alias is checked too, and the request does not say which it is.
    row('DeleteAlias', 'KMS Developer Guide, "Controlling access to aliases"', [
      check('kms:DeleteAlias', arn('arn:{P}:kms:{R}:{A}:{AliasName}')),
      check('kms:DeleteAlias', arn('arn:{P}:kms:{R}:{A}:key/*')),
    ]),
  ],
  members: [{ members: ['KeyId'], resource: key, types: ['key'] }],
}

const STS = 'STS API Reference, "AssumeRole"'
const role = given('RoleArn')

export const sts: ServiceRows = {
  clients: ['sts'],
  rows: [
    row('AssumeRole', STS, [
      check('sts:AssumeRole', role, {
        context: { 'sts:ExternalId': 'ExternalId', 'sts:RoleSessionName': 'RoleSessionName', 'sts:SourceIdentity': 'SourceIdentity' },
      }),
      check('sts:TagSession', role, { when: [set('Tags')] }),
      check('sts:SetSourceIdentity', role, { when: [set('SourceIdentity')] }),
    ]),
    ...same('sts', ['AssumeRoot'], 'STS API Reference, "AssumeRoot"', arn('arn:{P}:iam::{TargetPrincipal}:root')),
    ...same('sts', ['DecodeAuthorizationMessage'], 'STS API Reference, "DecodeAuthorizationMessage"', any),
  ],
  members: [{ members: ['Name'], resource: arn('arn:{P}:sts::{A}:federated-user/{Name}') }],
  nothing: [
    ['no policy can deny it. Source: STS API Reference, "GetCallerIdentity", "GetSessionToken"', ['GetCallerIdentity', 'GetSessionToken']],
    ['it is called without AWS credentials: the trust policy of the role decides', ['AssumeRoleWithWebIdentity', 'AssumeRoleWithSAML']],
  ],
}
