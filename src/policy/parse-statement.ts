/**
 * One statement: which elements its kind of document must and must not have, and the lists of actions and resources.
 *
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language"; AWS Organizations User Guide, "SCP syntax" and
 * "RCP syntax".
 */

import { type Elements, readElements } from './elements.js'
import { type Parsing, quoted, report } from './errors.js'
import type { JsonMember, JsonNode } from './json.js'
import { parseConditions } from './parse-condition.js'
import { parseActions, parseResources } from './parse-lists.js'
import { parsePrincipals } from './parse-principal.js'
import type { Effect, Matcher, PolicyKind, Statement } from './types.js'

type Need = 'required' | 'optional' | 'prohibited'

interface KindRules {
  readonly principal: Need
  readonly notPrincipal: Exclude<Need, 'required'>
  readonly notAction: Exclude<Need, 'required'>
  readonly resource: Need
}

const IDENTITY: KindRules = { principal: 'prohibited', notPrincipal: 'prohibited', notAction: 'optional', resource: 'required' }

const RULES: Readonly<Record<PolicyKind, KindRules>> = {
  identity: IDENTITY,
  boundary: IDENTITY,
  session: IDENTITY,
  scp: IDENTITY,
  // Policies that hang on a resource which is all they can speak of (repositories, secrets) may leave `Resource` out.
  resource: { principal: 'required', notPrincipal: 'optional', notAction: 'optional', resource: 'optional' },
  trust: { principal: 'required', notPrincipal: 'prohibited', notAction: 'optional', resource: 'prohibited' },
  rcp: { principal: 'required', notPrincipal: 'prohibited', notAction: 'prohibited', resource: 'required' },
  vpcEndpoint: { principal: 'required', notPrincipal: 'optional', notAction: 'optional', resource: 'required' },
}

const KNOWN = new Set(['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'])

/** What the whole document says about each of its statements. */
export interface Setting {
  /** Whether the document's version has policy variables. */
  readonly variables: boolean
  /** Whether it is a KMS key's policy, as far as its actions tell; null where it names none. */
  readonly isKeyPolicy: boolean | null
}

/**
 * @returns null where something is missing that the statement cannot be built without, as the errors say, or where it has
 * no effect
 */
export function parseStatement(parsing: Parsing, node: JsonNode, index: number, { variables, isKeyPolicy }: Setting): Statement | null {
  if (node.kind !== 'object') {
    report(
      parsing,
      node.at,
      'policy/bad-type',
      `statement ${index} is not an object`,
      'a statement is an object with `Effect`, `Action` and `Resource`',
    )
    return null
  }
  const rules = RULES[parsing.kind]
  const elements = readElements(parsing, node, KNOWN, 'a statement')
  prohibit(parsing, elements, rules)
  const effect = parseEffect(parsing, elements, node.at)
  const principals = pick(parsing, elements, node.at, 'Principal', rules.principal, (member) =>
    parsePrincipals(parsing, member.value, member.key),
  )
  const idle = parsing.kind === 'resource' && isIdle(elements, effect, isKeyPolicy)
  const actions = pick(parsing, elements, node.at, 'Action', idle ? 'optional' : 'required', (member) => parseActions(parsing, member))
  const resources = pick(parsing, elements, node.at, 'Resource', rules.resource, (member) => parseResources(parsing, member, variables))
  const condition = elements.get('Condition')
  const conditions = condition === undefined ? [] : parseConditions(parsing, condition.value, { variables, effect })
  if (principals !== null && 'except' in principals && effect === 'allow') {
    report(
      parsing,
      elements.get('NotPrincipal')?.at ?? node.at,
      'policy/not-principal-with-allow',
      '`NotPrincipal` with `Allow` would allow everyone else, anonymous callers included',
      'name the principals, or use `Deny`',
    )
  }
  const sid = parseSid(parsing, elements)
  if (effect === null || actions === null) return null
  return { index, sid, effect, principals, actions, resources, conditions, at: parsing.placeOf(node.at) }
}

/**
 * Whether it is a statement of a key policy that KMS stores without `Action`, and that has no effect. What cannot be told
 * from another resource's policy is taken for one only where it allows: a deny is not lost by a guess.
 *
 * Source: AWS KMS API Reference, "PutKeyPolicy": "If either of the required Resource or Action elements are missing from
 * a key policy statement, the policy statement has no effect."
 */
