/**
 * STS: sessions of roles, of users, and of federated users. Whether a caller may assume a role was decided before, by the
 * role's trust policy and the caller's own.
 *
 * Source: STS API Reference, the pages of the operations.
 */
import { readPolicies } from '../../decide/index.js'
import { quotas } from '../../policy/index.js'
import { numberOf, recordsOf, tagsOf, textOf, textsOf } from '../input.js'
import { fault, isFault } from '../reply.js'
import type { Context, Credentials, Fault, Input, LocalService, Operation, Output, ServiceCall } from '../types.js'
import type { Directory } from './directory.js'
import { checkDocument, sizeOf } from './documents.js'
import { invalid, noSuch } from './entity-requests.js'
import { roleAt, trustOf } from './iam.js'
import type { Sessions } from './sessions.js'
import type { TokenIssuer } from './token-issuer.js'
import { type AskTrust, assumeWithWebIdentity, type WebIdentity } from './web-identity.js'

export interface Federation {
  readonly issuer: TokenIssuer
  readonly ask: AskTrust
}

export const stsService = (directory: Directory, sessions: Sessions, { issuer, ask }: Federation): LocalService => ({
  suffix: 'sts',
  operations: new Map<string, Operation>([
    ['GetCallerIdentity', callerIdentity],
    ['AssumeRole', (call) => assumeRole(directory, sessions, call)],
    [
      'AssumeRoleWithWebIdentity',
      assumeWithWebIdentity(directory, issuer, ask, (call, identity) => beginWebIdentity(directory, sessions, call, identity)),
    ],
    ['GetSessionToken', (call) => sessionToken(directory, sessions, call)],
    ['GetFederationToken', (call) => federationToken(directory, sessions, call)],
    ['GetAccessKeyInfo', ({ input }) => keyInfo(sessions, textOf(input, 'AccessKeyId') ?? '')],
  ]),
  resourcePolicy: (arn) => trustOf(directory, arn),
  contextOf: (check, call) =>
    check.action === 'sts:AssumeRole' || check.action === 'sts:TagSession' ? assumeContext(directory, check.resource, call) : null,
})

function callerIdentity({ caller }: ServiceCall): Output {
  const { identity } = caller
  return { UserId: identity.principalId ?? '', Account: caller.account, Arn: caller.principal }
}

/** Tags of a session: those that were sent, and those that a chain hands on. */
function assumeContext(directory: Directory, arn: string, { input, caller }: ServiceCall): Context {
  const tags = tagsOf(input.Tags)
  const role = roleAt(directory, arn)
  const handedOn = caller.subject?.kind === 'role' ? caller.subject.session : null
  const keys = [...tags.keys()]
  const transitive = textsOf(input, 'TransitiveTagKeys')
  return {
    ...Object.fromEntries([...tags].map(([key, value]) => [`aws:RequestTag/${key}`, [value]])),
    ...(keys.length > 0 ? { 'aws:TagKeys': keys } : {}),
    ...(transitive.length > 0 ? { 'sts:TransitiveTagKeys': transitive } : {}),
    ...Object.fromEntries(
      Object.entries(role?.tags ?? {}).flatMap(([key, value]) => [
        [`aws:ResourceTag/${key}`, [value]],
        [`iam:ResourceTag/${key}`, [value]],
      ]),
    ),
    ...(handedOn?.sourceIdentity ? { 'aws:SourceIdentity': [handedOn.sourceIdentity] } : {}),
  }
}

const SESSION_NAME = /^[\w+=,.@-]*$/

function readSessionName(input: Input, member: string, max: number): string | Fault {
  const name = textOf(input, member)
  const at = member.charAt(0).toLowerCase() + member.slice(1)
  if (name === null) return invalid(`Value null at '${at}' failed to satisfy constraint: Member must not be null`)
  if (name.length < 2)
    return invalid(`Value '${name}' at '${at}' failed to satisfy constraint: Member must have length greater than or equal to 2`)
  if (name.length > max)
    return invalid(`Value '${name}' at '${at}' failed to satisfy constraint: Member must have length less than or equal to ${max}`)
  if (!SESSION_NAME.test(name))
    return invalid(`Value '${name}' at '${at}' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`)
  return name
}

const CHAINED_SECONDS = 3600

function readSeconds(input: Input, standard: number, max: number, what: string): number | Fault {
  const seconds = numberOf(input, 'DurationSeconds') ?? standard
  if (!Number.isInteger(seconds) || seconds < 900)
    return invalid(
      `Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900`,
    )
  return seconds > max ? fault('ValidationError', what, 400) : seconds
}

