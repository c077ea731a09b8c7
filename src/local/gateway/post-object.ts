/**
 * Uploads by a browser's form: the form carries a policy that its maker signed, and the upload must keep to it.
 *
 * Source: S3 API Reference, "POST Object" and "Creating a POST policy".
 */
import { createHmac } from 'node:crypto'
import type { Sessions } from '../identity/sessions.js'
import { fault } from '../reply.js'
import type { Body, Caller, Clock, Fault, HttpRequest, Input } from '../types.js'
import { readHeaderMembers, virtualHost } from './protocols/s3-rest.js'
import { bodyOf } from './read-body.js'
import { sameText, signingKey } from './sigv4.js'

export interface Posted {
  readonly caller: Caller
  readonly input: Input
  readonly body: Body
}

interface Form {
  /** By lower-case name. */
  readonly fields: ReadonlyMap<string, string>
  readonly file: Buffer
  readonly fileName: string
}

const denied = (message: string): Fault => fault('AccessDenied', `Invalid according to Policy: ${message}`, 403)

export async function readPostObject(request: HttpRequest, body: Body, sessions: Sessions, clock: Clock): Promise<Posted | Fault> {
  const boundary = /boundary="?([^";]+)"?/.exec(request.headers['content-type'] ?? '')?.[1]
  const form = boundary === undefined ? null : parseForm(await body.bytes(), boundary)
  if (form === null) return fault('MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.', 400)
  const field = (name: string): string => form.fields.get(name) ?? ''
  const host = virtualHost(request.headers.host ?? '')
  const bucket = host ?? decodeURIComponent(request.path.split('/')[1] ?? '')
  const key = field('key').replaceAll('${filename}', form.fileName)
  if (key === '') return fault('InvalidArgument', "Bucket POST must contain a field named 'key'.", 400)
  const policy = field('policy')
  if (policy === '') return fault('AccessDenied', 'Access Denied', 403)
  const [accessKeyId = '', date = '', region = '', service = ''] = field('x-amz-credential').split('/')
  const holder = sessions.find(accessKeyId)
  if (holder === null || !holder.active)
    return fault('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403)
  const { credentials, caller } = holder
  if ((credentials.sessionToken ?? '') !== field('x-amz-security-token'))
    return fault('InvalidToken', 'The provided token is malformed or otherwise invalid.', 400)
  if (credentials.expiresAt !== null && credentials.expiresAt <= clock.now())
    return fault('ExpiredToken', 'The provided token has expired.', 400)
  const expected = createHmac('sha256', signingKey(credentials.secretAccessKey, { date, region, service })).update(policy).digest('hex')
  if (!sameText(expected, field('x-amz-signature')))
    return fault('SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided.', 403)
  const broken = checkPolicy(policy, form, { bucket, key }, clock.now())
  if (broken !== null) return broken
  const headers = Object.fromEntries(form.fields)
  const context = { ...caller.context, 's3:authType': ['POST'], 's3:signatureversion': ['AWS4-HMAC-SHA256'] }
  return {
    caller: { ...caller, context },
    input: { ...readHeaderMembers(headers), Bucket: bucket, Key: key, ...successOf(form) },
    body: bodyOf(form.file),
  }
}

const successOf = ({ fields }: Form): Input => ({
  ...(fields.has('success_action_status') ? { SuccessActionStatus: fields.get('success_action_status') } : {}),
  ...(fields.has('success_action_redirect') ? { SuccessActionRedirect: fields.get('success_action_redirect') } : {}),
})

/** Fields that the policy need not name. */
const FREE = /^(x-amz-signature|file|policy|x-ignore-.*|awsaccesskeyid|signature)$/

function checkPolicy(
  encoded: string,
  form: Form,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  now: number,
): Fault | null {
  let policy: { readonly expiration?: unknown; readonly conditions?: unknown }
  try {
    policy = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as typeof policy
  } catch {
    return fault('InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.', 400)
  }
  const expires = Date.parse(String(policy.expiration))
  if (!(expires > now)) return denied('Policy expired.')
  const named = new Set<string>()
  const fieldValue = (name: string): string => (name === 'bucket' ? bucket : name === 'key' ? key : (form.fields.get(name) ?? ''))
  for (const condition of Array.isArray(policy.conditions) ? policy.conditions : []) {
    const parts = Array.isArray(condition) ? condition : ['eq', ...(Object.entries((condition ?? {}) as object)[0] ?? ['', ''])]
    const [operator, first, second] = parts as unknown as readonly [string, string | number, string | number]
    if (operator === 'content-length-range') {
      if (form.file.length < Number(first))
        return fault('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400)
      if (form.file.length > Number(second)) return fault('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400)
      continue
    }
    const name = String(first).replace(/^\$/, '').toLowerCase()
    named.add(name)
    const holds =
      operator === 'starts-with' ? fieldValue(name).startsWith(String(second)) : operator === 'eq' && fieldValue(name) === String(second)
    if (!holds) return denied(`Policy Condition failed: ${JSON.stringify(condition)}`)
  }
  const extra = [...form.fields.keys()].find((name) => !named.has(name) && !FREE.test(name))
  return extra === undefined ? null : denied(`Extra input fields: ${extra}`)
}

/** Fields up to the file, which is the last that counts. */
function parseForm(bytes: Buffer, boundary: string): Form | null {
  const mark = Buffer.from(`--${boundary}`)
  const fields = new Map<string, string>()
  let at = bytes.indexOf(mark)
  while (at >= 0) {
    const start = at + mark.length + 2
    const end = bytes.indexOf(mark, start)
    if (end < 0) return null
    const part = bytes.subarray(start, end - 2)
    const split = part.indexOf('\r\n\r\n')
    if (split < 0) return null
    const head = part.subarray(0, split).toString('utf8')
    const content = part.subarray(split + 4)
    const name = /name="([^"]*)"/i.exec(head)?.[1]?.toLowerCase() ?? ''
    if (name === 'file') return { fields, file: Buffer.from(content), fileName: /filename="([^"]*)"/i.exec(head)?.[1] ?? '' }
    fields.set(name, content.toString('utf8'))
    at = end
  }
  return null
}
