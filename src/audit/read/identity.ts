/** Who called: the role behind a session, and the session. Source: CloudTrail User Guide, "CloudTrail userIdentity element". */
import { isVaryingText } from '../patterns.js'

export interface IdentityParts {
  readonly type: string
  readonly arn: string
  readonly principalId: string
  readonly accountId: string
  readonly invokedBy: string
  /** `inScopeOf.credentialsIssuedTo`: the ARN of what a service gave the credentials to. */
  readonly issuedTo: string
  readonly issuerType: string
  readonly issuerArn: string
  readonly issuerPrincipalId: string
  readonly issuerAccountId: string
}

export interface Identity {
  readonly role: string
  readonly roleId: string
  readonly session: string
  readonly via: string
  readonly partition: string
  readonly account: string
}

const SESSION = /^arn:([^:]+):sts::(\d*):assumed-role\/([^/]+)\/(.*)$/

/** A function is named, whatever its session is called. */
const FUNCTION = /^arn:[^:]+:lambda:[^:]*:\d*:function:([^:]+)/

/** @returns null where the caller is no role */
export function identityOf(parts: IdentityParts): Identity | null {
  if (parts.type !== 'AssumedRole' && parts.type !== 'Role') return null
  const role = roleArn(parts)
  if (role === null) return null
  const [, partition = 'aws', , , account = ''] = role.split(':')
  const [owner = '', ...named] = parts.principalId.split(':')
  return {
    role,
    roleId: parts.issuerPrincipalId !== '' ? parts.issuerPrincipalId : owner,
    session: FUNCTION.exec(parts.issuedTo)?.[1] ?? (named.length > 0 ? named.join(':') : (SESSION.exec(parts.arn)?.[4] ?? '')),
    via: parts.invokedBy,
    partition,
    account: account !== '' ? account : parts.accountId,
  }
}

/** The issuer's ARN keeps the role's path; the session's own does not. */
function roleArn(parts: IdentityParts): string | null {
  if (parts.issuerArn.includes(':role/')) return parts.issuerArn
  if (parts.issuerArn !== '' && parts.issuerType !== 'Role') return null
  if (/^arn:[^:]+:iam::\d*:role\//.test(parts.arn)) return parts.arn
  const session = SESSION.exec(parts.arn)
  return session === null ? null : `arn:${session[1]}:iam::${session[2]}:role/${session[3]}`
}

/** Of sessions whose names are made anew each time, so many are listed for a role; with one more all of these are `*`. */
export const VARYING_SESSIONS_LISTED = 50

export const isVaryingSession = (session: string): boolean => session === '*' || isVaryingText(session)
