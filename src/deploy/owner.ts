/** Which roles and policies are the app's: what a tag says, or the app's own stack. Everything else is left alone. */
import type { AccountState, LiveRole, Tag } from './types.js'

export const APP_TAG = 'rolewright:app'
export const ROLE_TAG = 'rolewright:role'

/** Policies under these names hold both sides of a change for as long as it takes. */
const NEXT = 'rolewright-next'

export const nextName = (part: number): string => `${NEXT}-${part}`
export const isNext = (name: string): boolean => name.startsWith(`${NEXT}-`)

/** A managed policy's name is of the whole account, so it says whose it is. */
export const nextManagedName = (role: string, part: number): string => `${role.slice(0, 128 - NEXT.length - 4)}-${nextName(part)}`
export const isNextManaged = (role: string, name: string): boolean => name.startsWith(nextManagedName(role, 0).slice(0, -1))

export const tagsOf = (app: string, logicalId: string): readonly Tag[] => [
  { key: APP_TAG, value: app },
  { key: ROLE_TAG, value: logicalId },
]

const tagged = (role: LiveRole, key: string): string | null => role.tags.find((tag) => tag.key === key)?.value ?? null

export const isOurs = (role: LiveRole, app: string): boolean => tagged(role, APP_TAG) === app

/** The role that the account has for a logical ID: by the stack, by its tags, by its name. */
export function findRole(state: AccountState, app: string, logicalId: string, name: string): LiveRole | null {
  const inStack = state.stack?.resources.get(logicalId)
  if (inStack?.type === 'AWS::IAM::Role') return state.roles.get(inStack.physicalId.toLowerCase()) ?? null
  const ours = [...state.roles.values()].find((role) => isOurs(role, app) && tagged(role, ROLE_TAG) === logicalId)
  return ours ?? state.roles.get(name.toLowerCase()) ?? null
}

/** Roles of the app that nothing wants any more. */
export const leftOver = (state: AccountState, app: string, wanted: ReadonlySet<string>): readonly LiveRole[] =>
  [...state.roles.values()]
    .filter((role) => isOurs(role, app) && !wanted.has(tagged(role, ROLE_TAG) ?? ''))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
