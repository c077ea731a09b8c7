/** The identities of all accounts, and the policies that apply to each. */
import { randomBytes } from 'node:crypto'
import { managedPolicy } from '../../catalog/index.js'
import type { NamedDocument } from '../../decide/index.js'
import type { Table, Tables } from '../stores/tables.js'
import type { Subject } from '../types.js'
import type { AccessKey, Entity, InstanceProfile, ManagedPolicy, OidcProvider } from './model.js'

export interface Directory {
  readonly entities: Table<Entity>
  readonly policies: Table<ManagedPolicy>
  readonly keys: Table<AccessKey>
  readonly profiles: Table<InstanceProfile>
  readonly oidcProviders: Table<OidcProvider>
  /** Account → alias. */
  readonly aliases: Table<string>
  readonly find: (kind: Entity['kind'], account: string, name: string) => Entity | null
  readonly list: (kind: Entity['kind'], account: string) => readonly Entity[]
  readonly put: (entity: Entity) => void
  readonly remove: (entity: Entity) => void
  /** The default version's document of a managed policy: of the account, or AWS's own; null where there is none. */
  readonly managedDocument: (arn: string) => unknown
  /** Identity-based policies and the boundary of a subject; null where the identity is gone. */
  readonly policiesOf: (subject: Subject) => SubjectPolicies | null
  /** Grows with each change, so that what was made from policies can be kept until then. */
  readonly version: () => number
  readonly changed: () => void
}

export interface SubjectPolicies {
  readonly identity: readonly NamedDocument[]
  readonly boundary: unknown
}

export function directory(tables: Tables): Directory {
  let version = 0
  const entities = tables.table<Entity>('iam/entities')
  const policies = tables.table<ManagedPolicy>('iam/policies')
  const keyOf = (kind: Entity['kind'], account: string, name: string): string => `${account}/${kind}/${name.toLowerCase()}`
  const find: Directory['find'] = (kind, account, name) => entities.get(keyOf(kind, account, name)) ?? null
  const managedDocument = (arn: string): unknown => {
    const own = policies.get(arn)
    if (own !== undefined) return documentOf(own.versions.find(({ id }) => id === own.defaultVersion)?.document ?? '{}')
    return managedPolicy(arn)?.document ?? null
  }
  const documentsOf = (entity: Entity): readonly NamedDocument[] => [
    ...Object.entries(entity.inline).map(([name, text]) => ({ name, document: documentOf(text) })),
    ...entity.attached.map((arn) => ({ name: arn, document: managedDocument(arn) })),
  ]
  const changed = (): void => {
    version++
  }
  tables.onRestore(changed)
  return {
    entities,
    policies,
    keys: tables.table('iam/access-keys'),
    profiles: tables.table('iam/instance-profiles'),
    oidcProviders: tables.table('iam/oidc-providers'),
    aliases: tables.table('iam/account-aliases'),
    find,
    list: (kind, account) =>
      [...entities.values()].filter((it) => it.kind === kind && it.account === account).sort((a, b) => (a.name < b.name ? -1 : 1)),
    put: (entity) => {
      entities.set(keyOf(entity.kind, entity.account, entity.name), entity)
      changed()
    },
    remove: ({ kind, account, name }) => {
      entities.delete(keyOf(kind, account, name))
      changed()
    },
    managedDocument,
    policiesOf: (subject) => {
      if (subject.kind === 'root') return { identity: [], boundary: null }
      const entity = find(subject.kind === 'role' ? 'role' : 'user', subject.account, subject.name)
      if (entity === null) return null
      const groups = entity.groups.flatMap((name) => find('group', entity.account, name) ?? [])
      return {
        identity: [...documentsOf(entity), ...groups.flatMap(documentsOf)],
        // A boundary whose policy is gone allows nothing.
        boundary: entity.boundary === null ? null : (managedDocument(entity.boundary) ?? { Version: '2012-10-17', Statement: [] }),
      }
    },
    version: () => version,
    changed,
  }
}

/** Documents were validated when they were stored. */
export const documentOf = (text: string): unknown => JSON.parse(text)

export const arnOf = ({ kind, account, path, name }: Pick<Entity, 'kind' | 'account' | 'path' | 'name'>): string =>
  `arn:aws:iam::${account}:${kind}${path}${name}`

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** An ID as IAM makes them: four letters for the kind, and more. Source: IAM User Guide, "IAM identifiers", "Unique identifiers". */
export const uniqueId = (prefix: string, length: number): string =>
  prefix + [...randomBytes(length)].map((byte) => ALPHABET[byte & 31] ?? 'A').join('')

export const secretKey = (): string => randomBytes(30).toString('base64')
