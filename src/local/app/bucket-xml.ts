/**
 * Configurations of buckets as CloudFormation writes them → the XML that S3 takes.
 * Source: Amazon S3 API Reference, "PutBucketCors", "PutPublicAccessBlock", "PutBucketNotificationConfiguration".
 */
import { flagOf, listOf, mapOf, type Plain, textOf, textsOf } from '../api/index.js'

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const element = (name: string, inner: string): string => `<${name}>${inner}</${name}>`
const texts = (name: string, values: unknown): string =>
  textsOf(values)
    .map((value) => element(name, escaped(value)))
    .join('')
const root = (name: string, inner: string): string => `<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${name}>`

/** @param rules of `CorsConfiguration` */
export const corsXml = (rules: readonly Plain[]): string =>
  root(
    'CORSConfiguration',
    rules
      .map((rule) =>
        element(
          'CORSRule',
          texts('AllowedHeader', rule.AllowedHeaders) +
            texts('AllowedMethod', rule.AllowedMethods) +
            texts('AllowedOrigin', rule.AllowedOrigins) +
            texts('ExposeHeader', rule.ExposedHeaders) +
            texts('MaxAgeSeconds', rule.MaxAge),
        ),
      )
      .join(''),
  )

/** @param encryption `BucketEncryption` */
export const encryptionXml = (encryption: Plain): string =>
  root(
    'ServerSideEncryptionConfiguration',
    listOf(encryption.ServerSideEncryptionConfiguration)
      .map(mapOf)
      .map((rule) => {
        const { SSEAlgorithm, KMSMasterKeyID } = mapOf(rule.ServerSideEncryptionByDefault)
        const byDefault = element('SSEAlgorithm', textOf(SSEAlgorithm) ?? 'AES256') + texts('KMSMasterKeyID', KMSMasterKeyID)
        const withKey = element('BucketKeyEnabled', String(flagOf(rule.BucketKeyEnabled) === true))
        return element('Rule', element('ApplyServerSideEncryptionByDefault', byDefault) + withKey)
      })
      .join(''),
  )

export const publicAccessXml = (block: Plain): string =>
  root(
    'PublicAccessBlockConfiguration',
    Object.entries(block)
      .map(([name, value]) => element(name, String(flagOf(value) === true)))
      .join(''),
  )

export interface Notifications {
  readonly functions: readonly Plain[]
  readonly queues: readonly Plain[]
  readonly topics: readonly Plain[]
  readonly toBus: boolean
}

/** Each has `Arn`, `Events`, and `Rules` with `Name` and `Value`. */
export const notificationXml = ({ functions, queues, topics, toBus }: Notifications): string =>
  root(
    'NotificationConfiguration',
    configurations('CloudFunctionConfiguration', 'CloudFunction', functions) +
      configurations('QueueConfiguration', 'Queue', queues) +
      configurations('TopicConfiguration', 'Topic', topics) +
      (toBus ? '<EventBridgeConfiguration/>' : ''),
  )

const configurations = (name: string, target: string, list: readonly Plain[]): string =>
  list.map((each) => element(name, texts(target, each.Arn) + texts('Event', each.Events) + filter(listOf(each.Rules).map(mapOf)))).join('')

function filter(rules: readonly Plain[]): string {
  if (rules.length === 0) return ''
  const inner = rules.map(({ Name, Value }) =>
    element('FilterRule', element('Name', (textOf(Name) ?? '').toLowerCase()) + texts('Value', Value)),
  )
  return element('Filter', element('S3Key', inner.join('')))
}
