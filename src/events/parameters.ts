/**
 * `requestParameters` of an event ⇄ the operation's input. CloudTrail begins members in lower case; S3 has names of its own,
 * and gives headers and query parameters as they were sent.
 */
import { type InputShape, operationModel } from '../catalog/index.js'

/** JSON as far as an input can hold it. */
export type InputValue = string | number | boolean | null | readonly InputValue[] | { readonly [member: string]: InputValue }
export type Input = { readonly [member: string]: InputValue }

/** Member of the API → name in `requestParameters`. Source: S3 User Guide, "Example: CloudTrail log file entry for Amazon S3". */
export const S3_MEMBER_NAMES: ReadonlyMap<string, string> = new Map([
  ['Bucket', 'bucketName'],
  ['Key', 'key'],
  ['VersionId', 'versionId'],
  ['Prefix', 'prefix'],
  ['Delimiter', 'delimiter'],
  ['MaxKeys', 'max-keys'],
  ['UploadId', 'uploadId'],
  ['PartNumber', 'partNumber'],
  ['ACL', 'x-amz-acl'],
  ['GrantFullControl', 'x-amz-grant-full-control'],
  ['GrantRead', 'x-amz-grant-read'],
  ['GrantReadACP', 'x-amz-grant-read-acp'],
  ['GrantWrite', 'x-amz-grant-write'],
  ['GrantWriteACP', 'x-amz-grant-write-acp'],
  ['Tagging', 'x-amz-tagging'],
  ['TaggingDirective', 'x-amz-tagging-directive'],
  ['MetadataDirective', 'x-amz-metadata-directive'],
  ['CopySource', 'x-amz-copy-source'],
  ['StorageClass', 'x-amz-storage-class'],
  ['ServerSideEncryption', 'x-amz-server-side-encryption'],
  ['SSEKMSKeyId', 'x-amz-server-side-encryption-aws-kms-key-id'],
  ['ObjectLockMode', 'x-amz-object-lock-mode'],
  ['ObjectLockRetainUntilDate', 'x-amz-object-lock-retain-until-date'],
  ['ObjectLockLegalHoldStatus', 'x-amz-object-lock-legal-hold'],
  ['BypassGovernanceRetention', 'x-amz-bypass-governance-retention'],
  ['IfMatch', 'if-match'],
  ['ObjectLockEnabledForBucket', 'x-amz-bucket-object-lock-enabled'],
  ['ObjectOwnership', 'x-amz-object-ownership'],
])
const S3_NAMES: ReadonlyMap<string, string> = new Map([...S3_MEMBER_NAMES].map(([member, name]) => [name.toLowerCase(), member]))

/** What AWS writes in place of values that nobody should read in a log. */
export const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS'

/** Members whose values are not written, by client. Source: the services' pages on CloudTrail. */
const HIDDEN_MEMBERS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['sqs', new Set(['MessageBody', 'MessageAttributes'])],
  ['sns', new Set(['Message', 'Subject', 'MessageAttributes'])],
  ['ssm', new Set(['Value'])],
  ['sfn', new Set(['input', 'output', 'cause', 'error'])],
])

/** Members that are left out altogether. */
const OMITTED: ReadonlySet<string> = new Set([
  'Body',
  'Payload',
  'ZipFile',
  'SecretString',
  'SecretBinary',
  'Plaintext',
  'CiphertextBlob',
  'Data',
  'Password',
])

const begin = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

/** @returns `requestParameters` as CloudTrail writes them for a call with this input; null for a call without members */
export function requestParametersOf(suffix: string, operation: string, input: Input): Input | null {
  const shapes = operationModel(suffix, operation)?.input ?? new Map<string, InputShape>()
  const hidden = HIDDEN_MEMBERS.get(suffix)
  const out: Record<string, InputValue> = {}
  for (const [member, value] of Object.entries(input)) {
    if (OMITTED.has(member) || value === undefined) continue
    const name = suffix === 's3' ? (S3_MEMBER_NAMES.get(member) ?? member) : begin(member)
    out[name] = hidden?.has(member) === true ? HIDDEN : written(value, shapes.get(member))
  }
  return Object.keys(out).length === 0 ? null : out
}

/** Members of structures begin in lower case, keys of maps stay as they are. */
function written(value: InputValue, shape: InputShape | undefined): InputValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one: InputValue) => written(one, shape?.kind === 'list' ? shape.element : undefined))
  const isMap = shape?.kind === 'map'
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      isMap ? key : begin(key),
      OMITTED.has(key) ? HIDDEN : written(one, isMap ? shape.value : shape?.kind === 'structure' ? shape.members.get(key) : undefined),
    ]),
  )
}

/** A member by the API's name, without regard to case; S3's by the name or header that stands for it. */
export function memberOf(from: InputValue | undefined, name: string): InputValue | undefined {
  if (typeof from !== 'object' || from === null || Array.isArray(from)) return undefined
  const object = from as Input
  const direct = begin(name)
  if (Object.hasOwn(object, direct)) return object[direct]
  if (Object.hasOwn(object, name)) return object[name]
  const lower = name.toLowerCase()
  for (const key in object) if (Object.hasOwn(object, key) && key.toLowerCase() === lower) return object[key]
  return undefined
}

/** @returns the input of a recorded call, its top level in the API's names where they are known to differ */
export function inputOf(suffix: string, parameters: Input | null | undefined): Input {
  if (parameters === null || parameters === undefined || typeof parameters !== 'object' || Array.isArray(parameters)) return {}
  if (suffix !== 's3') return parameters
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [S3_NAMES.get(name.toLowerCase()) ?? name, plainS3(value)]))
}

/** Query parameters may be given as lists of one. */
const plainS3 = (value: InputValue): InputValue => (Array.isArray(value) && value.length === 1 ? (value[0] as InputValue) : value)
