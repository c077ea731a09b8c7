/** WAF and Backup. */
import { any, arn, check, given, matches, type OperationRow, passRole, row, type ServiceRows, set } from './rows.js'

const WAF = 'WAF Developer Guide, "Permissions for AssociateWebACL" and "Permissions for DisassociateWebACL"'

/** What protects a resource asks its service as well: `SetWebACL` on the stage of an API. */
const ofProtected = [
  check('apigateway:SetWebACL', given('ResourceArn'), { when: [matches('ResourceArn', '^arn:[^:]*:apigateway:')] }),
  check('elasticloadbalancing:SetWebAcl', any, { when: [matches('ResourceArn', '^arn:[^:]*:elasticloadbalancing:')] }),
  check('appsync:SetWebACL', any, { when: [matches('ResourceArn', '^arn:[^:]*:appsync:')] }),
]

/** Types whose ARN is `regional/TYPE/NAME/ID`, or `global/…` for CloudFront. */
const TYPES = ['webacl', 'ipset', 'regexpatternset', 'rulegroup', 'managedruleset']
const inScope = (type: string, name: string, id: string) =>
  arn(`arn:{P}:wafv2:{R}:{A}:{Scope}/${type}/${name}/${id}`, { Scope: 'waf-scope' })

export const wafv2: ServiceRows = {
  clients: ['wafv2'],
  rows: [
    row('AssociateWebACL', WAF, [
      check('wafv2:AssociateWebACL', given('WebACLArn')),
      check('wafv2:AssociateWebACL', given('ResourceArn')),
      ...ofProtected,
      check('cognito-idp:AssociateWebACL', given('ResourceArn'), { when: [matches('ResourceArn', '^arn:[^:]*:cognito-idp:')] }),
      check('cognito-idp:AssociateWebACL', given('WebACLArn'), { when: [matches('ResourceArn', '^arn:[^:]*:cognito-idp:')] }),
      check('apprunner:AssociateWebAcl', given('ResourceArn'), { when: [matches('ResourceArn', '^arn:[^:]*:apprunner:')] }),
      check('apprunner:AssociateWebAcl', given('WebACLArn'), { when: [matches('ResourceArn', '^arn:[^:]*:apprunner:')] }),
      check('ec2:AssociateVerifiedAccessInstanceWebAcl', given('ResourceArn'), { when: [matches('ResourceArn', '^arn:[^:]*:ec2:')] }),
    ]),
    row('DisassociateWebACL', WAF, [
      check('wafv2:DisassociateWebACL', given('ResourceArn')),
      ...ofProtected,
      check('cognito-idp:DisassociateWebACL', given('ResourceArn'), { when: [matches('ResourceArn', '^arn:[^:]*:cognito-idp:')] }),
      check('apprunner:DisassociateWebAcl', given('ResourceArn'), { when: [matches('ResourceArn', '^arn:[^:]*:apprunner:')] }),
      check('ec2:DisassociateVerifiedAccessInstanceWebAcl', given('ResourceArn'), { when: [matches('ResourceArn', '^arn:[^:]*:ec2:')] }),
    ]),
    row('PutManagedRuleSetVersions', WAF, [
      check('wafv2:PutManagedRuleSetVersions', inScope('managedruleset', '{Name}', '{Id}')),
      check('wafv2:PutManagedRuleSetVersions', inScope('rulegroup', '*', '*')),
    ]),
  ],
  members: [
    ...TYPES.map((type) => ({ members: ['Name', 'Scope', 'Id'], resource: inScope(type, '{Name}', '{Id}'), types: [type] })),
    ...TYPES.map((type) => ({ members: ['Name', 'Scope'], resource: inScope(type, '{Name}', '*'), types: [type] })),
    { members: ['WebACLName', 'Scope', 'WebACLId'], resource: inScope('webacl', '{WebACLName}', '{WebACLId}'), types: ['webacl'] },
  ],
}

const BACKUP = 'Service Authorization Reference, "Actions, resources, and condition keys for AWS Backup"'
const backupJob: OperationRow = row('StartBackupJob', BACKUP, [
  check('backup:StartBackupJob', arn('arn:{P}:backup:{R}:{A}:backup-vault:{BackupVaultName}')),
  check('backup:StartBackupJob', given('LogicallyAirGappedBackupVaultArn'), { when: [set('LogicallyAirGappedBackupVaultArn')] }),
  passRole('IamRoleArn', 'backup.amazonaws.com'),
])

export const backup: ServiceRows = { clients: ['backup'], rows: [backupJob] }
