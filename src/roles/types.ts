/** Roles in a layout, with documents inside IAM's quotas. Shapes as the contract prints them. */
import type { SymText } from '../policy/index.js'

export type Layout = 'per-function' | 'as-declared' | 'five-roles'

/** A string of a document: literal text, or symbolic text that is lowered to a CloudFormation value. */
export type CfnString = string | { readonly 'Fn::Sub': string | readonly [string, Readonly<Record<string, unknown>>] }

export interface RoleStatement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly CfnString[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, CfnString | readonly CfnString[]>>>>
}

export interface RoleDocument {
  readonly Version: '2012-10-17'
  readonly Statement: readonly RoleStatement[]
}

export interface RolePolicy {
  readonly name: string
  readonly document: RoleDocument
}

export interface Role {
  /** Logical ID, e.g. `CreateFunctionRole`. */
  readonly id: string
  /** Function IDs, then IDs of other principals, sorted. */
  readonly usedBy: readonly string[]
  readonly trustPolicy: unknown
  readonly policies: readonly RolePolicy[]
  readonly managedPolicyArns: readonly CfnString[]
  readonly permissionsBoundary: SymText | null
  readonly path: string | null
  readonly tags: readonly { readonly key: string; readonly value: string }[]
  /** Size after resolution by the longest value that AWS allows for each symbol, white space not counted. */
  readonly sizeChars: number
}
