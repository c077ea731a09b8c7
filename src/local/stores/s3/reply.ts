/** Answers of S3: XML documents with its namespace, and the headers of an object. */
import { element } from '../../gateway/protocols/xml.js'
import { raw } from '../../reply.js'
import type { RawReply } from '../../types.js'
import type { Acl, ObjectVersion } from './model.js'

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

export function xmlReply(root: string, value: Readonly<Record<string, unknown>>, headers: Readonly<Record<string, string>> = {}): RawReply {
  const text = element(root, value, 'flat').replace(`<${root}>`, `<${root} xmlns="${NAMESPACE}">`)
  return raw(200, { 'content-type': 'application/xml', ...headers }, `<?xml version="1.0" encoding="UTF-8"?>\n${text}`)
}

export const rawXml = (text: string): RawReply => raw(200, { 'content-type': 'application/xml' }, text)

export const noContent = (headers: Readonly<Record<string, string>> = {}): RawReply => raw(204, headers)

export const empty = (headers: Readonly<Record<string, string>> = {}): RawReply => raw(200, { ...headers, 'content-length': '0' })

export const httpDate = (ms: number): string => new Date(ms).toUTCString()

export const isoDate = (ms: number): string => new Date(ms).toISOString()

export const quotedEtag = (etag: string): string => `"${etag}"`

export const versionHeader = ({ versionId }: Pick<ObjectVersion, 'versionId'>): Readonly<Record<string, string>> =>
  versionId === 'null' ? {} : { 'x-amz-version-id': versionId }

export function checksumHeaders({ checksum }: Pick<ObjectVersion, 'checksum'>): Readonly<Record<string, string>> {
  if (checksum === null) return {}
  return { [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value, 'x-amz-checksum-type': checksum.type }
}

export const encryptionHeaders = ({ encryption }: Pick<ObjectVersion, 'encryption'>): Readonly<Record<string, string>> => ({
  'x-amz-server-side-encryption': encryption.algorithm,
  ...(encryption.keyId === null ? {} : { 'x-amz-server-side-encryption-aws-kms-key-id': encryption.keyId }),
})

const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

/** Grantees have their kind in an attribute. */
export function aclXml({ owner, grants }: Acl): string {
  const all = grants.map(({ grantee, permission }) => {
    const isGroup = grantee.startsWith('http')
    const inner = isGroup ? element('URI', grantee, 'flat') : element('ID', grantee, 'flat')
    return `<Grant><Grantee ${XSI} xsi:type="${isGroup ? 'Group' : 'CanonicalUser'}">${inner}</Grantee>${element('Permission', permission, 'flat')}</Grant>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<AccessControlPolicy xmlns="${NAMESPACE}"><Owner>${element('ID', owner, 'flat')}</Owner><AccessControlList>${all.join('')}</AccessControlList></AccessControlPolicy>`
}
