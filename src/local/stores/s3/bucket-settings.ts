/** Settings of a bucket that are documents: what each is called, and what is said where it is not there. */

export const NS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'

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

export const SETTINGS: readonly Setting[] = [
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
