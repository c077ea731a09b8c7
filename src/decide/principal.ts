/** Source: IAM User Guide, "AWS JSON policy elements: Principal", and "IAM identifiers". */
import { isOriginAccessIdentity, splitArn } from '../policy/index.js'
import type { AccountPrincipal, Principal } from './types.js'

const ACCOUNT = /^\d{12}$/
const SERVICE = /^[a-z0-9][a-z0-9.-]*\.(?:amazonaws\.com|amazonaws\.com\.cn|aws\.internal|amazon\.com)$/
// Providers of web identities that IAM knows by name.
const PROVIDER_NAMES = new Set(['accounts.google.com', 'graph.facebook.com', 'www.amazon.com', 'cognito-identity.amazonaws.com'])
// What a caller with a web identity asks of a role's trust policy.
// Source: IAM User Guide, "Pass session tags in AWS STS".
const BY_PROVIDERS = new Set(['sts:assumerolewithwebidentity', 'sts:tagsession', 'sts:setsourceidentity'])

/**
 * Who asks. An account id is the account's root user, as the two are in a `Principal`.
 *
 * @param action tells whether `cognito-identity.amazonaws.com` calls as a provider of web identities
 * @returns null where the text names nobody that IAM knows
 */
export function parsePrincipal(text: string, action: string): Principal | null {
  if (text === '*') return { kind: 'anonymous', text }
  if (ACCOUNT.test(text)) return root(text, 'aws', text)
  if (PROVIDER_NAMES.has(text)) {
    const service = text.endsWith('.amazonaws.com') && !BY_PROVIDERS.has(action.toLowerCase())
    return { kind: service ? 'service' : 'provider', text }
  }
  const arn = splitArn(text)
  if (isOriginAccessIdentity(text)) return { kind: 'originAccess', text }
  if (arn === null) return SERVICE.test(text) ? { kind: 'service', text } : null
  if (!ACCOUNT.test(arn.account) || arn.region !== '' || /[*?]/.test(arn.account)) return null
  const { partition, account, resource } = arn
  const base = { text, partition, account, roleName: null, serviceLinked: false }
  if (arn.service === 'iam') {
    if (resource === 'root') return root(text, partition, account)
    if (resource.startsWith('user/') && resource.length > 5) return { ...base, kind: 'user' }
    if (resource.startsWith('role/') && resource.length > 5) {
      const roleName = resource.slice(resource.lastIndexOf('/') + 1)
      return { ...base, kind: 'role', roleName, serviceLinked: resource.startsWith('role/aws-service-role/') }
    }
    return /^(?:oidc|saml)-provider\/./.test(resource) ? { kind: 'provider', text } : null
  }
  if (arn.service !== 'sts') return null
  const [kind, name = '', session = ''] = resource.split('/')
  // Source: AWS Organizations User Guide, "Service control policies (SCPs)": service-linked roles are not restricted.
  if (kind === 'assumed-role' && name !== '' && session !== '')
    return { ...base, kind: 'session', roleName: name, serviceLinked: name.startsWith('AWSServiceRoleFor') }
  return kind === 'federated-user' && name !== '' ? { ...base, kind: 'federatedUser' } : null
}

const root = (text: string, partition: string, account: string): AccountPrincipal => ({
  kind: 'root',
  text,
  partition,
  account,
  roleName: null,
  serviceLinked: false,
})

export const hasLongTermKeys = ({ kind }: Principal): boolean => kind === 'user' || kind === 'root'

export const hasAccount = (principal: Principal): principal is AccountPrincipal => 'account' in principal
