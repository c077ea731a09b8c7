/** IAM, Cognito and IAM Identity Center. */
import { any, arn, check, given, passRole, row, type ServiceRows, set } from './rows.js'

const IAM = 'Service Authorization Reference, "Actions, resources, and condition keys for AWS Identity and Access Management"'
const role = arn('arn:{P}:iam::{A}:role/{RoleName}')
const user = arn('arn:{P}:iam::{A}:user/{UserName}')
const group = arn('arn:{P}:iam::{A}:group/{GroupName}')
const profile = arn('arn:{P}:iam::{A}:instance-profile/{InstanceProfileName}')
const attached = { context: { 'iam:PolicyARN': 'PolicyArn' } }
const bounded = { context: { 'iam:PermissionsBoundary': 'PermissionsBoundary' } }

/** Source: IAM User Guide, "IAM identifiers", "IAM ARNs": the path of what is made stands in its ARN. */
const made = (type: string, name: string) => arn(`arn:{P}:iam::{A}:${type}{Path|/}{${name}}`)

export const iam: ServiceRows = {
  clients: ['iam'],
  rows: [
    ...['AttachRolePolicy', 'DetachRolePolicy'].map((name) => row(name, IAM, [check(`iam:${name}`, role, attached)])),
    ...['AttachUserPolicy', 'DetachUserPolicy'].map((name) => row(name, IAM, [check(`iam:${name}`, user, attached)])),
    ...['AttachGroupPolicy', 'DetachGroupPolicy'].map((name) => row(name, IAM, [check(`iam:${name}`, group, attached)])),
    ...['PutRolePermissionsBoundary'].map((name) => row(name, IAM, [check(`iam:${name}`, role, bounded)])),
    ...['PutUserPermissionsBoundary'].map((name) => row(name, IAM, [check(`iam:${name}`, user, bounded)])),
    row('CreateRole', IAM, [
      check('iam:CreateRole', made('role', 'RoleName'), bounded),
      check('iam:TagRole', made('role', 'RoleName'), { when: [set('Tags')] }),
    ]),
    row('CreateUser', IAM, [
      check('iam:CreateUser', made('user', 'UserName'), bounded),
      check('iam:TagUser', made('user', 'UserName'), { when: [set('Tags')] }),
    ]),
    row('CreatePolicy', IAM, [
      check('iam:CreatePolicy', made('policy', 'PolicyName')),
      check('iam:TagPolicy', made('policy', 'PolicyName'), { when: [set('Tags')] }),
    ]),
    row('CreateInstanceProfile', IAM, [
      check('iam:CreateInstanceProfile', made('instance-profile', 'InstanceProfileName')),
      check('iam:TagInstanceProfile', made('instance-profile', 'InstanceProfileName'), { when: [set('Tags')] }),
    ]),
    row('CreateGroup', IAM, [check('iam:CreateGroup', made('group', 'GroupName'))]),
    row('AddRoleToInstanceProfile', IAM, [
      check('iam:AddRoleToInstanceProfile', profile),
      // Whoever can put a role into a profile hands it to instances. Source: the same page, dependent actions.
      check('iam:PassRole', role, {
        conditions: [{ operator: 'StringEquals', key: 'iam:PassedToService', values: ['ec2.amazonaws.com'] }],
      }),
    ]),
    row('CreateServiceLinkedRole', IAM, [
      check('iam:CreateServiceLinkedRole', arn('arn:{P}:iam::{A}:role/aws-service-role/{AWSServiceName}/*'), {
        context: { 'iam:AWSServiceName': 'AWSServiceName' },
      }),
    ]),
    row('SimulatePrincipalPolicy', IAM, [check('iam:SimulatePrincipalPolicy', given('PolicySourceArn'))]),
  ],
  members: [
    { members: ['RoleName'], resource: role, types: ['role'] },
    { members: ['GroupName'], resource: group, types: ['group'] },
    { members: ['InstanceProfileName'], resource: profile, types: ['instance-profile'] },
    { members: ['PolicyArn'], resource: given('PolicyArn'), types: ['policy'] },
    { members: ['PolicyName'], resource: arn('arn:{P}:iam::{A}:policy/{PolicyName}'), types: ['policy'] },
    { members: ['UserName'], resource: user, types: ['user'] },
    { members: ['OpenIDConnectProviderArn'], resource: given('OpenIDConnectProviderArn'), types: ['oidc-provider'] },
    { members: ['SAMLProviderArn'], resource: given('SAMLProviderArn'), types: ['saml-provider'] },
  ],
}

const COGNITO = 'Service Authorization Reference, "Actions, resources, and condition keys for Amazon Cognito User Pools"'
const pool = arn('arn:{P}:cognito-idp:{R}:{A}:userpool/{UserPoolId}')

