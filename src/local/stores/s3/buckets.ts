/** Buckets and their settings. Most settings are documents that a reader gets back as they were put: a row each. */
import { parseXml } from '../../gateway/protocols/xml.js'
import { recordOf, textOf } from '../../input.js'
import { fault, isFault, raw } from '../../reply.js'
import type { Fault, Operation, Reply, ServiceCall } from '../../types.js'
import { createBucket, deleteBucket } from './bucket-life.js'
import { putPolicy } from './bucket-policy.js'
import { NS, SETTINGS } from './bucket-settings.js'
import type { Bucket } from './model.js'
import { refusesAcl } from './ownership.js'
import { blocksPublicAcls, isPublicPolicy } from './public-access.js'
import { aclXml, empty, noContent, rawXml, xmlReply } from './reply.js'
import { isPublicAcl, readAcl, readTagSet } from './requests.js'
import type { S3Store } from './store.js'

/** Settings of which a bucket has several, each with an ID. */
const LISTED = [
  ['analytics', 'BucketAnalytics', 'AnalyticsConfiguration'],
  ['metrics', 'BucketMetrics', 'MetricsConfiguration'],
  ['inventory', 'BucketInventory', 'InventoryConfiguration'],
  ['intelligent-tiering', 'BucketIntelligentTiering', 'IntelligentTieringConfiguration'],
] as const

