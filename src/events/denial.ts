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
const ENCODED = /[.,]?\s*Encoded authorization failure message:\s*([\w+/=-]+).*$/is
const MISSING = new RegExp(`[,.]?\\s*because no (${TYPE})(?: \\(\\w+\\))?(?: allows the \\S+(?: action)?)?\\.?\\s*$`, 'i')
const EXPLICIT = new RegExp(
  `[,.]?\\s*(?:with|(?:because|due)(?: of| to)?|by)(?: of)? an explicit deny(?: (?:in|by) (?:an?|the) (${TYPE})(?: \\(\\w+\\))?(?:[:,]?\\s*(?:with ARN )?\\(?((?:arn:|p-)[^\\s)]*[^\\s).]))?\\)?(?:\\s+transitively through an? (${TYPE}))?)?\\.?\\s*$`,
  'i',
)
/** CloudTrail cuts messages at 1 KB: of a reason there may be no more than its begin. */
const CUT_MISSING = /[,.]?\s+because no ([\w-]+(?: [\w-]+)*)\s*$/i
const CUT_EXPLICIT = /[,.]?\s+with an explicit deny in (?:an?|the) ([\w-]+(?: [\w-]+)*)\s*$/i
/**
 * KMS names three reasons at once, of which the policy of the key is two.
 * Source: KMS Developer Guide, "Troubleshooting key access".
 */
const KEY_POLICY =
  /\s+because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access\.?\s*$/i

