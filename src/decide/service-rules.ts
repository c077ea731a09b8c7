/**
 * What differs by service, as data. Actions are in lower case. The lists grow with AWS; they were read in November 2026.
 */
import { servicesWithResourceControl } from '../catalog/index.js'

// Source: AWS KMS Developer Guide, "Allowing users in other accounts to use a KMS key".
const KMS_ACROSS_ACCOUNTS = new Set(
  [
    ...['creategrant', 'decrypt', 'derivesharedsecret', 'describekey', 'encrypt', 'generatedatakey', 'generatedatakeypair'],
    ...['generatedatakeypairwithoutplaintext', 'generatedatakeywithoutplaintext', 'generatemac', 'getkeyrotationstatus', 'getpublickey'],
    ...['listgrants', 'reencryptfrom', 'reencryptto', 'retiregrant', 'revokegrant', 'sign', 'verify', 'verifymac'],
  ].map((name) => `kms:${name}`),
)

// Source: Amazon SQS Developer Guide, "Basic examples of Amazon SQS policies".
const SQS_NOT_ACROSS_ACCOUNTS = new Set(
  [
    ...[
      'addpermission',
      'cancelmessagemovetask',
      'createqueue',
      'deletequeue',
      'listmessagemovetask',
      'listmessagemovetasks',
      'listqueues',
    ],
    ...['listqueuetags', 'removepermission', 'setqueueattributes', 'startmessagemovetask', 'tagqueue', 'untagqueue'],
  ].map((name) => `sqs:${name}`),
)

// Source: AWS STS API Reference, "AssumeRole"; IAM User Guide, "Pass session tags in AWS STS".
const TRUST_ACTIONS = new Set(
  ['assumerole', 'assumerolewithsaml', 'assumerolewithwebidentity', 'setsourceidentity', 'tagsession'].map((name) => `sts:${name}`),
)

// Source: AWS STS API Reference, "AssumeRoleWithSAML" and "AssumeRoleWithWebIdentity": the caller has no AWS identity.
const WITHOUT_IDENTITY = new Set(['sts:assumerolewithsaml', 'sts:assumerolewithwebidentity'])

/**
 * Actions without a resource type that AWS nevertheless matches against an ARN.
 * Source: IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny access": its example allows
 * `s3:ListAllMyBuckets` by `arn:aws:s3:::*`.
 */
const ARN_OF_ALL: ReadonlyMap<string, string> = new Map([['s3:listallmybuckets', 's3:::*']])

const serviceOf = (action: string): string => action.slice(0, action.indexOf(':'))

let rcpServices: ReadonlySet<string> | null = null

// Source: AWS Organizations User Guide, "Resource control policies (RCPs)", "List of AWS services that support RCPs", which
// the catalog holds, and "Resources and entities not restricted by RCPs".
export function rcpsReach(action: string): boolean {
  rcpServices ??= new Set(servicesWithResourceControl())
  return rcpServices.has(serviceOf(action)) && action !== 'kms:retiregrant'
}

export const worksAcrossAccounts = (action: string): boolean =>
  // Source: IAM User Guide, "Grant a user permissions to pass a role to an AWS service": a role of the same account.
  action !== 'iam:passrole' && !SQS_NOT_ACROSS_ACCOUNTS.has(action) && (!action.startsWith('kms:') || KMS_ACROSS_ACCOUNTS.has(action))

export const isTrustAction = (action: string): boolean => TRUST_ACTIONS.has(action)

// Source: AWS STS API Reference, "GetSessionToken" and "GetFederationToken".
export const needsLongTermKeys = (action: string): boolean => action === 'sts:getsessiontoken' || action === 'sts:getfederationtoken'

/**
 * Services whose VPC endpoints are gateways. In a gateway's policy an account as principal is its root user alone.
 * Source: AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint policies", "Principals for gateway endpoints".
 */
export const hasGatewayEndpoint = (action: string): boolean => action.startsWith('s3:') || action.startsWith('dynamodb:')

export const callerHasNoIdentity = (action: string): boolean => WITHOUT_IDENTITY.has(action)

/** A key, as opposed to an alias or the account: it has a key policy, and that must allow. */
export const isKmsKey = (action: string, resource: string): boolean =>
  action.startsWith('kms:') && /^arn:[^:]*:kms:[^:]*:[^:]*:key\//.test(resource)

/** The text that resource patterns are held against. */
export function matchedResource(action: string, resource: string, partition: string): string {
  const arn = resource === '*' ? ARN_OF_ALL.get(action) : undefined
  return arn === undefined ? resource : `arn:${partition}:${arn}`
}
