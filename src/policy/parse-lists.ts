/**
 * The lists of `Action` and `Resource` and of their `Not…` forms: what no pattern may look like.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Action" and "Resource"; behaviour that was observed says so.
 */
import { splitAtColons } from './arn.js'
import { readTexts, type TextItem } from './elements.js'
import { type Parsing, quoted, report } from './errors.js'
import { parseVariable } from './glob.js'
import type { JsonMember } from './json.js'
import type { PolicyKind } from './types.js'
import { checkVariables } from './variables.js'

const PREFIX = /^[A-Za-z0-9*?-]+$/

export function parseActions(parsing: Parsing, member: JsonMember): readonly string[] {
  return readTexts(parsing, member.value, member.key).map((item) => {
    const fault = actionFault(item.text, parsing.kind)
    if (fault !== null)
      report(
        parsing,
        item.at,
        'policy/bad-action',
        `the action ${quoted(item.text)} ${fault}`,
        'write `SERVICE:NAME`, such as `s3:GetObject`',
      )
    return item.text
  })
}

// Observed as IAM's "Actions/Conditions must be prefaced by a vendor" and "Vendor … is not valid"; the rule for trust
// policies as "AssumeRole policy may only specify STS AssumeRole actions".
function actionFault(text: string, kind: PolicyKind): string | null {
  if (text === '*') return kind === 'trust' ? 'is none of `sts:`' : null
  const colon = text.indexOf(':')
  if (colon < 0) return 'has no service prefix'
  if (text.indexOf(':', colon + 1) >= 0) return 'has more than one colon'
  const prefix = text.slice(0, colon)
  const name = text.slice(colon + 1)
  if (!PREFIX.test(prefix.trimStart())) return 'has a prefix that no service has'
  if (name === '') return 'has no name behind the colon'
  if (kind === 'trust' && prefix.toLowerCase() !== 'sts') return 'is none of `sts:`'
  return null
}

export function parseResources(parsing: Parsing, member: JsonMember, variables: boolean): readonly string[] {
  return readTexts(parsing, member.value, member.key).map((item) => {
    const text = expandShortForm(item.text)
    checkResource(parsing, { text, at: item.at }, variables)
    return text
  })
}

// Source: API Gateway Developer Guide, "Access policy language overview for Amazon API Gateway": the short form of a
// resource policy is expanded to the full ARN when it is stored.
const expandShortForm = (text: string): string =>
  text.startsWith('execute-api:/') ? `arn:*:execute-api:*:*:*/${text.slice('execute-api:/'.length)}` : text

const PARTITIONS = new Set(['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-eusc'])

function checkResource(parsing: Parsing, item: TextItem, variables: boolean): void {
  checkVariables(parsing, item.text, item.at, variables)
  if (item.text === '*') return
  const parts = splitAtColons(item.text, variables)
  const hint = 'write `*` or an ARN such as `arn:aws:s3:::bucket/*`'
  // White space around an ARN is not trimmed: such a text is stored, and matches nothing.
  if (parts[0]?.trimStart() !== 'arn' || parts.length < 2)
    report(parsing, item.at, 'policy/bad-resource', `the resource ${quoted(item.text)} is neither an ARN nor \`*\``, hint)
  else if (!/[*?]/.test(parts[1] ?? '') && !PARTITIONS.has(parts[1] ?? '') && parseVariable(parts[1] ?? '') === null) {
    report(
      parsing,
      item.at,
      'policy/bad-resource',
      `the resource ${quoted(item.text)} has the unknown partition ${quoted(parts[1] ?? '')}`,
      `partitions: ${[...PARTITIONS].join(', ')}`,
    )
  } else if (parsing.kind === 'session' && parts.length < 6) {
    // Source: IAM User Guide, "IAM JSON policy elements: Resource": an incomplete ARN is filled with `*`, except here.
    report(
      parsing,
      item.at,
      'policy/bad-resource',
      `the ARN ${quoted(item.text)} has fewer than six parts, which a session policy does not take`,
      hint,
    )
  }
}
