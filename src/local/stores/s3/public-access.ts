/**
 * Block Public Access: what keeps a policy or an ACL from opening a bucket to everyone. New buckets have all four settings on.
 *
 * Source: S3 User Guide, "Blocking public access to your Amazon S3 storage".
 */
import { readPolicies } from '../../../decide/index.js'
import { parseXml, textIn } from '../../gateway/protocols/xml.js'
import type { Bucket } from './model.js'

export const ALL_BLOCKED =
  '<PublicAccessBlockConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>'

function isSet({ configs }: Bucket, setting: string): boolean {
  const text = configs.publicAccessBlock
  if (text === undefined) return false
  const root = parseXml(text)
  return root.ok && textIn(root.value, setting)?.trim().toLowerCase() === 'true'
}

export const blocksPublicAcls = (bucket: Bucket): boolean => isSet(bucket, 'BlockPublicAcls')
export const blocksPublicPolicy = (bucket: Bucket): boolean => isSet(bucket, 'BlockPublicPolicy')
export const restrictsPublicBuckets = (bucket: Bucket): boolean => isSet(bucket, 'RestrictPublicBuckets')

/** Keys that fix who may come, so that `*` does not mean everyone. Source: the same page, "The meaning of 'public'". */
const FIXING = new Set([
  ...['aws:sourcearn', 'aws:sourceaccount', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:principalaccount', 'aws:principalarn'],
  ...[
    'aws:sourcevpc',
    'aws:sourcevpce',
    'aws:sourceowner',
    'aws:userid',
    'aws:sourceip',
    's3:dataaccesspointarn',
    's3:dataaccesspointaccount',
  ],
])

/** Whether a bucket policy allows something to everyone. */
export function isPublicPolicy(text: string): boolean {
  const set = readPolicies({ resource: JSON.parse(text) as unknown })
  if (!set.ok || set.value.resource === null) return false
  return set.value.resource.statements.some(({ effect, principals, conditions }) => {
    if (effect !== 'allow' || principals === null || !('only' in principals)) return effect === 'allow'
    const everyone = principals.only.some((pattern) => pattern.kind === 'everyone')
    const fixed = conditions.some(
      ({ key, operator, values }) =>
        FIXING.has(key.toLowerCase()) &&
        !/not/i.test(String(operator)) &&
        !values.some((value) => value === '*' || value.includes('0.0.0.0/0')),
    )
    return everyone && !fixed
  })
}