function isIdle(elements: Elements, effect: Effect | null, isKeyPolicy: boolean | null): boolean {
  if (elements.has('Action') || elements.has('NotAction')) return false
  return isKeyPolicy ?? effect === 'allow'
}

function prohibit(parsing: Parsing, elements: Elements, rules: KindRules): void {
  const needs: readonly (readonly [string, Need])[] = [
    ['Principal', rules.principal],
    ['NotPrincipal', rules.notPrincipal],
    ['NotAction', rules.notAction],
    ['Resource', rules.resource],
    ['NotResource', rules.resource],
  ]
  for (const [name, need] of needs) {
    const member = elements.get(name)
    if (need !== 'prohibited' || member === undefined) continue
    report(
      parsing,
      member.at,
      'policy/prohibited-element',
      `${aKind(parsing.kind)} has no ${quoted(name)}`,
      `take ${quoted(name)} out, or name the document's kind`,
    )
  }
}

export const KIND_NAMES: Readonly<Record<PolicyKind, string>> = {
  identity: 'identity-based policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  scp: 'service control policy',
  rcp: 'resource control policy',
  resource: 'resource-based policy',
  trust: 'role trust policy',
  vpcEndpoint: 'VPC endpoint policy',
}

/** The kind's name with its article. */
export const aKind = (kind: PolicyKind): string => `${kind === 'identity' ? 'an' : 'a'} ${KIND_NAMES[kind]}`

/** `X` or `NotX` as a matcher; both are an error, neither is one where the element is required. */
function pick<P>(
  parsing: Parsing,
  elements: Elements,
  at: number,
  name: string,
  need: Need,
  parse: (member: JsonMember) => readonly P[],
): Matcher<P> | null {
  if (need === 'prohibited') return null
  const only = elements.get(name)
  const except = elements.get(`Not${name}`)
  if (only !== undefined && except !== undefined) {
    report(parsing, except.at, 'policy/both-elements', `the statement has both \`${name}\` and \`Not${name}\``, 'keep one of the two')
  }
  if (only !== undefined) return { only: parse(only) }
  if (except !== undefined) return { except: parse(except) }
  if (need === 'required')
    report(
      parsing,
      at,
      'policy/missing-element',
      `the statement has no \`${name}\``,
      `${aKind(parsing.kind)} needs \`${name}\` in each statement`,
    )
  return null
}

function parseEffect(parsing: Parsing, elements: Elements, at: number): Effect | null {
  const member = elements.get('Effect')
  if (member === undefined) {
    report(parsing, at, 'policy/missing-element', 'the statement has no `Effect`', 'write `"Effect": "Allow"` or `"Effect": "Deny"`')
    return null
  }
  const { value } = member
  if (value.kind === 'string' && value.value === 'Allow') return 'allow'
  if (value.kind === 'string' && value.value === 'Deny') return 'deny'
  report(
    parsing,
    value.at,
    'policy/bad-effect',
    `the effect is ${value.kind === 'string' ? quoted(value.value) : `a ${value.kind}`}`,
    'write `Allow` or `Deny`, exactly so',
  )
  return null
}

// Source: IAM User Guide, "IAM JSON policy elements: Sid": letters and digits in IAM's own policies; services that store
// resource-based policies take more.
const OWN_SIDS: ReadonlySet<PolicyKind> = new Set(['identity', 'boundary', 'session', 'trust'])

function parseSid(parsing: Parsing, elements: Elements): string | null {
  const member = elements.get('Sid')
  if (member === undefined) return null
  const { value } = member
  if (value.kind !== 'string') {
    report(parsing, value.at, 'policy/bad-type', '`Sid` is not text', 'put it in double quotes')
    return null
  }
  if (OWN_SIDS.has(parsing.kind) && !/^[A-Za-z0-9]*$/.test(value.value)) {
    report(
      parsing,
      value.at,
      'policy/bad-sid',
      `the Sid ${quoted(value.value)} holds more than letters and digits`,
      'use A to Z, a to z and 0 to 9',
    )
  }
  return value.value
}
