/** Conditions that are valid and surely not meant. */
import { type ConditionKeyFacts, conditionKey, expandActions, findAction, globalConditionKeys, resourceType } from '../../catalog/index.js'
import type { Place } from '../../outcome/index.js'
import { type Condition, type OperatorFamily, operatorFacts, parseIp, parseIpRange, printOperator } from '../../policy/index.js'
import { type Checking, placeOfKey } from './checking.js'
import type { PolicyRefusal } from './refusals.js'

export function checkConditions(checking: Checking): void {
  const guarded = guardedKeys(checking.statement.conditions)
  for (const condition of checking.statement.conditions) {
    const operator = printOperator(condition)
    const at = placeOfKey(checking, operator, condition.key)
    const facts = keyFacts(condition.key)
    if (isBare(condition)) continue
    if (facts === null) warnUnknown(checking, condition, at)
    else {
      checkPresence(checking, condition, at)
      checkType(checking, condition, facts, at)
    }
    checkAbsence(checking, condition, at, guarded.has(condition.key.toLowerCase()))
    checkValues(checking, condition, at)
  }
}

const isBare = ({ key }: Condition): boolean => !key.includes(':')

/** IAM's "Actions/Conditions must be prefaced by a vendor", as seen in 2026. */
export function keyRefusals(checking: Checking, placeOf: (at: number) => Place | null): readonly PolicyRefusal[] {
  return checking.statement.conditions.filter(isBare).map((condition) => ({
    code: 'policy/bad-condition-key',
    message: `the condition key \`${condition.key}\` has no service prefix`,
    hint: 'write it as `aws:KEY` or `SERVICE:KEY`; as it is it is always absent',
    at: placeOf(placeOfKey(checking, printOperator(condition), condition.key)),
  }))
}

function warnUnknown(checking: Checking, condition: Condition, at: number): void {
  // Source: IAM User Guide, "IAM and AWS STS condition context keys", "Available keys for AWS OIDC federation": a
  // provider's claims have its address before the colon.
  if (condition.key.split(':')[0]?.includes('.') === true) return
  // Source: Amazon SNS Developer Guide, "Example cases for Amazon SNS access control": a key of old, in default policies.
  if (/^aws:SourceOwner$/i.test(condition.key)) return
  checking.warn(
    at,
    'policy/unknown-key',
    `no service has the condition key \`${condition.key}\``,
    'IAM stores it; the key is always absent',
  )
}

/** Some services write the family of their tag keys as `…/tag-key`. */
const keyFacts = (key: string): ConditionKeyFacts | null => conditionKey(key) ?? conditionKey(`${key.split('/')[0]}/tag-key`)

/**
 * Keys of a service that its credentials carry into requests of every other.
 * Source: AWS Lambda Developer Guide, "Using source function ARN to control function access behavior"; Service
 * Authorization Reference, condition keys of Amazon EC2, AWS Systems Manager, AWS Glue and the Identity Store.
 */
const SESSION_KEYS = new Set([
  'lambda:sourcefunctionarn',
  'ec2:sourceinstancearn',
  'ec2:roledelivery',
  'ssm:sourceinstancearn',
  'glue:credentialissuingservice',
  'glue:roleassumedby',
  'identitystore:userid',
])

const ALWAYS = new Set(['aws:requesttag', 'aws:resourcetag', 'aws:tagkeys'])

/** Whether the key can be in a request for one of the statement's actions. Global keys can, but for those of tags. */
function checkPresence(checking: Checking, condition: Condition, at: number): void {
  const { actions } = checking.statement
  const name = condition.key.toLowerCase()
  const family = name.split('/')[0] ?? name
  const global = globalConditionKeys().some((facts) => facts.key.toLowerCase().split('/')[0] === family)
  if (!('only' in actions) || (global && !ALWAYS.has(family)) || SESSION_KEYS.has(name) || actions.only.includes('*')) return
  for (const pattern of actions.only) {
    const expanded = expandActions(pattern)
    if (expanded.length === 0 || expanded.some((action) => canHave(action, name))) continue
    checking.warn(
      at,
      'policy/key-never-present',
      `\`${condition.key}\` is never in a request for \`${pattern}\``,
      'take a key that the action has, or move the action to another statement',
    )
    return
  }
}

function canHave(action: string, name: string): boolean {
  const facts = findAction(action)
  if (facts === null) return true
  const service = action.slice(0, action.indexOf(':'))
  const keys = [...facts.conditionKeys, ...facts.resourceTypes.flatMap((type) => resourceType(service, type)?.conditionKeys ?? [])]
  return keys.some((key) => isKeyOrFamily(key.toLowerCase(), name))
}

