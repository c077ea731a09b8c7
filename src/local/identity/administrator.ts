/** The developer's own identity: a user with a key that is made at start, and with every right of the local account. */
import type { Credentials } from '../types.js'
import { makeKey } from './credential-operations.js'
import { type Directory, uniqueId } from './directory.js'
import type { Entity } from './model.js'

export const ADMINISTRATOR = 'developer'

/** Of an account whose state was kept the key stays what it was. */
export function ensureAdministrator(directory: Directory, account: string, now: number): Credentials {
  const user = directory.find('user', account, ADMINISTRATOR) ?? makeUser(directory, account, now)
  const known = [...directory.keys.values()].find((it) => it.account === account && it.user === user.name && it.status === 'Active')
  const key = known ?? makeKey(directory, user, now)
  return { accessKeyId: key.id, secretAccessKey: key.secret, sessionToken: null, expiresAt: null }
}

function makeUser(directory: Directory, account: string, now: number): Entity {
  const user: Entity = {
    kind: 'user',
    account,
    name: ADMINISTRATOR,
    path: '/',
    id: uniqueId('AIDA', 17),
    createdAt: now,
    inline: {},
    attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    tags: {},
    boundary: null,
    role: null,
    groups: [],
  }
  directory.put(user)
  return user
}
