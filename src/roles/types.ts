/** Roles in a layout, with documents inside IAM's quotas. Shapes as the contract prints them. */
import type { ResourceGrant } from '../needs/index.js'
import type { Finding } from '../outcome/index.js'
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
  /** `managed`: a customer managed policy, which several roles can share; else inline. */
  readonly kind: 'inline' | 'managed'
  readonly document: RoleDocument
}

export interface Role {
  /** Logical ID, e.g. `CreateFunctionRole`. */
  readonly id: string
  /** Function IDs, then IDs of other principals, sorted. */
  readonly usedBy: readonly string[]
  readonly trustPolicy: unknown
  /** Inline policies and customer managed ones of this app, in the order of their names. */
  readonly policies: readonly RolePolicy[]
  /** Policies that are not of this app. */
  readonly managedPolicyArns: readonly CfnString[]
  readonly permissionsBoundary: SymText | null
  readonly path: string | null
  readonly tags: readonly { readonly key: string; readonly value: string }[]
  /** Size after resolution by the longest value that AWS allows for each symbol, white space not counted. */
  readonly sizeChars: number
}

/** How roles are named and limited, from the config. */
export interface RoleOptions {
  readonly layout: Layout
  readonly boundary: SymText | null
  readonly path: string | null
  readonly tags: readonly { readonly key: string; readonly value: string }[]
}

/** Which role something gets, and why it is that one. */
export interface Assignment {
  /** Function or other principal. */
  readonly subject: string
  readonly service: string
  /** The first is the execution role; an API can have several. */
  readonly roles: readonly string[]
  readonly why: string
}

export interface ResourcePolicyStatement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Principal: unknown
  readonly Action: readonly string[]
  readonly Resource: readonly CfnString[]
  readonly Condition?: RoleStatement['Condition']
}

/** A resource-based policy, e.g. that a topic may send to a queue. */
export interface ResourcePolicy {
  /** Symbolic ref of the resource, e.g. `${CreateFunction}`. */
  readonly resource: SymText
  readonly kind: ResourceGrant['kind']
  readonly document: { readonly Version: '2012-10-17'; readonly Statement: readonly ResourcePolicyStatement[] }
}

export interface Roles {
  /** By ID, sorted. */
  readonly roles: readonly Role[]
  readonly assignments: readonly Assignment[]
  readonly resourcePolicies: readonly ResourcePolicy[]
  readonly findings: readonly Finding[]
}
