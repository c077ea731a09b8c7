/**
 * Denial messages, in the one grammar that local AWS writes and that `audit` and `denied` read.
 *
 * Source: IAM User Guide, "Troubleshoot access denied error messages"; the grammar also covers the forms seen in
 * CloudTrail logs since 2017.
 */
import type { DenialMessage, DenyingPolicyType } from './types.js'

const POLICY_TYPES: ReadonlyMap<string, DenyingPolicyType> = new Map([
  ['identity-based policy', 'identity-based policy'],
  ['identity policy', 'identity-based policy'],
  ['resource-based policy', 'resource-based policy'],
  ['resource policy', 'resource-based policy'],
  ['permissions boundary', 'permissions boundary'],
  ['permission boundary', 'permissions boundary'],
  ['session policy', 'session policy'],
  ['sessions policy', 'session policy'],
  ['service control policy', 'service control policy'],
  ['resource control policy', 'resource control policy'],
  ['vpc endpoint policy', 'VPC endpoint policy'],
  ['role trust policy', 'role trust policy'],
])

const TYPE =
  '(?:identity(?:-based)? policy|resource(?:-based)? policy|permissions? boundary|sessions? policy|service control policy|resource control policy|VPC endpoint policy|role trust policy)'
const ENCODED = /[.,]?\s*Encoded authorization failure message:\s*(\S+)\s*$/i
const MISSING = new RegExp(`,?\\s*because no (${TYPE}) allows the (\\S+) action\\.?\\s*$`, 'i')
const EXPLICIT = new RegExp(
  `,?\\s*(?:because )?with an explicit deny(?: in (?:an?|the) (${TYPE})(?::\\s*(\\S+?))?(?:\\s+transitively through an? (${TYPE}))?)?\\.?\\s*$`,
  'i',
)
/** `User: ARN is not authorized to perform: …`; some services leave `User:` out, and STS begins with `Not authorized`. */
const HEAD = /(?:^not|(?:^|\s)(?:User(?::\s*(\S+))?|(arn:\S+)) is not) authorized to perform:?\s*(.*)$/is
/** The SDK for Java puts this behind a message. */
const SUFFIX = /\s*\(Service: [^()]*\)\s*$/
const ACTION = /^([A-Za-z0-9-]+:[A-Za-z0-9*]+)/

/**
 * Reads what a denial says.
 *
 * @returns null where the text is no form of denial that is known; then only its text can be kept
 */
export function parseDenial(message: string | null | undefined): DenialMessage | null {
  if (message === null || message === undefined) return null
  const plain = message.replace(SUFFIX, '')
  const encoded = ENCODED.exec(plain)
  let rest = encoded ? plain.slice(0, encoded.index) : plain
  const reason = readReason(rest)
  rest = rest.slice(0, reason.end)
  const head = HEAD.exec(rest)
  if (!head) return bare(rest, encoded?.[1] ?? null, reason)
  const tail = (head[3] ?? '').trim()
  const action = ACTION.exec(tail)?.[1] ?? null
  return {
    principal: head[1] ?? head[2] ?? null,
    action,
    resource: readResource(action ? tail.slice(action.length) : tail),
    by: reason.by,
    explicit: reason.explicit,
    policyArn: reason.policyArn,
    through: reason.through,
    encoded: encoded?.[1] ?? null,
  }
}

type Reason = Pick<DenialMessage, 'by' | 'explicit' | 'policyArn' | 'through'> & { readonly end: number }

function readReason(message: string): Reason {
  const missing = MISSING.exec(message)
  if (missing) return { by: typeOf(missing[1]), explicit: false, policyArn: null, through: null, end: missing.index }
  const explicit = EXPLICIT.exec(message)
  if (explicit) {
    return { by: typeOf(explicit[1]), explicit: true, policyArn: explicit[2] ?? null, through: typeOf(explicit[3]), end: explicit.index }
  }
  return { by: null, explicit: null, policyArn: null, through: null, end: message.length }
}

const typeOf = (words: string | undefined): DenyingPolicyType | null =>
  words === undefined ? null : (POLICY_TYPES.get(words.toLowerCase()) ?? null)

/** CloudTrail cuts messages at 1 KB: of a reason there may be no more than its begin. */
const CUT_REASON = /,?\s+(?:because|with an explicit)(?:\s.*)?$/is

/** `on resource: X`, `on the specified resource`, or nothing. */
function readResource(tail: string): string | null {
  const on = /^\s*on (?:the )?(?:resource:?\s*)(.+?)\.?\s*$/is.exec(tail)
  if (!on) return null
  const named = (on[1] ?? '')
    .replace(CUT_REASON, '')
    .trim()
    .replace(/^"(.*)"$/, '$1')
  return named === '' ? null : named
}

/**
 * Forms of their own. The ciphertext's key is one that the caller may not use, or none at all: KMS does not say which.
 * Source: KMS Developer Guide, "Testing your permissions"; SQS Developer Guide, "Troubleshooting issues in Amazon SQS"; CloudTrail
 * User Guide, "Network activity events".
 */
const BARE: readonly { readonly form: RegExp; readonly says?: Partial<DenialMessage> }[] = [
  { form: /^Cross-account pass role is not allowed$/i, says: { action: 'iam:PassRole' } },
  { form: /^(?:Access ?Denied|Forbidden|You are not authorized to perform this operation|An unknown error occurred)$/i },
  { form: / is not authorized to access this resource$/i },
  { form: /^You don['’]t have permissions? to access this resource$/i },
  { form: /^The ciphertext refers to a (?:customer master|KMS|AWS KMS) key that does not exist/i },
  { form: /^Access to KMS is not allowed$/i },
  { form: /^Access to the resource \S+ is denied$/i },
  { form: /^Insufficient Lake Formation permission/i },
  { form: /^The request was denied due to a VPC endpoint policy$/i, says: { by: 'VPC endpoint policy' } },
]

function bare(text: string, encoded: string | null, { by, explicit, policyArn, through }: Reason): DenialMessage | null {
  const trimmed = text.trim().replace(/\.$/, '')
  const found = BARE.find(({ form }) => form.test(trimmed))
  if (found === undefined) return null
  const principal = /(arn:[a-z-]+:(?:iam|sts)::\d*:\S+)/.exec(trimmed)?.[1] ?? null
  return { principal, action: null, resource: null, by, explicit, policyArn, through, encoded, ...found.says }
}

/**
 * Writes a denial as AWS does: `User: P is not authorized to perform: A on resource: R because …`.
 * Reading it back gives the same parts.
 */
export function printDenial(denial: DenialMessage & { readonly action: string }): string {
  const on = denial.resource === null ? '' : ` on resource: ${denial.resource}`
  return `User: ${denial.principal ?? 'anonymous'} is not authorized to perform: ${denial.action}${on}${reasonText(denial)}`
}

function reasonText({ by, explicit, action, policyArn, through }: DenialMessage): string {
  if (explicit === null) return ''
  if (!explicit) return by === null ? '' : ` because no ${by} allows the ${action} action`
  if (by === null) return ' with an explicit deny'
  const article = /^[aeiou]/i.test(by) ? 'an' : 'a'
  const arn = policyArn === null ? '' : `: ${policyArn}`
  const via = through === null ? '' : ` transitively through ${/^[aeiou]/i.test(through) ? 'an' : 'a'} ${through}`
  return ` with an explicit deny in ${article} ${by}${arn}${via}`
}
