/** Temporary credentials, and who stands behind any access key. */
import { randomBytes } from 'node:crypto'
import type { Tables } from '../stores/tables.js'
import type { Caller, Clock, Context, Credentials, Session, Subject } from '../types.js'
import { arnOf, type Directory, secretKey, uniqueId } from './directory.js'
import type { Entity } from './model.js'

/** A session as it is kept. */
interface Kept {
  readonly subject: 'user' | 'role' | 'federated' | 'root'
  readonly account: string
  /** Of the role, the user, or the federated user. */
  readonly name: string
  /** Of a federated user: the user who asked for the session. */
  readonly by: string | null
  readonly session: Session
  /** Of a role that was deleted and made again the old sessions have no permissions: they belong to this ID. */
  readonly entityId: string
  /** ARN of the function whose code has the credentials. */
  readonly issuedTo?: string
}

export interface Sessions {
  readonly begin: (asked: NewSession) => Credentials
  /** Who has the key; null where it is not known. The token and its expiry are not looked at. */
  readonly find: (accessKeyId: string) => Holder | null
}

export interface NewSession {
  readonly subject: 'user' | 'role' | 'federated' | 'root'
  readonly entity: Pick<Entity, 'account' | 'name' | 'id'>
  readonly by?: string
  readonly name: string
  readonly seconds: number
  readonly policy: unknown
  readonly tags: Readonly<Record<string, string>>
  readonly transitiveTags: readonly string[]
  readonly sourceIdentity: string | null
  /** ARN of the function whose code has the credentials. */
  readonly issuedTo?: string
}

export interface Holder {
  readonly credentials: Credentials
  readonly active: boolean
  readonly caller: Caller
}

/** A session that ended is still known for a while: whoever uses it is told that it has ended. */
const KEPT_MS = 3_600_000
const FORGET_MS = 600_000

export function sessions(tables: Tables, directory: Directory, clock: Clock): Sessions {
  const kept = tables.table<Kept>('sts/sessions')
  // Callers are made once for a key and a state of the directory: each call asks for one.
  let made = new Map<string, Holder>()
  let madeAt = -1
  let lookedAt = Number.NEGATIVE_INFINITY
  const forgetEnded = (now: number): void => {
    if (now - lookedAt < FORGET_MS) return
    lookedAt = now
    for (const [id, { session }] of [...kept]) {
      if ((session.credentials.expiresAt ?? 0) >= now - KEPT_MS) continue
      kept.delete(id)
      made.delete(id)
    }
  }
  forgetEnded(clock.now())
  const find = (id: string): Holder | null => {
    const at = directory.version()
    if (at !== madeAt) {
      made = new Map()
      madeAt = at
    }
    const known = made.get(id)
    if (known !== undefined && (known.credentials.sessionToken === null || kept.has(id))) return known
    const holder = id.startsWith('ASIA') ? ofSession(directory, id, kept.get(id)) : ofKey(directory, id)
    if (holder !== null) made.set(id, holder)
    return holder
  }
  return {
    begin: (asked) => {
      const issuedAt = clock.now()
      forgetEnded(issuedAt)
      const credentials: Credentials = {
        accessKeyId: uniqueId('ASIA', 16),
        secretAccessKey: secretKey(),
        sessionToken: randomBytes(96).toString('base64'),
        expiresAt: issuedAt + asked.seconds * 1000,
      }
      const { name, policy, tags, transitiveTags, sourceIdentity } = asked
      kept.set(credentials.accessKeyId, {
        subject: asked.subject,
        account: asked.entity.account,
        name: asked.entity.name,
        by: asked.by ?? null,
        entityId: asked.entity.id,
        ...(asked.issuedTo === undefined ? {} : { issuedTo: asked.issuedTo }),
        session: { name, credentials, policy, tags, transitiveTags, sourceIdentity, issuedAt },
      })
      if (asked.subject === 'role') noteUse(directory, asked.entity, issuedAt)
      return credentials
    },
    find,
  }
}

/** IAM notes the day of a role's use; an update an hour is enough, and leaves what was made from policies as it is. */
function noteUse(directory: Directory, { account, name }: Pick<Entity, 'account' | 'name'>, at: number): void {
  const entity = directory.find('role', account, name)
  if (entity === null || entity.role === null || at - (entity.role.lastUsedAt ?? 0) < 3_600_000) return
  directory.put({ ...entity, role: { ...entity.role, lastUsedAt: at } })
}

function ofKey(directory: Directory, id: string): Holder | null {
  const key = directory.keys.get(id)
  const user = key === undefined ? null : directory.find('user', key.account, key.user)
  if (key === undefined || user === null) return null
  const credentials: Credentials = { accessKeyId: id, secretAccessKey: key.secret, sessionToken: null, expiresAt: null }
  return { credentials, active: key.status === 'Active', caller: userCaller(user, id, null) }
}

