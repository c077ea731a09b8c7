/**
 * Sessions of roles for who is known by a token of an identity provider. The call is not signed: the token is verified, and the
 * role's trust policy decides about the provider and the token's claims.
 *
 * Source: STS API Reference, "AssumeRoleWithWebIdentity"; IAM User Guide, "IAM and AWS STS condition context keys", "Create a role
 * for OpenID Connect federation" and "Pass session tags in AWS STS".
 */
import { isRecord, tagsOf, textOf } from '../input.js'
import { fault } from '../reply.js'
import type { CheckOutcome, Context, Fault, Operation, ServiceCall } from '../types.js'
import type { Directory } from './directory.js'
import { roleAt } from './iam.js'
import type { Claims, TokenIssuer } from './token-issuer.js'

/** Asks a role's trust policy about an identity provider. */
export type AskTrust = (provider: string, action: string, roleArn: string, context: Context) => CheckOutcome['decision']

/** Who a token is, and what its claims say to a trust policy. */
export interface WebIdentity {
  /** An ARN, or the name of a provider that IAM knows by itself. */
  readonly provider: string
  readonly subject: string
  readonly audience: string
  readonly context: Context
  readonly tags: Readonly<Record<string, string>>
  readonly transitiveTags: readonly string[]
  readonly sourceIdentity: string | null
}

/** Providers that need no resource of their own. */
const KNOWN: ReadonlySet<string> = new Set([
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'graph.facebook.com',
  'www.amazon.com',
])

const TAGS = 'https://aws.amazon.com/tags'
const SOURCE_IDENTITY = 'https://aws.amazon.com/source_identity'

/** @param begin the session itself, once all is allowed */
export function assumeWithWebIdentity(
  directory: Directory,
  issuer: TokenIssuer,
  ask: AskTrust,
  begin: (call: ServiceCall, identity: WebIdentity) => ReturnType<Operation>,
): Operation {
  return async (call) => {
    const { input } = call
    const arn = textOf(input, 'RoleArn') ?? ''
    const claims = await issuer.verify(textOf(input, 'WebIdentityToken') ?? '')
    if ('invalid' in claims) return notTaken(String(claims.invalid))
    const identity = identityOf(directory, arn.split(':')[4] ?? '', claims)
    if ('fault' in identity) return identity
    const context = { ...identity.context, 'sts:RoleSessionName': [textOf(input, 'RoleSessionName') ?? ''] }
    const actions = [
      'sts:AssumeRoleWithWebIdentity',
      ...(Object.keys(identity.tags).length > 0 ? ['sts:TagSession'] : []),
      ...(identity.sourceIdentity === null ? [] : ['sts:SetSourceIdentity']),
    ]
    const refused = actions.find((action) => ask(identity.provider, action, arn, context) !== 'allowed')
    if (refused !== undefined || roleAt(directory, arn) === null)
      return fault('AccessDenied', `Not authorized to perform ${refused ?? actions[0]}`, 403)
    return begin(call, identity)
  }
}

const notTaken = (why: string): Fault =>
  why.includes('"exp"')
    ? fault('ExpiredTokenException', 'Token expired: current date/time must be before the expiration date/time.', 400)
    : fault(
        'InvalidIdentityToken',
        `Couldn't retrieve verification key from your identity provider (local AWS takes tokens of its own issuer, POST /_jwt/token: ${why})`,
        400,
      )

function identityOf(directory: Directory, account: string, claims: Claims): WebIdentity | Fault {
  const iss = textOf(claims, 'iss') ?? ''
  const host = iss.replace(/^https:\/\//, '').replace(/\/$/, '')
  const registered = directory.oidcProviders.get(`arn:aws:iam::${account}:oidc-provider/${host}`)
  if (registered === undefined && !KNOWN.has(host))
    return fault('InvalidIdentityToken', `No OpenIDConnect provider found in your account for ${iss}`, 400)
  const audiences = [claims.aud ?? []].flat().map(String)
  const authorized = textOf(claims, 'azp')
  const audience = authorized ?? audiences[0] ?? ''
  if (registered !== undefined && ![audience, ...audiences].some((each) => registered.clientIds.includes(each)))
    return fault('InvalidIdentityToken', 'Incorrect token audience', 400)
  const provider = registered?.arn ?? host
  const amr = [claims.amr ?? []].flat().map(String)
  const given = isRecord(claims[TAGS]) ? claims[TAGS] : {}
  const tags = Object.fromEntries([...tagsOf(given.principal_tags)].map(([key, value]) => [key, value.split(',')[0] ?? '']))
  const transitiveTags = Array.isArray(given.transitive_tag_keys) ? given.transitive_tag_keys.map(String) : []
  return {
    provider,
    subject: textOf(claims, 'sub') ?? '',
    audience,
    tags,
    transitiveTags,
    sourceIdentity: textOf(claims, SOURCE_IDENTITY),
    context: {
      ...claimKeys(host, claims),
      [`${host}:aud`]: authorized === null ? audiences : [authorized],
      ...(authorized === null ? {} : { [`${host}:oaud`]: audiences }),
      ...(amr.length === 0 ? {} : { [`${host}:amr`]: amr }),
      'aws:FederatedProvider': [provider],
      ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, [value]])),
      ...(Object.keys(tags).length === 0 ? {} : { 'aws:TagKeys': Object.keys(tags) }),
      ...(transitiveTags.length === 0 ? {} : { 'sts:TransitiveTagKeys': transitiveTags }),
    },
  }
}

/** `HOST:sub`, and whatever else the token says in one word. */
const claimKeys = (host: string, claims: Claims): Context =>
  Object.fromEntries(
    Object.entries(claims).flatMap(([name, value]): [string, readonly string[]][] =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[`${host}:${name}`, [String(value)]]] : [],
    ),
  )