/** `User: ARN is not authorized to perform: …`; some services leave `User:` out, and STS begins with `Not authorized`. */
const HEAD = new RegExp(
  [
    '(?:^not',
    '(?:^|[\\s"\'(\\[{,:>])(?:(?:User|Principal|Caller)(?::?\\s*"?(?!is not)([^\\s"]+)"?)?|["\']?(arn:[^\\s"\']+)["\']?|\\S+) is not) authorized to perform(?::|\\b)\\s*(.*)$',
  ].join('|'),
  'is',
)
/** SDKs put these behind a message, and CloudFormation its own. */
const SUFFIXES: readonly RegExp[] = [
  /\s*\(SDK Attempt Count: \d+\)\s*$/,
  /\s*\((?:Service|RequestToken): [^()]*(?:\([^()]*\)[^()]*)*\)[\])}'"]*\s*$/,
  /\s*\(reached max retries: \d+\)\s*$/,
  /\s*[\r\n\t]\s*status code: \d{3}, request id: \S*(?:, host id: \S*)?\s*$/i,
]
const ACTION = /^[[("'`]*([A-Za-z0-9-]+:[A-Za-z0-9*]+)/
/** Further actions of a list, and what closes it. */
const MORE_ACTIONS = /^(?:["'`]?(?:,| and)\s*["'`]?[A-Za-z0-9-]+:[A-Za-z0-9*]+)*[\])"'`]*/

/** The whole of nearly every message of a record: what `anyDenial` reads part by part. */
const USUAL = new RegExp(
  [
    '^User: (arn:[^\\s"]+) is not authorized to perform: ([A-Za-z0-9-]+:[A-Za-z0-9]+) on resource: (arn:[\\w:/.$+=@*-]*[\\w/$*-])',
    '(?: because no ([a-zA-Z-]+(?: control| endpoint)? policy) allows the \\2 action',
    '| with an explicit deny in an? ([a-zA-Z-]+(?: control| endpoint)? policy))?$',
  ].join(''),
)

/** Longer than any message; SDKs put stack traces behind. */
const LONGEST = 8192

/**
 * Reads what a denial says.
 *
 * @returns null where the text is no form of denial that is known; then only its text can be kept
 */
export function parseDenial(message: string | null | undefined): DenialMessage | null {
  if (message === null || message === undefined) return null
  const begin = message.slice(0, LONGEST)
  return usualDenial(begin) ?? anyDenial(begin)
}

function usualDenial(message: string): DenialMessage | null {
  const [, principal, action, resource, missing, denying] = USUAL.exec(message) ?? []
  if (principal === undefined || action === undefined || resource === undefined) return null
  const by = typeOf(missing ?? denying)
  if (by === null && (missing ?? denying) !== undefined) return null
  const explicit = missing !== undefined ? false : denying !== undefined ? true : null
  return { principal, action, resource, by, explicit, policyArn: null, through: null, encoded: null }
}

/** Reads every form; `parseDenial` gives the same. */
export function anyDenial(message: string): DenialMessage | null {
  const plain = withoutSuffixes(unwrapped(message))
  const encoded = plain.includes('ncoded') ? ENCODED.exec(plain) : null
  // One may stand before another one.
  let rest = withoutSuffixes(encoded ? plain.slice(0, encoded.index) : plain)
  const reason = readReason(rest)
  rest = rest.slice(0, reason.end)
  const head = HEAD.exec(rest)
  const tail = (head?.[3] ?? '').trim()
  const action = ACTION.exec(tail)
  if (!head || (action === null && !isUnnamed(tail))) return bare(rest, encoded?.[1] ?? null, reason)
  return {
    principal: head[1] ?? head[2] ?? null,
    action: action?.[1] ?? null,
    resource: readResource(action ? tail.slice(action[0].length).replace(MORE_ACTIONS, '') : tail),
    by: reason.by,
    explicit: reason.explicit,
    policyArn: reason.policyArn,
    through: reason.through,
    encoded: encoded?.[1] ?? null,
  }
}

/** Of an answer in JSON or XML the message: `{"Message":"User: … is not authorized …"}`, `<Message>…</Message>`. */
function unwrapped(message: string): string {
  const first = /\S/.exec(message)?.[0]
  if (first === '<') return /<Message>([^<]*)<\/Message>/i.exec(message)?.[1]?.replaceAll('&quot;', '"') ?? message
  if (first !== '[' && first !== '{') return message
  const inner = /"(?:error)?message"\s*:\s*"((?:[^"\\]|\\.)*)"/i.exec(message)?.[1]
  return inner === undefined ? message : inner.replaceAll(/\\(["\\/])/g, '$1')
}

/** Nearly no message of a record has one. */
const withoutSuffixes = (message: string): string =>
  /[)\]}'"\s]$/.test(message.slice(-1)) || message.includes('request id: ')
    ? SUFFIXES.reduce((text, suffix) => text.replace(suffix, ''), message)
    : message

/** Nothing, or a name of an operation without its service: `CreateLogGroup with Tags`. */
const isUnnamed = (tail: string): boolean => tail === '' || /^[A-Z][A-Za-z]+(?: with [A-Za-z]+)?$/.test(tail)

type Reason = Pick<DenialMessage, 'by' | 'explicit' | 'policyArn' | 'through'> & { readonly end: number }

const because = (by: DenyingPolicyType | null, explicit: boolean | null, end: number): Reason => ({
  by,
  explicit,
  policyArn: null,
  through: null,
  end,
})

function readReason(message: string): Reason {
  const lower = message.toLowerCase()
  const missing = lower.includes('because no ') ? MISSING.exec(message) : null
  if (missing) return because(typeOf(missing[1]), false, missing.index)
  const explicit = lower.includes('explicit deny') ? EXPLICIT.exec(message) : null
  if (explicit)
    return { ...because(typeOf(explicit[1]), true, explicit.index), policyArn: explicit[2] ?? null, through: typeOf(explicit[3]) }
  const key = KEY_POLICY.exec(message)
  if (key) return because('resource-based policy', null, key.index)
  const cutMissing = CUT_MISSING.exec(message)
  if (cutMissing) return because(begunType(cutMissing[1] ?? ''), false, cutMissing.index)
  const cutExplicit = CUT_EXPLICIT.exec(message)
  if (cutExplicit) return because(begunType(cutExplicit[1] ?? ''), true, cutExplicit.index)
  return because(null, null, message.length)
}

const typeOf = (words: string | undefined): DenyingPolicyType | null =>
  words === undefined ? null : (POLICY_TYPES.get(words.toLowerCase()) ?? null)

/** @returns the only policy type that begins so; null where several do */
function begunType(words: string): DenyingPolicyType | null {
  const found = new Set([...POLICY_TYPES].filter(([name]) => name.startsWith(words.toLowerCase())).map(([, type]) => type))
  return found.size === 1 ? ([...found][0] ?? null) : null
}

const CUT_REASON = /[,.]?\s+(?:because|due to|with an explicit|with an exp|with an e)(?:\s.*|\S*)?$/is

/** `on resource: X`, `on ARN`, `on the specified resource`, or nothing. */
function readResource(tail: string): string | null {
  const on = /^\s*on (?:(?:the )?resource:?\s*(?:resource:\s*)?|(?=["']?arn:))(.+?)\.?\s*$/is.exec(tail)
  if (!on) return null
  // What stands in quotes ends with them, whatever words it holds.
  const named = (/^"([^"]*)"/.exec(on[1] ?? '')?.[1] ?? (on[1] ?? '').replace(CUT_REASON, ''))
    .trim()
    .replace(/^(["'`])(.*?)\1.*$/s, '$2')
    // A quote that was cut has no end.
    .replace(/^["'`]/, '')
    .replace(/["'}\]]+$|^\.$/, '')
  return named === '' ? null : named
}

/**
 * Forms of their own. The ciphertext's key is one that the caller may not use, or none at all: KMS does not say which.
 * Source: KMS Developer Guide, "Testing your permissions"; SQS Developer Guide, "Troubleshooting issues in Amazon SQS"; CloudTrail
 * User Guide, "Network activity events"; Lambda Developer Guide, "Control access to Lambda function URLs"; Kinesis Video Streams
 * Developer Guide, "Troubleshooting Kinesis Video Streams"; Bedrock User Guide, "Troubleshooting Amazon Bedrock API Error Codes".
 */
const BARE: readonly { readonly form: RegExp; readonly says?: Partial<DenialMessage> }[] = [
  { form: /^Cross-account pass role is not allowed$/i, says: { action: 'iam:PassRole' } },
  { form: /^(?:Access ?Denied|Forbidden|An unknown error occurred|Not ?Authorized|Unauthorized)$/i },
  { form: /^Access ?Denied\s*[.:(-]|^Access denied (?:when|for|because|to)\b/i },
  { form: /^Forbidden\. For troubleshooting Function URL authorization issues/i },
  { form: /(?:^|[[\s])You (?:are not|aren['’]t) authorized to perform (?:this|the requested) (?:operation|action)/i },
  { form: / is not authorized to (?:access this resource|perform (?:this|the requested|an) (?:operation|action))\b/i },
  { form: /^You (?:don['’]t|do not) have (?:sufficient )?(?:permissions?|access) to (?:access|perform|call)\b/i },
  { form: /^You (?:don['’]t|do not) have access to the model\b/i },
  { form: /^(?:The ciphertext refers|Ciphertext refers) to a (?:customer master|KMS|AWS KMS) key that does not exist/i },
  { form: /^Access to KMS is not allowed$/i },
  { form: /^Access to the resource \S+ is denied$/i },
  { form: /^Insufficient Lake Formation permission/i },
  { form: /^Roles may not be assumed by root accounts$/i, says: { action: 'sts:AssumeRole' } },
  { form: /^User with accountId: \d+ is not authorized\b/i },
  { form: /^The request was denied due to a VPC endpoint policy$/i, says: { by: 'VPC endpoint policy' } },
]

/** CloudFormation puts the call before: `API: s3:CreateBucket Access Denied`. */
const API = /^API: ([A-Za-z0-9-]+:[A-Za-z0-9]+)\s+/

function bare(text: string, encoded: string | null, { by, explicit, policyArn, through }: Reason): DenialMessage | null {
  const called = API.exec(text.trim())?.[1] ?? null
  const trimmed = text.trim().replace(API, '').replace(/\.$/, '')
  const found = BARE.find(({ form }) => form.test(trimmed))
  if (found === undefined) return null
  const principal = /(arn:[a-z-]+:(?:iam|sts)::\d*:\S+)/.exec(trimmed)?.[1] ?? null
  return { principal, action: called, resource: null, by, explicit, policyArn, through, encoded, ...found.says }
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