/** `kms:encryptioncontext:${encryptioncontextkey}` and `secretsmanager:resourcetag/tag-key` stand for many keys. */
function isKeyOrFamily(known: string, name: string): boolean {
  const open = known.search(/\$\{|(?<=\/)tag-?key$/)
  return open < 0 ? known === name : name.startsWith(known.slice(0, open))
}

/** Which types of keys a family of operators reads as they are meant. */
const READS: ReadonlyMap<OperatorFamily, readonly ConditionKeyFacts['type'][]> = new Map([
  ['numeric', ['Numeric', 'Date']],
  ['date', ['Date', 'Numeric']],
  ['ip', ['IPAddress']],
  ['bool', ['Bool', 'String']],
  ['binary', ['Binary', 'String']],
  ['arn', ['ARN', 'String']],
  ['string', ['String', 'ARN', 'Bool', 'Binary']],
])

function checkType(checking: Checking, condition: Condition, facts: ConditionKeyFacts, at: number): void {
  const { family } = operatorFacts(condition.operator)
  const reads = READS.get(family)
  if (reads !== undefined && !reads.includes(facts.type)) {
    checking.warn(
      at,
      'policy/operator-type',
      `\`${condition.key}\` is a ${facts.type} key, and \`${condition.operator}\` does not read such values`,
      `take an operator for ${facts.type} values`,
    )
  }
  if (facts.multiValued && condition.quantifier === null && family !== 'null') {
    checking.warn(
      at,
      'policy/plain-operator-on-list',
      `\`${condition.key}\` can have several values, and a plain operator matches none of several`,
      'add `ForAnyValue:` or `ForAllValues:`',
    )
  }
}

/** Keys that a `Null` asks to be present. */
const guardedKeys = (conditions: readonly Condition[]): ReadonlySet<string> =>
  new Set(conditions.flatMap(({ operator, key, values }) => (operator === 'Null' && values.includes('false') ? [key.toLowerCase()] : [])))

function checkAbsence(checking: Checking, condition: Condition, at: number, guarded: boolean): void {
  const { effect } = checking.statement
  if (effect === 'allow' && condition.quantifier === 'forAllValues' && !guarded) {
    checking.warn(
      at,
      'policy/for-all-values-on-allow',
      `\`ForAllValues\` on an Allow is true when \`${condition.key}\` is absent or empty`,
      `add \`"Null": {"${condition.key}": "false"}\``,
    )
  }
  const mfaOff =
    condition.operator === 'Bool' &&
    !condition.ifExists &&
    /^aws:MultiFactorAuthPresent$/i.test(condition.key) &&
    condition.values.includes('false')
  if (effect === 'deny' && mfaOff) {
    checking.warn(
      at,
      'policy/bool-misses-absent-key',
      `long-term keys carry no \`${condition.key}\`, so this Deny does not reach them`,
      'write `BoolIfExists`',
    )
  }
  const negated = operatorFacts(condition.operator).negated && condition.quantifier === null
  if (effect === 'allow' && negated && !guarded && !isGlobalAlways(condition.key)) {
    checking.warn(
      at,
      'policy/negated-allows-absent-key',
      `\`${condition.operator}\` is true when \`${condition.key}\` is absent, so this Allow applies then`,
      `add \`"Null": {"${condition.key}": "false"}\` if that is not meant`,
    )
  }
}

// Source: IAM User Guide, "AWS global condition context keys", "Availability": included in every request, or in most.
const IN_EVERY_REQUEST = new Set([
  'aws:principalaccount',
  'aws:principaltype',
  'aws:userid',
  'aws:currenttime',
  'aws:epochtime',
  'aws:requestedregion',
  'aws:securetransport',
  'aws:viaawsservice',
  'aws:useragent',
  'aws:resourceaccount',
])
const isGlobalAlways = (key: string): boolean => IN_EVERY_REQUEST.has(key.toLowerCase())

function checkValues(checking: Checking, condition: Condition, at: number): void {
  const { family, relation } = operatorFacts(condition.operator)
  if (family === 'string' && relation !== 'like') {
    const wild = condition.values.find((value) => /[*?]/.test(value.replace(/\$\{[^}]*\}/g, '')))
    if (wild !== undefined)
      checking.warn(
        at,
        'policy/wildcard-in-equals',
        `\`${condition.operator}\` takes the wildcard in \`${wild}\` literally`,
        `write \`${condition.operator.includes('Not') ? 'StringNotLike' : 'StringLike'}\` if a pattern is meant`,
      )
  }
  if (family === 'ip') {
    const loose = condition.values.find(hasHostBits)
    if (loose !== undefined)
      checking.warn(
        at,
        'policy/host-bits',
        `\`${loose}\` has bits behind its prefix, which do not count`,
        'write the first address of the range',
      )
  }
}

function hasHostBits(value: string): boolean {
  const range = parseIpRange(value)
  const address = parseIp(value.split('/')[0] ?? '') ?? []
  return range !== null && address.some((word, i) => word !== range.words[i])
}