export function bucketOperations(
  store: S3Store,
  prepare: (bucket: Bucket, flag: string, xml: string, call: ServiceCall) => Promise<Fault | null>,
): ReadonlyMap<string, Operation> {
  const on =
    (act: (bucket: Bucket, call: ServiceCall) => Reply | Promise<Reply>): Operation =>
    (call) => {
      const bucket = store.bucketOf(call)
      return isFault(bucket) ? bucket : act(bucket, call)
    }
  const keep = (bucket: Bucket): void => {
    store.buckets.set(bucket.name, bucket)
  }
  const config = (bucket: Bucket, flag: string, xml: string | null): void => {
    const { [flag]: _, ...rest } = bucket.configs
    keep({ ...bucket, configs: xml === null ? rest : { ...rest, [flag]: xml } })
  }
  return new Map<string, Operation>([
    ['CreateBucket', (call) => createBucket(store, call)],
    ['HeadBucket', on(({ name, region }) => empty({ 'x-amz-bucket-region': region, 'x-amz-bucket-arn': `arn:aws:s3:::${name}` }))],
    ['DeleteBucket', on((bucket) => deleteBucket(store, bucket))],
    [
      'GetBucketLocation',
      on(({ region }) =>
        rawXml(region === 'us-east-1' ? `<LocationConstraint ${NS}/>` : `<LocationConstraint ${NS}>${region}</LocationConstraint>`),
      ),
    ],
    ['GetBucketVersioning', on(({ versioning }) => xmlReply('VersioningConfiguration', versioning === null ? {} : { Status: versioning }))],
    [
      'PutBucketVersioning',
      on((bucket, { input }) => putVersioning(bucket, textOf(recordOf(input, 'VersioningConfiguration') ?? {}, 'Status'), keep)),
    ],
    [
      'GetBucketPolicy',
      on(({ policy }) =>
        policy === null
          ? fault('NoSuchBucketPolicy', 'The bucket policy does not exist', 404)
          : raw(200, { 'content-type': 'application/json' }, policy),
      ),
    ],
    ['PutBucketPolicy', on((bucket, call) => putPolicy(bucket, call, keep))],
    [
      'DeleteBucketPolicy',
      on((bucket) => {
        keep({ ...bucket, policy: null })
        return noContent()
      }),
    ],
    [
      'GetBucketPolicyStatus',
      on(({ policy }) =>
        policy === null
          ? fault('NoSuchBucketPolicy', 'The bucket policy does not exist', 404)
          : xmlReply('PolicyStatus', { IsPublic: isPublicPolicy(policy) }),
      ),
    ],
    [
      'GetBucketTagging',
      on(({ tags }) =>
        tags === null
          ? fault('NoSuchTagSet', 'The TagSet does not exist', 404)
          : xmlReply('Tagging', { TagSet: { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) } }),
      ),
    ],
    [
      'PutBucketTagging',
      on((bucket, { input }) => {
        const tags = readTagSet(input, 50)
        if (isFault(tags)) return tags
        keep({ ...bucket, tags })
        return noContent()
      }),
    ],
    [
      'DeleteBucketTagging',
      on((bucket) => {
        keep({ ...bucket, tags: null })
        return noContent()
      }),
    ],
    ['GetBucketAcl', on(({ acl }) => rawXml(aclXml(acl)))],
    [
      'PutBucketAcl',
      on((bucket, { input }) => {
        const acl = readAcl(input, bucket.account)
        if (isFault(acl)) return acl
        const refused = refusesAcl(bucket, input)
        if (refused !== null) return refused
        if (isPublicAcl(acl) && blocksPublicAcls(bucket)) return fault('AccessDenied', 'Access Denied', 403)
        keep({ ...bucket, acl })
        return empty()
      }),
    ],
    ...SETTINGS.flatMap(({ flag, name, root, otherwise }): [string, Operation][] => [
      [
        `Get${name}`,
        on(({ configs }) => {
          const kept = configs[flag]
          if (kept !== undefined) return rawXml(kept)
          return typeof otherwise === 'string' ? rawXml(otherwise) : fault(otherwise.code, otherwise.message, 404)
        }),
      ],
      [
        `Put${name}`,
        on(async (bucket, call) => {
          const xml = await readDocument(call, root)
          if (isFault(xml)) return xml
          const problem = await prepare(bucket, flag, xml, call)
          if (problem !== null) return problem
          config(store.buckets.get(bucket.name) ?? bucket, flag, xml)
          return empty()
        }),
      ],
      [
        name === 'BucketLifecycleConfiguration' ? 'DeleteBucketLifecycle' : `Delete${name}`,
        on((bucket) => {
          config(bucket, flag, null)
          return noContent()
        }),
      ],
    ]),
    ...LISTED.flatMap(([flag, name, root]): [string, Operation][] => [
      [
        `Get${name}Configuration`,
        on(({ configs }, { input }) => {
          const kept = configs[`${flag}?id=${textOf(input, 'Id') ?? ''}`]
          return kept === undefined ? fault('NoSuchConfiguration', 'The specified configuration does not exist.', 404) : rawXml(kept)
        }),
      ],
      [
        `Put${name}Configuration`,
        on(async (bucket, call) => {
          const xml = await readDocument(call, root)
          if (isFault(xml)) return xml
          config(bucket, `${flag}?id=${textOf(call.input, 'Id') ?? ''}`, xml)
          return empty()
        }),
      ],
      [
        `Delete${name}Configuration`,
        on((bucket, { input }) => {
          config(bucket, `${flag}?id=${textOf(input, 'Id') ?? ''}`, null)
          return noContent()
        }),
      ],
      [
        `List${name}Configurations`,
        on(({ configs }) => {
          const all = Object.entries(configs)
            .filter(([key]) => key.startsWith(`${flag}?id=`))
            .map(([, xml]) => xml.replace(/<\?xml[^>]*\?>\s*/, ''))
          return rawXml(
            `<List${name}ConfigurationsResult ${NS}><IsTruncated>false</IsTruncated>${all.join('')}</List${name}ConfigurationsResult>`,
          )
        }),
      ],
    ]),
  ])
}

async function readDocument({ body }: ServiceCall, root: string): Promise<string | Fault> {
  const text = body === null ? '' : (await body.bytes()).toString('utf8')
  const parsed = parseXml(text)
  const opened = new RegExp(`<(?:\\w+:)?${root}[\\s/>]`).test(text)
  return parsed.ok && opened
    ? text
    : fault('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema', 400)
}

function putVersioning(bucket: Bucket, status: string | null, keep: (bucket: Bucket) => void): Reply {
  if (status !== 'Enabled' && status !== 'Suspended')
    return fault('IllegalVersioningConfigurationException', 'The Versioning element must be specified', 400)
  if (status === 'Suspended' && bucket.objectLock)
    return fault(
      'InvalidBucketState',
      'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
      409,
    )
  keep({ ...bucket, versioning: status })
  return empty()
}
