/** Buckets and their settings. Most settings are documents that a reader gets back as they were put: a row each. */
import { validatePolicy } from '../../../decide/index.js'
import { parseXml } from '../../gateway/protocols/xml.js'
import { recordOf, textOf } from '../../input.js'
import { fault, isFault, raw } from '../../reply.js'
import type { Fault, Operation, Reply, ServiceCall } from '../../types.js'
import type { Bucket } from './model.js'
import { asksForAcl, ENFORCED, ownershipXml, refusesAcl } from './ownership.js'
import { ALL_BLOCKED, blocksPublicAcls, blocksPublicPolicy, isPublicPolicy } from './public-access.js'
import { aclXml, empty, noContent, rawXml, xmlReply } from './reply.js'
import { isPublicAcl, readAcl, readTagSet } from './requests.js'
import type { S3Store } from './store.js'

const NS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'

interface Setting {
  /** The query flag: where its document is kept. */
  readonly flag: string
  /** `GetBucketCors` → `BucketCors` */
  readonly name: string
  readonly root: string
  /** What a reader gets where none was put: a document, or an error. */
  readonly otherwise: string | { readonly code: string; readonly message: string }
}

const none = (code: string, message: string): Setting['otherwise'] => ({ code, message })

const SETTINGS: readonly Setting[] = [
  {
    flag: 'cors',
    name: 'BucketCors',
    root: 'CORSConfiguration',
    otherwise: none('NoSuchCORSConfiguration', 'The CORS configuration does not exist'),
  },
  {
    flag: 'encryption',
    name: 'BucketEncryption',
    root: 'ServerSideEncryptionConfiguration',
    // Source: S3 User Guide, "Setting default server-side encryption behavior for Amazon S3 buckets".
    otherwise: `<ServerSideEncryptionConfiguration ${NS}><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`,
  },
  {
    flag: 'lifecycle',
    name: 'BucketLifecycleConfiguration',
    root: 'LifecycleConfiguration',
    otherwise: none('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'),
  },
  {
    flag: 'notification',
    name: 'BucketNotificationConfiguration',
    root: 'NotificationConfiguration',
    otherwise: `<NotificationConfiguration ${NS}/>`,
  },
  {
    flag: 'website',
    name: 'BucketWebsite',
    root: 'WebsiteConfiguration',
    otherwise: none('NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration'),
  },
  {
    flag: 'replication',
    name: 'BucketReplication',
    root: 'ReplicationConfiguration',
    otherwise: none('ReplicationConfigurationNotFoundError', 'The replication configuration was not found'),
  },
  {
    flag: 'ownershipControls',
    name: 'BucketOwnershipControls',
    root: 'OwnershipControls',
    otherwise: none('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'),
  },
  {
    flag: 'publicAccessBlock',
    name: 'PublicAccessBlock',
    root: 'PublicAccessBlockConfiguration',
    otherwise: none('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'),
  },
  { flag: 'logging', name: 'BucketLogging', root: 'BucketLoggingStatus', otherwise: `<BucketLoggingStatus ${NS}/>` },
  {
    flag: 'accelerate',
    name: 'BucketAccelerateConfiguration',
    root: 'AccelerateConfiguration',
    otherwise: `<AccelerateConfiguration ${NS}/>`,
  },
  {
    flag: 'requestPayment',
    name: 'BucketRequestPayment',
    root: 'RequestPaymentConfiguration',
    otherwise: `<RequestPaymentConfiguration ${NS}><Payer>BucketOwner</Payer></RequestPaymentConfiguration>`,
  },
  {
    flag: 'object-lock',
    name: 'ObjectLockConfiguration',
    root: 'ObjectLockConfiguration',
    otherwise: none('ObjectLockConfigurationNotFoundError', 'Object Lock configuration does not exist for this bucket'),
  },
]

/** Settings of which a bucket has several, each with an ID. */
const LISTED = [
  ['analytics', 'BucketAnalytics', 'AnalyticsConfiguration'],
  ['metrics', 'BucketMetrics', 'MetricsConfiguration'],
  ['inventory', 'BucketInventory', 'InventoryConfiguration'],
  ['intelligent-tiering', 'BucketIntelligentTiering', 'IntelligentTieringConfiguration'],
] as const

const BUCKET_NAME =
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?![.-])){1,61}[a-z0-9]$/

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

