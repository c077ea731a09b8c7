/**
 * ARNs that the grammar allows and IAM does not store. The texts in the comments are those of its
 * `MalformedPolicyDocument`, as seen in 2026; no managed policy of AWS has such an ARN.
 */
import type { Place } from '../../outcome/index.js'
import { type PolicyKind, splitAtColons } from '../../policy/index.js'
import { type Checking, placeOfText } from './checking.js'
import type { PolicyRefusal } from './refusals.js'

/** Services that store resource-based policies, and Organizations, have rules of their own. */
const STORED_BY_IAM: ReadonlySet<PolicyKind> = new Set(['identity', 'boundary', 'session'])

export function resourceRefusals(checking: Checking, placeOf: (at: number) => Place | null): readonly PolicyRefusal[] {
  const { resources } = checking.statement
  if (resources === null || !STORED_BY_IAM.has(checking.kind)) return []
  return ('only' in resources ? resources.only : resources.except).flatMap((text) => {
    const fault = faultOf(text)
    return fault === null
      ? []
      : [{ code: 'policy/bad-resource', ...fault, at: placeOf(placeOfText(checking, 'Resource', text)) } satisfies PolicyRefusal]
  })
}

type Fault = Pick<PolicyRefusal, 'message' | 'hint'>

// "IAM resource path must either be "*", root, or start with user/, federated-user/, …"
const IAM_PATHS = [
  ...['user', 'federated-user', 'role', 'group', 'instance-profile', 'mfa', 'server-certificate', 'policy', 'sms-mfa'],
  ...['saml-provider', 'oidc-provider', 'report', 'access-report'],
].map((type) => `${type}/`)

function faultOf(text: string): Fault | null {
  const [prefix, , service = '', region = '*', , name = '*'] = splitAtColons(text, true)
  if (prefix !== 'arn') return null
  // "Resource vendor must be fully qualified and cannot contain regexes."
  if (service === '' || /[*?]/.test(service))
    return { message: `the resource \`${text}\` does not name its service in full`, hint: 'write an ARN for each service, or `*`' }
  if (service !== 'iam') return null
  // "IAM resource … cannot contain region information."
  if (region !== '' && region !== '*')
    return { message: `the resource \`${text}\` has a Region, and IAM has none`, hint: 'leave the Region empty' }
  if (name === '*' || name === 'root' || IAM_PATHS.some((path) => name.startsWith(path))) return null
  return { message: `the resource \`${text}\` names no kind of IAM resource`, hint: `write one of ${IAM_PATHS.join(', ')} before the name` }
}