export const userPools: ServiceRows = {
  clients: ['cognito-identity-provider'],
  rows: [
    ...['CreateGroup', 'UpdateGroup'].map((name) =>
      row(name, COGNITO, [check(`cognito-idp:${name}`, pool), passRole('RoleArn', 'cognito-idp.amazonaws.com')]),
    ),
    ...['CreateUserPoolClient', 'UpdateUserPoolClient'].map((name) =>
      row(name, COGNITO, [check(`cognito-idp:${name}`, pool), passRole('AnalyticsConfiguration.RoleArn', 'cognito-idp.amazonaws.com')]),
    ),
    row('CreateUserImportJob', COGNITO, [
      check('cognito-idp:CreateUserImportJob', pool),
      passRole('CloudWatchLogsRoleArn', 'cognito-idp.amazonaws.com'),
    ]),
    row('CreateUserPool', COGNITO, [
      check('cognito-idp:CreateUserPool', any),
      check('cognito-idp:TagResource', arn('arn:{P}:cognito-idp:{R}:{A}:userpool/*'), { when: [set('UserPoolTags')] }),
      passRole('SmsConfiguration.SnsCallerArn', 'cognito-idp.amazonaws.com'),
    ]),
    row('UpdateUserPool', COGNITO, [
      check('cognito-idp:UpdateUserPool', pool),
      passRole('SmsConfiguration.SnsCallerArn', 'cognito-idp.amazonaws.com'),
    ]),
  ],
  members: [{ members: ['UserPoolId'], resource: pool, types: ['userpool'] }],
  nothing: [
    [
      'anyone may call it, or the access token of the user authorises it. Source: Cognito Developer Guide, "List of API operations grouped by authorization model"',
      [
        'AssociateSoftwareToken',
        'ChangePassword',
        'CompleteWebAuthnRegistration',
        'ConfirmDevice',
        'ConfirmForgotPassword',
        'ConfirmSignUp',
        'DeleteUser',
        'DeleteUserAttributes',
        'DeleteWebAuthnCredential',
        'ForgetDevice',
        'ForgotPassword',
        'GetDevice',
        'GetTokensFromRefreshToken',
        'GetUser',
        'GetUserAttributeVerificationCode',
        'GetUserAuthFactors',
        'GlobalSignOut',
        'InitiateAuth',
        'ListDevices',
        'ListWebAuthnCredentials',
        'ResendConfirmationCode',
        'RespondToAuthChallenge',
        'RevokeToken',
        'SetUserMFAPreference',
        'SetUserSettings',
        'SignUp',
        'StartWebAuthnRegistration',
        'UpdateAuthEventFeedback',
        'UpdateDeviceStatus',
        'UpdateUserAttributes',
        'VerifySoftwareToken',
        'VerifyUserAttribute',
      ],
    ],
  ],
}

export const identityPools: ServiceRows = {
  clients: ['cognito-identity'],
  rows: [],
  members: [
    {
      members: ['IdentityPoolId'],
      resource: arn('arn:{P}:cognito-identity:{R}:{A}:identitypool/{IdentityPoolId}'),
      types: ['identitypool'],
    },
  ],
  nothing: [
    [
      'it is a public operation, called without AWS credentials. Source: Cognito API Reference, the page of the operation',
      ['GetCredentialsForIdentity', 'GetId', 'GetOpenIdToken', 'UnlinkIdentity'],
    ],
  ],
}

export const accessPortal: ServiceRows = {
  clients: ['sso'],
  rows: [],
  nothing: [
    [
      'the access token of the user authorises it. Source: IAM Identity Center Portal API Reference',
      ['GetRoleCredentials', 'ListAccountRoles', 'ListAccounts', 'Logout'],
    ],
  ],
}

export const accessPortalTokens: ServiceRows = {
  clients: ['sso-oidc'],
  rows: [],
  nothing: [
    [
      'it is called without AWS credentials. Source: IAM Identity Center OIDC API Reference',
      ['CreateToken', 'RegisterClient', 'StartDeviceAuthorization'],
    ],
  ],
}

export const codecatalyst: ServiceRows = {
  clients: ['codecatalyst'],
  rows: [],
  nothing: [
    [
      'a bearer token of a Builder ID or of IAM Identity Center authorises it. Source: CodeCatalyst API Reference',
      [
        'CreateAccessToken',
        'CreateDevEnvironment',
        'CreateProject',
        'CreateSourceRepository',
        'CreateSourceRepositoryBranch',
        'DeleteAccessToken',
        'DeleteDevEnvironment',
        'DeleteProject',
        'DeleteSourceRepository',
        'DeleteSpace',
        'GetDevEnvironment',
        'GetProject',
        'GetSourceRepository',
        'GetSourceRepositoryCloneUrls',
        'GetSpace',
        'GetSubscription',
        'GetUserDetails',
        'GetWorkflow',
        'GetWorkflowRun',
        'ListAccessTokens',
        'ListDevEnvironmentSessions',
        'ListDevEnvironments',
        'ListEventLogs',
        'ListProjects',
        'ListSourceRepositories',
        'ListSourceRepositoryBranches',
        'ListSpaces',
        'ListWorkflowRuns',
        'ListWorkflows',
        'StartDevEnvironment',
        'StartDevEnvironmentSession',
        'StartWorkflowRun',
        'StopDevEnvironment',
        'StopDevEnvironmentSession',
        'UpdateDevEnvironment',
        'UpdateProject',
        'UpdateSpace',
        'VerifySession',
      ],
    ],
  ],
}
