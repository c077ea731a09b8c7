/** The policy of a bucket. */
import { validatePolicy } from '../../../decide/index.js'
import { textOf } from '../../input.js'
import { fault } from '../../reply.js'
import type { Reply, ServiceCall } from '../../types.js'
import type { Bucket } from './model.js'
import { blocksPublicPolicy, isPublicPolicy } from './public-access.js'
import { noContent } from './reply.js'

// Source: S3 User Guide, "Policies and permissions in Amazon S3": bucket policies are limited to 20 KB in size.
const MAX_POLICY_BYTES = 20 * 1024

export async function putPolicy(bucket: Bucket, { body, input, caller }: ServiceCall, keep: (bucket: Bucket) => void): Promise<Reply> {
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
