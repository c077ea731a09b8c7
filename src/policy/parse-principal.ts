/**
 * `Principal` and `NotPrincipal`. An ARN there names one identity whole: wildcards and groups cannot be principals.
 *
 * Source: IAM User Guide, "AWS JSON policy elements: Principal".
 */
import { splitArn } from './arn.js'
import { readTexts, type TextItem } from './elements.js'
import { type Parsing, quoted, report } from './errors.js'
import type { JsonNode } from './json.js'
import type { PrincipalPattern } from './types.js'

export function parsePrincipals(parsing: Parsing, node: JsonNode, name: string): readonly PrincipalPattern[] {
  if (node.kind === 'string') {
    if (node.value === '*') return [{ kind: 'everyone', bare: true }]
    bad(parsing, node, node.value, 'write `"*"`, or an object such as `{"AWS": "ARN"}`')
    return []
  }
  if (node.kind !== 'object') {
    report(
      parsing,
      node.at,
      'policy/bad-type',
      `${quoted(name)} is neither \`"*"\` nor an object`,
      'write `"*"`, or an object such as `{"AWS": "ARN"}`',
    )
    return []
  }
  if (node.members.length === 0)
    report(parsing, node.at, 'policy/empty-list', `${quoted(name)} names nobody`, 'name at least one principal')
  const seen = new Set<string>()
  return node.members.flatMap((member) => {
    if (seen.has(member.key))
      report(
        parsing,
        member.at,
        'policy/duplicate-key',
        `the key ${quoted(member.key)} is written twice in ${quoted(name)}`,
        'put the values into one list',
      )
    seen.add(member.key)
    const parse = TYPES.get(member.key)
    if (parse === undefined) {
      report(
        parsing,
        member.at,
        'policy/bad-principal',
        `${quoted(name)} has no type named ${quoted(member.key)}`,
        `types: ${[...TYPES.keys()].join(', ')}`,
      )
      return []
    }
    return readTexts(parsing, member.value, member.key).flatMap((item) => {
      const pattern = parse(item.text)
      if (pattern === null) bad(parsing, item, item.text, HINTS.get(member.key) ?? '')
      return pattern ?? []
    })
  })
}

function bad(parsing: Parsing, item: Pick<TextItem, 'at'>, text: string, hint: string): void {
  report(parsing, item.at, 'policy/bad-principal', `${quoted(text)} is no principal`, hint)
}

const HINTS: ReadonlyMap<string, string> = new Map([
  [
    'AWS',
    'write `*`, an account id, or the ARN of a user, role or session without wildcards; narrow `*` by a condition on `aws:PrincipalArn`',
  ],
  ['Service', 'write the name of one service, such as `lambda.amazonaws.com`'],
  ['Federated', 'write the ARN of an identity provider or its name'],
  ['CanonicalUser', 'write the canonical user id, 64 hexadecimal digits'],
])

const TYPES: ReadonlyMap<string, (text: string) => PrincipalPattern | null> = new Map([
  ['AWS', parseAws],
  [
    'Service',
    (text: string): PrincipalPattern | null => (/^[a-z0-9][a-z0-9.-]*\.[a-z]+$/i.test(text) ? { kind: 'service', service: text } : null),
  ],
  ['Federated', (text: string): PrincipalPattern | null => (/^[^\s*?]+$/.test(text) ? { kind: 'federated', provider: text } : null)],
  ['CanonicalUser', (text: string): PrincipalPattern | null => (/^[^\s*?]+$/.test(text) ? { kind: 'canonicalUser', id: text } : null)],
])

const IAM_NAME = /^(?:user|role)\/(?:[!-~]+\/)?[\w+=,.@-]+$/
const STS_NAME = /^(?:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+|federated-user\/[\w+=,.@-]+)$/

// Source: Amazon CloudFront Developer Guide, "Restricting access to an Amazon S3 origin": the one ARN without an account id.
const ORIGIN_ACCESS_IDENTITY = /^arn:[\w-]+:iam::cloudfront:user\/CloudFront Origin Access Identity [A-Z0-9]+$/

export const isOriginAccessIdentity = (arn: string): boolean => ORIGIN_ACCESS_IDENTITY.test(arn)

function parseAws(text: string): PrincipalPattern | null {
  if (text === '*') return { kind: 'everyone', bare: false }
  if (/^\d{12}$/.test(text)) return { kind: 'account', account: text, text }
  if (/^A[A-Z]{3}[A-Z0-9]{12,124}$/.test(text)) return { kind: 'uniqueId', id: text }
  if (isOriginAccessIdentity(text)) return { kind: 'arn', arn: text }
  const arn = splitArn(text)
  if (arn === null || arn.region !== '' || !/^\d{12}$/.test(arn.account) || /[*?]/.test(text)) return null
  if (arn.service === 'iam' && arn.resource === 'root') return { kind: 'account', account: arn.account, text }
  const names = arn.service === 'iam' ? IAM_NAME : arn.service === 'sts' ? STS_NAME : null
  return names?.test(arn.resource) ? { kind: 'arn', arn: text } : null
}
