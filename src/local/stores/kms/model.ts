import type { Fault, Input, ServiceCall } from '../../types.js'
import type { Table } from '../tables.js'

export interface Key {
  readonly id: string
  readonly arn: string
  readonly account: string
  readonly region: string
  readonly createdAt: number
  readonly description: string
  readonly usage: string
  readonly spec: string
  readonly manager: 'CUSTOMER' | 'AWS'
  readonly state: 'Enabled' | 'Disabled' | 'PendingDeletion'
  readonly deletionAt: number | null
  readonly policy: string
  readonly tags: Readonly<Record<string, string>>
  readonly rotation: boolean
  readonly material: string
}

export interface Alias {
  readonly name: string
  readonly arn: string
  readonly keyArn: string
  readonly at: number
}

export interface Grant {
  readonly id: string
  readonly keyArn: string
  readonly grantee: string
  readonly retiring: string | null
  readonly operations: readonly string[]
  readonly constraints: Input | null
  readonly name: string | null
  readonly at: number
  readonly issuer: string
}

export interface KmsStore {
  readonly keys: Table<Key>
  readonly aliases: Table<Alias>
  readonly grants: Table<Grant>
  /** Aliases of the request's account, keys of AWS made when they are first used. */
  readonly find: (id: string, call: Pick<ServiceCall, 'account' | 'region' | 'now'>) => Key | Fault
}
