/** Buckets and the objects in them. Every change of an object goes through here, which keeps the order of keys and tells who listens. */
import { randomBytes } from 'node:crypto'
import { fault } from '../../reply.js'
import type { Fault, ServiceCall, StoreWorld } from '../../types.js'
import { Sorted } from '../sorted.js'
import type { Table } from '../tables.js'
import type { Bucket, KeyEntry, ObjectVersion, Upload } from './model.js'

/** What happened to an object, as notifications name it: `ObjectCreated:Put`. */
export interface ObjectEvent {
  readonly name: string
  readonly bucket: Bucket
  readonly key: string
  readonly version: ObjectVersion
  readonly call: ServiceCall
}

export interface S3Store {
  readonly world: StoreWorld
  readonly buckets: Table<Bucket>
  readonly uploads: Table<Upload>
  /** The bucket of the request's `Bucket`. @errors `NoSuchBucket`, `AccessDenied` where another owner was expected */
  readonly bucketOf: (call: ServiceCall) => Bucket | Fault
  readonly entry: (bucket: string, key: string) => KeyEntry | null
  readonly keys: (bucket: string) => Sorted<KeyEntry>
  /** Puts a version on top of a key, or in place of what was there where the bucket keeps no versions. */
  readonly put: (bucket: Bucket, key: string, version: Omit<ObjectVersion, 'versionId'>) => ObjectVersion
  /** Replaces one version in its place. */
  readonly change: (bucket: string, key: string, version: ObjectVersion) => void
  readonly removeVersion: (bucket: string, key: string, versionId: string) => void
  readonly dropBucket: (name: string) => void
  readonly tell: (event: ObjectEvent) => void
  readonly onEvent: (listener: (event: ObjectEvent) => void) => void
}

export function s3Store(world: StoreWorld): S3Store {
  const { tables, bodies } = world
  const buckets = tables.table<Bucket>('s3/buckets')
  const uploads = tables.table<Upload>('s3/uploads')
  let orders = new Map<string, Sorted<KeyEntry>>()
  tables.onRestore(() => {
    orders = new Map()
  })
  const entriesOf = (bucket: string): Table<KeyEntry> => tables.table<KeyEntry>(`s3/objects/${bucket}`)
  const orderOf = (bucket: string): Sorted<KeyEntry> => {
    const known = orders.get(bucket)
    if (known !== undefined) return known
    const made = new Sorted<KeyEntry>()
    for (const [key, entry] of entriesOf(bucket)) made.set(key, entry)
    orders.set(bucket, made)
    return made
  }
  const keep = (bucket: string, key: string, versions: readonly ObjectVersion[]): void => {
    const order = orderOf(bucket)
    if (versions.length === 0) {
      entriesOf(bucket).delete(key)
      order.delete(key)
      return
    }
    const entry = { key, versions }
    entriesOf(bucket).set(key, entry)
    order.set(key, entry)
  }
  const entry = (bucket: string, key: string): KeyEntry | null => entriesOf(bucket).get(key) ?? null
  const listeners: ((event: ObjectEvent) => void)[] = []
  return {
    world,
    buckets,
    uploads,
    bucketOf: ({ input }) => {
      const name = typeof input.Bucket === 'string' ? input.Bucket : ''
      const bucket = buckets.get(name)
      if (bucket === undefined) return fault('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name })
      const expected = input.ExpectedBucketOwner
      return expected === undefined || expected === bucket.account ? bucket : fault('AccessDenied', 'Access Denied', 403)
    },
    entry,
    keys: orderOf,
    put: (bucket, key, version) => {
      const versions = entry(bucket.name, key)?.versions ?? []
      const made: ObjectVersion = { ...version, versionId: bucket.versioning === 'Enabled' ? newVersionId() : 'null' }
      const kept = made.versionId === 'null' ? versions.filter((it) => it.versionId !== 'null') : versions
      for (const gone of versions) if (!kept.includes(gone)) bodies.release(gone.body)
      keep(bucket.name, key, [made, ...kept])
      return made
    },
    change: (bucket, key, version) => {
      const versions = entry(bucket, key)?.versions ?? []
      keep(
        bucket,
        key,
        versions.map((it) => (it.versionId === version.versionId ? version : it)),
      )
    },
    removeVersion: (bucket, key, versionId) => {
      const versions = entry(bucket, key)?.versions ?? []
      const gone = versions.find((it) => it.versionId === versionId)
      if (gone === undefined) return
      bodies.release(gone.body)
      keep(
        bucket,
        key,
        versions.filter((it) => it !== gone),
      )
    },
    dropBucket: (name) => {
      buckets.delete(name)
      orders.delete(name)
      tables.drop(`s3/objects/${name}`)
    },
    tell: (event) => {
      for (const listener of listeners) listener(event)
    },
    onEvent: (listener) => {
      listeners.push(listener)
    },
  }
}

const newVersionId = (): string => randomBytes(24).toString('base64url')
