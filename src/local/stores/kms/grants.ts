/**
 * Grants: whom a key lets in beside its policy, and under which encryption context.
 *
 * Source: KMS Developer Guide, "Grants in AWS KMS".
 */
import { randomBytes } from 'node:crypto'
import { recordOf, textOf, textsOf } from '../../input.js'
import type { Context, Input, Output, ServiceCall } from '../../types.js'
import type { EncryptionContext } from './crypto.js'
import type { Grant, Key, KmsStore } from './model.js'

export function createGrant(store: KmsStore, key: Key, { input, caller, now }: ServiceCall): Output {
  const id = randomBytes(32).toString('hex')
  store.grants.set(id, {
    id,
    keyArn: key.arn,
    grantee: textOf(input, 'GranteePrincipal') ?? '',
    retiring: textOf(input, 'RetiringPrincipal'),
    operations: textsOf(input, 'Operations'),
    constraints: recordOf(input, 'Constraints'),
    name: textOf(input, 'Name'),
    at: now,
    issuer: caller.principal,
  })
  return { GrantId: id, GrantToken: id }
}

export const showGrant = (it: Grant): Output => ({
  KeyId: it.keyArn,
  GrantId: it.id,
  ...(it.name === null ? {} : { Name: it.name }),
  CreationDate: it.at / 1000,
  GranteePrincipal: it.grantee,
  ...(it.retiring === null ? {} : { RetiringPrincipal: it.retiring }),
  IssuingAccount: it.issuer,
  Operations: it.operations,
  ...(it.constraints === null ? {} : { Constraints: it.constraints }),
})

/** A grant to a role is one to its sessions. */
export const isGrantee = (grantee: string, principal: string, context: Context): boolean =>
  grantee === principal || context['aws:PrincipalArn']?.[0] === grantee

/** A grant allows by itself, as a statement of the key policy would, with its constraint as condition. */
export function withGrants(policy: string, grants: readonly Grant[], action: string, arn: string, principal: string): unknown {
  const document = JSON.parse(policy) as { readonly Statement: unknown }
  const statements = grants.map(({ constraints }) => ({
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: action,
    Resource: arn,
    ...(constraints === null ? {} : { Condition: conditionOf(constraints) }),
  }))
  return { ...document, Statement: [...[document.Statement].flat(), ...statements] }
}

/** The context must have all that the constraint names; by `EncryptionContextEquals` it has nothing beyond it. */
function conditionOf(constraints: Input): Readonly<Record<string, unknown>> {
  const exact = recordOf(constraints, 'EncryptionContextEquals')
  const named = (exact ?? recordOf(constraints, 'EncryptionContextSubset') ?? {}) as EncryptionContext
  return {
    StringEquals: contextKeys(named),
    ...(exact === null ? {} : { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': Object.keys(named) } }),
  }
}

const contextKeys = (context: EncryptionContext): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(context).map(([key, value]) => [`kms:EncryptionContext:${key}`, value]))