function createBucket(store: S3Store, { input, account, region, now }: ServiceCall): Reply {
  const name = textOf(input, 'Bucket') ?? ''
  if (!BUCKET_NAME.test(name)) return fault('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name })
  const there = store.buckets.get(name)
  const constraint = textOf(recordOf(input, 'CreateBucketConfiguration') ?? {}, 'LocationConstraint')
  const where = constraint ?? region
  if (there !== undefined) {
    if (there.account !== account)
      return fault(
        'BucketAlreadyExists',
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
        409,
        { BucketName: name },
      )
    // Source: S3 API Reference, "CreateBucket", Errors: in us-east-1 the owner gets 200.
    if (region !== 'us-east-1')
      return fault('BucketAlreadyOwnedByYou', 'Your previous request to create the named bucket succeeded and you already own it.', 409, {
        BucketName: name,
      })
  }
  const acl = readAcl(input, account)
  if (isFault(acl)) return acl
  const objectLock = textOf(input, 'ObjectLockEnabledForBucket') === 'true'
  const ownership = textOf(input, 'ObjectOwnership') ?? ENFORCED
  if (ownership === ENFORCED && asksForAcl(input) && textOf(input, 'ACL') !== 'private')
    return fault(
      'InvalidBucketAclWithObjectOwnership',
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
      400,
      { BucketName: name },
    )
  if (there === undefined)
    store.buckets.set(name, {
      name,
      account,
      region: where === 'EU' ? 'eu-west-1' : where,
      createdAt: now,
      versioning: objectLock ? 'Enabled' : null,
      policy: null,
      tags: null,
      configs: {
        publicAccessBlock: ALL_BLOCKED,
        ...(objectLock
          ? { 'object-lock': `<ObjectLockConfiguration ${NS}><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>` }
          : {}),
        ownershipControls: ownershipXml(ownership),
      },
      acl,
      objectLock,
    })
  return empty({ location: `/${name}`, 'x-amz-bucket-arn': `arn:aws:s3:::${name}` })
}

function deleteBucket(store: S3Store, { name }: Bucket): Reply {
  if (store.keys(name).size > 0) return fault('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, { BucketName: name })
  for (const upload of [...store.uploads.values()]) if (upload.bucket === name) store.uploads.delete(upload.id)
  store.dropBucket(name)
  return noContent()
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

// Source: S3 User Guide, "Policies and permissions in Amazon S3": bucket policies are limited to 20 KB in size.
const MAX_POLICY_BYTES = 20 * 1024

async function putPolicy(bucket: Bucket, { body, input, caller }: ServiceCall, keep: (bucket: Bucket) => void): Promise<Reply> {
  const text = body === null ? (textOf(input, 'Policy') ?? '') : (await body.bytes()).toString('utf8')
  if (Buffer.byteLength(text) > MAX_POLICY_BYTES) return fault('PolicyTooLarge', 'Policy exceeds the maximum allowed document size.', 400)
  const [error] = validatePolicy(text, 'resource', 'policy').errors
  if (error !== undefined)
    return fault(
      'MalformedPolicy',
      error.code === 'policy/not-json' ? "Policies must be valid JSON and the first byte must be '{'" : error.message,
      400,
    )
  const foreign = foreignResource(text, bucket.name)
  if (foreign !== null) return fault('MalformedPolicy', 'Policy has invalid resource', 400, { Detail: foreign })
  if (blocksPublicPolicy(bucket) && isPublicPolicy(text))
    return fault(
      'AccessDenied',
      `User: ${caller.principal} is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::${bucket.name}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
      403,
    )
  keep({ ...bucket, policy: text })
  return noContent()
}

/** A bucket policy speaks of its own bucket alone. */
function foreignResource(text: string, bucket: string): string | null {
  const { Statement = [] } = JSON.parse(text) as { readonly Statement?: unknown }
  for (const statement of [Statement].flat() as { readonly Resource?: unknown; readonly NotResource?: unknown }[]) {
    for (const resource of [statement.Resource ?? statement.NotResource].flat())
      if (typeof resource === 'string' && resource !== '*' && !matchesBucket(resource, bucket)) return resource
  }
  return null
}

function matchesBucket(resource: string, bucket: string): boolean {
  const name = /^arn:[^:]*:s3:::([^/]*)/.exec(resource)?.[1]
  if (name === undefined) return /^arn:[^:]*:s3:[^:]*:\d{12}:accesspoint/.test(resource)
  if (name.includes('${')) return true
  return new RegExp(
    `^${name
      .replaceAll(/[.+^$()|[\]\\{}]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(bucket)
}