/** Inline and managed session policies together: a session may do what any of them allows, and none of them denies. */
function readSessionPolicy(directory: Directory, input: Input): { readonly document: unknown; readonly packed: number } | Fault {
  const text = textOf(input, 'Policy')
  const arns = recordsOf(input, 'PolicyArns').map((it) => textOf(it, 'arn') ?? '')
  if (text === null && arns.length === 0) return { document: null, packed: 0 }
  if (arns.length > quotas.sessionPolicyArns)
    return invalid(
      `Value at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to ${quotas.sessionPolicyArns}`,
    )
  if (text !== null) {
    if (text.length > quotas.sessionPolicyChars)
      return invalid(
        `Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to ${quotas.sessionPolicyChars}`,
      )
    const problem = checkDocument(text, 'session')
    if (problem !== null) return problem
  }
  const managed: unknown[] = []
  for (const arn of arns) {
    const document = directory.managedDocument(arn)
    if (document === null) return fault('MalformedPolicyDocument', `Policy ${arn} does not exist.`, 400)
    managed.push(document)
  }
  const documents = [...(text === null ? [] : [JSON.parse(text) as unknown]), ...managed]
  const document = documents.length === 1 ? documents[0] : merged(documents)
  const set = readPolicies({ session: document })
  if (!set.ok) return fault('MalformedPolicyDocument', set.error[0]?.message ?? 'Syntax errors in policy.', 400)
  return { document, packed: text === null ? 0 : Math.ceil((sizeOf(text) / quotas.sessionPolicyChars) * 100) }
}

const merged = (documents: readonly unknown[]): unknown => ({
  Version: '2012-10-17',
  Statement: documents.flatMap((it) => {
    const { Statement } = it as { readonly Statement?: unknown }
    const all = Array.isArray(Statement) ? Statement : [Statement]
    // Statement IDs are unique in a document, and mean nothing here.
    return all.map(({ Sid: _, ...statement }: Record<string, unknown>) => statement)
  }),
})

