/** What S3 asks for where it is called by way of a directory bucket or of an access point. */
import { findAction } from '../catalog/index.js'
import type { CallPlace, RequestCheck } from './checks.js'
import { type Input, memberOf } from './parameters.js'

interface Called {
  readonly place: CallPlace
  readonly parameters: Input | null
}

/** Each check once. */
export const distinct = (checks: readonly RequestCheck[]): readonly RequestCheck[] =>
  checks.length < 2 ? checks : [...new Map(checks.map((check) => [`${check.action} ${check.resource}`, check])).values()]

/**
 * Directory buckets are called with the client of S3. What is done to their objects is allowed by the session that was made
 * for the bucket. Source: S3 User Guide, "Authenticating and authorizing requests" for directory buckets.
 */
export function directoryChecks(checks: readonly RequestCheck[], { place }: Called): readonly RequestCheck[] {
  const made = checks.map((check): RequestCheck => {
    if (!check.action.startsWith('s3:')) return check
    const action = findAction(check.action.replace('s3:', 's3express:'))?.action ?? 's3express:CreateSession'
    const [, bucket] = /^arn:[^:]*:s3:::([^/]+)/.exec(check.resource) ?? []
    const resource = bucket === undefined ? '*' : `arn:${place.partition}:s3express:${place.region}:${place.account}:bucket/${bucket}`
    return { action, resource, context: {} }
  })
  return distinct(made)
}

/** `NAME-ACCOUNT.s3-accesspoint.REGION.amazonaws.com` */
const ACCESS_POINT_HOST = /^(?:https?:\/\/)?(.+)-(\d{12})\.s3-accesspoint(?:-fips)?(?:\.dualstack)?\.([a-z0-9-]+)\.amazonaws\./

/**
 * What is asked of an access point is asked of it and of its bucket.
 * Source: S3 User Guide, "Configuring IAM policies for using access points", "Accessing a bucket through access points".
 */
export function withAccessPoint(checks: readonly RequestCheck[], { parameters, place }: Called): readonly RequestCheck[] {
  const host = [memberOf(parameters ?? undefined, 'Host') ?? ''].flat()[0]
  const [, name, account, region] = (typeof host === 'string' ? ACCESS_POINT_HOST.exec(host) : null) ?? []
  const bucket = `arn:${place.partition}:s3:::${memberOf(parameters ?? undefined, 'bucketName')}`
  if (name === undefined) return checks
  const through = checks.flatMap((check): readonly RequestCheck[] => {
    if (check.resource !== bucket && !check.resource.startsWith(`${bucket}/`)) return []
    const key = check.resource.slice(bucket.length)
    const resource = `arn:${place.partition}:s3:${region}:${account}:accesspoint/${name}${key === '' ? '' : `/object${key}`}`
    return [{ ...check, resource }]
  })
  return [...checks, ...through]
}
