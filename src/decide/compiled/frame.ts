/**
 * The request at hand, unpacked into one reused object: the engine runs one request at a time, and allocates nothing
 * for it. Offsets of colons are found once, and condition keys are numbers.
 */
import { parsePrincipal } from '../principal.js'
import type { Context, Principal, Request, RequestInput } from '../types.js'
import { keyId, keyIdOfSpelling } from './keys.js'

export interface Frame {
  principal: Principal
  action: string
  /** What resource patterns are held against. */
  resource: string
  /** Null where nobody named it and the caller has no account. */
  resourceAccount: string | null
  managementAccount: boolean
  federatedBy: string | null
  canonicalUser: string | null
  hasBoundary: boolean
  /** Set where the request came parsed; else the keys stand in `keyIds` and `keyValues`. */
  context: Context | null
  keyCount: number
  readonly keyIds: number[]
  readonly keyValues: (readonly string[])[]
  /** Keys of the request that no policy asks for. */
  readonly unknownKeys: string[]
}

const ANYBODY: Principal = { kind: 'anonymous', text: '*' }

export const newFrame = (): Frame => ({
  principal: ANYBODY,
  action: '',
  resource: '',
  resourceAccount: null,
  managementAccount: false,
  federatedBy: null,
  canonicalUser: null,
  hasBoundary: false,
  context: null,
  keyCount: 0,
  keyIds: [],
  keyValues: [],
  unknownKeys: [],
})

export function fillFromRequest(frame: Frame, request: Request): void {
  frame.principal = request.principal
  frame.action = request.action
  frame.resource = request.resource
  frame.resourceAccount = request.resourceAccount
  frame.managementAccount = request.managementAccount
  frame.federatedBy = request.federatedBy
  frame.canonicalUser = request.canonicalUser
  frame.context = request.context
  frame.keyCount = 0
}

const principals = new Map<string, Principal>()
const MAX_PRINCIPALS = 10_000

/**
 * Takes over a request as a caller wrote it.
 *
 * @returns false where something is wrong with it; `resolveRequest` then says what
 */
export function fillFromInput(frame: Frame, input: RequestInput): boolean {
  const principal = principals.get(input.principal) ?? newPrincipal(input)
  if (principal === null) return false
  frame.principal = principal
  frame.action = input.action
  frame.resource = input.resource
  const { managementAccount, federatedBy, canonicalUser } = input
  if (
    (managementAccount !== undefined && typeof managementAccount !== 'boolean') ||
    (federatedBy !== undefined && typeof federatedBy !== 'string') ||
    (canonicalUser !== undefined && typeof canonicalUser !== 'string')
  )
    return false
  frame.managementAccount = managementAccount === true
  frame.federatedBy = federatedBy ?? null
  frame.canonicalUser = canonicalUser ?? null
  frame.context = null
  return fillAccount(frame, input, principal) && fillContext(frame, input.context)
}

function newPrincipal(input: RequestInput): Principal | null {
  if (typeof input.principal !== 'string' || typeof input.action !== 'string') return null
  const principal = parsePrincipal(input.principal, input.action)
  // This one name is a service or a provider by the action, so it is not remembered.
  if (principal === null || input.principal === 'cognito-identity.amazonaws.com') return principal
  if (principals.size >= MAX_PRINCIPALS) principals.clear()
  principals.set(input.principal, principal)
  return principal
}

/** Offsets of the first five colons of the text that was split last. */
export const colons = { text: '', isArn: false, at: new Int32Array(5) }

/** @returns whether the text is an ARN of six parts; its colons then stand in `colons.at` */
export function findColons(text: string): boolean {
  if (text === colons.text) return colons.isArn
  colons.text = text
  colons.isArn = false
  if (!text.startsWith('arn:')) return false
  colons.at[0] = 3
  // The parts before the fifth colon are short: to walk them costs less than four searches.
  for (let at = 4, found = 1; at < text.length; at++) {
    if (text.charCodeAt(at) !== COLON) continue
    colons.at[found++] = at
    if (found === 5) {
      colons.isArn = true
      return true
    }
  }
  return false
}

const COLON = 58
const TWELVE = 12

