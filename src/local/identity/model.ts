/** What IAM keeps of an account. Values are replaced, never changed. Times are milliseconds since 1970. */
export interface Entity {
  readonly kind: 'user' | 'role' | 'group'
  readonly account: string
  readonly name: string
  /** `/` or `/a/b/` */
  readonly path: string
  /** `AROA…`, `AIDA…`, `AGPA…` */
  readonly id: string
  readonly createdAt: number
  /** Policy name → document as it was given. */
  readonly inline: Readonly<Record<string, string>>
  /** ARNs of managed policies, in the order in which they were attached. */
  readonly attached: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  /** ARN of the managed policy that bounds it. */
  readonly boundary: string | null
  /** Of roles only. */
  readonly role: RolePart | null
  /** Of users: groups that they are in. */
  readonly groups: readonly string[]
}

export interface RolePart {
  readonly trust: string
  readonly description: string | null
  readonly maxSessionSeconds: number
  readonly lastUsedAt: number | null
}

export interface ManagedPolicy {
  readonly account: string
  readonly name: string
  readonly path: string
  readonly id: string
  readonly arn: string
  readonly description: string | null
  readonly createdAt: number
  readonly updatedAt: number
  readonly versions: readonly PolicyVersion[]
  readonly defaultVersion: string
  /** The number of the next version; numbers are not used again. */
  readonly nextVersion: number
  readonly tags: Readonly<Record<string, string>>
}

export interface PolicyVersion {
  /** `v1` */
  readonly id: string
  readonly document: string
  readonly createdAt: number
}

export interface AccessKey {
  readonly id: string
  readonly secret: string
  readonly account: string
  readonly user: string
  readonly status: 'Active' | 'Inactive'
  readonly createdAt: number
}

export interface InstanceProfile {
  readonly account: string
  readonly name: string
  readonly path: string
  readonly id: string
  readonly createdAt: number
  readonly role: string | null
  readonly tags: Readonly<Record<string, string>>
}

/** An OpenID Connect provider that web identities come from. */
export interface OidcProvider {
  readonly account: string
  readonly arn: string
  readonly url: string
  readonly clientIds: readonly string[]
  readonly thumbprints: readonly string[]
  readonly createdAt: number
  readonly tags: Readonly<Record<string, string>>
}
