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
  `,?\\s*(?:because )?with an explicit deny(?: in (?:an?|the) (${TYPE})(?::\\s*(arn:\\S+?))?(?:\\s+transitively through an? (${TYPE}))?)?\\.?\\s*$`,
  'i',
)
const HEAD = /(?:^|\s)User(?::\s*(\S+))? is not authorized to perform:?\s*(.*)$/is
const ACTION = /^([A-Za-z0-9-]+:[A-Za-z0-9*]+)/

/**
 * Reads what a denial says.
 *
 * @returns null where the text is no form of denial that is known; then only its text can be kept
 */
export function parseDenial(message: string | null | undefined): DenialMessage | null {
  if (message === null || message === undefined) return null
  const encoded = ENCODED.exec(message)
  let rest = encoded ? message.slice(0, encoded.index) : message
  const reason = readReason(rest)
  rest = rest.slice(0, reason.end)
  const head = HEAD.exec(rest)
  if (!head) return bare(rest, encoded?.[1] ?? null, reason)
  const tail = (head[2] ?? '').trim()
  const action = ACTION.exec(tail)?.[1] ?? null
  return {
    principal: head[1] ?? null,
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

/** `on resource: X`, `on the specified resource`, or nothing. */
function readResource(tail: string): string | null {
  const on = /^\s*on (?:the )?(?:resource:?\s*)(.+?)\.?\s*$/is.exec(tail)
  if (!on) return null
  const named = (on[1] ?? '').trim().replace(/^"(.*)"$/, '$1')
  return named === '' ? null : named
}

/** The forms that name neither action nor resource. */
function bare(text: string, encoded: string | null, reason: Reason): DenialMessage | null {
  const trimmed = text.trim().replace(/\.$/, '')
  const crossPass = /^Cross-account pass role is not allowed$/i.test(trimmed)
  const onlyRefused =
    /^(?:Access ?Denied|You are not authorized to perform this operation|An unknown error occurred)$/i.test(trimmed) ||
    / is not authorized to access this resource$/i.test(trimmed)
  if (!crossPass && !onlyRefused) return null
  const principal = /(arn:[a-z-]+:(?:iam|sts)::\d*:\S+)/.exec(trimmed)?.[1] ?? null
  return {
    principal,
    action: crossPass ? 'iam:PassRole' : null,
    resource: null,
    by: reason.by,
    explicit: reason.explicit,
    policyArn: reason.policyArn,
    through: reason.through,
    encoded,
  }
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