function fillAccount(frame: Frame, input: RequestInput, principal: Principal): boolean {
  const { resource, resourceAccount } = input
  const account = 'account' in principal ? principal.account : null
  if (resource === '*') {
    frame.resourceAccount = resourceAccount ?? account
    return resourceAccount === undefined || resourceAccount === account || isAccountId(resourceAccount)
  }
  if (typeof resource !== 'string' || !findColons(resource)) return false
  const from = (colons.at[3] ?? 0) + 1
  const length = (colons.at[4] ?? 0) - from
  if (length === TWELVE) {
    // The caller's own account is the usual case, and needs no new text.
    if (account !== null && resource.startsWith(account, from)) {
      frame.resourceAccount = account
      return true
    }
    if (isAccount(resource, from)) {
      frame.resourceAccount = resource.slice(from, from + TWELVE)
      return true
    }
  }
  if (resourceAccount !== undefined) {
    frame.resourceAccount = resourceAccount
    return resourceAccount === account || isAccountId(resourceAccount)
  }
  frame.resourceAccount = account
  return account === null || (length === 3 && resource.startsWith('aws', from))
}

function isAccount(text: string, from: number): boolean {
  for (let i = from; i < from + TWELVE; i++) {
    const code = text.charCodeAt(i)
    if (!(code >= 48 && code <= 57)) return false
  }
  return true
}

const isAccountId = (text: unknown): boolean => typeof text === 'string' && text.length === TWELVE && isAccount(text, 0)

function fillContext(frame: Frame, context: RequestInput['context']): boolean {
  let count = 0
  let unknown = 0
  if (context !== undefined) {
    if (typeof context !== 'object' || context === null || Array.isArray(context)) return false
    for (const key in context) {
      if (count + unknown >= MANY_KEYS) return fillManyKeys(frame, context)
      const values = context[key]
      if (!isTexts(values)) return false
      const id = keyIdOfSpelling(key)
      if (id < 0) {
        if (isRepeated(frame, key, unknown)) return false
        frame.unknownKeys[unknown++] = key
        continue
      }
      for (let i = 0; i < count; i++) if (frame.keyIds[i] === id) return false
      frame.keyIds[count] = id
      frame.keyValues[count] = values
      count++
    }
  }
  frame.keyCount = count
  return true
}

/** Keys are few, and found by looking through them; of more than this a table is made. */
const MANY_KEYS = 64

function fillManyKeys(frame: Frame, context: NonNullable<RequestInput['context']>): boolean {
  const table = new Map<string, readonly string[]>()
  for (const [key, values] of Object.entries(context)) {
    const name = key.toLowerCase()
    if (!isTexts(values) || table.has(name)) return false
    table.set(name, values)
  }
  frame.context = table
  frame.keyCount = 0
  return true
}

function isTexts(values: unknown): values is readonly string[] {
  if (!Array.isArray(values)) return false
  for (const value of values) if (typeof value !== 'string') return false
  return true
}

/** Whether a key that no policy asks for stood in the context before, in another spelling. */
function isRepeated(frame: Frame, key: string, count: number): boolean {
  for (let i = 0; i < count; i++) {
    const other = frame.unknownKeys[i] ?? ''
    if (other.length === key.length && other.toLowerCase() === key.toLowerCase()) return true
  }
  return false
}

/** A key that a policy asks for. */
export interface Key {
  readonly id: number
  readonly name: string
}

export const keyOf = (written: string): Key => ({ id: keyId(written), name: written.toLowerCase() })

/** The key's values; null where it is absent or an empty list. */
export function valuesOf(frame: Frame, key: Key): readonly string[] | null {
  if (frame.context !== null) {
    const values = frame.context.get(key.name)
    return values === undefined || values.length === 0 ? null : values
  }
  for (let i = 0; i < frame.keyCount; i++) {
    if (frame.keyIds[i] === key.id) {
      const values = frame.keyValues[i]
      return values === undefined || values.length === 0 ? null : values
    }
  }
  return null
}

/** What a policy variable stands for: keys with one value only. */
export function valueOfKey(frame: Frame, key: Key): string | null {
  const values = valuesOf(frame, key)
  return values !== null && values.length === 1 ? (values[0] ?? null) : null
}