function assumeRole(directory: Directory, sessions: Sessions, call: ServiceCall): Output | Fault {
  const { input, caller } = call
  const arn = textOf(input, 'RoleArn') ?? ''
  const role = roleAt(directory, arn)
  // Decided before; a role that is not there is not told apart from one that does not trust.
  if (role === null || role.role === null)
    return fault('AccessDenied', `User: ${caller.principal} is not authorized to perform: sts:AssumeRole on resource: ${arn}`, 403)
  const name = readSessionName(input, 'RoleSessionName', 64)
  if (isFault(name)) return name
  const chained = caller.subject?.kind === 'role'
  const max = chained ? CHAINED_SECONDS : role.role.maxSessionSeconds
  const seconds = readSeconds(
    input,
    3600,
    max,
    chained
      ? 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining'
      : 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  )
  if (isFault(seconds)) return seconds
  const policy = readSessionPolicy(directory, input)
  if (isFault(policy)) return policy
  const handedOn = caller.subject?.kind === 'role' ? caller.subject.session : null
  const inherited = Object.fromEntries(Object.entries(handedOn?.tags ?? {}).filter(([key]) => handedOn?.transitiveTags.includes(key)))
  const tags = tagsOf(input.Tags)
  const overwritten = [...tags.keys()].find((key) => Object.keys(inherited).some((it) => it.toLowerCase() === key.toLowerCase()))
  if (overwritten !== undefined)
    return fault(
      'AccessDenied',
      `One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.`,
      403,
    )
  const sourceIdentity = textOf(input, 'SourceIdentity') ?? handedOn?.sourceIdentity ?? null
  const credentials = sessions.begin({
    subject: 'role',
    entity: role,
    name,
    seconds,
    policy: policy.document,
    tags: { ...inherited, ...Object.fromEntries(tags) },
    transitiveTags: [...Object.keys(inherited), ...textsOf(input, 'TransitiveTagKeys')],
    sourceIdentity,
  })
  return {
    Credentials: show(credentials),
    AssumedRoleUser: { AssumedRoleId: `${role.id}:${name}`, Arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${name}` },
    ...(policy.document === null ? {} : { PackedPolicySize: policy.packed }),
    ...(sourceIdentity === null ? {} : { SourceIdentity: sourceIdentity }),
  }
}

function beginWebIdentity(directory: Directory, sessions: Sessions, { input }: ServiceCall, identity: WebIdentity): Output | Fault {
  const role = roleAt(directory, textOf(input, 'RoleArn') ?? '')
  if (role === null || role.role === null) return fault('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', 403)
  const name = readSessionName(input, 'RoleSessionName', 64)
  if (isFault(name)) return name
  const seconds = readSeconds(
    input,
    3600,
    role.role.maxSessionSeconds,
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  )
  if (isFault(seconds)) return seconds
  const policy = readSessionPolicy(directory, input)
  if (isFault(policy)) return policy
  const { tags, transitiveTags, sourceIdentity } = identity
  const credentials = sessions.begin({
    subject: 'role',
    entity: role,
    name,
    seconds,
    policy: policy.document,
    tags,
    transitiveTags,
    sourceIdentity,
  })
  return {
    Credentials: show(credentials),
    SubjectFromWebIdentityToken: identity.subject,
    AssumedRoleUser: { AssumedRoleId: `${role.id}:${name}`, Arn: `arn:aws:sts::${role.account}:assumed-role/${role.name}/${name}` },
    ...(policy.document === null ? {} : { PackedPolicySize: policy.packed }),
    Provider: identity.provider,
    Audience: identity.audience,
    ...(sourceIdentity === null ? {} : { SourceIdentity: sourceIdentity }),
  }
}

const show = ({ accessKeyId, secretAccessKey, sessionToken, expiresAt }: Credentials): Output => ({
  AccessKeyId: accessKeyId,
  SecretAccessKey: secretAccessKey,
  SessionToken: sessionToken,
  Expiration: new Date(expiresAt ?? 0),
})

function sessionToken(directory: Directory, sessions: Sessions, { input, caller }: ServiceCall): Output | Fault {
  const subject = caller.subject
  if (subject === null || (subject.kind !== 'user' && subject.kind !== 'root') || caller.accessKeyId?.startsWith('ASIA') === true)
    return fault('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403)
  const seconds = readSeconds(
    input,
    43_200,
    subject.kind === 'root' ? 3600 : 129_600,
    'The requested DurationSeconds exceeds the maximum session duration.',
  )
  if (isFault(seconds)) return seconds
  const user = subject.kind === 'user' ? directory.find('user', subject.account, subject.name) : null
  if (subject.kind === 'user' && user === null) return noSuch('user', subject.name)
  const credentials = sessions.begin({
    subject: subject.kind,
    entity: user ?? { account: subject.account, name: 'root', id: subject.account },
    name: subject.kind === 'user' ? subject.name : 'root',
    seconds,
    policy: null,
    tags: {},
    transitiveTags: [],
    sourceIdentity: null,
  })
  return { Credentials: show(credentials) }
}

function federationToken(directory: Directory, sessions: Sessions, { input, caller }: ServiceCall): Output | Fault {
  const subject = caller.subject
  if (subject?.kind !== 'user' || caller.accessKeyId?.startsWith('ASIA') === true)
    return fault('AccessDenied', 'Cannot call GetFederationToken with session credentials', 403)
  const name = readSessionName(input, 'Name', 32)
  if (isFault(name)) return name
  const seconds = readSeconds(input, 43_200, 129_600, 'The requested DurationSeconds exceeds the maximum session duration.')
  if (isFault(seconds)) return seconds
  const policy = readSessionPolicy(directory, input)
  if (isFault(policy)) return policy
  const { account } = subject
  const credentials = sessions.begin({
    subject: 'federated',
    entity: { account, name, id: `${account}:${name}` },
    by: subject.name,
    name,
    seconds,
    // Without a session policy a federated session may do nothing by its user's policies.
    policy: policy.document ?? { Version: '2012-10-17', Statement: [] },
    tags: Object.fromEntries(tagsOf(input.Tags)),
    transitiveTags: [],
    sourceIdentity: null,
  })
  return {
    Credentials: show(credentials),
    FederatedUser: { FederatedUserId: `${account}:${name}`, Arn: `arn:aws:sts::${account}:federated-user/${name}` },
    ...(policy.document === null ? {} : { PackedPolicySize: policy.packed }),
  }
}

function keyInfo(sessions: Sessions, id: string): Output | Fault {
  const holder = sessions.find(id)
  return holder === null ? fault('ValidationError', 'The access key is not of any account here.', 400) : { Account: holder.caller.account }
}
