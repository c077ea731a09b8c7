export { parseDenial, printDenial } from './denial.js'
export type { CloudTrailRecord, DenialMessage, DenyingPolicyType, EventResource, SessionIssuer, UserIdentity } from './types.js'