function userCaller(user: Entity, accessKeyId: string, session: Session | null): Caller {
  const arn = arnOf(user)
  const context: Context = {
    'aws:PrincipalArn': [arn],
    'aws:PrincipalAccount': [user.account],
    'aws:PrincipalType': ['User'],
    'aws:userid': [user.id],
    'aws:username': [user.name],
    ...tagContext(user.tags),
    ...(session === null ? {} : { 'aws:TokenIssueTime': [iso(session.issuedAt)], 'aws:MultiFactorAuthPresent': ['false'] }),
  }
  return {
    principal: arn,
    account: user.account,
    accessKeyId,
    context,
    identity: { type: 'IAMUser', principalId: user.id, arn, accountId: user.account, accessKeyId, userName: user.name },
    subject: { kind: 'user', account: user.account, name: user.name },
    via: null,
  }
}

const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

const tagContext = (tags: Readonly<Record<string, string>>): Context =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, [value]]))

function ofSession(directory: Directory, id: string, it: Kept | undefined): Holder | null {
  if (it === undefined) return null
  const { session, account, name } = it
  const holder = (caller: Caller): Holder => ({ credentials: session.credentials, active: true, caller })
  if (it.subject === 'user') {
    const user = directory.find('user', account, name)
    return user === null ? null : holder(userCaller(user, id, session))
  }
  if (it.subject === 'root') return holder(rootCaller(account, id, session))
  if (it.subject === 'federated') return holder(federatedCaller(it, id))
  const role = directory.find('role', account, name)
  // The session of a role that is gone is no principal any more.
  if (role === null || role.id !== it.entityId) return holder(goneCaller(it, id))
  return holder(roleCaller(role, session, id, it.issuedTo))
}

/**
 * What a function's code calls carries the function's ARN, and so do the lines of its log; what Lambda does beside, does not.
 * Source: Lambda Developer Guide, "Using source function ARN to control function access behavior"; CloudTrail User Guide,
 * "CloudTrail userIdentity element", inScopeOf.
 */
function roleCaller(role: Entity, session: Session, accessKeyId: string, issuedTo?: string): Caller {
  const arn = `arn:aws:sts::${role.account}:assumed-role/${role.name}/${session.name}`
  const issuer = arnOf(role)
  const subject: Subject = { kind: 'role', account: role.account, name: role.name, session }
  return {
    principal: arn,
    account: role.account,
    accessKeyId,
    context: {
      'aws:PrincipalArn': [issuer],
      'aws:PrincipalAccount': [role.account],
      'aws:PrincipalType': ['AssumedRole'],
      'aws:userid': [`${role.id}:${session.name}`],
      'aws:TokenIssueTime': [iso(session.issuedAt)],
      ...tagContext({ ...role.tags, ...session.tags }),
      ...(session.sourceIdentity === null ? {} : { 'aws:SourceIdentity': [session.sourceIdentity] }),
      ...(issuedTo === undefined ? {} : { 'lambda:SourceFunctionArn': [issuedTo] }),
    },
    identity: {
      type: 'AssumedRole',
      principalId: `${role.id}:${session.name}`,
      arn,
      accountId: role.account,
      accessKeyId,
      ...(issuedTo === undefined ? {} : { inScopeOf: { issuerType: 'AWS::Lambda::Function', credentialsIssuedTo: issuedTo } }),
      sessionContext: {
        sessionIssuer: { type: 'Role', principalId: role.id, arn: issuer, accountId: role.account, userName: role.name },
        attributes: { creationDate: iso(session.issuedAt), mfaAuthenticated: 'false' },
      },
    },
    subject,
    via: null,
  }
}

function goneCaller({ account, name, session, entityId }: Kept, accessKeyId: string): Caller {
  const arn = `arn:aws:sts::${account}:assumed-role/${name}/${session.name}`
  return {
    principal: arn,
    account,
    accessKeyId,
    context: { 'aws:PrincipalAccount': [account], 'aws:PrincipalType': ['AssumedRole'], 'aws:userid': [`${entityId}:${session.name}`] },
    identity: { type: 'AssumedRole', principalId: `${entityId}:${session.name}`, arn, accountId: account, accessKeyId },
    subject: { kind: 'role', account, name: `(deleted)${name}`, session },
    via: null,
  }
}

function federatedCaller({ account, name, session, by }: Kept, accessKeyId: string): Caller {
  const arn = `arn:aws:sts::${account}:federated-user/${name}`
  return {
    principal: arn,
    account,
    accessKeyId,
    context: {
      'aws:PrincipalArn': [arn],
      'aws:PrincipalAccount': [account],
      'aws:PrincipalType': ['FederatedUser'],
      'aws:userid': [`${account}:${name}`],
      'aws:TokenIssueTime': [iso(session.issuedAt)],
      ...tagContext(session.tags),
    },
    identity: { type: 'FederatedUser', principalId: `${account}:${name}`, arn, accountId: account, accessKeyId },
    subject: { kind: 'federated', account, name: by ?? name, session },
    via: null,
  }
}

export function rootCaller(account: string, accessKeyId: string, session: Session | null): Caller {
  const arn = `arn:aws:iam::${account}:root`
  return {
    principal: arn,
    account,
    accessKeyId,
    context: {
      'aws:PrincipalArn': [arn],
      'aws:PrincipalAccount': [account],
      'aws:PrincipalType': ['Account'],
      'aws:userid': [account],
      ...(session === null ? {} : { 'aws:TokenIssueTime': [iso(session.issuedAt)] }),
    },
    identity: { type: 'Root', principalId: account, arn, accountId: account, accessKeyId },
    subject: { kind: 'root', account },
    via: null,
  }
}
